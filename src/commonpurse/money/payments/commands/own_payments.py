from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import make_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.rules import AskState
from commonpurse.money.payments.access import can_pay_as_ever
from commonpurse.money.payments.commands.releases import release_money
from commonpurse.money.payments.hands import going_to
from commonpurse.money.payments.models import PayeeAccount, Payment
from commonpurse.money.payments.queries import is_new_payee
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def pay_or_ask(
    *,
    by: Person,
    budget: Budget,
    what_for: str,
    amount: Money,
    spend_kind: SpendKind,
    payee_account: PayeeAccount | None,
    request_id: UUID,
    now: datetime,
    talked_with: Member | Person | None = None,
) -> Ask:
    """Let a person pay from her own money in one act: she asks and, where the answer is yes at once, it is released.

    Where somebody must agree too, or the money does not allow it, the ask waits: `talked_with` says that she has
    talked to who is named already. Without a `payee_account` the money is set
    aside and she says later who gets it. What cannot be paid is refused whole: then there is no ask either. The same
    `request_id` again asks and pays nothing more, whatever became of the ask since. The payment is `ask.payment`.
    Raises: AskRefused (`what_for_needed`), and what `make_ask` and `release_money` raise.
    """
    if not (isinstance(by, Person) and can_pay_as_ever(by, budget, business_date(now))):
        raise NotAllowed
    pay_to = payee_account.payee.name if payee_account is not None else ""
    with transaction.atomic():
        # In the order of `release_money`: the person, her budget, and only then any account of the ledger.
        Person.objects.select_for_update(no_key=True).get(id=budget.person_id)
        Budget.objects.select_for_update(no_key=True).get(id=budget.id)
        is_repeat = Ask.objects.filter(request_id=request_id).exists()
        ask = make_ask(
            by=by,
            budget=budget,
            what_for=what_for,
            amount=amount,
            spend_kind=spend_kind,
            pay_to=pay_to,
            is_new_payee=payee_account is not None and is_new_payee(payee_account.payee),
            paid_to=going_to(payee_account).paid_to if payee_account is not None else None,
            talked_with=talked_with,
            request_id=request_id,
            now=now,
        )
        is_paid = Payment.objects.filter(ask=ask).exists() if is_repeat else ask.state == AskState.GRANTED
        if payee_account is not None and is_paid:
            # Of a repeat this only makes sure that it is the same one.
            release_money(
                by=by,
                budget=budget,
                payee_account=payee_account,
                amount=amount,
                spend_kind=spend_kind,
                ask=ask,
                request_id=request_id,
                now=now,
            )
        return ask
