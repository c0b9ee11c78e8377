"""The page for when there is no line, and the small worker in the browser that keeps it at hand."""

from __future__ import annotations

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from commonpurse.web.doors import PUBLIC, door
from commonpurse.web.parts.assets import assets_version
from commonpurse.web.parts.looks import shown_look
from commonpurse.web.parts.pages import show
from commonpurse.web.request import PageRequest

# What the offline page is drawn with, at the addresses that pages use.
FILES = ("commonpurse/commonpurse.css", "commonpurse/commonpurse.js")
ICON = "commonpurse/coins.svg"


@door(PUBLIC, why="to read that one is offline")
def offline(request: PageRequest) -> HttpResponse:
    """Say that there is no line. It is kept by the browser, so it is the same for everybody: nobody is named on it."""
    return show(request, "public/offline.html", viewer=None, menu=[], is_own_phone=False, notice="", may_sign_in=False)


@door(PUBLIC, why="to keep the offline page at hand")
def worker(request: PageRequest) -> HttpResponse:
    """The service worker. It stands at the root, because it may only look after what lies beneath its own address."""
    files = [*(f"{static(name)}?{assets_version()}" for name in FILES), static(ICON), *files_of_look()]
    content = render_to_string(
        "parts/sw.js", {"version": assets_version(), "page": reverse("public:offline"), "files": files}
    )
    return HttpResponse(content, content_type="text/javascript; charset=utf-8")


def files_of_look() -> list[str]:
    """The partnership's own colour and logo, where it has them."""
    look = shown_look()
    files = [reverse("public:colours", args=[look.colour_name])] if look.colour else []
    return [*files, reverse("public:logo", args=[look.logo_version])] if look.logo_version else files
