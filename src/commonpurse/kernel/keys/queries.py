from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.keys.erasure_list import list_path, read_list
from commonpurse.kernel.keys.keyring import Keyring, KeyringMissing, others_may_read, read_keyring
from commonpurse.kernel.keys.models import DataKey, Erasure
from commonpurse.kernel.keys.sealing import DoesNotOpen, derive_key, seal, unseal


class CannotOpen(Refused):
    code = "cannot_open"


class KeyDestroyed(Refused):
    """Erased: there is nothing that could open it."""

    code = "key_destroyed"

    def __init__(self) -> None:
        super().__init__("What was kept safe here is gone for good. No one can open it, and no one can add to it.")


def keyring_path() -> Path:
    return Path(settings.KEYRING_FILE)


def the_keyring() -> Keyring:
    """Read the keyring, anew each time: what an operator puts in its place counts at once. Raises: KeyringMissing."""
    return read_keyring(keyring_path())


def key_place(subject_id: UUID) -> str:
    return f"data key of {subject_id}"


def field_place(subject_id: UUID, field: str) -> str:
    return f"{field} of {subject_id}"


def unwrap_key(row: DataKey, ring: Keyring) -> bytes:
    """Return the key itself. Raises: KeyDestroyed; CannotOpen where the keyring lacks the version, or it was moved."""
    if row.wrapped is None:
        raise KeyDestroyed
    master = ring.find(row.keyring_version)
    if master is None:
        raise CannotOpen(
            "This was sealed under another keyring than the one in its place. Please tell the people who run the site."
        )
    try:
        return unseal(master.key, bytes(row.wrapped), key_place(row.subject_id))
    except DoesNotOpen as error:
        raise CannotOpen("The key of this record does not open. Please tell the people who run the site.") from error


def is_erased(subject: UUID | OuterRef) -> Exists:
    """The condition that the key of this subject was destroyed for good."""
    return Exists(Erasure.objects.filter(subject_id=subject))


def open_sealed(*, subject_id: UUID, field: str, sealed: bytes) -> str:
    """Return the text that was sealed for this field of this subject. The caller has asked whether it may.

    Raises: KeyringMissing, KeyDestroyed, CannotOpen.
    """
    return open_sealed_content(subject_id=subject_id, field=field, sealed=sealed).decode()


def open_sealed_content(*, subject_id: UUID, field: str, sealed: bytes) -> bytes:
    """Return what was sealed for this field, where it is no text. Raises: as `open_sealed`."""
    row = DataKey.objects.filter(subject_id=subject_id).first()
    if row is None:
        raise CannotOpen("There is no key for this record. Please tell the people who run the site.")
    if row.destroyed_at is not None:
        raise KeyDestroyed
    key = unwrap_key(row, the_keyring())
    try:
        return unseal(key, sealed, field_place(subject_id, field))
    except DoesNotOpen as error:
        raise CannotOpen("This does not open: it was changed, or it is not of this record.") from error


# For the installation itself ------------------------------------------------------------------------------------------


def seal_for_site(*, purpose: str, place: str, text: str) -> str | None:
    """Seal a text that belongs to nobody's record, under a key derived from the keyring; None where there is none."""
    try:
        master = the_keyring().current
    except KeyringMissing:
        return None
    sealed = seal(derive_key(master.key, purpose), text.encode(), place)
    return f"{master.version}:{base64.b64encode(sealed).decode()}"


def open_for_site(*, purpose: str, place: str, sealed: str) -> str | None:
    """Open it again; None where that cannot be done, for whatever reason."""
    version, _, content = sealed.partition(":")
    try:
        master = the_keyring().find(version)
        if master is None:
            return None
        return unseal(derive_key(master.key, purpose), base64.b64decode(content), place).decode()
    except (KeyringMissing, DoesNotOpen, ValueError):
        return None


# For the operator -----------------------------------------------------------------------------------------------------


def count_keys() -> dict[str, int]:
    """How many data keys each version wraps. Destroyed ones are wrapped by none and left out."""
    living = DataKey.objects.filter(destroyed_at=None).values("keyring_version").annotate(number=Count("subject_id"))
    return {row["keyring_version"]: row["number"] for row in living.order_by("keyring_version")}


def find_key_faults() -> list[str]:
    """Return what keeps protected details shut or lets an erasure be undone, a sentence each."""
    return [*_faults_of_keyring(), *_faults_of_erasures()]


def _faults_of_keyring() -> Iterator[str]:
    path = keyring_path()
    counts = count_keys()
    try:
        ring = read_keyring(path)
    except KeyringMissing:
        if counts:
            yield (
                f"COMMONPURSE_KEYRING: {path} is not there or cannot be read. Protected details do not open until it is"
                " put back from its own backup. Money works all the same."
            )
        else:
            yield f"COMMONPURSE_KEYRING: {path} is not there. Make it with: commonpurse init."
        return
    if others_may_read(path):
        yield f"COMMONPURSE_KEYRING: others on this machine may read {path}. Close it with: chmod 600 {path}"
    lost = sum(number for version, number in counts.items() if ring.find(version) is None)
    if lost:
        yield (
            f"COMMONPURSE_KEYRING: {lost} of {sum(counts.values())} data keys are wrapped under a keyring that is not"
            f" this one. Put the keyring that belongs to this database back into its place."
        )


def _faults_of_erasures() -> Iterator[str]:
    listed = read_list(list_path(keyring_path()))
    kept = set(Erasure.objects.values_list("subject_id", flat=True))
    undone = DataKey.objects.filter(subject_id__in=listed.moments, destroyed_at=None).count()
    differing = len(kept ^ set(listed.moments))
    if undone or differing:
        yield (
            f"Erasures: {undone} destroyed keys are back, and {differing} erasures stand in one list of two."
            " Put both right with: commonpurse keys reapply-erasures."
        )
    if listed.unreadable:
        yield (
            f"Erasures: {listed.unreadable} lines of {list_path(keyring_path())} cannot be read."
            " Compare it with its backup."
        )
