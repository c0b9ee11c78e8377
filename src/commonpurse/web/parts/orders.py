"""Orders as pages show them: what, when, for how much, how it stands, and what was said of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.rules import SPEND_WORDS
from commonpurse.money.orders.explaining import BeforeOrder
from commonpurse.money.orders.queries import OrderShown, can_be_ordered
from commonpurse.money.orders.rules import RATING_WORDS, REASON_WORDS, STAGE_WORDS, Outcome, Rating, Reason, Stage
from commonpurse.money.payments.rules import PaymentState
from commonpurse.parties.directory.opening import is_open_on, open_days_from
from commonpurse.parties.directory.queries import Service
from commonpurse.parties.directory.rules import TOPICS
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.asks import name_for
from commonpurse.web.parts.forms import DayField, PageForm, RequestIdField
from commonpurse.web.parts.services import shown_price_words
from commonpurse.web.parts.shapes import Fact
from commonpurse.web.parts.words import listed, translated
from commonpurse.web.parts.written import day, named, spoken

# Under which look of a state each stage is shown.
LOOKS = {
    Stage.WAITING: "waiting",
    Stage.NO: "declined",
    Stage.AGREED: "granted",
    Stage.TO_PAY: "yes_unpaid",
    Stage.ON_ITS_WAY: "sent",
    Stage.PAID: "done",
    Stage.CAME_BACK: "payment_failed",
    Stage.NOT_HAPPENED: "stopped",
    Stage.CANCELLED: "withdrawn",
}


class OrderForm(PageForm):
    """When, and as what kind of thing it counts. `seen` is what the page has shown of it."""

    request_id = RequestIdField()
    seen = forms.CharField(widget=forms.HiddenInput(attrs={"id": False}), required=False)
    wanted_on = DayField(
        label=gettext_lazy("For which day?"),
        help_text=gettext_lazy("Like 3 December, or tomorrow."),
        error_messages={"required": gettext_lazy("Write for which day.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of thing is it?"),
        choices=[(kind.value, words) for kind, words in SPEND_WORDS.items()],
    )

    def to_read_again(self, mark: str) -> OrderForm:
        """Another price, another kind or another answer than was read: it is read once more."""
        sent: Any = self.data
        again = sent.copy()
        again["seen"] = mark
        form = OrderForm(again)
        form.add_error(None, _("Something has changed since. Please look at it all once more."))
        return form

    def is_day_meant(self, service: Service, sent: Any, today: date) -> bool:
        """Whether it is open on the day that was chosen, as far as anybody knows; or she was told, and means it.

        Else the field says when it is open next: nobody is stopped, and nobody waits before a shut door unwarned.
        """
        wanted_on = self.cleaned_data["wanted_on"]
        schedules = list(service.schedules.all())
        is_over = wanted_on < today  # the order itself refuses it
        if is_over or is_open_on(schedules, wanted_on) is not False or sent.get("anyway") == wanted_on.isoformat():
            return True
        said = [_("It is closed on {day}.").format(day=day(wanted_on))]
        if open_days := open_days_from(schedules, wanted_on) or open_days_from(schedules, today):
            said.append(_("It is open on {days}.").format(days=listed([day(each) for each in open_days], "and")))
        self.add_error("wanted_on", " ".join(said))
        self.closed_on = wanted_on
        return False

    closed_on: date | None = None  # the day of which it was told that it is closed


def first_day_of(service: Service, today: date) -> date:
    """The day for which a form stands ready: the first on which it is open; today where nobody knows."""
    return next(iter(open_days_from(service.schedules.all(), today, 1)), today)


def mark_of(told: BeforeOrder) -> str:
    """What of the page a yes stands on: the price, and the answer."""
    return f"{told.amount.minor} {told.explained.answer.value} {told.explained.code}"


@dataclass(frozen=True)
class OrderCard:
    """`price_now` and `dearer` are there only where the price has risen and nothing is paid yet."""

    order: Any
    what: str
    who: str
    amount: Money
    wanted_on: date
    placed_at: datetime
    placed_by: str
    stage: Stage
    look: str
    stage_words: str
    price_now: Money | None
    dearer: Money | None
    option_now: Any
    payment: Any
    outcome_by: str
    how: str
    rating: str

    @property
    def id(self) -> UUID:
        return UUID(str(self.order.id))

    @property
    def waits(self) -> bool:
        return self.stage is Stage.WAITING

    @property
    def is_no(self) -> bool:
        return self.stage is Stage.NO

    @property
    def is_agreed(self) -> bool:
        return self.stage is Stage.AGREED

    @property
    def is_unsaid(self) -> bool:
        """There is a yes, and nobody has said what became of it; also where somebody was paid already."""
        return self.order.outcome is None and self.order.ask.state == "granted"

    @property
    def to_pay(self) -> bool:
        return self.stage is Stage.TO_PAY

    @property
    def is_open(self) -> bool:
        return self.waits or self.is_agreed

    @property
    def happened(self) -> bool:
        return self.order.outcome == Outcome.HAPPENED

    @property
    def money_is_gone(self) -> bool:
        """It did not happen, and the money had left by then."""
        return self.order.outcome == Outcome.NOT_HAPPENED and self.payment is not None


def order_card(shown: OrderShown, viewer: Viewer) -> OrderCard:
    order, now = shown.order, shown.option_now
    return OrderCard(
        order=order,
        what=order.ask.what_for,
        who=order.ask.pay_to,
        amount=shown.amount,
        wanted_on=order.wanted_on,
        placed_at=order.placed_at,
        placed_by=name_for(viewer, order.placed_by),
        stage=shown.stage,
        look=LOOKS[shown.stage],
        stage_words=translated(STAGE_WORDS[shown.stage]),
        price_now=now.amount if now is not None and shown.is_late else None,
        dearer=shown.dearer if shown.is_late else None,
        option_now=now,
        payment=shown.payment,
        outcome_by=name_for(viewer, order.outcome_by),
        how=order.outcome_how or "",
        rating=translated(RATING_WORDS[Rating(order.rating)]) if order.rating else "",
    )


def order_cards(shown: Iterable[OrderShown], viewer: Viewer) -> list[OrderCard]:
    return [order_card(each, viewer) for each in shown]


def order_facts(card: OrderCard) -> list[Fact]:
    facts = [
        Fact(_("To"), card.who),
        Fact(_("How much"), spoken(card.amount)),
        Fact(_("For which day"), day(card.wanted_on)),
        Fact(_("Ordered"), day(card.placed_at)),
    ]
    if card.order.placed_by_member is not None:
        facts.append(Fact(_("Written down by"), named(card.placed_by)))
    return facts


def faces(card: OrderCard) -> list[tuple[str, str, str, bool]]:
    """The three faces: code, icon, word, and whether it is the one that she chose."""
    return [
        (one.value, f"face_{one.value}", translated(words), card.order.rating == one.value)
        for one, words in RATING_WORDS.items()
    ]


def reasons() -> list[tuple[str, str]]:
    """Why somebody could not get what she wanted, as buttons."""
    return [(reason.value, translated(words)) for reason, words in REASON_WORDS.items()]


def reason_words(reason: str) -> str:
    return translated(REASON_WORDS[Reason(reason)])


def topic_words(topic: str) -> str:
    """The need under which something counts; where nobody told it, that."""
    known = {each.key: each.words for each in TOPICS}
    return translated(known[topic]) if topic in known else _("Something else, or not said")


@dataclass(frozen=True)
class ToOrder:
    """A price at which something can be ordered."""

    option_id: UUID
    words: str


def to_order(service: Service, currency: str, today: date) -> Sequence[ToOrder]:
    """The prices of a service at which she can order, today or from a later day on."""
    return [
        ToOrder(option.id, shown_price_words(option, today))
        for option in service.cost_options.all()
        if can_be_ordered(option, currency) and (option.ends_on is None or option.ends_on > today)
    ]


def paid_words(order: Any) -> str:
    """What is true now of a payment that was just asked for."""
    state = order.ask.payment.state
    if state == PaymentState.HELD:
        return _("Done. The money is set aside. It waits a while first: see where it is.")
    if state == PaymentState.READY:
        return _("Done. The money goes with our next file for the bank.")
    return _("It was paid before. Nothing more goes out.")
