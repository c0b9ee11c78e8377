from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.consent.queries import organisations_without_basis
from commonpurse.parties.partners.commands import add_organisation
from commonpurse.parties.partners.queries import organisations_with_counts
from commonpurse.parties.partners.rules import ORGANISATION_KINDS
from commonpurse.web.doors import ADMINISTRATOR, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.lists import Choice, Column, ListOf, Search, in_order, show_list
from commonpurse.web.parts.pages import go, refuse, show
from commonpurse.web.parts.words import translated
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest


class OrganisationForm(PageForm):
    name = forms.CharField(
        label=_("Name of the organisation"),
        max_length=200,
        error_messages={"required": _("Write the name of the organisation.")},
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=list(ORGANISATION_KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
    )


ORGANISATIONS = ListOf(
    name="administrator:organisations",
    counted=lambda count: ngettext("{count} organisation", "{count} organisations", count),
    columns=(
        Column("name", _("Name"), sort=("name",), cell=lambda row: row.name),
        Column(
            "kind",
            _("What it is"),
            "order",
            sort=(in_order("kind", ORGANISATION_KINDS),),
            cell=lambda row: translated(row.get_kind_display()),
        ),
        Column("members", _("Members with access"), "count", sort=("member_count",), cell=lambda row: row.member_count),
    ),
    sort="name",
    row="administrator/organisation_row.html",
    filters=(Choice("kind", _("What it is"), ORGANISATION_KINDS.items(), field="kind"),),
    search=Search(_("Find by name"), lambda found, text: found.found_by(text)),
    empty=_("No organisation is here yet. Add the first one."),
)


@door(ADMINISTRATOR, why="to see which organisations work together", methods="GET POST")
def listed(request: PageRequest) -> HttpResponse:
    found = ORGANISATIONS.read(request, organisations_with_counts())
    if found.response:
        return found.response
    without_basis = list(organisations_without_basis())
    return show_list(request, "administrator/organisations.html", found, without_basis=without_basis)


@door(ADMINISTRATOR, why="to add an organisation", methods="GET POST")
def add(request: PageRequest) -> HttpResponse:
    form = OrganisationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            added = add_organisation(by=request.member, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(
                request,
                gettext("{name} is here now. Add its members next.").format(name=named(added.name)),
                "administrator:organisations",
            )
    return show(request, "administrator/add_organisation.html", form=form)
