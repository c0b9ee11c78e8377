"""What happened with a person's money, in sentences instead of rows of codes, each with the icon of what it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.queries import TracedAllocation, TracedCorrection
from commonpurse.money.budgets.rules import SPEND_WORDS, SpendKind
from commonpurse.money.payments.bands import is_look_late, look_by
from commonpurse.money.payments.queries import ExpectedPay
from commonpurse.money.payments.rules import PayeeKind, PaymentState
from commonpurse.parties.people.queries import Person
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.asks import name_for
from commonpurse.web.parts.words import translated, write
from commonpurse.web.parts.written import day, moment, money, spoken


@dataclass(frozen=True)
class Said:
    """One short sentence and the icon of what it says. `address`: where one reads more of it."""

    icon: str
    words: str
    address: str = ""


@dataclass(frozen=True)
class StoryLine:
    """One thing that happened or goes on: the day, where it has one, and a few short sentences."""

    on: date | None
    said: tuple[Said, ...]

    @property
    def icon(self) -> str:
        return self.said[0].icon

    @property
    def words(self) -> str:
        return " ".join(each.words for each in self.said)


# While a second person looks at whom a large payment goes to. Whether it is well spent is not their question.
WAITS_FOR_SECOND = (
    ("clock", gettext_lazy("{sum} is set aside for {whom}, for {what}.")),
    ("eye", gettext_lazy("It waits for a second person, who checks the account.")),
)

# What each state says of the money, a sentence a line. "Sent" is never said as "received".
SENTENCES = {
    PaymentState.HELD: (
        ("clock", gettext_lazy("{sum} is set aside for {whom}, for {what}.")),
        ("clock", gettext_lazy("It waits until the account can be paid.")),
    ),
    PaymentState.READY: (
        ("pay", gettext_lazy("{sum} is ready to go to {whom} for {what}.")),
        ("file", gettext_lazy("It goes with the next file for the bank.")),
    ),
    PaymentState.IN_FILE: (
        ("file", gettext_lazy("{sum} to {whom} for {what} is in a file for the bank.")),
        ("eye", gettext_lazy("Finance checks it.")),
    ),
    PaymentState.SENT: (
        ("bank", gettext_lazy("{sum} to {whom} for {what} was sent to the bank.")),
        ("clock", gettext_lazy("The bank has not said yet that it is paid.")),
    ),
    PaymentState.SETTLED: (("tick", gettext_lazy("{sum} went to {whom} for {what}.")),),
    PaymentState.RETURNED: (
        ("take_back", gettext_lazy("{sum} to {whom} for {what} came back.")),
        ("purse", gettext_lazy("It is in the budget again.")),
    ),
    PaymentState.REJECTED: (
        ("stop", gettext_lazy("The bank refused {sum} to {whom} for {what}.")),
        ("purse", gettext_lazy("It is in the budget again.")),
    ),
    PaymentState.UNKNOWN: (("help", gettext_lazy("We are asking the bank about {sum} to {whom} for {what}.")),),
    PaymentState.STOPPED: (
        ("stop", gettext_lazy("{sum} to {whom} for {what} was stopped.")),
        ("purse", gettext_lazy("It is in the budget again.")),
    ),
}


def whom(payment: Any, viewer: Viewer) -> str:
    """Name the payee: her own account is called that."""
    payee = payment.payee_account.payee
    if payee.kind != PayeeKind.OWN:
        return write(str(payee.name), "")
    return _("your own account") if payee.person_id == viewer.id else _("the person’s own account")


def what_for(payment: Any) -> str:
    """Say what it is for: her own words where she asked, else the kind of spending."""
    if payment.ask:
        return write(f"“{payment.ask.what_for}”", "")
    return translated(SPEND_WORDS[SpendKind(payment.spend_kind)]).lower()


def who_decided(payment: Any, viewer: Viewer) -> str:
    """Say whose decision a payment was. Who wrote down what a panel said did not decide."""
    if payment.ask is None and isinstance(viewer, Person) and payment.created_by_person_id not in (None, viewer.id):
        return _("Somebody who helps you did this for you.")
    if payment.ask_by_panel:
        return _("A panel said yes to it.")
    actor = payment.ask.decided_by if payment.ask else payment.created_by
    if actor is not None and actor.id == viewer.id:
        return _("You decided.")
    return _("{name} decided.").format(name=write(name_for(viewer, actor), ""))


def address_of(payment: Any, viewer: Viewer) -> str:
    """Where a person reads on about her payment; a worker's pages link it themselves."""
    return reverse("person:payment", args=[payment.id]) if isinstance(viewer, Person) else ""


def waits_for_a_look(payment: Any) -> bool:
    """Whether a second person still has to look at the account of a payment that was released."""
    approval = getattr(payment, "approval", None)
    return payment.state == PaymentState.HELD and approval is not None and bool(approval.is_waiting)


def payment_story(payment: Any, viewer: Viewer) -> StoryLine:
    """Tell one payment: what went where and what for, who decided, and when the bank paid it."""
    state = PaymentState(payment.state)
    facts = {"sum": spoken(payment.amount), "whom": whom(payment, viewer), "what": what_for(payment)}
    (icon, first), *more = WAITS_FOR_SECOND if waits_for_a_look(payment) else SENTENCES[state]
    said = [Said(icon, str(first).format(**facts), address_of(payment, viewer))]
    said += [Said(icon, str(words).format(**facts)) for icon, words in more]
    said.append(Said("person", who_decided(payment, viewer)))
    settlement = getattr(payment, "settlement", None)
    if state == PaymentState.SETTLED and settlement is not None:
        said.append(Said("bank", _("The bank paid it on {day}.").format(day=day(settlement.settled_on))))
    return StoryLine(business_date(payment.created_at), tuple(said))


def look_words(since: datetime, today: date) -> list[Said]:
    """The clock of a second look: by when somebody looks at who gets it, and what happens when that day is over."""
    by = look_by(since)
    said = [Said("eye", _("A second person looks at who gets it, by {day}.").format(day=day(by)))]
    if is_look_late(since, today):
        said = [
            Said("clock", _("A second person was to look by {day}. That is late.").format(day=day(by))),
            Said("people", _("Who runs this place sees that now, and can look too.")),
        ]
    return said


# Why no order, no check and no day: see docs/adr/0090. It reads the same whatever keeps the money back.
NOT_DIRECT = gettext_lazy("It waits. This money cannot be paid out direct now. Ask your worker how it can be paid.")


def when_paid(payment: Any, expected: ExpectedPay | None, today: date) -> list[Said]:
    """Say when the money of a payment on its way goes, as far as we know it."""
    state = PaymentState(payment.state)
    if state == PaymentState.UNKNOWN or expected is None:
        return [Said("help", _("We are asking the bank where it is."))]
    if expected.second_since is not None:
        return look_words(expected.second_since, today)
    on = day(expected.on)
    is_late = expected.on is None or expected.on < today
    if state == PaymentState.SENT:
        if is_late:
            words = _("The bank was to pay it on {day}. It has not said yet that it did.").format(day=on)
        elif expected.on == today:
            words = _("It was sent. It should be there today.")
        else:
            words = _("It was sent. It should be there on {day}.").format(day=on)
        return [Said("bank", words)]
    if state == PaymentState.IN_FILE:
        named = _("It is in a file. The bank is to pay it on {day}.").format(day=on)
        return [Said("file", _("It is in a file that we still have to send.") if is_late else named)]
    first = _("It goes with our next file. The bank can pay it from {day}.").format(day=on)
    goes = Said("calendar", first if expected.on else _("It goes with our next file for the bank."))
    if expected.waits_for_second:
        return [Said("clock", _("The account is new. It waits until a second worker has looked at it."))]
    if expected.is_not_direct:
        goes = Said("clock", str(NOT_DIRECT))
    if expected.waits_until is None:
        return [goes]
    waits = _("The account is new. It waits until {moment}.").format(moment=moment(expected.waits_until))
    return [Said("clock", waits), goes]


def allocation_story(allocation: TracedAllocation) -> StoryLine:
    words = _("{sum} came in from {fund}: “{reason}”.").format(
        sum=spoken(allocation.amount),
        fund=write(allocation.fund_name, ""),
        reason=write(allocation.reason.rstrip("."), ""),
    )
    return StoryLine(business_date(allocation.allocated_at), (Said("in", words),))


def correction_words(allocation: TracedAllocation, correction: TracedCorrection) -> str:
    """Say what of an allocation went back to its fund, and why: the error was ours, and she can read it."""
    words = _("{back} of the {sum} that came in from {fund} on {day} went back. The error was ours: “{reason}”.")
    return words.format(
        back=money(correction.amount),
        sum=money(allocation.amount),
        fund=write(allocation.fund_name, ""),
        day=day(business_date(allocation.allocated_at)),
        reason=write(correction.reason.rstrip("."), ""),
    )


def allocation_stories(allocations: Iterable[TracedAllocation]) -> list[StoryLine]:
    """Tell what came in, and what of it went back."""
    lines = []
    for allocation in allocations:
        lines.append(allocation_story(allocation))
        lines += [
            StoryLine(business_date(each.corrected_at), (Said("out", correction_words(allocation, each)),))
            for each in allocation.corrections
        ]
    return lines


def notice_words(notice: Any) -> str:
    """Say what went back by a notice that she had."""
    words = _("{sum} went back. It was said in the notice of {day}.")
    return words.format(sum=spoken(notice.reclaimed), day=day(notice.given_on))


def notice_stories(notices: Iterable[Any], viewer: Viewer) -> list[StoryLine]:
    """Tell what went back by notices. The person reads more on the page of each."""
    return [
        StoryLine(
            business_date(each.reclaimed_at),
            (
                Said(
                    "out",
                    notice_words(each),
                    reverse("person:notice", args=[each.id]) if viewer.id == each.person_id else "",
                ),
            ),
        )
        for each in notices
        if each.reclaimed_at is not None
    ]


def story_of(
    payments: Iterable[Any], allocations: Iterable[TracedAllocation], viewer: Viewer, notices: Iterable[Any] = ()
) -> list[StoryLine]:
    """Tell what happened, newest first."""
    lines = [payment_story(payment, viewer) for payment in payments]
    lines += [*allocation_stories(allocations), *notice_stories(notices, viewer)]
    return sorted(lines, key=lambda line: line.on or date.max, reverse=True)
