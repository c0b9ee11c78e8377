from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.requests import RequestReused, one_request
from commonpurse.kernel.texts import check_fits
from commonpurse.money.budgets.access import can_manage_funds
from commonpurse.money.budgets.models import Fund, FundAccount, MoneyIn, Promise, SpendingRule
from commonpurse.money.budgets.queries import fund_account_ids, rules_of_funds
from commonpurse.money.budgets.rules import (
    ALLOWED,
    BudgetRefused,
    FundKind,
    LegalBasis,
    Nation,
    Rule,
    SpendKind,
    UnspentRule,
    check_amount,
    check_rule,
)
from commonpurse.money.ledger.commands import Journal, NewAccount, lock_accounts, open_accounts, post_journal, post_row
from commonpurse.money.ledger.queries import balance_of
from commonpurse.money.ledger.rules import AccountCode, TransferCode
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.partners.queries import the_partnership

ONE_EACH = (AccountCode.FUND, AccountCode.FUND_PROMISED, AccountCode.GRANT_RECEIVABLE, AccountCode.SPENT_CONTRA)


def create_fund(
    *,
    by: Member,
    name: str,
    funder: Organisation,
    purpose: str,
    legal_basis: LegalBasis,
    kind: FundKind,
    starts_on: date,
    ends_on: date | None,
    unspent_rule: UnspentRule,
    now: datetime,
    nation: Nation = Nation.ENGLAND,
) -> Fund:
    """Set up a fund and open its accounts. It holds nothing until money has arrived for it.

    `ends_on` is the first day after it; None where no end is agreed. `nation`: under whose law it stands.
    Raises: BudgetRefused (`fund_name_needed`, `fund_there`, `fund_end_wrong`), TextTooLong.
    """
    if not can_manage_funds(by):
        raise NotAllowed
    if not name.strip():
        raise BudgetRefused("Give the fund a name.", code="fund_name_needed", field="name")
    if ends_on is not None and ends_on <= starts_on:
        raise BudgetRefused("The fund ends after it starts. Look at the dates.", code="fund_end_wrong", field="ends_on")
    check_fits(Fund, name=name, purpose=purpose)
    with transaction.atomic():
        if Fund.objects.filter(name=name.strip()).exists():
            raise BudgetRefused("A fund of this name is there already.", code="fund_there", field="name")
        currency = the_partnership().currency
        fund = Fund.objects.create(
            name=name.strip(),
            funder=funder,
            purpose=purpose.strip(),
            legal_basis=LegalBasis(legal_basis).value,
            nation=Nation(nation).value,
            kind=FundKind(kind).value,
            currency=currency,
            starts_on=starts_on,
            ends_on=ends_on,
            unspent_rule=UnspentRule(unspent_rule).value,
            created_at=now,
            created_by=by,
        )
        # All accounts at once: a release then opens none, and its one lock can name them all.
        wanted = [(code, "") for code in ONE_EACH] + [(AccountCode.SPENT, kind.value) for kind in SpendKind]
        opened = [(NewAccount(new_id(), code, currency), spend_kind) for code, spend_kind in wanted]
        open_accounts([account for account, _ in opened], by=by.id, now=now)
        FundAccount.objects.bulk_create(
            FundAccount(fund=fund, code=account.code.value, spend_kind=spend_kind, account_id=account.id)
            for account, spend_kind in opened
        )
        record_event(
            "fund_created",
            by=by.id,
            subject_type="fund",
            subject_id=fund.id,
            now=now,
            legal_basis=fund.legal_basis,
            kind=fund.kind,
            unspent_rule=fund.unspent_rule,
        )
        return fund


def promise_money(*, by: Member, fund: Fund, amount: Money, now: datetime, promise_id: UUID | None = None) -> Promise:
    """Write down that the funder promised a sum. The same `promise_id` again writes nothing.

    Raises: BudgetRefused (`amount_not_positive`, `other_currency`), RequestReused.
    """
    if not can_manage_funds(by):
        raise NotAllowed
    accounts = fund_account_ids([fund.id])
    promised = accounts[fund.id, AccountCode.FUND_PROMISED, ""]
    receivable = accounts[fund.id, AccountCode.GRANT_RECEIVABLE, ""]
    wanted = promise_id or new_id()
    with one_request(Promise.objects.filter(id=wanted).exists):
        lock_accounts([promised, receivable])
        known = Promise.objects.filter(id=wanted).first()
        if known is not None:
            if (known.fund_id, known.amount_minor) != (fund.id, amount.minor):
                raise RequestReused
            return known
        check_amount(amount, fund.currency)
        promise = Promise.objects.create(
            id=wanted,
            fund=fund,
            amount_minor=amount.minor,
            transfer=new_id(),
            promised_at=now,
            promised_by=by,
        )
        row = post_row(
            id=promise.transfer,
            code=TransferCode.PROMISE,
            debit_account=receivable,
            credit_account=promised,
            amount=amount,
            authority=promise.id,
        )
        post_journal(Journal(promise.id, (row,)), by=by.id, now=now)
        record_event(
            "money_promised", by=by.id, subject_type="fund", subject_id=fund.id, now=now, amount_minor=amount.minor
        )
        return promise


def receive_money(
    *,
    by: Member,
    fund: Fund,
    amount: Money,
    from_account: UUID,
    business_date: date,
    transfer: UUID,
    now: datetime,
) -> MoneyIn:
    """Give money that has arrived, and stands on the suspense account `from_account`, to a fund.

    It meets what was promised to the fund, as far as it goes. `transfer` is the caller's id of the move: the same
    again moves nothing. Raises: BudgetRefused (`amount_not_positive`, `other_currency`), RequestReused, LedgerRefused
    (`period_closed`, ...).
    """
    if not can_manage_funds(by):
        raise NotAllowed
    accounts = fund_account_ids([fund.id])
    own = accounts[fund.id, AccountCode.FUND, ""]
    promised = accounts[fund.id, AccountCode.FUND_PROMISED, ""]
    receivable = accounts[fund.id, AccountCode.GRANT_RECEIVABLE, ""]
    with one_request(MoneyIn.objects.filter(transfer=transfer).exists):
        lock_accounts([from_account, own, promised, receivable])
        known = MoneyIn.objects.filter(transfer=transfer).first()
        if known is not None:
            if (known.fund_id, known.amount_minor) != (fund.id, amount.minor):
                raise RequestReused
            return known
        check_amount(amount, fund.currency)
        met = min(amount.minor, balance_of(promised).available.minor)
        money_in = MoneyIn.objects.create(
            fund=fund,
            amount_minor=amount.minor,
            business_date=business_date,
            transfer=transfer,
            promise_met_minor=met,
            promise_transfer=new_id() if met else None,
            received_at=now,
            received_by=by,
        )
        rows = [
            post_row(
                id=transfer,
                code=TransferCode.MONEY_IN_KNOWN,
                debit_account=from_account,
                credit_account=own,
                amount=amount,
                business_date=business_date,
                authority=money_in.id,
            )
        ]
        if money_in.promise_transfer is not None:
            rows.append(
                post_row(
                    id=money_in.promise_transfer,
                    code=TransferCode.PROMISE_MET,
                    debit_account=promised,
                    credit_account=receivable,
                    amount=Money(met, amount.currency),
                    business_date=business_date,
                    authority=money_in.id,
                )
            )
        post_journal(Journal(money_in.id, tuple(rows)), by=by.id, now=now)
        record_event(
            "money_received",
            by=by.id,
            subject_type="fund",
            subject_id=fund.id,
            now=now,
            amount_minor=amount.minor,
            promise_met_minor=met,
            business_date=business_date.isoformat(),
        )
        return money_in


def set_spending_rules(
    *, by: Member, fund: Fund, rules: Mapping[SpendKind, Rule], now: datetime
) -> Mapping[SpendKind, Rule]:
    """Replace what the fund says about kinds of spending; what is not named is allowed. Return what counts now.

    A version is kept whole, one row a kind, so that what counted on any day can be read back. The rules that count
    already make no new version. Raises: BudgetRefused (`rule_needs_reason`, `rule_limit_wrong`), TextTooLong.
    """
    if not can_manage_funds(by):
        raise NotAllowed
    with transaction.atomic():
        Fund.objects.select_for_update(no_key=True).get(id=fund.id)
        for spend_kind, rule in rules.items():
            check_rule(spend_kind, rule)
            check_fits(SpendingRule, reason=rule.reason)
        wanted = {SpendKind(kind): rule for kind, rule in rules.items() if rule != ALLOWED}
        if wanted == rules_of_funds([fund.id])[fund.id]:
            return wanted
        last = SpendingRule.objects.filter(fund=fund).aggregate(last=Max("version"))["last"] or 0
        SpendingRule.objects.bulk_create(
            SpendingRule(
                fund=fund,
                version=last + 1,
                spend_kind=kind.value,
                is_allowed=wanted.get(kind, ALLOWED).is_allowed,
                limit_minor=wanted.get(kind, ALLOWED).limit_minor,
                reason=wanted.get(kind, ALLOWED).reason.strip(),
                set_at=now,
                set_by=by,
            )
            for kind in SpendKind
        )
        record_event("spending_rules_set", by=by.id, subject_type="fund", subject_id=fund.id, now=now, version=last + 1)
        return wanted
