"""Asks that wait: each turn with its clock, nobody's silence a no, and nobody waiting for nobody."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from commonpurse.kernel.context import acting, context_of
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.models import News
from commonpurse.money.budgets.models import Budget, Fund
from commonpurse.money.budgets.rules import BudgetRefused, SpendKind
from commonpurse.money.decisions.commands import (
    decline_ask,
    grant_ask,
    make_ask,
    move_asks_on,
    pause_spending,
    say_we_talked,
    take_off_lock,
    withdraw_ask,
)
from commonpurse.money.decisions.models import Ask, Assent, Lock, Turn
from commonpurse.money.decisions.queries import (
    asks_on_the_boards_list,
    clocks_of,
    desk_of,
    explain_ask,
    explain_waiting,
    known_of_ask,
    standing_of,
    waiting_for_member,
)
from commonpurse.money.decisions.rules import AskRefused, TurnRole, next_need, yes_by_silence_at
from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.commands import pay_or_ask
from commonpurse.money.payments.release_checks import CheckOf, release_checks
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member, MemberRole
from commonpurse.parties.partners.queries import system_member
from commonpurse.parties.people.commands import SharedWith, give_permissions, say_while_away, tell_whereabouts
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.rules import Meanwhile, Place
from commonpurse.support.agreements.models import Limit
from commonpurse.support.agreements.rules import DecidesHow, DecisionKind
from tests.factories import (
    LANDLORDS_ACCOUNT,
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

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
TUESDAY, WEDNESDAY, THURSDAY = NOW + DAY, NOW + 2 * DAY, NOW + 3 * DAY
NEXT_MONDAY = NOW + 7 * DAY  # five working days on


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def fund(people: Standing) -> Fund:
    return make_fund(people, received=500)


@pytest.fixture
def budget(people: Standing, fund: Fund) -> Budget:
    """Ada has £100."""
    return make_budget(people, (fund, 100))


def ask(people: Standing, budget: Budget, amount: int = 60, **given: Any) -> Ask:
    wanted: dict[str, Any] = {
        "by": people.ada,
        "what_for": "A bike, to get to the college",
        "spend_kind": SpendKind.TRAVEL,
        "request_id": new_id(),
        "now": NOW,
    }
    return make_ask(budget=budget, amount=pounds(amount), **(wanted | given))


def move(now: datetime) -> Counter[str]:
    return move_asks_on(by=system_member(), now=now)


def names(ask: Ask, now: datetime) -> tuple[str, ...]:
    desk = desk_of(known_of_ask(ask, now))
    return desk.names if desk else ("nobody",)


def role(ask: Ask, now: datetime) -> TurnRole | None:
    desk = desk_of(known_of_ask(ask, now))
    return desk.role if desk else None


def state(ask: Ask) -> str:
    return Ask.objects.get(id=ask.id).state


def leave(member: Member) -> None:
    Member.objects.filter(id=member.id).update(is_active=False)


# Who must agree -------------------------------------------------------------------------------------------------------


def test_who_must_agree_has_a_working_day_and_says_yes_with_their_name(people: Standing, budget: Budget) -> None:
    limit = make_limit(people)
    asked = ask(people, budget)
    assert (asked.state, names(asked, NOW)) == ("waiting", ("Wren",))
    assert desk_of(known_of_ask(asked, NOW)).until == TUESDAY  # type: ignore[union-attr]
    assert News.objects.filter(recipient_id=people.wren.id, kind="ask_your_turn").count() == 1
    granted = grant_ask(by=people.wren, ask=asked, now=NOW + MINUTE)
    decision = granted.decisions.get()
    assert (decision.outcome, decision.ground, decision.decided_by) == ("yes", "agreed", people.wren)
    assert decision.limit == limit
    assert [step["step"] for step in decision.steps] == ["asked", "agreement:named"]
    assert decision.known["limits"][0]["how"] == "agree_too"


def test_who_decides_for_now_is_the_author_of_the_yes_and_of_the_no(people: Standing, budget: Budget) -> None:
    make_limit(people, how=DecidesHow.OTHER_FOR_NOW)
    yes = grant_ask(by=people.wren, ask=ask(people, budget, 5), now=NOW)
    no = decline_ask(by=people.wren, ask=ask(people, budget, 5), reason="No.", would_change="Ask again.", now=NOW)
    assert [each.decisions.get().ground for each in (yes, no)] == ["other", "other"]
    assert [each.decisions.get().decided_by for each in (yes, no)] == [people.wren, people.wren]


def test_nobody_answers_and_it_goes_from_one_to_the_next_and_then_it_is_yes(people: Standing, budget: Budget) -> None:
    make_limit(people, named=[people.wren])
    asked = ask(people, budget)
    assert move(TUESDAY - MINUTE) == {"waiting": 1}
    assert (role(asked, TUESDAY - MINUTE), role(asked, TUESDAY)) == (TurnRole.NAMED, TurnRole.MANAGER)
    move(TUESDAY)
    assert News.objects.filter(recipient_id=people.priya.id, kind="ask_your_turn").count() == 1
    move(WEDNESDAY)
    assert role(asked, WEDNESDAY) == TurnRole.BOARD
    assert News.objects.filter(recipient_id=people.priya.id, kind="ask_on_the_boards_list").count() == 1
    for _ in range(2):
        move(THURSDAY)
    assert News.objects.filter(recipient_id=people.priya.id, kind="ask_on_the_boards_list").count() == 2
    (listed,) = asks_on_the_boards_list(viewer=people.priya, now=THURSDAY)
    assert (listed.ask, listed.yes_at) == (asked, NEXT_MONDAY)
    assert yes_by_silence_at(NOW) == NEXT_MONDAY
    assert move(NEXT_MONDAY - MINUTE) == {"waiting": 1}
    assert move(NEXT_MONDAY) == {"granted": 1}
    decision = Ask.objects.get().decisions.get()
    assert (decision.outcome, decision.ground, decision.decided_by) == ("yes", "silence", people.ada)
    assert decision.known["silent"] is True
    assert move(NEXT_MONDAY) == {}
    assert asks_on_the_boards_list(viewer=people.priya, now=NEXT_MONDAY) == []


def test_who_keeps_no_list_sees_none_and_an_administrator_sees_that_there_is_one(
    people: Standing, budget: Budget
) -> None:
    make_limit(people)
    ask(people, budget)
    for viewer in (people.wren, people.ada, people.ngozi, people.callum, people.femi):
        assert asks_on_the_boards_list(viewer=viewer, now=WEDNESDAY) == []
    (listed,) = asks_on_the_boards_list(viewer=people.administrator, now=WEDNESDAY)
    assert (listed.ask, listed.asked_at) == (None, NOW)


def test_it_is_not_the_managers_turn_before_and_not_a_workers_before_the_board(
    people: Standing, budget: Budget
) -> None:
    make_limit(people, named=[people.priya])
    asked = ask(people, budget)
    for act in (
        lambda: grant_ask(by=people.wren, ask=asked, now=NOW),
        lambda: decline_ask(by=people.wren, ask=asked, reason="No.", would_change="x", now=TUESDAY),
    ):
        with pytest.raises(AskRefused) as refused:
            act()
        assert refused.value.code == "others_turn"
    assert "Priya" in refused.value.message
    assert grant_ask(by=people.wren, ask=asked, now=WEDNESDAY + DAY).state == "granted"


def test_two_who_are_named_answer_at_once_and_one_wins(fresh_database: str) -> None:
    people = standing_people()
    budget = make_budget(people, (make_fund(people, received=100), 100))
    make_limit(people, named=[people.wren, people.priya])
    asked, start = ask(people, budget), Barrier(6)

    def one(number: int) -> str:
        try:
            start.wait(timeout=60)
            if number % 2:
                return grant_ask(by=people.wren, ask=asked, now=NOW).state
            no = decline_ask(by=people.priya, ask=asked, reason="Not now.", would_change="A new month.", now=NOW)
            return no.state
        except AskRefused as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        outcomes = Counter(pool.map(one, range(6)))
    answered = Ask.objects.get()
    assert answered.decisions.count() == 1
    assert outcomes["ask_answered"] >= 2
    assert {answered.state} == set(outcomes) - {"ask_answered"}


def test_each_limit_that_it_is_under_needs_its_own_yes(people: Standing, budget: Budget) -> None:
    make_limit(people, named=[people.wren])
    make_limit(people, kind=DecisionKind.NEW_PAYEE, named=[people.priya])
    asked = ask(people, budget, is_new_payee=True)
    assert grant_ask(by=people.wren, ask=asked, now=NOW).state == "waiting"
    assert names(asked, NOW) == ("Priya",)
    assert grant_ask(by=people.priya, ask=asked, now=NOW).state == "granted"
    assert Assent.objects.count() == 2
    assert ask(people, budget, 5, pay_to="Me").state == "waiting"


# Talking first --------------------------------------------------------------------------------------------------------


def test_a_talk_makes_it_hers_and_is_never_a_veto(people: Standing, budget: Budget) -> None:
    make_limit(people, how=DecidesHow.AFTER_TALKING)
    asked = ask(people, budget)
    assert asked.state == "waiting"
    with pytest.raises(AskRefused) as refused:
        decline_ask(by=people.wren, ask=asked, reason="No.", would_change="x", now=NOW)
    assert refused.value.code == "hers_to_decide"
    with pytest.raises(AskRefused) as refused:
        grant_ask(by=people.priya, ask=asked, now=NOW)
    assert refused.value.code == "talk_first"
    with pytest.raises(AskRefused) as refused:
        say_we_talked(by=people.ada, ask=asked, with_whom=people.priya, now=NOW)
    assert refused.value.code == "not_named"
    for _ in range(2):
        assert say_we_talked(by=people.ada, ask=asked, with_whom=people.wren, now=NOW).state == "granted"
    decision = asked.decisions.get()
    assert (decision.ground, decision.decided_by) == ("talked", people.ada)
    talked = Assent.objects.get()
    assert (talked.how, talked.who, talked.said_by_person) == ("talked", people.wren, people.ada)


def test_talked_already_is_a_yes_at_once_and_who_writes_it_down_has_talked(people: Standing, budget: Budget) -> None:
    make_limit(people, how=DecidesHow.AFTER_TALKING)
    assert ask(people, budget, 5, talked_with=people.wren).state == "granted"
    assert ask(people, budget, 5, by=people.wren).state == "granted"
    assert ask(people, budget, 5, by=people.priya).state == "waiting"


def test_who_does_not_find_time_to_talk_leaves_it_hers(people: Standing, budget: Budget) -> None:
    make_limit(people, how=DecidesHow.AFTER_TALKING)
    asked = ask(people, budget)
    assert move(TUESDAY - MINUTE) == {"waiting": 1}
    assert move(TUESDAY) == {"granted": 1}
    assert (asked.decisions.get().ground, asked.decisions.get().decided_by) == ("silence", people.ada)


def test_with_nobody_left_to_talk_to_it_is_hers_at_once(people: Standing, budget: Budget) -> None:
    make_limit(people, how=DecidesHow.AFTER_TALKING)
    leave(people.wren)
    assert ask(people, budget).state == "granted"


def test_a_stranger_says_of_nobody_that_they_talked(people: Standing, budget: Budget) -> None:
    make_limit(people, how=DecidesHow.AFTER_TALKING)
    asked = ask(people, budget)
    for by in (people.stranger, people.femi, people.ngozi):
        with pytest.raises(NotAllowed):
            say_we_talked(by=by, ask=asked, with_whom=by, now=NOW)


# Who helps her --------------------------------------------------------------------------------------------------------


def test_a_helper_who_is_named_agrees_as_themselves(people: Standing, budget: Budget) -> None:
    give_permissions(
        by=people.ada,
        person=people.ada,
        to=SharedWith(helper=people.stranger),
        told=told(Item.MONEY_DETAIL, level=Level.SEE),
        now=NOW,
    )
    make_limit(people, named=[people.stranger])
    asked = ask(people, budget)
    assert names(asked, NOW) == (people.stranger.called_by,)
    with acting(context_of(people.stranger, purpose="to answer", today=TODAY, now=NOW)):
        granted = grant_ask(by=people.stranger, ask=asked, now=NOW)
    decision = granted.decisions.get()
    assert (granted.state, decision.ground, decision.decided_by) == ("granted", "agreed", people.stranger)


def test_a_helper_who_is_not_named_answers_nothing(people: Standing, budget: Budget) -> None:
    make_limit(people)
    asked = ask(people, budget)
    with pytest.raises(NotAllowed):
        grant_ask(by=people.stranger, ask=asked, now=NOW)


# Nothing lost ---------------------------------------------------------------------------------------------------------


def test_who_must_agree_leaves_and_the_next_has_it(people: Standing, budget: Budget) -> None:
    make_limit(people, named=[people.wren, people.priya])
    asked = ask(people, budget)
    leave(people.wren)
    assert names(asked, NOW) == ("Priya",)
    move(NOW + MINUTE)
    assert News.objects.filter(recipient_id=people.priya.id, kind="ask_your_turn").exists()


def test_with_no_manager_and_nobody_named_left_it_is_on_the_boards_list_and_becomes_a_yes(
    people: Standing, budget: Budget
) -> None:
    make_limit(people)
    asked = ask(people, budget)
    leave(people.wren)
    MemberRole.objects.filter(role="manager").delete()
    assert role(asked, NOW) == TurnRole.BOARD
    move(NOW)
    assert News.objects.filter(recipient_id=people.administrator.id, kind="ask_on_the_boards_list").count() == 1
    assert move(NEXT_MONDAY) == {"granted": 1}


def test_a_person_with_no_worker_is_not_left_alone_with_too_little_money(people: Standing) -> None:
    budget = make_budget(people, (make_fund(people, received=50), 10), person=people.stranger)
    asked = ask(people, budget, 60, by=people.stranger)
    assert (asked.state, role(asked, NOW)) == ("waiting", TurnRole.MANAGER)
    assert role(asked, TUESDAY) == TurnRole.MANAGER  # the worker's day is hers, for there is none
    assert role(asked, WEDNESDAY) == TurnRole.BOARD
    assert move(NEXT_MONDAY + DAY) == {"waiting": 1}, "silence makes no money"


def test_what_a_worker_asked_while_she_is_away_waits_for_her_own_rule_and_says_so(
    people: Standing, fund: Fund, budget: Budget
) -> None:
    theirs, hers = ask(people, budget, 120, by=people.wren), ask(people, budget, 130)
    tell_whereabouts(by=people.ada, person=people.ada, place=Place.HOSPITAL, since=TODAY, now=NOW)
    said = {"by": people.ada, "person": people.ada, "place": Place.HOSPITAL, "now": NOW}
    say_while_away(**said, money=Meanwhile.ONLY_HERS)  # type: ignore[arg-type]

    def codes(asked: Ask) -> list[str]:
        found = explain_waiting(viewer=people.wren, ask=asked, now=NOW)
        assert found is not None
        return [each.of.value for each in found.reasons if each.stops]

    assert ("locks" in codes(theirs), "locks" in codes(hers)) == (True, False)


def test_an_ask_for_more_than_there_is_offers_what_there_is_and_is_a_yes_once_it_is_there(
    people: Standing, fund: Fund, budget: Budget
) -> None:
    asked = ask(people, budget, 120)
    found = explain_waiting(viewer=people.ada, ask=asked, now=NOW)
    assert found is not None
    assert (found.answer, found.code, found.names, found.until) == ("no", "short_of_money", ("Wren",), TUESDAY)
    assert found.next_step.startswith("You can have £100.00 of it now. Wren looks for money until Tuesday 2 June")
    give(people, fund, budget, 50)
    assert move(NOW + MINUTE) == {"granted": 1}
    assert (asked.decisions.get().ground, asked.decisions.get().decided_by) == ("hers", people.ada)


def test_a_limit_that_ends_while_an_ask_waits_leaves_it_hers_at_once(people: Standing, budget: Budget) -> None:
    limit = make_limit(people, ends_on=TODAY + DAY)
    asked = ask(people, budget)
    assert limit.ends_on == TODAY + DAY
    assert move(NOW + MINUTE) == {"waiting": 1}
    assert move(NOW + DAY - timedelta(hours=8)) == {"granted": 1}
    assert (asked.decisions.get().ground, asked.decisions.get().limit) == ("hers", None)


def test_a_limit_that_is_agreed_anew_with_another_starts_new_turns_and_no_new_silence(
    people: Standing, budget: Budget
) -> None:
    make_limit(people)
    asked = ask(people, budget)
    to_priya = {"by": people.priya, "named": [people.priya], "concern": "A cousin asks for money now."}
    make_limit(people, **to_priya, ends_on=TODAY + 30 * DAY, now=TUESDAY)
    move(TUESDAY)
    assert names(asked, TUESDAY) == ("Priya",)
    assert set(Turn.objects.filter(ask=asked).values_list("round", flat=True)) == {1, 2}
    assert move(NEXT_MONDAY) == {"granted": 1}


def test_a_fund_that_closes_meanwhile_is_said_and_makes_no_silent_yes(people: Standing) -> None:
    short = make_fund(people, "Short Fund", received=100, ends_on=TODAY + 3 * DAY)
    budget = make_budget(people, (short, 100))
    make_limit(people)
    asked = ask(people, budget)
    assert move(NEXT_MONDAY) == {"waiting": 1}
    found = explain_waiting(viewer=people.ada, ask=asked, now=NEXT_MONDAY)
    assert found is not None
    assert found.answer == "no"
    assert any("Short Fund could be used until" in str(reason.says) for reason in found.reasons)


def test_she_takes_it_back_and_nobody_has_it_any_more(people: Standing, budget: Budget) -> None:
    make_limit(people)
    asked = ask(people, budget)
    withdraw_ask(by=people.ada, ask=asked, now=NOW)
    assert move(NEXT_MONDAY) == {}
    with pytest.raises(AskRefused) as refused:
        grant_ask(by=people.wren, ask=asked, now=NOW)
    assert refused.value.code == "ask_answered"


def test_silence_never_goes_over_her_own_pause_and_is_a_yes_when_it_is_over(people: Standing, budget: Budget) -> None:
    make_limit(people)
    asked = ask(people, budget)
    pause = pause_spending(by=people.ada, person=people.ada, until=NEXT_MONDAY + 9 * DAY, now=NOW)
    assert move(NEXT_MONDAY) == {"waiting": 1}
    take_off_lock(by=people.ada, lock=pause, now=NEXT_MONDAY)
    assert move(NEXT_MONDAY + MINUTE) == {"granted": 1}
    assert state(asked) == "granted"


def test_over_the_clocks_of_october_the_wall_counts(people: Standing) -> None:
    """Asked on Thursday at 15:00 in summer time; it is a yes on the Thursday after at 15:00 in winter time."""
    asked_at = datetime(2026, 10, 22, 14, 0, tzinfo=UTC)
    budget = make_budget(people, (make_fund(people, received=100), 100))
    make_limit(people, now=asked_at)
    ask(people, budget, now=asked_at)
    yes = datetime(2026, 10, 29, 15, 0, tzinfo=UTC)
    assert move(yes - MINUTE) == {"waiting": 1}
    assert move(yes) == {"granted": 1}


def test_who_may_move_asks_on(people: Standing, budget: Budget) -> None:
    for by in (people.priya, people.administrator, system_member()):
        move_asks_on(by=by, now=NOW)
    for by in (people.wren, people.femi, people.ngozi, people.callum):
        with pytest.raises(NotAllowed):
            move_asks_on(by=by, now=NOW)


# Releasing ------------------------------------------------------------------------------------------------------------


def refused_release(people: Standing, budget: Budget, by: Member | Person, **given: Any) -> str:
    with pytest.raises(Refused) as refused:
        release(people, budget, make_payee(people), 5, by=by, **given)
    return refused.value.code


def test_nobody_releases_without_an_ask_what_somebody_must_agree_to(people: Standing, budget: Budget) -> None:
    make_limit(people, named=[people.priya])
    own = make_payee(people)
    for by in (people.wren, people.ada):
        with pytest.raises(AskRefused) as refused:
            release(people, budget, own, 5, by=by)
        assert refused.value.code == "others_must_agree"
    assert refused.value.message.startswith("Priya must agree to this first. Ask for it")
    checks = release_checks(
        viewer=people.wren,
        budget=budget,
        now=NOW,
        amount=pounds(5),
        spend_kind=SpendKind.FURNITURE,
        payee_account=own,
    )
    assert [check.of for check in checks.checks if check.refusal] == [CheckOf.DECIDED]
    payment = release(people, budget, own, 5, by=people.priya)
    assert (payment.hold.decision.ground, payment.hold.decision.decided_by) == ("agreed", people.priya)


def test_what_a_worker_releases_as_she_was_told_is_the_persons_decision(people: Standing, budget: Budget) -> None:
    payment = release(people, budget, make_payee(people), 5)
    decision = payment.hold.decision
    assert (decision.ground, decision.decided_by, decision.ask) == ("told", people.ada, None)
    assert decision.steps[0]["who"] == str(people.wren.id)  # `record_release` says who wrote it down


def test_a_talk_that_was_not_had_stops_a_release_too(people: Standing, budget: Budget) -> None:
    make_limit(people, how=DecidesHow.AFTER_TALKING, named=[people.priya])
    own = make_payee(people)
    with pytest.raises(AskRefused) as refused:
        release(people, budget, own, 5)
    assert refused.value.code == "talk_first"
    granted = ask(people, budget, 5, spend_kind=SpendKind.FURNITURE, talked_with=people.priya)
    assert release(people, budget, own, 5, ask=granted).ask == granted


def test_a_limit_that_is_set_after_the_yes_does_not_reach_what_was_promised(people: Standing, budget: Budget) -> None:
    granted = ask(people, budget, 5, spend_kind=SpendKind.FURNITURE)
    make_limit(people, named=[people.priya])
    assert release(people, budget, make_payee(people), 5, ask=granted).ask == granted


def test_a_limit_that_ends_while_a_payment_is_held_leaves_the_payment(people: Standing, budget: Budget) -> None:
    make_limit(people, ends_on=TODAY + DAY)
    granted = grant_ask(by=people.wren, ask=ask(people, budget, 5, spend_kind=SpendKind.FURNITURE), now=NOW)
    payment = release(people, budget, make_payee(people), 5, ask=granted)
    before = payment.state
    move(NOW + 2 * DAY)
    payment.refresh_from_db()
    assert payment.state == before


def test_somebody_new_to_pay_is_part_of_what_she_asks(people: Standing, budget: Budget) -> None:
    make_limit(people, kind=DecisionKind.NEW_PAYEE, named=[people.priya])
    shop = make_payee(people, PayeeKind.SUPPLIER, "Bike shop", LANDLORDS_ACCOUNT)
    wanted: dict[str, Any] = {
        "by": people.ada,
        "budget": budget,
        "what_for": "A bike",
        "spend_kind": SpendKind.TRAVEL,
        "now": NOW,
    }
    own = pay_or_ask(**wanted, amount=pounds(5), payee_account=make_payee(people), request_id=new_id())
    assert own.state == "granted"
    new = pay_or_ask(**wanted, amount=pounds(5), payee_account=shop, request_id=new_id())
    assert (new.state, new.is_new_payee) == ("waiting", True)
    grant_ask(by=people.priya, ask=new, now=NOW)
    release(people, budget, shop, 5, ask=Ask.objects.get(id=new.id), spend_kind=SpendKind.TRAVEL)
    again = pay_or_ask(**wanted, amount=pounds(5), payee_account=shop, request_id=new_id())
    assert again.state == "granted", "who was paid once is new no more"
    kept = ask(people, budget, 5)
    other = make_payee(people, PayeeKind.SUPPLIER, "Other shop", LANDLORDS_ACCOUNT)
    with pytest.raises(AskRefused) as refused:
        release(people, budget, other, 5, ask=kept, spend_kind=SpendKind.TRAVEL)
    assert refused.value.code == "others_must_agree"


@pytest.mark.parametrize("said", ["", "Bike shop", " bike  SHOP. "])
def test_a_yes_to_somebody_new_is_for_whom_the_ask_named(people: Standing, budget: Budget, said: str) -> None:
    make_limit(people, kind=DecisionKind.NEW_PAYEE, named=[people.priya])
    shop = make_payee(people, PayeeKind.SUPPLIER, "Bike shop", LANDLORDS_ACCOUNT)
    other = make_payee(people, PayeeKind.SUPPLIER, "Other shop", TypedAccount("20-00-00", "33445566"))
    asked = ask(people, budget, 5, is_new_payee=True, pay_to=said)
    granted = grant_ask(by=people.priya, ask=asked, now=NOW)
    for payee in (other,) if said else (other, shop):
        checks = release_checks(
            viewer=people.ada,
            budget=budget,
            now=NOW,
            amount=pounds(5),
            spend_kind=SpendKind.TRAVEL,
            payee_account=payee,
            ask=granted,
        )
        with pytest.raises(AskRefused) as refused:
            release(people, budget, payee, 5, by=people.ada, ask=granted, spend_kind=SpendKind.TRAVEL)
        assert refused.value.code == "yes_was_for_another"
        assert refused.value.message in {each.refusal.message for each in checks.checks if each.refusal}
    # Who had to agree agrees by paying it; and her own account is nobody new.
    for payee, by in ((shop, people.ada),) if said else ((shop, people.priya),):
        assert release(people, budget, payee, 5, by=by, ask=granted, spend_kind=SpendKind.TRAVEL).state == "ready"


# The explanation ------------------------------------------------------------------------------------------------------


def test_an_explanation_says_what_would_be_answered_and_changes_nothing(people: Standing, budget: Budget) -> None:
    make_limit(people)
    before = Ask.objects.count()
    wanted: dict[str, Any] = {"person": people.ada, "what_for": "A bike", "amount": pounds(60), "now": NOW}
    found = explain_ask(viewer=people.ada, **wanted)
    same = explain_waiting(viewer=people.ada, ask=ask(people, budget, spend_kind=SpendKind.OTHER), now=NOW)
    assert found is not None
    assert same is not None
    assert found.as_data() == same.as_data(), "what is explained before is what is answered"
    assert Ask.objects.count() == before + 1
    assert (found.answer, found.names, found.yes_at) == ("waiting", ("Wren",), NEXT_MONDAY)
    said = [str(reason.says) for reason in found.reasons]
    assert "No agreement is signed yet. So the person decides." in said
    assert any(words.startswith("Spend money: Wren must agree too. Because: A neighbour") for words in said)
    assert any(words == "Home Fund gives £60.00." for words in said)
    assert explain_ask(viewer=people.femi, **wanted) is None


def test_what_it_is_for_and_what_is_shared_change_no_answer(people: Standing, budget: Budget) -> None:
    """No path from a reason that somebody might not like, or from a refusal to share, to less money."""
    kinds = {
        str(explain_ask(viewer=people.ada, person=people.ada, what_for=words, amount=pounds(60), now=NOW).answer)  # type: ignore[union-attr]
        for words in ("A bike", "A tattoo", "")
    }
    assert kinds == {"yes_you_decide"}
    from commonpurse.parties.consent.models import Permission

    Permission.objects.update(withdrawn_at=NOW, withdrawn_by_id=people.ada.id)
    assert ask(people, budget).state == "granted"


BREACHES: dict[str, dict[str, Any]] = {
    "turn_waits_for_known": {"waits_for": "score"},
    "turn_of_one": {"member_id": None},
    "turn_has_its_clock": {"until": None},
    "turn_under_its_limit": {"limit_id": None},
    "turn_place_once": {"place": 1},
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses_a_turn(people: Standing, budget: Budget, name: str) -> None:
    make_limit(people)
    first = ask(people, budget).turns.get(place=1)
    kept = {field.attname: getattr(first, field.attname) for field in Turn._meta.concrete_fields}
    renewed = {"id": new_id(), "place": 9}
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Turn.objects.create(**(kept | renewed | BREACHES[name]))
    if connection.vendor == "postgresql":
        assert name in str(refused.value)
    Turn.objects.create(**(kept | renewed))


WRONG: dict[str, dict[str, Any]] = {
    "assent_how_known": {"how": "nodded"},
    "assent_of_one": {"member_id": None},
    "assent_has_one_author": {"said_by_member_id": None},
    "assent_once": {},
}


@pytest.mark.parametrize("name", WRONG)
def test_the_database_refuses_an_assent(people: Standing, budget: Budget, name: str) -> None:
    make_limit(people)
    asked = ask(people, budget)
    grant_ask(by=people.wren, ask=asked, now=NOW)
    other = Limit.objects.get() if name == "assent_once" else make_limit(people, kind=DecisionKind.NEW_PAYEE)
    first = asked.assents.get()
    kept = {field.attname: getattr(first, field.attname) for field in Assent._meta.concrete_fields}
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Assent.objects.create(**(kept | {"id": new_id(), "limit_id": other.id} | WRONG[name]))
    if connection.vendor == "postgresql":
        assert name in str(refused.value)


def test_turns_and_what_was_said_are_history(people: Standing, budget: Budget) -> None:
    make_limit(people)
    grant_ask(by=people.wren, ask=ask(people, budget), now=NOW)
    for rows, change in ((Turn.objects, {"until": NEXT_MONDAY}), (Assent.objects, {"how": "talked"})):
        with pytest.raises(DatabaseError, match=r"permission denied|append.only"), transaction.atomic():
            rows.update(**change)  # type: ignore[attr-defined]


def test_a_yes_is_kept_where_the_money_is_short_and_the_ask_waits_for_the_money(
    people: Standing, fund: Fund, budget: Budget
) -> None:
    limit = make_limit(people)
    asked = ask(people, budget, 101)
    answered = grant_ask(by=people.wren, ask=asked, now=NOW)
    assert answered.state == "waiting"
    assert (Assent.objects.get().limit, Assent.objects.get().who) == (limit, people.wren)
    waits = Turn.objects.filter(ask=asked, waits_for="money").order_by("place")[0]
    assert (waits.role, waits.until) == ("worker", TUESDAY)
    assert move(NEXT_MONDAY) == {"waiting": 1}, "neither her silence nor theirs makes money"
    give(people, fund, budget, 50)
    assert move(NEXT_MONDAY + MINUTE) == {"granted": 1}
    decision = asked.decisions.get()
    assert (decision.ground, decision.decided_by, decision.limit) == ("agreed", people.wren, limit)


def test_a_yes_is_kept_where_her_own_pause_stands_and_counts_when_it_is_over(people: Standing, budget: Budget) -> None:
    make_limit(people)
    asked = ask(people, budget)
    pause = pause_spending(by=people.ada, person=people.ada, until=NEXT_MONDAY, now=NOW)
    assert grant_ask(by=people.wren, ask=asked, now=NOW).state == "waiting"
    assert Assent.objects.get().who == people.wren
    take_off_lock(by=people.ada, lock=pause, now=TUESDAY)
    assert move(TUESDAY + MINUTE) == {"granted": 1}
    assert (asked.decisions.get().ground, asked.decisions.get().decided_by) == ("agreed", people.wren)


def test_where_there_is_no_yes_to_keep_too_little_money_is_said(people: Standing, budget: Budget) -> None:
    asked = ask(people, budget, 101)
    with pytest.raises(BudgetRefused):
        grant_ask(by=people.wren, ask=asked, now=NOW)
    assert not Assent.objects.exists()


# Where only her own rule stands ---------------------------------------------------------------------------------------

ACTS: dict[str, Callable[[Standing, Fund, Budget, Ask, datetime], object]] = {
    "pause": lambda people, _fund, _budget, _asked, now: pause_spending(
        by=people.ada, person=people.ada, until=NOW + 40 * DAY, now=now
    ),
    "off": lambda people, _fund, _budget, _asked, now: [
        take_off_lock(by=people.ada, lock=lock, now=now) for lock in Lock.objects.on_at(now)
    ],
    "agree": lambda people, _fund, _budget, asked, now: grant_ask(by=people.wren, ask=asked, now=now),
    "money": lambda people, fund, budget, _asked, _now: give(people, fund, budget, 30),
}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 4)), max_size=5),
    amount=st.sampled_from([60, 120]),
)
@example(acts=[("pause", 0), ("off", 2)], amount=60)
@example(acts=[("pause", 1), ("agree", 0), ("off", 4), ("money", 1)], amount=120)
def test_each_list_says_of_an_ask_what_its_own_page_says(
    people: Standing, fund: Fund, budget: Budget, acts: list[tuple[str, int]], amount: int
) -> None:
    """After whatever is done, and after twelve days of silence: the desk, the clocks and the lists agree."""
    undone = transaction.atomic()
    undone._from_testcase = True  # each command within it stands for a transaction of its own
    with undone:
        make_limit(people)
        asked, now = ask(people, budget, amount), NOW
        for name, days in [*acts, ("", 16)]:
            now += days * DAY
            if name:
                with contextlib.suppress(Refused):
                    ACTS[name](people, fund, budget, asked, now)
            move(now)
            _lists_agree(people, Ask.objects.get(id=asked.id), now)
        transaction.set_rollback(True)


def _lists_agree(people: Standing, asked: Ask, now: datetime) -> None:
    if asked.state != "waiting":
        return
    known = known_of_ask(asked, now)
    desk = desk_of(known)
    stands = standing_of(asked, known)
    is_hers_alone = next_need(stands.needs) is None and Lock.objects.on_at(now).exists()
    assert (desk is None) == is_hers_alone, "it is on nobody's desk only where she alone can end the wait"
    clock = clocks_of(viewer=people.ada, asks=[asked], now=now).get(asked.id)
    assert (clock and (clock.role, clock.until)) == (desk and (desk.role, desk.until))
    on_board = [each.ask for each in asks_on_the_boards_list(viewer=people.priya, now=now)]
    assert on_board == ([asked] if desk and desk.role is TurnRole.BOARD else [])
    mine = waiting_for_member(viewer=people.wren, now=now).mine
    assert (asked in mine) == bool(desk and desk.role is not TurnRole.MANAGER)


def test_a_round_that_ended_for_her_own_rule_says_how_long_it_lay_on_a_desk(people: Standing, budget: Budget) -> None:
    make_limit(people)
    asked = ask(people, budget)
    pause = pause_spending(by=people.ada, person=people.ada, until=NOW + 40 * DAY, now=NOW)
    grant_ask(by=people.wren, ask=asked, now=NOW + MINUTE)
    assert (desk_of(known_of_ask(asked, NOW + MINUTE)), move(NOW + 12 * DAY)) == (None, {"waiting": 1})
    assert asks_on_the_boards_list(viewer=people.priya, now=NOW + 12 * DAY) == []
    take_off_lock(by=people.ada, lock=pause, now=NOW + 12 * DAY)
    move(NOW + 12 * DAY)
    steps = asked.decisions.get().steps
    assert [(step["step"], step["until"]) for step in steps[1:]] == [
        ("agreement:named", (NOW + MINUTE).isoformat()),
    ]
