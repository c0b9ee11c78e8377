"""Whether a payment could touch a person's benefits: asked before it is released, of what we paid and what she told us.

It stands beside `release_checks` and is no part of it. A warning and never a refusal: no command imports this.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Exists, FilteredRelation, OuterRef, Q, Subquery, Sum, Value

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.money import Money, split_by_weight
from commonpurse.kernel.periods import business_date, day_begins
from commonpurse.money.budgets.models import Budget, HoldLeg
from commonpurse.money.budgets.queries import sources_in
from commonpurse.money.budgets.rules import BudgetRefused, LegalBasis, Source, SpendKind, draw, shares
from commonpurse.money.decisions.access import can_check_benefits, can_see_own_capital
from commonpurse.money.decisions.models import Ask, BenefitsRule, OwnCapital
from commonpurse.money.decisions.queries import benefits_rules_on
from commonpurse.money.decisions.rules.benefits import (
    CURRENCY,
    Benefit,
    FundBeside,
    Option,
    Outcome,
    Paid,
    Part,
    Reach,
    options,
    outcomes,
    rules_on,
    window_starts,
)
from commonpurse.money.decisions.rules.benefits_shipped import SHIPPED
from commonpurse.money.payments.hands import going_to
from commonpurse.money.payments.models import MoneyBack, PayeeAccount, Proof
from commonpurse.money.payments.proof_tiers import SHOWS_SPENDING
from commonpurse.money.payments.rules import PayeeKind, PaymentState
from commonpurse.parties.partners.models import Member, Partnership
from commonpurse.parties.people.models import Person

# A payment released before the twelve months may have come within them. No bank takes longer than this to pay.
LONGEST_ON_ITS_WAY = timedelta(days=60)
NOTHING = Money(0, CURRENCY)


@dataclass(frozen=True)
class FromFund:
    """What one fund gave to a payment."""

    fund_name: str
    legal_basis: LegalBasis
    amount: Money


@dataclass(frozen=True)
class PaidOut:
    """A payment of the last twelve months. `amount`: less what came back to us; `shown`: what she has shown of it.

    `came_on`: the day of the bank's statement where there is one (`has_come`), else that of the release.
    """

    payment_id: UUID
    came_on: date
    has_come: bool
    payee_kind: PayeeKind
    amount: Money
    shown: Money
    funds: tuple[FromFund, ...]

    @property
    def is_direct(self) -> bool:
        """Straight to a shop or landlord: it was never her savings. What a helper holds for her is hers."""
        return self.payee_kind == PayeeKind.SUPPLIER

    @property
    def by_fund(self) -> tuple[FromFund, ...]:
        """What each fund gave of what was not sent back."""
        minor = split_by_weight(self.amount.minor, [fund.amount.minor for fund in self.funds])
        return tuple(replace(fund, amount=Money(part, CURRENCY)) for fund, part in zip(self.funds, minor, strict=True))

    @property
    def as_rule(self) -> Paid:
        """The same as the rules take it."""
        parts = tuple(Part(fund.legal_basis, fund.amount.minor) for fund in self.funds)
        return Paid(self.came_on, parts, self.amount.minor, self.shown.minor, self.is_direct)


@dataclass(frozen=True)
class BenefitsCheck:
    """What could become of each benefit, and what it was worked out from.

    `told`: what she says she has saved; None where she told nothing, and for everybody but herself. `knows_told`:
    whoever asked would have been shown it. `counts`: the `amount` that is looked at would go into her own hands.
    """

    on: date
    since: date
    outcomes: tuple[Outcome, ...]
    payments: tuple[PaidOut, ...]
    told: Money | None
    knows_told: bool
    amount: Money | None
    counts: bool
    options: tuple[Option, ...]

    @property
    def is_there(self) -> bool:
        """Whether there are rules to go by; not where the money is in another currency."""
        return bool(self.outcomes)

    @property
    def into_her_hands(self) -> Money:
        return _sum(paid.amount for paid in self.payments if not paid.is_direct)

    @property
    def direct(self) -> Money:
        return _sum(paid.amount for paid in self.payments if paid.is_direct)

    @property
    def shown(self) -> Money:
        """What of it she has shown to be spent."""
        return _sum(paid.shown for paid in self.payments if not paid.is_direct)

    @property
    def worse(self) -> list[Outcome]:
        """The benefits that could be touched by all there is, the payment included."""
        return [outcome for outcome in self.outcomes if outcome.reach != Reach.UNDER]

    @property
    def touched(self) -> list[Outcome]:
        """The benefits that this payment could make worse."""
        return [outcome for outcome in self.outcomes if outcome.is_touched_by_payment]

    def of(self, benefit: Benefit) -> Outcome | None:
        return next((outcome for outcome in self.outcomes if outcome.benefit == benefit), None)


def benefits_check(
    *,
    viewer: Member | Person,
    budget: Budget,
    now: datetime,
    amount: Money | None = None,
    spend_kind: SpendKind | None = None,
    payee_account: PayeeAccount | None = None,
    ask: Ask | None = None,
    sources: Sequence[Source] | None = None,
) -> BenefitsCheck:
    """Say what could become of each benefit now, and with `amount` paid; nothing is locked, changed or refused by it.

    Of a payment straight to a supplier nothing counts; where no payee is known yet, all of it. Which funds would give
    it is read from a granted `ask`, else from `sources` (or anew). Her own savings are in it for herself alone.
    One statement; one more where the partnership has set rules, and some to find the funds of an `amount`.
    Raises: NotAllowed for who may not see what she asks for and pays.
    """
    on = business_date(now)
    if not can_check_benefits(viewer, budget.person, on):
        raise NotAllowed
    since = window_starts(on)
    knows_told = can_see_own_capital(viewer, budget.person)
    told, has_rules, is_ours, payments = _found(budget, since=since, on=on, with_told=knows_told)
    counts = amount is not None and (payee_account is None or payee_account.payee.kind != PayeeKind.SUPPLIER)
    adds: Paid | None = None
    beside: list[FundBeside] = []
    if is_ours and amount is not None and counts:
        adds, beside = _adds(budget, amount, spend_kind, payee_account, ask, sources, on=on)
    rules = benefits_rules_on(on) if has_rules else rules_on(SHIPPED, on)
    found = outcomes(
        rules if is_ours else {},
        told_minor=None if told is None else told.minor,
        paid=[paid.as_rule for paid in payments],
        pays_now=adds,
        on=on,
    )
    return BenefitsCheck(
        on=on,
        since=since,
        outcomes=found,
        payments=payments,
        told=told,
        knows_told=knows_told,
        amount=amount,
        counts=counts,
        options=tuple(
            options(
                found,
                amount_minor=amount.minor if amount is not None and counts else 0,
                released_minor=sum(paid.as_rule.left_minor(on) for paid in payments),
                funds=beside,
            )
        ),
    )


def _found(
    budget: Budget, *, since: date, on: date, with_told: bool
) -> tuple[Money | None, bool, bool, tuple[PaidOut, ...]]:
    """What she told us, whether the partnership has rules of its own, whether it pays in pounds, and what was paid.

    One statement. A payment comes once for each fund that gave to it; a budget that paid nothing comes once without.
    """
    told: Any = Value(None, output_field=BigIntegerField())
    if with_told:
        told = Subquery(OwnCapital.objects.filter(person=OuterRef("person")).values("amount_minor")[:1])
    back = MoneyBack.objects.filter(payment=OuterRef("paid__id")).order_by().values("payment")
    begins = day_begins(since) - LONGEST_ON_ITS_WAY
    rows = (
        Budget.objects.filter(id=budget.id)
        .annotate(
            told=told,
            has_rules=Exists(BenefitsRule.objects.filter(valid_from__lte=on)),
            is_ours=Exists(Partnership.objects.filter(currency=CURRENCY)),
            paid=FilteredRelation(
                "payments",
                condition=Q(payments__created_at__gte=begins, payments__currency=CURRENCY)
                & ~Q(payments__state=PaymentState.STOPPED.value),
            ),
            is_shown=Exists(
                Proof.objects.filter(payment=OuterRef("paid__id"), kind__in=[kind.value for kind in SHOWS_SPENDING])
            ),
            back=Subquery(back.annotate(sum=Sum("amount_minor")).values("sum")),
        )
        .order_by("paid__created_at", "paid__id", "paid__hold__legs__id")
        .values_list(
            "told",
            "has_rules",
            "is_ours",
            "paid__id",
            "paid__created_at",
            "paid__settlement__settled_on",
            "paid__payee_account__payee__kind",
            "paid__amount_minor",
            "back",
            "is_shown",
            "paid__hold__legs__amount_minor",
            "paid__hold__legs__line__fund__name",
            "paid__hold__legs__line__fund__legal_basis",
        )
    )
    found = list(rows)
    told_minor, has_rules, is_ours, *_ = found[0]
    payments = [
        _paid_out([row[4:] for row in same], payment_id)
        for payment_id, same in groupby(found, key=lambda row: row[3])
        if payment_id is not None
    ]
    return (
        None if told_minor is None else Money(told_minor, CURRENCY),
        has_rules,
        is_ours,
        tuple(paid for paid in payments if paid.amount and paid.came_on >= since),
    )


def _paid_out(legs: list[tuple[Any, ...]], payment_id: UUID) -> PaidOut:
    created_at, settled_on, kind, minor, back, is_shown, *_ = legs[0]
    amount = Money(max(minor - (back or 0), 0), CURRENCY)
    return PaidOut(
        payment_id=payment_id,
        came_on=settled_on or business_date(created_at),
        has_come=settled_on is not None,
        payee_kind=PayeeKind(kind),
        amount=amount,
        shown=amount if is_shown else NOTHING,
        funds=tuple(
            FromFund(fund_name, LegalBasis(basis), Money(leg_minor, CURRENCY))
            for *_, leg_minor, fund_name, basis in legs
        ),
    )


def _adds(
    budget: Budget,
    amount: Money,
    spend_kind: SpendKind | None,
    payee_account: PayeeAccount | None,
    ask: Ask | None,
    sources: Sequence[Source] | None,
    *,
    on: date,
) -> tuple[Paid, list[FundBeside]]:
    """What the payment would bring into her hands, by fund, and which other money of hers could pay it.

    Where the funds are not known, because it cannot be drawn or nobody said what for, all of it counts.
    """

    def paid_from(*parts: Part) -> Paid:
        return Paid(on, parts or (Part(None, amount.minor),), amount.minor)

    if ask is not None and ask.hold_id is not None:
        legs = HoldLeg.objects.filter(hold=ask.hold_id).values_list("line__fund__legal_basis", "amount_minor")
        return paid_from(*(Part(LegalBasis(basis), minor) for basis, minor in legs)), []
    if spend_kind is None:
        return paid_from(), []
    if sources is None:
        sources = sources_in(budget, on=on, going=going_to(payee_account, None))
    try:
        drawn = draw(sources, amount, spend_kind, on)
    except BudgetRefused:
        return paid_from(), []
    beside = [
        FundBeside(
            share.source.fund_name,
            share.source.legal_basis,
            share.source.payable_minor(spend_kind, on),
            share.gives_minor,
        )
        for share in shares(sources, amount, spend_kind, on)
        if share.source.legal_basis is not None
    ]
    return paid_from(*(Part(each.source.legal_basis, each.amount_minor) for each in drawn)), beside


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, NOTHING)
