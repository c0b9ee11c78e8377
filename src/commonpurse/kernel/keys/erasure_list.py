"""The list of erasures beside the keyring: which keys were destroyed, so that a restored backup forgets them again.

One line each, `id moment`, only ever added to. It names ids and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from commonpurse.kernel.errors import Refused


class CannotListErasure(Refused):
    code = "cannot_list_erasure"


@dataclass(frozen=True)
class ErasureList:
    """What the file says. `unreadable` counts lines that are no erasure: somebody edited it, or a disk failed."""

    moments: dict[UUID, datetime]
    unreadable: int = 0


def list_path(keyring: Path) -> Path:
    return keyring.with_name(f"{keyring.name}-erasures")


def check_can_list(path: Path) -> None:
    """Raises: CannotListErasure where nothing could be added. Asked before a key is destroyed, not after."""
    try:
        os.close(_open(path))
    except OSError as error:
        raise CannotListErasure(
            "The list of what is erased cannot be kept, so nothing was erased. Please tell the people who run the site."
        ) from error


def add_to_list(path: Path, erasures: Iterable[tuple[UUID, datetime]]) -> None:
    """Add lines, and do not return before the disk has them."""
    lines = "".join(f"{subject_id} {moment.isoformat()}\n" for subject_id, moment in erasures)
    if not lines:
        return
    handle = _open(path)
    try:
        # A line that a power cut left half would swallow the next one.
        os.write(handle, f"{'' if _ends_whole(path) else chr(10)}{lines}".encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)


def read_list(path: Path) -> ErasureList:
    """Read the file; one that is not there is empty."""
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return ErasureList({})
    moments: dict[UUID, datetime] = {}
    unreadable = 0
    for line in lines:
        try:
            written_id, moment = line.split()
            moments.setdefault(UUID(written_id), datetime.fromisoformat(moment))
        except ValueError:
            unreadable += bool(line.strip())
    return ErasureList(moments, unreadable)


def _open(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
