"""What a person is told of: four things, each once, in the transaction of the act, and never what she did herself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.models import News
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import decline_ask, grant_ask, make_ask, withdraw_ask
from commonpurse.money.payments.commands import (
    change_payee_account,
    mark_payment_unknown,
    reject_payments,
    release_money,
    return_payment,
    settle_payment,
)
from commonpurse.money.payments.rules import PaymentRefused
from tests.factories import (
    ADAS_ACCOUNT,
    LANDLORDS_ACCOUNT,
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
from tests.support.agreements.acts import make_limit


def told(people: Standing) -> list[str]:
    """What Ada is told of. Nobody else is, but Wren of what is her turn to answer."""
    rows = list(News.objects.exclude(recipient_id=people.wren.id, kind="ask_your_turn").order_by("happened_at", "id"))
    assert {row.recipient_id for row in rows} <= {people.ada.id}
    assert {row.delivered_at for row in rows} <= {None}
    return [row.kind for row in rows]


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def budget(people):
    return make_budget(people, (make_fund(people, received=500), 300))


def ask(people, budget, amount: int, by=None):
    return make_ask(
        by=by or people.ada,
        budget=budget,
        what_for="A bed",
        amount=pounds(amount),
        spend_kind=SpendKind.FURNITURE,
        request_id=new_id(),
        now=NOW,
    )


def waiting(people, budget):
    """Wren writes it down for Ada, and must agree too."""
    make_limit(people)
    return ask(people, budget, 20, by=people.wren)


def test_an_answer_is_news_and_answering_again_is_not(people, budget):
    asked = waiting(people, budget)
    for _ in range(2):
        grant_ask(by=people.wren, ask=asked, now=NOW)
    assert told(people) == ["limit_set", "ask_answered"]


def test_a_no_is_the_same_news_as_a_yes(people, budget):
    decline_ask(
        by=people.wren,
        ask=waiting(people, budget),
        reason="Not now.",
        would_change="A new month.",
        now=NOW,
    )
    assert told(people) == ["limit_set", "ask_answered"]


def test_what_she_decides_herself_is_no_news_to_her(people, budget):
    granted = ask(people, budget, 20)
    assert granted.state == "granted"
    withdraw_ask(by=people.ada, ask=granted, now=NOW)
    release_money(
        by=people.ada,
        budget=budget,
        payee_account=make_payee(people),
        amount=pounds(10),
        spend_kind=SpendKind.FURNITURE,
        request_id=new_id(),
        now=NOW,
    )
    assert told(people) == []


def test_money_that_arrives_is_news_once(people, budget):
    account, payment = make_debtor_account(people), release(people, budget, make_payee(people), 10)
    make_sent_file(people, account)
    source = new_id()
    for _ in range(2):
        settle_payment(by=people.ngozi, payment=payment, settled_on=TODAY, source_id=source, now=NOW)
    assert told(people) == ["payment_arrived"]


def test_each_part_of_a_payment_that_comes_back_is_news(people, budget):
    account, payment = make_debtor_account(people), release(people, budget, make_payee(people), 10)
    make_sent_file(people, account)
    for _ in range(2):
        return_payment(by=people.ngozi, payment=payment, amount=pounds(5), came_on=TODAY, source_id=new_id(), now=NOW)
    assert told(people) == ["payment_came_back"] * 2


def test_what_the_bank_refuses_came_back_too(people, budget):
    account, payment = make_debtor_account(people), release(people, budget, make_payee(people), 10)
    make_sent_file(people, account)
    mark_payment_unknown(by=people.ngozi, payment=payment, reason="No sign of it.", now=NOW)
    reject_payments(by=people.tom, payments=[payment.id], reason="The bank rang.", now=NOW + timedelta(hours=1))
    assert told(people) == ["payment_came_back"]


@pytest.mark.parametrize("who", ["wren", "ada"])
def test_a_changed_account_is_news_whoever_changed_it(people, who):
    payee = make_payee(people).payee
    change_payee_account(by=getattr(people, who), payee=payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW)
    assert told(people) == ["payee_account_changed"]


def test_an_act_that_is_refused_is_no_news(people, budget):
    payee = make_payee(people).payee
    with pytest.raises(PaymentRefused):
        change_payee_account(
            by=people.wren,
            payee=payee,
            holder_name="Ada Lovelace",
            account=ADAS_ACCOUNT,
            now=NOW,
        )
    assert told(people) == []


def test_the_rows_hold_ids_alone(people):
    payee = make_payee(people).payee
    change_payee_account(by=people.wren, payee=payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW)
    (row,) = News.objects.values()
    assert set(row) == {"id", "recipient_id", "kind", "subject_id", "happened_at", "delivered_at"}
    assert "87654321" not in str(row)
