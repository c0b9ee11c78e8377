"""From which sum on a second person looks at whom a release pays: as it is, how it was changed, and asking for more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.kernel.words import Words
from commonpurse.money.payments.bands import BAND_WORDS, SECOND_ROLES, Band, BandKind
from commonpurse.money.payments.commands import agree_band, ask_band, decline_band
from commonpurse.money.payments.second_looks import band_changes_visible_to, bands_in_force, get_band_change
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.web.doors import ADMINISTRATOR, door
from commonpurse.web.parts.forms import AmountField, AmountForm, posted
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.parts.words import said
from commonpurse.web.request import PageRequest


@dataclass(frozen=True)
class BandRow:
    """A band as the page shows it; `from_sum` is None where nobody looks. `waiting`: the change that is asked for."""

    kind: BandKind
    words: Words
    from_sum: Money | None
    role: Words
    waiting: Any


class BandForm(AmountForm):
    amount = AmountField(
        label=_("From which sum on?"),
        help_text=_("A low sum makes people wait. Leave it empty if no second person is to look."),
        required=False,
    )
    second_role = forms.ChoiceField(
        label=_("Who may be the second person?"), choices=list(SECOND_ROLES.items()), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why should it change?"),
        help_text=_("One sentence. Who agrees reads it, and it stays on the list."),
        max_length=300,
        error_messages={"required": _("Say in plain words why it should change.")},
    )


def row_of(band: Band, currency: str, waiting: Any) -> BandRow:
    from_sum = None if band.from_minor is None else Money(band.from_minor, currency)
    return BandRow(band.kind, BAND_WORDS[band.kind], from_sum, SECOND_ROLES[band.second_role], waiting)


@door(ADMINISTRATOR, why="to see from which sum on a second person looks")
def bands(request: PageRequest) -> HttpResponse:
    currency = the_partnership().currency
    changes = band_changes_visible_to(request.viewer)
    waiting = {change.kind: change for change in changes.waiting()}
    return show(
        request,
        "administrator/bands.html",
        rows=[row_of(band, currency, waiting.get(band.kind)) for band in bands_in_force(currency)],
        page=one_page(request, changes.answered()),
    )


@door(ADMINISTRATOR, why="to ask for another sum from which a second person looks", methods="GET POST", step_up=True)
def change(request: PageRequest, kind: str) -> HttpResponse:
    if kind not in set(BandKind):
        raise Http404
    currency = the_partnership().currency
    (band,) = (each for each in bands_in_force(currency) if each.kind == kind)
    row = row_of(band, currency, None)
    initial = {"second_role": band.second_role, "amount": str(row.from_sum.decimal) if row.from_sum else ""}
    form = BandForm(posted(request), currency=currency, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            asked = ask_band(
                by=request.member,
                kind=BandKind(kind),
                from_=given["amount"],
                second_role=given["second_role"],
                reason=given["reason"],
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = gettext("You asked for it. It stays as it is until somebody else agrees.")
            return go(request, happened, "administrator:band_change", asked.id)
    return show(request, "administrator/change_band.html", form=form, row=row)


@door(ADMINISTRATOR, why="to answer a change of who looks at large payments", methods="GET POST", step_up=True)
def one_change(request: PageRequest, change_id: UUID) -> HttpResponse:
    found = or_404(get_band_change(viewer=request.viewer, change_id=change_id))
    act, refusal = request.POST.get("act"), ""
    try:
        if act == "agree":
            agree_band(by=request.member, change=found, now=request.now)
            return go(request, gettext("It holds from now on."), "administrator:bands")
        if act == "decline":
            decline_band(by=request.member, change=found, now=request.now)
            return go(request, gettext("Everything stays as it was."), "administrator:bands")
    except Refused as refused:
        refusal = said(refused)
        found = or_404(get_band_change(viewer=request.viewer, change_id=change_id))
    (band,) = (each for each in bands_in_force(found.currency) if each.kind == found.kind)
    return show(
        request,
        "administrator/band_change.html",
        status=422 if refusal else 200,
        change=found,
        is_now=row_of(band, found.currency, None),
        is_own=found.asked_by_id == request.member.id,
        refusal=refusal,
    )
