"""One case as somebody on a panel reads and answers it: a member at theirs, a person at her own pages."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.money.decisions.commands import answer_on_panel
from commonpurse.money.decisions.queries import get_case
from commonpurse.money.decisions.rules import Verdict
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.challenges import verdict_choices
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.hearing import count_anew
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.request import PageRequest


class HearForm(PageForm):
    verdict = forms.ChoiceField(
        label=_("What do you say?"),
        choices=verdict_choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    view = forms.CharField(
        label=_("Why?"),
        help_text=_("The manager reads it once all have answered. Then there is one answer from all of you."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in plain words why.")},
    )


def hear_case(request: PageRequest, viewer: Viewer, seat_id: UUID, template: str, back: str) -> HttpResponse:
    case = or_404(get_case(viewer=viewer, seat_id=seat_id, today=request.today))
    form = HearForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            answer_on_panel(
                by=viewer,
                seat_id=case.seat_id,
                verdict=Verdict(form.cleaned_data["verdict"]),
                view=form.cleaned_data["view"],
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            count_anew()
            return go(request, gettext("Thank you. Your answer counts."), back)
    return show(request, template, case=case, form=form)
