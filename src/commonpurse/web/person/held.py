from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from commonpurse.parties.partners.queries import the_partnership
from commonpurse.rights.concerns.queries import own_concerns
from commonpurse.rights.held.queries import Held, held_on, opened_attachments, opened_details
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.concerns import shown_concern
from commonpurse.web.parts.downloads import attachment
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.held import ROWS_ON_PAGE, held_paper, held_zip, shown_groups, with_disputes
from commonpurse.web.parts.pages import or_404, show
from commonpurse.web.parts.papers.making import paper_look
from commonpurse.web.parts.reading import reading_of
from commonpurse.web.request import PageRequest, look_at

PAPER, LARGE, DATA = "paper", "large", "data"


class TakeForm(PageForm):
    """How she wants to take everything along. What is kept safe goes with it only when she ticks it."""

    kind = forms.ChoiceField(
        label=_("How do you want it?"),
        choices=[
            (PAPER, _("To read, as a paper")),
            (LARGE, _("To read, in large print")),
            (DATA, _("As files for a computer")),
        ],
        widget=forms.RadioSelect,
        initial=PAPER,
    )
    with_safe = forms.BooleanField(
        label=_("Put in what you keep safe for me"),
        help_text=_("Tick this only if no one else will see the file."),
        required=False,
    )


def own_held(request: PageRequest) -> Held:
    """Everything of hers, what a worker did included: so it is never shown with one beside her."""
    look_at(request, request.person.id, "everything held")
    return or_404(held_on(viewer=request.person, person=request.person, today=request.today))


@door(PERSON, why="to see what is held about her", alone=True)
def held(request: PageRequest) -> HttpResponse:
    """Show the newest of everything, and let her take all of it along."""
    found = own_held(request)
    told = own_concerns(viewer=request.person)
    groups = shown_groups(found, the_partnership().currency, ROWS_ON_PAGE)
    return show(
        request,
        "person/held.html",
        groups=with_disputes(groups, [shown_concern(one, request.today) for one in told]),
        form=TakeForm(),
    )


@door(PERSON, why="to take along what is held about her", methods="POST", alone=True)
def take_held(request: PageRequest) -> HttpResponse:
    """Hand her the file. Nothing of it has a name that says whose it is."""
    found = own_held(request)
    form = TakeForm(posted(request))
    currency = the_partnership().currency
    if not form.is_valid():
        groups = shown_groups(found, currency, ROWS_ON_PAGE)
        return show(request, "person/held.html", groups=groups, form=form)
    kind, opened = form.cleaned_data["kind"], {}
    if form.cleaned_data.get("with_safe"):
        opened = opened_details(by=request.person, person=request.person, now=request.now, today=request.today)
    if kind == DATA:
        pictures = opened_attachments(by=request.person, person=request.person, now=request.now)
        packed = held_zip(found, opened, request.now, pictures)
        return attachment(f"what-we-hold-{request.today}.zip", packed, "application/zip")
    paper = held_paper(
        found,
        called_by=request.person.called_by,
        currency=currency,
        opened=opened,
        is_large=kind == LARGE or reading_of(request).text_size != "normal",
        look=paper_look(),
        now=request.now,
    )
    return attachment(f"what-we-hold-{request.today}.pdf", paper, "application/pdf")
