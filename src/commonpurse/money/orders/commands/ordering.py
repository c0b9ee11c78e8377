from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.requests import check_same_request, hash_request, one_request
from commonpurse.money.budgets.models import Budget, Line
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.settling import lock_ask
from commonpurse.money.ledger.commands import lock_accounts
from commonpurse.money.orders.access import can_call_off, can_order
from commonpurse.money.orders.ending import end_order
from commonpurse.money.orders.locking import lock_order, lock_purse
from commonpurse.money.orders.models import Order
from commonpurse.money.orders.queries import offer_of, provider_of, what_for
from commonpurse.money.orders.rules import Outcome, check_day, check_not_over, check_offer, check_price_seen
from commonpurse.money.payments.commands import ask_to_pay
from commonpurse.parties.directory.models import CostOption
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.models import Person


def place_order(
    *,
    by: Member | Person,
    budget: Budget,
    option: CostOption,
    wanted_on: date,
    price_seen: Money,
    spend_kind: SpendKind,
    request_id: UUID,
    now: datetime,
    replaces: Order | None = None,
) -> Order:
    """Order from the directory at a price of it, as the person, or as a worker who writes down what she wants.

    It makes an ask, and nothing else moves: who decides, and what the money says, is answered as for every ask.
    `price_seen`: what the page showed her. `replaces`: her order of the same before, which is called off by this one;
    so a risen price is never paid without her new yes. The same request again orders nothing more.
    Raises: OrderRefused (`service_gone`, `price_gone`, `no_price`, `is_free`, `other_currency`, `price_changed`,
    `day_past`, `day_too_far`, `price_not_then`, `order_over`), and what `make_ask` and `withdraw_ask` raise.
    """
    today = business_date(now)
    if not can_order(by, budget, today) or (replaces is not None and not can_call_off(by, replaces, today)):
        raise NotAllowed
    kind = SpendKind(spend_kind)
    asked = hash_request(
        budget=budget.id,
        option=option.id,
        wanted_on=wanted_on,
        price=price_seen,
        kind=kind.value,
        replaces=replaces.id if replaces else None,
        by=by.id,
    )
    with one_request(Order.objects.filter(request_id=request_id).exists):
        lock_purse(budget.person_id, budget.id)
        known = Order.objects.filter(request_id=request_id).first()
        if known is not None:
            check_same_request(known.request_hash, asked)
            return known
        current = CostOption.objects.select_related("service__organisation").get(id=option.id)
        offer = offer_of(current)
        price = check_offer(offer, the_partnership().currency)
        check_price_seen(price_seen, price)
        check_day(offer, wanted_on, today)
        before = _called_off(replaces, by=by, now=now) if replaces else None
        ask = ask_to_pay(
            by=by,
            budget=budget,
            what_for=what_for(current),
            amount=price,
            spend_kind=kind,
            payee_name=provider_of(current.service),
            request_id=request_id,
            now=now,
            pays_when_happened=True,
        )
        order = Order.objects.create(
            person_id=budget.person_id,
            budget=budget,
            ask=ask,
            service=current.service,
            cost_option=current,
            wanted_on=wanted_on,
            replaces=before,
            placed_at=now,
            placed_by_member=by if isinstance(by, Member) else None,
            placed_by_person=by if isinstance(by, Person) else None,
            request_id=request_id,
            request_hash=asked,
        )
        record_event(
            "order_placed",
            by=by.id,
            subject_type="order",
            subject_id=order.id,
            now=now,
            ask=str(ask.id),
            amount_minor=price.minor,
            replaces=str(before.id) if before else None,
        )
        return order


def _called_off(order: Order, *, by: Member | Person, now: datetime) -> Order:
    """Call off the order before. After its ask, its money and that of the new one are locked at once: nobody waits in a
    circle."""
    current = lock_order(order)
    check_not_over(current.outcome)
    lock_ask(current.ask)
    lock_accounts(Line.objects.filter(budget=current.budget_id).values_list("account_id", flat=True))
    # Of a member the taking back of an ask asks how she wanted it: she orders anew, as the new order says.
    return end_order(current, Outcome.CANCELLED, how="Ordered anew." if isinstance(by, Member) else "", by=by, now=now)
