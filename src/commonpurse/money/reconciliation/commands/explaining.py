from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.commands import receive_money
from commonpurse.money.budgets.models import Fund, MoneyIn
from commonpurse.money.budgets.queries import fund_account_ids
from commonpurse.money.ledger.commands import (
    Journal,
    LedgerRefused,
    Refusal,
    Row,
    lock_accounts,
    post_journal,
    post_row,
    reverse_row,
)
from commonpurse.money.ledger.queries import movements_of
from commonpurse.money.ledger.rules import AccountCode, TransferCode
from commonpurse.money.reconciliation.access import can_explain_lines
from commonpurse.money.reconciliation.models import Match, MatchPart, StatementLine
from commonpurse.money.reconciliation.rules import LineKind, MatchKind, MatchRule, ReconciliationRefused
from commonpurse.money.reconciliation.series import lock_series
from commonpurse.parties.partners.models import Member

BY_HAND_SCORE = 100


def explain_line_as_money_in(
    *,
    by: Member,
    line: StatementLine,
    fund: Fund,
    now: datetime,
    others: Sequence[tuple[Fund, Money]] = (),
) -> Match:
    """Say that money which came in is for a fund. With `others` a part goes to further funds, the rest to `fund`.

    The same again changes nothing.
    Raises: ReconciliationRefused (`not_money_in`, `explained_already`, `other_sum`), BudgetRefused, LedgerRefused.
    """
    if not can_explain_lines(by):
        raise NotAllowed
    with transaction.atomic():
        series = lock_series(line.series.debtor_account, by=by, now=now)
        shares = _shares(line, fund, others)
        known = _live(line)
        if known is not None:
            _check_same(known, MatchKind.MONEY_IN, {one.id: amount.minor for one, amount in shares})
            return known
        suspense = series.debtor_account.suspense_account_id
        _lock_funds(suspense, [one for one, _ in shares])
        match = _new_match(line, MatchKind.MONEY_IN, by=by, now=now)
        for one, amount in shares:
            part = MatchPart(match=match, fund=one, amount_minor=amount.minor, transfer=new_id())
            _receive(one, amount, part.transfer, suspense, line.booked_on, by=by, now=now)
            part.save(force_insert=True)
        _note("line_explained", match, by=by, now=now)
        return match


def explain_line_as_charge(*, by: Member, line: StatementLine, now: datetime) -> Match:
    """Say that money which went out is a charge of the bank. The programme bears it, no person and no fund.

    The same again changes nothing.
    Raises: ReconciliationRefused (`not_money_out`, `explained_already`), LedgerRefused.
    """
    if not can_explain_lines(by):
        raise NotAllowed
    with transaction.atomic():
        series = lock_series(line.series.debtor_account, by=by, now=now)
        if line.amount_minor >= 0:
            raise ReconciliationRefused("This money came in, so it is no charge.", code="not_money_out")
        known = _live(line)
        if known is not None:
            _check_same(known, MatchKind.CHARGE, {None: -line.amount_minor})
            return known
        suspense = series.debtor_account.suspense_account_id
        lock_accounts([suspense, series.charge_account_id])
        match = _new_match(line, MatchKind.CHARGE, by=by, now=now)
        part = MatchPart(match=match, amount_minor=-line.amount_minor, transfer=new_id())
        row = post_row(
            id=part.transfer or new_id(),
            code=TransferCode.CHARGE,
            debit_account=series.charge_account_id,
            credit_account=suspense,
            amount=Money(part.amount_minor, line.currency),
            authority=match.id,
            business_date=line.booked_on,
        )
        _post(match.id, [row], by=by, now=now)
        part.save(force_insert=True)
        _note("line_explained", match, by=by, now=now)
        return match


def cancel_lines_out(*, by: Member, line: StatementLine, other: StatementLine, now: datetime) -> Match:
    """Say that two lines cancel each other: the bank took money by mistake and gave it back, or the other way round.

    Both stand in suspense, so no money moves. The same again changes nothing.
    Raises: ReconciliationRefused (`do_not_cancel`, `explained_already`).
    """
    if not can_explain_lines(by):
        raise NotAllowed
    with transaction.atomic():
        lock_series(line.series.debtor_account, by=by, now=now)
        if line.series_id != other.series_id or line.amount_minor != -other.amount_minor or not line.amount_minor:
            raise ReconciliationRefused(
                "Two lines cancel each other if one is exactly as much in as the other is out.", code="do_not_cancel"
            )
        known, known_other = _live(line), _live(other)
        if known is not None or known_other is not None:
            first = known or known_other
            parts = [part.other_line_id for part in first.parts.all()] if first else []
            if known is not None and known_other is not None and parts == [other.id]:
                return known
            raise ReconciliationRefused("A line is explained already. Undo that first.", code="explained_already")
        matches = []
        for one, against in ((line, other), (other, line)):
            match = _new_match(one, MatchKind.CONTRA, by=by, now=now)
            MatchPart.objects.create(match=match, other_line=against, amount_minor=abs(one.amount_minor))
            matches.append(match)
        _note("line_explained", matches[0], by=by, now=now)
        return matches[0]


def undo_match(*, by: Member, match: Match, reason: str, now: datetime) -> Match:
    """Take back what was said of a line by mistake. The line is open again, its money in suspense.

    A payment that a line showed as paid stays so: the person was told, and the bank did pay. Undoing again changes
    nothing.
    Raises: ReconciliationRefused (`reason_needed`, `payment_stands`), LedgerRefused (`would_overdraw` where the fund
    has given the money on).
    """
    if not can_explain_lines(by):
        raise NotAllowed
    with transaction.atomic():
        series = lock_series(match.line.series.debtor_account, by=by, now=now)
        current = Match.objects.select_for_update(no_key=True, of=("self",)).get(id=match.id)
        if current.undone_at is not None:
            return current
        if not reason.strip():
            raise ReconciliationRefused("Say in plain words what was wrong.", code="reason_needed", field="reason")
        if current.kind in (MatchKind.PAYMENT, MatchKind.RETURNED):
            raise ReconciliationRefused(
                "This line showed a payment as paid or come back, and that cannot be taken back here. "
                "Ask the bank which payment the line is.",
                code="payment_stands",
            )
        undone = [current]
        if current.kind == MatchKind.CONTRA:
            undone += Match.objects.filter(line=current.parts.get().other_line, undone_at=None)
        else:
            _move_back(current, series.debtor_account.suspense_account_id, series.charge_account_id, by=by, now=now)
        for one in undone:
            one.undone_at, one.undone_by, one.undo_reason = now, by, reason.strip()[:500]
            one.save(update_fields=["undone_at", "undone_by", "undo_reason"])
        _note("match_undone", current, by=by, now=now)
        return current


def _shares(line: StatementLine, fund: Fund, others: Sequence[tuple[Fund, Money]]) -> list[tuple[Fund, Money]]:
    if line.amount_minor <= 0:
        raise ReconciliationRefused("This money went out, so it is not for a fund.", code="not_money_in")
    rest = line.amount - sum((amount for _, amount in others), Money(0, line.currency))
    is_twice = len({fund.id, *(other.id for other, _ in others)}) != 1 + len(others)
    if rest.minor <= 0 or is_twice or any(amount.minor <= 0 for _, amount in others):
        raise ReconciliationRefused(
            "Share {amount} among different funds, something to each.",
            code="other_sum",
            field="others",
            amount=line.amount,
        )
    return [(fund, rest), *others]


def _live(line: StatementLine) -> Match | None:
    return Match.objects.filter(line=line, undone_at=None).first()


def _check_same(match: Match, kind: MatchKind, amounts: dict[UUID | None, int]) -> None:
    same = match.kind == kind and {part.fund_id: part.amount_minor for part in match.parts.all()} == amounts
    if not same:
        raise ReconciliationRefused("This line is explained already. Undo that first.", code="explained_already")


def _new_match(line: StatementLine, kind: MatchKind, *, by: Member, now: datetime) -> Match:
    if line.kind == LineKind.ENTRY and line.suspense_transfer is None:
        raise ReconciliationRefused("This line was matched when it was read in.", code="explained_already")
    return Match.objects.create(
        line=line,
        kind=kind.value,
        rule=MatchRule.BY_HAND.value,
        score=BY_HAND_SCORE,
        is_automatic=False,
        made_at=now,
        made_by=by,
    )


def _lock_funds(suspense: UUID, funds: Sequence[Fund]) -> None:
    codes = (AccountCode.FUND, AccountCode.FUND_PROMISED, AccountCode.GRANT_RECEIVABLE)
    accounts = fund_account_ids([fund.id for fund in funds])
    lock_accounts([suspense, *(accounts[fund.id, code, ""] for fund in funds for code in codes)])


def _receive(
    fund: Fund, amount: Money, transfer: UUID | None, suspense: UUID, on: date, *, by: Member, now: datetime
) -> None:
    """Give the money to the fund on the day it came; where the books of that day are closed, today."""
    assert transfer is not None, "a part for a fund moves money"  # noqa: S101
    for day in (on, business_date(now)):
        try:
            with transaction.atomic():
                receive_money(
                    by=by,
                    fund=fund,
                    amount=amount,
                    from_account=suspense,
                    business_date=day,
                    transfer=transfer,
                    now=now,
                )
            return
        except LedgerRefused as refusal:
            if refusal.refusal != Refusal.PERIOD_CLOSED or day == business_date(now):
                raise


def _post(journal: UUID, rows: Sequence[Row], *, by: Member, now: datetime) -> None:
    post_journal(Journal(journal, tuple(rows)), by=by.id, now=now)


def _move_back(match: Match, suspense: UUID, charges: UUID, *, by: Member, now: datetime) -> None:
    """Reverse what a match moved, but for what a correction took back already: suspense has the line's money again."""
    parts = list(match.parts.select_related("fund"))
    funds = [part.fund for part in parts if part.fund is not None]
    transfers = [part.transfer for part in parts if part.transfer is not None]
    promises = MoneyIn.objects.filter(transfer__in=transfers).values_list("promise_transfer", flat=True)
    transfers += [promise for promise in promises if promise is not None]
    if funds:
        _lock_funds(suspense, funds)
    else:
        lock_accounts([suspense, charges])
    moved = movements_of(transfers)
    rows = [
        reverse_row(
            id=new_id(),
            reverses=transfer,
            debit_account=moved[transfer].credit_account,
            credit_account=moved[transfer].debit_account,
            amount=moved[transfer].left,
            code=TransferCode.CORRECTION,
            authority=match.id,
            business_date=business_date(now),
        )
        for transfer in transfers
        if moved[transfer].left
    ]
    if rows:
        _post(new_id(), rows, by=by, now=now)


def _note(event: str, match: Match, *, by: Member, now: datetime) -> None:
    record_event(
        event,
        by=by.id,
        subject_type="statement_line",
        subject_id=match.line_id,
        now=now,
        match=str(match.id),
        kind=match.kind,
        amount_minor=match.line.amount_minor,
    )
