"""Notices about money back that the person has: read them with her, and ask for her that one is looked at again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.money.decisions.commands import ask_notice_again
from commonpurse.money.decisions.queries import notices_of
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
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

    def take_up(self, draft: QueryDict) -> bool:
        """Only what was typed beside this very notice."""
        return draft.get("notice") == str(self.initial.get("notice")) and super().take_up(draft)


def form_for(request: PageRequest, notice: Any) -> AgainForm:
    """The form of one notice among others on the page: its fields have ids of their own, and what was typed in it."""
    sent = posted(request)
    is_this = sent is not None and sent.get("notice") == str(notice.id)
    return AgainForm(sent if is_this else None, initial={"notice": notice.id}, auto_id=f"id_%s_{notice.id}")


@door(WORKER, why="to read a notice about money back with the person", methods="GET POST")
def notices(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Every notice that she has, the newest first; while her time runs, one button asks for her."""
    who = person_or_404(request, person_id, "name", "money")
    hers = notices_of(viewer=request.viewer, person=who, today=request.today)
    forms_of = [(one, form_for(request, one)) for one in hers if one.since_on is not None]
    for found, form in forms_of:
        if form.is_valid():
            try:
                words = form.cleaned_data["words"]
                ask_notice_again(by=request.member, notice=found, words=words, now=request.now)
            except Refused as refused:
                refuse(form, refused)
            else:
                happened = gettext("It is looked at again. No money goes back now.")
                return go(request, happened, "worker:notices", who.id)
    if request.method == "POST":
        or_404(next((one for one, form in forms_of if form.is_bound), None))
    rows = [(one, form if form.errors or one.is_time_left(request.today) else None) for one, form in forms_of]
    # Each by a name of its own, so that what was typed in it and could not be sent comes back.
    named_forms: dict[str, Any] = {f"form_{number}": form for number, (_one, form) in enumerate(forms_of)}
    return show(request, "worker/notices.html", person=who, rows=rows, **named_forms)
