"""What was typed is kept when it cannot be sent: signed out meanwhile, a page from before the last sign-in.

Nothing is done with it. It is kept for a day, shown to whoever typed it when the page is opened again, and gone once
the form is sent. docs/adr/0058-a-draft-is-kept-for-who-wrote-it.md says why, and against what.
"""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.http import QueryDict

from commonpurse.kernel.keys.queries import open_for_site, seal_for_site
from commonpurse.parties.signin.ways import is_on_shared_phone
from commonpurse.web.parts import marks
from commonpurse.web.parts.models import BegunPayment, Draft, SentForm

KEPT_FOR = timedelta(hours=24)
HERS = "/money/"  # where a person's own pages begin
LARGEST = 20_000  # characters of the whole content: the longest of our forms, filled in to the last letter, has half
PATHS = "drafts"  # in the session: the pages on which this user has a draft
# Never kept, whatever form they stand in: what opens a door, what belongs to one page only, whom one looked for, and
# what is protected, with the reason to open it.
NEVER_KEPT = re.compile(
    rf"{marks.TOKEN}|{marks.FIELD}|.*(passw|secret|token|one_time).*|code|pin(_again)?|find|protected_.*", re.IGNORECASE
)
PURPOSE = "drafts"  # of the key under which they lie sealed


def keep_draft(request: Any, mark: marks.Mark) -> bool:
    """Keep what this form says for whose mark it carries, sealed. False when there is nothing to keep, or too much.

    Without a keyring nothing is kept: what somebody typed does not lie open, not even for a day.
    """
    said = {name: request.POST.getlist(name) for name in request.POST if not NEVER_KEPT.fullmatch(name)}
    content = json.dumps(said)
    is_known = get_user_model()._default_manager.filter(pk=mark.user_id, is_active=True).exists()
    is_on_its_page = mark.path == request.path and len(request.path) <= 300
    # Nothing stays of who is on a shared phone, nor of what a worker typed on a person's own pages.
    if is_on_shared_phone(mark.user_id) or (request.path.startswith(HERS) and not is_hers(mark.user_id)):
        return False
    if not said or len(content) > LARGEST or not is_known or not is_on_its_page:
        return False
    sealed = seal_for_site(purpose=PURPOSE, place=place_of(mark.user_id, request.path), text=content)
    if sealed is None:
        return False
    forget_what_is_old(request.now)
    Draft.objects.update_or_create(
        user_id=mark.user_id,
        path=request.path,
        defaults={"query": request.META.get("QUERY_STRING", "")[:300], "content": sealed, "kept_at": request.now},
    )
    if request.user.is_authenticated and request.user.pk == mark.user_id:
        request.session[PATHS] = sorted({*paths_with_drafts(request), request.path})
    return True


def is_hers(user_id: UUID) -> bool:
    """Whether this is the user of a person, and not of a member who helps one."""
    return get_user_model()._default_manager.filter(pk=user_id, person__isnull=False).exists()


def draft_at(request: Any) -> QueryDict | None:
    """Return what the viewer typed on this page and could not send, or None."""
    if request.method not in ("GET", "HEAD") or not request.user.is_authenticated:
        return None
    if request.path not in paths_with_drafts(request):
        return None
    draft = Draft.objects.filter(user_id=request.user.pk, path=request.path, kept_at__gt=request.now - KEPT_FOR).first()
    if draft is None:
        return None
    content = open_for_site(purpose=PURPOSE, place=place_of(request.user.pk, request.path), sealed=draft.content)
    if content is None:  # the keyring is another one, or gone: it is as if nothing had been kept
        return None
    found = QueryDict(mutable=True)
    for name, values in json.loads(content).items():
        found.setlist(name, values)
    return found


def place_of(user_id: UUID, path: str) -> str:
    """Name whose draft it is and of which page: moved to another row it does not open."""
    return f"draft of {user_id} at {path}"


def paths_with_drafts(request: Any) -> list[str]:
    """The pages on which the viewer has a draft, asked once in a session: a page without a form asks nothing."""
    if PATHS not in request.session:
        forget_what_is_old(request.now)
        mine = Draft.objects.filter(user_id=request.user.pk, kept_at__gt=request.now - KEPT_FOR)
        request.session[PATHS] = sorted(mine.values_list("path", flat=True))
    paths: list[str] = request.session[PATHS]
    return paths


def forget_draft(request: Any, path: str) -> None:
    """The form of this page was sent, or its draft thrown away: forget what was kept of it."""
    paths = request.session.get(PATHS, [])
    if path in paths:
        Draft.objects.filter(user_id=request.user.pk, path=path).delete()
        request.session[PATHS] = [one for one in paths if one != path]


def forget_what_is_old(now: datetime) -> None:
    """Delete what is older than a day, whosever it is."""
    for model, field in ((Draft, "kept_at"), (BegunPayment, "kept_at"), (SentForm, "sent_at")):
        forget_rows(model, field, now)


def forget_rows(model: type[models.Model], field: str, now: datetime) -> None:
    old = model._default_manager.filter(**{f"{field}__lte": now - KEPT_FOR})
    if old.exists():
        with transaction.atomic():
            # Rows that another request deletes at this moment are left to it: neither waits for the other.
            free = old.select_for_update(skip_locked=True).values_list("pk", flat=True)
            model._default_manager.filter(pk__in=list(free[:500])).delete()
