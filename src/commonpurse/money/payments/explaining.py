"""The explanation of an ask with whom it is to be paid: is it somebody new, and could it touch her benefits?"""

from __future__ import annotations

from datetime import datetime

from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.access import can_check_benefits
from commonpurse.money.decisions.queries import Explanation, explain_ask
from commonpurse.money.decisions.rules.benefits import BENEFIT_WORDS
from commonpurse.money.payments.benefits import benefits_check
from commonpurse.money.payments.models import Payee, PayeeAccount
from commonpurse.money.payments.queries import is_new_payee, newest_account
from commonpurse.money.payments.release_checks import going_to
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
) -> Explanation | None:
    """As `explain_ask`, for a payee by name: a name that is not hers, or was never paid, is somebody new.

    What could touch her benefits is said, and stops nothing.
    """
    payee = Payee.objects.filter(person=person, name__iexact=payee_name.strip()).first() if payee_name.strip() else None
    account = newest_account(payee.accounts.all()) if payee is not None else None
    is_new = bool(payee_name.strip()) and (payee is None or is_new_payee(payee))
    return explain_ask(
        viewer=viewer,
        person=person,
        what_for=what_for,
        amount=amount,
        now=now,
        spend_kind=spend_kind,
        pay_to=payee_name.strip(),
        is_new_payee=is_new,
        going=going_to(account),
        warnings=benefits_warnings(
            viewer=viewer, person=person, amount=amount, spend_kind=spend_kind, account=account, now=now
        ),
    )


def benefits_warnings(
    *,
    viewer: Member | Person,
    person: Person,
    amount: Money,
    spend_kind: SpendKind,
    account: PayeeAccount | None,
    now: datetime,
) -> list[Words]:
    """Which benefits the payment could make worse, in a sentence; none where it touches none."""
    budget = Budget.objects.filter(person=person).first()
    if budget is None or not can_check_benefits(viewer, person, business_date(now)):
        return []
    found = benefits_check(
        viewer=viewer, budget=budget, now=now, amount=amount, spend_kind=spend_kind, payee_account=account
    )
    touched = [BENEFIT_WORDS[outcome.benefit] for outcome in found.touched]
    if not touched:
        return []
    return [Words("This could touch {benefits:and}. It stops nothing. Ask a benefits adviser first.", benefits=touched)]
