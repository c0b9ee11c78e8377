"""Finance's first page: what presses, what waits, what is quiet, and the one figure that nobody can explain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Value
from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonpurse.money.budgets.queries import corrections_visible_to
from commonpurse.money.decisions.queries import notices_visible_to
from commonpurse.money.payments.bands import is_look_late, look_by
from commonpurse.money.payments.queries import (
    ReadyPayments,
    bank_files_visible_to,
    payments_visible_to,
    ready_payments,
)
from commonpurse.money.payments.rules import PaymentState
from commonpurse.money.reconciliation.queries import Unexplained, closings_visible_to, unexplained_difference
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.finance.months import end_of_last_month
from commonpurse.web.parts.pages import show
from commonpurse.web.parts.templatetags.parts import day, money
from commonpurse.web.parts.words import translated
from commonpurse.web.request import PageRequest, look_at

SHOWN = 5


@dataclass(frozen=True)
class Todo:
    """One thing for finance: how many, what about it, and the one link that does it. `presses` puts it first."""

    heading: str
    icon: str
    count: int
    note: str
    address: str
    act: str
    presses: bool


@door(FINANCE, why="to see what finance has to do today")
def today(request: PageRequest) -> HttpResponse:
    """What waits for finance: files and lines, errors of ours, what failed, what nobody can explain."""
    failed = list(failed_payments(request))
    look_at(request, [payment.budget.person_id for payment in failed[:SHOWN]], "payments", "payees")
    open_files = list(bank_files_visible_to(request.viewer).filter(sent_at=None, taken_back_at=None))
    unexplained = unexplained_difference(viewer=request.viewer, today=request.today)
    ready = ready_payments(viewer=request.viewer, currency=unexplained.amount.currency, now=request.now)
    two = errors_and_notices(request)
    todos = [
        *file_todos(open_files, request),
        look_todo(ready, request.today),
        pay_todo(ready),
        match_todo(unexplained),
        failed_todo(failed),
        errors_todo(two["error"]),
        notices_todo(two["notice"]),
        month_todo(request),
    ]
    return show(
        request,
        "finance/today.html",
        # What presses first; within that, the order of a day's work.
        pressing=[todo for todo in todos if todo.presses],
        quiet=[todo for todo in todos if not todo.presses],
        failed=failed[:SHOWN],
        unexplained=unexplained,
        ages=[(capfirst(translated(each.band.words)), each.amount) for each in unexplained.by_age],
    )


def errors_and_notices(request: PageRequest) -> Counter[str]:
    """How many errors of ours wait for a second person, and how many notices are open: in one statement."""
    errors = corrections_visible_to(request.viewer).waiting().order_by().annotate(what=Value("error"))
    notices = notices_visible_to(request.viewer, request.today).open().order_by().annotate(what=Value("notice"))
    both = errors.values_list("what").union(notices.values_list("what"), all=True)
    return Counter(what for (what,) in both)


def failed_payments(request: PageRequest) -> Any:
    """Payments that came back or were refused and were not paid again, and those nobody knows about."""
    failed = [PaymentState.RETURNED.value, PaymentState.REJECTED.value, PaymentState.UNKNOWN.value]
    return payments_visible_to(request.viewer, request.today).filter(state__in=failed, reissued_as=None)


def file_todos(files: Sequence[Any], request: PageRequest) -> list[Todo]:
    """To check by me, and to send. A file of one's own waits for somebody else."""
    unchecked = [each for each in files if each.approved_at is None]
    mine = [each for each in unchecked if each.made_by_id == request.member.id]
    others = [each for each in unchecked if each.made_by_id != request.member.id]
    checked = [each for each in files if each.approved_at is not None]
    note = _("No file waits for a check.")
    if others:
        note = file_words(others[0], others[0].made_by.name)
    elif mine:
        note = _("The file you made waits for somebody else’s check.")
    late = [each for each in unchecked if each.is_check_late(request.today)]
    if late:
        note = _("Late: somebody was to check it by {day}.").format(day=day(late[-1].check_by_on))
    return [
        Todo(
            _("To check"), "eye", len(others), note, address_of(others or mine), _("Look at it"), presses=bool(others)
        ),
        Todo(
            _("To send"),
            "send_in",
            len(checked),
            file_words(checked[0], checked[0].approved_by.name) if checked else _("No checked file waits."),
            address_of(checked),
            _("Send it"),
            presses=bool(checked),
        ),
    ]


def file_words(bank_file: Any, name: str) -> str:
    words = ngettext(
        "{sum} in {count} payment, by {name}", "{sum} in {count} payments, by {name}", bank_file.payment_count
    )
    return words.format(sum=money(bank_file.total), count=bank_file.payment_count, name=name)


def address_of(files: Sequence[Any]) -> str:
    """One file's own page, or the list where there are several."""
    return reverse("finance:file", args=[files[0].id]) if len(files) == 1 else reverse("finance:files")


def look_todo(ready: ReadyPayments, today: date) -> Todo:
    """Large payments whose account waits for a second person."""
    note = _("No large payment waits.")
    if ready.unlooked:
        note = _("The first of them waits since {day}.").format(day=day(ready.unlooked_since))
    if ready.unlooked_since is not None and is_look_late(ready.unlooked_since, today):
        note = _("Late: somebody was to look by {day}.").format(day=day(look_by(ready.unlooked_since)))
    return Todo(
        _("To look at"),
        "eye",
        ready.unlooked,
        note,
        reverse("finance:second_looks"),
        _("Look at the accounts"),
        presses=bool(ready.unlooked),
    )


def pay_todo(ready: ReadyPayments) -> Todo:
    note = _("Nothing is ready for a file.")
    if ready.count:
        note = _("{sum} is ready. The first of it waits since {day}.").format(
            sum=money(ready.total), day=day(ready.since)
        )
    return Todo(
        _("To pay"), "pay", ready.count, note, reverse("finance:files"), _("Make a file"), presses=bool(ready.count)
    )


def match_todo(unexplained: Unexplained) -> Todo:
    note = _("Every line is explained.")
    if unexplained.oldest_days is not None:
        note = ngettext(
            "The oldest is {days} day old.", "The oldest is {days} days old.", unexplained.oldest_days
        ).format(days=unexplained.oldest_days)
    return Todo(
        _("To match"),
        "search",
        unexplained.count,
        note,
        reverse("finance:unmatched"),
        _("Explain the lines"),
        presses=bool(unexplained.count),
    )


def failed_todo(failed: Sequence[Any]) -> Todo:
    doubts = sum(payment.state == PaymentState.UNKNOWN for payment in failed)
    note = _("No payment has failed.")
    if doubts:
        note = ngettext("Of {count} nobody knows.", "Of {count} nobody knows.", doubts).format(count=doubts)
    elif failed:
        note = _("Each can be paid again.")
    return Todo(
        _("Failed"),
        "stop",
        len(failed),
        note,
        reverse("finance:payments") + "?state=returned",
        _("See them"),
        presses=bool(failed),
    )


def errors_todo(count: int) -> Todo:
    note = _("Somebody else than who asked must agree.") if count else _("No error of ours waits.")
    return Todo(
        _("Errors of ours"), "take_back", count, note, reverse("finance:corrections"), _("Put them right"), bool(count)
    )


def notices_todo(count: int) -> Todo:
    note = _("Each says what its next step is.") if count else _("No notice is open.")
    return Todo(
        _("Notices about money back"), "letter", count, note, reverse("finance:notices"), _("See them"), bool(count)
    )


def month_todo(request: PageRequest) -> Todo:
    """Last month's books: closed or not. In the first week of a month it does not press yet."""
    last_day = end_of_last_month(request.today)
    is_closed = closings_visible_to(request.viewer).filter(period__ends_on__gt=last_day).exists()
    words = _("Closed up to {day}.") if is_closed else _("Open up to {day}.")
    return Todo(
        _("Month end"),
        "calendar",
        0 if is_closed else 1,
        words.format(day=day(last_day)),
        reverse("finance:months"),
        _("See the list"),
        presses=not is_closed and request.today - last_day > timedelta(days=7),
    )
