"""Notices about money back that the person has: read them with her, and ask for her that one is looked at again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.money.decisions.commands import ask_notice_again
from commonpurse.money.decisions.queries import get_notice, notices_of
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import PageForm
from commonpurse.web.parts.pages import go, or_404, show
from commonpurse.web.parts.words import said
from commonpurse.web.request import PageRequest
from commonpurse.web.worker.people import person_or_404


class AgainForm(PageForm):
    notice = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Why, in the person’s words?"),
        help_text=_("This can stay empty."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def form_for(notice: Any) -> AgainForm:
    """The form of one notice among others on the page: its fields have ids of their own."""
    return AgainForm(initial={"notice": notice.id}, auto_id=f"id_%s_{notice.id}")


@door(WORKER, why="to read a notice about money back with the person", methods="GET POST")
def notices(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Every notice that was given to her, the newest first; while her time runs, one button asks for her."""
    who = person_or_404(request, person_id, "name", "money")
    form, refusal = AgainForm(request.POST if request.method == "POST" else None), ""
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        found = or_404(get_notice(viewer=request.viewer, notice_id=wanted["notice"], today=request.today))
        found = or_404(found if found.person_id == who.id else None)
        try:
            ask_notice_again(by=request.member, notice=found, words=wanted["words"], now=request.now)
            return go(request, gettext("It is looked at again. No money goes back now."), "worker:notices", who.id)
        except Refused as refused:
            refusal = said(refused)
    hers = notices_of(viewer=request.viewer, person=who, today=request.today)
    given = [one for one in hers if one.noted_at is not None]
    rows = [(one, form_for(one) if one.is_time_left(request.today) else None) for one in given]
    return show(request, "worker/notices.html", status=422 if refusal else 200, person=who, rows=rows, refusal=refusal)
