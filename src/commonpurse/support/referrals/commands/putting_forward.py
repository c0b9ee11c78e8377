"""Put somebody forward with an offer, or ask for oneself."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.consent.models import LawfulBasis
from commonpurse.parties.consent.queries import has_live_basis
from commonpurse.parties.consent.rules import Explained
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import can_see_person
from commonpurse.parties.people.commands import NoLawfulBasis
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.queries import all_names_of
from commonpurse.parties.people.rules import check_date_of_birth
from commonpurse.support.plans.queries import coordinators_on
from commonpurse.support.referrals.access import can_ask_to_be_part, can_refer
from commonpurse.support.referrals.keeping import note_act
from commonpurse.support.referrals.models import Referral
from commonpurse.support.referrals.rules import (
    CODE_LENGTH,
    CODE_LETTERS,
    Ground,
    ReferralRefused,
    State,
    Whose,
    check_agreed,
    check_asks_anew,
    check_offer,
    check_summary_names_nobody,
    check_text,
)


@dataclass(frozen=True)
class Agreed:
    """How, when and to which words the person agreed to be referred."""

    explained: str
    agreed_on: date | None
    wording: str


def refer(
    *,
    by: Member,
    person: Person | None = None,
    name: str = "",
    date_of_birth: date | None = None,
    summary: str,
    strengths: str,
    hopes: str,
    what: str,
    by_when: date | None,
    stands_on: Agreed | LawfulBasis | None,
    family: str | None = None,
    now: datetime,
) -> Referral:
    """Put somebody forward: somebody who is here (`person`), or by name; with what `by` will do, by which day.

    `family`: who of hers asks, for whom `by` writes; None: `by` asks. It is their referral then, and their offer.
    She is nobody of the platform until the meeting accepts her. The same referral again, while it is open, is one.
    Raises: ReferralRefused (`words_needed`, `offer_needed`, `summary_names`, `agreed_how`, `ground_needed`),
    NoLawfulBasis, RecordUnreadable, TextTooLong, TextUnreadable.
    """
    today = business_date(now)
    if not can_refer(by) or (person is not None and not can_see_person(by, person, today)):
        raise NotAllowed
    if not has_live_basis(by):
        raise NoLawfulBasis(
            "{organisation} has not written down why it may hold things about people. An administrator does it first, "
            "under “What we stand on”.",
            organisation=str(by.organisation),
        )
    if person is not None:
        name, date_of_birth = person.called_by, person.date_of_birth
    said = {"name": name, "summary": summary, "strengths": strengths, "hopes": hopes}
    for field, words in said.items():
        check_text(words, field=field)
    if family is not None:
        check_text(family, field="family")
    check_offer(what, by_when, today=today)
    check_date_of_birth(date_of_birth, today=today)
    check_summary_names_nobody(summary, all_names_of(person) if person is not None else [name])
    check_fits(Referral, **said, what=what, family=family or "")
    fields: dict[str, Any] = {key: words.strip() for key, words in said.items()} | {
        "person": person,
        "date_of_birth": date_of_birth,
        "what": what.strip(),
        "by_when": by_when,
        "whose": (Whose.SERVICE if family is None else Whose.FAMILY).value,
        "family": (family or "").strip(),
        **_standing(stands_on, by=by, today=today),
    }
    with transaction.atomic(), acting_as_system("to write down a referral, which its rows show to nobody else"):
        Member.objects.select_for_update(no_key=True).get(id=by.id)  # a form sent twice waits here for itself
        known = Referral.objects.filter(referred_by=by, state=State.WAITING.value, **fields).first()
        if known is not None:
            return known
        made = Referral.objects.create(**fields, code=_new_code(), referred_by=by, referred_at=now)
        note_act("person_referred", made, by=by, now=now, ground=made.ground)
        return made


def ask_to_be_part(
    *,
    by: Person,
    summary: str,
    strengths: str,
    hopes: str,
    what: str,
    by_when: date | None,
    wording: str,
    now: datetime,
) -> Referral:
    """Ask oneself to be taken on, with one thing that one does oneself. `wording`: what her own yes stands under.

    The same again while it is open is one. What she offers is a step of her plan from a yes on: it is her own.
    Raises: ReferralRefused (`words_needed`, `offer_needed`, `summary_names`, `agreed_how`, `asked_already`),
    TextTooLong, TextUnreadable.
    """
    if not can_ask_to_be_part(by):
        raise NotAllowed
    today = business_date(now)
    said = {"strengths": strengths, "hopes": hopes, "summary": summary}
    for field, words in said.items():
        check_text(words, field=field)
    check_offer(what, by_when, today=today)
    check_summary_names_nobody(summary, all_names_of(by))
    check_fits(Referral, **said, what=what)
    fields: dict[str, Any] = {key: words.strip() for key, words in said.items()} | {
        "what": what.strip(),
        "by_when": by_when,
        "whose": Whose.HERSELF.value,
        **_standing(Agreed(Explained.READ_ALONE.value, today, wording), by=None, today=today),
    }
    with transaction.atomic(), acting_as_system("to write down what a person asks for herself"):
        person = Person.objects.select_for_update(no_key=True).get(id=by.id)
        hers = Referral.objects.filter(person=person)
        known = hers.filter(state=State.WAITING.value, **fields).first()
        if known is not None:
            return known
        lead = coordinators_on(person, today).lead
        states = {State(state) for state in hers.values_list("state", flat=True)}
        check_asks_anew(states, has_coordinator=lead is not None)
        made = Referral.objects.create(
            **fields,
            person=person,
            name=person.called_by,
            date_of_birth=person.date_of_birth,
            code=_new_code(),
            referred_at=now,
        )
        note_act("person_referred", made, by=by, now=now, ground=made.ground)
        return made


def _new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def _standing(stands_on: Agreed | LawfulBasis | None, *, by: Member | None, today: date) -> dict[str, Any]:
    if isinstance(stands_on, Agreed):
        check_agreed(
            explained=stands_on.explained, agreed_on=stands_on.agreed_on, wording=stands_on.wording, today=today
        )
        return {
            "ground": Ground.AGREES.value,
            "explained": Explained(stands_on.explained).value,
            "agreed_on": stands_on.agreed_on,
            "wording": stands_on.wording.strip(),
        }
    if stands_on is None or by is None:
        raise ReferralRefused(
            "Say how the person agreed, or on which lawful basis you refer.", code="ground_needed", field="ground"
        )
    if stands_on.organisation_id != by.organisation_id or stands_on.ended_at is not None:
        raise ReferralRefused(
            "Choose a lawful basis of your own organisation that has not ended.",
            code="ground_needed",
            field="lawful_basis",
        )
    return {"ground": Ground.BASIS.value, "lawful_basis": stands_on}
