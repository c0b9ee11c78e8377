"""What one person may pay from another's money, for whom she lets them act (P28; safety.md, threat 5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Sum

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date, day_begins
from commonpurse.money.budgets.models import Budget
from commonpurse.money.payments.models import PayeeAccount, Payment
from commonpurse.money.payments.rules import PayeeKind, PaymentRefused, PaymentState
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import representative_who_pays
from commonpurse.parties.people.models import Person


def check_acting_for(
    by: Member | Person, budget: Budget, account: PayeeAccount, amount: Money, *, now: datetime
) -> None:
    """Refuse what goes beyond what she let them do. Nothing is asked of a member, or of her for her own money.

    Call under the lock of the person: her end of it is then either before this payment or after it.
    Raises: NotAllowed, PaymentRefused (`not_for_a_helper`, `over_helpers_limit`).
    """
    if isinstance(by, Member) or by.id == budget.person_id:
        return
    acts = representative_who_pays(by, budget.person, business_date(now))
    if acts is None:
        raise NotAllowed
    if not may_be_paid_for_her(account, now):
        raise PaymentRefused(
            "The person pays this one herself. Choose another.", code="not_for_a_helper", field="payee"
        )
    if acts.limit_minor is None:
        return
    left = Money(acts.limit_minor, amount.currency) - paid_for(budget.person, by, amount.currency, now)
    if amount.minor > left.minor:
        raise PaymentRefused(
            "You can pay {left} more today.",
            code="over_helpers_limit",
            field="amount",
            left=Money(max(left.minor, 0), amount.currency),
        )


def may_be_paid_for_her(account: PayeeAccount | None, now: datetime) -> bool:
    """Tell whether a helper may send money there.

    Who helps her could be the one who is paid: such money she sends herself. And nothing waits by a helper's hand.
    """
    return account is not None and account.payee.kind != PayeeKind.HELPER and account.is_usable_at(now)


def paid_for(person: Person, helper: Person, currency: str, now: datetime) -> Money:
    """What this helper paid from the person's money on the day of that moment, and was not stopped."""
    begins = day_begins(business_date(now))
    ends = day_begins(business_date(now) + timedelta(days=1))
    today = Payment.objects.filter(created_at__gte=begins, created_at__lt=ends, currency=currency)
    theirs = today.filter(person=person, created_by_person=helper).exclude(state=PaymentState.STOPPED.value)
    with acting_as_system("to add up what a helper paid on one day"):
        return Money(theirs.aggregate(total=Sum("amount_minor", default=0))["total"], currency)
