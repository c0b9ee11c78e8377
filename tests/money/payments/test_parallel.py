"""Many at once and killed in between, committing for real, on both databases."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.models import Budget, Hold
from commonpurse.money.budgets.queries import person_money
from commonpurse.money.ledger.queries import balance_of, trial_balance
from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.commands import (
    add_payee,
    approve_bank_file,
    change_payee_account,
    make_bank_file,
    return_payment,
    send_bank_file,
    settle_payment,
)
from commonpurse.money.payments.models import BankFile, DebtorAccount, MoneyBack, PayeeAccount, Payment, Settlement
from commonpurse.money.payments.rules import PayeeKind
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
from tests.money.budgets.test_parallel import at_once


def scene() -> tuple[Standing, Budget, PayeeAccount, DebtorAccount]:
    """£100 over three funds."""
    people = standing_people()
    parts = [(make_fund(people, f"Fund {amount}", received=amount), amount) for amount in (20, 35, 45)]
    return people, make_budget(people, *parts), make_payee(people), make_debtor_account(people)


def available(people: Standing) -> int:
    money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert money is not None
    return money.available.minor


def test_64_releases_of_ten_pounds_on_a_hundred_pay_exactly_ten(fresh_database: str) -> None:
    people, budget, payee, _ = scene()
    outcomes = at_once(lambda number: release(people, budget, payee, 10))
    assert outcomes == {"done": 10, "short_of_money": 54}
    assert Payment.objects.count() == Hold.objects.count() == 10
    assert available(people) == 0


def test_the_same_request_64_times_pays_once_and_with_other_details_never(fresh_database: str) -> None:
    people, budget, payee, _ = scene()
    request = new_id()
    outcomes = at_once(lambda number: release(people, budget, payee, 10 if number % 8 else 11, request_id=request))
    assert outcomes in ({"done": 56, "request_reused": 8}, {"done": 8, "request_reused": 56})
    (payment,) = Payment.objects.all()
    assert available(people) == 10_000 - payment.amount_minor


def test_a_change_of_account_stops_every_release_that_it_meets(fresh_database: str) -> None:
    """Whoever releases at that moment is before the change, and stopped by it, or after it, and refused."""
    people, budget, payee, _ = scene()
    mistyped = change_payee_account(
        by=people.wren, payee=payee.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW
    )

    def act(number: int) -> None:
        if number == 8:
            other = TypedAccount(sort_code="121212", account_number="11112222")
            change_payee_account(by=people.priya, payee=payee.payee, holder_name="Ada", account=other, now=NOW)
        else:
            release(people, budget, mistyped, 1)

    outcomes = at_once(act, 16)
    assert set(outcomes) <= {"done", "account_changed"}
    assert set(Payment.objects.values_list("state", flat=True)) <= {"stopped"}
    assert Payment.objects.count() == outcomes["done"] - 1
    assert available(people) == 10_000


def test_the_same_request_for_two_people_at_once_pays_one(fresh_database: str) -> None:
    people, budget, payee, _ = scene()
    other = make_budget(people, (make_fund(people, "Other", received=100), 100), person=people.stranger)
    theirs = add_payee(
        by=people.priya,
        person=people.stranger,
        kind=PayeeKind.OWN,
        name="Me",
        holder_name="Sam",
        account=ADAS_ACCOUNT,
        now=NOW,
    )
    request = new_id()

    def act(number: int) -> None:
        mine = (budget, payee) if number % 2 else (other, theirs)
        release(people, *mine, 10, request_id=request, by=people.priya)

    assert at_once(act, 16) == {"done": 8, "request_reused": 8}
    assert Payment.objects.count() == 1


def test_a_payment_goes_into_one_of_many_files_made_at_once(fresh_database: str) -> None:
    people, budget, payee, account = scene()
    second = make_debtor_account(people, "Second", "11223344")
    for _ in range(5):
        release(people, budget, payee, 10)

    def act(number: int) -> None:
        make_bank_file(by=people.ngozi, debtor_account=second if number % 2 else account, now=NOW)

    outcomes = at_once(act, 16)
    assert outcomes == {"done": 1, "nothing_to_pay": 15}
    assert BankFile.objects.get().payment_count == 5


def test_a_file_sent_by_many_at_once_moves_its_money_once(fresh_database: str) -> None:
    people, budget, payee, account = scene()
    release(people, budget, payee, 70)
    made = make_bank_file(by=people.ngozi, debtor_account=account, now=NOW)
    approve_bank_file(by=people.tom, bank_file=made, now=NOW)
    assert at_once(lambda number: send_bank_file(by=people.tom, bank_file=made, now=NOW), 16) == {"done": 16}
    assert balance_of(made.clearing_account_id).posted == pounds(70)
    assert trial_balance()["GBP"].difference == pounds(0)


def test_many_lines_for_one_payment_settle_it_once_and_return_it_once(fresh_database: str) -> None:
    people, budget, payee, account = scene()
    payment = release(people, budget, payee, 70)
    sent = make_sent_file(people, account)
    line, back = new_id(), new_id()

    def act(number: int) -> None:
        if number % 2:
            settle_payment(by=people.ngozi, payment=payment, settled_on=TODAY, source_id=line, now=NOW)
        else:
            return_payment(by=people.ngozi, payment=payment, amount=pounds(70), came_on=TODAY, source_id=back, now=NOW)

    assert at_once(act, 16) == {"done": 16}
    assert (Settlement.objects.count(), MoneyBack.objects.count()) == (1, 1)
    assert available(people) == 10_000
    assert balance_of(sent.clearing_account_id).posted == pounds(0)


# Killed in between ----------------------------------------------------------------------------------------------------

SEND_AND_DIE = """
import os, signal, sys
from commonpurse.cli.running import start_django
start_django()
from commonpurse.kernel.context import Context, ViewerKind, process_acts_as
process_acts_as(Context(ViewerKind.SYSTEM, "to test"))
from django.db import transaction
from commonpurse.money.payments.commands import bank_files, send_bank_file
from commonpurse.money.payments.models import BankFile
from commonpurse.parties.partners.models import Member
from tests.factories import NOW

def die(*ignored, **also_ignored):
    os.kill(os.getpid(), signal.SIGKILL)

point = sys.argv[1]
if point == "before the money moves":
    bank_files.release_rows_of_many = die
elif point == "after the money moved":
    bank_files.step_payments = die
elif point == "before the trail":
    bank_files.record_event = die
made = BankFile.objects.get()
if point == "before the commit":
    with transaction.atomic():
        send_bank_file(by=Member.objects.get(name="Ngozi"), bank_file=made, now=NOW)
        die()
send_bank_file(by=Member.objects.get(name="Ngozi"), bank_file=made, now=NOW)
die()
"""


@pytest.mark.parametrize(
    ("point", "is_sent"),
    [
        ("before the money moves", False),
        ("after the money moved", False),
        ("before the trail", False),
        ("before the commit", False),
        ("after the commit", True),
    ],
)
def test_a_send_that_is_killed_is_whole_or_not_at_all_and_sending_again_ends_it(
    fresh_database: str, tmp_path: Path, point: str, is_sent: bool
) -> None:
    people, budget, payee, account = scene()
    release(people, budget, payee, 70)
    made = make_bank_file(by=people.ngozi, debtor_account=account, now=NOW)
    approve_bank_file(by=people.tom, bank_file=made, now=NOW)
    connections.close_all()
    environment = {**os.environ, "COMMONPURSE_DATABASE": fresh_database, "COMMONPURSE_DATA": str(tmp_path)}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    killed = subprocess.run(
        [sys.executable, "-c", SEND_AND_DIE, point], env=environment, capture_output=True, timeout=120, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert (BankFile.objects.get().sent_at is not None) is is_sent
    assert balance_of(made.clearing_account_id).posted == (pounds(70) if is_sent else pounds(0))
    assert Payment.objects.get().state == ("sent" if is_sent else "in_file")
    sent = send_bank_file(by=people.ngozi, bank_file=made, now=NOW)
    assert sent.sent_at == NOW
    assert balance_of(made.clearing_account_id).posted == pounds(70)
    assert available(people) == 3_000
    assert trial_balance()["GBP"].difference == pounds(0)
