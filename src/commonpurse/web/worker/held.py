from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from commonpurse.parties.partners.queries import the_partnership
from commonpurse.rights.held.access import can_hand_over
from commonpurse.rights.held.queries import held_on
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.downloads import attachment
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.held import held_paper
from commonpurse.web.parts.pages import or_404, show
from commonpurse.web.parts.papers.making import paper_look
from commonpurse.web.request import PageRequest, look_at
from commonpurse.web.worker.people import person_or_404


class HandOverForm(PageForm):
    asked = forms.BooleanField(
        label=_("They asked me for it, and I hand it to them myself"),
        error_messages={"required": _("Print it only when they ask, and hand it to them yourself.")},
    )
    is_large = forms.BooleanField(label=_("In large print"), required=False)


@door(WORKER, why="to print for a person, who asked, what is held about them", methods="GET POST", step_up=True)
def hand_over(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Print what the person shares with this worker. The rest is on the person's own page."""
    person = person_or_404(request, person_id, "name")
    or_404(can_hand_over(request.member, person, request.today) or None)
    form = HandOverForm(posted(request))
    if request.method == "POST" and form.is_valid():
        look_at(request, person.id, "everything held, on paper")
        found = or_404(held_on(viewer=request.member, person=person, today=request.today))
        paper = held_paper(
            found,
            called_by=person.called_by,
            currency=the_partnership().currency,
            opened={},
            is_large=form.cleaned_data["is_large"],
            look=paper_look(),
            now=request.now,
        )
        return attachment(f"what-we-hold-{request.today}.pdf", paper, "application/pdf")
    return show(request, "worker/hand_over.html", person=person, form=form)
