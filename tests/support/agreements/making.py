"""Agreements that tests begin with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from commonpurse.kernel.money import Money
from commonpurse.support.agreements.commands import ask_for_change, make_agreement, sign_agreement
from commonpurse.support.agreements.models import Agreement
from commonpurse.support.agreements.queries import agreement_in_force, draft_of
from commonpurse.support.agreements.rules import SignedHow, Wording
from tests.factories import NOW, Standing, a_photo

WORDS: dict[str, Any] = {
    "what_for": "A home. A bed and a kettle.",
    "sum": Money(900_00, "GBP"),
    "spend_up_to": Money(30_00, "GBP"),
    "money_rules": "You pick the things. We pay the shop.",
    "if_things_go_wrong": "We talk. Nothing is taken from you.",
    "how_to_challenge": "Say so. Other people look at it again.",
}


def wording(**changed: Any) -> Wording:
    return Wording(**(WORDS | changed))


def write(people: Standing, *, now: Any = NOW, **changed: Any) -> Agreement:
    """Wren writes a wording with Ada, after the newest that is there."""
    newest = draft_of(people.ada) or agreement_in_force(person=people.ada)
    return make_agreement(
        by=people.wren, person=people.ada, wording=wording(**changed), after=newest.id if newest else None, now=now
    )


def agree(people: Standing, *, now: Any = NOW, **changed: Any) -> Agreement:
    """Both sign it: it counts."""
    made = write(people, now=now, **changed)
    sign_agreement(by=people.ada, agreement=made, now=now)
    sign_agreement(by=people.wren, agreement=made, now=now)
    made.refresh_from_db()
    return made


def agreements_with_ada(people: Standing, now: datetime) -> dict[str, Any]:
    """One that counts, newer words that wait for Ada, and what she wants to be different by now."""
    then = now - timedelta(days=30)
    counts = write(people, now=then, spend_up_to=Money(400_00, "GBP"))
    sign_agreement(by=people.wren, agreement=counts, how=SignedHow.PAPER, for_person=True, picture=a_photo(), now=then)
    sign_agreement(by=people.wren, agreement=counts, now=then)
    counts.refresh_from_db()
    to_sign = write(people, now=now, spend_up_to=Money(450_00, "GBP"), if_things_go_wrong="We talk within a week.")
    sign_agreement(by=people.wren, agreement=to_sign, now=now)
    wish = ask_for_change(by=people.ada, person=people.ada, words="I want to pay the shop myself.", now=now)
    return {"agreement": counts, "to_sign": to_sign, "wish": wish}
