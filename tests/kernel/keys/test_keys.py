"""Data keys: one a subject, wrapped, rotated, destroyed for good."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.keys import commands
from commonpurse.kernel.keys.commands import (
    destroy_key,
    reapply_erasures,
    replace_lost_keys,
    rotate_master_key,
    seal_for_subject,
)
from commonpurse.kernel.keys.erasure_list import CannotListErasure, list_path, read_list
from commonpurse.kernel.keys.keyring import KeyringMissing, make_keyring, read_keyring
from commonpurse.kernel.keys.models import DataKey, Erasure
from commonpurse.kernel.keys.queries import (
    CannotOpen,
    KeyDestroyed,
    count_keys,
    find_key_faults,
    open_for_site,
    open_sealed,
    seal_for_site,
)
from commonpurse.parties.partners.queries import system_member
from tests.factories import NOW, Standing, standing_people
from tests.money.budgets.test_parallel import at_once

SECRET = "12 Harbour Road"


def seal_one(subject_id: UUID, text: str = SECRET, field: str = "address") -> bytes:
    return seal_for_subject(subject_id=subject_id, field=field, text=text, now=NOW)


def opened(subject_id: UUID, sealed: bytes, field: str = "address") -> str:
    return open_sealed(subject_id=subject_id, field=field, sealed=sealed)


@pytest.fixture
def people(db: None, own_keyring: Path) -> Standing:
    return standing_people()


def test_what_is_sealed_for_somebody_opens_for_her_field_alone(people: Standing) -> None:
    ada, sam = people.ada.id, people.stranger.id
    sealed = seal_one(ada)
    seal_one(sam)
    assert SECRET.encode() not in sealed
    assert opened(ada, sealed) == SECRET
    for subject_id, field in ((sam, "address"), (ada, "phone")):
        with pytest.raises(CannotOpen) as refused:
            opened(subject_id, sealed, field)
        assert SECRET not in str(refused.value)


def test_one_subject_has_one_key_which_lies_wrapped(people: Standing) -> None:
    first, second = seal_one(people.ada.id), seal_one(people.ada.id, "07700 900999", "phone")
    row = DataKey.objects.get(subject_id=people.ada.id)
    assert count_keys() == {row.keyring_version: 1}
    assert opened(people.ada.id, first) + opened(people.ada.id, second, "phone") == SECRET + "07700 900999"


def test_a_wrapped_key_moved_to_somebody_else_does_not_open(people: Standing) -> None:
    seal_one(people.ada.id)
    sealed = seal_one(people.stranger.id)
    wrapped = DataKey.objects.get(subject_id=people.ada.id).wrapped
    DataKey.objects.filter(subject_id=people.stranger.id).update(wrapped=wrapped)
    with pytest.raises(CannotOpen):
        opened(people.stranger.id, sealed)


def test_there_is_nothing_to_open_for_who_has_no_key(people: Standing) -> None:
    with pytest.raises(CannotOpen):
        opened(new_id(), b"")


def test_without_the_keyring_nothing_opens_and_it_is_said_plainly(people: Standing, own_keyring: Path) -> None:
    sealed = seal_one(people.ada.id)
    own_keyring.unlink()
    with pytest.raises(KeyringMissing):
        opened(people.ada.id, sealed)
    with pytest.raises(KeyringMissing):
        seal_one(people.ada.id)
    assert [fault for fault in find_key_faults() if "Money works all the same" in fault]


def test_another_keyring_in_its_place_opens_nothing_and_is_found(people: Standing, own_keyring: Path) -> None:
    sealed = seal_one(people.ada.id)
    own_keyring.unlink()
    make_keyring(own_keyring)
    with pytest.raises(CannotOpen, match="another keyring"):
        opened(people.ada.id, sealed)
    assert ["1 of 1 data keys" in fault for fault in find_key_faults()] == [True]


def test_a_keyring_that_others_may_read_is_found(people: Standing, own_keyring: Path) -> None:
    assert find_key_faults() == []
    own_keyring.chmod(0o644)
    assert ["chmod 600" in fault for fault in find_key_faults()] == [True]


def test_before_anything_is_sealed_a_missing_keyring_is_made_by_init(people: Standing, own_keyring: Path) -> None:
    own_keyring.unlink()
    assert ["commonpurse init" in fault for fault in find_key_faults()] == [True]


# Rotation -------------------------------------------------------------------------------------------------------------


def test_a_rotation_wraps_every_key_anew_and_what_was_sealed_still_opens(people: Standing, own_keyring: Path) -> None:
    sealed = {subject_id: seal_one(subject_id) for subject_id in (people.ada.id, people.stranger.id)}
    before = read_keyring(own_keyring).current.version
    done = rotate_master_key(by=people.administrator, now=NOW)
    assert (done.wrapped, done.unopened, done.resumed) == (2, 0, False)
    assert count_keys() == {done.version: 2}
    assert done.version != before
    assert [opened(subject_id, each) for subject_id, each in sealed.items()] == [SECRET] * 2
    assert AuditEvent.objects.get(event_type="master_key_rotated").facts == {"version": done.version, "wrapped": 2}


def test_a_rotation_that_was_broken_off_goes_on_where_it_stopped(
    people: Standing, own_keyring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = {each: seal_one(each) for each in (new_id() for _ in range(5))}
    monkeypatch.setattr(commands, "KEYS_A_ROUND", 2)
    rounds = []

    def break_off(ids: list[UUID], ring: object) -> int:
        if rounds:
            raise ConnectionError
        rounds.append(ids)
        return wrap_anew(ids, ring)  # type: ignore[arg-type]

    wrap_anew = commands._wrap_anew
    monkeypatch.setattr(commands, "_wrap_anew", break_off)
    with pytest.raises(ConnectionError):
        rotate_master_key(by=people.administrator, now=NOW)
    assert sorted(count_keys().values()) == [2, 3]
    assert [opened(subject_id, each) for subject_id, each in sealed.items()] == [SECRET] * 5
    monkeypatch.setattr(commands, "_wrap_anew", wrap_anew)
    done = rotate_master_key(by=people.administrator, now=NOW)
    assert (done.wrapped, done.resumed) == (3, True)
    assert count_keys() == {read_keyring(own_keyring).current.version: 5}
    assert len(read_keyring(own_keyring).versions) == 2
    assert [opened(subject_id, each) for subject_id, each in sealed.items()] == [SECRET] * 5


def test_a_rotation_leaves_alone_what_it_cannot_open(people: Standing, own_keyring: Path) -> None:
    seal_one(people.ada.id)
    own_keyring.unlink()
    make_keyring(own_keyring)
    seal_one(people.stranger.id)
    done = rotate_master_key(by=people.administrator, now=NOW)
    assert (done.wrapped, done.unopened) == (1, 1)


def test_an_old_master_key_goes_a_month_after_it_was_retired(people: Standing, own_keyring: Path) -> None:
    first = read_keyring(own_keyring).current.version
    rotate_master_key(by=people.administrator, now=NOW)
    rotate_master_key(by=people.administrator, now=NOW + timedelta(days=29))
    assert read_keyring(own_keyring).find(first)
    rotate_master_key(by=people.administrator, now=NOW + timedelta(days=60))
    assert read_keyring(own_keyring).find(first) is None


def test_after_the_keyring_is_lost_for_good_one_begins_anew(people: Standing, own_keyring: Path) -> None:
    lost = seal_one(people.ada.id)
    own_keyring.unlink()
    assert replace_lost_keys(by=people.administrator, now=NOW) == 1
    with pytest.raises(CannotOpen):
        opened(people.ada.id, lost)
    assert opened(people.ada.id, seal_one(people.ada.id)) == SECRET
    assert find_key_faults() == []


def test_beginning_anew_takes_nothing_that_still_opens(people: Standing, own_keyring: Path) -> None:
    sealed = seal_one(people.ada.id)
    destroy_key(by=people.priya, subject_id=people.stranger.id, now=NOW)
    before = own_keyring.read_bytes()
    assert replace_lost_keys(by=people.administrator, now=NOW) == 0
    assert own_keyring.read_bytes() == before
    assert opened(people.ada.id, sealed) == SECRET
    with pytest.raises(KeyDestroyed):
        seal_one(people.stranger.id)


@pytest.mark.parametrize("who", ["wren", "ngozi", "callum", "ada", "system"])
def test_only_who_keeps_the_installation_turns_its_keys(people: Standing, who: str) -> None:
    actor = system_member() if who == "system" else getattr(people, who)
    with pytest.raises(NotAllowed):
        rotate_master_key(by=actor, now=NOW)
    with pytest.raises(NotAllowed):
        reapply_erasures(by=actor, now=NOW)
    with pytest.raises(NotAllowed):
        replace_lost_keys(by=actor, now=NOW)


# Erasure --------------------------------------------------------------------------------------------------------------


def test_a_destroyed_key_opens_nothing_ever_again(
    people: Standing, own_keyring: Path, django_capture_on_commit_callbacks
) -> None:
    sealed = seal_one(people.ada.id)
    with django_capture_on_commit_callbacks(execute=True):
        erasure = destroy_key(by=people.priya, subject_id=people.ada.id, now=NOW)
    row = DataKey.objects.get(subject_id=people.ada.id)
    assert (row.wrapped, row.keyring_version, row.destroyed_at) == (None, "", NOW)
    with pytest.raises(KeyDestroyed):
        opened(people.ada.id, sealed)
    with pytest.raises(KeyDestroyed):
        seal_one(people.ada.id)
    assert read_list(list_path(own_keyring)).moments == {people.ada.id: NOW}
    later = NOW + timedelta(days=1)
    assert destroy_key(by=people.priya, subject_id=people.ada.id, now=later) == erasure
    assert find_key_faults() == []
    assert rotate_master_key(by=people.administrator, now=later).wrapped == 0


def test_who_never_had_a_key_gets_none_after_an_erasure(people: Standing) -> None:
    destroy_key(by=people.priya, subject_id=people.ada.id, now=NOW)
    with pytest.raises(KeyDestroyed):
        seal_one(people.ada.id)


def test_an_erasure_that_cannot_be_listed_destroys_nothing(people: Standing, own_keyring: Path) -> None:
    sealed = seal_one(people.ada.id)
    list_path(own_keyring).mkdir()
    with pytest.raises(CannotListErasure):
        destroy_key(by=people.priya, subject_id=people.ada.id, now=NOW)
    assert opened(people.ada.id, sealed) == SECRET
    assert not Erasure.objects.exists()


def destroy_and_fail(people: Standing) -> None:
    with transaction.atomic():
        destroy_key(by=people.priya, subject_id=people.ada.id, now=NOW)
        raise InterruptedError


def test_an_erasure_that_is_rolled_back_is_not_listed(
    people: Standing, own_keyring: Path, django_capture_on_commit_callbacks
) -> None:
    sealed = seal_one(people.ada.id)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(InterruptedError):
        destroy_and_fail(people)
    assert opened(people.ada.id, sealed) == SECRET
    assert read_list(list_path(own_keyring)).moments == {}


def test_after_a_restore_the_list_destroys_the_key_again(people: Standing, own_keyring: Path) -> None:
    sealed = seal_one(people.ada.id)
    with pytest.raises(InterruptedError):
        destroy_and_fail(people)  # the database is as a backup of yesterday had it
    list_path(own_keyring).write_text(f"{people.ada.id} {NOW.isoformat()}\n")
    assert opened(people.ada.id, sealed) == SECRET
    assert ["1 destroyed keys are back" in fault for fault in find_key_faults()] == [True]
    done = reapply_erasures(by=people.administrator, now=NOW + timedelta(days=1))
    assert (done.destroyed, done.listed) == (1, 0)
    with pytest.raises(KeyDestroyed):
        opened(people.ada.id, sealed)
    assert Erasure.objects.get().erased_at == NOW
    assert find_key_faults() == []
    assert reapply_erasures(by=people.administrator, now=NOW).destroyed == 0


def test_a_list_that_was_lost_is_written_anew_from_the_database(people: Standing, own_keyring: Path) -> None:
    destroy_key(by=people.priya, subject_id=people.ada.id, now=NOW)
    list_path(own_keyring).unlink()
    assert find_key_faults() != []
    done = reapply_erasures(by=people.administrator, now=NOW)
    assert (done.destroyed, done.listed) == (0, 1)
    assert read_list(list_path(own_keyring)).moments == {people.ada.id: NOW}


def test_a_line_of_the_list_that_nobody_can_read_is_found(people: Standing, own_keyring: Path) -> None:
    list_path(own_keyring).write_text("somebody edited this\n")
    assert ["1 lines" in fault for fault in find_key_faults()] == [True]


# The database itself --------------------------------------------------------------------------------------------------


def test_many_who_need_the_same_key_at_once_make_one(fresh_database: str, own_keyring: Path) -> None:
    subject_id = new_id()
    sealed: list[bytes] = []
    assert at_once(lambda number: sealed.append(seal_one(subject_id, f"{number}")), 8) == {"done": 8}
    assert sorted(opened(subject_id, each) for each in sealed) == [str(n) for n in range(8)]
    assert DataKey.objects.count() == 1


BREACHES = {
    "data_key_there_or_destroyed": lambda: DataKey.objects.create(subject_id=new_id(), made_at=NOW),
    "erasure_once": lambda: Erasure.objects.bulk_create(
        [Erasure(subject_id=UUID(int=1), erased_at=NOW), Erasure(subject_id=UUID(int=1), erased_at=NOW)]
    ),
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(db: None, name: str) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)constraint"), transaction.atomic():
        BREACHES[name]()


def test_a_destroyed_key_cannot_be_put_back_or_its_row_removed(people: Standing) -> None:
    destroy_key(by=people.priya, subject_id=people.ada.id, now=NOW)
    for change in (
        lambda: DataKey.objects.update(destroyed_at=None, wrapped=b"x", keyring_version="y"),
        lambda: DataKey.objects.update(wrapped=b"x"),
        lambda: DataKey.objects.all().delete(),
        lambda: Erasure.objects.all().delete(),
        lambda: Erasure.objects.update(subject_id=new_id()),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# For the installation itself ------------------------------------------------------------------------------------------


def test_what_the_site_seals_opens_in_its_place_and_for_its_purpose(keyring: Path, own_keyring: Path) -> None:
    sealed = seal_for_site(purpose="drafts", place="here", text="A kettle")
    assert sealed is not None
    assert "kettle" not in sealed
    assert open_for_site(purpose="drafts", place="here", sealed=sealed) == "A kettle"
    assert open_for_site(purpose="drafts", place="there", sealed=sealed) is None
    assert open_for_site(purpose="other", place="here", sealed=sealed) is None
    for broken in ("", "x", ":", f"{sealed}x", "{}"):
        assert open_for_site(purpose="drafts", place="here", sealed=broken) is None


def test_without_a_keyring_the_site_seals_nothing(own_keyring: Path) -> None:
    sealed = seal_for_site(purpose="drafts", place="here", text="A kettle")
    assert sealed is not None
    own_keyring.unlink()
    assert seal_for_site(purpose="drafts", place="here", text="A kettle") is None
    assert open_for_site(purpose="drafts", place="here", sealed=sealed) is None
