"""How it is said that one person acts for another: what they may do, and the words under which it is agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from commonpurse.kernel.money import Money
from commonpurse.web.parts.written import named, spoken, weekday


def may_words(name: str, *, may_pay: bool, limit: Money | None) -> str:
    """What they may do, in one or two short sentences."""
    sees = _("{name} sees the money.").format(name=named(name))
    if not may_pay:
        return sees
    if limit is None:
        return f"{sees} {_('They may pay from it.')}"
    pays = _("They may pay up to {sum} a day.").format(sum=spoken(limit))
    return f"{sees} {pays}"


def helper_wording(name: str, *, may_pay: bool, limit: Money | None, ends_on: date) -> str:
    """The words under which a yes is given; they are kept with it."""
    ends = _("It ends on {day}, or when you stop it.").format(day=weekday(ends_on))
    return f"{may_words(name, may_pay=may_pay, limit=limit)} {ends}"


@dataclass(frozen=True)
class HelperLine:
    """One who acts for somebody, in words."""

    id: Any
    name: str
    may: str
    ends_on: date
    waits: bool
    kind_words: Any


def helper_lines(found: list[Any], currency: str) -> list[HelperLine]:
    lines = []
    for each in found:
        limit = Money(each.limit_minor, currency) if each.limit_minor is not None else None
        name = each.helper.called_by
        may = may_words(name, may_pay=each.may_pay, limit=limit)
        lines.append(
            HelperLine(
                id=each.id,
                name=name,
                may=may,
                ends_on=each.ends_on,
                waits=each.decided_by_id is not None and each.agreed_at is None,
                kind_words=each.get_kind_display(),
            )
        )
    return lines
