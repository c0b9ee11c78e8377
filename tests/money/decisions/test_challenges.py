"""A no is challenged, heard by a panel with people who hold budgets, and won or kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.context import acting, context_of
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.models import News
from commonpurse.kernel.money import Money
from commonpurse.kernel.texts import TextTooLong
from commonpurse.money.budgets.models import Budget, Fund
from commonpurse.money.budgets.queries import person_money
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import (
    answer_on_panel,
    call_panel,
    challenge_decision,
    conclude_challenge,
    decline_ask,
    grant_ask,
    make_ask,
    move_asks_on,
    move_challenges_on,
    pause_spending,
    take_off_lock,
    withdraw_challenge,
)
from commonpurse.money.decisions.commands import (
    challenges as verbs,
)
from commonpurse.money.decisions.models import Ask, Challenge, Decision, Learning, PanelSeat
from commonpurse.money.decisions.queries import (
    Case,
    asks_on_the_boards_list,
    cases_for,
    challenges_to_hear,
    challenges_visible_to,
    decision_to_challenge,
    explain_waiting,
    get_case,
    names_to_leave_out,
    panel_offered,
    seats_shown,
    state_of,
)
from commonpurse.money.decisions.rules import (
    NOBODY_HEARD,
    NOBODY_WROTE,
    AskRefused,
    ChallengeRefused,
    ChallengeState,
    LockRefused,
    Verdict,
    Vote,
    hear_by,
    unheard_yes_on,
    verdict_of,
)
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.commands import add_member
from commonpurse.parties.partners.models import Member, MemberRole
from commonpurse.parties.partners.queries import system_member
from commonpurse.parties.people.commands import SharedWith, give_permissions
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.models import LimitNamed
from commonpurse.support.agreements.rules import DecisionKind
from tests.factories import (
    NOW,
    TODAY,
    Standing,
    give,
    make_budget,
    make_fund,
    make_payee,
    pounds,
    release,
    standing_people,
    told,
)
from tests.support.agreements.acts import make_limit

LATER = NOW + timedelta(hours=1)
CASE = "Somebody asked for a bike, £120, to get to the college. The answer was no: too dear."


@dataclass(frozen=True)
class Scene:
    people: Standing
    budget: Budget
    ask: Ask
    no: Decision


@pytest.fixture
def scene(db: None) -> Scene:
    people = standing_people()
    fund = make_fund(people, received=1_000)
    budget = make_budget(people, (fund, 300))
    make_budget(people, (fund, 50), person=people.stranger)
    make_limit(people, kind=DecisionKind.NEW_PAYEE)
    ask = make_ask(
        by=people.wren,
        budget=budget,
        is_new_payee=True,
        what_for="A bike",
        amount=pounds(120),
        spend_kind=SpendKind.TRAVEL,
        request_id=new_id(),
        now=NOW,
    )
    decline_ask(by=people.wren, ask=ask, reason="Too dear.", would_change="A cheaper one.", now=NOW)
    ask.refresh_from_db()
    return Scene(people, budget, ask, Decision.objects.get(ask=ask))


def raised(scene: Scene) -> Challenge:
    return challenge_decision(by=scene.people.ada, decision=scene.no, case=CASE, words="I need it.", now=LATER)


def called(scene: Scene) -> Challenge:
    people = scene.people
    return call_panel(
        by=people.priya,
        challenge=raised(scene),
        members=[people.femi, people.tom],
        peers=[people.stranger],
        now=LATER,
    )


def answered(scene: Scene, *verdicts: Verdict) -> Challenge:
    challenge = called(scene)
    people = scene.people
    for who, verdict in zip((people.femi, people.tom, people.stranger), verdicts, strict=True):
        say(challenge, who, verdict)
    return challenge


def say(challenge: Challenge, who: Member | Person, verdict: Verdict = Verdict.CHANGE, now: datetime = LATER) -> None:
    answer_on_panel(
        by=who, seat_id=seat_of(challenge, who).id, verdict=verdict, view="It gets them to college.", now=now
    )


def held(scene: Scene) -> Money:
    money = person_money(viewer=scene.people.ada, person=scene.people.ada, today=TODAY)
    assert money is not None
    return money.held


def seat_of(challenge: Challenge, who: Member | Person) -> PanelSeat:
    return challenge.seats.get(**{"member" if isinstance(who, Member) else "peer": who})


def conclude(scene: Scene, challenge: Challenge, **given: Any) -> Challenge:
    wanted: dict[str, Any] = {
        "by": scene.people.priya,
        "reason": "It pays off in a term.",
        "learning": "Ask what a thing is for before its price.",
        "now": LATER,
    }
    return conclude_challenge(challenge=challenge, **(wanted | given))


def after_the_day(challenge: Challenge) -> datetime:
    """Noon of the day after the last on which its panel answers."""
    return datetime.combine(challenge.hear_by + timedelta(days=1), time(12), tzinfo=UTC)


@contextmanager
def as_viewer(who: Member | Person) -> Iterator[None]:
    with acting(context_of(who, purpose="to test", today=TODAY, now=LATER)):
        yield


def test_a_challenge_won_turns_the_no_into_a_yes_with_its_money(scene: Scene) -> None:
    challenge = conclude(scene, answered(scene, Verdict.CHANGE, Verdict.KEEP, Verdict.CHANGE))
    assert state_of(challenge) is ChallengeState.CHANGED
    scene.ask.refresh_from_db()
    assert scene.ask.state == "granted"
    assert scene.ask.hold is not None
    newest = Decision.objects.get(ask=scene.ask, number=2)
    assert (newest.outcome, newest.ground, newest.replaces) == ("yes", "panel", scene.no)
    assert Decision.objects.get(id=scene.no.id).outcome == "no", "what was decided stays as it was"


def test_a_panels_yes_waits_for_the_person_while_a_rule_of_their_own_stands(scene: Scene) -> None:
    challenge = answered(scene, Verdict.CHANGE, Verdict.CHANGE, Verdict.CHANGE)
    until = LATER + timedelta(days=3)
    pause = pause_spending(by=scene.people.ada, person=scene.people.ada, until=until, now=LATER)
    assert state_of(conclude(scene, challenge)) is ChallengeState.WON, "it is heard all the same"
    scene.ask.refresh_from_db()
    assert (scene.ask.state, scene.ask.hold, scene.ask.reason) == ("waiting", None, "")
    assert held(scene) == pounds(0)
    newest = Decision.objects.get(ask=scene.ask, number=2)
    assert (newest.outcome, newest.ground, newest.decided_by) == ("yes", "panel", scene.people.priya)
    found = explain_waiting(viewer=scene.people.ada, ask=scene.ask, now=LATER)
    assert found is not None
    assert (found.code, found.clock, found.talk_with) == ("own_pause", None, ())
    assert "A panel has said yes to this." in [str(each.says) for each in found.reasons]
    assert asks_on_the_boards_list(viewer=scene.people.priya, now=LATER + timedelta(days=20)) == []
    with pytest.raises(AskRefused) as refused:
        decline_ask(by=scene.people.wren, ask=scene.ask, reason="No.", would_change="Nothing.", now=LATER)
    assert refused.value.code == "panel_said_yes"
    with pytest.raises(LockRefused):
        grant_ask(by=scene.people.priya, ask=scene.ask, now=LATER)
    assert move_asks_on(by=system_member(), now=LATER) == {"waiting": 1}
    take_off_lock(by=scene.people.ada, lock=pause, now=LATER)
    assert move_asks_on(by=system_member(), now=LATER + timedelta(minutes=1)) == {"granted": 1}
    scene.ask.refresh_from_db()
    assert (scene.ask.state, scene.ask.decided_by, held(scene)) == ("granted", scene.people.priya, pounds(120))
    assert Decision.objects.filter(ask=scene.ask).count() == 2, "the yes was written down once"


def test_a_panels_yes_past_a_rule_of_their_own_waits_for_money_that_is_gone_with_a_clock(scene: Scene) -> None:
    challenge = answered(scene, Verdict.CHANGE, Verdict.CHANGE, Verdict.CHANGE)
    pause = pause_spending(by=scene.people.ada, person=scene.people.ada, until=LATER + timedelta(days=3), now=LATER)
    conclude(scene, challenge)
    take_off_lock(by=scene.people.ada, lock=pause, now=LATER)
    make_ask(
        by=scene.people.ada,
        budget=scene.budget,
        what_for="Rent",
        amount=pounds(250),
        spend_kind=SpendKind.RENT_DEPOSIT,
        request_id=new_id(),
        now=LATER,
    )
    assert move_asks_on(by=system_member(), now=LATER) == {"waiting": 1}
    scene.ask.refresh_from_db()
    found = explain_waiting(viewer=scene.people.ada, ask=scene.ask, now=LATER)
    assert found is not None
    assert found.clock is not None
    assert (found.clock.waits_for, found.clock.role) == ("money", "worker")


def test_a_no_that_the_panel_keeps_stays_and_moves_no_money(scene: Scene) -> None:
    before = person_money(viewer=scene.people.ada, person=scene.people.ada, today=TODAY)
    challenge = conclude(scene, answered(scene, Verdict.KEEP, Verdict.KEEP, Verdict.CHANGE))
    assert state_of(challenge) is ChallengeState.KEPT
    scene.ask.refresh_from_db()
    assert (scene.ask.state, scene.ask.hold) == ("declined", None)
    assert person_money(viewer=scene.people.ada, person=scene.people.ada, today=TODAY) == before


def test_what_was_promised_is_untouched_while_a_challenge_is_heard(scene: Scene) -> None:
    people = scene.people
    promised = make_ask(
        by=people.ada,
        budget=scene.budget,
        what_for="A kettle",
        amount=pounds(40),
        spend_kind=SpendKind.HOUSEHOLD_SETUP,
        request_id=new_id(),
        now=NOW,
    )
    conclude(scene, answered(scene, Verdict.KEEP, Verdict.KEEP, Verdict.KEEP))
    promised.refresh_from_db()
    assert promised.state == "granted"
    assert promised.hold is not None


def test_the_same_no_challenged_twice_is_one_challenge(scene: Scene) -> None:
    assert raised(scene) == raised(scene)
    assert Challenge.objects.count() == 1


def test_a_yes_cannot_be_challenged_nor_a_no_that_was_heard(scene: Scene) -> None:
    conclude(scene, answered(scene, Verdict.KEEP, Verdict.KEEP, Verdict.KEEP))
    with pytest.raises(ChallengeRefused) as refused:
        raised(scene)
    assert refused.value.code == "challenged_already"


def test_who_said_no_does_not_challenge_it_and_a_stranger_cannot(scene: Scene) -> None:
    for who in (scene.people.wren, scene.people.femi, scene.people.stranger):
        with pytest.raises(NotAllowed):
            challenge_decision(by=who, decision=scene.no, case=CASE, now=LATER)


@pytest.mark.parametrize("case", ["{ada} wants a bike.", "The worker {wren} said no.", "  "])
def test_what_the_panel_reads_names_nobody(scene: Scene, case: str) -> None:
    told = case.format(ada=scene.people.ada.called_by, wren=scene.people.wren.name)
    with pytest.raises(ChallengeRefused):
        challenge_decision(by=scene.people.ada, decision=scene.no, case=told, now=LATER)


@pytest.mark.parametrize(
    ("members", "peers", "code"),
    [
        (["femi"], ["stranger"], "panel_small"),
        (["femi", "tom", "ngozi"], [], "panel_without_peer"),
        (["femi", "wren"], ["stranger"], "panel_not_apart"),
        (["femi", "tom"], ["ada"], "panel_not_apart"),
    ],
)
def test_a_panel_is_three_apart_from_the_no_and_one_holds_a_budget(
    scene: Scene, members: list[str], peers: list[str], code: str
) -> None:
    named = {"members": [getattr(scene.people, name) for name in members]}
    challenge = raised(scene)
    with pytest.raises(ChallengeRefused) as refused:
        call_panel(
            by=scene.people.priya,
            challenge=challenge,
            peers=[getattr(scene.people, name) for name in peers],
            now=LATER,
            **named,
        )
    assert refused.value.code == code


def test_only_the_manager_calls_a_panel_and_writes_down_what_it_said(scene: Scene) -> None:
    challenge = called(scene)
    for who in (scene.people.wren, scene.people.femi, scene.people.ngozi):
        with pytest.raises(NotAllowed):
            call_panel(by=who, challenge=challenge, members=[], peers=[], now=LATER)
        with pytest.raises(NotAllowed):
            conclude_challenge(by=who, challenge=challenge, reason="So.", learning="So.", now=LATER)


def test_nothing_is_concluded_before_the_panel_is_done(scene: Scene) -> None:
    challenge = called(scene)
    say(challenge, scene.people.femi)
    say(challenge, scene.people.tom)
    with pytest.raises(ChallengeRefused) as refused:
        conclude(scene, challenge)
    assert refused.value.code == "panel_not_done"


def test_one_answers_once_and_who_has_no_seat_not_at_all(scene: Scene) -> None:
    challenge = called(scene)
    say(challenge, scene.people.stranger)
    with pytest.raises(ChallengeRefused) as refused:
        say(challenge, scene.people.stranger, Verdict.KEEP)
    assert refused.value.code == "answered_already"
    with pytest.raises(NotAllowed):
        answer_on_panel(
            by=scene.people.ngozi,
            seat_id=seat_of(challenge, scene.people.tom).id,
            verdict=Verdict.KEEP,
            view="No.",
            now=LATER,
        )


def test_who_sits_on_the_panel_reads_the_case_and_nothing_of_the_person(scene: Scene) -> None:
    challenge = called(scene)
    for who in (scene.people.stranger, scene.people.femi):
        with as_viewer(who):
            (case,) = cases_for(who, TODAY)
            assert not challenges_visible_to(who, TODAY).exists()
        assert case == Case(seat_of(challenge, who).id, CASE, pounds(120), challenge.hear_by, False, False)
        with as_viewer(who):
            answer_on_panel(by=who, seat_id=case.seat_id, verdict=Verdict.CHANGE, view="Yes.", now=LATER)
    others = seat_of(challenge, scene.people.tom).id
    assert get_case(viewer=scene.people.ngozi, seat_id=others, today=TODAY) is None


def test_nobody_reads_what_was_said_before_it_is_counted(scene: Scene) -> None:
    challenge = called(scene)
    say(challenge, scene.people.femi)
    say(challenge, scene.people.tom, Verdict.KEEP)
    assert {(seat.is_answered, seat.verdict, seat.view) for seat in seats_shown(challenge, TODAY)} == {
        (True, "", ""),
        (False, "", ""),
    }
    say(challenge, scene.people.stranger)
    shown = seats_shown(challenge, TODAY)
    assert [seat.verdict for seat in shown].count("The no becomes a yes") == 2
    assert all(seat.view for seat in shown)


def test_nobody_is_added_to_a_panel_once_somebody_has_answered(scene: Scene) -> None:
    challenge = called(scene)
    say(challenge, scene.people.femi, Verdict.KEEP)
    more = {"by": scene.people.priya, "challenge": challenge, "members": [scene.people.ngozi], "peers": []}
    with pytest.raises(ChallengeRefused) as refused:
        call_panel(now=LATER, **more)
    assert refused.value.code == "panel_fixed"
    # When the day is over and too few have answered, others are asked: nobody is to wait for ever.
    call_panel(now=after_the_day(challenge), **more)
    assert challenge.seats.count() == 4


def test_when_the_day_is_over_three_answers_are_counted_and_a_fourth_comes_too_late(scene: Scene) -> None:
    people = scene.people
    challenge = call_panel(
        by=people.priya,
        challenge=raised(scene),
        members=[people.femi, people.tom, people.ngozi],
        peers=[people.stranger],
        now=LATER,
    )
    for who in (people.femi, people.tom, people.stranger):
        say(challenge, who, Verdict.KEEP)
    with pytest.raises(ChallengeRefused) as refused:
        conclude(scene, challenge)
    assert refused.value.code == "panel_not_done"
    with pytest.raises(ChallengeRefused) as refused:
        say(challenge, people.ngozi, now=after_the_day(challenge))
    assert refused.value.code == "panel_done"
    assert state_of(conclude(scene, challenge, now=after_the_day(challenge))) is ChallengeState.KEPT


def no_of_priya(people: Standing) -> Challenge:
    """Priya, the manager, said no to Sam, who challenges it."""
    ask = make_ask(
        by=people.priya,
        budget=Budget.objects.get(person=people.stranger),
        what_for="A bike",
        amount=pounds(120),
        spend_kind=SpendKind.TRAVEL,
        request_id=new_id(),
        now=NOW,
    )
    decline_ask(by=people.priya, ask=ask, reason="There is no money.", would_change="More of it.", now=NOW)
    return challenge_decision(by=people.stranger, decision=Decision.objects.get(ask=ask), case=CASE, now=LATER)


def test_the_manager_who_said_no_asks_no_panel_where_there_is_another(scene: Scene) -> None:
    people = scene.people
    panel = {"members": [people.femi, people.tom], "peers": [people.ada], "now": LATER}
    challenge = no_of_priya(people)
    other = add_member(by=people.administrator, organisation=people.council, name="Oona", roles=["manager"], now=NOW)
    with pytest.raises(NotAllowed):
        call_panel(by=people.priya, challenge=challenge, **panel)
    call_panel(by=other, challenge=challenge, **panel)
    for who in (people.femi, people.tom, people.ada):
        say(challenge, who)
    with pytest.raises(NotAllowed):
        conclude(scene, challenge)


def test_the_only_manager_asks_a_panel_about_her_own_no_once(scene: Scene) -> None:
    people = scene.people
    challenge = no_of_priya(people)
    call_panel(by=people.priya, challenge=challenge, members=[people.femi, people.tom], peers=[people.ada], now=LATER)
    for now in (LATER, after_the_day(challenge)):
        with pytest.raises(ChallengeRefused) as refused:
            call_panel(by=people.priya, challenge=challenge, members=[people.ngozi], peers=[], now=now)
        assert refused.value.code == "panel_fixed"


def shares_her_money(scene: Scene) -> None:
    give_permissions(
        by=scene.people.ada,
        person=scene.people.ada,
        to=SharedWith(member=scene.people.femi),
        told=told(Item.MONEY_DETAIL, level=Level.SEE),
        now=NOW,
    )


def names_femi(scene: Scene) -> None:
    LimitNamed.objects.create(person=scene.people.ada, limit=scene.no.limit, place=2, member=scene.people.femi)


def becomes_manager(scene: Scene) -> None:
    MemberRole.objects.create(member=scene.people.femi, role="manager", given_at=NOW)


@pytest.mark.parametrize("come_near", [shares_her_money, names_femi, becomes_manager])
def test_who_could_tell_whose_it_is_has_no_seat_and_is_offered_none(
    scene: Scene, come_near: Callable[[Scene], None]
) -> None:
    come_near(scene)
    challenge, people = raised(scene), scene.people
    assert people.femi not in panel_offered(viewer=people.priya, challenge=challenge, today=TODAY).members
    femi = Member.objects.get(id=people.femi.id)
    with pytest.raises(ChallengeRefused) as refused:
        call_panel(by=people.priya, challenge=challenge, members=[femi, people.tom], peers=[people.stranger], now=LATER)
    assert refused.value.code == "panel_not_apart"


def test_what_a_panel_reads_leaves_out_who_asked_who_helps_and_who_is_named(scene: Scene) -> None:
    names_femi(scene)
    assert set(names_to_leave_out(scene.no)) == {"Ada", "Wren", "Femi"}


def test_money_that_was_released_without_an_ask_is_no_no_to_challenge(scene: Scene) -> None:
    people = scene.people
    stand = make_payee(people)
    paid = release(people, scene.budget, stand, 20)
    decision = Decision.objects.get(hold=paid.hold)
    assert decision_to_challenge(viewer=people.ada, decision_id=decision.id, today=TODAY) is None
    with pytest.raises(ChallengeRefused):
        challenge_decision(by=people.ada, decision=decision, case=CASE, now=LATER)


def test_a_reason_that_the_decision_cannot_keep_whole_is_refused(scene: Scene) -> None:
    challenge = answered(scene, Verdict.CHANGE, Verdict.CHANGE, Verdict.CHANGE)
    with pytest.raises(TextTooLong):
        conclude(scene, challenge, reason="so " * 200)


def spend_most(scene: Scene) -> None:
    make_ask(
        by=scene.people.ada,
        budget=scene.budget,
        what_for="Rent",
        amount=pounds(250),
        spend_kind=SpendKind.RENT_DEPOSIT,
        request_id=new_id(),
        now=LATER,
    )


def test_a_panels_yes_stands_where_the_money_is_gone_and_the_ask_waits_for_it_with_a_clock(scene: Scene) -> None:
    challenge = answered(scene, Verdict.CHANGE, Verdict.CHANGE, Verdict.CHANGE)
    spend_most(scene)
    assert state_of(conclude(scene, challenge)) is ChallengeState.WON
    scene.ask.refresh_from_db()
    assert (scene.ask.state, scene.ask.hold) == ("waiting", None)
    found = explain_waiting(viewer=scene.people.ada, ask=scene.ask, now=LATER)
    assert found is not None
    assert found.clock is not None, "somebody has it"
    give(scene.people, Fund.objects.get(), scene.budget, 100)
    assert move_asks_on(by=system_member(), now=LATER) == {"granted": 1}
    assert state_of(Challenge.objects.get()) is ChallengeState.CHANGED


def a_week_late(challenge: Challenge) -> datetime:
    return datetime.combine(unheard_yes_on(challenge.hear_by), time(6), tzinfo=UTC)


def test_a_no_that_nobody_heard_in_time_becomes_a_yes_and_not_a_day_before(scene: Scene) -> None:
    challenge = called(scene)
    say(challenge, scene.people.femi, Verdict.KEEP)
    job, in_time = system_member(), a_week_late(challenge)
    assert move_challenges_on(by=job, now=LATER) == {}
    assert move_challenges_on(by=job, now=in_time - timedelta(days=1)) == {"late": 1}
    assert move_challenges_on(by=job, now=in_time) == {"granted": 1}
    assert move_challenges_on(by=job, now=in_time) == {}
    challenge.refresh_from_db()
    assert state_of(challenge) is ChallengeState.UNHEARD
    assert challenge.reason == NOBODY_HEARD
    scene.ask.refresh_from_db()
    assert (scene.ask.state, scene.ask.decided_by) == ("granted", scene.people.ada)
    newest = Decision.objects.get(ask=scene.ask, number=2)
    assert (newest.outcome, newest.ground, newest.decided_by) == ("yes", "silence", scene.people.ada)
    assert News.objects.filter(recipient_id=scene.people.ada.id, kind="challenge_unheard").count() == 1


def test_what_a_panel_said_counts_although_nobody_wrote_it_down(scene: Scene) -> None:
    challenge = answered(scene, Verdict.CHANGE, Verdict.CHANGE, Verdict.KEEP)
    assert move_challenges_on(by=system_member(), now=a_week_late(challenge)) == {"granted": 1}
    assert Challenge.objects.get().reason == NOBODY_WROTE


def test_a_no_that_a_panel_kept_does_not_become_a_yes_by_waiting(scene: Scene) -> None:
    challenge = answered(scene, Verdict.KEEP, Verdict.KEEP, Verdict.CHANGE)
    assert move_challenges_on(by=system_member(), now=a_week_late(challenge)) == {"late": 1}
    assert Challenge.objects.get().is_open


def test_silence_makes_no_yes_that_there_is_no_money_for_but_stays_on_the_list(scene: Scene) -> None:
    challenge = raised(scene)
    spend_most(scene)
    assert move_challenges_on(by=system_member(), now=a_week_late(challenge)) == {"late": 1}
    found = challenges_to_hear(a_week_late(challenge).date())
    assert (found.open, found.late) == (1, 1)


def test_a_challenge_that_cannot_be_moved_is_counted_and_left_as_it_was(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = raised(scene)

    def refuse(*_: Any, **__: Any) -> None:
        raise ChallengeRefused("It is shut.", code="shut")

    monkeypatch.setattr(verbs, "settle_ask", refuse)
    assert move_challenges_on(by=system_member(), now=a_week_late(challenge)) == {"stuck": 1}
    challenge.refresh_from_db()
    assert challenge.is_open, "nothing of it was kept"


def test_whoever_sits_on_a_panel_is_counted_until_they_have_answered(scene: Scene) -> None:
    challenge = called(scene)
    femi, tom = scene.people.femi.id, scene.people.tom.id
    assert challenges_to_hear(TODAY).of_member == {femi: 1, tom: 1}
    say(challenge, scene.people.femi)
    assert challenges_to_hear(TODAY).of_member == {tom: 1}


def test_no_worker_moves_challenges_on(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        move_challenges_on(by=scene.people.wren, now=LATER)


def test_what_was_learned_is_public_names_nobody_and_tells_the_month_alone(scene: Scene) -> None:
    challenge = answered(scene, Verdict.CHANGE, Verdict.CHANGE, Verdict.CHANGE)
    with pytest.raises(ChallengeRefused) as refused:
        conclude(scene, challenge, learning=f"{scene.people.ada.called_by} was right.")
    assert refused.value.code == "names_somebody"
    conclude(scene, challenge)
    published = Learning.objects.get()
    assert (published.month, published.verdict) == (TODAY.replace(day=1), "change")


def test_concluding_twice_counts_once_and_a_challenge_taken_back_is_over(scene: Scene) -> None:
    challenge = answered(scene, Verdict.CHANGE, Verdict.CHANGE, Verdict.CHANGE)
    assert conclude(scene, challenge).concluded_at == conclude(scene, challenge).concluded_at
    assert Learning.objects.count() == 1
    with pytest.raises(ChallengeRefused):
        withdraw_challenge(by=scene.people.ada, challenge=challenge, now=LATER)


def test_she_alone_takes_a_challenge_back(scene: Scene) -> None:
    challenge = raised(scene)
    with pytest.raises(NotAllowed):
        withdraw_challenge(by=scene.people.stranger, challenge=challenge, now=LATER)
    assert state_of(withdraw_challenge(by=scene.people.ada, challenge=challenge, now=LATER)) is ChallengeState.WITHDRAWN
    with pytest.raises(ChallengeRefused):
        call_panel(by=scene.people.priya, challenge=challenge, members=[], peers=[], now=LATER)


def test_a_no_is_turned_by_a_panel_alone(scene: Scene) -> None:
    with pytest.raises(AskRefused):
        grant_ask(by=scene.people.priya, ask=scene.ask, now=LATER)


def test_who_is_offered_for_a_panel_stands_apart(scene: Scene) -> None:
    challenge = raised(scene)
    offered = panel_offered(viewer=scene.people.priya, challenge=challenge, today=TODAY)
    assert scene.people.wren not in offered.members
    assert list(offered.peers) == [scene.people.stranger]


def test_it_is_heard_within_ten_working_days_whatever_holiday_comes() -> None:
    assert hear_by(date(2026, 12, 21)) == date(2027, 1, 7)  # Christmas, Boxing Day (Monday in its place), New Year


@given(votes=st.lists(st.tuples(st.booleans(), st.sampled_from(Verdict)), max_size=9))
def test_the_panel_says_nothing_before_three_with_a_peer_and_then_what_most_say(
    votes: list[tuple[bool, Verdict]],
) -> None:
    verdict = verdict_of([Vote(*vote) for vote in votes])
    changes = sum(said is Verdict.CHANGE for _, said in votes)
    if len(votes) < 3 or not any(is_peer for is_peer, _ in votes):
        assert verdict is None
    elif changes * 2 == len(votes):
        assert verdict is Verdict.CHANGE, "as many for as against: what she wishes"
    else:
        assert verdict is (Verdict.CHANGE if changes * 2 > len(votes) else Verdict.KEEP)
