"""What the meeting decides of a referral, each with its reason; and who takes it back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.consent.rules import Told
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import can_write_down_permission, kept_from
from commonpurse.parties.people.commands import keep_person, keep_support
from commonpurse.parties.people.keeping import check_basis_of
from commonpurse.parties.people.models import Person, Support
from commonpurse.support.plans.commands import HERSELF, Owner, keep_coordinator_named, put_offer
from commonpurse.support.plans.queries import coordinators_on
from commonpurse.support.plans.rules import OwnerKind
from commonpurse.support.referrals.access import can_decide_referral, can_hold_meeting, can_take_back, is_of
from commonpurse.support.referrals.keeping import keep_decision
from commonpurse.support.referrals.models import (
    CaseloadDecision,
    DecidedWith,
    EqualityAnswer,
    NameOpening,
    NdtScores,
    Referral,
    SameAnswer,
)
from commonpurse.support.referrals.queries import alike
from commonpurse.support.referrals.rules import (
    ReferralRefused,
    State,
    Whose,
    check_basis_stands,
    check_may_name,
    check_move,
    check_not_alone,
    check_of_the_group,
    check_said_to,
    check_text,
)


def list_referral(
    *, by: Member, referral: Referral, reason: str, together: Collection[Member] = (), now: datetime
) -> Referral:
    """Put it on the waiting list, from this moment on. `together`: who of the group decided it with `by`.

    Raises: ReferralRefused (`words_needed`, `not_alone`, `not_of_the_group`, `moved_meanwhile`,
    `taken_back_meanwhile`).
    """
    if not can_decide_referral(by, referral):
        raise NotAllowed
    check_text(reason, field="reason")
    _check_together(by, referral, together)
    return _decide(by=by, referral=referral, to=State.LISTED, reason=reason, together=together, now=now)


def decline_referral(
    *,
    by: Member,
    referral: Referral,
    reason: str,
    instead: str,
    together: Collection[Member] = (),
    now: datetime,
) -> Referral:
    """Say no, why, and what is done instead. It is erased after its time (`rights.retention`).

    Raises: ReferralRefused (`words_needed`, `not_alone`, `not_of_the_group`, `moved_meanwhile`), TextTooLong,
    TextUnreadable.
    """
    if not can_decide_referral(by, referral):
        raise NotAllowed
    check_text(reason, field="reason")
    check_text(instead, field="instead")
    _check_together(by, referral, together)
    return _decide(
        by=by, referral=referral, to=State.DECLINED, reason=reason, instead=instead, together=together, now=now
    )


def revoke_referral(
    *, by: Member | Person, referral: Referral, reason: str = "", together: Collection[Member] = (), now: datetime
) -> Referral:
    """Take it back: who referred while it is open, such as when the person no longer wants it; or the meeting.

    She herself takes back any that is of her while it is open, whoever made it, and need not say why. What was
    accepted already leaves her record, her plan and who works with her as they are: those end each by themselves.
    Raises: ReferralRefused (`words_needed`, `not_of_the_group`, `moved_meanwhile`), TextTooLong, TextUnreadable.
    """
    if not can_take_back(by, referral) and not is_of(by, referral):
        raise NotAllowed
    if isinstance(by, Member):
        check_text(reason, field="reason")
    check_of_the_group(are_all=_sit_there(together, by))
    return _decide(by=by, referral=referral, to=State.REVOKED, reason=reason, together=together, now=now)


def accept_referral(
    *,
    by: Member,
    referral: Referral,
    reason: str,
    coordinator: Member | None = None,
    told: Told | None = None,
    together: Collection[Member] = (),
    now: datetime,
) -> Referral:
    """Take the person on: make or link her record, put the offer before her as the first step of her plan.

    `coordinator`, where a manager names one, works with her from today, and waits for her yes to coordinate. `told`:
    what she said that they may see and do with her; without it they know her name, and can let her in by no way.
    Raises: ReferralRefused (`words_needed`, `moved_meanwhile`, `taken_back_meanwhile`, `basis_ended`,
    `maybe_the_same`, `works_with_them`, `not_alone`, `not_of_the_group`,
    `says_herself`, `manager_names`), NoLawfulBasis, CannotSupport,
    TextTooLong, TextUnreadable.
    """
    if not can_decide_referral(by, referral):
        raise NotAllowed
    check_text(reason, field="reason")
    check_fits(CaseloadDecision, reason=reason)
    _check_together(by, referral, together)
    if coordinator is not None:
        check_may_name(is_manager=by.has_role("manager"))
    check_basis_of(by)
    with transaction.atomic(), acting_as_system("to take on a person who was referred"):
        if referral.person_id is not None:
            Person.objects.select_for_update(no_key=True).get(id=referral.person_id)
        current = Referral.objects.select_for_update(no_key=True, of=("self",)).get(id=referral.id)
        if current.state == State.ACCEPTED:
            return current
        check_move(State(current.state), State.ACCEPTED)
        check_basis_stands(has_ended=current.lawful_basis is not None and current.lawful_basis.ended_at is not None)
        person, is_new = _person_of(current, by=by, now=now)
        if told is not None and not is_new:  # what she shares she says to somebody whom she knows
            check_said_to(knows_her=can_write_down_permission(by, person, business_date(now)))
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
        DecidedWith.objects.filter(decision__referral=current).update(person=person)
        if coordinator is not None:
            _let_coordinate(coordinator, person, told=told, by=by, now=now)
        put_offer(
            by=current.referred_by or person,
            person=person,
            owner=_owner_of_offer(current),
            what=current.what,
            by_when=current.by_when,
            now=now,
        )
        keep_decision(
            current,
            by=by,
            outcome=State.ACCEPTED,
            reason=reason,
            coordinator=coordinator,
            together=together,
            now=now,
        )
        return current


def _owner_of_offer(referral: Referral) -> Owner:
    """Who does what was offered: who asked, as the referral says honestly."""
    if Whose(referral.whose) is Whose.HERSELF:
        return HERSELF
    if Whose(referral.whose) is Whose.FAMILY:
        return Owner(OwnerKind.FRIEND, name=referral.family)
    return Owner(OwnerKind.MEMBER, member=referral.referred_by)


def _check_together(by: Member, referral: Referral, together: Collection[Member]) -> None:
    """Who decided it with `by` sits in the group. Raises: as its verbs."""
    check_of_the_group(are_all=_sit_there(together, by))
    check_not_alone(is_own=referral.referred_by_id == by.id, with_anybody=bool(together))


def _sit_there(together: Collection[Member], by: Member | Person) -> bool:
    """No wall is asked about: a name that is missing would tell of one, and to be named shows nobody anything."""
    return all(one.id != by.id and can_hold_meeting(one) for one in together)


def _decide(
    *,
    by: Member | Person,
    referral: Referral,
    to: State,
    reason: str,
    instead: str = "",
    together: Collection[Member] = (),
    now: datetime,
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
        keep_decision(current, by=by, outcome=to, reason=reason, instead=instead, together=together, now=now)
        return current


def _person_of(referral: Referral, *, by: Member, now: datetime) -> tuple[Person, bool]:
    """Her record: the one it names, the one somebody said it is, or a new one (True). Raises: ReferralRefused."""
    if referral.person is not None:
        return referral.person, False
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
        return Person.objects.select_for_update(no_key=True).get(id=known.id), False
    return keep_person(by=by, called_by=referral.name, date_of_birth=referral.date_of_birth, now=now), True


def _let_coordinate(member: Member, person: Person, *, told: Told | None, by: Member, now: datetime) -> None:
    today = business_date(now)
    if not Support.objects.filter(person=person, member=member, ends_on=None).exists():
        keep_support(by=by, person=person, member=member, starts_on=today, told=told, now=now)
    elif told is not None:
        raise ReferralRefused(
            "They work with the person already, who says on their own page what they may see.",
            code="works_with_them",
            field="shares",
        )
    found = coordinators_on(person, today)
    if found.lead is None and found.waiting is None:
        keep_coordinator_named(by=by, person=person, member=member, now=now)
