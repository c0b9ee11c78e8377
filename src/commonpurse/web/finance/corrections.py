"""Errors of our own: find the sum that is wrong, ask that it be put right, and let somebody else agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.money.budgets.commands import agree_correction, ask_correction, decline_correction
from commonpurse.money.budgets.queries import (
    StillThere,
    corrections_visible_to,
    get_correction,
    get_fund,
    given_by_fund,
    received_by_fund,
    still_there_of,
)
from commonpurse.money.budgets.rules import check_amount, check_correction
from commonpurse.money.reconciliation.queries import line_of_money_in
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.parts.forms import AmountField, AmountForm, PageForm, RequestIdField, looked_for, posted
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.parts.words import said
from commonpurse.web.parts.written import money
from commonpurse.web.request import PageRequest, look_at

FIND = "given_find"


class PutRightForm(AmountForm):
    request_id = RequestIdField()
    amount = AmountField(
        label=_("How much of it is wrong?"), error_messages={"required": _("Write how much is wrong.")}
    )
    reason = forms.CharField(
        label=_("What went wrong?"),
        help_text=_("One sentence in plain words. The person can read it."),
        max_length=500,
        error_messages={"required": _("Say in plain words what went wrong.")},
    )


class NoForm(PageForm):
    reason = forms.CharField(
        label=_("Why should it stay as it is?"),
        help_text=_("One sentence. Who asked for it reads this."),
        max_length=500,
        error_messages={"required": _("Say in plain words why it should stay as it is.")},
    )


@door(FINANCE, why="to find a sum that was given in error", methods="GET POST")
def given(request: PageRequest, fund_id: UUID) -> HttpResponse:
    """What the fund gave to people, newest first. A reference that is looked for stays out of the address."""
    fund = or_404(get_fund(viewer=request.viewer, fund_id=fund_id))
    if request.method == "POST":
        request.session[FIND] = looked_for(request, "find", 40)
        return redirect("finance:given", fund.id)
    find = request.session.get(FIND, "")
    sums = given_by_fund(viewer=request.viewer, fund=fund)
    if find:
        sums = sums.filter(line__budget__person__reference__iexact=find)
    page = one_page(request, sums)
    look_at(request, [one.line.budget.person_id for one in page.object_list], "reference", "money")
    return show(request, "finance/given.html", fund=fund, page=page, rows=with_figures(page.object_list), find=find)


@door(FINANCE, why="to find money that was counted to the wrong fund")
def received(request: PageRequest, fund_id: UUID) -> HttpResponse:
    fund = or_404(get_fund(viewer=request.viewer, fund_id=fund_id))
    page = one_page(request, received_by_fund(viewer=request.viewer, fund=fund))
    return show(request, "finance/received.html", fund=fund, page=page, rows=with_figures(page.object_list))


def with_figures(things: Iterable[Any]) -> list[tuple[Any, StillThere]]:
    """Put beside each sum of a list what of it still counts."""
    listed = list(things)
    there = still_there_of(listed)
    return [(one, there[one.id]) for one in listed]


@door(FINANCE, why="to put right what was given in error", methods="GET POST")
def put_given_right(request: PageRequest, fund_id: UUID, allocation_id: UUID) -> HttpResponse:
    fund = or_404(get_fund(viewer=request.viewer, fund_id=fund_id))
    found = or_404(given_by_fund(viewer=request.viewer, fund=fund).filter(id=allocation_id).first())
    look_at(request, found.line.budget.person_id, "reference", "money")
    there = still_there_of([found])[found.id]

    def ask(**asked: Any) -> Any:
        return ask_correction(by=request.member, allocation=found, now=request.now, **asked)

    return ask_in_two_steps(request, ask, there, fund=fund, allocation=found, money_in=None)


@door(FINANCE, why="to put right what was counted to the wrong fund", methods="GET POST")
def put_received_right(request: PageRequest, fund_id: UUID, money_in_id: UUID) -> HttpResponse:
    fund = or_404(get_fund(viewer=request.viewer, fund_id=fund_id))
    found = or_404(received_by_fund(viewer=request.viewer, fund=fund).filter(id=money_in_id).first())
    there = still_there_of([found])[found.id]

    def ask(**asked: Any) -> Any:
        return ask_correction(by=request.member, money_in=found, now=request.now, **asked)

    return ask_in_two_steps(request, ask, there, fund=fund, allocation=None, money_in=found)


def ask_in_two_steps(
    request: PageRequest, ask: Callable[..., Any], there: StillThere, *, fund: Any, allocation: Any, money_in: Any
) -> HttpResponse:
    """Say how much and why, see what would happen, then ask. Nothing is kept before the last button."""
    form = PutRightForm(posted(request), currency=fund.currency)
    if allocation is None:
        form.fields["reason"].help_text = _("One sentence in plain words. Who decides reads it.")
    context = {"fund": fund, "allocation": allocation, "money_in": money_in, "there": there, "form": form}
    if request.method != "POST" or not form.is_valid() or request.POST.get("step") == "change":
        return show(request, "finance/put_right.html", **context)
    amount, reason = form.cleaned_data["amount"], form.cleaned_data["reason"]
    try:
        if request.POST.get("step") == "ask":
            made = ask(amount=amount, reason=reason, request_id=form.cleaned_data["request_id"])
            return go(
                request, gettext("You asked for it. Somebody else must agree now."), "finance:correction", made.id
            )
        check_amount(amount, fund.currency)
        check_correction(amount, there.left, there.available, is_with_person=allocation is not None)
    except Refused as refused:
        refuse(form, refused)
        return show(request, "finance/put_right.html", **context)
    return show(request, "finance/put_right_check.html", **context, amount=amount, reason=reason)


@door(FINANCE, why="to see which errors of ours wait to be put right")
def corrections(request: PageRequest) -> HttpResponse:
    """What waits for a second person, the longest first; then what was answered, the last answer first."""
    every = corrections_visible_to(request.viewer)
    waiting = list(every.waiting())
    page = one_page(request, every.answered())
    listed = [*waiting, *page.object_list]
    look_at(request, [one.allocation.line.budget.person_id for one in listed if one.allocation], "reference", "money")
    return show(request, "finance/corrections.html", waiting=waiting, page=page)


@door(FINANCE, why="to decide whether an error of ours is put right", methods="GET POST")
def correction(request: PageRequest, correction_id: UUID) -> HttpResponse:
    """One correction: agree to it or say no, if somebody else asked; who asked may take it back."""
    found = or_404(get_correction(viewer=request.viewer, correction_id=correction_id))
    if found.allocation is not None:
        look_at(request, found.allocation.line.budget.person_id, "reference", "money")
    act = request.POST.get("act", "")
    form = NoForm(request.POST if act == "decline" else None)
    is_own = found.asked_by_id == request.member.id
    if is_own:
        form.fields["reason"].label = _("Why do you take it back?")
        form.fields["reason"].help_text = _("One sentence. The others of finance can read it.")
    refusal = ""
    if act == "agree" or (act == "decline" and form.is_valid()):
        try:
            return go(request, answer(request, found, act, form), "finance:correction", found.id)
        except Refused as refused:
            if act == "decline" and refused.field == "reason":
                refuse(form, refused)
            else:
                refusal = said(refused)
                found = or_404(get_correction(viewer=request.viewer, correction_id=correction_id))
    [(_one, there)] = with_figures([found.allocation or found.money_in])
    return show(
        request,
        "finance/correction.html",
        status=422 if refusal else 200,
        correction=found,
        refusal=refusal,
        form=form,
        is_own=is_own,
        there=there,
        hint="" if refusal or not found.is_waiting else hint(found, there),
        line=line_of_money_in(viewer=request.viewer, money_in=found.money_in) if found.money_in else None,
    )


def answer(request: PageRequest, found: Any, act: str, form: NoForm) -> str:
    """Do what one button says of a correction, and say what happened."""
    if act == "agree":
        done = agree_correction(by=request.member, correction=found, now=request.now)
        if done.allocation is not None:
            return gettext("{sum} is back in {fund}. The person can read why.").format(
                sum=money(done.amount), fund=done.fund.name
            )
        return gettext("{sum} is no longer counted to {fund}.").format(sum=money(done.amount), fund=done.fund.name)
    decline_correction(by=request.member, correction=found, reason=form.cleaned_data["reason"], now=request.now)
    return gettext("It stays as it is, and no money moved.")


def hint(found: Any, there: StillThere) -> str:
    """What would refuse it now, said before anybody agrees."""
    try:
        check_correction(found.amount, there.left, there.available, is_with_person=found.allocation is not None)
    except Refused as refused:
        return said(refused)
    return ""
