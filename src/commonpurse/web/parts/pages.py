"""How a view answers: a page, a form that was refused, one page of a long list, a notice of what happened."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.web.parts.drafts import draft_at
from commonpurse.web.parts.forms import PageForm
from commonpurse.web.parts.turns import count_turns_anew
from commonpurse.web.parts.words import said

Thing = TypeVar("Thing")

NOTICE = "notice"
NOTICE_WARNS = "notice_warns"
ROWS_A_PAGE = 25


def show(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """Render a page. A bound form with errors, whichever of the page's it is, makes it 422, with what was typed kept.

    What is wrong stands at the top of the page (`form_in_error`). What was typed here before and could not be sent
    stands in the form again, and the page says so.
    """
    wrong = next((form for form in context.values() if isinstance(form, Form) and form.is_bound and form.errors), None)
    if wrong is not None:
        status, context = 422, context | {"form_in_error": wrong}
    if take_up_draft(request, context):
        kept = _("We kept what you wrote. It has not been sent yet. Please look at it once more.")
        context = context | {"notice": kept, "notice_warns": True, "is_kept_draft": True}
    return render(request, template, context, status=status)


def take_up_draft(request: HttpRequest, context: dict[str, Any]) -> bool:
    """Fill the empty forms of a page with the viewer's draft of it. False when there is none that fits."""
    draft = draft_at(request)
    if draft is None:
        return False
    taken = [value.take_up(draft) for value in context.values() if isinstance(value, PageForm)]
    return any(taken)


def show_problem(request: HttpRequest, kind: str, *, status: int, **context: Any) -> HttpResponse:
    """Render one of the plain pages that say no: `parts/problems/<kind>.html`."""
    return render(request, f"parts/problems/{kind}.html", context, status=status)


def refuse(form: Form, refused: Refused) -> None:
    """Put a refusal on the field it belongs to, or on the form as a whole."""
    form.add_error(refused.field if refused.field in form.fields else None, said(refused))


def tell(request: HttpRequest, happened: str, *, is_done: bool = True) -> None:
    """Keep one sentence about what was done, or was not, for the top of the next page."""
    request.session[NOTICE] = str(happened)
    request.session[NOTICE_WARNS] = not is_done


def go(request: HttpRequest, happened: str, to: str, *args: Any) -> HttpResponseRedirect:
    """Say what happened and go to the named page (see other: a reload does not post again)."""
    return go_on(request, happened, resolve_url(to, *args))


def go_on(request: HttpRequest, happened: str, address: str, *, is_done: bool = True) -> HttpResponseRedirect:
    """Say what happened and go to an address of ours."""
    tell(request, happened, is_done=is_done)
    viewer = getattr(request, "viewer", None)
    if viewer is not None:
        count_turns_anew(viewer.id)
    response = HttpResponseRedirect(address)
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
