"""Questions about statements: what was read, what is open and why, how much nothing explains and how old that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery, Sum

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import day_begins
from commonpurse.money.budgets.models import Fund, MoneyIn
from commonpurse.money.budgets.queries import corrections_visible_to, funds_visible_to, still_expected
from commonpurse.money.ledger.queries import balances_of
from commonpurse.money.payments.models import BankFile, DebtorAccount, Instruction, PayeeAccount, Payment
from commonpurse.money.payments.rules import PayeeKind, PaymentState
from commonpurse.money.reconciliation.access import can_see_statements
from commonpurse.money.reconciliation.facts import candidates_by_account, facts_of
from commonpurse.money.reconciliation.models import (
    Closing,
    ColumnMapping,
    DifferenceRequest,
    Match,
    MatchPart,
    Statement,
    StatementFile,
    StatementLine,
    StatementQuerySet,
)
from commonpurse.money.reconciliation.rules import (
    AGE_BANDS,
    AgeBand,
    Found,
    FundHint,
    LineFacts,
    age_band,
    looks_like_charge,
    suggest_funds,
    suggest_payments,
)
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.access import kept_from
from commonpurse.parties.people.models import Person

LINES_A_PAGE = 50
FAILED = (PaymentState.RETURNED.value, PaymentState.REJECTED.value)
MOST_SUGGESTIONS = 3


# What was read in ---------------------------------------------------------------------------------------------------


def statement_files_visible_to(viewer: Member | Person) -> QuerySet[StatementFile]:
    """The files that were imported, newest first."""
    files = StatementFile.objects.select_related("series__debtor_account", "imported_by")
    return files if can_see_statements(viewer) else StatementFile.objects.none()


def statements_visible_to(viewer: Member | Person) -> StatementQuerySet:
    """The statements, the latest days first."""
    statements = Statement.objects.select_related("series__debtor_account", "file__imported_by")
    return statements if can_see_statements(viewer) else Statement.objects.none()


def get_statement(*, viewer: Member | Person, statement_id: UUID) -> Statement | None:
    """The statement, or None when it is not there or not to be seen."""
    return statements_visible_to(viewer).filter(id=statement_id).first()


def lines_visible_to(viewer: Member | Person) -> QuerySet[StatementLine]:
    """Every line that was read in, in the order of the bank."""
    if not can_see_statements(viewer):
        return StatementLine.objects.none()
    return StatementLine.objects.exclude(_names_somebody_apart(viewer)).select_related(
        "series__debtor_account", "statement"
    )


def _names_somebody_apart(viewer: Member | Person) -> Q:
    """The lines that show, or by their reference, account or name look like, a payment of somebody behind a wall.

    Sums over all lines stay whole: they are the partnership's, and name nobody.
    """
    apart = kept_from(viewer)
    if not apart:
        return Q(id__in=())
    # The viewer sees none of these payments and accounts: what to leave out is found across everybody.
    with acting_as_system("to leave out the lines of who must not meet"):
        own = PayeeAccount.objects.filter(payee__person__in=apart, payee__kind=PayeeKind.OWN.value)
        accounts = list(own.values_list("iban", "account_number", "holder_name"))
        shown = MatchPart.objects.filter(person__in=apart, match__undone_at=None)
        lines = set(shown.values_list("match__line", flat=True))
        references = set(Instruction.objects.filter(person__in=apart).values_list("end_to_end_id", flat=True))
    numbers = {number for iban, account_number, _name in accounts for number in (iban, account_number) if number}
    return (
        Q(id__in=lines)
        | Q(end_to_end_id__in=references)
        | Q(counterparty_account__in=numbers)
        | Q(counterparty_name__in={name for _iban, _number, name in accounts})
    )


def get_line(*, viewer: Member | Person, line_id: UUID) -> StatementLine | None:
    """The line, or None when it is not there or not to be seen."""
    return lines_visible_to(viewer).filter(id=line_id).first()


def lines_of(*, viewer: Member | Person, statement: Statement) -> QuerySet[StatementLine]:
    """The lines of one statement with what explains each."""
    return lines_visible_to(viewer).filter(statement=statement).prefetch_related("matches__parts__fund")


def matches_of(*, viewer: Member | Person, line: StatementLine) -> QuerySet[Match]:
    """What a line was said to be, and what was taken back, oldest first."""
    return (
        Match.objects.filter(line__in=lines_visible_to(viewer).filter(id=line.id).values("id"))
        .select_related("made_by", "undone_by")
        .prefetch_related("parts__fund")
    )


def line_of_money_in(*, viewer: Member | Person, money_in: MoneyIn) -> StatementLine | None:
    """The line that brought this money to its fund and still says so; None where there is none."""
    brought = MatchPart.objects.filter(transfer=money_in.transfer, match__undone_at=None)
    return lines_visible_to(viewer).filter(id__in=brought.values("match__line")).first()


def column_mappings(viewer: Member | Person) -> list[ColumnMapping]:
    """The newest version of each saved mapping of columns, by name."""
    if not can_see_statements(viewer):
        return []
    newest: dict[str, ColumnMapping] = {}
    for mapping in ColumnMapping.objects.select_related("saved_by").order_by("name", "-version"):
        newest.setdefault(mapping.name, mapping)
    return list(newest.values())


def get_column_mapping(*, viewer: Member | Person, mapping_id: UUID) -> ColumnMapping | None:
    """The mapping, or None when it is not there or not to be seen."""
    return ColumnMapping.objects.filter(id=mapping_id).first() if can_see_statements(viewer) else None


def differences_waiting(viewer: Member | Person) -> QuerySet[DifferenceRequest]:
    """Files that do not add up and wait for a second member, newest first."""
    if not can_see_statements(viewer):
        return DifferenceRequest.objects.none()
    waiting = DifferenceRequest.objects.filter(accepted_at=None)
    return waiting.select_related("series__debtor_account", "asked_by")


def get_difference_request(*, viewer: Member | Person, request_id: UUID) -> DifferenceRequest | None:
    """The request, or None when it is not there or not to be seen."""
    if not can_see_statements(viewer):
        return None
    requests = DifferenceRequest.objects.select_related("series__debtor_account", "asked_by")
    return requests.filter(id=request_id).first()


# The work list ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FundSuggestion:
    """A fund that money may be for, with a score of 1 to 100."""

    fund: Fund
    score: int


@dataclass(frozen=True)
class OpenLine:
    """A line that nothing explains yet, with what it may be, the likeliest first."""

    line: StatementLine
    age_days: int
    payments: tuple[Found, ...]
    funds: tuple[FundSuggestion, ...]
    is_likely_charge: bool


def count_open_lines(*, viewer: Member | Person, debtor_account: DebtorAccount | None = None) -> int:
    """How many lines nothing explains yet."""
    return _lines_to_work_on(viewer, debtor_account).count()


def work_list(
    *,
    viewer: Member | Person,
    today: date,
    debtor_account: DebtorAccount | None = None,
    offset: int = 0,
    limit: int = LINES_A_PAGE,
) -> list[OpenLine]:
    """The lines that nothing explains yet, oldest first, each with suggestions. A fixed number of statements a page."""
    if not can_see_statements(viewer) or isinstance(viewer, Person):
        return []
    lines = list(_lines_to_work_on(viewer, debtor_account).order_by("booked_on", "place")[offset : offset + limit])
    facts = {line.id: facts_of(line) for line in lines}
    hints, funds = _fund_hints(viewer) if any(line.is_money_in for line in lines) else ([], {})
    by_account: dict[UUID, list[LineFacts]] = {}
    for line in lines:
        by_account.setdefault(line.series.debtor_account_id, []).append(facts[line.id])
    candidates = candidates_by_account(by_account, viewer)
    return [
        OpenLine(
            line=line,
            age_days=line.age_on(today),
            payments=tuple(
                suggest_payments(facts[line.id], candidates[line.series.debtor_account_id], MOST_SUGGESTIONS)
            ),
            funds=_fund_suggestions(facts[line.id], hints, funds),
            is_likely_charge=looks_like_charge(line.amount_minor, line.remittance, line.transaction_code),
        )
        for line in lines
    ]


def _lines_to_work_on(viewer: Member | Person, account: DebtorAccount | None) -> QuerySet[StatementLine]:
    return _open_lines(viewer, account).exclude(_names_somebody_apart(viewer))


def _open_lines(viewer: Member | Person, account: DebtorAccount | None) -> QuerySet[StatementLine]:
    if not can_see_statements(viewer):
        return StatementLine.objects.none()
    lines = StatementLine.objects.open().select_related("series__debtor_account", "statement")
    return lines.filter(series__debtor_account=account) if account else lines


def _fund_hints(viewer: Member) -> tuple[list[FundHint], dict[UUID, Fund]]:
    funds = {fund.id: fund for fund in funds_visible_to(viewer)}
    expected = still_expected(viewer=viewer, funds=funds.values())
    hints = [FundHint(fund.id, fund.name, fund.funder.name, expected[fund.id].minor) for fund in funds.values()]
    return hints, funds


def _fund_suggestions(
    line: LineFacts, hints: Iterable[FundHint], funds: dict[UUID, Fund]
) -> tuple[FundSuggestion, ...]:
    if line.amount_minor <= 0:
        return ()
    ranked = suggest_funds(f"{line.name} {line.text}", line.amount_minor, hints)
    return tuple(FundSuggestion(funds[fund], score) for score, fund in ranked[:MOST_SUGGESTIONS])


# The one figure -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BandOfAge:
    """What of the difference is so old."""

    band: AgeBand
    amount: Money
    count: int


@dataclass(frozen=True)
class Unexplained:
    """How much nothing explains. Money in and money out are added up, never set off: two faults are not none.

    `amount`      what came in and what went out without an explanation, together with `missing`
    `missing`     what the bank holds by its last statement and we do not, or the other way: a statement is missing
    """

    amount: Money
    money_in: Money
    money_out: Money
    missing: Money
    count: int
    oldest_days: int | None
    by_age: tuple[BandOfAge, ...]


def unexplained_difference(
    *, viewer: Member | Person, today: date, debtor_account: DebtorAccount | None = None
) -> Unexplained:
    """The one figure: what the bank booked and nothing explains, in pence, by age."""
    currency = the_partnership().currency
    lines = list(_open_lines(viewer, debtor_account).values_list("booked_on", "amount_minor"))
    amounts = dict.fromkeys(AGE_BANDS, 0)
    counts = dict.fromkeys(AGE_BANDS, 0)
    for on, minor in lines:
        band = age_band((today - on).days)
        amounts[band] += abs(minor)
        counts[band] += 1
    accounts = _accounts_with_statements(viewer, debtor_account)
    money_in = sum(minor for _, minor in lines if minor > 0)
    money_out = -sum(minor for _, minor in lines if minor < 0)
    missing = sum(abs(minor) for minor in _missing(accounts).values())
    return Unexplained(
        amount=Money(money_in + money_out + missing, currency),
        money_in=Money(money_in, currency),
        money_out=Money(money_out, currency),
        missing=Money(missing, currency),
        count=len(lines),
        oldest_days=max(((today - on).days for on, _ in lines), default=None),
        by_age=tuple(BandOfAge(band, Money(amounts[band], currency), counts[band]) for band in AGE_BANDS),
    )


def in_suspense(*, viewer: Member | Person) -> Money:
    """What stands in suspense in the ledger over all our accounts: money in less money out of the open lines."""
    accounts = _accounts_with_statements(viewer, None)
    balances = balances_of(account.suspense_account_id for account in accounts)
    return sum((each.posted for each in balances.values()), Money(0, the_partnership().currency))


def _accounts_with_statements(viewer: Member | Person, account: DebtorAccount | None) -> Sequence[DebtorAccount]:
    if not can_see_statements(viewer):
        return []
    accounts = DebtorAccount.objects.filter(statement_series__isnull=False)
    return list(accounts.filter(id=account.id) if account else accounts)


def missing_of(*, viewer: Member | Person, debtor_account: DebtorAccount) -> Money:
    """What the bank holds by its latest closing balance, less what we booked up to that day.

    Above zero, the bank has more than its statements explained: one is missing. Zero where none states a balance.
    """
    accounts = [debtor_account] if can_see_statements(viewer) else []
    return Money(_missing(accounts).get(debtor_account.id, 0), debtor_account.currency)


def _missing(accounts: Iterable[DebtorAccount]) -> dict[UUID, int]:
    """What is missing of each account, in minor units; left out where no statement states a balance. One statement."""
    told = Statement.objects.filter(
        series__debtor_account=OuterRef("id"), closing_minor__isnull=False, closes_on__isnull=False
    )
    latest = told.order_by("-closes_on", "-file__imported_at", "-number_in_file").values("id")[:1]
    chosen = DebtorAccount.objects.filter(id__in=[account.id for account in accounts]).order_by()
    up_to_then = StatementLine.objects.filter(series=OuterRef("series"), booked_on__lte=OuterRef("closes_on"))
    booked = up_to_then.order_by().values("series").annotate(sum=Sum("amount_minor")).values("sum")
    statements = Statement.objects.filter(id__in=chosen.annotate(latest=Subquery(latest)).values("latest")).order_by()
    return {
        account: closing - (sum_booked or 0)
        for account, closing, sum_booked in statements.values_list(
            "series__debtor_account_id", "closing_minor", Subquery(booked)
        )
    }


# Month end ----------------------------------------------------------------------------------------------------------


def closings_visible_to(viewer: Member | Person) -> QuerySet[Closing]:
    """When the books were closed, the latest days first."""
    closings = Closing.objects.select_related("period", "closed_by")
    return closings if can_see_statements(viewer) else Closing.objects.none()


@dataclass(frozen=True)
class StillOpen:
    """What is not finished for the days up to and including `last_day`.

    `lines`     lines of the bank that nothing explains, and `amount`, their sum, in and out added up
    `files`     files for the bank that were made by then and are neither sent nor taken back
    `payments`  payments released by then that nobody knows about
    `failed`    payments released by then that came back or were refused and are not paid again
    `errors`    errors of ours that somebody asked to put right by then and nobody has answered
    `missing`   what the banks hold and our books do not, or the other way, added up over our accounts
    `unread`    our accounts with the last day of their statements, where that is before `last_day`; None: no statement
    """

    last_day: date
    lines: int
    amount: Money
    files: int
    payments: int
    failed: int
    errors: int
    missing: Money
    unread: tuple[tuple[str, date | None], ...]

    @property
    def is_nothing(self) -> bool:
        counted = (self.lines, self.files, self.payments, self.failed, self.errors)
        return not (any(counted) or self.missing or self.unread)


def still_open(*, viewer: Member | Person, last_day: date) -> StillOpen:
    """What to finish before the books are closed up to that day. A fixed number of statements."""
    currency = the_partnership().currency
    if not can_see_statements(viewer):
        nothing = Money(0, currency)
        return StillOpen(last_day, 0, nothing, 0, 0, 0, 0, nothing, ())
    lines = list(_open_lines(viewer, None).filter(booked_on__lte=last_day).values_list("amount_minor", flat=True))
    read = list(
        DebtorAccount.objects.annotate(read_until=Max("statement_series__statements__closes_on")).order_by("name")
    )
    end = day_begins(last_day + timedelta(days=1))
    not_settled = Payment.objects.filter(
        state__in=[PaymentState.UNKNOWN.value, *FAILED], reissued_as=None, created_at__lt=end
    )
    states = Counter(not_settled.values_list("state", flat=True))
    return StillOpen(
        last_day=last_day,
        lines=len(lines),
        amount=Money(sum(abs(minor) for minor in lines), currency),
        files=BankFile.objects.filter(sent_at=None, taken_back_at=None, made_at__lt=end).count(),
        payments=states[PaymentState.UNKNOWN.value],
        failed=sum(states[state] for state in FAILED),
        errors=corrections_visible_to(viewer).waiting().filter(asked_at__lt=end).count(),
        missing=Money(sum(abs(minor) for minor in _missing(read).values()), currency),
        unread=tuple(
            (account.name, account.read_until)
            for account in read
            if account.read_until is None or account.read_until < last_day
        ),
    )
