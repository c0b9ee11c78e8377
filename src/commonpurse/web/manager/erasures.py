"""Who is to be erased: what waits for a second one, and agreeing or saying why not."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.rights.erasure.commands import agree_erasure, decline_erasure
from commonpurse.rights.erasure.queries import erasures_visible_to
from commonpurse.rights.erasure.rules import GOES, STAYS
from commonpurse.web.doors import MANAGER, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.request import PageRequest, look_at


class AnswerForm(PageForm):
    act = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("agree", _("Erase them now, for good")), ("decline", _("Do not erase them"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why not?"),
        help_text=_("Only for a no. They read it."),
        max_length=500,
        required=False,
    )


@door(MANAGER, why="to see who asked to be erased")
def erasures(request: PageRequest) -> HttpResponse:
    page = one_page(request, erasures_visible_to(request.member, request.today))
    look_at(request, {one.person_id for one in page.object_list}, "erasure")
    return show(request, "manager/erasures.html", page=page)


@door(MANAGER, why="to answer who asked to be erased", methods="GET POST", step_up=True)
def erasure(request: PageRequest, request_id: UUID) -> HttpResponse:
    found = or_404(erasures_visible_to(request.member, request.today).filter(id=request_id).first())
    look_at(request, found.person_id, "erasure")
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason, is_yes = form.cleaned_data["reason"], form.cleaned_data["act"] == "agree"
        try:
            if is_yes:
                agree_erasure(by=request.member, request=found, now=request.now)
            else:
                decline_erasure(by=request.member, request=found, reason=reason, now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = gettext("They are erased.") if is_yes else gettext("They can read your reason.")
            return go(request, happened, "manager:erasures")
    may_answer = not found.agreed_at and not found.declined_at and found.asked_by_member_id != request.member.id
    return show(
        request,
        "manager/erasure.html",
        form=form,
        asked=found,
        may_answer=may_answer,
        goes=GOES.values(),
        stays=STAYS,
    )
