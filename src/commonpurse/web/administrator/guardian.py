"""Who watches over emergencies: named by one of us, agreed by another."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.consent.commands import agree_guardian, ask_guardian, decline_guardian
from commonpurse.parties.consent.queries import current_guardian, guardian_asked
from commonpurse.parties.signin.queries import members_to_manage
from commonpurse.web.doors import ADMINISTRATOR, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.guardians import forget_guardian
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.words import said
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest


class GuardianForm(PageForm):
    member = forms.ChoiceField(
        label=_("Who should watch over emergencies?"),
        help_text=_("Somebody senior who does not open records themselves, such as the Caldicott guardian."),
        error_messages={"required": _("Choose somebody.")},
    )

    def __init__(self, *args: Any, able: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [("", _("Choose one")), *able]  # type: ignore[attr-defined]


@door(ADMINISTRATOR, why="to name who watches over emergencies", methods="GET POST", step_up=True)
def guardian(request: PageRequest) -> HttpResponse:
    asked = guardian_asked(request.member)
    known = {str(each.id): each for each in members_to_manage(request.viewer).filter(is_active=True)}
    able = [
        (key, gettext("{name}, {organisation}").format(name=named(each.name), organisation=named(each.organisation)))
        for key, each in known.items()
    ]
    act, refusal = request.POST.get("act"), ""
    form = GuardianForm(posted(request) if act == "ask" else None, able=able)
    try:
        if act == "ask" and form.is_valid():
            ask_guardian(by=request.member, member=known[form.cleaned_data["member"]], now=request.now)
            return go(request, gettext("You asked for it. Somebody else must agree."), "administrator:guardian")
        if act == "agree":
            agree_guardian(by=request.member, asked=or_404(asked), now=request.now)
            forget_guardian()
            return go(request, gettext("They watch over emergencies from now on."), "administrator:guardian")
        if act == "decline":
            decline_guardian(by=request.member, asked=or_404(asked), now=request.now)
            return go(request, gettext("Everything stays as it was."), "administrator:guardian")
    except Refused as refused:
        if act == "ask":
            refuse(form, refused)
        else:
            refusal = said(refused)
    return show(
        request,
        "administrator/guardian.html",
        status=422 if refusal else 200,
        guardian=current_guardian(),
        asked=asked,
        is_own=asked is not None and asked.asked_by_id == request.member.id,
        form=form,
        refusal=refusal,
    )
