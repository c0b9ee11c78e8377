"""Somebody who acts for Ada: Sam, named by the real commands."""

from __future__ import annotations

from typing import Any

from commonpurse.parties.consent.rules import Explained, RepresentativeKind
from commonpurse.parties.people.commands import agree_representative, name_representative
from commonpurse.parties.people.models import Representative
from tests.factories import NOW, Standing, pounds

WORDS = "Sam may see my money and pay some of it."


def named(people: Standing, **given: Any) -> Representative:
    """Wren writes down that Sam helps Ada and may pay £50 on a day, unless said otherwise."""
    wanted: dict[str, Any] = {
        "by": people.wren,
        "person": people.ada,
        "helper_name": "Sam",
        "helper_reference": "H-002",
        "kind": RepresentativeKind.HELPER,
        "may_pay": True,
        "limit": pounds(50),
        "explained": Explained.SPOKEN,
        "wording": WORDS,
        "now": NOW,
    }
    return name_representative(**(wanted | given))


def act_for(people: Standing, *, is_agreed: bool = True, **given: Any) -> Representative:
    """Let Sam act for Ada. What is decided in her best interests Priya agrees to, unless said otherwise."""
    made = named(people, **given)
    if is_agreed and made.kind == RepresentativeKind.AUTHORISED:
        return agree_representative(by=people.priya, representative=made, wording=WORDS, now=NOW)
    return made
