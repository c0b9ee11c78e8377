"""What is sealed opens with its key in its place, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.keys.sealing import BLOCK_BYTES, DoesNotOpen, derive_key, new_key, seal, unseal

KEY = bytes(range(32))


@given(st.binary(max_size=600), st.text(max_size=30))
def test_what_is_sealed_opens_again_whole(plain: bytes, place: str) -> None:
    assert unseal(KEY, seal(KEY, plain, place), place) == plain


@given(st.data())
def test_one_changed_byte_and_it_stays_shut(data: st.DataObject) -> None:
    sealed = bytearray(seal(KEY, b"12 Harbour Road", "here"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(DoesNotOpen):
        unseal(KEY, bytes(sealed), "here")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + bytes(12), b"\x01" + bytes(27)])
def test_what_is_too_short_to_be_sealed_stays_shut(sealed: bytes) -> None:
    with pytest.raises(DoesNotOpen):
        unseal(KEY, sealed, "here")


def test_in_another_place_it_stays_shut() -> None:
    with pytest.raises(DoesNotOpen):
        unseal(KEY, seal(KEY, b"12 Harbour Road", "phone of Ada"), "phone of Sam")


def test_under_another_key_it_stays_shut() -> None:
    with pytest.raises(DoesNotOpen) as failure:
        unseal(new_key(), seal(KEY, b"12 Harbour Road", "here"), "here")
    assert "Harbour" not in str(failure.value)


def test_the_same_twice_looks_different() -> None:
    assert seal(KEY, b"school", "here") != seal(KEY, b"school", "here")


def test_its_length_does_not_tell_a_number_from_an_address() -> None:
    lengths = {len(seal(KEY, b"x" * count, "here")) for count in (0, 1, 11, 60, BLOCK_BYTES - 4)}
    assert len(lengths) == 1


def test_each_purpose_has_a_key_of_its_own() -> None:
    keys = {KEY, derive_key(KEY, "drafts"), derive_key(KEY, "other"), derive_key(new_key(), "drafts")}
    assert {len(key) for key in keys} == {32}
    assert len(keys) == 4
