"""How sharing is said on pages: with whom, what, how far, until when; and what happens if somebody says no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.words import Words
from commonpurse.parties.consent.rules import (
    ITEM_WORDS,
    ITEMS_TO_SHARE,
    LEVEL_WORDS,
    SHARED_ANYWAY,
    SHARED_IF_NEEDED,
    Item,
    Level,
)
from commonpurse.web.parts.words import listed, translated
from commonpurse.web.parts.written import named, weekday

ROLE_WORDS = {
    "worker": gettext_lazy("All workers"),
    "coordinator": gettext_lazy("All who lead workers"),
    "finance": gettext_lazy("Those who pay"),
    "manager": gettext_lazy("The managers"),
    "funder": gettext_lazy("Those who give the money"),
    "administrator": gettext_lazy("Those who keep this site"),
}
ROLES_TO_SHARE_WITH = ("worker", "coordinator", "manager")

# What she is told before she says yes or no: what goes on as it is, and what takes longer.
IF_NO: dict[Item, str | Promise] = {
    Item.MONEY_TOTAL: gettext_lazy("You tell your worker yourself how much there is. You can show them your page."),
    Item.MONEY_DETAIL: gettext_lazy("You ask and pay on your own page. Your worker cannot do it for you."),
    Item.CONTACT: gettext_lazy("Your worker cannot ring or write to you. You come to them."),
    Item.PLAN: gettext_lazy("Each worker asks you anew what you want to do. You tell it more often."),
    Item.HEALTH: gettext_lazy("Nobody takes your health into account unless you tell them."),
    Item.OFFENCE: gettext_lazy("Nobody sees it here. You tell it only to whom you want."),
    Item.OUTCOMES: gettext_lazy("You tell yourself how things go, when you want to."),
    Item.NOTES: gettext_lazy("Each worker begins without notes. You tell some things twice."),
}


def recipient_words(permission: Any) -> str:
    """Name whom a permission is for."""
    if permission.member_id is not None:
        return member_words(permission.member)
    if permission.organisation_id is not None:
        return _("All who work with people at {organisation}").format(organisation=named(permission.organisation.name))
    if permission.role:
        return str(ROLE_WORDS[permission.role])
    return _("Somebody who helps you")


def member_words(member: Any) -> str:
    """Name a member with their organisation, as somebody would say it."""
    if member.organisation is None:
        return named(member.name)
    return _("{name} of {organisation}").format(name=named(member.name), organisation=named(member.organisation.name))


def recipient_key(permission: Any) -> tuple[str, str]:
    """The same for all permissions of the same one."""
    for kind in ("member", "organisation", "helper"):
        if getattr(permission, f"{kind}_id") is not None:
            return kind, str(getattr(permission, f"{kind}_id"))
    return "role", permission.role


def items_words(items: Sequence[Item]) -> str:
    return listed([translated(ITEM_WORDS[item]) for item in items])


def wording_of(who: str, items: Sequence[Item], level: Level, ends_on: date) -> str:
    """The words under which a yes is given. They stand on the page as they are, and are kept with the yes."""
    said = [
        _("{who} may see this: {what}.").format(who=who, what=items_words(items)),
        _("How far: {level}.").format(level=translated(LEVEL_WORDS[level])),
        _("It ends on {day}.").format(day=weekday(ends_on)),
        _("You can stop it on any day. It does not change your money."),
    ]
    return " ".join(said)


@dataclass(frozen=True)
class Cell:
    """One item for one who is shared something: how far and until when, or no. `begins` where it has not begun."""

    item: Any
    permission: Any = None
    begins: date | None = None

    @property
    def level(self) -> Any:
        return LEVEL_WORDS[Level(self.permission.level)]


@dataclass(frozen=True)
class SharedCard:
    """All that one is shared, and all that they are not: one column of the grid."""

    who: str
    cells: list[Cell]
    ids: list[str]


def shared_cards(permissions: Sequence[Any], today: date) -> list[SharedCard]:
    """One card for each who is shared something, those who came last at the end."""
    by_who: dict[tuple[str, str], list[Any]] = {}
    for permission in permissions:
        by_who.setdefault(recipient_key(permission), []).append(permission)
    cards = []
    for theirs in by_who.values():
        by_item = {Item(each.item): each for each in theirs}
        cells = [cell_of(item, by_item.get(item), today) for item in ITEMS_TO_SHARE]
        cards.append(SharedCard(recipient_words(theirs[0]), cells, [str(each.id) for each in theirs]))
    return cards


def cell_of(item: Item, permission: Any, today: date) -> Cell:
    begins = permission.starts_on if permission is not None and permission.starts_on > today else None
    return Cell(ITEM_WORDS[item], permission, begins)


@dataclass(frozen=True)
class Anyway:
    """What is shared without asking: with whom, what, and why."""

    who: str
    what: str
    why: Words


def shared_anyway_lines() -> list[Anyway]:
    return [
        Anyway(
            str(ROLE_WORDS[duty.role]),
            listed([translated(ITEM_WORDS[item]) for item in duty.items]),
            duty.reason,
        )
        for duty in SHARED_ANYWAY
    ]


def shared_if_needed_lines() -> Sequence[tuple[Words, Words]]:
    return SHARED_IF_NEEDED
