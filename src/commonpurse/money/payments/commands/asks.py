from __future__ import annotations

from datetime import datetime
from uuid import UUID

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.rules import PaidTo, SpendKind
from commonpurse.money.decisions.access import can_ask
from commonpurse.money.decisions.commands import make_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.money.payments.queries import is_somebody_new, payee_named
from commonpurse.money.payments.release_checks import going_to
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def ask_to_pay(
    *,
    by: Member | Person,
    budget: Budget,
    what_for: str,
    amount: Money,
    spend_kind: SpendKind,
    payee_name: str,
    request_id: UUID,
    now: datetime,
    pays_when_happened: bool = False,
) -> Ask:
    """Ask for money for somebody by name, as `make_ask`: one who was never paid is somebody new, and decided as such.

    Raises: as `make_ask`.
    """
    if not can_ask(by, budget, business_date(now)):
        raise NotAllowed
    known = Ask.objects.filter(request_id=request_id).first()
    payee = payee_named(person=budget.person, name=payee_name, now=now) if payee_name.strip() else None
    paid_to = going_to(payee.payable).paid_to if payee is not None else None
    is_new = is_somebody_new(payee_name, payee)
    if known is not None:  # of a repeat all stays as it was the first time, though the payee was paid since
        is_new, paid_to = known.is_new_payee, PaidTo(known.paid_to) if known.paid_to else None
    return make_ask(
        by=by,
        budget=budget,
        what_for=what_for,
        amount=amount,
        spend_kind=spend_kind,
        pay_to=payee_name,
        is_new_payee=is_new,
        paid_to=paid_to,
        request_id=request_id,
        now=now,
        pays_when_happened=pays_when_happened,
    )
