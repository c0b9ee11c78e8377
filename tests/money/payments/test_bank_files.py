"""Files for the bank: made, checked by another, sent, fetched, taken back."""

from __future__ import annotations

import hashlib
import io
from datetime import date, timedelta

import pytest

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.queries import fund_figures, person_money
from commonpurse.money.ledger.queries import balance_of, trial_balance
from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.commands import (
    add_debtor_account,
    approve_bank_file,
    change_payee_account,
    fetch_bank_file,
    make_bank_file,
    send_bank_file,
    stop_payment,
    take_back_bank_file,
)
from commonpurse.money.payments.models import BankFile, DebtorAccount, Instruction, PayeeAccount, Payment
from commonpurse.money.payments.queries import (
    bank_files_visible_to,
    debtor_account_named,
    debtor_accounts_visible_to,
    get_bank_file,
    instructions_of,
    payments_for_next_file,
)
from commonpurse.money.payments.rails.bank_file.pain001_read import read_pain001
from commonpurse.money.payments.rules import COOLING_OFF
from tests.factories import (
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


def make(people: Standing, account: DebtorAccount, **given: object) -> BankFile:
    wanted = {"by": people.ngozi, "now": NOW} | given
    return make_bank_file(debtor_account=account, **wanted)  # type: ignore[arg-type]


def state_of(payment: Payment) -> str:
    return Payment.objects.get(id=payment.id).state


# Making ---------------------------------------------------------------------------------------------------------------


def test_a_file_holds_what_is_ready(
    people: Standing, budget: Budget, mine: PayeeAccount, account: DebtorAccount
) -> None:
    first, second = release(people, budget, mine, 70), release(people, budget, mine, 20)
    assert set(payments_for_next_file(viewer=people.ngozi, debtor_account=account, now=NOW)) == {first, second}
    made = make(people, account)
    assert (made.payment_count, made.total, made.requested_on) == (2, pounds(90), TODAY)
    assert {state_of(first), state_of(second)} == {"in_file"}
    found = read_pain001(io.BytesIO(bytes(made.content)))
    assert found.warnings == ()
    assert found.message_id == made.message_id
    assert [group.id for group in found.groups] == [made.group_id]
    assert {one.end_to_end_id for one in found.transfers} == {first.end_to_end_id, second.end_to_end_id}
    assert hashlib.sha256(bytes(made.content)).hexdigest() == made.sha256
    assert balance_of(made.clearing_account_id).posted == pounds(0)
    inside = instructions_of(viewer=people.tom, bank_file=made)
    assert {one.payment for one in inside} == {first, second}
    assert not instructions_of(viewer=people.wren, bank_file=made).exists()


def test_some_of_the_payments_may_be_chosen(
    people: Standing, budget: Budget, mine: PayeeAccount, account: DebtorAccount
) -> None:
    first, second = release(people, budget, mine, 70), release(people, budget, mine, 20)
    assert make(people, account, payments=[second.id]).total == pounds(20)
    assert (state_of(first), state_of(second)) == ("ready", "in_file")


def test_nothing_ready_makes_no_file(people: Standing, account: DebtorAccount) -> None:
    with pytest.raises(Refused) as refused:
        make(people, account)
    assert refused.value.code == "nothing_to_pay"
    assert not BankFile.objects.exists()


def test_a_payment_that_waits_is_left_out_until_its_wait_is_over(
    people: Standing, budget: Budget, mine: PayeeAccount, account: DebtorAccount
) -> None:
    changed = change_payee_account(
        by=people.wren, payee=mine.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW
    )
    payment = release(people, budget, changed, 10)
    with pytest.raises(Refused):
        make(people, account)
    later = NOW + COOLING_OFF
    assert list(payments_for_next_file(viewer=people.ngozi, debtor_account=account, now=later)) == [payment]
    assert make(people, account, now=later).payment_count == 1
    assert [event.code for event in payment.events.all()] == ["released", "wait_over", "in_file"]


@pytest.mark.parametrize("actor", ["wren", "femi", "callum", "administrator"])
def test_only_finance_and_the_manager_handle_files(
    people: Standing, budget: Budget, mine: PayeeAccount, account: DebtorAccount, actor: str
) -> None:
    release(people, budget, mine, 10)
    someone = getattr(people, actor)
    with pytest.raises(NotAllowed):
        make(people, account, by=someone)
    made = make(people, account)
    for act in (approve_bank_file, send_bank_file, fetch_bank_file, take_back_bank_file):
        with pytest.raises(NotAllowed):
            act(by=someone, bank_file=made, now=NOW)
    assert not bank_files_visible_to(someone).exists()
    assert get_bank_file(viewer=someone, file_id=made.id) is None
    assert get_bank_file(viewer=people.tom, file_id=made.id) == made
    assert not payments_for_next_file(viewer=someone, debtor_account=account, now=NOW).exists()


@pytest.mark.parametrize(
    ("requested_on", "code"),
    [
        (date(2026, 6, 6), "not_a_business_day"),  # a Saturday
        (date(2026, 8, 31), "not_a_business_day"),  # a bank holiday
        (date(2026, 5, 29), "not_a_business_day"),  # before today
        (date(2036, 5, 29), "not_a_business_day"),
    ],
)
def test_a_day_on_which_no_bank_pays_is_refused(
    people: Standing, budget: Budget, mine: PayeeAccount, account: DebtorAccount, requested_on: date, code: str
) -> None:
    payment = release(people, budget, mine, 10)
    with pytest.raises(Refused) as refused:
        make(people, account, requested_on=requested_on)
    assert refused.value.code == code
    assert state_of(payment) == "ready"


def test_after_the_cut_off_the_file_is_for_tomorrow(
    people: Standing, budget: Budget, mine: PayeeAccount, account: DebtorAccount
) -> None:
    release(people, budget, mine, 10)
    assert make(people, account, now=NOW + timedelta(hours=5)).requested_on == TODAY + timedelta(days=1)


def test_euros_go_by_iban(db: None) -> None:
    people = standing_people("EUR")
    budget = make_budget(people, (make_fund(people, received=500), 100))
    account = make_debtor_account(people)
    release(people, budget, make_payee(people), 10, remittance="Miete Juni " + "x" * 100)
    made = make(people, account, version="03")
    assert b"<IBAN>DE89370400440532013000</IBAN>" in bytes(made.content)
    assert b"pain.001.001.03" in bytes(made.content)
    assert made.total == Money(1000, "EUR")


# Checking -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def made(people: Standing, budget: Budget, mine: PayeeAccount, account: DebtorAccount) -> BankFile:
    release(people, budget, mine, 70)
    return make(people, account)


def test_who_made_a_file_does_not_check_it(people: Standing, made: BankFile) -> None:
    with pytest.raises(Refused) as refused:
        approve_bank_file(by=people.ngozi, bank_file=made, now=NOW)
    assert refused.value.code == "same_person"
    assert refused.value.message == (
        "You made this file, so somebody else must check it. Ask another member of finance."
    )
    made.refresh_from_db()
    assert made.approved_at is None


def test_who_released_a_payment_does_not_check_its_file(
    people: Standing, budget: Budget, mine: PayeeAccount, account: DebtorAccount
) -> None:
    release(people, budget, mine, 10, by=people.priya)
    made = make(people, account)
    with pytest.raises(Refused) as refused:
        approve_bank_file(by=people.priya, bank_file=made, now=NOW)
    assert refused.value.code == "checker_released"
    assert approve_bank_file(by=people.tom, bank_file=made, now=NOW).approved_by == people.tom


def test_who_wrote_down_an_account_does_not_check_the_file_that_pays_it(
    people: Standing, budget: Budget, mine: PayeeAccount, account: DebtorAccount
) -> None:
    changed = change_payee_account(
        by=people.priya, payee=mine.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW
    )
    release(people, budget, changed, 10, now=NOW + COOLING_OFF)
    made = make(people, account, now=NOW + COOLING_OFF)
    with pytest.raises(Refused) as refused:
        approve_bank_file(by=people.priya, bank_file=made, now=NOW + COOLING_OFF)
    assert refused.value.code == "checker_released"


def test_approving_twice_changes_nothing(people: Standing, made: BankFile) -> None:
    first = approve_bank_file(by=people.tom, bank_file=made, now=NOW)
    again = approve_bank_file(by=people.tom, bank_file=made, now=NOW + timedelta(hours=1))
    assert again.approved_at == first.approved_at
    other = approve_bank_file(by=people.priya, bank_file=made, now=NOW + timedelta(hours=1))
    assert other.approved_by == people.tom
    assert AuditEvent.objects.filter(event_type="bank_file_approved").count() == 1


# Sending and fetching -------------------------------------------------------------------------------------------------


def test_nothing_is_sent_unchecked_and_nothing_fetched_unsent(people: Standing, made: BankFile) -> None:
    with pytest.raises(Refused) as refused:
        send_bank_file(by=people.ngozi, bank_file=made, now=NOW)
    assert refused.value.code == "not_approved"
    approve_bank_file(by=people.tom, bank_file=made, now=NOW)
    with pytest.raises(Refused) as unsent:
        fetch_bank_file(by=people.ngozi, bank_file=made, now=NOW)
    assert unsent.value.code == "not_sent"


def test_sending_moves_exactly_the_total_of_the_file(people: Standing, made: BankFile, budget: Budget) -> None:
    approve_bank_file(by=people.tom, bank_file=made, now=NOW)
    sent = send_bank_file(by=people.ngozi, bank_file=made, now=NOW)
    assert balance_of(sent.clearing_account_id).posted == sent.total == pounds(70)
    money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert money is not None
    assert (money.available, money.held) == (pounds(90), pounds(0))
    figures = fund_figures(viewer=people.ngozi, funds=[line.fund for line in budget.lines.all()])
    assert sum((one.spent for one in figures.values()), pounds(0)) == pounds(70)
    assert trial_balance()["GBP"].difference == pounds(0)
    assert {payment.state for payment in Payment.objects.all()} == {"sent"}


def test_sending_again_changes_nothing(people: Standing, made: BankFile) -> None:
    approve_bank_file(by=people.tom, bank_file=made, now=NOW)
    first = send_bank_file(by=people.ngozi, bank_file=made, now=NOW)
    again = send_bank_file(by=people.tom, bank_file=made, now=NOW + timedelta(days=3))
    assert (again.sent_at, again.sent_by) == (first.sent_at, people.ngozi)
    assert balance_of(first.clearing_account_id).posted == pounds(70)


def test_a_file_is_the_same_to_the_byte_each_time_it_is_fetched(people: Standing, made: BankFile) -> None:
    approve_bank_file(by=people.tom, bank_file=made, now=NOW)
    send_bank_file(by=people.ngozi, bank_file=made, now=NOW)
    fetched = [fetch_bank_file(by=people.ngozi, bank_file=made, now=NOW + timedelta(days=n)) for n in range(3)]
    assert set(fetched) == {bytes(made.content)}
    assert hashlib.sha256(fetched[0]).hexdigest() == made.sha256
    assert AuditEvent.objects.filter(event_type="bank_file_fetched").count() == 3


def test_a_file_whose_day_is_over_is_not_sent(people: Standing, made: BankFile) -> None:
    approve_bank_file(by=people.tom, bank_file=made, now=NOW)
    with pytest.raises(Refused) as refused:
        send_bank_file(by=people.ngozi, bank_file=made, now=NOW + timedelta(hours=5))
    assert refused.value.message == (
        "The bank cannot pay on Monday 1 June 2026 any more. The first day it can is Tuesday 2 June 2026."
    )


def test_an_account_changed_after_the_file_was_made_keeps_it_here(
    people: Standing, made: BankFile, mine: PayeeAccount
) -> None:
    approve_bank_file(by=people.tom, bank_file=made, now=NOW)
    change_payee_account(by=people.wren, payee=mine.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW)
    with pytest.raises(Refused) as refused:
        send_bank_file(by=people.ngozi, bank_file=made, now=NOW)
    assert refused.value.code == "account_changed_since"
    take_back_bank_file(by=people.ngozi, bank_file=made, now=NOW)
    assert {payment.state for payment in Payment.objects.all()} == {"stopped"}


# Taking back ----------------------------------------------------------------------------------------------------------


def test_a_file_taken_back_gives_its_payments_to_another(
    people: Standing, made: BankFile, account: DebtorAccount
) -> None:
    approve_bank_file(by=people.tom, bank_file=made, now=NOW)
    taken = take_back_bank_file(by=people.tom, bank_file=made, now=NOW)
    assert take_back_bank_file(by=people.ngozi, bank_file=made, now=NOW).taken_back_by == taken.taken_back_by
    (payment,) = Payment.objects.all()
    assert payment.state == "ready"
    for act in (send_bank_file, approve_bank_file):
        with pytest.raises(Refused) as refused:
            act(by=people.priya, bank_file=made, now=NOW)
        assert refused.value.code == "file_taken_back"
    second = make(people, account)
    assert second.message_id != made.message_id
    assert Instruction.objects.filter(payment=payment).count() == 2
    assert [one.is_live for one in payment.instructions.order_by("id")] == [False, True]


def test_a_sent_file_is_not_taken_back(people: Standing, made: BankFile) -> None:
    approve_bank_file(by=people.tom, bank_file=made, now=NOW)
    send_bank_file(by=people.ngozi, bank_file=made, now=NOW)
    with pytest.raises(Refused) as refused:
        take_back_bank_file(by=people.ngozi, bank_file=made, now=NOW)
    assert refused.value.code == "file_sent"


def test_a_payment_in_a_file_is_stopped_only_after_taking_the_file_back(people: Standing, made: BankFile) -> None:
    (payment,) = Payment.objects.all()
    with pytest.raises(Refused) as refused:
        stop_payment(by=people.wren, payment=payment, reason="Wrong", now=NOW)
    assert refused.value.code == "too_late_to_stop"
    assert "Take the file back first." in refused.value.message
    take_back_bank_file(by=people.ngozi, bank_file=made, now=NOW)
    assert stop_payment(by=people.wren, payment=payment, reason="Wrong", now=NOW).state == "stopped"


def test_a_sent_payment_is_not_stopped(
    people: Standing, budget: Budget, mine: PayeeAccount, account: DebtorAccount
) -> None:
    payment = release(people, budget, mine, 70)
    make_sent_file(people, account)
    with pytest.raises(Refused) as refused:
        stop_payment(by=people.ngozi, payment=payment, reason="Wrong", now=NOW)
    assert "It cannot be called back." in refused.value.message


# Our own accounts -----------------------------------------------------------------------------------------------------


def test_our_own_account_is_added_once(people: Standing, account: DebtorAccount) -> None:
    with pytest.raises(Refused) as refused:
        make_debtor_account(people, "Other name")
    assert refused.value.code == "account_there"
    with pytest.raises(Refused) as refused:
        make_debtor_account(people, number="11223344")
    assert refused.value.code == "account_there"
    assert make_debtor_account(people, "Second", "11223344").bank_account_id != account.bank_account_id


@pytest.mark.parametrize("actor", ["wren", "priya", "callum"])
def test_who_pays_no_bills_adds_no_account(people: Standing, actor: str) -> None:
    with pytest.raises(NotAllowed):
        add_debtor_account(
            by=getattr(people, actor),
            name="x",
            holder_name="x",
            account=TypedAccount(sort_code="200000", account_number="55779911"),
            now=NOW,
        )


@pytest.mark.parametrize(("viewer", "sees"), [("ngozi", 1), ("priya", 1), ("administrator", 1), ("wren", 0), ("callum", 0), ("ada", 0)])  # fmt: skip
def test_who_sees_our_own_accounts(people: Standing, account: DebtorAccount, viewer: str, sees: int) -> None:
    seen = getattr(people, viewer)
    assert debtor_accounts_visible_to(seen).count() == sees
    assert (debtor_account_named(viewer=seen, name="Main account") is not None) == bool(sees)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"account": TypedAccount(iban="DE89370400440532013000")}, "other_scheme"),
        ({"name": " "}, "name_needed"),
        ({"holder_name": "x" * 71}, "name_needed"),
        ({"organisation_id": "has space"}, "cannot_be_written"),
    ],
)
def test_an_account_of_ours_that_no_file_can_name_is_refused(people: Standing, given: dict, code: str) -> None:
    wanted = {
        "by": people.ngozi,
        "name": "Main",
        "holder_name": "Harbour",
        "account": TypedAccount(sort_code="200000", account_number="55779911"),
        "now": NOW,
    } | given
    with pytest.raises(Refused) as refused:
        add_debtor_account(**wanted)
    assert refused.value.code == code
