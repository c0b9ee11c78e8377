"""Nobody knows whether it was paid, and no report and no statement will ever say."""

from __future__ import annotations

import pytest

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.queries import person_money
from commonpurse.money.ledger.queries import balance_of, trial_balance
from commonpurse.money.payments.commands import (
    make_bank_file,
    mark_file_unknown,
    mark_payment_unknown,
    reissue_payment,
    reject_payments,
    return_payment,
    settle_payment,
)
from commonpurse.money.payments.models import BankFile, DebtorAccount, MoneyBack, PayeeAccount, Payment
from commonpurse.parties.partners.queries import system_member
from tests.factories import (
    NOW,
    TODAY,
    Standing,
    make_budget,
    make_debtor_account,
    make_fund,
    make_payee,
    make_sent_file,
    pounds,
    release,
    standing_people,
)


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def budget(people: Standing) -> Budget:
    """£60 of one fund and £100 of another."""
    home, warm = make_fund(people, received=500), make_fund(people, "Warm Fund", received=500)
    return make_budget(people, (home, 60), (warm, 100))


@pytest.fixture
def mine(people: Standing) -> PayeeAccount:
    return make_payee(people)


@pytest.fixture
def account(people: Standing) -> DebtorAccount:
    return make_debtor_account(people)


@pytest.fixture
def payments(people: Standing, budget: Budget, mine: PayeeAccount, account: DebtorAccount) -> list[Payment]:
    """£70 and £20, in one sent file."""
    made = [release(people, budget, mine, amount) for amount in (70, 20)]
    make_sent_file(people, account)
    return made


def ids(payments: list[Payment]) -> list:
    return [payment.id for payment in payments]


def states(payments: list[Payment]) -> list[str]:
    return [Payment.objects.get(id=payment.id).state for payment in payments]


def refusal(people: Standing, payments: list[Payment], by: str = "tom", reason: str = "Ms Bell, 2 June") -> str:
    with pytest.raises(Refused) as refused:
        reject_payments(by=getattr(people, by), payments=ids(payments), reason=reason, now=NOW)
    assert refused.value.message.endswith(".")
    return refused.value.code


def available(people: Standing) -> int:
    money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert money is not None
    return money.available.minor


def test_a_file_that_the_bank_would_not_take_is_paid_again(people: Standing, payments: list[Payment]) -> None:
    sent = BankFile.objects.get()
    doubted = mark_file_unknown(by=people.ngozi, bank_file=sent, reason="The bank's page refused it", now=NOW)
    assert (ids(doubted), states(payments)) == (sorted(ids(payments)), ["unknown", "unknown"])
    assert available(people) == 7_000
    reject_payments(by=people.tom, payments=ids(payments), reason="Ms Bell of the bank, 2 June", now=NOW)
    assert states(payments) == ["rejected", "rejected"]
    assert available(people) == 16_000
    assert balance_of(sent.clearing_account_id).posted == pounds(0)
    assert trial_balance()["GBP"].difference == pounds(0)
    assert set(MoneyBack.objects.values_list("kind", "bank_transfer")) == {("rejected", None)}
    again = reissue_payment(by=people.wren, payment=payments[0], request_id=new_id(), now=NOW)
    assert (again.amount, again.state) == (pounds(70), "ready")


def test_saying_it_again_brings_nothing_back_again(people: Standing, payments: list[Payment]) -> None:
    sent = BankFile.objects.get()
    for _ in range(2):
        mark_file_unknown(by=people.ngozi, bank_file=sent, reason="Refused", now=NOW)
    for _ in range(2):
        reject_payments(by=people.tom, payments=ids(payments), reason="Ms Bell", now=NOW)
    assert MoneyBack.objects.count() == 2
    assert available(people) == 16_000
    assert mark_file_unknown(by=people.ngozi, bank_file=sent, reason="Refused", now=NOW) == []


def test_who_doubts_does_not_answer(people: Standing, payments: list[Payment]) -> None:
    mark_payment_unknown(by=people.tom, payment=payments[0], reason="No word", now=NOW)
    assert refusal(people, payments[:1], by="tom") == "same_person"
    reject_payments(by=people.ngozi, payments=ids(payments[:1]), reason="Ms Bell", now=NOW)
    assert states(payments) == ["rejected", "sent"]
    event = AuditEvent.objects.get(event_type="payment_rejected")
    assert (event.actor_id, event.facts["doubted_by"]) == (people.ngozi.id, str(people.tom.id))


def test_what_nobody_doubted_is_not_answered_and_none_of_its_company(people: Standing, payments: list[Payment]) -> None:
    mark_payment_unknown(by=people.ngozi, payment=payments[0], reason="No word", now=NOW)
    assert refusal(people, payments) == "not_doubted"
    assert states(payments) == ["unknown", "sent"]
    settle_payment(by=people.ngozi, payment=payments[0], settled_on=TODAY, source_id=new_id(), now=NOW)
    assert refusal(people, payments[:1]) == "not_doubted"


def test_what_came_back_in_part_was_paid(people: Standing, payments: list[Payment]) -> None:
    mark_payment_unknown(by=people.ngozi, payment=payments[0], reason="No word", now=NOW)
    return_payment(by=people.ngozi, payment=payments[0], amount=pounds(5), came_on=TODAY, source_id=new_id(), now=NOW)
    assert refusal(people, payments[:1]) == "came_back"


def test_both_say_why(people: Standing, payments: list[Payment]) -> None:
    with pytest.raises(Refused) as refused:
        mark_file_unknown(by=people.ngozi, bank_file=BankFile.objects.get(), reason=" ", now=NOW)
    assert refused.value.code == "reason_needed"
    assert refusal(people, payments, reason=" ") == "reason_needed"


def test_a_file_that_was_not_sent_is_taken_back_and_not_doubted(
    people: Standing, budget: Budget, mine: PayeeAccount, account: DebtorAccount
) -> None:
    release(people, budget, mine, 10)
    made = make_bank_file(by=people.ngozi, debtor_account=account, now=NOW)
    with pytest.raises(Refused) as refused:
        mark_file_unknown(by=people.ngozi, bank_file=made, reason="x", now=NOW)
    assert refused.value.code == "not_sent"


@pytest.mark.parametrize("actor", ["wren", "femi", "callum", "administrator"])
def test_only_finance_and_the_manager_say_what_the_bank_said(
    people: Standing, payments: list[Payment], actor: str
) -> None:
    for someone in (getattr(people, actor), system_member()):
        with pytest.raises(NotAllowed):
            mark_file_unknown(by=someone, bank_file=BankFile.objects.get(), reason="x", now=NOW)
        with pytest.raises(NotAllowed):
            reject_payments(by=someone, payments=ids(payments), reason="x", now=NOW)


def test_what_the_statement_shows_after_all_is_for_somebody_to_ask(people: Standing, payments: list[Payment]) -> None:
    mark_payment_unknown(by=people.ngozi, payment=payments[0], reason="No word", now=NOW)
    reject_payments(by=people.tom, payments=ids(payments[:1]), reason="Ms Bell", now=NOW)
    with pytest.raises(Refused) as refused:
        settle_payment(by=people.ngozi, payment=payments[0], settled_on=TODAY, source_id=new_id(), now=NOW)
    assert refused.value.code == "rejected_but_paid"
