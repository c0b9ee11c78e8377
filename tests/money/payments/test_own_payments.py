"""A person pays from her own money in one act: asked, answered and released, or asked and waiting; never half."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.requests import RequestReused
from commonpurse.money.budgets.commands import set_spending_rules
from commonpurse.money.budgets.models import Budget, Fund, Hold
from commonpurse.money.budgets.queries import person_money
from commonpurse.money.budgets.rules import Rule, SpendKind
from commonpurse.money.decisions.commands import grant_ask, withdraw_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.money.ledger.queries import trial_balance
from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.commands import (
    add_debtor_account,
    add_payee,
    ask_to_pay,
    change_payee_account,
    make_bank_file,
    pay_or_ask,
    stop_payment,
)
from commonpurse.money.payments.models import PayeeAccount, Payment
from commonpurse.money.payments.queries import expected_pay, payees_of, payments_visible_to, with_named_day
from commonpurse.money.payments.rules import PayeeKind
from tests.factories import (
    ADAS_ACCOUNT,
    LANDLORDS_ACCOUNT,
    NOW,
    TODAY,
    Standing,
    give,
    make_budget,
    make_debtor_account,
    make_fund,
    make_payee,
    make_sent_file,
    pounds,
    release,
    standing_people,
)
from tests.money.budgets.test_parallel import at_once


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def fund(people: Standing) -> Fund:
    return make_fund(people, received=500)


@pytest.fixture
def budget(people: Standing, fund: Fund) -> Budget:
    """£100 of one fund."""
    return make_budget(people, (fund, 100))


@pytest.fixture
def mine(people: Standing) -> PayeeAccount:
    return make_payee(people)


def pay(people: Standing, budget: Budget, payee: PayeeAccount | None, amount: int = 40, **given: object) -> Ask:
    wanted = {
        "by": people.ada,
        "what_for": "A kettle",
        "spend_kind": SpendKind.HOUSEHOLD_SETUP,
        "request_id": new_id(),
        "now": NOW,
    } | given
    return pay_or_ask(budget=budget, payee_account=payee, amount=pounds(amount), **wanted)  # type: ignore[arg-type]


def available(people: Standing) -> Money:
    money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert money is not None
    return money.available


def test_what_no_rule_stands_against_is_asked_answered_and_released(people: Standing, budget: Budget, mine) -> None:
    ask = pay(people, budget, mine)
    payment = Payment.objects.get()
    assert (ask.state, ask.decided_by, ask.payment, ask.pay_to) == ("granted", people.ada, payment, "Me")
    assert (payment.state, payment.amount, payment.created_by, payment.hold) == (
        "ready",
        pounds(40),
        people.ada,
        ask.hold,
    )
    assert Ask.objects.get().used_at == NOW
    assert available(people) == pounds(60)
    assert Hold.objects.count() == 1
    assert trial_balance()["GBP"].difference == pounds(0)


def test_money_of_several_funds_pays_in_one_act(people: Standing, mine: PayeeAccount) -> None:
    parts = [(make_fund(people, f"Fund {amount}", received=amount), amount) for amount in (20, 35, 45)]
    assert pay(people, make_budget(people, *parts), mine, 100).payment.amount == pounds(100)
    assert available(people) == pounds(0)


def test_what_a_rule_stands_against_waits_and_nothing_is_released(people: Standing, fund, budget, mine) -> None:
    set_spending_rules(
        by=people.ngozi, fund=fund, rules={SpendKind.HOUSEHOLD_SETUP: Rule(False, "Another fund does.")}, now=NOW
    )
    ask = pay(people, budget, mine)
    assert (ask.state, ask.decided_by, ask.pay_to) == ("waiting", None, "Me")
    assert not Payment.objects.exists()
    assert available(people) == pounds(100)


def test_more_than_is_there_waits(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    assert pay(people, budget, mine, 101).state == "waiting"
    assert not Payment.objects.exists()


def test_without_a_payee_the_money_is_kept_and_paid_later(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    ask = pay(people, budget, None)
    assert (ask.state, ask.used_at) == ("granted", None)
    assert not Payment.objects.exists()
    assert release(people, budget, mine, 40, by=people.ada, ask=ask, spend_kind=SpendKind.HOUSEHOLD_SETUP).ask == ask


def test_to_an_account_that_waits_the_payment_waits_with_it(people: Standing, budget: Budget, mine) -> None:
    changed = change_payee_account(
        by=people.ada, payee=mine.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW
    )
    assert pay(people, budget, changed).payment.state == "held"


# Refused: nothing is kept, not even the ask ----------------------------------------------------------------------------


def refusal(people: Standing, budget: Budget, payee: PayeeAccount | None, **given: object) -> Refused:
    before = available(people)
    with pytest.raises(Refused) as refused:
        pay(people, budget, payee, **given)
    assert not Ask.objects.exists()
    assert not Hold.objects.exists()
    assert available(people) == before
    return refused.value


def test_a_payee_of_somebody_else_is_refused_and_there_is_no_ask(people: Standing, budget: Budget) -> None:
    theirs = add_payee(
        by=people.priya,
        person=people.stranger,
        kind=PayeeKind.OWN,
        name="Me",
        holder_name="Sam",
        account=ADAS_ACCOUNT,
        now=NOW,
    )
    assert refusal(people, budget, theirs).code == "payee_not_hers"


def test_an_account_that_was_changed_is_refused_and_there_is_no_ask(people: Standing, budget: Budget, mine) -> None:
    later = NOW + timedelta(hours=73)
    change_payee_account(by=people.ada, payee=mine.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW)
    assert refusal(people, budget, mine, now=later).code == "account_changed"


@pytest.mark.parametrize(
    ("given", "code"), [({"what_for": " "}, "what_for_needed"), ({"amount": 0}, "amount_not_positive")]
)
def test_an_answer_that_cannot_be_is_refused(people: Standing, budget: Budget, mine, given: dict, code: str) -> None:
    assert refusal(people, budget, mine, **given).code == code


@pytest.mark.parametrize("actor", ["wren", "priya", "stranger"])
def test_only_she_herself_pays_so(people: Standing, budget: Budget, mine: PayeeAccount, actor: str) -> None:
    """Who works with her asks and releases in two acts, each with its own gate."""
    with pytest.raises(NotAllowed):
        pay(people, budget, mine, by=getattr(people, actor))
    assert not Ask.objects.exists()


# The same request -----------------------------------------------------------------------------------------------------


def test_the_same_request_asks_and_pays_once(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    request = new_id()
    first = pay(people, budget, mine, request_id=request)
    again = pay(people, budget, mine, request_id=request, now=NOW + timedelta(days=1))
    assert (again, again.payment) == (first, first.payment)
    assert (Ask.objects.count(), Payment.objects.count(), available(people)) == (1, 1, pounds(60))


@pytest.mark.parametrize("other", [{"amount": 41}, {"what_for": "A pan"}, {"spend_kind": SpendKind.FOOD}])
def test_the_same_request_with_other_answers_is_refused(people: Standing, budget: Budget, mine, other: dict) -> None:
    request = new_id()
    pay(people, budget, mine, request_id=request)
    with pytest.raises(RequestReused):
        pay(people, budget, mine, request_id=request, **other)
    assert Payment.objects.count() == 1


def test_the_same_request_to_another_account_of_the_payee_is_refused(people: Standing, budget: Budget, mine) -> None:
    request = new_id()
    pay(people, budget, mine, request_id=request)
    changed = change_payee_account(
        by=people.ada, payee=mine.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW
    )
    with pytest.raises(RequestReused):
        pay(people, budget, changed, request_id=request)


def test_a_repeat_after_it_was_stopped_pays_nothing(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    request = new_id()
    first = pay(people, budget, mine, request_id=request)
    stop_payment(by=people.ada, payment=first.payment, reason="Not now", now=NOW)
    assert pay(people, budget, mine, request_id=request).payment.state == "stopped"
    assert available(people) == pounds(100)


def test_a_repeat_of_what_waited_does_not_pay_what_was_granted_since(people: Standing, budget, mine) -> None:
    """Whoever said yes kept the money for her; she says when it goes."""
    request = new_id()
    ask = pay(people, budget, mine, 101, request_id=request)
    give(people, make_fund(people, "More", received=50), budget, 50)
    grant_ask(by=people.wren, ask=ask, now=NOW)
    assert pay(people, budget, mine, 101, request_id=request).state == "granted"
    assert not Payment.objects.exists()


def test_a_repeat_of_what_was_taken_back_asks_nothing(people: Standing, budget: Budget) -> None:
    request = new_id()
    withdraw_ask(by=people.ada, ask=pay(people, budget, None, request_id=request), now=NOW)
    assert pay(people, budget, None, request_id=request).state == "withdrawn"
    assert available(people) == pounds(100)


# Many at once ---------------------------------------------------------------------------------------------------------


def test_32_of_the_same_request_at_once_ask_and_pay_once(fresh_database: str) -> None:
    people = standing_people()
    budget, payee, request = make_budget(people, (make_fund(people, received=500), 100)), make_payee(people), new_id()
    assert at_once(lambda number: pay(people, budget, payee, request_id=request), 32) == {"done": 32}
    assert (Ask.objects.count(), Payment.objects.count(), available(people)) == (1, 1, pounds(60))


def test_many_payments_releases_and_changes_at_once_wait_for_each_other(fresh_database: str) -> None:
    """Eleven times £10 of £100, and the payee's account changed in between: nobody waits in a circle."""
    people = standing_people()
    budget, payee = make_budget(people, (make_fund(people, received=500), 100)), make_payee(people)

    def act(number: int) -> None:
        if number == 5:
            change_payee_account(
                by=people.priya, payee=payee.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW
            )
        elif number % 3:
            pay(people, budget, payee, 10)
        else:
            release(people, budget, payee, 10)

    outcomes = at_once(act, 18)
    assert set(outcomes) <= {"done", "short_of_money"}
    held = sum(payment.amount_minor for payment in Payment.objects.exclude(state="stopped"))
    assert available(people).minor + held == 10_000
    assert trial_balance()["GBP"].difference == pounds(0)


# When it is paid, as far as anybody knows ------------------------------------------------------------------------------


def expected(people: Standing, payment: Payment) -> tuple[date | None, bool, bool]:
    seen = with_named_day(payments_visible_to(people.ada, TODAY))
    found = expected_pay(list(seen), NOW).get(payment.id)
    assert found is not None
    return found.on, found.is_named, found.waits_until is not None


def test_before_it_is_in_a_file_the_first_day_of_the_bank_is_all_we_know(people: Standing, budget, mine) -> None:
    payment = pay(people, budget, mine).payment
    assert expected(people, payment) == (None, False, False)  # there is no account of ours yet
    add_debtor_account(
        by=people.ngozi,
        name="By Bacs",
        holder_name="Harbour",
        account=TypedAccount("20-00-00", "55779911"),
        days_ahead=2,
        now=NOW,
    )
    assert expected(people, payment) == (date(2026, 6, 3), False, False)
    make_debtor_account(people, "By Faster Payments", "11223344")
    assert expected(people, payment) == (TODAY, False, False)


def test_a_file_names_the_day_and_a_file_taken_back_names_none(people: Standing, budget, mine) -> None:
    account = make_debtor_account(people)
    payment = pay(people, budget, mine).payment
    make_bank_file(by=people.ngozi, debtor_account=account, requested_on=date(2026, 6, 4), now=NOW)
    assert expected(people, payment) == (date(2026, 6, 4), True, False)


def test_money_to_a_changed_account_is_paid_after_its_wait(people: Standing, budget: Budget, mine) -> None:
    make_debtor_account(people)
    changed = change_payee_account(
        by=people.ada, payee=mine.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW
    )
    assert expected(people, pay(people, budget, changed).payment) == (date(2026, 6, 4), False, True)


def test_what_is_settled_is_not_expected(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    account = make_debtor_account(people)
    payment = pay(people, budget, mine).payment
    make_sent_file(people, account)
    assert expected(people, payment) == (TODAY, True, False)
    Payment.objects.filter(id=payment.id).update(state="settled")
    assert expected_pay(list(with_named_day(payments_visible_to(people.ada, TODAY))), NOW) == {}


def test_an_account_that_only_waits_is_payable_and_one_that_may_be_paid_goes_first(people: Standing, mine) -> None:
    def shown() -> PayeeAccount | None:
        (found,) = payees_of(viewer=people.ada, person=people.ada, now=NOW, today=TODAY)
        return found.payable

    assert shown() == mine
    change_payee_account(by=people.ada, payee=mine.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW)
    assert shown() == mine


def test_an_ask_for_somebody_who_was_never_paid_says_so_and_its_repeat_says_the_same(
    people: Standing, budget: Budget, mine: PayeeAccount
) -> None:
    wanted = {
        "by": people.wren,
        "budget": budget,
        "what_for": "A lamp",
        "amount": pounds(5),
        "spend_kind": SpendKind.FURNITURE,
        "now": NOW,
    }
    to_a_shop = ask_to_pay(**wanted, payee_name="The lamp shop", request_id=new_id())
    assert to_a_shop.is_new_payee
    request_id = new_id()
    to_her = ask_to_pay(**wanted, payee_name=mine.payee.name, request_id=request_id)
    assert (to_her.is_new_payee, to_her.paid_to) == (False, "herself")
    assert ask_to_pay(**wanted, payee_name=mine.payee.name, request_id=request_id) == to_her
    with pytest.raises(NotAllowed):
        ask_to_pay(**(wanted | {"by": people.femi}), payee_name="The lamp shop", request_id=new_id())
