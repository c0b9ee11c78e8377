"""What people and their workers do: open budgets, name payees, ask, answer, release, and mend what came back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from commonpurse.demo import place
from commonpurse.demo.telling import Story
from commonpurse.demo.wishes import Wish
from commonpurse.kernel.errors import Refused
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.commands import change_holding_type, open_budget
from commonpurse.money.budgets.rules import BudgetRefused, HoldingType, SpendKind
from commonpurse.money.decisions.commands import decline_ask, grant_ask, make_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.rules import AskRefused, AskState, LockRefused
from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.commands import (
    add_payee,
    call_back_payee_account,
    change_payee_account,
    reissue_payment,
    release_money,
)
from commonpurse.money.payments.models import PayeeAccount, Payment
from commonpurse.money.payments.queries import payments_visible_to
from commonpurse.money.payments.rules import MAY_BE_REISSUED, PayeeKind
from commonpurse.parties.people.models import Person

WHEN_ENOUGH = "More money in your budget, or a smaller sum."
NOT_ENOUGH = "There is not enough in your budget for this now. We can look together where else it could come from."
HELPER = "My sister"
UNTIL_RELEASE = (4, 9, 15, 15, 25, 40, 40, 75)  # minutes after a yes; each is before the file of the day


def open_budgets(story: Story, people: list[tuple[place.InventedPerson, Person]], at: datetime) -> None:
    """Open the budgets of the people who begin this week."""
    for invented, person in people:
        story.budgets[invented.reference] = open_budget(by=story.cast.worker_of(invented), person=person, now=at)


def payee_for(story: Story, invented: place.InventedPerson, person: Person, wish: Wish, at: datetime) -> PayeeAccount:
    """Return the account to pay, written down on first use: by the person herself, or by her worker."""
    key = (invented.reference, wish.supplier or wish.pay_to)
    if key not in story.payees:
        worker = story.cast.worker_of(invented)
        if wish.pay_to == "own":
            kind, name, holder = PayeeKind.OWN, "My own account", invented.name_at_bank
            number, sort_code = invented.account_number, invented.sort_code
        elif wish.pay_to == "helper":
            kind, name, holder = PayeeKind.HELPER, HELPER, f"M {invented.name_at_bank.split()[-1]}"
            number, sort_code = f"41{invented.account_number[2:6]}31", "004010"
        else:
            kind, name, holder = PayeeKind.SUPPLIER, wish.supplier, wish.supplier
            ending = place.SUPPLIER_ENDINGS.get(wish.supplier, str(len(wish.supplier) + 10))
            number, sort_code = f"520000{ending}", "005020"
        by = person if kind is PayeeKind.OWN and story.dice("who", *key).random() < 0.5 else worker
        story.payees[key] = add_payee(
            by=by,
            person=person,
            kind=kind,
            name=name,
            holder_name=holder,
            account=TypedAccount(sort_code=sort_code, account_number=number),
            now=at,
        )
    return story.payees[key]


def live(story: Story, invented: place.InventedPerson, person: Person, wish: Wish, at: datetime) -> None:
    """Let a wish come up: the person asks, or her worker releases what they agreed on."""
    budget = story.budgets[invented.reference]
    amount = Money(wish.amount_minor, place.CURRENCY)
    if not wish.asks:
        release(story, invented, person, wish, at)
        return
    ask = make_ask(
        by=person,
        budget=budget,
        what_for=wish.what_for,
        amount=amount,
        spend_kind=SpendKind(wish.spend_kind),
        pay_to=wish.supplier,
        request_id=new_id(),
        now=at,
    )
    if ask.state == AskState.GRANTED:
        minutes = story.dice("soon", invented.reference, wish.what_for).choice(UNTIL_RELEASE)
        release(story, invented, person, wish, at + timedelta(minutes=minutes), ask)
    else:
        story.waiting.append((ask, invented, wish))


def release(
    story: Story,
    invented: place.InventedPerson,
    person: Person,
    wish: Wish,
    at: datetime,
    ask: Ask | None = None,
) -> Payment | None:
    """Release the money of a wish; what a rule refuses is noted, as in life the worker would read the sentence."""
    does_it_herself = story.dice(invented.reference, wish.what_for).random() < 0.5
    by = person if ask is not None and wish.pay_to == "own" and does_it_herself else story.cast.worker_of(invented)
    try:
        return release_money(
            by=by,
            budget=story.budgets[invented.reference],
            payee_account=payee_for(story, invented, person, wish, at),
            amount=Money(wish.amount_minor, place.CURRENCY),
            spend_kind=SpendKind(wish.spend_kind),
            ask=ask,
            remittance=invented.reference,
            request_id=new_id(),
            now=at,
        )
    except Refused as refusal:
        story.refusals.append(refusal.code)
        return None


def answer_asks(story: Story, at: datetime) -> None:
    """Answer what has waited for a week: yes where there is money by now, no with a reason after three weeks."""
    still_waiting = []
    for ask, invented, wish in story.waiting:
        waited = at - ask.asked_at
        if waited < timedelta(days=7):
            still_waiting.append((ask, invented, wish))
            continue
        worker = story.cast.worker_of(invented)
        try:
            granted = grant_ask(by=worker, ask=ask, now=at)
        except (AskRefused, LockRefused):  # it is another's turn, or a rule of their own holds it: the clock runs on
            still_waiting.append((ask, invented, wish))
        except BudgetRefused:
            if waited < timedelta(days=21):
                still_waiting.append((ask, invented, wish))
            else:
                decline_ask(by=worker, ask=ask, reason=NOT_ENOUGH, would_change=WHEN_ENOUGH, now=at)
        else:
            person = story.cast.person(invented.called_by)
            release(story, invented, person, wish, at + timedelta(minutes=10), granted)
    story.waiting = still_waiting


def mend_payments(story: Story, at: datetime) -> None:
    """Pay again what came back or was refused: to a new account, called back by somebody else, or to the same."""
    priya = story.cast["Priya"]
    came_back = payments_visible_to(priya, business_date(at)).filter(
        state__in=[state.value for state in MAY_BE_REISSUED], reissued_as=None
    )
    by_reference = {invented.reference: invented for invented, _ in story.cast.people}
    for payment in came_back.order_by("created_at", "id"):
        invented = by_reference[payment.budget.person.reference]
        worker = story.cast.worker_of(invented)
        used = payment.payee_account
        code = payment.money_back.order_by("-recorded_at").values_list("code", flat=True).first()
        if code in ("AC01", "AC04", "AC06") and not PayeeAccount.objects.filter(replaces=used).exists():
            changed = change_payee_account(
                by=worker,
                payee=used.payee,
                holder_name=used.holder_name,
                account=TypedAccount(sort_code=used.sort_code, account_number=f"{used.account_number[:-2]}42"),
                now=at,
            )
            for key, known in story.payees.items():
                if known.payee_id == used.payee_id:
                    story.payees[key] = changed
            if story.dice("call", invented.reference).random() < 0.5:
                call_back_payee_account(by=priya, payee_account=changed, now=at + timedelta(hours=2))
        try:
            reissue_payment(by=worker, payment=payment, request_id=new_id(), now=at + timedelta(hours=3))
        except Refused as refusal:
            story.refusals.append(refusal.code)


def hold_for_a_while(story: Story, called_by: str, at: datetime, until: date) -> None:
    """Let a helper hold the money of one person for a while, because he asked for it."""
    invented, person = next(pair for pair in story.cast.people if pair[1].called_by == called_by)
    change_holding_type(
        by=story.cast.worker_of(invented),
        line=story.budgets[invented.reference].lines.order_by("id")[0],
        holding_type=HoldingType.DELEGATE_HELD,
        reason=f"{person.called_by} asked his brother to look after it while he is in hospital.",
        starts_on=business_date(at),
        ends_on=until,
        now=at,
    )
