"""Refer somebody with an offer, or ask oneself; decide in the meeting; answer whether two are one; keep answers."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.consent.models import LawfulBasis
from commonpurse.parties.consent.queries import has_live_basis
from commonpurse.parties.consent.rules import Explained, Told
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import can_see_person, kept_from
from commonpurse.parties.people.commands import NoLawfulBasis, add_person, start_support
from commonpurse.parties.people.models import Person, Support
from commonpurse.parties.people.queries import all_names_of
from commonpurse.parties.people.rules import check_date_of_birth
from commonpurse.support.plans.commands import HERSELF, Owner, name_coordinator, propose_offer
from commonpurse.support.plans.queries import coordinating
from commonpurse.support.plans.rules import OwnerKind
from commonpurse.support.referrals.access import (
    can_ask_to_be_part,
    can_decide_referral,
    can_give_own_answers,
    can_hand_on_answers,
    can_open_name,
    can_refer,
    can_take_back,
    is_of,
)
from commonpurse.support.referrals.models import (
    CaseloadDecision,
    EqualityAnswer,
    NameOpening,
    NdtScores,
    Referral,
    SameAnswer,
)
from commonpurse.support.referrals.queries import alike
from commonpurse.support.referrals.rules import (
    ANSWERS,
    CODE_LENGTH,
    CODE_LETTERS,
    NAME_OPEN_FOR,
    NEWS_REFERRAL_DECIDED,
    OPEN_STATES,
    Ground,
    Question,
    ReferralRefused,
    State,
    Whose,
    check_agreed,
    check_asks_anew,
    check_basis_stands,
    check_move,
    check_offer,
    check_still_open,
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
        _noted("person_referred", made, by=by, now=now, ground=made.ground)
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
        check_asks_anew({State(state) for state in hers.values_list("state", flat=True)})
        made = Referral.objects.create(
            **fields,
            person=person,
            name=person.called_by,
            date_of_birth=person.date_of_birth,
            code=_new_code(),
            referred_at=now,
        )
        _noted("person_referred", made, by=by, now=now, ground=made.ground)
        return made


def list_referral(*, by: Member, referral: Referral, reason: str, now: datetime) -> Referral:
    """Put it on the waiting list, from this moment on.

    Raises: ReferralRefused (`words_needed`, `moved_meanwhile`, `taken_back_meanwhile`).
    """
    if not can_decide_referral(by, referral):
        raise NotAllowed
    check_text(reason, field="reason")
    return _decide(by=by, referral=referral, to=State.LISTED, reason=reason, now=now)


def decline_referral(*, by: Member, referral: Referral, reason: str, instead: str, now: datetime) -> Referral:
    """Say no, why, and what is done instead. It is erased after its time (`rights.retention`).

    Raises: ReferralRefused (`words_needed`, `moved_meanwhile`), TextTooLong, TextUnreadable.
    """
    if not can_decide_referral(by, referral):
        raise NotAllowed
    check_text(reason, field="reason")
    check_text(instead, field="instead")
    return _decide(by=by, referral=referral, to=State.DECLINED, reason=reason, instead=instead, now=now)


def revoke_referral(*, by: Member | Person, referral: Referral, reason: str = "", now: datetime) -> Referral:
    """Take it back: who referred while it is open, such as when the person no longer wants it; or the meeting.

    She herself takes back any that is of her while it is open, whoever made it, and need not say why. What was
    accepted already leaves her record, her plan and who works with her as they are: those end each by themselves.
    Raises: ReferralRefused (`words_needed`, `moved_meanwhile`), TextTooLong, TextUnreadable.
    """
    if not can_take_back(by, referral) and not is_of(by, referral):
        raise NotAllowed
    if isinstance(by, Member):
        check_text(reason, field="reason")
    return _decide(by=by, referral=referral, to=State.REVOKED, reason=reason, now=now)


def accept_referral(
    *,
    by: Member,
    referral: Referral,
    reason: str,
    coordinator: Member | None = None,
    told: Told | None = None,
    now: datetime,
) -> Referral:
    """Take the person on: make or link her record, put the offer before her as the first step of her plan.

    `coordinator`, where one is named, works with her from today, and waits for her yes to coordinate. `told`: what she
    said that they may see and do with her; without it they know her name, and can let her in by no way.
    Raises: ReferralRefused (`words_needed`, `moved_meanwhile`, `taken_back_meanwhile`, `basis_ended`,
    `maybe_the_same`, `works_with_them`), NoLawfulBasis, CannotSupport,
    TextTooLong, TextUnreadable.
    """
    if not can_decide_referral(by, referral):
        raise NotAllowed
    check_text(reason, field="reason")
    check_fits(CaseloadDecision, reason=reason)
    with transaction.atomic(), acting_as_system("to take on a person who was referred"):
        if referral.person_id is not None:
            Person.objects.select_for_update(no_key=True).get(id=referral.person_id)
        current = Referral.objects.select_for_update(no_key=True, of=("self",)).get(id=referral.id)
        if current.state == State.ACCEPTED:
            return current
        check_move(State(current.state), State.ACCEPTED)
        check_basis_stands(has_ended=current.lawful_basis is not None and current.lawful_basis.ended_at is not None)
        person = _person_of(current, by=by, now=now)
        current.person, current.state = person, State.ACCEPTED.value
        current.save(update_fields=["person", "state"])
        for model in (
            CaseloadDecision,
            SameAnswer,
            NameOpening,
            EqualityAnswer,
            NdtScores,
        ):  # whose they are is known from now on
            model._default_manager.filter(referral=current).update(person=person)
        if coordinator is not None:
            _let_coordinate(coordinator, person, told=told, by=by, now=now)
        propose_offer(
            by=by,
            person=person,
            offered_by=current.referred_by or person,
            owner=_owner_of_offer(current),
            what=current.what,
            by_when=current.by_when,
            now=now,
        )
        _keep(current, by=by, outcome=State.ACCEPTED, reason=reason, coordinator=coordinator, now=now)
        return current


def answer_same(*, by: Member, referral: Referral, other_key: Any, is_same: bool, now: datetime) -> SameAnswer:
    """Say whether a referral is of somebody who might be the same. Nothing is merged: it is kept, and read at the yes.

    Raises: ReferralRefused (`moved_meanwhile`, `answered_already`, `one_already`).
    """
    if not can_open_name(by, referral):
        raise NotAllowed
    with transaction.atomic(), acting_as_system("to write down whether two are one"):
        current = Referral.objects.select_for_update(no_key=True, of=("self",)).get(id=referral.id)
        if State(current.state) not in OPEN_STATES:
            raise ReferralRefused("This was decided in the meantime. Look at it again.", code="moved_meanwhile")
        candidates = {one.key: one for one in alike(current, without=kept_from(by))}
        if other_key not in candidates:
            raise NotAllowed
        known = SameAnswer.objects.filter(referral=current, other_key=other_key).first()
        if known is not None and known.is_same is is_same:
            return known
        if candidates[other_key].is_same is not None:
            raise ReferralRefused("Somebody answered this already.", code="answered_already")
        is_somebody_else = any(one.is_same and not one.code for one in candidates.values())
        if is_same and not candidates[other_key].code and is_somebody_else:
            raise ReferralRefused(
                "You said of somebody else that they are the same. It cannot be both.", code="one_already"
            )
        made = SameAnswer.objects.create(
            referral=current,
            other_key=other_key,
            is_same=is_same,
            answered_by=by,
            answered_at=now,
        )
        _noted("referral_same_answered", current, by=by, now=now, is_same=is_same)
        return made


def open_name(*, by: Member, referral: Referral, why: str, now: datetime) -> NameOpening:
    """Open the name and the day of birth before anything is decided, for an hour (`rules.NAME_OPEN_FOR`).

    That one did, and why, is kept, and she reads it once she is a person here. The reason stands in no log. Opened
    again for the same reason while it is open, it is opened once. With it the names in other referrals are opened that
    might be of the same person: each keeps who did and why, as this one does.
    Raises: ReferralRefused (`words_needed`, `moved_meanwhile`, `taken_back_meanwhile`), TextTooLong, TextUnreadable.
    """
    if not can_open_name(by, referral):
        raise NotAllowed
    check_text(why, field="why")
    check_fits(NameOpening, why=why)
    with transaction.atomic(), acting_as_system("to write down who opened the name of who was referred"):
        others = [one.key for one in alike(referral, without=kept_from(by)) if one.code]
        locked = Referral.objects.select_for_update(no_key=True, of=("self",)).filter(id__in=[referral.id, *others])
        found = {one.id: one for one in locked.order_by("id")}  # in one order, for two who open at once
        current = found.pop(referral.id)
        check_still_open(State(current.state))
        for other in found.values():
            _opened(other, by=by, why=why.strip(), now=now)
        return _opened(current, by=by, why=why.strip(), now=now)


def hand_on_answers(
    *, by: Member, referral: Referral, answers: Mapping[Question, str], now: datetime
) -> EqualityAnswer | None:
    """Hand on what the person herself wants to say for counting. Nothing said: nothing is kept, and what was, goes.

    Raises: ReferralRefused (`answer_unknown`, `answers_are_hers`).
    """
    if not can_hand_on_answers(by, referral):
        raise NotAllowed
    said = _said(answers)
    with transaction.atomic(), acting_as_system("to keep equality answers, which nobody reads but as counts"):
        current = Referral.objects.select_for_update(no_key=True, of=("self",)).get(id=referral.id)
        of_hers = EqualityAnswer.objects.filter(person=current.person, person__isnull=False, kept_by=None)
        if of_hers.exists():
            raise ReferralRefused(
                "They have given their answers on their own page. Those count.", code="answers_are_hers"
            )
        if not any(said.values()):
            EqualityAnswer.objects.filter(referral=current).delete()
            return None
        given = {"person": current.person, "kept_by": by, "said_at": now}
        kept, _ = EqualityAnswer.objects.update_or_create(referral=current, defaults=said | given)
        return kept


def give_own_answers(*, by: Person, answers: Mapping[Question, str], now: datetime) -> EqualityAnswer | None:
    """Give, change or take back one's own answers for counting. They stand in place of any handed on for her.

    Nothing said: nothing is kept, and what was, goes. Raises: ReferralRefused (`answer_unknown`, `not_put_forward`).
    """
    if not can_give_own_answers(by):
        raise NotAllowed
    said = _said(answers)
    with transaction.atomic(), acting_as_system("to keep the equality answers of a person herself"):
        person = Person.objects.select_for_update(no_key=True).get(id=by.id)
        newest = Referral.objects.filter(person=person).order_by("referred_at", "id").last()
        EqualityAnswer.objects.filter(person=person).delete()
        if not any(said.values()):
            return None
        if newest is None:
            raise ReferralRefused("Nobody has put you forward, so there is nothing to count.", code="not_put_forward")
        return EqualityAnswer.objects.create(person=person, referral=newest, said_at=now, **said)


# The steps of them ----------------------------------------------------------------------------------------------------


def _opened(referral: Referral, *, by: Member, why: str, now: datetime) -> NameOpening:
    """That the name in this one was opened: the row that is there of the last hour for this reason, or a new one."""
    same = NameOpening.objects.filter(referral=referral, member=by, why=why)
    known = same.filter(opened_at__gt=now - NAME_OPEN_FOR).first()
    if known is not None:
        return known
    made = NameOpening.objects.create(person=referral.person, referral=referral, member=by, why=why, opened_at=now)
    _noted("referral_name_opened", referral, by=by, now=now)
    return made


def _said(answers: Mapping[Question, str]) -> dict[str, str]:
    said = {question.value: answers.get(question, "") for question in Question}
    if any(answer and answer not in ANSWERS[Question(key)] for key, answer in said.items()):
        raise ReferralRefused("Choose one of the answers, or none.", code="answer_unknown")
    return said


def _new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def _owner_of_offer(referral: Referral) -> Owner:
    """Who does what was offered: who asked, as the referral says honestly."""
    if Whose(referral.whose) is Whose.HERSELF:
        return HERSELF
    if Whose(referral.whose) is Whose.FAMILY:
        return Owner(OwnerKind.FRIEND, name=referral.family)
    return Owner(OwnerKind.MEMBER, member=referral.referred_by)


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


def _decide(
    *, by: Member | Person, referral: Referral, to: State, reason: str, instead: str = "", now: datetime
) -> Referral:
    check_fits(CaseloadDecision, reason=reason, instead=instead)
    with transaction.atomic(), acting_as_system("to write down what becomes of a referral"):
        current = Referral.objects.select_for_update(no_key=True, of=("self",)).get(id=referral.id)
        if current.state == to:
            return current
        check_move(State(current.state), to)
        if to is State.REVOKED and not can_take_back(by, current):  # while they read it, it was accepted
            raise ReferralRefused("This was decided in the meantime. Look at it again.", code="moved_meanwhile")
        if to is State.LISTED:
            current.listed_at = now
        elif current.state != State.ACCEPTED:
            current.closed_at = now
        current.state = to.value
        current.save(update_fields=["state", "listed_at", "closed_at"])
        _keep(current, by=by, outcome=to, reason=reason, instead=instead, now=now)
        return current


def _keep(
    referral: Referral,
    *,
    by: Member | Person,
    outcome: State,
    reason: str,
    instead: str = "",
    coordinator: Member | None = None,
    now: datetime,
) -> None:
    CaseloadDecision.objects.create(
        person=referral.person,
        referral=referral,
        outcome=outcome.value,
        reason=reason.strip(),
        instead=instead.strip(),
        coordinator=coordinator,
        decided_by=by if isinstance(by, Member) else None,
        is_by_person=isinstance(by, Person),
        decided_at=now,
    )
    if referral.person_id is not None and isinstance(by, Member):
        note_news(recipient_id=referral.person_id, kind=NEWS_REFERRAL_DECIDED, subject_id=referral.id, now=now)
    _noted("referral_decided", referral, by=by, now=now, outcome=outcome.value)


def _person_of(referral: Referral, *, by: Member, now: datetime) -> Person:
    """Her record: the one it names, the one somebody said it is, or a new one. Raises: ReferralRefused."""
    if referral.person is not None:
        return referral.person
    candidates = alike(referral, without=kept_from(by))
    if any(one.is_same is None for one in candidates):
        raise ReferralRefused(
            "Somebody here might be the same person. Say first whether they are.", code="maybe_the_same"
        )
    same = [one.key for one in candidates if one.is_same]
    known = Person.objects.filter(id__in=same).first()
    if known is None:
        other = Referral.objects.filter(id__in=same, state=State.ACCEPTED.value).select_related("person").first()
        known = other.person if other is not None else None
    if known is not None:
        return Person.objects.select_for_update(no_key=True).get(id=known.id)
    return add_person(by=by, called_by=referral.name, date_of_birth=referral.date_of_birth, now=now)


def _let_coordinate(member: Member, person: Person, *, told: Told | None, by: Member, now: datetime) -> None:
    today = business_date(now)
    if not Support.objects.filter(person=person, member=member, ends_on=None).exists():
        start_support(by=by, person=person, member=member, starts_on=today, told=told, now=now)
    elif told is not None:
        raise ReferralRefused(
            "They work with the person already, who says on their own page what they may see.",
            code="works_with_them",
            field="shares",
        )
    found = coordinating(viewer=by, person=person, today=today)
    if found is None or (found.lead is None and found.waiting is None):
        name_coordinator(by=by, person=person, member=member, now=now)


def _noted(event: str, referral: Referral, *, by: Member | Person, now: datetime, **facts: Any) -> None:
    record_event(event, by=by.id, subject_type="referral", subject_id=referral.id, now=now, code=referral.code, **facts)
