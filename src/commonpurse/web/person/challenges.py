"""I do not agree with a no: she challenges it and follows it; and she hears the challenge of somebody else."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.money.decisions.commands import challenge_decision, withdraw_challenge
from commonpurse.money.decisions.queries import (
    cases_for,
    challenges_visible_to,
    decision_to_challenge,
    names_to_leave_out,
)
from commonpurse.money.decisions.rules import without_names
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.challenges import shown_challenge, steps_of
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.hearing import count_anew
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.parts.panels import hear_case
from commonpurse.web.parts.written import spoken
from commonpurse.web.request import PageRequest, look_at


class ChallengeForm(PageForm):
    words = forms.CharField(
        label=_("What do you want to say to it?"),
        help_text=_("You may leave it empty. The manager reads it."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    case = forms.CharField(
        label=_("What the panel reads"),
        help_text=_("They do not read who you are. Change it as you like. Leave out names."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say what the panel is to read.")},
    )


@door(PERSON, why="to challenge a no", methods="GET POST")
def challenge(request: PageRequest, decision_id: UUID) -> HttpResponse:
    """In one tap, from where the no is read: what the panel reads is filled in, and here for her to change first."""
    look_at(request, request.person.id, "asks")
    found = decision_to_challenge(viewer=request.person, decision_id=decision_id, today=request.today)
    no = or_404(found if found is not None and found.person_id == request.person.id else None)
    amount = Money(no.amount_minor, the_partnership().currency)
    told = gettext("Somebody asked for {sum} for this: {what}. The answer was no. The reason was: {reason}").format(
        sum=spoken(amount), what=no.asked.what_for, reason=no.reason
    )
    case = without_names(told, names_to_leave_out(no))
    sent = {"case": case, "words": ""} if "at_once" in request.POST else posted(request)
    form = ChallengeForm(sent, initial={"case": case})
    if request.method == "POST" and form.is_valid():
        try:
            made = challenge_decision(by=request.person, decision=no, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            count_anew()
            happened = gettext("It is challenged. A panel hears it. Nothing you were promised changes.")
            return go(request, happened, "person:challenged", made.id)
    return show(request, "person/challenge.html", form=form, no=no, amount=amount)


@door(PERSON, why="to follow what she challenged")
def challenges(request: PageRequest) -> HttpResponse:
    """Every no that she challenged, the newest first."""
    look_at(request, request.person.id, "asks")
    page = one_page(request, challenges_visible_to(request.person, request.today).filter(person=request.person))
    currency = the_partnership().currency
    shown = [shown_challenge(one, today=request.today, currency=currency) for one in page.object_list]
    return show(request, "person/challenges.html", page=page, challenges=shown)


@door(PERSON, why="to follow what she challenged", methods="GET POST")
def challenged(request: PageRequest, challenge_id: UUID) -> HttpResponse:
    """One challenge: who hears it, until when, what came of it; or take it back."""
    look_at(request, request.person.id, "asks")
    hers = challenges_visible_to(request.person, request.today).filter(person=request.person)
    found = or_404(hers.filter(id=challenge_id).first())
    if request.method == "POST":
        withdraw_challenge(by=request.person, challenge=found, now=request.now)
        count_anew()
        return go(request, gettext("You took it back. The no stays for now."), "person:challenged", found.id)
    shown = shown_challenge(found, today=request.today, currency=the_partnership().currency)
    return show(request, "person/challenged.html", shown=shown, steps=steps_of(shown), challenge=found)


@door(PERSON, why="to hear what somebody challenged", alone=True)
def panels(request: PageRequest) -> HttpResponse:
    """What she was asked to hear, as somebody who holds a budget herself."""
    return show(request, "person/panels.html", cases=cases_for(request.person, request.today))


@door(PERSON, why="to hear what somebody challenged", methods="GET POST", alone=True)
def panel_case(request: PageRequest, seat_id: UUID) -> HttpResponse:
    return hear_case(request, request.person, seat_id, "person/panel_case.html", "person:panels")
