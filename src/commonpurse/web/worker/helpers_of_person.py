"""Who acts for a person, for whoever works with her: write it down as she said it, agree to a decision, end it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.parties.consent.rules import EXPLAINED_WORDS, RepresentativeKind
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.access import can_name_representative
from commonpurse.parties.people.commands import agree_representative, end_representative, name_representative
from commonpurse.parties.people.queries import get_helper, helpers_of
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import AmountField, AmountForm, DayField, posted
from commonpurse.web.parts.pages import go, go_on, or_404, refuse, show
from commonpurse.web.parts.representatives import helper_lines, helper_wording
from commonpurse.web.parts.words import said
from commonpurse.web.request import PageRequest
from commonpurse.web.worker.people import person_or_404


class WriteForm(AmountForm):
    helper_name = forms.CharField(label=gettext_lazy("Who acts for this person?"), max_length=200)
    helper_reference = forms.CharField(
        label=gettext_lazy("Their number here"),
        help_text=gettext_lazy("Name and number together. Neither alone finds anybody."),
        max_length=40,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("In which way?"),
        choices=[
            (RepresentativeKind.HELPER.value, gettext_lazy("Helps with some things")),
            (RepresentativeKind.NOMINATED.value, gettext_lazy("Chosen by the person to manage the money")),
            (
                RepresentativeKind.AUTHORISED.value,
                gettext_lazy("In the person’s best interests, because they cannot decide this now"),
            ),
        ],
        widget=forms.RadioSelect,
    )
    may_pay = forms.BooleanField(label=gettext_lazy("They may pay from the money"), required=False)
    limit = AmountField(
        label=gettext_lazy("The most they pay on one day"),
        help_text=gettext_lazy("A helper always has a limit."),
        required=False,
    )
    explained = forms.ChoiceField(
        label=gettext_lazy("How was it agreed?"),
        choices=[(how.value, words) for how, words in EXPLAINED_WORDS.items()],
    )
    ends_on = DayField(
        label=gettext_lazy("Until when?"),
        help_text=gettext_lazy("Within a year. Then you talk it through anew, alone with the person."),
    )


@door(WORKER, why="to see who acts for the person", methods="GET POST")
def helpers(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Who acts for the person, and the form that writes one more down."""
    who = person_or_404(request, person_id, "name", "who helps her")
    currency = the_partnership().currency
    form = WriteForm(posted(request), currency=currency, initial={"ends_on": request.today + timedelta(days=180)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wording = helper_wording(
            given["helper_name"], may_pay=given["may_pay"], limit=given["limit"], ends_on=given["ends_on"]
        )
        try:
            name_representative(by=request.member, person=who, wording=wording, now=request.now, **given)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("It is written down. The person has news of it."), "worker:helpers", who.id)
    found = helpers_of(viewer=request.member, person=who, today=request.today)
    lines = helper_lines(found, currency)
    return show(
        request,
        "worker/helpers.html",
        person=who,
        form=form,
        lines=lines,
        may_write=can_name_representative(request.member, who, request.today),
    )


@door(WORKER, why="to agree that somebody acts for the person", methods="POST")
def agree(request: PageRequest, person_id: UUID, helper_id: UUID) -> HttpResponse:
    who = person_or_404(request, person_id, "name", "who helps her")
    acts = or_404(get_helper(viewer=request.member, person=who, helper_id=helper_id, today=request.today))
    limit = Money(acts.limit_minor, the_partnership().currency) if acts.limit_minor is not None else None
    wording = helper_wording(acts.helper.called_by, may_pay=acts.may_pay, limit=limit, ends_on=acts.ends_on)
    address = resolve_url("worker:helpers", who.id)
    try:
        agree_representative(by=request.member, representative=acts, wording=wording, now=request.now)
    except Refused as refused:
        return go_on(request, said(refused), address, is_done=False)
    return go_on(request, _("You agreed. They act for this person from now on."), address)


@door(WORKER, why="to end that somebody acts for the person", methods="POST")
def end(request: PageRequest, person_id: UUID, helper_id: UUID) -> HttpResponse:
    who = person_or_404(request, person_id, "name", "who helps her")
    acts = or_404(get_helper(viewer=request.member, person=who, helper_id=helper_id, today=request.today))
    is_silent = "tell" not in request.POST
    end_representative(by=request.member, representative=acts, is_silent=is_silent, now=request.now)
    told = _("We do not tell them.") if is_silent else _("We tell them.")
    return go(request, _("It has ended.") + " " + told, "worker:helpers", who.id)
