"""The API as a whole: how it reads a request, how it says no, and its description.

Who is signed in on the pages is signed in here: the same session, the same middleware, the same doors. A program that
changes or asks something sends the session's token along, as a form of ours does. docs/adr/0097-the-api.md.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import ValidationError

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.web.parts.problem_documents import (
    not_allowed_problem,
    not_there_problem,
    problem_document,
    refused_problem,
)

api = NinjaAPI(title="Commonpurse", version="1", urls_namespace="api", docs_url=None, openapi_url=None)


@api.exception_handler(Refused)
def say_refused(request: HttpRequest, refused: Any) -> HttpResponse:
    return refused_problem(refused)


@api.exception_handler(NotAllowed)
def say_not_allowed(request: HttpRequest, exception: Any) -> HttpResponse:
    return not_allowed_problem()


@api.exception_handler(Http404)
def say_not_there(request: HttpRequest, exception: Any) -> HttpResponse:
    return not_there_problem()


@api.exception_handler(ValidationError)
def say_unreadable(request: HttpRequest, exception: Any) -> HttpResponse:
    """Name the fields, and never say again what stood in them."""
    errors = [
        {"field": ".".join(str(part) for part in error["loc"][1:]), "detail": error["msg"]}
        for error in exception.errors
    ]
    return problem_document(422, "unreadable", _("Some fields are missing or cannot be read."), errors=errors)
