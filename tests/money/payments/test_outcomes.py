"""What the bank says afterwards: rejected, unknown, paid, come back; and paid again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.requests import RequestReused
from commonpurse.money.budgets.models import Budget, Fund
from commonpurse.money.budgets.queries import fund_figures, person_money, trace_holds
from commonpurse.money.decisions.commands import pause_spending
from commonpurse.money.ledger.commands import lock_accounts
from commonpurse.money.ledger.queries import balance_of, trial_balance
from commonpurse.money.payments.commands import (
    call_back_payee_account,
    change_payee_account,
    mark_payment_unknown,
    read_status_report,
    reissue_payment,
    reject_payments,
    return_payment,
    settle_payment,
    stop_payment,
)
from commonpurse.money.payments.models import (
    BankFile,
    DebtorAccount,
    MoneyBack,
    PayeeAccount,
    Payment,
    Settlement,
    StatusReport,
)
from commonpurse.money.payments.queries import accounts_of_payments, money_on_its_way, sent_payments
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.parties.partners.queries import system_member
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
from tests.money.payments.test_pain002_read import report

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def funds(people: Standing) -> list[Fund]:
    return [make_fund(people, name, received=500) for name in ("Home Fund", "Warm Fund", "Work Fund")]


@pytest.fixture
def budget(people: Standing, funds: list[Fund]) -> Budget:
    """£60 + £30 + £100."""
    return make_budget(people, (funds[0], 60), (funds[1], 30), (funds[2], 100))


@pytest.fixture
def mine(people: Standing) -> PayeeAccount:
    return make_payee(people)


@pytest.fixture
def account(people: Standing) -> DebtorAccount:
    return make_debtor_account(people)


@pytest.fixture
def payment(people: Standing, budget: Budget, mine: PayeeAccount, account: DebtorAccount) -> Payment:
    """£100 over three funds, sent."""
    released = release(people, budget, mine, 100)
    make_sent_file(people, account)
    return Payment.objects.get(id=released.id)


def file_of(payment: Payment) -> BankFile:
    return BankFile.objects.get(instructions__payment=payment, instructions__taken_back_at=None)


def told(payment: Payment, file: str | None, group: str | None = None, status: str | None = None) -> bytes:
    """A status report about the payment's file, on the levels that are given."""
    sent = file_of(payment)
    text = report(file, group, {payment.end_to_end_id: status} if status else None)
    return text.replace(">F1-1<", f">{sent.group_id}<").replace(">F1<", f">{sent.message_id}<").encode()


def read(people: Standing, content: bytes) -> StatusReport:
    return read_status_report(by=people.ngozi, content=content, now=NOW)


def settle(people: Standing, payment: Payment, **given: object) -> Settlement:
    wanted = {"by": people.ngozi, "settled_on": TOMORROW, "source_id": new_id(), "now": NOW} | given
    return settle_payment(payment=payment, **wanted)  # type: ignore[arg-type]


def give_back(people: Standing, payment: Payment, amount: Money, **given: object) -> MoneyBack:
    wanted = {"by": people.ngozi, "came_on": TOMORROW, "source_id": new_id(), "now": NOW} | given
    return return_payment(payment=payment, amount=amount, **wanted)  # type: ignore[arg-type]


def state_of(payment: Payment) -> str:
    return Payment.objects.get(id=payment.id).state


def available(people: Standing) -> Money:
    money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert money is not None
    return money.available


def spent(people: Standing, funds: list[Fund]) -> Money:
    figures = fund_figures(viewer=people.ngozi, funds=funds)
    return sum((one.spent for one in figures.values()), pounds(0))


# Status reports -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("levels", "state"),
    [
        (("RJCT",), "rejected"),
        ((None, "RJCT"), "rejected"),
        ((None, None, "RJCT"), "rejected"),
        (("ACCP", None, "RJCT"), "rejected"),
        (("ACTC", "RJCT"), "rejected"),
        (("PART", "PART", "RJCT"), "rejected"),
        (("RJCT", None, "ACSP"), "unknown"),
        (("ACTC", None, "PDNG"), "unknown"),
        (("ACTC",), "sent"),
        (("ACTC", "ACCP", "ACSC"), "sent"),
        (("PART",), "sent"),
        (("RVMC", "RVMC", "RVNM"), "sent"),
        (("WXYZ",), "sent"),
    ],
)
def test_a_report_on_any_level_is_acted_on(
    people: Standing, payment: Payment, funds: list[Fund], levels: tuple, state: str
) -> None:
    read(people, told(payment, *levels))
    assert state_of(payment) == state
    is_back = state == "rejected"
    assert available(people) == (pounds(190) if is_back else pounds(90))
    assert spent(people, funds) == (pounds(0) if is_back else pounds(100))
    assert balance_of(file_of(payment).clearing_account_id).posted == (pounds(0) if is_back else pounds(100))
    assert trial_balance()["GBP"].difference == pounds(0)


def test_a_rejection_of_one_payment_leaves_the_others(
    people: Standing, budget: Budget, mine: PayeeAccount, account: DebtorAccount
) -> None:
    one, other = release(people, budget, mine, 100), release(people, budget, mine, 50)
    sent = make_sent_file(people, account)
    content = told(one, "PART", "PART", "RJCT")
    kept = read(people, content)
    assert (state_of(one), state_of(other)) == ("rejected", "sent")
    assert (kept.rejected_count, kept.accepted_count, kept.unknown_count) == (1, 0, 0)
    assert balance_of(sent.clearing_account_id).posted == pounds(50)
    event = one.events.get(state="rejected")
    assert (event.code, event.note) == ("XRJCT", "why")


def test_the_same_report_again_changes_nothing(people: Standing, payment: Payment) -> None:
    content = told(payment, "RJCT")
    assert read(people, content) == read(people, content)
    assert available(people) == pounds(190)
    assert StatusReport.objects.count() == 1


def test_a_second_rejection_changes_nothing(people: Standing, payment: Payment) -> None:
    read(people, told(payment, "RJCT"))
    again = read(people, told(payment, "RJCT", "RJCT"))
    assert again.rejected_count == 0
    assert available(people) == pounds(190)


def test_what_was_unknown_is_settled_by_the_next_report(people: Standing, payment: Payment) -> None:
    read(people, told(payment, "ACTC", None, "PDNG"))
    read(people, told(payment, "ACTC", None, "ACSP"))
    assert state_of(payment) == "sent"
    mark_payment_unknown(by=people.tom, payment=payment, reason="Nothing for a week", now=NOW)
    read(people, told(payment, "ACTC", None, "RJCT"))
    assert state_of(payment) == "rejected"


def test_a_rejection_of_what_was_paid_is_said_and_changes_nothing(people: Standing, payment: Payment) -> None:
    settle(people, payment)
    kept = read(people, told(payment, "RJCT"))
    assert state_of(payment) == "settled"
    assert kept.warnings[-1] == (
        f"Payment {payment.end_to_end_id} is “Paid” here. The report says RJCT, so ask the bank."
    )
    assert available(people) == pounds(90)


def test_a_rejection_of_what_partly_came_back_is_for_somebody_to_ask(people: Standing, payment: Payment) -> None:
    give_back(people, payment, pounds(30))
    kept = read(people, told(payment, "RJCT"))
    assert state_of(payment) == "unknown"
    assert kept.warnings[-1] == f"Some of payment {payment.end_to_end_id} came back, so it was paid. Ask the bank."
    assert available(people) == pounds(120)


@pytest.mark.parametrize("content", [b"", b"<!DOCTYPE a><a/>", b"<Document><CstmrCdtTrfInitn/></Document>"])
def test_what_is_no_report_is_refused(people: Standing, payment: Payment, content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read(people, content)
    assert refused.value.code == "document_refused"


def test_a_report_about_no_file_of_ours_is_refused(people: Standing, payment: Payment) -> None:
    with pytest.raises(Refused) as refused:
        read(people, report("RJCT").encode())
    assert refused.value.code == "report_of_no_file"
    assert state_of(payment) == "sent"


def test_only_finance_reads_reports(people: Standing, payment: Payment) -> None:
    for actor in (people.wren, people.callum, system_member()):
        with pytest.raises(NotAllowed):
            read_status_report(by=actor, content=told(payment, "RJCT"), now=NOW)


# Paid -----------------------------------------------------------------------------------------------------------------


def test_a_line_of_the_statement_makes_a_payment_paid(
    people: Standing, payment: Payment, account: DebtorAccount
) -> None:
    before = balance_of(account.bank_account_id).posted
    settle(people, payment, by=system_member())
    assert state_of(payment) == "settled"
    assert Payment.objects.get(id=payment.id).state_words == "Paid"
    assert balance_of(file_of(payment).clearing_account_id).posted == pounds(0)
    assert before - balance_of(account.bank_account_id).posted == pounds(100)
    assert money_on_its_way(viewer=people.ada, budget_id=payment.budget.id, today=TODAY) == pounds(0)


def test_the_same_line_pays_once_and_another_is_refused(people: Standing, payment: Payment) -> None:
    source = new_id()
    assert settle(people, payment, source_id=source) == settle(people, payment, source_id=source)
    with pytest.raises(Refused) as refused:
        settle(people, payment)
    assert refused.value.code == "settled_already"


def test_what_was_never_sent_is_not_paid_and_does_not_come_back(
    people: Standing, budget: Budget, mine: PayeeAccount, account: DebtorAccount
) -> None:
    released = release(people, budget, mine, 10)
    for act in (lambda: settle(people, released), lambda: give_back(people, released, pounds(10))):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "not_sent"


def test_what_the_bank_refused_and_then_paid_is_for_somebody_to_ask(people: Standing, payment: Payment) -> None:
    read(people, told(payment, "RJCT"))
    with pytest.raises(Refused) as refused:
        settle(people, payment)
    assert refused.value.code == "rejected_but_paid"
    with pytest.raises(Refused) as refused:
        give_back(people, payment, pounds(100))
    assert refused.value.code == "more_than_paid"


@pytest.mark.parametrize("actor", ["wren", "femi", "callum", "administrator"])
def test_only_finance_and_the_system_say_what_the_bank_shows(people: Standing, payment: Payment, actor: str) -> None:
    someone = getattr(people, actor)
    with pytest.raises(NotAllowed):
        settle(people, payment, by=someone)
    with pytest.raises(NotAllowed):
        give_back(people, payment, pounds(1), by=someone)
    with pytest.raises(NotAllowed):
        mark_payment_unknown(by=someone, payment=payment, reason="x", now=NOW)
    assert sent_payments(viewer=someone, debtor_account=DebtorAccount.objects.get()) == []


def test_many_payments_settle_under_one_lock(
    people: Standing, budget: Budget, mine: PayeeAccount, account: DebtorAccount
) -> None:
    payments = [release(people, budget, mine, 10) for _ in range(3)]
    make_sent_file(people, account)
    with transaction.atomic():
        lock_accounts(accounts_of_payments([payment.id for payment in payments]))
        for payment in payments[:2]:
            settle(people, payment)
        give_back(people, payments[2], pounds(10))
    assert [state_of(payment) for payment in payments] == ["settled", "settled", "returned"]


# Come back ------------------------------------------------------------------------------------------------------------


def test_money_that_comes_back_is_on_the_lines_it_came_from(
    people: Standing, payment: Payment, funds: list[Fund], account: DebtorAccount
) -> None:
    settle(people, payment)
    give_back(people, payment, pounds(100), code="AC04")
    assert state_of(payment) == "returned"
    assert available(people) == pounds(190)
    assert spent(people, funds) == pounds(0)
    assert balance_of(account.bank_account_id).posted == pounds(0)
    legs = trace_holds(viewer=people.ngozi, hold_ids=[payment.hold_id], today=TODAY)[payment.hold_id]
    assert all(leg.released == leg.returned for leg in legs)
    assert payment.events.get(state="returned").code == "AC04"


def test_a_part_is_split_by_what_is_still_out_and_the_rest_comes_later(
    people: Standing, payment: Payment, funds: list[Fund]
) -> None:
    settle(people, payment)
    give_back(people, payment, Money(3333, "GBP"))
    assert state_of(payment) == "settled"
    assert available(people) == Money(9000 + 3333, "GBP")
    assert spent(people, funds) == Money(6667, "GBP")
    with pytest.raises(Refused) as refused:
        give_back(people, payment, Money(6668, "GBP"))
    assert refused.value.code == "more_than_paid"
    give_back(people, payment, Money(6667, "GBP"))
    assert state_of(payment) == "returned"
    assert available(people) == pounds(190)


def test_the_same_line_comes_back_once(people: Standing, payment: Payment) -> None:
    settle(people, payment)
    source = new_id()
    assert give_back(people, payment, pounds(40), source_id=source) == give_back(
        people, payment, pounds(40), source_id=source
    )
    assert available(people) == pounds(130)


def test_the_same_line_with_another_sum_is_refused(people: Standing, payment: Payment) -> None:
    settle(people, payment)
    source = new_id()
    give_back(people, payment, pounds(40), source_id=source)
    with pytest.raises(RequestReused):
        give_back(people, payment, pounds(60), source_id=source)
    assert available(people) == pounds(130)


@pytest.mark.parametrize("state", ["sent", "unknown"])
def test_what_is_back_already_is_not_on_its_way_too(people: Standing, payment: Payment, state: str) -> None:
    if state == "unknown":
        mark_payment_unknown(by=people.ngozi, payment=payment, reason="No word", now=NOW)
    give_back(people, payment, pounds(30))
    assert state_of(payment) == state
    assert available(people) == pounds(120)
    assert money_on_its_way(viewer=people.ada, budget_id=payment.budget.id, today=TODAY) == pounds(70)


def test_the_trail_of_what_came_back_holds_no_words_of_the_bank(people: Standing, payment: Payment) -> None:
    give_back(people, payment, pounds(100), code="A/C CLOSED MR LOVELACE")
    assert MoneyBack.objects.get().code == "A/C CLOSED MR LOVELACE"
    event = AuditEvent.objects.get(event_type="payment_returned")
    assert "LOVELACE" not in str(event.facts)


@pytest.mark.parametrize("amount", [Money(0, "GBP"), Money(-1, "GBP")])
def test_nothing_does_not_come_back(people: Standing, payment: Payment, amount: Money) -> None:
    with pytest.raises(Refused) as refused:
        give_back(people, payment, amount)
    assert refused.value.code == "amount_not_positive"


def test_money_may_come_back_before_its_payment_is_shown(people: Standing, payment: Payment) -> None:
    give_back(people, payment, pounds(100))
    assert state_of(payment) == "returned"
    clearing = file_of(payment).clearing_account_id
    assert balance_of(clearing).posted == pounds(100)
    settle(people, payment)
    assert state_of(payment) == "returned"
    assert balance_of(clearing).posted == pounds(0)


def test_matching_sees_what_was_sent(people: Standing, payment: Payment, account: DebtorAccount) -> None:
    (open_one,) = sent_payments(viewer=people.ngozi, debtor_account=account, only_open=True)
    assert (open_one.end_to_end_id, open_one.amount, open_one.is_settled) == (payment.end_to_end_id, pounds(100), False)
    assert (open_one.creditor_name, open_one.creditor_account) == ("Ada Lovelace", "12345678")
    settle(people, payment)
    give_back(people, payment, pounds(30))
    assert sent_payments(viewer=system_member(), debtor_account=account, only_open=True) == []
    (again,) = sent_payments(viewer=people.tom, debtor_account=account, end_to_end_ids=[payment.end_to_end_id])
    assert (again.is_settled, again.amount_back, again.state) == (True, pounds(30), "settled")
    assert again.group_id == file_of(payment).group_id


# Paid again -----------------------------------------------------------------------------------------------------------


def test_what_was_refused_is_paid_again_as_a_linked_payment(
    people: Standing, payment: Payment, account: DebtorAccount
) -> None:
    read(people, told(payment, "RJCT"))
    request = new_id()
    again = reissue_payment(by=people.wren, payment=payment, request_id=request, now=NOW)
    assert (again.reissues, again.amount, again.state) == (payment, pounds(100), "ready")
    assert again.end_to_end_id != payment.end_to_end_id
    assert reissue_payment(by=people.wren, payment=payment, request_id=request, now=NOW) == again
    assert available(people) == pounds(90)
    with pytest.raises(Refused) as refused:
        reissue_payment(by=people.wren, payment=payment, request_id=new_id(), now=NOW)
    assert refused.value.code == "reissued_already"


def test_what_was_refused_is_paid_again_while_she_has_paused_her_spending(
    people: Standing, payment: Payment, account: DebtorAccount
) -> None:
    """It was promised before. Her own pause is for what is new."""
    read(people, told(payment, "RJCT"))
    pause_spending(by=people.ada, person=people.ada, until=NOW + timedelta(days=2), now=NOW)
    again = reissue_payment(by=people.wren, payment=payment, request_id=new_id(), now=NOW)
    assert again.state == "ready"
    make_sent_file(people, account)
    assert state_of(again) == "sent"


def test_the_same_request_pays_no_other_payment_again(
    people: Standing, payment: Payment, mine: PayeeAccount, account: DebtorAccount
) -> None:
    other = release(people, payment.budget, mine, 10)
    make_sent_file(people, account)
    for one in (payment, other):
        read(people, told(one, "RJCT"))
    request = new_id()
    reissue_payment(by=people.wren, payment=payment, request_id=request, now=NOW)
    with pytest.raises(RequestReused):
        reissue_payment(by=people.wren, payment=other, request_id=request, now=NOW)


def test_it_goes_to_the_account_that_may_be_paid_now(people: Standing, payment: Payment, mine: PayeeAccount) -> None:
    settle(people, payment)
    give_back(people, payment, pounds(100))
    changed = change_payee_account(
        by=people.wren, payee=mine.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW
    )
    call_back_payee_account(by=people.priya, payee_account=changed, now=NOW)
    again = reissue_payment(by=people.wren, payment=payment, request_id=new_id(), now=NOW)
    assert again.payee_account == changed


def test_it_does_not_go_back_unasked_to_an_account_that_was_changed(
    people: Standing, payment: Payment, mine: PayeeAccount
) -> None:
    settle(people, payment)
    give_back(people, payment, pounds(100), code="AC04")
    changed = change_payee_account(
        by=people.wren, payee=mine.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW
    )
    again = reissue_payment(by=people.wren, payment=payment, request_id=new_id(), now=NOW)
    assert (again.payee_account, again.state) == (changed, "held")


def test_an_account_that_was_changed_is_paid_again_only_on_purpose(
    people: Standing, payment: Payment, mine: PayeeAccount
) -> None:
    read(people, told(payment, "RJCT"))
    change_payee_account(by=people.wren, payee=mine.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW)
    again = reissue_payment(by=people.wren, payment=payment, payee_account=mine, request_id=new_id(), now=NOW)
    assert (again.payee_account, again.state) == (mine, "ready")


def test_somebody_else_is_not_paid_with_what_came_back(people: Standing, payment: Payment) -> None:
    """Who decides, her own rules and the law were asked about the payee that it was for."""
    read(people, told(payment, "RJCT"))
    sister = make_payee(people, PayeeKind.HELPER, "My sister", LANDLORDS_ACCOUNT)
    with pytest.raises(Refused) as refused:
        reissue_payment(by=people.wren, payment=payment, payee_account=sister, request_id=new_id(), now=NOW)
    assert (refused.value.code, str(refused.value)) == ("another_payee", "Pay somebody else by a new ask.")
    assert Payment.objects.count() == 1


def test_an_account_that_waits_may_be_chosen_and_the_payment_waits_with_it(
    people: Standing, payment: Payment, mine: PayeeAccount
) -> None:
    read(people, told(payment, "RJCT"))
    changed = change_payee_account(
        by=people.wren, payee=mine.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW
    )
    again = reissue_payment(by=people.wren, payment=payment, payee_account=changed, request_id=new_id(), now=NOW)
    assert again.state == "held"


def test_a_fund_that_has_ended_since_still_pays_what_was_released_in_time(
    people: Standing, mine: PayeeAccount, account: DebtorAccount
) -> None:
    fund = make_fund(people, "Short Fund", received=500, ends_on=date(2026, 7, 1))
    budget = make_budget(people, (fund, 100))
    payment = release(people, budget, mine, 100)
    later = NOW
    for _ in range(2):  # paid again and refused again
        make_sent_file(people, account, now=later)
        read(people, told(payment, "RJCT"))
        later += timedelta(days=42)
        payment = reissue_payment(by=people.wren, payment=payment, request_id=new_id(), now=later)
    assert (payment.amount, payment.state) == (pounds(100), "ready")
    assert release_refused(people, budget, mine, later) == "short_of_money"


def release_refused(people: Standing, budget: Budget, payee: PayeeAccount, now: datetime) -> str:
    with pytest.raises(Refused) as refused:
        release(people, budget, payee, 1, now=now)
    return refused.value.code


@pytest.mark.parametrize("state", ["sent", "unknown", "settled"])
def test_what_may_have_arrived_is_not_paid_again(people: Standing, payment: Payment, state: str) -> None:
    if state == "unknown":
        mark_payment_unknown(by=people.ngozi, payment=payment, reason="No word", now=NOW)
    if state == "settled":
        settle(people, payment)
    with pytest.raises(Refused) as refused:
        reissue_payment(by=people.wren, payment=payment, request_id=new_id(), now=NOW)
    assert refused.value.code == "not_reissuable"


def test_to_doubt_a_payment_needs_a_reason_and_happens_once(people: Standing, payment: Payment) -> None:
    with pytest.raises(Refused) as refused:
        mark_payment_unknown(by=people.ngozi, payment=payment, reason=" ", now=NOW)
    assert refused.value.code == "reason_needed"
    for _ in range(2):
        assert mark_payment_unknown(by=people.ngozi, payment=payment, reason="No word", now=NOW).state == "unknown"
    assert payment.events.filter(state="unknown").count() == 1


# Nothing is lost on any path ------------------------------------------------------------------------------------------


ACTS = ["release", "send", "reject", "settle", "back", "again", "doubt", "unpaid", "stop", "change"]


@settings(max_examples=40)
@given(st.data())
def test_on_any_path_no_penny_appears_or_vanishes(db: None, data: st.DataObject) -> None:
    example = transaction.atomic()
    example._from_testcase = True  # type: ignore[attr-defined]  # the ledger's lock is that of each act inside
    with example:
        people = standing_people()
        funds = [make_fund(people, name, received=500) for name in ("Home Fund", "Warm Fund")]
        budget = make_budget(people, (funds[0], 60), (funds[1], 100))
        account, payee = make_debtor_account(people), make_payee(people)
        start = available(people)
        for _ in range(data.draw(st.integers(1, 8))):
            act = data.draw(st.sampled_from(ACTS))
            payments = list(Payment.objects.order_by("id"))
            chosen = data.draw(st.sampled_from(payments)) if payments else None
            try:
                with transaction.atomic():
                    if act == "release":
                        release(people, budget, payee, data.draw(st.integers(1, 120)))
                    elif act == "send":
                        make_sent_file(people, account)
                    elif chosen is None:
                        continue
                    elif act == "reject":
                        read(people, told(chosen, None, None, "RJCT"))
                    elif act == "settle":
                        settle(people, chosen)
                    elif act == "back":
                        give_back(people, chosen, Money(data.draw(st.integers(1, chosen.amount_minor)), "GBP"))
                    elif act == "doubt":
                        mark_payment_unknown(by=people.ngozi, payment=chosen, reason="No word", now=NOW)
                    elif act == "unpaid":
                        reject_payments(by=people.tom, payments=[chosen.id], reason="Ms Bell", now=NOW)
                    elif act == "stop":
                        stop_payment(by=people.wren, payment=chosen, reason="Wrong", now=NOW)
                    elif act == "change":
                        other = LANDLORDS_ACCOUNT if payee.account_number == "12345678" else ADAS_ACCOUNT
                        payee = change_payee_account(
                            by=people.wren, payee=payee.payee, holder_name="Ada", account=other, now=NOW
                        )
                        call_back_payee_account(by=people.priya, payee_account=payee, now=NOW)
                    else:
                        reissue_payment(by=people.wren, payment=chosen, request_id=new_id(), now=NOW)
            except (Refused, BankFile.DoesNotExist):
                pass
            out = sum((balance_of(one.clearing_account_id).posted for one in BankFile.objects.all()), pounds(0))
            paid = -balance_of(account.bank_account_id).posted
            held = sum(
                (one.amount for one in Payment.objects.filter(state__in=["held", "ready", "in_file"])), pounds(0)
            )
            assert available(people) + held + out + paid == start
            assert spent(people, funds) == out + paid
            assert trial_balance()["GBP"].difference == pounds(0)
        transaction.set_rollback(True)


def test_a_closed_month_takes_no_line_of_a_statement(people: Standing, payment: Payment) -> None:
    from commonpurse.money.ledger.commands import close_period

    close_period(ends_on=date(2026, 6, 1), by=people.ngozi.id, now=NOW)
    with pytest.raises(Refused) as refused:
        settle(people, payment, settled_on=date(2026, 5, 30))
    assert refused.value.code == "period_closed"
    assert state_of(payment) == "sent"
