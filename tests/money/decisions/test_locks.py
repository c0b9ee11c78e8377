"""A person's own rules about her money: hers alone to set and take off, and kept by every door."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.helping import helped_by
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.periods import day_begins
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import (
    ask_friend_first,
    block_spending,
    grant_ask,
    keep_lock,
    make_ask,
    note_friend_asked,
    pause_spending,
    take_off_lock,
)
from commonpurse.money.decisions.models import Ask, Lock
from commonpurse.money.decisions.queries import get_lock, locks_on, obstacle_of_locks
from commonpurse.money.decisions.rules import LockRefused, comes_off_at, is_blocked, words_of
from commonpurse.money.payments.commands import pay_or_ask
from commonpurse.money.payments.models import PayeeAccount, Payment
from commonpurse.money.payments.release_checks import CheckOf, release_checks
from tests.factories import NOW, TODAY, Standing, make_budget, make_fund, make_payee, pounds, release, standing_people
from tests.parties.people.acting_for import act_for

MONDAY = day_begins(TODAY + timedelta(days=7 - TODAY.weekday()))


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def budget(people: Standing) -> Budget:
    """Ada has £100."""
    return make_budget(people, (make_fund(people, received=500), 100))


@pytest.fixture
def own(people: Standing) -> PayeeAccount:
    return make_payee(people)


def pause(people: Standing, **given: Any) -> Lock:
    return pause_spending(**({"by": people.ada, "person": people.ada, "until": MONDAY, "now": NOW} | given))


def friend_first(people: Standing, over: int = 50, **given: Any) -> Lock:
    wanted = {"by": people.ada, "person": people.ada, "over": pounds(over), "friend_name": "Jo", "now": NOW}
    return ask_friend_first(**(wanted | given))


def block(people: Standing, **given: Any) -> Lock:
    return block_spending(**({"by": people.ada, "person": people.ada, "now": NOW} | given))


def code_of(people: Standing, amount: int = 10, payee: str = "", now: datetime = NOW, **given: Any) -> str | None:
    kind = given.pop("spend_kind", SpendKind.FOOD)
    found = obstacle_of_locks(
        person=people.ada, amount=pounds(amount), spend_kind=kind, payee_name=payee, now=now, **given
    )
    return found.code if found else None


def ask(people: Standing, budget: Budget, by: str = "ada", amount: int = 10, now: datetime = NOW, **given: Any) -> Ask:
    wanted = {"what_for": "A kettle", "spend_kind": SpendKind.FOOD, "request_id": new_id()} | given
    return make_ask(by=getattr(people, by), budget=budget, amount=pounds(amount), now=now, **wanted)


# Whose they are -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", ["wren", "priya", "ngozi", "stranger"])
def test_nobody_else_sets_a_rule_for_her_takes_it_off_or_says_that_she_asked(people: Standing, actor: str) -> None:
    act_for(people)  # Stranger may pay from her money
    by, lock = getattr(people, actor), friend_first(people)
    for act in (
        lambda: pause(people, by=by),
        lambda: friend_first(people, by=by),
        lambda: block(people, by=by, words="betfred"),
        lambda: take_off_lock(by=by, lock=lock, now=NOW),
        lambda: keep_lock(by=by, lock=lock, now=NOW),
        lambda: note_friend_asked(by=by, lock=lock, amount=pounds(99), now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert Lock.objects.get() == lock


def test_with_somebody_beside_her_she_sets_one_and_it_says_who_sat_there(people: Standing) -> None:
    with helped_by(people.wren.id):
        lock = pause(people)
    assert lock.set_with_id == people.wren.id
    assert AuditEvent.objects.get(event_type="lock_set").facts["helped_by"] == str(people.wren.id)
    assert pause(people, until=MONDAY + timedelta(days=1)).set_with_id is None


@pytest.mark.parametrize(
    ("viewer", "sees"),
    [("ada", True), ("wren", False), ("priya", False), ("femi", False), ("ngozi", False), ("stranger", False)],
)
def test_what_her_rules_are_is_seen_by_herself_alone(people: Standing, viewer: str, sees: bool) -> None:
    lock = pause(people)
    who = getattr(people, viewer)
    assert list(locks_on(viewer=who, person=people.ada, now=NOW)) == ([lock] if sees else [])
    assert (get_lock(viewer=who, person=people.ada, lock_id=lock.id, now=NOW) is not None) is sees


# What they stop -------------------------------------------------------------------------------------------------------


def test_a_pause_stops_all_until_its_moment_and_ends_by_itself(people: Standing) -> None:
    pause(people)
    assert code_of(people) == code_of(people, 1, now=MONDAY - timedelta(seconds=1)) == "own_pause"
    assert code_of(people, now=MONDAY) is None
    assert list(locks_on(viewer=people.ada, person=people.ada, now=MONDAY)) == []


def test_of_two_pauses_the_longer_counts(people: Standing) -> None:
    pause(people)
    pause(people, until=NOW + timedelta(hours=3))
    assert code_of(people, now=NOW + timedelta(hours=4)) == "own_pause"


def test_a_friend_is_asked_first_above_the_sum_and_her_word_counts_for_a_day(people: Standing) -> None:
    lock = friend_first(people)
    assert code_of(people, 50) is None
    assert code_of(people, 51) == "own_friend_first"
    note_friend_asked(by=people.ada, lock=lock, amount=pounds(80), now=NOW)
    assert code_of(people, 80) is None
    assert code_of(people, 81) == "own_friend_first"
    assert code_of(people, 80, now=NOW + timedelta(hours=24)) == "own_friend_first"
    note_friend_asked(by=people.ada, lock=lock, amount=pounds(80), now=NOW)
    assert AuditEvent.objects.filter(event_type="friend_asked").count() == 1


def test_the_friend_may_be_a_member_or_a_helper(people: Standing) -> None:
    assert friend_first(people, friend_name="", friend_member=people.wren).friend == people.wren.name
    assert friend_first(people, friend_name="", friend_helper=people.stranger).friend == people.stranger.called_by
    for named in (
        {"friend_name": " "},
        {"friend_name": "", "friend_helper": people.ada},
        {"friend_member": people.wren},
    ):
        with pytest.raises(LockRefused) as refused:
            friend_first(people, **named)
        assert refused.value.code == "friend_needed"


def test_a_block_stops_a_kind_or_a_name_and_nothing_else(people: Standing) -> None:
    block(people, words="Bet,  William  Hill")
    block(people, spend_kind=SpendKind.LEISURE)
    assert code_of(people, payee="BETFRED Ltd") == code_of(people, payee="william hill") == "own_block"
    assert code_of(people, payee="Sam", holder_name="Bet365") == "own_block"
    assert code_of(people, payee="Alphabet Books") is None
    assert code_of(people, spend_kind=SpendKind.LEISURE) == "own_block"


@pytest.mark.parametrize(
    ("given", "code"),
    [({}, "block_what"), ({"words": "x"}, "block_word_short"), ({"words": " , "}, "block_what")],
)
def test_a_block_says_what_it_blocks(people: Standing, given: dict[str, str], code: str) -> None:
    with pytest.raises(LockRefused) as refused:
        block(people, **given)
    assert refused.value.code == code


def test_words_are_read_as_they_are_meant() -> None:
    assert words_of("Bet, bet ;Paddy  Power\n,") == ("bet", "paddy power")
    assert is_blocked("Joe's Bets", ("bet",))
    assert not is_blocked("", ("bet",))


def test_a_pause_is_ahead_and_not_for_good(people: Standing) -> None:
    for until, code in ((NOW, "pause_in_the_past"), (NOW + timedelta(days=91), "pause_too_long")):
        with pytest.raises(LockRefused) as refused:
            pause(people, until=until)
        assert refused.value.code == code
    with pytest.raises(LockRefused, match="how fast"):
        pause(people, off_after_days=2)


def test_somebody_else_reads_that_there_is_a_rule_and_not_which(people: Standing) -> None:
    block(people, words="betfred")
    wanted = {
        "person": people.ada,
        "amount": pounds(1),
        "spend_kind": SpendKind.FOOD,
        "payee_name": "Betfred",
        "now": NOW,
    }
    hers, theirs = obstacle_of_locks(**wanted), obstacle_of_locks(**wanted, for_herself=False)
    assert hers is not None
    assert theirs is not None
    assert "Betfred" in hers.sentence
    assert "Betfred" not in theirs.sentence
    assert (hers.code, theirs.code) == ("own_block", "own_rule")


# No way around it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", ["ada", "wren", "priya", "stranger"])
def test_nobody_releases_past_a_pause(people: Standing, budget: Budget, own: PayeeAccount, actor: str) -> None:
    act_for(people)
    pause(people)
    with pytest.raises(LockRefused) as refused:
        release(people, budget, own, 10, by=getattr(people, actor))
    assert refused.value.code == ("own_pause" if actor == "ada" else "own_rule")
    assert not Payment.objects.exists()


def test_a_yes_by_a_worker_opens_no_pause_and_the_ask_waits_until_it_is_over(people: Standing, budget: Budget) -> None:
    pause(people)
    asked = ask(people, budget)
    assert asked.state == "waiting"
    with pytest.raises(LockRefused, match="rule of their own"):
        grant_ask(by=people.wren, ask=asked, now=NOW)
    assert grant_ask(by=people.wren, ask=asked, now=MONDAY).state == "granted"


def test_what_is_promised_still_goes_but_not_to_whom_she_has_blocked_since(
    people: Standing, budget: Budget, own: PayeeAccount
) -> None:
    kept, other = (ask(people, budget, spend_kind=SpendKind.FURNITURE) for _ in range(2))
    pause(people)
    friend_first(people, 1)
    assert release(people, budget, own, 10, ask=kept).state == "ready"
    block(people, words=own.holder_name)
    with pytest.raises(LockRefused) as refused:
        release(people, budget, own, 10, ask=other)
    assert refused.value.code == "own_rule"


def test_the_page_before_a_release_says_so_too(people: Standing, budget: Budget, own: PayeeAccount) -> None:
    wanted = {"viewer": people.wren, "budget": budget, "now": NOW, "amount": pounds(5)}
    wanted |= {"spend_kind": SpendKind.FOOD, "payee_account": own}
    assert release_checks(**wanted).is_well
    pause(people)
    checks = release_checks(**wanted)
    assert [check.of for check in checks.checks if check.refusal] == [CheckOf.OWN_RULES]


def test_she_pays_once_the_pause_is_over(people: Standing, budget: Budget, own: PayeeAccount) -> None:
    pause(people, until=NOW + timedelta(hours=1))

    def pay(now: datetime) -> Ask:
        return pay_or_ask(
            by=people.ada,
            budget=budget,
            what_for="Food",
            amount=pounds(9),
            spend_kind=SpendKind.FOOD,
            payee_account=own,
            request_id=new_id(),
            now=now,
        )

    assert pay(NOW).state == "waiting"
    assert pay(NOW + timedelta(hours=1)).payment.state == "ready"


# Taking off -----------------------------------------------------------------------------------------------------------


def test_a_rule_comes_off_at_once_or_after_the_delay_she_chose(people: Standing) -> None:
    at_once, later = pause(people), pause(people, off_after_days=3)
    assert not take_off_lock(by=people.ada, lock=at_once, now=NOW).is_on_at(NOW)
    off = take_off_lock(by=people.ada, lock=later, now=NOW)
    assert off.off_at == NOW + timedelta(days=3)
    assert code_of(people, now=off.off_at - timedelta(seconds=1)) == "own_pause"
    assert code_of(people, now=off.off_at) is None


def test_she_keeps_it_after_all_while_it_is_coming_off(people: Standing) -> None:
    lock = block(people, words="betfred", off_after_days=1)
    assert keep_lock(by=people.ada, lock=lock, now=NOW).off_at is None
    take_off_lock(by=people.ada, lock=lock, now=NOW)
    assert keep_lock(by=people.ada, lock=lock, now=NOW + timedelta(hours=23)).off_at is None
    assert code_of(people, payee="Betfred", now=NOW + timedelta(days=2)) == "own_block"
    take_off_lock(by=people.ada, lock=lock, now=NOW)
    with pytest.raises(LockRefused) as refused:
        keep_lock(by=people.ada, lock=lock, now=NOW + timedelta(days=1))
    assert refused.value.code == "lock_is_off"


def test_what_is_over_can_be_neither_taken_off_nor_answered_for(people: Standing) -> None:
    lock = pause(people)
    with pytest.raises(LockRefused, match="off already"):
        take_off_lock(by=people.ada, lock=lock, now=MONDAY)
    with pytest.raises(LockRefused, match="asks for no friend"):
        note_friend_asked(by=people.ada, lock=lock, amount=pounds(1), now=NOW)


def test_a_day_on_which_the_clocks_change_is_a_day() -> None:
    """On 25 October 2026 the clocks go back an hour, on 28 March 2027 an hour on."""
    before = datetime(2026, 10, 24, 19, 30, tzinfo=UTC)
    assert comes_off_at(before, 1) == datetime(2026, 10, 25, 20, 30, tzinfo=UTC)
    assert comes_off_at(datetime(2027, 3, 27, 20, 30, tzinfo=UTC), 1) == datetime(2027, 3, 28, 19, 30, tzinfo=UTC)
    assert comes_off_at(before, 0) == before


def test_saying_it_twice_does_it_once(people: Standing) -> None:
    lock = pause(people, off_after_days=1)
    assert pause(people, off_after_days=1) == lock
    first = take_off_lock(by=people.ada, lock=lock, now=NOW)
    assert take_off_lock(by=people.ada, lock=lock, now=NOW + timedelta(hours=5)).off_at == first.off_at
    events = AuditEvent.objects.filter(subject_id=lock.id).values_list("event_type", flat=True)
    assert sorted(events) == ["lock_set", "lock_taken_off"]


def test_two_taps_at_once_set_one(fresh_database: str) -> None:
    people, start = standing_people(), Barrier(8)

    def one(number: int) -> str:
        try:
            start.wait(timeout=60)
            return str(pause(people).id)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(one, range(8)))) == 1
    assert Lock.objects.count() == 1


# What the table refuses -----------------------------------------------------------------------------------------------

BROKEN: dict[str, dict[str, Any]] = {
    "lock_kind_known": {"kind": "stop"},
    "lock_pause_ends": {"kind": "block", "words": "bet", "until": MONDAY},
    "lock_friend_first_over_a_sum": {"over_minor": 5},
    "lock_names_one_friend": {"friend_name": "Jo"},
    "lock_friend_is_another": {"kind": "friend_first", "until": None, "over_minor": 5, "friend_helper": "ada"},
    "lock_blocks_something": {"words": "bet"},
    "lock_delay_known": {"off_after_days": 2},
    "lock_taking_off_whole": {"off_at": MONDAY},
    "lock_friend_asked_whole": {"asked_friend_at": NOW, "asked_friend_minor": 5},
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_constraint_holds(people: Standing, name: str) -> None:
    given = {"kind": "pause", "until": MONDAY, "off_after_days": 0, "set_at": NOW} | BROKEN[name]
    if given.get("friend_helper"):
        given["friend_helper"] = people.ada
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Lock.objects.create(person=people.ada, **given)


def test_what_she_set_stays_as_she_set_it(people: Standing) -> None:
    lock = pause(people)
    for changed in ({"until": MONDAY + timedelta(days=1)}, {"off_after_days": 1}, {"kind": "block"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Lock.objects.filter(id=lock.id).update(**changed)
    with pytest.raises(DatabaseError), transaction.atomic():
        lock.delete()
