from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.models import News
from commonpurse.kernel.money import Money
from commonpurse.kernel.requests import RequestReused
from commonpurse.money.budgets.commands import set_spending_rules
from commonpurse.money.budgets.models import Budget, Fund, Hold
from commonpurse.money.budgets.queries import person_money, what_stands_in_the_way
from commonpurse.money.budgets.rules import BudgetRefused, Rule, SpendKind
from commonpurse.money.decisions.commands import decline_ask, grant_ask, make_ask, use_ask, withdraw_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.rules import AskRefused
from commonpurse.money.ledger.queries import hold_remaining
from tests.factories import NOW, TODAY, Standing, make_budget, make_fund, pounds, standing_people
from tests.support.agreements.acts import make_limit

LATER = NOW + timedelta(hours=1)


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


def ask(people: Standing, budget: Budget, amount: int = 60, by: str = "ada", **given: object) -> Ask:
    wanted = {
        "what_for": "A bed",
        "spend_kind": SpendKind.FURNITURE,
        "pay_to": "Harbour Beds",
        "request_id": new_id(),
        "now": NOW,
    } | given
    return make_ask(by=getattr(people, by), budget=budget, amount=pounds(amount), **wanted)  # type: ignore[arg-type]


def available_and_held(people: Standing) -> tuple[Money, Money]:
    money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert money is not None
    return money.available, money.held


def test_what_the_person_asks_of_what_is_there_is_hers_at_once(people: Standing, budget: Budget) -> None:
    asked = ask(people, budget)
    kept = Ask.objects.get(id=asked.id)
    assert (kept.state, kept.asked_by, kept.decided_by, kept.decided_at) == ("granted", people.ada, people.ada, NOW)
    assert (kept.what_for, kept.pay_to, kept.amount_minor) == ("A bed", "Harbour Beds", 6000)
    assert kept.hold is not None
    assert kept.hold.amount_minor == 6000
    assert available_and_held(people) == (pounds(40), pounds(60))
    events = AuditEvent.objects.filter(subject_id=asked.id).order_by("id").values_list("event_type", "actor_id")
    assert set(events) == {("ask_made", people.ada.id), ("ask_granted", people.ada.id)}


def test_what_is_not_there_waits_and_sets_nothing_aside(people: Standing, budget: Budget) -> None:
    asked = ask(people, budget, 101)
    assert (Ask.objects.get(id=asked.id).state, asked.state, asked.hold) == ("waiting", "waiting", None)
    assert available_and_held(people) == (pounds(100), pounds(0))
    assert not Hold.objects.exists()
    hint = what_stands_in_the_way(
        viewer=people.ada, budget=budget, amount=pounds(101), spend_kind=SpendKind.FURNITURE, on=TODAY
    )
    assert hint is not None
    assert hint.message.startswith("There is £100.00 left")


def test_what_a_rule_is_against_waits_for_her_worker(people: Standing, fund: Fund, budget: Budget) -> None:
    against = {SpendKind.LEISURE: Rule(is_allowed=False, reason="The grant is for a home")}
    set_spending_rules(by=people.ngozi, fund=fund, rules=against, now=NOW)
    asked = ask(people, budget, spend_kind=SpendKind.LEISURE)
    assert asked.state == "waiting"
    with pytest.raises(BudgetRefused) as refused:
        grant_ask(by=people.wren, ask=asked, now=LATER)
    assert refused.value.code == "rule_says_no"
    assert Ask.objects.get().state == "waiting"


def test_what_her_worker_writes_down_for_her_is_her_decision_all_the_same(people: Standing, budget: Budget) -> None:
    asked = ask(people, budget, by="wren")
    assert (asked.state, asked.asked_by, asked.decided_by) == ("granted", people.wren, people.ada)
    decision = asked.decisions.get()
    assert (decision.ground, decision.decided_by) == ("told", people.ada)
    assert available_and_held(people) == (pounds(40), pounds(60))


def test_a_yes_said_twice_sets_money_aside_once(people: Standing, budget: Budget) -> None:
    make_limit(people, named=[people.wren, people.priya])
    asked = ask(people, budget)
    first = grant_ask(by=people.wren, ask=asked, now=LATER)
    again = grant_ask(by=people.priya, ask=asked, now=LATER)
    assert (again.hold, again.decided_by) == (first.hold, people.wren)
    assert available_and_held(people) == (pounds(40), pounds(60))


def test_a_yes_without_the_money_is_refused_and_the_ask_still_waits(people: Standing, budget: Budget) -> None:
    asked = ask(people, budget, 101)
    with pytest.raises(BudgetRefused) as refused:
        grant_ask(by=people.wren, ask=asked, now=LATER)
    assert refused.value.code == "short_of_money"
    kept = Ask.objects.get()
    assert (kept.state, kept.hold, kept.decided_by) == ("waiting", None, None)


def test_a_no_comes_with_its_reason_and_its_author(people: Standing, budget: Budget) -> None:
    asked = ask(people, budget, 101)
    with pytest.raises(AskRefused) as refused:
        decline_ask(by=people.wren, ask=asked, reason=" ", would_change="More money", now=LATER)
    assert (refused.value.code, refused.value.field) == ("reason_needed", "reason")
    declined = decline_ask(
        by=people.wren, ask=asked, reason=" More money comes in July. ", would_change="More money", now=LATER
    )
    assert (declined.state, declined.reason, declined.decided_by) == (
        "declined",
        "More money comes in July.",
        people.wren,
    )
    for act, by in ((grant_ask, people.wren), (withdraw_ask, people.ada)):
        with pytest.raises(AskRefused) as refused:
            act(by=by, ask=asked, now=LATER)
        assert refused.value.code == "ask_answered"


def test_an_ask_that_is_taken_back_frees_its_money(people: Standing, budget: Budget) -> None:
    asked = ask(people, budget)
    for _ in range(2):
        taken_back = withdraw_ask(by=people.ada, ask=asked, now=LATER)
        assert (taken_back.state, taken_back.decided_by) == ("withdrawn", people.ada)
    assert available_and_held(people) == (pounds(100), pounds(0))
    assert set(hold_remaining(leg.transfer for leg in asked.hold.legs.all()).values()) == {pounds(0)}  # type: ignore[union-attr]


def test_who_wrote_it_down_takes_it_back_as_the_person_wishes_and_the_person_is_told(
    people: Standing, budget: Budget
) -> None:
    written = ask(people, budget, 101, by="wren")
    with pytest.raises(AskRefused) as refused:
        withdraw_ask(by=people.wren, ask=written, reason=" ", now=LATER)
    assert (refused.value.code, refused.value.field) == ("wish_needed", "reason")
    assert not News.objects.filter(kind="ask_taken_back").exists()
    for _ in range(2):
        back = withdraw_ask(by=people.wren, ask=written, reason="She rang: she found one.", now=LATER)
        assert (back.state, back.reason, back.decided_by) == ("withdrawn", "She rang: she found one.", people.wren)
    told = News.objects.get(kind="ask_taken_back")
    assert (told.recipient_id, told.subject_id) == (people.ada.id, written.id)


def test_what_a_person_asked_for_themselves_nobody_takes_back_for_them(people: Standing, budget: Budget) -> None:
    asked = ask(people, budget, 101)
    for member in (people.wren, people.priya, people.ngozi):
        with pytest.raises(NotAllowed):
            withdraw_ask(by=member, ask=asked, reason="She said so.", now=LATER)
    written = ask(people, budget, 101, by="wren")
    with pytest.raises(NotAllowed):
        withdraw_ask(by=people.priya, ask=written, reason="She said so.", now=LATER)
    assert withdraw_ask(by=people.ada, ask=written, now=LATER).decided_by == people.ada
    assert not News.objects.filter(kind="ask_taken_back").exists(), "it is no news to herself"


def test_the_same_request_asks_once_whatever_became_of_it(people: Standing, budget: Budget) -> None:
    key = new_id()
    first = ask(people, budget, request_id=key)
    withdraw_ask(by=people.ada, ask=first, now=LATER)
    again = ask(people, budget, request_id=key, now=LATER)
    assert (again, again.state) == (first, "withdrawn")
    assert available_and_held(people) == (pounds(100), pounds(0))
    for other in (
        {"amount": 61},
        {"what_for": "A sofa"},
        {"pay_to": ""},
        {"by": "wren"},
        {"spend_kind": SpendKind.FOOD},
    ):
        with pytest.raises(RequestReused):
            ask(people, budget, **({"request_id": key} | other))  # type: ignore[arg-type]
    assert Ask.objects.count() == 1


@pytest.mark.parametrize(
    ("amount", "code"), [(Money(0, "GBP"), "amount_not_positive"), (Money(1, "EUR"), "other_currency")]
)
def test_an_ask_is_for_an_amount_above_zero_in_the_partnerships_currency(
    people: Standing, budget: Budget, amount: Money, code: str
) -> None:
    with pytest.raises(BudgetRefused) as refused:
        make_ask(
            by=people.ada,
            budget=budget,
            what_for="A bed",
            amount=amount,
            spend_kind=SpendKind.FOOD,
            request_id=new_id(),
            now=NOW,
        )
    assert refused.value.code == code
    assert not Ask.objects.exists()


def test_a_payment_takes_the_money_of_an_ask_once_and_then_it_cannot_be_taken_back(
    people: Standing, budget: Budget
) -> None:
    asked = ask(people, budget)
    assert use_ask(by=people.wren, ask=asked, now=LATER) == asked.hold
    for act, by in ((use_ask, people.wren), (withdraw_ask, people.ada)):
        with pytest.raises(AskRefused) as refused:
            act(by=by, ask=asked, now=LATER)  # type: ignore[operator]
        assert refused.value.code == "ask_used"
    assert available_and_held(people) == (pounds(40), pounds(60))


def test_only_a_granted_ask_can_be_paid(people: Standing, budget: Budget) -> None:
    waiting, taken_back = ask(people, budget, 101), ask(people, budget)
    withdraw_ask(by=people.ada, ask=taken_back, now=NOW)
    for each in (waiting, taken_back):
        with pytest.raises(AskRefused) as refused:
            use_ask(by=people.wren, ask=each, now=LATER)
        assert refused.value.code == "ask_not_granted"


def test_the_same_ask_sent_32_times_at_once_is_one(fresh_database: str) -> None:
    people = standing_people()
    budget = make_budget(people, (make_fund(people, received=100), 100))
    key, start = new_id(), Barrier(32)

    def one(number: int) -> str:
        try:
            start.wait(timeout=60)
            return str(ask(people, budget, request_id=key).id)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(32) as pool:
        assert len(set(pool.map(one, range(32)))) == 1
    assert Ask.objects.count() == 1
    assert available_and_held(people) == (pounds(40), pounds(60))


def test_one_request_for_two_budgets_at_once_asks_once_and_says_so(fresh_database: str) -> None:
    people = standing_people()
    budgets = [make_budget(people), make_budget(people, person=people.stranger)]
    key, start = new_id(), Barrier(16)

    def one(number: int) -> str:
        try:
            start.wait(timeout=60)
            ask(people, budgets[number % 2], by="priya", request_id=key)
        except RequestReused as refused:
            return refused.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(16) as pool:
        assert Counter(pool.map(one, range(16))) == {"done": 8, "request_reused": 8}
    assert Ask.objects.count() == 1


def test_a_yes_and_a_taking_back_at_once_leave_one_answer(fresh_database: str) -> None:
    people = standing_people()
    budget = make_budget(people, (make_fund(people, received=100), 100))
    make_limit(people)
    asked = ask(people, budget)
    start = Barrier(8)

    def one(number: int) -> str:
        try:
            start.wait(timeout=60)
            if number % 2:
                return grant_ask(by=people.wren, ask=asked, now=LATER).state
            return withdraw_ask(by=people.ada, ask=asked, now=LATER).state
        except AskRefused as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        outcomes = set(pool.map(one, range(8)))
    assert outcomes <= {"granted", "withdrawn", "ask_answered"}
    assert Ask.objects.get().state == "withdrawn"
    assert available_and_held(people) == (pounds(100), pounds(0))
