"""The partnership's colour and logo, at addresses that change with them: a browser may keep them for good."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from commonpurse.parties.partners.colours import HEX
from commonpurse.parties.partners.queries import logo_content
from commonpurse.web.doors import PUBLIC, door
from commonpurse.web.parts.looks import colours_css, shown_look
from commonpurse.web.request import PageRequest

FOR_GOOD = "public, max-age=31536000, immutable"  # one year


@door(PUBLIC, why="to show the partnership's colour")
def colours(request: PageRequest, colour_name: str) -> HttpResponse:
    """Only the colour that is set: nobody fills a cache with others."""
    colour = f"#{colour_name}"
    if not HEX.fullmatch(colour) or colour != shown_look().colour:
        raise Http404
    return HttpResponse(colours_css(colour), content_type="text/css", headers={"Cache-Control": FOR_GOOD})


@door(PUBLIC, why="to show the partnership's logo")
def logo(request: PageRequest, version: str) -> HttpResponse:
    content = logo_content() if version == shown_look().logo_version else None
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/png", headers={"Cache-Control": FOR_GOOD})
