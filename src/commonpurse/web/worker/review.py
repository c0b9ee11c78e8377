"""Sitting down with a person over her money: when it is due, what was said before, and writing down the next."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.money.budgets.access import can_review
from commonpurse.money.budgets.commands import ask_for_review, hold_review
from commonpurse.money.budgets.queries import reviews_of
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest
from commonpurse.web.worker.people import person_or_404

A_YEAR = timedelta(days=365)


class ReviewForm(PageForm):
    held_on = DayField(
        label=gettext_lazy("When did you talk?"), error_messages={"required": gettext_lazy("Write the day.")}
    )
    said = forms.CharField(
        label=gettext_lazy("What did they say?"),
        help_text=gettext_lazy("In their own words, as they would want to read it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what the person said, in their own words.")},
    )
    changes = forms.CharField(
        label=gettext_lazy("What changes?"),
        help_text=gettext_lazy("What you both agreed on. Leave it empty where all stays as it is."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    next_due = DayField(
        label=gettext_lazy("Talk again by when?"),
        help_text=gettext_lazy("Within a year."),
        error_messages={"required": gettext_lazy("Write by when you talk again.")},
    )


class SoonForm(PageForm):
    concern = forms.CharField(
        label=gettext_lazy("Why soon?"),
        help_text=gettext_lazy("The person reads it, with your name under it. No money stops by it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say in plain words why.")},
    )


@door(WORKER, why="to talk with the person about her money", methods="GET POST")
def review(request: PageRequest, person_id: UUID) -> HttpResponse:
    """When the next is due and what was said before; for whom she lets do things with her money also the form."""
    who = person_or_404(request, person_id, "name", "talks about money")
    found = or_404(reviews_of(viewer=request.viewer, person=who, today=request.today))
    may_review = can_review(request.member, who, request.today)
    form = ReviewForm(posted(request), initial={"held_on": request.today, "next_due": request.today + A_YEAR})
    if request.method == "POST" and not may_review:
        raise NotAllowed
    if request.method == "POST" and form.is_valid():
        try:
            hold_review(by=request.member, person=who, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("It is written down what {name} said.").format(name=named(who.called_by))
            return go(request, happened, "worker:review", who.id)
    return show(
        request,
        "worker/review.html",
        person=who,
        found=found,
        is_overdue=found.due_on is not None and found.due_on < request.today,
        form=form if may_review else None,
    )


@door(WORKER, why="to ask that somebody talks with the person soon", methods="GET POST")
def soon(request: PageRequest, person_id: UUID) -> HttpResponse:
    who = person_or_404(request, person_id, "name")
    or_404(reviews_of(viewer=request.viewer, person=who, today=request.today))
    form = SoonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_review(by=request.member, person=who, concern=form.cleaned_data["concern"], now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("A talk is due soon now. {name} can read why.").format(name=named(who.called_by))
            return go(request, happened, "worker:review", who.id)
    return show(request, "worker/review_soon.html", person=who, form=form)
