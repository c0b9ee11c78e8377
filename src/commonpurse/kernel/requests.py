"""The same request twice moves money once: how a repeat is told from another request under the same id."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money


class RequestReused(Refused):
    """The id of a request came again with other content. Nothing moved."""

    code = "request_reused"

    def __init__(self) -> None:
        super().__init__("This was sent before, and it said other things. Open the page again and start anew.")


def hash_request(**arguments: str | int | bool | UUID | Money | date | None) -> str:
    """Return SHA-256, in hex, over what the caller asked for. Ids stand for things; never pass an object."""
    plain = {name: None if value is None else f"{type(value).__name__}:{value}" for name, value in arguments.items()}
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def check_same_request(known_hash: str, asked_hash: str) -> None:
    """Raises: RequestReused when the earlier request under the same id asked for something else."""
    if known_hash != asked_hash:
        raise RequestReused


@contextmanager
def one_request(is_known: Callable[[], bool]) -> Iterator[None]:
    """Open the transaction of a command that is given the id of its request.

    Two at the same moment under one id wait for each other only where they lock the same thing. Where they are about
    different things the unique key of the id lets one through; the other is told so, and does nothing.
    `is_known` asks whether a row of this id is there. Raises: RequestReused.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if is_known():
            raise RequestReused from error
        raise
