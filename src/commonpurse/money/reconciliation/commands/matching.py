from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.ledger.commands import lock_accounts
from commonpurse.money.payments.models import DebtorAccount, Payment
from commonpurse.money.payments.queries import accounts_of_payments, money_back_of
from commonpurse.money.payments.steps import lock_payments
from commonpurse.money.reconciliation.access import can_explain_lines, can_match_lines
from commonpurse.money.reconciliation.booking import (
    is_refusal_of_day,
    keep_match,
    move_payments,
    new_match,
    take_out_of_suspense,
)
from commonpurse.money.reconciliation.facts import candidates_for, facts_of
from commonpurse.money.reconciliation.models import Match, StatementLine
from commonpurse.money.reconciliation.rules import (
    Found,
    MatchKind,
    MatchRule,
    Part,
    ReconciliationRefused,
    match_all,
)
from commonpurse.money.reconciliation.series import lock_series
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import system_member

BY_HAND_SCORE = 100


def match_lines(*, by: Member, debtor_account: DebtorAccount, now: datetime) -> list[Match]:
    """Match the open lines of an account again with what is certain now: a file may have been sent since.

    An import does this for its own lines already. Run again, it matches nothing twice.
    """
    if not can_match_lines(by):
        raise NotAllowed
    with transaction.atomic():
        series = lock_series(debtor_account, by=by, now=now)
        lines = {line.id: line for line in StatementLine.objects.open().filter(series=series)}
        with acting_as_system("to match what a statement shows with the payments of everybody"):
            matched = _match_certain(debtor_account, lines, now)
        if matched:
            record_event(
                "lines_matched",
                by=by.id,
                subject_type="statement_series",
                subject_id=series.id,
                now=now,
                count=len(matched),
            )
    return matched


def _match_certain(account: DebtorAccount, lines: Mapping[UUID, StatementLine], now: datetime) -> list[Match]:
    facts = [facts_of(line) for line in lines.values()]
    system = system_member()
    found = match_all(facts, candidates_for(facts, account, system)) if facts else {}
    person_of = _lock(account, found.values())
    matched = []
    for line_id, one in sorted(found.items(), key=lambda item: _order(lines[item[0]])):
        try:
            matched.append(_apply(lines[line_id], one, account, person_of, by=system, now=now, is_automatic=True))
        except Refused:
            continue  # the payment or the ledger said no: the line stays on the list for a person
    return matched


def match_line(*, by: Member, line: StatementLine, payments: Sequence[Payment], now: datetime) -> Match:
    """Say by hand which payments a line shows: as paid if money went out, as come back if it came in.

    Together they must make the line exactly. The same again changes nothing.
    Raises: ReconciliationRefused (`nothing_chosen`, `explained_already`, `other_sum`), PaymentRefused, LedgerRefused.
    """
    if not can_explain_lines(by):
        raise NotAllowed
    if not payments:
        raise ReconciliationRefused("Choose the payment that this line shows.", code="nothing_chosen")
    account = line.series.debtor_account
    with transaction.atomic():
        lock_series(account, by=by, now=now)
        known = Match.objects.filter(line=line, undone_at=None).first()
        if known is not None:
            if {part.payment_id for part in known.parts.all()} == {payment.id for payment in payments}:
                return known
            raise ReconciliationRefused("This line is explained already. Undo that first.", code="explained_already")
        kind = MatchKind.PAYMENT if line.amount_minor < 0 else MatchKind.RETURNED
        parts = _parts(line, payments, kind)
        found = Found(kind, MatchRule.BY_HAND, BY_HAND_SCORE, parts)
        person_of = _lock(account, [found])
        match = _apply(line, found, account, person_of, by=by, now=now, is_automatic=False)
        record_event(
            "line_matched",
            by=by.id,
            subject_type="statement_line",
            subject_id=line.id,
            now=now,
            match=str(match.id),
            kind=match.kind,
            amount_minor=line.amount_minor,
        )
        return match


def _order(line: StatementLine) -> tuple[date, bool, int]:
    """Oldest first, and on one day money out before money back."""
    return line.booked_on, line.amount_minor > 0, line.place


def _parts(line: StatementLine, payments: Sequence[Payment], kind: MatchKind) -> tuple[Part, ...]:
    """Share the line among the payments: each whole; of a single one that came back, a part may come."""
    whole = abs(line.amount_minor)
    if kind is MatchKind.RETURNED and len(payments) == 1:
        return (Part(payments[0].id, whole),)
    back = {payment.id: money_back_of(payment.id) if kind is MatchKind.RETURNED else 0 for payment in payments}
    parts = tuple(Part(payment.id, payment.amount_minor - back[payment.id]) for payment in payments)
    total = sum(part.amount_minor for part in parts)
    if total != whole:
        raise ReconciliationRefused(
            "The line is {line} and the payments chosen make {chosen}. They must be the same.",
            code="other_sum",
            field="payments",
            line=Money(whole, line.currency),
            chosen=Money(total, line.currency),
        )
    return parts


def _lock(account: DebtorAccount, found: Iterable[Found]) -> dict[UUID, UUID]:
    """Lock every payment, then every ledger account that these matches can touch. Return whose each payment is."""
    payments = {part.payment for one in found for part in one.parts}
    person_of = {one.id: one.person_id for one in lock_payments(Payment.objects.filter(id__in=payments))}
    bank = {account.bank_account_id, account.suspense_account_id}
    lock_accounts(bank | accounts_of_payments(list(payments)) if payments else bank)
    return person_of


def _apply(
    line: StatementLine,
    found: Found,
    account: DebtorAccount,
    person_of: Mapping[UUID, UUID],
    *,
    by: Member,
    now: datetime,
    is_automatic: bool,
) -> Match:
    """Take a line out of suspense, book its payments, keep the match. Where its books are closed, today counts."""
    match = new_match(line, found, by=by, now=now, is_automatic=is_automatic)
    for on in (line.booked_on, business_date(now)):
        try:
            with transaction.atomic():
                take_out_of_suspense(line, match, account, by=by.id, now=now, on=on)
                move_payments(found, line, by=by, now=now, on=on)
            break
        except Refused as refusal:
            if not is_refusal_of_day(refusal) or on == business_date(now):
                raise
    keep_match(match, found, person_of)
    return match
