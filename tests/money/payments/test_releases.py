"""Money released, held, refused, stopped and paid again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.requests import RequestReused
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.queries import person_money
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import grant_ask, make_ask, withdraw_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.money.ledger.queries import trial_balance
from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.commands import (
    add_payee,
    call_back_payee_account,
    change_payee_account,
    load_modulus_tables,
    reissue_payment,
    release_money,
    stop_payment,
)
from commonpurse.money.payments.models import PayeeAccount, Payment
from commonpurse.money.payments.queries import get_payment, money_on_its_way, payments_of, payments_visible_to
from commonpurse.money.payments.rules import COOLING_OFF, STEPS, PayeeKind, PaymentState, may_step
from tests.factories import (
    LANDLORDS_ACCOUNT,
    NOW,
    TODAY,
    Standing,
    make_budget,
    make_fund,
    make_payee,
    pounds,
    release,
    standing_people,
)
from tests.support.agreements.acts import make_limit


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def budget(people: Standing) -> Budget:
    """£100 of one fund."""
    return make_budget(people, (make_fund(people, received=500), 100))


@pytest.fixture
def mine(people: Standing) -> PayeeAccount:
    return make_payee(people)


def available(people: Standing) -> Money:
    money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert money is not None
    return money.available


def refusal(people: Standing, budget: Budget, payee: PayeeAccount, amount: int = 10, **given: object) -> Refused:
    with pytest.raises(Refused) as refused:
        release(people, budget, payee, amount, **given)
    assert refused.value.message.endswith(".")
    return refused.value


def test_released_money_is_held_and_ready_to_be_paid(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    payment = release(people, budget, mine, 40, remittance="Sofa  & bed")
    assert (payment.state, payment.amount, payment.remittance) == ("ready", pounds(40), "Sofa + bed")
    assert payment.state_words == "Ready to be paid"
    assert available(people) == pounds(60)
    assert money_on_its_way(viewer=people.ada, budget_id=budget.id, today=TODAY) == pounds(40)
    assert [event.code for event in payment.events.all()] == ["released"]
    assert trial_balance()["GBP"].difference == pounds(0)
    assert len(payment.end_to_end_id) == 18
    event = AuditEvent.objects.get(event_type="money_released")
    assert (event.actor_id, event.subject_id, event.facts["amount_minor"]) == (people.wren.id, payment.id, 4000)


def test_the_person_releases_her_own_money(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    assert release(people, budget, mine, 10, by=people.ada).created_by == people.ada


@pytest.mark.parametrize("actor", ["femi", "ngozi", "callum", "stranger", "administrator"])
def test_nobody_else_releases_it(people: Standing, budget: Budget, mine: PayeeAccount, actor: str) -> None:
    with pytest.raises(NotAllowed):
        release(people, budget, mine, 10, by=getattr(people, actor))


@pytest.mark.parametrize(("viewer", "sees"), [("ada", 1), ("wren", 1), ("priya", 1), ("ngozi", 1), ("femi", 0), ("callum", 0), ("stranger", 0)])  # fmt: skip
def test_who_sees_a_payment(people: Standing, budget: Budget, mine: PayeeAccount, viewer: str, sees: int) -> None:
    payment = release(people, budget, mine, 10)
    seen = getattr(people, viewer)
    assert payments_visible_to(seen, TODAY).count() == sees
    assert payments_of(viewer=seen, budget=budget, today=TODAY).count() == sees
    assert (get_payment(viewer=seen, payment_id=payment.id, today=TODAY) is not None) == bool(sees)


# The same request -----------------------------------------------------------------------------------------------------


def test_the_same_request_pays_once(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    request = new_id()
    first = release(people, budget, mine, 40, request_id=request)
    again = release(people, budget, mine, 40, request_id=request, now=NOW + timedelta(days=300))
    assert again == first
    assert available(people) == pounds(60)


@pytest.mark.parametrize(
    "other",
    [
        {"amount": 41},
        {"spend_kind": SpendKind.FOOD},
        {"remittance": "rent"},
        {"holding_type": "third_party_held", "holding_reason": "asked for"},
    ],
)
def test_the_same_request_with_other_details_is_refused(
    people: Standing, budget: Budget, mine: PayeeAccount, other: dict
) -> None:
    request = new_id()
    release(people, budget, mine, 40, request_id=request)
    amount = other.pop("amount", 40)
    with pytest.raises(RequestReused):
        release(people, budget, mine, amount, request_id=request, **other)
    assert Payment.objects.count() == 1


def test_the_same_request_for_another_person_is_refused(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    request = new_id()
    release(people, budget, mine, 40, request_id=request)
    other = make_budget(people, person=people.stranger)
    with pytest.raises(RequestReused):
        release(people, other, mine, 40, request_id=request, by=people.priya)


def test_a_refused_request_sent_again_is_judged_again(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    request = new_id()
    refusal(people, budget, mine, 101, request_id=request)
    refusal(people, budget, mine, 101, request_id=request)
    assert not Payment.objects.exists()
    assert release(people, budget, mine, 100, request_id=request).amount == pounds(100)


# What is refused ------------------------------------------------------------------------------------------------------


def test_more_than_the_balance_is_refused(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    refused = refusal(people, budget, mine, 101)
    assert refused.code == "short_of_money"
    assert refused.message == (
        "There is £100.00 left, and this needs £101.00. Choose £100.00 or less, or ask for money to be added."
    )
    assert available(people) == pounds(100)


@pytest.mark.parametrize("amount", [0, -5])
def test_nothing_or_less_is_refused(people: Standing, budget: Budget, mine: PayeeAccount, amount: int) -> None:
    assert refusal(people, budget, mine, amount).code == "amount_not_positive"


def test_another_currency_is_refused(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    with pytest.raises(Refused) as refused:
        release_money(
            by=people.wren,
            budget=budget,
            payee_account=mine,
            amount=Money(1000, "EUR"),
            spend_kind=SpendKind.FOOD,
            request_id=new_id(),
            now=NOW,
        )
    assert refused.value.code == "other_currency"


def test_after_the_end_of_the_fund_nothing_is_released(people: Standing, mine: PayeeAccount) -> None:
    fund = make_fund(people, "Short Fund", received=500, ends_on=date(2026, 7, 1))
    budget = make_budget(people, (fund, 100))
    assert release(people, budget, mine, 10, now=NOW + timedelta(days=29)).state == "ready"
    refused = refusal(people, budget, mine, 10, now=NOW + timedelta(days=30))
    assert refused.code == "fund_ended"
    assert "Short Fund could be used until 30 June 2026." in refused.message


def test_a_payee_of_somebody_else_is_refused(people: Standing, mine: PayeeAccount) -> None:
    other = make_budget(people, (make_fund(people, received=500), 100), person=people.stranger)
    assert refusal(people, other, mine, by=people.priya).code == "payee_not_hers"


def test_an_account_that_the_table_of_today_fails_is_refused(people: Standing, budget: Budget) -> None:
    account = make_payee(people, account=TypedAccount(sort_code="000000", account_number="00000011"))
    assert account.check_result == "cannot_check"
    load_modulus_tables(by=people.ngozi, files=[("w", "000000 000000 MOD10" + " 0" * 13 + " 1")], now=NOW)
    refused = refusal(people, budget, account)
    assert refused.code == "account_invalid"
    assert refused.message.startswith("The sort code and the account number do not belong together.")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"remittance": "x" * 19}, "cannot_be_written"),
        ({"remittance": "🙂"}, "cannot_be_written"),
        ({"holding_type": "authority_managed"}, "holding_needs_reason"),
        ({"holding_type": "authority_managed", "holding_reason": " "}, "holding_needs_reason"),
    ],
)
def test_what_the_bank_or_the_record_cannot_take_is_refused(
    people: Standing, budget: Budget, mine: PayeeAccount, given: dict, code: str
) -> None:
    assert refusal(people, budget, mine, **given).code == code
    assert available(people) == pounds(100)


def test_a_payment_in_other_hands_says_why(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    payment = release(people, budget, mine, 10, holding_type="third_party_held", holding_reason=" Ada asked for it ")
    assert (payment.holding_type, payment.holding_reason) == ("third_party_held", "Ada asked for it")


# Waiting --------------------------------------------------------------------------------------------------------------


def changed(people: Standing, account: PayeeAccount) -> PayeeAccount:
    return change_payee_account(
        by=people.wren, payee=account.payee, holder_name="Ada Lovelace", account=LANDLORDS_ACCOUNT, now=NOW
    )


def test_a_payment_to_a_changed_account_waits_with_it(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    payment = release(people, budget, changed(people, mine), 40)
    assert (payment.state, payment.state_words) == ("held", "Waiting")
    assert available(people) == pounds(60)


def test_a_call_back_makes_the_waiting_payment_ready(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    account = changed(people, mine)
    payment = release(people, budget, account, 40)
    call_back_payee_account(by=people.priya, payee_account=account, now=NOW)
    payment.refresh_from_db()
    assert payment.state == "ready"
    assert [event.code for event in payment.events.all()] == ["released", "called_back"]


def test_meanwhile_the_old_account_may_be_paid_and_afterwards_not(
    people: Standing, budget: Budget, mine: PayeeAccount
) -> None:
    changed(people, mine)
    assert release(people, budget, mine, 40).state == "ready"
    assert refusal(people, budget, mine, now=NOW + COOLING_OFF).code == "account_changed"


# Asks -----------------------------------------------------------------------------------------------------------------


def granted(people: Standing, budget: Budget, amount: int = 40) -> Ask:
    ask = make_ask(
        by=people.wren,
        budget=budget,
        what_for="A sofa",
        amount=pounds(amount),
        spend_kind=SpendKind.FURNITURE,
        request_id=new_id(),
        now=NOW,
    )
    return grant_ask(by=people.wren, ask=ask, now=NOW)


def test_a_granted_ask_gives_its_own_hold(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    ask = granted(people, budget)
    assert available(people) == pounds(60)
    payment = release(people, budget, mine, 40, ask=ask)
    assert (payment.hold, payment.ask) == (ask.hold, ask)
    assert available(people) == pounds(60)


def test_an_ask_is_paid_once_and_not_withdrawn_after(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    ask = granted(people, budget)
    release(people, budget, mine, 40, ask=ask)
    assert refusal(people, budget, mine, 40, ask=ask).code == "ask_used"
    with pytest.raises(Refused):
        withdraw_ask(by=people.ada, ask=ask, now=NOW)
    assert available(people) == pounds(60)


def test_an_ask_without_a_yes_is_not_paid(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    make_limit(people, named=[people.priya])
    ask = make_ask(
        by=people.wren,
        budget=budget,
        what_for="A sofa",
        amount=pounds(40),
        spend_kind=SpendKind.FURNITURE,
        request_id=new_id(),
        now=NOW,
    )
    assert refusal(people, budget, mine, 40, ask=ask).code == "ask_not_granted"


@pytest.mark.parametrize("given", [{"amount": 39}, {"spend_kind": SpendKind.FOOD}])
def test_what_is_paid_is_what_the_yes_was_for(
    people: Standing, budget: Budget, mine: PayeeAccount, given: dict
) -> None:
    ask = granted(people, budget)
    refused = refusal(people, budget, mine, given.pop("amount", 40), ask=ask, **given)
    assert refused.code == "ask_differs"
    assert release(people, budget, mine, 40, ask=ask).ask == ask  # the refusal left the ask as it was


def test_a_yes_for_another_budget_pays_nothing(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    ask = granted(people, budget)
    other = make_budget(people, person=people.stranger)
    theirs = add_payee(
        by=people.priya,
        person=people.stranger,
        kind=PayeeKind.OWN,
        name="Me",
        holder_name="Sam",
        account=LANDLORDS_ACCOUNT,
        now=NOW,
    )
    assert refusal(people, other, theirs, 40, ask=ask, by=people.priya).code == "ask_differs"


def test_a_yes_from_before_the_end_of_the_fund_is_not_paid_after_it(people: Standing, mine: PayeeAccount) -> None:
    fund = make_fund(people, "Short Fund", received=500, ends_on=date(2026, 7, 1))
    budget = make_budget(people, (fund, 100))
    ask = granted(people, budget)
    refused = refusal(people, budget, mine, 40, ask=ask, now=NOW + timedelta(days=30))
    assert refused.code == "fund_ended"


# Stopping and paying again --------------------------------------------------------------------------------------------


def test_a_stopped_payment_gives_the_money_back(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    payment = release(people, budget, mine, 40)
    stopped = stop_payment(by=people.wren, payment=payment, reason="Wrong shop", now=NOW)
    assert stopped.state == "stopped"
    assert available(people) == pounds(100)
    assert stop_payment(by=people.ngozi, payment=payment, reason="", now=NOW).state == "stopped"
    assert money_on_its_way(viewer=people.ada, budget_id=budget.id, today=TODAY) == pounds(0)


def test_stopping_needs_a_reason_and_the_right(people: Standing, budget: Budget, mine: PayeeAccount) -> None:
    payment = release(people, budget, mine, 40)
    with pytest.raises(Refused) as refused:
        stop_payment(by=people.wren, payment=payment, reason=" ", now=NOW)
    assert refused.value.code == "reason_needed"
    for actor in (people.femi, people.callum, people.stranger):
        with pytest.raises(NotAllowed):
            stop_payment(by=actor, payment=payment, reason="x", now=NOW)


@pytest.mark.parametrize("state", ["held", "ready"])
def test_what_has_not_failed_is_not_paid_again(
    people: Standing, budget: Budget, mine: PayeeAccount, state: str
) -> None:
    payment = release(people, budget, changed(people, mine) if state == "held" else mine, 40)
    with pytest.raises(Refused) as refused:
        reissue_payment(by=people.wren, payment=payment, request_id=new_id(), now=NOW)
    assert refused.value.code == "not_reissuable"


# The machine ----------------------------------------------------------------------------------------------------------


def test_every_state_can_be_reached_and_the_last_ones_are_last() -> None:
    reached = {PaymentState.HELD} | {after for afters in STEPS.values() for after in afters}
    assert reached == set(PaymentState)
    last = {state for state, after in STEPS.items() if not after}
    assert last == {PaymentState.RETURNED, PaymentState.REJECTED, PaymentState.STOPPED}


def test_sent_is_never_called_received_or_paid() -> None:
    from commonpurse.money.payments.rules import STATE_WORDS

    for state in PaymentState:
        words = STATE_WORDS[state].lower()
        assert ("paid" in words.split() and "ready" not in words) == (state is PaymentState.SETTLED)
        assert "receive" not in words
        assert "arrive" not in words


@given(st.lists(st.sampled_from(list(PaymentState)), min_size=1, max_size=12))
def test_no_path_comes_back_from_the_bank_to_a_second_file(path: list[PaymentState]) -> None:
    state, was_sent = PaymentState.HELD, False
    for wanted in path:
        if may_step(state, wanted):
            state = wanted
            was_sent = was_sent or state is PaymentState.SENT
        assert not (was_sent and state in (PaymentState.HELD, PaymentState.READY, PaymentState.IN_FILE))
