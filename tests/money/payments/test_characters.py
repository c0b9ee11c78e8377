"""What a bank file can carry of a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.money.payments.rails.bank_file.characters import ALLOWED, CannotBeWritten, check_id, write_in_scheme


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("Siân O’Connor-Núñez", "Sian O'Connor-Nunez"),
        ("Łukasz Żółć", "Lukasz Zolc"),
        ("Søren Ærø", "Soren AEro"),
        ("Weiß & Söhne", "Weiss + Sohne"),
        ("Đặng Thị Hương", "Dang Thi Huong"),
        ("Ţepeş Ștefan", "Tepes Stefan"),
        ("İbrahim Işık", "Ibrahim Isik"),
        ("Олена Щербак", "Olena Shcherbak"),
        ("Юлія Їжак", "Iuliia Izhak"),
        ("Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos"),
        ("  two\u00a0 spaces\t", "two spaces"),
        ("e\u0301", "e"),
        ("ﬁnn", "finn"),
        ("Flat_3 [rear]; rent", "Flat-3 (rear), rent"),
        ("", ""),
    ],
)
def test_names_are_written_in_the_letters_of_the_scheme(text: str, written: str) -> None:
    assert write_in_scheme(text) == written


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("محمد", "“م”"),
        ("王芳", "“王”"),
        ("rent 🙂", "“🙂”"),
        ("a\x00b", "a hidden character"),
        ("１２", "“１”"),
        ("\u202eevil", "a hidden character"),
    ],
)
def test_what_has_no_such_form_is_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(CannotBeWritten) as refused:
        write_in_scheme(text)
    assert named in refused.value.message
    assert refused.value.message.endswith("Write it in Latin letters, as the bank does.")


@given(st.text(max_size=60))
def test_the_result_is_allowed_and_stays_as_it_is(text: str) -> None:
    try:
        written = write_in_scheme(text)
    except CannotBeWritten:
        return
    assert not written or ALLOWED.fullmatch(written)
    assert write_in_scheme(written) == written


@pytest.mark.parametrize("text", ["CP7K3M9Q2X4V8D1F5H", "A", "a/b", "X" * 35])
def test_good_ids(text: str) -> None:
    check_id(text)


@pytest.mark.parametrize("text", ["", "X" * 36, "/a", "a/", "a//b", "a b", "a_b", "é", "a\n"])
def test_bad_ids_are_refused(text: str) -> None:
    with pytest.raises(CannotBeWritten):
        check_id(text)
