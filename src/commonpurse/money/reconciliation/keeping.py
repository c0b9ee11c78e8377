"""Keep a statement that was looked at: its lines, what they match, and their money, in one transaction."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Min, Q, Sum

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import Refused
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.periods import business_date
from commonpurse.money.ledger.commands import lock_accounts
from commonpurse.money.payments.models import Payment
from commonpurse.money.payments.queries import accounts_of_payments, sent_payments
from commonpurse.money.payments.steps import lock_payments
from commonpurse.money.reconciliation.booking import (
    LINES_A_STATEMENT,
    Suspended,
    keep_match,
    move_payments,
    new_match,
    post_to_suspense,
)
from commonpurse.money.reconciliation.facts import candidates_for, facts_of
from commonpurse.money.reconciliation.formats import read_statements
from commonpurse.money.reconciliation.formats.records import Entry, StatementHead, Status
from commonpurse.money.reconciliation.lines import line_of_entry
from commonpurse.money.reconciliation.models import (
    DifferenceRequest,
    Statement,
    StatementFile,
    StatementLine,
    StatementSeries,
)
from commonpurse.money.reconciliation.planning import Plan, plan_statements
from commonpurse.money.reconciliation.reading import Reading
from commonpurse.money.reconciliation.rules import (
    ExaminedStatement,
    Found,
    LineKind,
    ReconciliationRefused,
    match_all,
)
from commonpurse.money.reconciliation.rules.matching import may_have_come_back
from commonpurse.money.reconciliation.series import lock_series
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import system_member


@dataclass(frozen=True)
class ImportResult:
    """What came of an import. `file` is empty where the bank had sent all of it before."""

    file: StatementFile | None
    statements: tuple[Statement, ...]
    new_count: int
    known_count: int
    matched_count: int
    open_count: int
    pending_count: int
    warnings: tuple[str, ...]


def keep_reading(
    reading: Reading, file_name: str, *, by: Member, now: datetime, accepted: DifferenceRequest | None = None
) -> ImportResult:
    """Keep a file that was looked at: its lines, what they match, and their money, in one transaction."""
    with transaction.atomic():
        series = lock_series(reading.account, by=by, now=now)
        known_file = StatementFile.objects.filter(series=series, sha256=reading.sha256).first()
        if known_file is not None:
            return _nothing_new(reading)
        kept = _Keeping(reading, series, by, now, accepted)
        kept.decide()
        if not kept.is_anything_new:
            return _nothing_new(reading)
        kept.write(file_name)
        return kept.result()


def _nothing_new(reading: Reading) -> ImportResult:
    statements = reading.examined.statements
    return ImportResult(
        file=None,
        statements=(),
        new_count=0,
        known_count=sum(len(one.lines) for one in statements),
        matched_count=0,
        open_count=0,
        pending_count=sum(one.pending_count for one in statements),
        warnings=tuple(reading.examined.warnings),
    )


class FileChanged(ReconciliationRefused):
    """Somebody wrote to the file between the two times it was read. Nothing was kept."""

    def __init__(self) -> None:
        super().__init__("The file was changed while it was read. Start again.", code="file_changed")


class _Keeping:
    """One import inside its transaction. The series is locked."""

    def __init__(
        self,
        reading: Reading,
        series: StatementSeries,
        by: Member,
        now: datetime,
        accepted: DifferenceRequest | None,
    ) -> None:
        self.reading, self.series, self.by, self.now, self.accepted = reading, series, by, now, accepted
        self.account = reading.account
        self.system = system_member()
        self.plans: list[Plan] = []
        self.statements: list[Statement] = []
        self.to_suspense: list[Suspended] = []
        self.held: list[StatementLine] = []
        self.warnings = list(reading.examined.warnings)
        self.matched = 0
        self.place = series.line_count
        self.file: StatementFile | None = None

    @property
    def is_anything_new(self) -> bool:
        return any(not plan.is_known for plan in self.plans)

    def decide(self) -> None:
        """Tell new lines from repeats, day by day, statement by statement."""
        self.plans = plan_statements(self.series, self.reading.examined.statements)

    def write(self, file_name: str) -> None:
        """Write the statements and lines, book what is certain, put the rest into suspense."""
        self._write_file(file_name)
        self._write_statements()
        self._read_again()
        self._book_certain()
        self._add_differences()
        self._add_opening()
        post_to_suspense(self.to_suspense, self.account, by=self.by.id, now=self.now)
        StatementSeries.objects.filter(id=self.series.id).update(line_count=self.place)
        result = self.result()
        record_event(
            "statement_imported",
            by=self.by.id,
            subject_type="statement_file",
            subject_id=self._file.id,
            now=self.now,
            sha256=self.reading.sha256,
            statements=len(self.statements),
            new=result.new_count,
            known=result.known_count,
            matched=result.matched_count,
        )

    @property
    def _file(self) -> StatementFile:
        assert self.file is not None, "written first"  # noqa: S101
        return self.file

    def _write_file(self, file_name: str) -> None:
        head = self.reading.examined.head
        self.file = StatementFile.objects.create(
            series=self.series,
            file_name=Path(file_name).name[:255],
            sha256=self.reading.sha256,
            size=self.reading.source.encoding.size,
            format=head.format,
            version=(head.version or "")[:40],
            mapping=self.reading.mapping,
            difference=self.accepted,
            imported_at=self.now,
            imported_by=self.by,
        )

    def _write_statements(self) -> None:
        for number, plan in enumerate(self.plans, 1):
            if plan.is_known:
                continue
            one = plan.examined
            self.statements.append(
                Statement(
                    series=self.series,
                    file=self._file,
                    number_in_file=number,
                    bank_id=(one.head.id or "")[:100],
                    bank_number=(one.head.number or "")[:100],
                    fingerprint=one.fingerprint,
                    currency=self.account.currency,
                    opens_on=one.opens_on,
                    closes_on=one.closes_on,
                    opening_minor=one.opening_minor,
                    closing_minor=one.closing_minor,
                    credits_minor=one.credits_minor,
                    debits_minor=one.debits_minor,
                    difference_minor=one.difference_minor,
                    proof=one.proof.value,
                    entry_count=len(one.lines),
                    new_count=plan.new_count,
                    pending_count=one.pending_count,
                )
            )
        Statement.objects.bulk_create(self.statements, batch_size=LINES_A_STATEMENT)

    def _read_again(self) -> None:
        """Read the file a second time and keep each new line. Few are held back: those that may match a payment."""
        with acting_as_system("to find what the lines of a statement may show"):
            open_payments = sent_payments(viewer=self.system, debtor_account=self.account, only_open=True)
        amounts = {-payment.amount.minor for payment in open_payments}
        ids = {payment.end_to_end_id for payment in open_payments}
        batch: list[StatementLine] = []
        for line in self._new_lines():
            if self._may_match(line, amounts, ids):
                self.held.append(line)
                continue
            self._will_be_in_suspense(line)
            batch.append(line)
            if len(batch) == LINES_A_STATEMENT:
                self._insert(batch)
                batch = []
        self._insert(batch)
        if self.reading.source.sha256() != self.reading.sha256:
            raise FileChanged

    def _new_lines(self) -> Iterator[StatementLine]:
        by_number = {statement.number_in_file: statement for statement in self.statements}
        plan, number, at, start, ranks = Plan(ExaminedStatement(StatementHead())), 0, 0, self.place, [0]
        for record in read_statements(self.reading.source, self.reading.columns):
            if isinstance(record, StatementHead):
                if number == len(self.plans):
                    raise FileChanged
                plan, number, at, start = self.plans[number], number + 1, 0, self.place
                ranks = plan.ranks()
                self.place += plan.new_count
            elif isinstance(record, Entry) and record.status is Status.BOOKED:
                if at == len(plan.nth):
                    raise FileChanged
                index = len(plan.nth) - 1 - at if plan.examined.is_newest_first else at
                at += 1
                if plan.nth[index]:
                    yield line_of_entry(
                        record,
                        plan.examined.lines[index],
                        statement=by_number[number],
                        series=self.series,
                        nth=plan.nth[index],
                        place=start + ranks[index] + 1,
                        currency=self.account.currency,
                    )

    def _may_match(self, line: StatementLine, amounts: set[int], ids: set[str]) -> bool:
        if line.amount_minor < 0:
            return line.is_batch or line.amount_minor in amounts or line.end_to_end_id in ids
        return may_have_come_back(facts_of(line))

    def _will_be_in_suspense(self, line: StatementLine) -> None:
        if line.amount_minor:
            line.suspense_transfer = new_id()
            self.to_suspense.append(Suspended.of(line))

    def _insert(self, lines: list[StatementLine]) -> None:
        StatementLine.objects.bulk_create(lines, batch_size=LINES_A_STATEMENT)

    def _add_opening(self) -> None:
        """What the account held before the first statement, as a line of its own: to be explained like any other.

        When an earlier statement, or earlier lines, come in later, another such line corrects it.
        """
        first = self._first_statement()
        if first is None or first.opening_minor is None or first.opens_on is None:
            return
        lines = StatementLine.objects.filter(series=self.series)
        opening = Q(kind=LineKind.OPENING.value)
        told = lines.filter(opening | Q(booked_on__lt=first.opens_on)).aggregate(total=Sum("amount_minor"))["total"]
        missing = first.opening_minor - (told or 0)
        if missing:
            on = first.opens_on - timedelta(days=1)
            words = "What the account held before the first statement"
            self._add_line(LineKind.OPENING, str(self._file.id), self.statements[0], missing, on, words)

    def _first_statement(self) -> Statement | None:
        """The first of all statements that state an opening. On one day, the one that follows on no other line."""
        stating = Statement.objects.filter(series=self.series, opening_minor__isnull=False, opens_on__isnull=False)
        day = stating.aggregate(first=Min("opens_on"))["first"]
        of_day = list(stating.filter(opens_on=day).order_by("file__imported_at", "file_id", "number_in_file"))
        after = set(
            StatementLine.objects.filter(series=self.series, booked_on=day).values_list(
                "balance_after_minor", flat=True
            )
        )
        return next((one for one in of_day if one.opening_minor not in after), next(iter(of_day), None))

    def _add_differences(self) -> None:
        for statement in self.statements:
            if statement.difference_minor:
                on = statement.closes_on or business_date(self.now)
                words = "What the statement does not explain"
                minor = -statement.difference_minor
                self._add_line(LineKind.DIFFERENCE, statement.fingerprint, statement, minor, on, words)

    def _add_line(
        self, kind: LineKind, known_by: str, statement: Statement, amount_minor: int, on: date, words: str
    ) -> None:
        self.place += 1
        line = StatementLine(
            series=self.series,
            statement=statement,
            kind=kind.value,
            place=self.place,
            line_key=hashlib.sha256(f"{kind.value}|{known_by}".encode()).hexdigest(),
            nth=1,
            booked_on=on,
            amount_minor=amount_minor,
            currency=self.account.currency,
            remittance=words,
        )
        self._will_be_in_suspense(line)
        self._insert([line])

    @acting_as_system("to match what a statement shows with the payments of everybody")
    def _book_certain(self) -> None:
        """Book what is certain, oldest first; what the payment itself refuses goes to suspense like the rest."""
        facts = [facts_of(line) for line in self.held]
        found = match_all(facts, candidates_for(facts, self.account, self.system)) if facts else {}
        payments = {part.payment for one in found.values() for part in one.parts}
        person_of = {one.id: one.person_id for one in lock_payments(Payment.objects.filter(id__in=payments))}
        bank = {self.account.bank_account_id, self.account.suspense_account_id}
        lock_accounts(bank | accounts_of_payments(list(payments)) if payments else bank)
        refused: dict[str, int] = Counter()
        booked: list[tuple[StatementLine, Found]] = []
        # Money goes out before it comes back, also when both stand on one day.
        for line in sorted(self.held, key=lambda one: (one.booked_on, one.amount_minor > 0, one.place)):
            match = found.get(line.id)
            if match is None or not self._move(line, match, refused):
                self._will_be_in_suspense(line)
            else:
                booked.append((line, match))
        self._insert(self.held)
        self.held = []
        for line, one in booked:
            keep_match(new_match(line, one, by=self.system, now=self.now, is_automatic=True), one, person_of)
        self.matched = len(booked)
        self.warnings += [f"{count} lines fit a payment that said: {sentence}" for sentence, count in refused.items()]

    def _move(self, line: StatementLine, found: Found, refused: dict[str, int]) -> bool:
        try:
            with transaction.atomic():
                move_payments(found, line, by=self.system, now=self.now, on=line.booked_on)
        except Refused as refusal:
            refused[refusal.message] += 1
            return False
        return True

    def result(self) -> ImportResult:
        new = sum(plan.new_count for plan in self.plans)
        return ImportResult(
            file=self.file,
            statements=tuple(self.statements),
            new_count=new,
            known_count=sum(len(plan.nth) for plan in self.plans) - new,
            matched_count=self.matched,
            open_count=len(self.to_suspense),
            pending_count=sum(plan.examined.pending_count for plan in self.plans),
            warnings=tuple(self.warnings),
        )
