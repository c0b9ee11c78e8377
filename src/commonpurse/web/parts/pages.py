"""How a view answers: a page, a form that was refused, one page of a long list, a notice of what happened."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render

from commonpurse.kernel.errors import Refused
from commonpurse.web.parts.words import said

Thing = TypeVar("Thing")

NOTICE = "notice"
ROWS_A_PAGE = 25


def show(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """Render a page. A bound form with errors makes it 422, with what was typed kept."""
    form = context.get("form")
    if isinstance(form, Form) and form.is_bound and form.errors:
        status = 422
    return render(request, template, context, status=status)


def show_problem(request: HttpRequest, kind: str, *, status: int, **context: Any) -> HttpResponse:
    """Render one of the plain pages that say no: `parts/problems/<kind>.html`."""
    return render(request, f"parts/problems/{kind}.html", context, status=status)


def refuse(form: Form, refused: Refused) -> None:
    """Put a refusal on the field it belongs to, or on the form as a whole."""
    form.add_error(refused.field if refused.field in form.fields else None, said(refused))


def tell(request: HttpRequest, happened: str) -> None:
    """Keep one sentence about what was done, for the top of the next page."""
    request.session[NOTICE] = happened


def go(request: HttpRequest, happened: str, to: str, *args: Any) -> HttpResponseRedirect:
    """Say what happened and go to the named page (see other: a reload does not post again)."""
    tell(request, happened)
    response = redirect(to, *args)
    response.status_code = 303
    return response


def one_page(request: HttpRequest, rows: Any, per_page: int = ROWS_A_PAGE) -> Page[Any]:
    """Return the page of `rows` that `?page=` asks for; a number too high gives the last."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def or_404(found: Thing | None) -> Thing:
    """Return what was found. What is not there and what is not to be seen look alike."""
    if found is None:
        raise Http404
    return found
