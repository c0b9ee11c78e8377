"""What somebody she helps asks for, where she is named in a limit: she answers it here, or says that they talked."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.money.decisions.commands import decline_ask, grant_ask
from commonpurse.money.decisions.queries import asks_waiting_for_helper
from commonpurse.money.decisions.rules import AskState, WaitsFor
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.asks import ask_card
from commonpurse.web.parts.explained import wait_of
from commonpurse.web.parts.forms import PageForm
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.words import said
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest, look_at


class NoForm(PageForm):
    reason = forms.CharField(
        label=gettext_lazy("Why not?"),
        help_text=gettext_lazy("They read this, with your name."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say in plain words why not. They will read it.")},
    )
    would_change = forms.CharField(
        label=gettext_lazy("What would change this?"),
        help_text=gettext_lazy("They read this too."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what would make it a yes. Then they know what to do.")},
    )


@door(PERSON, why="to answer as who is named in a limit", methods="GET POST", alone=True)
def asked(request: PageRequest, ask_id: UUID) -> HttpResponse:
    """One ask: say yes, no with a reason, or that there was a talk, which is never a no."""
    waits = asks_waiting_for_helper(viewer=request.person, now=request.now)
    found = or_404(next((each for each in waits if each.ask.id == ask_id), None))
    look_at(request, found.ask.person_id, "name", "asks")
    is_talk = found.clock.waits_for is WaitsFor.TALK
    answer = request.POST.get("answer")
    form = NoForm(request.POST if answer == "no" else None)
    name = named(found.ask.budget.person.called_by)
    refusal = ""
    if answer == "yes" or (answer == "no" and form.is_valid()):
        try:
            if answer == "yes":
                granted = grant_ask(by=request.person, ask=found.ask, now=request.now)
                kept = _("The money is kept for {name}.") if granted.state == AskState.GRANTED else ""
                happened = _("You said that you talked.") if is_talk else _("You said yes.")
                return go(request, " ".join(filter(None, (happened, kept.format(name=name)))), "person:helping")
            decline_ask(by=request.person, ask=found.ask, now=request.now, **form.cleaned_data)
            return go(request, _("You said no. {name} can read why.").format(name=name), "person:helping")
        except Refused as refused:
            refusal = said(refused)
            if answer == "no":
                refuse(form, refused)
    return show(
        request,
        "person/asked.html",
        status=422 if refusal else 200,
        ask=ask_card(found.ask, viewer=request.person, currency=the_partnership().currency),
        wait=wait_of(found.clock, request.person.id),
        is_talk=is_talk,
        form=form,
        refusal=refusal,
    )
