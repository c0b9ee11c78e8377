"""A form that is sent twice acts once: pressed twice, sent again by a reload, or from a page that came back."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.web.parts import marks
from commonpurse.web.parts.models import SentForm
from commonpurse.web.parts.pages import go_on

DONE = 303  # what `go` answers with: the act is done. A search leads elsewhere with another status.
WAIT_SECONDS = 5.0
BROKEN_OFF = timedelta(minutes=1)  # no act takes longer: the process that began it is gone
LOOK_AGAIN_SECONDS = 0.05


class SentAlready(Refused):
    """The same form is being done at this moment, or was broken off: nobody can say yet."""

    code = "sent_already"

    def __init__(self) -> None:
        super().__init__("You sent this a moment ago. Please look whether it is done before you send it again.")


def act_once(request: Any, act: Callable[[], Any]) -> Any:
    """Answer a form by `act`, or, where the very same form was sent before, with the page that it led to.

    The row of the form is made before the act and kept only if something was done. On PostgreSQL it belongs to the
    request's own transaction, so the second of two waits at the key for the first. On SQLite the row is committed
    before the act, and the second looks again until the first is done.
    """
    mark = marks.read_mark(request) if request.method == "POST" else None
    if mark is None or not request.user.is_authenticated or mark.user_id != request.user.pk:
        return act()
    key = marks.key_of(request)
    until = time.monotonic() + WAIT_SECONDS
    while not claim(key, request.now):
        sent = SentForm.objects.filter(key=key).first()
        if sent is not None and sent.location:
            return already_done(request, sent.location)
        if time.monotonic() > until or (sent is not None and request.now - sent.sent_at > BROKEN_OFF):
            raise SentAlready
        time.sleep(LOOK_AGAIN_SECONDS)
    try:
        response = act()
    except BaseException:
        with suppress(DatabaseError):  # a transaction that failed takes the row with it
            SentForm.objects.filter(key=key).delete()
        raise
    if response.status_code == DONE and not response.cookies:  # a cookie must reach the browser each time
        SentForm.objects.filter(key=key).update(location=response.headers["Location"])
    else:
        SentForm.objects.filter(key=key).delete()
    return response


def claim(key: str, now: Any) -> bool:
    """Write down that this form is being done. False when it was written down before."""
    try:
        with transaction.atomic():
            SentForm.objects.create(key=key, sent_at=now)
    except IntegrityError:
        return False
    return True


def already_done(request: Any, location: str) -> HttpResponse:
    return go_on(request, _("This is done. You sent it twice, and it counts once."), location)


def was_done(request: Any) -> bool:
    """Whether this very form was sent before and done."""
    return SentForm.objects.filter(key=marks.key_of(request)).exclude(location="").exists()
