"""The keyring: a file outside the database and its backups, with the master keys in versions. The last one is used.

Whoever has the database alone opens nothing; whoever has the keyring alone has nothing to open. A version's name is
random: a keyring made anew is never taken for the one that was lost.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.keys.sealing import KEY_BYTES, new_key

FORM = 1
# A backup of the key table is kept no longer than this; after it, nothing is left that an old master key could open.
BACKUPS_KEPT_FOR = timedelta(days=30)


class KeyringMissing(Refused):
    """There is no keyring that can be read. Only what is sealed stays shut."""

    code = "keyring_missing"

    def __init__(self) -> None:
        super().__init__(
            "What is protected stays shut just now: the keyring of this site is not in its place. "
            "All else works. Please tell the people who run the site."
        )


class KeyringThere(Refused):
    code = "keyring_there"


@dataclass(frozen=True)
class MasterKey:
    """One version. `retired_at`: when another took its place; it still opens what it wrapped."""

    version: str
    key: bytes
    retired_at: datetime | None = None

    def __repr__(self) -> str:
        return f"MasterKey({self.version})"


@dataclass(frozen=True)
class Keyring:
    """All versions, oldest first."""

    versions: tuple[MasterKey, ...]

    @property
    def current(self) -> MasterKey:
        return self.versions[-1]

    def find(self, version: str) -> MasterKey | None:
        return next((each for each in self.versions if each.version == version), None)


def read_keyring(path: Path) -> Keyring:
    """Read the file. Raises: KeyringMissing, also where it cannot be read or is no keyring."""
    try:
        read = json.loads(path.read_text(encoding="ascii"))
        if read["form"] != FORM:
            raise KeyringMissing
        versions = tuple(_read_version(each) for each in read["versions"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeyringMissing from error
    if not versions or any(len(each.key) != KEY_BYTES for each in versions):
        raise KeyringMissing
    return Keyring(versions)


def make_keyring(path: Path) -> Keyring:
    """Make the first keyring, readable by this user alone. Raises: KeyringThere, KeyringMissing (it cannot be kept)."""
    made = Keyring((_new_version(),))
    half = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(half, made)
        try:
            # Linked, not moved: of two processes that start at once, one is told that the other was first.
            os.link(half, path)
        except FileExistsError as error:
            raise KeyringThere("There is a keyring already, and it was left as it is.") from error
        finally:
            half.unlink()
    except OSError as error:
        raise KeyringMissing from error
    return made


def add_version(path: Path, now: datetime) -> Keyring:
    """Put a new master key at the end of the keyring. The file is always whole: the old one, or the new one."""
    with _alone(path):
        ring = read_keyring(path)
        before = replace(ring.current, retired_at=now)
        return _replace(path, Keyring((*ring.versions[:-1], before, _new_version())))


def drop_versions(path: Path, now: datetime, still_used: set[str]) -> Keyring:
    """Take out the versions that wrap nothing and were retired so long ago that no backup needs them."""
    with _alone(path):
        ring = read_keyring(path)
        kept = tuple(
            each
            for each in ring.versions
            if each.version in still_used or each.retired_at is None or now - each.retired_at <= BACKUPS_KEPT_FOR
        )
        return ring if kept == ring.versions else _replace(path, Keyring(kept))


def others_may_read(path: Path) -> bool:
    """Tell whether anybody but its user may read the file."""
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _new_version() -> MasterKey:
    return MasterKey(secrets.token_hex(6), new_key())


def _read_version(read: dict[str, str | None]) -> MasterKey:
    retired_at = read["retired_at"]
    return MasterKey(
        version=str(read["version"]),
        key=base64.b64decode(str(read["key"]), validate=True),
        retired_at=datetime.fromisoformat(retired_at) if retired_at else None,
    )


def _write(path: Path, ring: Keyring) -> None:
    versions = [
        {
            "version": each.version,
            "key": base64.b64encode(each.key).decode(),
            "retired_at": each.retired_at.isoformat() if each.retired_at else None,
        }
        for each in ring.versions
    ]
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        json.dump({"form": FORM, "versions": versions}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _replace(path: Path, ring: Keyring) -> Keyring:
    half = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    _write(half, ring)
    half.replace(path)
    return ring


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep a second change of the keyring out: two at once would each lose the other's new key."""
    try:
        folder = os.open(path.parent, os.O_RDONLY)
    except OSError as error:
        raise KeyringMissing from error
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
