"""What she wanted and could not get: told by one tap where she looked for it, and taken back as easily."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from commonpurse.money.orders.commands import say_could_not_get, take_back_wish
from commonpurse.money.orders.queries import get_wish, wishes_of
from commonpurse.money.orders.rules import Reason
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.forms import looked_for
from commonpurse.web.parts.orders import reason_words, topic_words
from commonpurse.web.parts.pages import go, one_page, or_404, show
from commonpurse.web.public.directory import LONGEST_SEARCH, still_there
from commonpurse.web.request import PageRequest, look_at


@door(PERSON, why="to see what she could not get", methods="GET POST")
def wishes(request: PageRequest) -> HttpResponse:
    """All she told us, newest first; each can be taken back, and is gone then."""
    look_at(request, request.person.id, "could not get")
    if request.method == "POST":
        try:
            wish_id = UUID(request.POST.get("back", ""))
        except ValueError:
            raise Http404 from None
        take_back_wish(
            by=request.person, wish=or_404(get_wish(viewer=request.person, wish_id=wish_id)), now=request.now
        )
        return go(request, _("It is gone. It does not count any more."), "person:wishes")
    page = one_page(request, wishes_of(viewer=request.person, person=request.person))
    told = [(wish, reason_words(wish.reason), topic_words(wish.topic)) for wish in page.object_list]
    return show(request, "person/wishes.html", page=page, told=told)


@door(PERSON, why="to say what she could not get", methods="POST")
def of_service(request: PageRequest, service_id: UUID) -> HttpResponse:
    """She wanted this service and could not get it."""
    service = still_there(service_id)
    tell_us(request, service=service)
    return go(request, thanks(), "public:service", service_id)


@door(PERSON, why="to say what she could not get", methods="POST")
def of_search(request: PageRequest) -> HttpResponse:
    """She found nothing. What she looked for is kept only where she ticked that it may be."""
    tell_us(request)
    return go(request, thanks(), "public:services")


def tell_us(request: PageRequest, **given: Any) -> None:
    reason = request.POST.get("reason", "")
    if reason not in set(Reason):
        raise Http404
    look_at(request, request.person.id, "could not get")
    say_could_not_get(
        by=request.person,
        person=request.person,
        reason=Reason(reason),
        searched=looked_for(request, "keep", LONGEST_SEARCH),  # the words that she read beside the tick
        now=request.now,
        **given,
    )


def thanks() -> str:
    return _("Thank you. It counts, without your name.")
