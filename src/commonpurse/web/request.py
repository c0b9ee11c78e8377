"""Give each request its context: who asks, for what, at which moment, and inside which transaction.

On PostgreSQL a request is one transaction, and the context is set local to it: row-level security reads it, and it is
gone at the end (kernel/context.py). On SQLite a page reads outside the write lock, and each command opens
its own transaction. Missing context opens nothing: a view without a door is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from commonpurse.kernel.context import NOBODY, acting, context_of
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.helping import OnlyAlone, helped_by
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.commands import log_accesses
from commonpurse.parties.partners.queries import Member
from commonpurse.parties.people.queries import Person
from commonpurse.parties.signin.queries import SignIn, User, viewer_of
from commonpurse.web.doors import Door, Viewer
from commonpurse.web.parts.beside import person_helped
from commonpurse.web.parts.drafts import forget_draft
from commonpurse.web.parts.once import act_once
from commonpurse.web.parts.own_phone import leave_shared_phone
from commonpurse.web.parts.pages import show_problem, tell
from commonpurse.web.parts.problem_documents import not_allowed_problem, problem_document, refused_problem
from commonpurse.web.parts.reading import speak_to
from commonpurse.web.parts.sessions import said_of_end, watch
from commonpurse.web.parts.step_up import ask_second_factor
from commonpurse.web.parts.words import said

LARGEST_REQUEST = 200_000_000  # bytes; three times a bank statement of 100,000 entries


class PageRequest(HttpRequest):
    """What a view receives. Its door makes sure that the one it reads of `member` and `person` is there."""

    viewer: Viewer
    member: Member
    person: Person
    helper: Member | None  # who sits beside the person whose pages these are
    purpose: str
    user: User
    sign_in: SignIn
    now: datetime
    today: date


class RequestContextMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.now = timezone.now()
        request.today = business_date(request.now)
        request.purpose = ""
        request.viewer = request.member = request.person = request.helper = None
        watch(request)
        length = str(request.META.get("CONTENT_LENGTH") or 0)
        if not length.isdecimal() or int(length) > LARGEST_REQUEST:
            return show_problem(request, "too_large", status=413)
        response = self.get_response(request)
        # Nothing of a page stays on the device it was read on.
        response.headers.setdefault("Cache-Control", "no-store")
        leave_shared_phone(request, response)
        return response

    def process_view(self, request: Any, view: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        door = getattr(view, "door", None)
        if not isinstance(door, Door):
            return show_problem(request, "not_allowed", status=403)
        if request.method not in door.methods:
            return HttpResponseNotAllowed(door.methods)
        try:
            with request_transaction(request, door):
                if not door.opens_for(request.viewer):
                    if request.viewer is None and door.is_api:
                        return problem_document(401, "sign_in", _("Sign in first."))
                    if request.viewer is None:
                        if request.ended_why:
                            tell(request, said_of_end(request), is_done=False)
                        return redirect_to_login(request.path, resolve_url(settings.LOGIN_URL))
                    raise NotAllowed
                asked = ask_second_factor(request, door)
                if asked is not None and door.is_api:
                    return problem_document(403, "second_factor", _("Show your second factor on a page first."))
                if asked is not None:
                    return asked
                if door.alone and request.helper is not None:
                    raise OnlyAlone
                with helped_by(request.helper.id if request.helper else None):
                    response = act_once(request, partial(view, request, *args, **kwargs))
                if request.method == "POST":
                    forget_draft(request, request.path)
                if response.streaming:
                    raise TypeError("a page is made whole inside its transaction; a stream would read after it")
                return response
        except (NotAllowed, Refused) as no:
            return say_no(request, no, is_api=door.is_api)


def say_no(request: HttpRequest, no: NotAllowed | Refused, *, is_api: bool) -> HttpResponse:
    """Answer what was refused: a page for who reads, a problem document for a program."""
    if isinstance(no, NotAllowed):
        return not_allowed_problem() if is_api else show_problem(request, "not_allowed", status=403)
    status = 403 if isinstance(no, OnlyAlone) else 422
    if is_api:
        return refused_problem(no, status=status)
    return show_problem(request, "refused", status=status, message=said(no))


@contextmanager
def request_transaction(request: Any, door: Door) -> Iterator[None]:
    """Find out who asks, and open the request's transaction where the database is PostgreSQL."""
    set_viewer(request, door)
    context = NOBODY
    if request.viewer is not None:
        context = context_of(request.viewer, purpose=door.why, today=request.today, now=request.now)
    with acting(context), _one_transaction():
        yield


@contextmanager
def _one_transaction() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        yield


def set_viewer(request: Any, door: Door) -> None:
    """Read anew, at each request, who is signed in: a leaver is out at once."""
    viewer = viewer_of(request.user) if request.user.is_authenticated else None
    # Who sits beside a person sees her pages, as she does, within their own session.
    helped = person_helped(request, viewer) if isinstance(viewer, Member) else None
    request.helper = viewer if helped is not None else None
    viewer = helped or viewer
    request.viewer = viewer
    request.member = viewer if isinstance(viewer, Member) else None
    request.person = viewer if isinstance(viewer, Person) else None
    request.purpose = door.why
    if viewer is not None:
        speak_to(viewer)


def look_at(request: PageRequest, person_ids: UUID | Collection[UUID], *fields: str) -> None:
    """Write down, before the page is made, that the viewer is about to see `fields` of these people."""
    people = [person_ids] if isinstance(person_ids, UUID) else person_ids
    # Beside the person it is the worker who looks, too.
    log_accesses(
        viewer=request.helper or request.viewer, person_ids=people, why=request.purpose, fields=fields, now=request.now
    )
