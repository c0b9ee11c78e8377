"""Where to tell of a flaw, as a text that people and programs find at a known address."""

from __future__ import annotations

from datetime import UTC, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from commonpurse.web.doors import PUBLIC, door
from commonpurse.web.request import PageRequest

HOLDS_FOR = timedelta(days=180)  # less than a year, as the standard asks


@door(PUBLIC, why="to tell of a flaw")
def security(request: PageRequest) -> HttpResponse:
    """The text of RFC 9116. Where the installation names no contact it points to its own first page."""
    address = settings.SITE_ADDRESS.rstrip("/")
    until = (request.now + HOLDS_FOR).astimezone(UTC).replace(microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT or address + '/'}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {address}{reverse('public:security')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
