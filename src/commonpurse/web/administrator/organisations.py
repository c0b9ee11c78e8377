from __future__ import annotations

from django import forms
from django.http import HttpResponse

from commonpurse.kernel.errors import Refused
from commonpurse.parties.partners.commands import add_organisation
from commonpurse.parties.partners.queries import organisations_with_counts
from commonpurse.parties.partners.rules import ORGANISATION_KINDS
from commonpurse.web.doors import ADMINISTRATOR, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, one_page, refuse, show
from commonpurse.web.request import PageRequest


class OrganisationForm(PageForm):
    name = forms.CharField(
        label="Name of the organisation",
        max_length=200,
        error_messages={"required": "Write the name of the organisation."},
    )
    kind = forms.ChoiceField(
        label="What is it?",
        choices=list(ORGANISATION_KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is."},
    )


@door(ADMINISTRATOR, why="to see which organisations work together")
def listed(request: PageRequest) -> HttpResponse:
    return show(request, "administrator/organisations.html", page=one_page(request, organisations_with_counts()))


@door(ADMINISTRATOR, why="to add an organisation", methods="GET POST")
def add(request: PageRequest) -> HttpResponse:
    form = OrganisationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            added = add_organisation(by=request.member, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, f"{added.name} is here now. Add its members next.", "administrator:organisations")
    return show(request, "administrator/add_organisation.html", form=form)
