"""The mark that each of our forms carries: whose it is, on which page it was made. Signed by us.

By it a form that comes without its session is known for one of ours, and a form that comes twice is known for the same.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest

FIELD = "form_mark"
SALT = "commonpurse.web.parts.marks"
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of Django's field
VALID_FOR = 7 * 24 * 60 * 60  # seconds: a page left open over a long weekend


@dataclass(frozen=True)
class Mark:
    """Whose form it is and the path of the page it stood on."""

    user_id: UUID
    path: str


def mark_for(request: HttpRequest) -> str:
    """Return the mark of the forms of this page, one for each time it is shown; empty where nobody is signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    made: str | None = getattr(request, "form_mark", None)
    if made is None:
        made = signing.dumps([user.pk.hex, request.path, secrets.token_urlsafe(9)], salt=SALT)
        request.form_mark = made  # type: ignore[attr-defined]
    return made


def read_mark(request: HttpRequest) -> Mark | None:
    """Return the mark that a form came with, if we made it."""
    try:
        user_id, path, _ = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=VALID_FOR)
        return Mark(UUID(user_id), path)
    except (signing.BadSignature, ValueError):
        return None


def key_of(request: HttpRequest) -> str:
    """Return the hash by which the same form is known when it comes again: its mark, its address, all that it says."""
    said: list[Any] = sorted((name, request.POST.getlist(name)) for name in request.POST if name != TOKEN)
    files: list[Any] = sorted((name, file.name, file.size) for name, file in all_files(request))
    return hashlib.sha256(json.dumps([request.get_full_path(), said, files]).encode()).hexdigest()


def all_files(request: HttpRequest) -> Iterator[tuple[str, Any]]:
    for name in request.FILES:
        for file in request.FILES.getlist(name):
            yield name, file
