"""A new card on a page, and as a paper. Its code is in one answer only; no address and no session ever holds it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse

from commonpurse.parties.signin.rules import is_written_code
from commonpurse.web.parts.downloads import attachment
from commonpurse.web.parts.pages import show
from commonpurse.web.parts.papers.card import card_paper


def card_address() -> str:
    """The page on which a card is used."""
    return settings.SITE_ADDRESS.rstrip("/") + reverse("public:card")


def new_card_page(request: Any, template: str, code: str, paper: str, **context: Any) -> HttpResponse:
    """Show a code once, large enough to write down, with a button for the paper."""
    return show(request, template, code=code, paper=paper, card_address=card_address(), **context)


def card_attachment(request: Any) -> HttpResponse:
    """Draw the card of the code that the page before sent along. Anything else than a code is not there."""
    code = request.POST.get("code", "")
    if not is_written_code(code):
        raise Http404
    content = card_paper(code, address=card_address(), now=request.now)
    return attachment("card.pdf", content, "application/pdf")
