from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.keys.access import Actor, can_keep_keys
from commonpurse.kernel.keys.erasure_list import add_to_list, check_can_list, list_path, read_list
from commonpurse.kernel.keys.keyring import Keyring, KeyringThere, add_version, drop_versions, make_keyring
from commonpurse.kernel.keys.models import DataKey, Erasure
from commonpurse.kernel.keys.queries import (
    count_keys,
    field_place,
    key_place,
    keyring_path,
    the_keyring,
    unwrap_key,
)
from commonpurse.kernel.keys.sealing import new_key, seal

KEYS_A_ROUND = 500


def seal_for_subject(*, subject_id: UUID, field: str, text: str, now: datetime) -> bytes:
    """Seal a text for one field of one subject, under a key of its own that is made at the first need.

    Inside the transaction that keeps the sealed text. Whoever calls has asked whether it may.
    Raises: KeyringMissing, KeyDestroyed, CannotOpen.
    """
    return seal_content_for_subject(subject_id=subject_id, field=field, content=text.encode(), now=now)


def seal_content_for_subject(*, subject_id: UUID, field: str, content: bytes, now: datetime) -> bytes:
    """Seal what is no text, such as a picture, as `seal_for_subject` does. Raises: the same."""
    master = the_keyring().current
    wrapped = seal(master.key, new_key(), key_place(subject_id))
    fresh = DataKey(subject_id=subject_id, wrapped=wrapped, keyring_version=master.version, made_at=now)
    with transaction.atomic():
        row = _locked_key(fresh)
        # Read anew: a rotation may have wrapped the key under a version that is newer than what was read above.
        return seal(unwrap_key(row, the_keyring()), content, field_place(subject_id, field))


def _locked_key(fresh: DataKey) -> DataKey:
    """Return the row of this subject, locked; `fresh` becomes it where there is none.

    Locked, because an erasure that runs now must come before or after: nothing is sealed under a key that is going.
    """
    if not DataKey.objects.filter(subject_id=fresh.subject_id).exists():
        DataKey.objects.bulk_create([fresh], ignore_conflicts=True)  # of two at once, the first one's key is the key
    return DataKey.objects.select_for_update(no_key=True).get(subject_id=fresh.subject_id)


@dataclass(frozen=True)
class Rotation:
    """What a rotation did. `resumed`: it went on with one that was broken off."""

    version: str
    wrapped: int
    unopened: int
    resumed: bool


def rotate_master_key(*, by: Actor, now: datetime) -> Rotation:
    """Wrap every data key anew under a new master key. Broken off, the next call goes on where it stopped.

    Keys that the keyring cannot open stay as they are and are counted. Raises: KeyringMissing.
    """
    if not can_keep_keys(by):
        raise NotAllowed
    ring = the_keyring()
    resumed = bool(_behind(ring))
    if not resumed:
        ring = add_version(keyring_path(), now)
    wrapped = 0
    while round_of := _behind(ring)[:KEYS_A_ROUND]:
        wrapped += _wrap_anew(round_of, ring)
    unopened = sum(number for version, number in count_keys().items() if ring.find(version) is None)
    drop_versions(keyring_path(), now, set(count_keys()))
    with transaction.atomic():
        record_event(
            "master_key_rotated",
            by=by.id,
            subject_type="keyring",
            subject_id=new_id(),
            now=now,
            version=ring.current.version,
            wrapped=wrapped,
        )
    return Rotation(ring.current.version, wrapped, unopened, resumed)


def _behind(ring: Keyring) -> list[UUID]:
    """The subjects whose key an older version of this keyring wraps."""
    older = [each.version for each in ring.versions[:-1]]
    found = DataKey.objects.filter(destroyed_at=None, keyring_version__in=older).order_by("subject_id")
    return list(found.values_list("subject_id", flat=True))


def _wrap_anew(subject_ids: list[UUID], ring: Keyring) -> int:
    with transaction.atomic():
        rows = DataKey.objects.select_for_update(no_key=True).filter(subject_id__in=subject_ids, destroyed_at=None)
        found = list(rows.order_by("subject_id"))
        for row in found:
            key = unwrap_key(row, ring)
            row.wrapped = seal(ring.current.key, key, key_place(row.subject_id))
            row.keyring_version = ring.current.version
        DataKey.objects.bulk_update(found, ["wrapped", "keyring_version"])
    return len(found)


def replace_lost_keys(*, by: Actor, now: datetime) -> int:
    """After the keyring was lost for good: make a new one, and new data keys in place of those that nobody can open.

    What they sealed stays shut for ever; from here on new things can be sealed. Return how many keys were lost.
    A keyring that is in its place is kept, and what it opens is left as it is. Raises: KeyringMissing.
    """
    if not can_keep_keys(by):
        raise NotAllowed
    with suppress(KeyringThere):
        make_keyring(keyring_path())
    ring = the_keyring()
    known = [each.version for each in ring.versions]
    with transaction.atomic():
        rows = DataKey.objects.select_for_update(no_key=True).filter(destroyed_at=None)
        lost = list(rows.exclude(keyring_version__in=known).order_by("subject_id"))
        for row in lost:
            row.wrapped = seal(ring.current.key, new_key(), key_place(row.subject_id))
            row.keyring_version = ring.current.version
        DataKey.objects.bulk_update(lost, ["wrapped", "keyring_version"], batch_size=KEYS_A_ROUND)
        record_event(
            "lost_keys_replaced", by=by.id, subject_type="keyring", subject_id=new_id(), now=now, count=len(lost)
        )
    return len(lost)


def destroy_key(*, by: Actor, subject_id: UUID, now: datetime) -> Erasure:
    """Destroy the key of a subject for good: what it sealed can be opened by nobody any more, and no new key is made.

    A part of the act that erases the subject's record; that act asks whether it may. The same again changes nothing.
    Raises: CannotListErasure, before anything is destroyed.
    """
    path = list_path(keyring_path())
    with transaction.atomic():
        check_can_list(path)
        erasure, is_new = _destroy(subject_id, now)
        if is_new:
            record_event("key_destroyed", by=by.id, subject_type="data_key", subject_id=subject_id, now=now)
        # After the commit: an erasure that was rolled back must not be done after a restore.
        transaction.on_commit(lambda: add_to_list(path, [(subject_id, erasure.erased_at)]))
        return erasure


def _destroy(subject_id: UUID, moment: datetime) -> tuple[Erasure, bool]:
    row = _locked_key(DataKey(subject_id=subject_id, made_at=moment, destroyed_at=moment))
    if row.destroyed_at is None:
        row.wrapped, row.keyring_version, row.destroyed_at = None, "", moment
        row.save(update_fields=["wrapped", "keyring_version", "destroyed_at"])
    return Erasure.objects.get_or_create(subject_id=subject_id, defaults={"erased_at": moment})


@dataclass(frozen=True)
class Reapplied:
    """What a comparison of the two lists did: keys destroyed again, and erasures added to the file."""

    destroyed: int
    listed: int


def reapply_erasures(*, by: Actor, now: datetime) -> Reapplied:
    """After a restore: destroy again whatever the list beside the keyring says, and complete that list from ours."""
    if not can_keep_keys(by):
        raise NotAllowed
    path = list_path(keyring_path())
    check_can_list(path)
    listed = read_list(path).moments
    with transaction.atomic():
        destroyed = set(DataKey.objects.exclude(destroyed_at=None).values_list("subject_id", flat=True))
        kept = dict(Erasure.objects.values_list("subject_id", "erased_at"))
        undone = {id: moment for id, moment in listed.items() if id not in destroyed or id not in kept}
        for subject_id, moment in undone.items():
            _destroy(subject_id, moment)
        if undone:
            record_event(
                "erasures_reapplied", by=by.id, subject_type="keyring", subject_id=new_id(), now=now, count=len(undone)
            )
    missing = [(id, moment) for id, moment in kept.items() if id not in listed]
    add_to_list(path, missing)
    return Reapplied(destroyed=len(undone), listed=len(missing))
