"""What people told us is wrong: what waits for an answer, by the day it is due, and answering it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words
from commonpurse.rights.concerns.commands import answer_concern
from commonpurse.rights.concerns.queries import answered_concerns, get_concern, open_concerns
from commonpurse.rights.concerns.rules import Outcome
from commonpurse.web.doors import ADMINISTRATOR, door
from commonpurse.web.parts.concerns import shown_concern
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.request import PageRequest, look_at

CHOICES = {
    Outcome.RIGHT: Words("They are right: we put it right"),
    Outcome.PARTLY: Words("They are right in part"),
    Outcome.NOT_RIGHT: Words("We leave it as it is"),
}


class AnswerForm(PageForm):
    outcome = forms.ChoiceField(
        label=_("Are they right?"),
        choices=list(CHOICES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether they are right.")},
    )
    answer = forms.CharField(
        label=_("Why, and what happens now"),
        help_text=_("They read this on their page. Put right first what you say is put right."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say why, in plain words. They read it.")},
    )


@door(ADMINISTRATOR, why="to see what people told us is wrong")
def concerns(request: PageRequest) -> HttpResponse:
    waiting, page = open_concerns(viewer=request.member), one_page(request, answered_concerns(viewer=request.member))
    people = {one.person_id for one in (*waiting, *page.object_list) if one.person_id}
    look_at(request, people, "complaints")
    return show(
        request,
        "administrator/concerns.html",
        waiting=[shown_concern(one, request.today) for one in waiting],
        answered=[shown_concern(one, request.today) for one in page.object_list],
        page=page,
    )


@door(ADMINISTRATOR, why="to answer what somebody told us is wrong", methods="GET POST")
def concern(request: PageRequest, concern_id: UUID) -> HttpResponse:
    found = or_404(get_concern(viewer=request.member, concern_id=concern_id))
    if found.person_id:
        look_at(request, found.person_id, "complaints")
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            answer_concern(by=request.member, concern=found, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("Your answer is on their page now."), "administrator:concerns")
    return show(request, "administrator/concern.html", form=form, shown=shown_concern(found, request.today))
