"""The person an endpoint is about: found for who may see what her money does, and written down before it is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.parties.consent.rules import Item
from commonpurse.parties.people.queries import Person, people_visible_to
from commonpurse.web.parts.problem_documents import not_there_problem, problem_document
from commonpurse.web.request import PageRequest, look_at

View = Callable[..., Any]


def about_a_person(*fields: str, item: Item = Item.MONEY_DETAIL) -> Callable[[View], View]:
    """Let an endpoint in only for who may see `item` of the person in its address, before its body is read.

    Whoever may not sees what they would see of somebody who is not there. Put it below `door`.
    """

    def declare(view: View) -> View:
        view.about = (fields, item)  # type: ignore[attr-defined]
        return view

    return declare


def opened(view: View, endpoint: Any) -> View:
    """Put the door and the person of an endpoint around the view that the API made of it."""

    @wraps(view)
    def through(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        about = getattr(endpoint, "about", None)
        if about is not None:
            fields, item = about
            person = people_visible_to(request.viewer, request.today, item).filter(id=kwargs["person_id"]).first()
            if person is None:
                return not_there_problem()
            look_at(request, person.id, *fields)
            request.about = person  # type: ignore[attr-defined]
        if request.method == "POST" and request.content_type != "application/json":
            # A form has been read by now, to find out whether it was sent before; its body cannot be read again.
            return problem_document(422, "not_json", _("Send this as JSON."))
        return cast(HttpResponse, view(request, *args, **kwargs))

    through.door = endpoint.door  # type: ignore[attr-defined]
    # Sign-in is by cookie, so each POST carries the session's token, as every form does.
    through.csrf_exempt = False  # type: ignore[attr-defined]
    return through


def person_of(request: Any, person_id: UUID) -> Person:
    """Whom the address names; `opened` has found her."""
    person: Person = request.about
    assert person.id == person_id, "found by the same address"  # noqa: S101
    return person
