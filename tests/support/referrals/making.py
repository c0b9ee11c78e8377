"""Referrals that tests begin with, made by the real commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.rules import Explained
from commonpurse.parties.partners.commands import end_seat, name_to_group
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.rules import Group
from commonpurse.support.referrals.commands import (
    Agreed,
    accept_referral,
    answer_same,
    decline_referral,
    hand_on_answers,
    list_referral,
    open_name,
    record_ndt_scores,
    refer,
    write_ndt_permission,
)
from commonpurse.support.referrals.models import (
    CaseloadDecision,
    DecidedWith,
    EqualityAnswer,
    NameOpening,
    NdtPermission,
    NdtScores,
    Referral,
    SameAnswer,
)
from commonpurse.support.referrals.ndt import Area, allowed
from commonpurse.support.referrals.queries import maybe_the_same
from commonpurse.support.referrals.rules import Question
from tests.factories import NOW, Standing

NELL = {"name": "Nell Brook", "date_of_birth": date(1984, 3, 9)}


def make_referral(people: Standing, **given: Any) -> Referral:
    """Wren refers Nell, who is not here, and offers to go along to the housing office."""
    now = given.get("now", NOW)
    wanted: dict[str, Any] = {
        "by": people.wren,
        **({} if "person" in given else NELL),
        "summary": "Between hostel and street since spring. Nobody holds the thread.",
        "strengths": "Good with dogs. Knows the town.",
        "hopes": "A door of my own.",
        "what": "Go along to the housing office",
        "by_when": business_date(now) + timedelta(days=10),
        "stands_on": agreed(now),
        "now": now,
    }
    return refer(**(wanted | given))


def agreed(now: datetime = NOW) -> Agreed:
    return Agreed(Explained.SPOKEN.value, business_date(now), "Wren may put me forward.")


def make_leave(people: Standing, now: datetime = NOW, **given: Any) -> NdtPermission:
    """The administrator writes down who gave leave for the wording."""
    wanted = {"given_by": "Who holds the rights", "given_on": business_date(now), "reference": "Letter 12"}
    return write_ndt_permission(**({"by": people.administrator, "now": now} | wanted | given))


def make_scores(people: Standing, referral: Referral, **given: Any) -> NdtScores:
    """Wren keeps the second number of each area: twelve of 48."""
    now = given.get("now", NOW)
    wanted = {"on": business_date(now), "scores": {area: allowed(area)[1] for area in Area}, "now": now}
    return record_ndt_scores(**({"by": people.wren, "referral": referral} | wanted | given))


@dataclass(frozen=True)
class Referrals:
    """Something of everything that coming in has. `of_ada`: accepted, and all that hangs on it is Ada's."""

    waiting: Referral
    listed: Referral
    declined: Referral
    of_ada: Referral
    decision: CaseloadDecision
    together: DecidedWith
    same: SameAnswer
    opening: NameOpening
    answers: EqualityAnswer
    leave: NdtPermission
    scores: NdtScores


def referrals_of_all_kinds(people: Standing, now: datetime) -> Referrals:
    priya = people.priya
    waiting = make_referral(people, now=now)
    listed = make_referral(people, name="Tamsin Oak", date_of_birth=None, now=now)
    listed = list_referral(by=priya, referral=listed, reason="Two more are before them.", now=now)
    declined = make_referral(people, name="Bert Hill", date_of_birth=None, now=now)
    declined = decline_referral(
        by=priya, referral=declined, reason="Has a plan elsewhere.", instead="We rang them.", now=now
    )
    of_ada = make_referral(people, name=people.ada.called_by, date_of_birth=people.ada.date_of_birth, now=now)
    hand_on_answers(by=people.wren, referral=of_ada, answers={Question.GENDER: "woman"}, now=now)
    leave = make_leave(people, now)
    scores = make_scores(people, of_ada, now=now)
    opening = open_name(by=priya, referral=of_ada, why="To see whether they are here", now=now)
    for one in maybe_the_same(viewer=priya, referral=of_ada, now=now) or []:
        answer_same(by=priya, referral=of_ada, other_key=one.key, is_same=one.key == people.ada.id, now=now)
    name_to_group(by=priya, group=Group.CASELOAD, member=people.femi, now=now)
    femi = Member.objects.get(id=people.femi.id)
    of_ada = accept_referral(by=priya, referral=of_ada, reason="Wanted by all.", together=[femi], now=now)
    end_seat(by=priya, seat=femi.seats.get(), now=now)
    return Referrals(
        waiting=waiting,
        listed=listed,
        declined=declined,
        of_ada=of_ada,
        decision=CaseloadDecision.objects.get(referral=of_ada),
        together=DecidedWith.objects.get(decision__referral=of_ada),
        same=SameAnswer.objects.get(referral=of_ada, is_same=True),
        opening=NameOpening.objects.get(id=opening.id),
        answers=EqualityAnswer.objects.get(referral=of_ada),
        leave=leave,
        scores=NdtScores.objects.get(id=scores.id),
    )
