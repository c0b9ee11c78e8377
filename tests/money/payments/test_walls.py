"""A walled officer pays everybody else; another one pays her; and sums tie with the ledger all the while."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest

from commonpurse.insight.release.queries import open_waits, waits_by_step
from commonpurse.kernel.context import acting, context_of
from commonpurse.kernel.errors import NotAllowed
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.queries import given_by_fund, money_due_back, trace_fund
from commonpurse.money.ledger.queries import balance_of, trial_balance
from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.commands import (
    add_payee,
    approve_bank_file,
    fetch_bank_file,
    make_bank_file,
    send_bank_file,
    take_back_bank_file,
)
from commonpurse.money.payments.models import DebtorAccount, Payment
from commonpurse.money.payments.queries import (
    accounts_awaiting_call_back,
    bank_files_visible_to,
    count_payable_by_nobody,
    get_payment,
    instructions_of,
    payments_for_next_file,
    payments_visible_to,
    ready_payments,
    sent_payments,
)
from commonpurse.money.payments.rules import PayeeKind, PaymentRefused, PaymentState
from commonpurse.money.reconciliation.commands import import_statement
from commonpurse.money.reconciliation.queries import (
    count_open_lines,
    lines_visible_to,
    unexplained_difference,
    work_list,
)
from commonpurse.parties.partners.commands import add_member
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.commands import end_wall, raise_wall
from tests.factories import (
    LAST_MONTH,
    NOW,
    TODAY,
    Standing,
    make_budget,
    make_debtor_account,
    make_fund,
    make_payee,
    pounds,
    release,
    standing_people,
)
from tests.money.reconciliation.made_statements import Line as BankLine
from tests.money.reconciliation.made_statements import camt053


class Books:
    """Ada's payment of £30 and Sam's of £20, both ready; Ngozi is kept away from Ada."""

    def __init__(self) -> None:
        self.people: Standing = standing_people()
        people = self.people
        self.fund = make_fund(people, received=500)
        self.adas: Budget = make_budget(people, (self.fund, 100))
        self.sams: Budget = make_budget(people, (self.fund, 100), person=people.stranger)
        self.account: DebtorAccount = make_debtor_account(people)
        self.ada_paid: Payment = release(people, self.adas, make_payee(people), 30)
        payee = add_payee(
            by=people.priya,
            person=people.stranger,
            kind=PayeeKind.OWN,
            name="Me",
            holder_name="Sam Weller",
            account=TypedAccount(sort_code="12-34-56", account_number="11112222"),
            now=LAST_MONTH,
        )
        self.sam_paid: Payment = release(people, self.sams, payee, 20, by=people.priya)
        self.wall = raise_wall(by=people.ada, person=people.ada, member=people.ngozi, bond="relative", now=NOW)
        self.third: Member = add_member(
            by=people.administrator, organisation=people.council, name="Third", roles=["finance"], now=LAST_MONTH
        )


@contextmanager
def acting_as(member: Member) -> Iterator[None]:
    """As in a request of theirs: on PostgreSQL they see no wall that keeps them away."""
    with acting(context_of(member, purpose="to test", today=TODAY, now=NOW)):
        yield


@pytest.fixture
def books(db: None) -> Books:
    return Books()


def test_a_file_of_a_walled_officer_leaves_her_payment_for_the_next_one(books: Books) -> None:
    people = books.people
    with acting_as(people.ngozi):
        waiting = payments_for_next_file(viewer=people.ngozi, debtor_account=books.account, now=NOW)
        assert list(waiting) == [books.sam_paid]
        ready = ready_payments(viewer=people.ngozi, currency="GBP", now=NOW)
        assert (ready.count, ready.total) == (1, pounds(20))
        made = make_bank_file(by=people.ngozi, debtor_account=books.account, now=NOW)
    assert (made.payment_count, made.total) == (1, pounds(20))
    approve_bank_file(by=people.tom, bank_file=made, now=NOW)
    send_bank_file(by=people.ngozi, bank_file=made, now=NOW)
    assert balance_of(made.clearing_account_id).posted == pounds(20)
    after = make_bank_file(by=people.tom, debtor_account=books.account, now=NOW)
    assert (after.payment_count, after.total) == (1, pounds(30))
    approve_bank_file(by=books.third, bank_file=after, now=NOW)
    send_bank_file(by=people.tom, bank_file=after, now=NOW)
    assert balance_of(after.clearing_account_id).posted == pounds(30)
    assert trial_balance()["GBP"].difference == pounds(0)
    books.ada_paid.refresh_from_db()
    assert books.ada_paid.state == PaymentState.SENT


def test_asked_for_by_its_id_her_payment_goes_into_no_file_of_a_walled_officer(books: Books) -> None:
    with acting_as(books.people.ngozi), pytest.raises(PaymentRefused) as refused:
        make_bank_file(by=books.people.ngozi, debtor_account=books.account, now=NOW, payments=[books.ada_paid.id])
    assert refused.value.code == "nothing_to_pay"


def test_a_file_that_holds_her_payment_is_not_there_for_a_walled_officer(books: Books) -> None:
    people = books.people
    made = make_bank_file(by=people.tom, debtor_account=books.account, now=NOW)
    assert made.payment_count == 2
    with acting_as(books.third):
        assert made in bank_files_visible_to(books.third)
    with acting_as(people.ngozi):
        assert made not in bank_files_visible_to(people.ngozi)
        assert books.ada_paid.id not in {one.payment_id for one in instructions_of(viewer=people.ngozi, bank_file=made)}
        for act in (approve_bank_file, send_bank_file, take_back_bank_file, fetch_bank_file):
            with pytest.raises(NotAllowed):
                act(by=people.ngozi, bank_file=made, now=NOW)
    approve_bank_file(by=books.third, bank_file=made, now=NOW)
    send_bank_file(by=people.tom, bank_file=made, now=NOW)
    with acting_as(people.ngozi):
        with pytest.raises(NotAllowed):
            fetch_bank_file(by=people.ngozi, bank_file=made, now=NOW)
        sent = sent_payments(viewer=people.ngozi, debtor_account=books.account)
    assert [one.payment_id for one in sent] == [books.sam_paid.id]


def test_no_list_count_trace_or_wait_of_money_shows_her(books: Books) -> None:
    people = books.people
    for walled in (people.ngozi, people.priya):
        if walled is people.priya:
            raise_wall(by=people.ada, person=people.ada, member=walled, bond="colleague", now=NOW)
        with acting_as(walled):
            assert books.ada_paid not in payments_visible_to(walled, TODAY)
            assert get_payment(viewer=walled, payment_id=books.ada_paid.id, today=TODAY) is None
            assert not accounts_awaiting_call_back(viewer=walled, now=LAST_MONTH, today=TODAY).filter(
                payee__person=people.ada
            )
            given = {each.line.budget.person_id for each in given_by_fund(viewer=walled, fund=books.fund)}
            assert given == {people.stranger.id}
            trace = trace_fund(viewer=walled, fund=books.fund)
            assert trace is not None
            assert {one.budget_id for one in (*trace.allocations, *trace.legs)} == {books.sams.id}
    with acting_as(people.priya):
        assert {row[1] for row in open_waits(viewer=people.priya, now=NOW)} == {books.sam_paid.id}
        assert sum(one.count for one in waits_by_step(viewer=people.priya, now=NOW, today=TODAY)) == 1


def test_money_due_back_keeps_its_sum_and_leaves_her_line_out(books: Books) -> None:
    later = books.fund.ends_on.replace(year=books.fund.ends_on.year + 1)
    with acting_as(books.people.ngozi):
        seen = money_due_back(viewer=books.people.ngozi, today=later)
    with acting_as(books.people.tom):
        everything = money_due_back(viewer=books.people.tom, today=later)
    assert [each.total for each in seen] == [each.total for each in everything]
    assert [len(each.lines) for each in seen] == [len(each.lines) - 1 for each in everything]


def test_lines_of_a_statement_that_show_her_are_there_for_others_alone_and_the_figure_stays_whole(
    books: Books,
) -> None:
    people = books.people
    made = make_bank_file(by=people.tom, debtor_account=books.account, now=NOW)
    approve_bank_file(by=books.third, bank_file=made, now=NOW)
    send_bank_file(by=people.tom, bank_file=made, now=NOW)
    lines = [
        BankLine(TODAY, Decimal("-30.00"), "Paid", end_to_end_id=books.ada_paid.end_to_end_id),
        BankLine(TODAY, Decimal("-20.00"), "Paid", end_to_end_id=books.sam_paid.end_to_end_id),
        BankLine(TODAY, Decimal("-7.00"), "Something", name="Ada Lovelace"),
        BankLine(TODAY, Decimal("-3.50"), "Account fee"),
    ]
    content = camt053(lines, opening=Decimal("0.00"), account="20000055779911").encode()
    # Even where the walled officer reads it in, the machine matches all of it.
    with acting_as(people.ngozi):
        import_statement(
            by=people.ngozi, debtor_account=books.account, file=io.BytesIO(content), file_name="may.xml", now=NOW
        )
    books.ada_paid.refresh_from_db()
    assert books.ada_paid.state == PaymentState.SETTLED
    figures = []
    with acting_as(people.ngozi):
        assert {line.amount_minor for line in lines_visible_to(people.ngozi)} == {-2000, -350}
        assert [each.line.amount_minor for each in work_list(viewer=people.ngozi, today=TODAY)] == [-350]
        assert count_open_lines(viewer=people.ngozi) == 1
        figures.append(unexplained_difference(viewer=people.ngozi, today=TODAY))
    with acting_as(people.tom):
        assert {line.amount_minor for line in lines_visible_to(people.tom)} == {-3000, -2000, -700, -350}
        figures.append(unexplained_difference(viewer=people.tom, today=TODAY))
    assert figures[0] == figures[1]


def test_somebody_is_told_when_walls_leave_nobody_who_could_pay_her(books: Books) -> None:
    people = books.people
    told = people.administrator
    assert count_payable_by_nobody(viewer=told, now=NOW) == 0  # Tom, Third and Priya are left
    first = raise_wall(by=people.ada, person=people.ada, member=people.tom, bond="other", now=NOW)
    raise_wall(by=people.ada, person=people.ada, member=people.priya, bond="other", now=NOW)
    assert count_payable_by_nobody(viewer=told, now=NOW) == 1  # Third could make a file, and nobody check it
    assert count_payable_by_nobody(viewer=people.ngozi, now=NOW) == 0  # it must not show to whom it is about
    end_wall(by=people.ada, wall=first, now=NOW)
    assert count_payable_by_nobody(viewer=told, now=NOW) == 0
