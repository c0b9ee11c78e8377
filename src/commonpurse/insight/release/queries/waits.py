"""What waits now on the way from an ask to the money: at which step, since when, and for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, DateTimeField, F, Min, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast

from commonpurse.insight.release.access import can_see_release_figures
from commonpurse.insight.release.rules import Step, days_waited
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.rules import AskState
from commonpurse.money.payments.bands import is_look_late, look_by
from commonpurse.money.payments.models import Approval, MoneyBack, Payment
from commonpurse.money.payments.queries import bank_files_visible_to, needs_no_second, ready_at, waits_over
from commonpurse.money.payments.rules import MAY_BE_REISSUED, PaymentState
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import kept_from, open_on
from commonpurse.parties.people.models import Person, Support

# The steps at which a second person looks, and has until the end of the next working day.
SECOND_LOOKS = (Step.SECOND, Step.CHECK)


@dataclass(frozen=True)
class OpenWait:
    """One thing that waits: an ask, a payment, or a file (`thing_id`), with so many asks or payments in it.

    `until`         when the wait ends by itself, where it does
    `due_on`        the last day on which a second person is to look, at a payment or a file
    `is_late`       that day is over: it is the manager's to see to as well
    `organisations` those that work with the person today, where it is their turn; none: nobody works with her
    """

    step: Step
    thing_id: UUID
    since: datetime
    until: datetime | None
    count: int
    days: int
    organisations: tuple[str, ...] = ()
    due_on: date | None = None
    is_late: bool = False


@dataclass(frozen=True)
class WaitsAtStep:
    """How many asks or payments wait at a step, in how many `things`, and how long the oldest has waited."""

    step: Step
    count: int
    things: int
    longest_days: int | None


def waits_by_step(*, viewer: Member | Person, now: datetime, today: date) -> list[WaitsAtStep]:
    """Every step with what waits there now, in the order in which money goes through them. One statement."""
    if not can_see_release_figures(viewer):
        return []
    first, *others = [
        rows.values_list("step").annotate(
            things=Count("thing", distinct=True), counted=Sum("holds"), oldest=Min("began_at")
        )
        for rows in _waiting(now, viewer).values()
    ]
    found = {step: row for step, *row in first.union(*others, all=True)}
    return [
        WaitsAtStep(step, counted or 0, things, days_waited(oldest, today) if oldest else None)
        for step in Step
        for things, counted, oldest in [found.get(step.value, (0, 0, None))]
    ]


def open_waits(*, viewer: Member | Person, now: datetime, step: Step | None = None) -> QuerySet[Any]:
    """What waits, at one step or at all, the oldest first: rows for `wait_cards`. Count it, or take a page of it."""
    waiting = _waiting(now, viewer)
    chosen = [rows for name, rows in waiting.items() if step in (None, name)]
    if not can_see_release_figures(viewer):
        chosen = [rows.none() for rows in chosen]
    first, *others = [
        rows.values_list("step", "thing").annotate(
            since=Min("began_at"), until=Min("ends_by_itself_at"), counted=Sum("holds")
        )
        for rows in chosen
    ]
    return (first.union(*others, all=True) if others else first).order_by("since", "thing")


def wait_cards(rows: Sequence[Any], *, viewer: Member | Person, today: date) -> list[OpenWait]:
    """The rows of one page with whose turn it is. Two statements, however many rows."""
    if not can_see_release_figures(viewer):
        return []
    by_step = [(Step(step), *row) for step, *row in rows]
    asks = {thing for step, thing, *_ in by_step if step in (Step.ANSWER, Step.RELEASE)}
    payments = {thing for step, thing, *_ in by_step if step in (Step.ACCOUNT, Step.AGAIN)}
    whose = _organisations(Ask, asks, today) | _organisations(Payment, payments, today)
    return [
        OpenWait(
            step=step,
            thing_id=thing,
            since=since,
            until=until,
            count=count,
            days=days_waited(since, today),
            organisations=tuple(sorted(whose.get(thing, ()))),
            due_on=look_by(since) if step in SECOND_LOOKS else None,
            is_late=step in SECOND_LOOKS and is_look_late(since, today),
        )
        for step, thing, since, until, count in by_step
    ]


def _organisations(model: type[Ask] | type[Payment], ids: set[UUID], today: date) -> dict[UUID, set[str]]:
    """The organisations that work today with the person of each ask or payment."""
    supports = Support.objects.filter(open_on(today), member__is_active=True)
    named = model.objects.filter(id__in=ids, budget__person__supports__in=supports)
    found: dict[UUID, set[str]] = {}
    for thing, name in named.values_list("id", "budget__person__supports__member__organisation__name"):
        found.setdefault(thing, set()).add(name)
    return found


def _waiting(now: datetime, viewer: Member | Person) -> dict[Step, QuerySet[Any]]:
    """What waits at each step: for what `thing`, from when, and how many asks or payments it `holds`.

    A payment in a file, or at the bank, waits with its file. Nothing of whom the viewer is kept away from.
    """
    apart = kept_from(viewer)
    asks = Ask.objects.order_by().exclude(budget__person__in=apart)
    payments = Payment.objects.order_by().exclude(person__in=apart)
    open_files = bank_files_visible_to(viewer).order_by().filter(sent_at=None, taken_back_at=None)
    at_the_bank = payments.filter(state=PaymentState.SENT.value, instructions__taken_back_at=None)
    in_doubt = payments.filter(state=PaymentState.UNKNOWN.value, instructions__taken_back_at=None)
    held = payments.filter(needs_no_second(), ~waits_over(now), state=PaymentState.HELD.value)
    unlooked = Approval.objects.waiting().order_by().exclude(person__in=apart)
    failed = payments.filter(state__in=[state.value for state in MAY_BE_REISSUED], reissued_as=None)
    came_back = MoneyBack.objects.filter(payment=OuterRef("id")).order_by("-recorded_at").values("recorded_at")[:1]
    in_file, sent_at = F("payment_count"), "instructions__bank_file__sent_at"
    return {
        Step.ANSWER: _named(asks.filter(state=AskState.WAITING.value), Step.ANSWER, F("asked_at")),
        Step.RELEASE: _named(asks.to_be_paid(), Step.RELEASE, F("decided_at")),
        Step.SECOND: _named(unlooked, Step.SECOND, F("asked_at")),
        Step.ACCOUNT: _named(held, Step.ACCOUNT, F("created_at"), until=F("payee_account__usable_from")),
        Step.FILE: _named(payments.filter(ready_at(now)), Step.FILE, F("created_at")),
        Step.CHECK: _named(open_files.filter(approved_at=None), Step.CHECK, F("made_at"), holds=in_file),
        Step.SEND: _named(open_files.exclude(approved_at=None), Step.SEND, F("approved_at"), holds=in_file),
        Step.BANK: _named(at_the_bank, Step.BANK, F(sent_at), thing="instructions__bank_file"),
        Step.DOUBT: _named(in_doubt, Step.DOUBT, F(sent_at)),
        Step.AGAIN: _named(failed, Step.AGAIN, Subquery(came_back)),
    }


def _named(
    rows: QuerySet[Any],
    step: Step,
    began_at: F | Subquery,
    *,
    thing: str = "id",
    until: F | None = None,
    holds: F | None = None,
) -> QuerySet[Any]:
    return rows.annotate(
        step=Value(step.value),
        thing=F(thing),
        began_at=began_at,
        ends_by_itself_at=until or Cast(Value(None), DateTimeField()),
        holds=holds or Value(1),
    )
