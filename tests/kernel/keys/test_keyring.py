"""The keyring is a file of this user alone, made once, whole at every moment."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.keys.erasure_list import (
    CannotListErasure,
    add_to_list,
    check_can_list,
    list_path,
    read_list,
)
from commonpurse.kernel.keys.keyring import (
    KeyringMissing,
    KeyringThere,
    add_version,
    drop_versions,
    make_keyring,
    others_may_read,
    read_keyring,
)
from tests.factories import NOW


def test_it_is_made_for_this_user_alone_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "keyring"
    made = make_keyring(path)
    assert read_keyring(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not others_may_read(path)
    assert list(path.parent.iterdir()) == [path]
    path.chmod(0o640)
    assert others_may_read(path)


def test_of_many_that_start_at_once_one_makes_it(tmp_path: Path) -> None:
    path = tmp_path / "keyring"

    def start(_: int) -> bool:
        try:
            make_keyring(path)
        except KeyringThere:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(start, range(32))) == 1
    before = path.read_bytes()
    assert not start(0)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "content",
    [
        *("", "no keyring", "[]", '{"form": 1, "versions": []}', '{"form": 2, "versions": []}', '{"form": 1}'),
        '{"form": 1, "versions": [{"version": "a", "key": "c2hvcnQ=", "retired_at": null}]}',
    ],
)
def test_what_is_no_keyring_opens_nothing_and_says_so(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keyring"
    path.write_text(content)
    with pytest.raises(KeyringMissing, match="All else works"):
        read_keyring(path)


def test_where_nothing_can_be_written_there_is_none(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(KeyringMissing):
        make_keyring(blocked / "keyring")
    with pytest.raises(KeyringMissing):
        add_version(blocked / "keyring", NOW)


def test_a_new_version_is_used_and_the_old_one_still_opens(tmp_path: Path) -> None:
    path = tmp_path / "keyring"
    first = make_keyring(path).current
    ring = add_version(path, NOW)
    assert ring.current.version != first.version
    found = ring.find(first.version)
    assert found is not None
    assert (found.key, found.retired_at) == (first.key, NOW)
    assert read_keyring(path) == ring
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_old_version_goes_when_no_backup_can_need_it_any_more(tmp_path: Path) -> None:
    path = tmp_path / "keyring"
    first = make_keyring(path).current.version
    second = add_version(path, NOW).current.version
    assert drop_versions(path, NOW + timedelta(days=30), set()).find(first)
    assert drop_versions(path, NOW + timedelta(days=31), {first}).find(first)
    assert [each.version for each in drop_versions(path, NOW + timedelta(days=31), set()).versions] == [second]


def test_a_key_shows_itself_to_no_log(tmp_path: Path) -> None:
    ring = make_keyring(tmp_path / "keyring")
    assert ring.current.key.hex() not in repr(ring)
    assert str(ring.current.key) not in repr(ring)


def test_the_list_of_erasures_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = list_path(tmp_path / "keyring")
    assert read_list(path).moments == {}
    ids = [new_id() for _ in range(3)]
    add_to_list(path, [(ids[0], NOW)])
    add_to_list(path, [(each, NOW) for each in ids[1:]])
    add_to_list(path, [])
    assert read_list(path).moments == dict.fromkeys(ids, NOW)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_line_that_a_power_cut_left_half_swallows_no_other(tmp_path: Path) -> None:
    path = tmp_path / "erasures"
    first, second = new_id(), new_id()
    add_to_list(path, [(first, NOW)])
    with path.open("ab") as file:
        file.write(f"{new_id()} 2026-".encode())
    add_to_list(path, [(second, NOW)])
    found = read_list(path)
    assert set(found.moments) == {first, second}
    assert found.unreadable == 1


def test_a_list_that_cannot_be_written_is_found_before_anything_is_destroyed(tmp_path: Path) -> None:
    with pytest.raises(CannotListErasure, match="nothing was erased"):
        check_can_list(tmp_path / "nowhere" / "erasures")
