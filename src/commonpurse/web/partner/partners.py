"""All partners in one place: their teams, how to reach them, what they offer, who may give way in what."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect

from commonpurse.parties.partners.queries import PartnerShown, partner_shown, partners_shown
from commonpurse.parties.partners.rules import ORGANISATION_KINDS
from commonpurse.support.blockages.queries import who_may_flex
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.parts.flexes import FlexLine, flex_lines
from commonpurse.web.parts.forms import looked_for
from commonpurse.web.parts.pages import one_page, or_404, show
from commonpurse.web.parts.words import translated
from commonpurse.web.request import PageRequest

FIND = "find:partners"  # in the session: what is looked for may be a name
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class PartnerCard:
    """A partner with what it is in the reader's language, and who gives way in what there."""

    partner: PartnerShown
    kind: str
    flexes: list[FlexLine]


@door(MEMBER, why="to see the partners and how to reach them", methods="GET POST")
def partners(request: PageRequest) -> HttpResponse:
    """Every partner, or those that say somewhere what is looked for."""
    if request.method == "POST":
        request.session[FIND] = looked_for(request, "find", LONGEST_SEARCH)
        return redirect("partner:partners")
    find = request.session.get(FIND, "")
    page = one_page(request, partners_shown(viewer=request.member, today=request.today, find=find))
    shown = list(page.object_list)
    flexes = who_may_flex(viewer=request.member, today=request.today, partners=[each.organisation for each in shown])
    cards = [
        PartnerCard(each, kind_of(each), flex_lines(may_flex)) for each, may_flex in zip(shown, flexes, strict=True)
    ]
    return show(request, "partner/partners.html", cards=cards, page=page, find=find)


@door(MEMBER, why="to see a partner and how to reach it")
def organisation(request: PageRequest, organisation_id: UUID) -> HttpResponse:
    found = or_404(partner_shown(viewer=request.member, organisation_id=organisation_id, today=request.today))
    (may_flex,) = who_may_flex(viewer=request.member, today=request.today, partners=[found.organisation])
    card = PartnerCard(found, kind_of(found), flex_lines(may_flex))
    return show(
        request, "partner/organisation.html", card=card, is_own=request.member.organisation_id == organisation_id
    )


def kind_of(partner: PartnerShown) -> str:
    return translated(ORGANISATION_KINDS[partner.organisation.kind])
