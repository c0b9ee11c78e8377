"""The modulus check on a table of our own in which each exception can be followed by hand.

The published table and cases are the operator's; they are tried where the real files lie.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.errors import FileRefused
from commonpurse.money.payments.accounts import UkAccount
from commonpurse.money.payments.modulus import (
    CheckResult,
    ModulusTable,
    check_account,
    check_typed_account,
    check_typed_iban,
)
from commonpurse.money.payments.modulus_table import read_modulus_tables, write_substitutes, write_weights

#          sort code     method  u v w x y z a b c d e f g h  exception
WEIGHTS = """
000000 000000 MOD10  0 0 0 0 0 0 0 0 0 0 0 0 0 1
000010 000012 MOD11  0 0 0 0 0 0 0 0 0 0 0 0 10 1
000020 000020 DBLAL  0 0 0 0 0 0 0 0 0 0 0 0 1 9
000030 000030 MOD10  0 0 0 0 0 0 0 0 0 0 0 0 0 1
000030 000030 DBLAL  0 0 0 0 0 0 0 0 0 0 0 0 1 0
000100 000100 DBLAL  0 0 0 0 0 0 0 0 0 0 0 0 0 1 1
200000 200000 MOD11  0 0 0 0 0 0 0 0 0 0 0 0 0 1 2
200000 200000 MOD11  0 0 0 0 0 1 0 0 0 0 0 0 0 1 9
000300 000300 MOD10  0 0 0 0 0 0 0 0 0 0 0 0 0 1
000300 000300 DBLAL  0 0 0 0 0 0 0 0 0 0 0 0 1 0 3
000400 000400 MOD11  0 0 0 0 0 0 0 0 0 0 0 1 0 0 4
000500 000509 MOD11  0 0 0 0 0 1 0 0 0 0 0 0 0 0 5
000500 000509 DBLAL  0 0 0 0 0 1 0 0 0 0 0 0 0 0 5
000600 000600 MOD11  0 0 0 0 0 0 0 0 0 0 0 0 0 1 6
000600 000600 DBLAL  0 0 0 0 0 0 0 0 0 0 0 0 0 1 6
000700 000700 MOD11  0 0 0 0 0 0 0 1 0 0 0 0 0 1 7
000800 000800 MOD10  0 0 0 0 0 1 0 0 0 0 0 0 0 1 8
001000 001000 MOD11  0 0 0 0 0 0 0 1 0 0 0 0 0 1 10
001000 001000 MOD11  0 0 0 0 0 0 0 0 0 0 0 1 0 0 11
001200 001200 MOD11  0 0 0 0 0 0 0 0 0 0 0 0 0 1 12
001200 001200 MOD10  0 0 0 0 0 0 0 0 0 0 0 0 1 0 13
001400 001400 MOD11  0 0 0 0 0 0 0 0 0 0 0 0 0 1 14
002000 002000 MOD11  0 0 0 0 0 0 5 6 7 8 9 -1 0 0
""".lstrip()
SUBSTITUTES = "000504 000508\n"
TABLE = read_modulus_tables([("weights.txt", WEIGHTS), ("substitutes.txt", SUBSTITUTES)])

VALID, INVALID, CANNOT = CheckResult.VALID, CheckResult.INVALID, CheckResult.CANNOT_CHECK


@pytest.mark.parametrize(
    ("sort_code", "account", "result", "because"),
    [
        # standard checks
        ("000000", "00000010", VALID, "h is 0"),
        ("000000", "00000011", INVALID, "h is 1"),
        ("000010", "00000011", VALID, "10 + 1 is 11"),
        ("000012", "00000012", INVALID, "10 + 2 is 12"),
        ("000020", "00000013", VALID, "1 and 27 give 1 + 2 + 7 = 10"),
        ("000020", "00000023", INVALID, "2 and 27 give 2 + 2 + 7 = 11"),
        ("000030", "00000000", VALID, "both rows pass"),
        ("000030", "00000010", INVALID, "the second row fails"),
        ("000030", "00000001", INVALID, "the first row fails"),
        ("000013", "00000011", CANNOT, "after the range"),
        ("999999", "00000000", CANNOT, "after the table"),
        ("002000", "10000500", VALID, "5 - 5 is 0: a weight may be below zero"),
        ("002000", "10000600", INVALID, "5 - 6 is not a multiple of 11"),
        # exception 1: 27 is added
        ("000100", "00000003", VALID, "3 + 27 is 30"),
        ("000100", "00000000", INVALID, "0 + 27 is 27"),
        # exceptions 2 and 9
        ("200000", "00000000", VALID, "2: a is 0, the table's weights: h is 0"),
        ("200000", "10000005", VALID, "2: a is not 0, other weights: 6 + 5 is 11"),
        ("200000", "10000096", VALID, "2: a is not 0 and g is 9: 27 + 6 is 33"),
        ("200000", "00000007", VALID, "9: the sort code 309634 gives 4 + 7"),
        ("200000", "00000008", INVALID, "neither"),
        # exception 3: c of 6 or 9 drops the second row
        ("000300", "00600010", VALID, "c is 6"),
        ("000300", "00900010", VALID, "c is 9"),
        ("000300", "00500010", INVALID, "c is 5"),
        ("000300", "00600011", INVALID, "c is 6, but the first row fails"),
        # exception 4: the remainder equals the last two figures
        ("000400", "00000505", VALID, "5 and 05"),
        ("000400", "00000506", INVALID, "5 and 06"),
        ("000400", "00000000", VALID, "0 and 00"),
        # exception 5: substituted sort code, two check figures
        ("000504", "00000032", VALID, "508: 11 - 8 is 3, 10 - 8 is 2"),
        ("000504", "00000033", INVALID, "the second check figure is wrong"),
        ("000504", "00000022", INVALID, "the first check figure is wrong"),
        ("000500", "00000000", VALID, "a remainder of 0 wants a check figure of 0"),
        ("000501", "00000009", INVALID, "a remainder of 1 under MOD11 fits no figure"),
        # exception 6: foreign currency accounts
        ("000600", "41011166", VALID, "a is 4, g and h are equal"),
        ("000600", "81011177", VALID, "a is 8, g and h are equal"),
        ("000600", "31011166", INVALID, "a is 3"),
        ("000600", "41011165", INVALID, "g and h differ"),
        # exception 7: g of 9 blanks u to b
        ("000700", "05000090", VALID, "b does not count"),
        ("000700", "05000080", INVALID, "b counts"),
        # exception 8: the sort code 090126
        ("000800", "00000004", VALID, "6 + 4 is 10"),
        ("000800", "00000000", INVALID, "6 + 0 is 6"),
        # exceptions 10 and 11: either row
        ("001000", "05000100", INVALID, "5 and 1"),
        ("001000", "09000190", VALID, "10: ab is 09 and g is 9, so b does not count"),
        ("001000", "99000190", VALID, "10: ab is 99 and g is 9"),
        ("001000", "09000180", INVALID, "10: g is 8"),
        ("001000", "05000000", VALID, "11 passes alone"),
        # exceptions 12 and 13: either row
        ("001200", "00000010", VALID, "12 passes"),
        ("001200", "00000001", VALID, "13 passes"),
        ("001200", "00000011", INVALID, "neither passes"),
        # exception 14: a last figure of 0, 1 or 9 is dropped
        ("001400", "00000010", VALID, "the standard check passes"),
        ("001400", "00000001", VALID, "shifted, h is 0"),
        ("001400", "00000009", VALID, "shifted, h is 0"),
        ("001400", "00000011", INVALID, "shifted, h is 1"),
        ("001400", "00000002", INVALID, "h is 2"),
    ],
)
def test_each_rule_of_the_check(sort_code: str, account: str, result: CheckResult, because: str) -> None:
    assert check_account(UkAccount(sort_code, account), TABLE).result == result, because


def test_without_a_table_nothing_can_be_said() -> None:
    check = check_typed_account("12-34-56", "12345678", None)
    assert check.result == CANNOT
    assert check.reason == "No table of sort codes is loaded yet. The number was not checked."
    assert check.may_be_paid


def test_without_the_substitutes_the_sort_codes_that_need_them_cannot_be_checked() -> None:
    table = read_modulus_tables([("weights.txt", WEIGHTS)])
    assert check_account(UkAccount("000504", "00000032"), table).result == CANNOT
    assert check_account(UkAccount("000000", "00000010"), table).result == VALID


@pytest.mark.parametrize(
    ("sort_code", "account"),
    [
        ("12345", "12345678"),
        ("123456", "12345"),
        ("1234567", "12345678"),
        ("12345a", "1234567x"),
        ("", ""),
        ("١٢٣٤٥٦", "12345678"),
    ],
)
def test_what_is_no_account_number_is_invalid_with_a_sentence(sort_code: str, account: str) -> None:
    check = check_typed_account(sort_code, account, TABLE)
    assert check.result == INVALID
    assert check.reason.startswith("Write the ")
    assert not check.may_be_paid


def test_a_number_that_fails_says_what_to_do() -> None:
    assert check_typed_account("000000", "00000011", TABLE).reason == (
        "The sort code and the account number do not belong together. Check both on a bank card or statement."
    )


def test_an_iban_of_the_uk_is_checked_inside_too() -> None:
    table = read_modulus_tables([("weights.txt", "202015 202015 MOD10 0 0 0 0 0 0 0 0 0 0 0 0 0 1\n")])
    assert check_typed_iban("GB33 BUKB 2020 1555 5555 55", table).result == INVALID
    assert check_typed_iban("GB33BUKB20201555555555", None).result == CANNOT
    assert check_typed_iban("DE89 3704 0044 0532 0130 00", table).result == CANNOT
    assert check_typed_iban("DE89 3704 0044 0532 0130 01", table).result == INVALID


@given(st.text(max_size=12), st.text(max_size=12))
def test_no_text_breaks_the_check(sort_code: str, account: str) -> None:
    assert check_typed_account(sort_code, account, TABLE).result in CheckResult


@given(st.integers(0, 999999), st.integers(0, 99999999))
def test_every_account_gets_an_answer(sort_code: int, account: int) -> None:
    check = check_account(UkAccount(f"{sort_code:06}", f"{account:08}"), TABLE)
    assert check.result in CheckResult
    assert check.reason.endswith(".")


def test_a_table_is_written_as_it_was_read() -> None:
    again = read_modulus_tables([("a", write_weights(TABLE)), ("b", write_substitutes(TABLE))])
    assert again == TABLE
    assert isinstance(again, ModulusTable)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the file is empty"),
        ("000000 000000 MOD10 1 2 3", "expected two sort codes, a method, 14 weights and at most one exception"),
        ("00000 000000 MOD10" + " 0" * 14, "the range of sort codes is not two numbers of 6 figures in order"),
        ("000002 000001 MOD10" + " 0" * 14, "the range of sort codes is not two numbers of 6 figures in order"),
        ("000000 000000 MOD97" + " 0" * 14, "the method MOD97 is not known"),
        ("000000 000000 MOD10" + " x" * 14, "a weight or the exception is not a whole number"),
        ("000000 000000 MOD10" + " 0" * 14 + " 15", "exception 15 is newer than this program: ask for an update first"),
        ("000000 000000 DBLAL" + " -1" * 14, "the method DBLAL takes no weight below zero"),
        ("000000 000000 MOD10" + " 0" * 14 + "\nhello world", "expected two sort codes, a method, 14 weights"),
        (
            "000000 000005 MOD10" + " 0" * 14 + "\n000005 000009 MOD10" + " 0" * 14,
            "the ranges from 000000 and from 000005 overlap",
        ),
        (
            ("000000 000000 MOD10" + " 0" * 14 + "\n") * 3,
            "the range from 000000 has 3 rows, the rules know two at most",
        ),
        ("000000 000000 MOD11" + " 0" * 14 + " 9", "the range from 000000 has exception 9 without its pair"),
        ("000000 000001", "no file holds the weights: give the weight table too"),
        ("abcdef 000001", "expected two sort codes of 6 figures"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused_line_by_line(text: str, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_modulus_tables([("table.txt", text)])
    assert any(reason in str(error) for error in refused.value.errors), refused.value.errors


def test_a_table_from_windows_reads_the_same() -> None:
    crlf = read_modulus_tables([("a", "\ufeff" + WEIGHTS.replace("\n", "\r\n")), ("b", SUBSTITUTES)])
    assert crlf == TABLE
