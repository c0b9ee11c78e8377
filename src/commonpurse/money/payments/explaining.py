"""The explanation of an ask with whom it is to be paid: is it somebody new, and could it touch her benefits?

The pages, the API and the command line all ask here, so that one question has one answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.rules import Source, SpendKind
from commonpurse.money.decisions.access import can_check_benefits
from commonpurse.money.decisions.queries import Explanation, explain_ask
from commonpurse.money.decisions.rules.benefits import BENEFIT_WORDS
from commonpurse.money.payments.benefits import benefits_check
from commonpurse.money.payments.hands import going_to
from commonpurse.money.payments.models import PayeeAccount
from commonpurse.money.payments.queries import PayeeShown, is_somebody_new, payee_named
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def explain_with_payee(
    *,
    viewer: Member | Person,
    person: Person,
    what_for: str,
    amount: Money,
    now: datetime,
    spend_kind: SpendKind = SpendKind.OTHER,
    payee_name: str = "",
    payee: PayeeShown | None = None,
    budget: Budget | None = None,
) -> Explanation | None:
    """As `explain_ask`, for a payee by name: a name that is not hers, or was never paid, is somebody new.

    What could touch her benefits is said, and stops nothing. `payee` and `budget`: where they are at hand.
    """
    name = payee.payee.name if payee is not None else payee_name.strip()
    if payee is None and name:
        payee = payee_named(person=person, name=name, now=now)
    account = payee.payable if payee is not None else None
    budget = budget or Budget.objects.filter(person=person).first()
    found = explain_ask(
        viewer=viewer,
        person=person,
        what_for=what_for,
        amount=amount,
        now=now,
        spend_kind=spend_kind,
        pay_to=name,
        is_new_payee=is_somebody_new(name, payee),
        budget=budget,
        going=going_to(account),
    )
    if found is None or budget is None or not _may_check_benefits(viewer, person, now):
        return found
    return found.with_warnings(
        benefits_warnings(
            viewer=viewer,
            budget=budget,
            amount=amount,
            spend_kind=spend_kind,
            account=account,
            sources=found.money.sources,
            now=now,
        )
    )


def _may_check_benefits(viewer: Member | Person, person: Person, now: datetime) -> bool:
    return can_check_benefits(viewer, person, business_date(now))


def benefits_warnings(
    *,
    viewer: Member | Person,
    budget: Budget,
    amount: Money,
    spend_kind: SpendKind,
    account: PayeeAccount | None,
    sources: Sequence[Source],
    now: datetime,
) -> list[Words]:
    """Which benefits the payment could make worse, in a sentence; none where it touches none."""
    found = benefits_check(
        viewer=viewer,
        budget=budget,
        now=now,
        amount=amount,
        spend_kind=spend_kind,
        payee_account=account,
        sources=sources,
    )
    touched = [BENEFIT_WORDS[outcome.benefit] for outcome in found.touched]
    if not touched:
        return []
    return [Words("This could touch {benefits:and}. It stops nothing. Ask a benefits adviser first.", benefits=touched)]
