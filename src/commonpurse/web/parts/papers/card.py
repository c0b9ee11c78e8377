"""A printed card: a code, and the page on which to type it. It tells neither whose it is nor what it opens."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from commonpurse.parties.signin.factors import Factors
from commonpurse.web.parts.papers.making import PaperLook, make_paper


def card_paper(code: str, *, address: str, now: datetime) -> bytes:
    """Return the PDF. The picture to scan holds the page's address and no code: docs/adr/0073 says why."""
    data = {
        "heading": _("Your code"),
        "code": code,
        "where": _("Type it here:"),
        "address": address.removeprefix("https://").removeprefix("http://").rstrip("/"),
        "pin": _("You choose a PIN the first time. Never write it here."),
        "qr": picture_of(address),
        "qr_words": _("A picture to scan. It opens {address}").format(address=address),
        "lines": [
            _("Cut the card out. Keep it where others do not look."),
            _("Use it for the first time within 30 days. After that it stops working."),
            _("If you lose it, say so. It is stopped at once, and you get a new one."),
        ],
    }
    # No name, no logo, no colour of the partnership: a card that is found must not say what it is for.
    return make_paper("card", data, title=_("Card"), look=PaperLook(), now=now)


def picture_of(address: str) -> str:
    """Draw an address as a picture that a phone's camera reads, as the second factors draw theirs."""
    drawn: str = Factors().build_totp_svg(address)
    return drawn
