"""What the partners promised each other and the people here, and who signed it: for everybody."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from commonpurse.parties.partners.queries import current_charter, get_guidance, headings_of, who_signed
from commonpurse.web.doors import PUBLIC, door
from commonpurse.web.parts.pages import or_404, show
from commonpurse.web.request import PageRequest


@door(PUBLIC, why="to read the partners’ charter")
def charter(request: PageRequest) -> HttpResponse:
    version = current_charter()
    return show(
        request,
        "public/charter.html",
        version=version,
        headings=headings_of(version) if version else [],
        signed=[one for one in who_signed(version) if one.number or one.withdrawn_at or one.guidance],
    )


@door(PUBLIC, why="to read what a partner tells its staff")
def guidance(request: PageRequest, organisation_id: UUID) -> HttpResponse:
    return show(request, "public/guidance.html", guidance=or_404(get_guidance(organisation_id)))
