"""Whether a release would be refused, asked question by question: each rule that `release_money` goes by, once.

The command raises the first refusal, under its locks. A page asks for all of them at once, before the button is there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.models import Budget, Hold, Line
from commonpurse.money.budgets.queries import AS_IT_IS, lines_barred, sources_of
from commonpurse.money.budgets.rules import (
    Going,
    Share,
    Source,
    SpendKind,
    check_amount,
    draw,
    obstacle,
    shares,
)
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.queries import check_locks, check_release_decided
from commonpurse.money.decisions.rules import AskState, check_use
from commonpurse.money.ledger.queries import hold_remaining
from commonpurse.money.payments.access import can_release_money
from commonpurse.money.payments.bands import Band
from commonpurse.money.payments.hands import going_to
from commonpurse.money.payments.models import PayeeAccount, Payment
from commonpurse.money.payments.modulus import ModulusTable, check_account
from commonpurse.money.payments.queries import current_modulus_table, is_new_payee
from commonpurse.money.payments.rails.bank_file.pain001_write import check_creditor, check_remittance, check_sum
from commonpurse.money.payments.rules import (
    PaymentRefused,
    check_ask_is_for_this,
    check_holding_override,
    name_key,
)
from commonpurse.money.payments.second_looks import band_for_release
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.models import Person

# The rules ------------------------------------------------------------------------------------------------------------


def check_account_may_be_paid(
    account: PayeeAccount, budget: Budget, *, now: datetime, table: ModulusTable | None
) -> None:
    """Refuse an account that is not the person's, was changed, or fails the table of today.

    One that waits may be paid: the payment waits with it.

    Raises: PaymentRefused (`payee_not_hers`, `account_changed`, `account_invalid`).
    """
    if account.payee.person_id != budget.person_id:
        raise PaymentRefused("This payee belongs to somebody else. Choose one of the person's.", code="payee_not_hers")
    newer = getattr(account, "replaced_by", None)
    # The old account may be paid while the new one waits, if it was ever trusted itself.
    if newer is not None and (newer.is_usable_at(now) or not account.is_usable_at(now, newer.added_at)):
        raise PaymentRefused(
            "The payee's account was changed. Choose the new one.", code="account_changed", field="payee"
        )
    check = check_account(account.named, table)
    if not check.may_be_paid:
        raise PaymentRefused(check.reason, code="account_invalid", field="payee")


def check_hands(holding_type: str | None, reason: str) -> None:
    """Raises: PaymentRefused (`holding_needs_reason`), TextTooLong."""
    check_holding_override(holding_type, reason)
    check_fits(Payment, holding_reason=reason)


def check_hold_pays(
    hold: Hold,
    amount: Money,
    kind: SpendKind,
    *,
    on: date,
    going: Going = AS_IT_IS,
) -> None:
    """Refuse to pay from the hold of a yes what it was not for, or what it may not pay any more.

    What the law asks before money goes out direct must be so on the day of the release, whatever was so at the yes.
    Where it does not let this money go there, and other money of the budget can pay it all, nothing is refused: see
    `is_drawn_anew`.
    Raises: PaymentRefused (`ask_differs`, `hold_gone`, `fund_ended`, `not_direct_now`).
    """
    check_ask_is_for_this(
        asked=Money(hold.amount_minor, amount.currency),
        asked_kind=hold.spend_kind,
        amount=amount,
        spend_kind=kind.value,
    )
    legs = list(hold.legs.select_related("line__fund"))
    still_held = hold_remaining(leg.transfer for leg in legs)
    if sum(money.minor for money in still_held.values()) != amount.minor:
        raise PaymentRefused("The money is not set aside for this any more. Ask anew.", code="hold_gone")
    sources = sources_of([leg.line for leg in legs], on=on, going=going)
    if any(source.is_barred for source in sources) and _other_money_pays(hold, amount, kind, on=on, going=going):
        return
    for source in sources:
        stands_in_the_way = obstacle(source, kind, on)
        # The rules about kinds of spending counted when the answer was yes; time has gone on since, and the law
        # asks of the day on which money goes out.
        if stands_in_the_way is not None and stands_in_the_way.code in ("fund_ended", "not_direct_now"):
            is_over = stands_in_the_way.code == "fund_ended"
            todo = Words("Take the ask back and ask anew.") if is_over else Words("It stays set aside for this.")
            raise PaymentRefused(
                Words.paragraph(stands_in_the_way.sentence, todo),
                code=stands_in_the_way.code,
                field="amount",
            )


def is_drawn_anew(hold: Hold, *, on: date, going: Going) -> bool:
    """Tell whether a payment from this hold takes other money: what was set aside may not go where this goes.

    At the yes it may not have been known who gets it, and a check can have come to an end since.
    """
    return bool(lines_barred([leg.line for leg in hold.legs.select_related("line__fund")], on=on, going=going))


def _other_money_pays(hold: Hold, amount: Money, kind: SpendKind, *, on: date, going: Going) -> bool:
    """Tell whether the budget could pay it, were the hold free again."""
    legs = list(hold.legs.all())
    freed = hold_remaining(leg.transfer for leg in legs)
    back = {leg.line_id: freed[leg.transfer].minor for leg in legs}
    lines = list(Line.objects.filter(budget=hold.budget_id).select_related("fund").order_by("id"))
    sources = [
        replace(source, available_minor=source.available_minor + back.get(source.line, 0))
        for source in sources_of(lines, on=on, going=going)
    ]
    return _refusal(lambda: draw(sources, amount, kind, on)) is None


# The question ---------------------------------------------------------------------------------------------------------


class CheckOf(StrEnum):
    """What is asked of a release, in the order in which a page shows it."""

    AMOUNT = "amount"  # a sum that can be paid
    MONEY = "money"  # the funds of the budget may pay it today, or what a yes set aside is still there
    ACCOUNT = "account"  # it is hers, is the newest that may be paid, and can exist
    HANDS = "hands"  # a step down has its reason
    REFERENCE = "reference"  # the payee can be shown these words
    DECIDED = "decided"  # who must agree has agreed, or nobody must
    OWN_RULES = "own_rules"  # a rule that she set for herself; there only where one stands against it


@dataclass(frozen=True)
class Check:
    """The answer to one of these. `is_open`: nothing was chosen yet that could be judged."""

    of: CheckOf
    refusal: Refused | None = None
    is_open: bool = False

    @property
    def is_fine(self) -> bool:
        return self.refusal is None and not self.is_open


@dataclass(frozen=True)
class ReleaseChecks:
    """All checks of a release. `usable`: what could be used now; `left`: what would be left of it afterwards.

    `shares` says what each fund would give; empty where a yes has set the money aside already. `waits_until`: the
    payment is made, and waits with its account. `band`: it waits for a second person, by this band.
    """

    checks: Sequence[Check]
    usable: Money
    left: Money | None
    sources: Sequence[Source]
    shares: Sequence[Share]
    waits_until: datetime | None
    waits_for_second: bool
    band: Band | None = None

    @property
    def is_well(self) -> bool:
        """Nothing is open and nothing is refused: the release would go through now."""
        return all(check.is_fine for check in self.checks)


def release_checks(
    *,
    viewer: Member | Person,
    budget: Budget,
    now: datetime,
    amount: Money | None = None,
    spend_kind: SpendKind | None = None,
    payee_account: PayeeAccount | None = None,
    ask: Ask | None = None,
    holding_type: str | None = None,
    holding_reason: str = "",
    remittance: str = "",
) -> ReleaseChecks:
    """Ask of a release, so far as it is filled in, every question at once; all is well exactly when `release_money`
    would release it now. Nothing is locked: the command judges again.

    Raises: NotAllowed for who may not release this money.
    """
    on = business_date(now)
    if not can_release_money(viewer, budget, on) or (isinstance(viewer, Person) and holding_type):
        raise NotAllowed
    currency = the_partnership().currency
    lines = list(Line.objects.filter(budget=budget).select_related("fund").order_by("opened_at", "id"))
    account = _with_its_payee(payee_account)
    going = going_to(account, holding_type)
    sources = sources_of(lines, on=on, going=going)
    usable = Money(sum(source.available_minor for source in sources if source.is_usable_on(on)), currency)
    amount_is_fine = amount is not None and _refusal(lambda: _check_amount(amount, currency)) is None
    may_be_drawn = amount if amount_is_fine and ask is None else None

    def check_money(amount: Money, kind: SpendKind) -> None:
        if ask is None:
            draw(sources, amount, kind, on)
        else:
            _check_ask_pays(ask, budget, amount, kind, on=on, going=going)

    def check_payee(account: PayeeAccount) -> None:
        check_account_may_be_paid(account, budget, now=now, table=current_modulus_table())
        check_creditor(currency, name=account.holder_name, account=account.named)

    def check_own_rules(amount: Money, kind: SpendKind, account: PayeeAccount) -> None:
        check_locks(
            by=viewer,
            person=budget.person,
            amount=amount,
            spend_kind=kind,
            payee_name=account.payee.name,
            holder_name=account.holder_name,
            now=now,
            is_promised=ask is not None,
        )

    def check_decided(amount: Money) -> None:
        check_release_decided(
            by=viewer,
            person=budget.person,
            amount=amount,
            is_new_payee=account is not None and is_new_payee(account.payee),
            ask=ask,
            is_whom_was_asked=is_whom_was_asked(ask, account),
            now=now,
        )

    checks = [
        _check(CheckOf.AMOUNT, _check_amount, amount, currency),
        _check(CheckOf.MONEY, check_money, amount if amount_is_fine else None, spend_kind),
        _check(CheckOf.ACCOUNT, check_payee, account),
        Check(CheckOf.HANDS, _refusal(lambda: check_hands(holding_type, holding_reason))),
        Check(CheckOf.REFERENCE, _refusal(lambda: check_remittance(remittance, currency))),
    ]
    decided = _check(CheckOf.DECIDED, check_decided, amount if amount_is_fine else None)
    if decided.refusal is not None:
        checks.append(decided)
    own_rules = _check(CheckOf.OWN_RULES, check_own_rules, amount if amount_is_fine else None, spend_kind, account)
    if own_rules.refusal is not None:
        checks.append(own_rules)
    return ReleaseChecks(
        checks=checks,
        usable=usable,
        left=usable if ask is not None else None if may_be_drawn is None else usable - may_be_drawn,
        sources=sources,
        shares=shares(sources, may_be_drawn, spend_kind, on) if may_be_drawn and spend_kind else (),
        waits_until=account.usable_from if account and not account.is_usable_at(now) else None,
        waits_for_second=bool(account and account.waits_for_second and not account.is_usable_at(now)),
        band=band_for_release(by=viewer, budget=budget, amount=amount, now=now) if amount and amount_is_fine else None,
    )


def is_whom_was_asked(ask: Ask | None, account: PayeeAccount | None) -> bool:
    """Tell whether this is the payee whom the ask named. One person has no two payees of a name (`name_key`)."""
    named = name_key(ask.pay_to) if ask is not None else ""
    return account is not None and bool(named) and named == name_key(account.payee.name)


def _check_amount(amount: Money, currency: str) -> None:
    check_amount(amount, currency)
    check_sum(amount)


def _check_ask_pays(ask: Ask, budget: Budget, amount: Money, kind: SpendKind, *, on: date, going: Going) -> None:
    check_ask_of_budget(ask, budget)
    check_use(
        AskState(ask.state),
        has_hold=ask.hold is not None,
        is_used=ask.used_at is not None,
        waits_to_happen=ask.waits_to_happen,
    )
    if ask.hold is not None:
        check_hold_pays(ask.hold, amount, kind, on=on, going=going)


def check_ask_of_budget(ask: Ask, budget: Budget) -> None:
    """Raises: PaymentRefused (`ask_differs`)."""
    if ask.budget_id != budget.id:
        raise PaymentRefused("This ask is about another budget.", code="ask_differs")


def _with_its_payee(account: PayeeAccount | None) -> PayeeAccount | None:
    """Read it anew, with whose it is and what has replaced it."""
    if account is None:
        return None
    return PayeeAccount.objects.select_related("payee", "replaced_by").get(id=account.id)


def _check(of: CheckOf, rule: Callable[..., None], *values: Any) -> Check:
    """Ask a rule, or say that it is open while one of the values is not there."""
    if any(value is None for value in values):
        return Check(of, is_open=True)
    return Check(of, _refusal(lambda: rule(*values)))


def _refusal(rule: Callable[[], object]) -> Refused | None:
    try:
        rule()
    except Refused as refused:
        return refused
    return None
