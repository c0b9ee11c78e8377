"""An error of ours is put right by two people, with a reason, and never beyond what is still there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.models import News
from commonpurse.kernel.money import Money
from commonpurse.kernel.requests import RequestReused
from commonpurse.money.budgets.commands import (
    agree_correction,
    allocate_money,
    ask_correction,
    decline_correction,
    hold_for,
    promise_money,
)
from commonpurse.money.budgets.models import Allocation, Budget, Correction, Fund, MoneyIn
from commonpurse.money.budgets.queries import (
    allocations_of,
    corrections_visible_to,
    count_of_people,
    fund_figures,
    get_correction,
    given_by_fund,
    person_money,
    received_by_fund,
    still_there_of,
    trace_fund,
)
from commonpurse.money.budgets.rules import BudgetRefused, SpendKind, promise_reopened
from commonpurse.money.ledger.queries import balance_of, movements_of, trial_balance, verify_ledger
from tests.factories import (
    LAST_MONTH,
    NOW,
    SUSPENSE,
    TODAY,
    Standing,
    give,
    make_budget,
    make_debtor_account,
    make_fund,
    make_payee,
    make_sent_file,
    pounds,
    receive,
    release,
    standing_people,
)

TYPED_TWICE = "The same £50 was typed twice."


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def ask(people: Standing, amount: Money, **given: Any) -> Correction:
    wanted = {"by": people.ngozi, "reason": TYPED_TWICE, "request_id": new_id(), "now": NOW} | given
    return ask_correction(amount=amount, **wanted)


def put_right(people: Standing, amount: Money, **given: Any) -> Correction:
    return agree_correction(by=people.tom, correction=ask(people, amount, **given), now=NOW)


def given_twice(people: Standing) -> tuple[Fund, Budget, Allocation]:
    """Ada got £50 of a fund's £200 twice; the second time was an error."""
    fund = make_fund(people, received=200)
    budget = make_budget(people, (fund, 50))
    return fund, budget, give(people, fund, budget, 50)


def balance(people: Standing) -> Money:
    money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert money is not None
    return money.available


def refusal(act: Any) -> BudgetRefused:
    with pytest.raises(BudgetRefused) as refused:
        act()
    return refused.value


def test_money_given_in_error_goes_back_to_its_fund_when_two_agree(people: Standing) -> None:
    fund, _, error = given_twice(people)
    asked = ask(people, pounds(50), allocation=error)
    assert balance(people) == pounds(100), "asking moves nothing"
    agreed = agree_correction(by=people.tom, correction=asked, now=NOW)
    assert balance(people) == pounds(50)
    figures = fund_figures(viewer=people.ngozi, funds=[fund])[fund.id]
    assert (figures.received, figures.left, figures.committed) == (pounds(200), pounds(150), pounds(50))
    moved = movements_of([agreed.transfer])[agreed.transfer]
    assert (moved.kind, moved.amount) == ("reverse", pounds(50))
    assert (moved.debit_account, moved.business_date) == (error.line.account_id, TODAY)
    assert [event.event_type for event in AuditEvent.objects.filter(subject_id=agreed.id).order_by("id")] == [
        "correction_asked",
        "correction_agreed",
    ]
    assert trial_balance()["GBP"].difference == pounds(0)
    assert list(verify_ledger()) == []


def test_the_person_reads_what_was_put_right_beside_what_came_in(people: Standing) -> None:
    fund, budget, error = given_twice(people)
    put_right(people, pounds(20), allocation=error)
    put_right(people, pounds(10), allocation=error, reason="And again.")
    ask(people, pounds(1), allocation=error)  # nobody agreed to this one
    first, second = allocations_of(viewer=people.ada, budget=budget, today=TODAY)
    assert (first.amount, first.left, list(first.corrections)) == (pounds(50), pounds(50), [])
    assert (second.amount, second.left) == (pounds(50), pounds(20))
    assert [(each.amount, each.reason, each.corrected_at) for each in second.corrections] == [
        (pounds(20), TYPED_TWICE, NOW),
        (pounds(10), "And again.", NOW),
    ]
    traced = trace_fund(viewer=people.ngozi, fund=fund)
    assert traced is not None
    assert [each.left for each in traced.allocations] == [pounds(50), pounds(20)]


def test_the_person_gets_news_of_what_was_taken_back_and_of_nothing_else(people: Standing) -> None:
    _, _, error = given_twice(people)
    asked = ask(people, pounds(20), allocation=error)
    decline_correction(by=people.tom, correction=ask(people, pounds(1), allocation=error), reason="No.", now=NOW)
    assert not News.objects.exists(), "nothing has gone"
    for _ in range(2):
        agree_correction(by=people.tom, correction=asked, now=NOW)
    news = News.objects.get()
    assert (news.recipient_id, news.kind, news.subject_id) == (people.ada.id, "money_put_right", asked.id)
    put_right(people, pounds(10), money_in=receive(people, make_fund(people, "Other Fund", received=0), 10))
    assert News.objects.count() == 1, "a fund's own money is nobody's news"


# fmt: off
LATE = [
    # asked for        paid out      refused
    (30,               "after",      False),
    (31,               "after",      True),
    (31,               "before",     False),
    (31,               "never",      False),
    (300,              "never",      False),
]
# fmt: on


@pytest.mark.parametrize(("days", "paid", "is_refused"), LATE)
def test_an_error_is_ours_for_thirty_days_or_as_long_as_nothing_was_paid(
    people: Standing, days: int, paid: str, is_refused: bool
) -> None:
    """What she has counted on goes back only by a notice: `days` after it came, and money of its fund paid out since."""
    fund, account = make_fund(people, received=200, ends_on=None), make_debtor_account(people)
    budget, payee = make_budget(people, (fund, 50)), make_payee(people)
    if paid == "before":
        release(people, budget, payee, 10, now=LAST_MONTH)
        make_sent_file(people, account, now=LAST_MONTH)
    error = allocate_money(
        by=people.ngozi,
        fund=fund,
        budget=budget,
        amount=pounds(50),
        reason="Typed twice",
        request_id=new_id(),
        now=LAST_MONTH + timedelta(hours=1),
    )
    asked_at = LAST_MONTH + timedelta(days=days)
    asked = ask(people, pounds(5), allocation=error, now=asked_at) if paid == "after" and is_refused else None
    if paid == "after":
        release(people, budget, payee, 10)
        make_sent_file(people, account)

    def again() -> Correction:
        return ask(people, pounds(5), allocation=error, now=asked_at)

    if not is_refused:
        assert agree_correction(by=people.tom, correction=again(), now=asked_at).agreed_by == people.tom
        return
    assert refusal(again).code == "correction_too_late"
    assert asked is not None
    late = refusal(lambda: agree_correction(by=people.tom, correction=asked, now=asked_at))
    assert late.code == "correction_too_late", "asked before it was paid from, and answered after"


def test_who_got_money_only_in_error_is_not_counted_as_having_got_it(people: Standing) -> None:
    fund = make_fund(people, received=100)
    error = give(people, fund, make_budget(people, person=people.stranger), 20)
    make_budget(people, (fund, 20))
    put_right(people, pounds(19), allocation=error)
    assert count_of_people(viewer=people.callum, fund=fund) == 2
    put_right(people, pounds(1), allocation=error)
    assert count_of_people(viewer=people.callum, fund=fund) == 1


# fmt: off
CAPS = [
    # wanted  put right before  held  code                    sentence
    (51,      0,                0,    "correction_too_much",  "Only £50.00 of it is left to put right. Choose that or less."),
    (21,      30,               0,    "correction_too_much",  "Only £20.00 of it is left to put right. Choose that or less."),
    (1,       50,               0,    "correction_too_much",  "All of it was put right already."),
    (50,      0,                70,   "would_overdraw",       "£20.00 of it is spent or kept for something; only £30.00 can be put right."),
    (50,      0,                100,  "would_overdraw",       "£50.00 of it is spent or kept for something; only £0.00 can be put right."),
]
# fmt: on


@pytest.mark.parametrize(("wanted", "before", "held", "code", "sentence"), CAPS)
def test_no_more_is_put_right_than_is_still_there(
    people: Standing, wanted: int, before: int, held: int, code: str, sentence: str
) -> None:
    _, budget, error = given_twice(people)
    if before:
        put_right(people, pounds(before), allocation=error)
    early = ask(people, pounds(wanted), allocation=error) if wanted <= 50 - before else None
    if held:
        hold(people, budget, held)
    refused = refusal(lambda: ask(people, pounds(wanted), allocation=error))
    assert (refused.code, refused.message, refused.field) == (code, sentence, "amount")
    if early is not None:  # asked while the money was there: judged anew when somebody agrees
        again = refusal(lambda: agree_correction(by=people.tom, correction=early, now=NOW))
        assert (again.code, again.message) == (code, sentence)
        assert Correction.objects.get(id=early.id).agreed_at is None


def hold(people: Standing, budget: Budget, amount: int) -> None:
    hold_for(
        by=people.wren, budget=budget, amount=pounds(amount), spend_kind=SpendKind.FOOD, on=TODAY,
        hold_id=new_id(), now=NOW,
    )  # fmt: skip


def test_money_counted_to_the_wrong_fund_is_not_known_again(people: Standing) -> None:
    fund = make_fund(people)
    promise_money(by=people.ngozi, fund=fund, amount=pounds(100), now=LAST_MONTH)
    arrived = receive(people, fund, 150)
    in_suspense = balance_of(SUSPENSE).posted
    agreed = put_right(people, pounds(80), money_in=arrived, reason="It was for the Warm Fund.")
    figures = fund_figures(viewer=people.ngozi, funds=[fund])[fund.id]
    # Of £150, £100 met the promise. £70 stays: so £30 of the promise is expected again.
    assert (figures.received, figures.left, figures.expected) == (pounds(70), pounds(70), pounds(30))
    assert balance_of(SUSPENSE).posted == in_suspense + pounds(80)
    assert movements_of([agreed.promise_transfer])[agreed.promise_transfer].amount == pounds(30)
    put_right(people, pounds(70), money_in=arrived, reason="It was for the Warm Fund.")
    figures = fund_figures(viewer=people.ngozi, funds=[fund])[fund.id]
    assert (figures.received, figures.expected) == (pounds(0), pounds(100))
    assert list(verify_ledger()) == []


def test_money_in_that_met_no_promise_or_more_than_it_leaves_the_promise_as_it_is(people: Standing) -> None:
    fund = make_fund(people)
    first = receive(people, fund, 40)
    promise_money(by=people.ngozi, fund=fund, amount=pounds(60), now=LAST_MONTH)
    second = receive(people, fund, 100)
    for arrived, amount in ((first, 40), (second, 40)):
        agreed = put_right(people, pounds(amount), money_in=arrived)
        assert movements_of([agreed.promise_transfer]) == {}
    assert fund_figures(viewer=people.ngozi, funds=[fund])[fund.id].expected == pounds(0)


def test_money_that_people_have_already_stays_with_the_fund_that_gave_it(people: Standing) -> None:
    fund = make_fund(people)
    arrived = receive(people, fund, 100)
    make_budget(people, (fund, 80))
    refused = refusal(lambda: ask(people, pounds(100), money_in=arrived))
    assert refused.code == "would_overdraw"
    assert refused.message == "£80.00 of it is with people already; only £20.00 can be put right."


def test_finance_sees_what_of_each_sum_can_still_be_put_right(people: Standing) -> None:
    fund, budget, error = given_twice(people)
    put_right(people, pounds(20), allocation=error)
    hold(people, budget, 60)
    waiting = ask(people, pounds(10), allocation=error)
    newest, first = given_by_fund(viewer=people.ngozi, fund=fund)
    assert (newest, newest.waiting_corrections, first.waiting_corrections) == (error, [waiting], [])
    there = still_there_of([newest, first])
    assert (there[error.id].amount, there[error.id].left, there[error.id].most) == (pounds(50), pounds(30), pounds(20))
    assert (there[first.id].left, there[first.id].most) == (pounds(50), pounds(20))
    (arrived,) = received_by_fund(viewer=people.ngozi, fund=fund)
    assert still_there_of([arrived])[arrived.id].most == pounds(120)
    for other in (people.callum, people.wren, people.ada):
        assert not given_by_fund(viewer=other, fund=fund).exists()
        assert not received_by_fund(viewer=other, fund=fund).exists()


def test_what_waits_and_what_was_answered_are_two_lists(people: Standing) -> None:
    _, _, error = given_twice(people)
    waiting = ask(people, pounds(1), allocation=error)
    declined = ask(people, pounds(2), allocation=error)
    decline_correction(by=people.tom, correction=declined, reason="It was right.", now=NOW)
    agreed = ask(people, pounds(3), allocation=error)
    agree_correction(by=people.tom, correction=agreed, now=NOW + timedelta(hours=1))
    everything = corrections_visible_to(people.priya)
    assert list(everything.waiting()) == [waiting]
    assert list(everything.answered()) == [agreed, declined]


# fmt: off
PROMISES = [
    # amount  left  met   opened again
    (100,     100,  100,  100),
    (100,     100,  0,    0),
    (10,      100,  90,   0),
    (11,      100,  90,   1),
    (50,      70,   70,   50),
]
# fmt: on


@pytest.mark.parametrize(("amount", "left", "met", "opened"), PROMISES)
def test_a_promise_is_met_by_what_truly_arrived(amount: int, left: int, met: int, opened: int) -> None:
    assert promise_reopened(pounds(amount), pounds(left), pounds(met)) == pounds(opened)


def test_who_asked_does_not_agree(people: Standing) -> None:
    _, _, error = given_twice(people)
    asked = ask(people, pounds(50), allocation=error)
    refused = refusal(lambda: agree_correction(by=people.ngozi, correction=asked, now=NOW))
    assert (refused.code, refused.message) == ("same_person", "You asked for this. Somebody else must agree to it.")
    assert balance(people) == pounds(100)


def test_agreeing_or_saying_no_again_changes_nothing(people: Standing) -> None:
    _, _, error = given_twice(people)
    agreed, declined = (
        ask(people, pounds(10), allocation=error),
        ask(people, pounds(10), allocation=error),
    )
    for by in (people.tom, people.priya):
        assert agree_correction(by=by, correction=agreed, now=NOW).agreed_by_id == people.tom.id
    for reason in ("It was right.", "No."):
        no = decline_correction(by=people.ngozi, correction=declined, reason=reason, now=NOW)
        assert (no.declined_by_id, no.decline_reason) == (people.ngozi.id, "It was right.")
    assert balance(people) == pounds(90)
    assert refusal(lambda: agree_correction(by=people.tom, correction=declined, now=NOW)).code == "correction_declined"
    refused = refusal(lambda: decline_correction(by=people.tom, correction=agreed, reason="No", now=NOW))
    assert refused.code == "correction_agreed"


def test_the_same_request_asks_once(people: Standing) -> None:
    _, _, error = given_twice(people)
    key = new_id()
    first = ask(people, pounds(10), allocation=error, request_id=key)
    assert ask(people, pounds(10), allocation=error, request_id=key) == first == Correction.objects.get()
    for other in ({"amount": pounds(11)}, {"reason": "Another"}):
        with pytest.raises(RequestReused):
            ask(people, **({"amount": pounds(10), "allocation": error, "request_id": key} | other))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"reason": "  "}, "reason_needed"),
        ({"reason": "x" * 501}, "text_too_long"),
        ({"amount": pounds(0)}, "amount_not_positive"),
        ({"amount": Money(100, "EUR")}, "other_currency"),
    ],
)
def test_a_correction_that_says_too_little_is_refused(people: Standing, wrong: dict[str, Any], code: str) -> None:
    _, _, error = given_twice(people)
    assert refusal(lambda: ask(people, **({"amount": pounds(1), "allocation": error} | wrong))).code == code
    asked = ask(people, pounds(1), allocation=error)
    if "reason" in wrong:
        no = refusal(lambda: decline_correction(by=people.tom, correction=asked, reason=wrong["reason"], now=NOW))
        assert no.code == code


def test_a_correction_is_of_one_thing(people: Standing) -> None:
    _, _, error = given_twice(people)
    for things in ({}, {"allocation": error, "money_in": MoneyIn.objects.get()}):
        with pytest.raises(ValueError, match="of an allocation or of money in"):
            ask(people, pounds(1), **things)


KEEPERS = {"priya", "ngozi", "tom"}


@pytest.mark.parametrize("actor", ["ada", "stranger", "wren", "femi", "callum", "administrator", *sorted(KEEPERS)])
def test_only_finance_and_the_manager_put_errors_right(people: Standing, actor: str) -> None:
    _, _, error = given_twice(people)
    by = getattr(people, actor)
    theirs, other = ask(people, pounds(1), allocation=error), ask(people, pounds(1), allocation=error, by=people.priya)
    acts = [
        lambda: ask(people, pounds(1), allocation=error, by=by),
        lambda: agree_correction(by=by, correction=other if actor != "priya" else theirs, now=NOW),
        lambda: decline_correction(by=by, correction=theirs if actor != "priya" else other, reason="No", now=NOW),
    ]
    for act in acts:
        if actor in KEEPERS:
            act()
        else:
            with pytest.raises(NotAllowed):
                act()
    assert corrections_visible_to(by).exists() is (actor in KEEPERS)
    assert (get_correction(viewer=by, correction_id=theirs.id) is not None) is (actor in KEEPERS)
