"""How a no reads for a program: a problem document with a stable `code`. Source: RFC 9457, July 2023."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.web.parts.words import said

TYPE = "application/problem+json"


def problem_document(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """The same members in each. `type` is left out: it is then "about:blank", and the title that of the status."""
    body = {"title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail, **more}
    return JsonResponse(body, status=status, content_type=TYPE)


def refused_problem(refused: Refused, *, status: int = 422) -> HttpResponse:
    """A rule said no: its code, its sentence, and the field it belongs to where there is one."""
    more = {"field": refused.field} if refused.field else {}
    return problem_document(status, refused.code, said(refused), **more)


def not_allowed_problem() -> HttpResponse:
    return problem_document(403, "not_allowed", _("This is not open to you."))


def not_there_problem() -> HttpResponse:
    """What is not there and what is not to be seen look alike."""
    return problem_document(404, "not_there", _("There is nothing here that you can see."))
