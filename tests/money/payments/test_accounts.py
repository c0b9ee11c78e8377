"""Account numbers as people type them."""

from __future__ import annotations

import pytest

from commonpurse.money.payments.accounts import (
    AccountUnreadable,
    IbanAccount,
    UkAccount,
    is_in_sepa,
    read_bic,
    read_iban,
    read_sort_code,
    read_uk_account,
)


@pytest.mark.parametrize(
    ("sort_code", "number", "expected"),
    [
        ("12-34-56", "12345678", ("123456", "12345678")),
        ("12 34 56", "1234 5678", ("123456", "12345678")),
        ("123456", "1234567", ("123456", "01234567")),
        ("123456", "123456", ("123456", "00123456")),
        ("720001", "912345678", ("720009", "12345678")),  # Santander: 9 figures
        ("090001", "912345678", ("090009", "12345678")),
        ("080001", "1234567890", ("080001", "12345678")),  # Co-operative Bank: 10 figures, the first eight
        ("600001", "12-34567890", ("600001", "34567890")),  # NatWest: 10 figures, the last eight
    ],
)
def test_numbers_of_six_to_ten_figures_become_eight(sort_code: str, number: str, expected: tuple[str, str]) -> None:
    assert read_uk_account(sort_code, number) == UkAccount(*expected)


@pytest.mark.parametrize(
    ("sort_code", "number"), [("200000", "123456789"), ("200000", "1234567890"), ("600000", "123456789")]
)
def test_a_longer_number_at_another_bank_is_refused(sort_code: str, number: str) -> None:
    with pytest.raises(AccountUnreadable) as refused:
        read_uk_account(sort_code, number)
    assert refused.value.message == (
        f"This bank does not use account numbers of {len(number)} figures. "
        "Write the 8 figures that stand on the bank card or statement."
    )
    assert refused.value.field == "account_number"


@pytest.mark.parametrize("text", ["12345", "1234567", "12.34.56", "12345六", "12345\u0663", "-------", ""])
def test_a_sort_code_has_six_figures(text: str) -> None:
    with pytest.raises(AccountUnreadable, match="Write the sort code with 6 figures, like 12-34-56"):
        read_sort_code(text)


def test_a_sort_code_is_shown_in_pairs() -> None:
    account = UkAccount("123456", "12345678")
    assert account.sort_code_written == "12-34-56"
    assert account.ending == "5678"


def test_an_iban_is_read_with_or_without_spaces() -> None:
    account = read_iban("gb33 bukb 2020 1555 5555 55")
    assert account == IbanAccount("GB33BUKB20201555555555")
    assert account.uk_account == UkAccount("202015", "55555555")
    assert account.ending == "5555"
    assert read_iban("DE89370400440532013000").uk_account is None


@pytest.mark.parametrize(
    "text",
    ["", "GB", "GB33BUKB20201555555556", "GB33BUKB2020155555555", "ZZ33BUKB20201555555555", "DE8937040044053201300٠"],
)
def test_a_wrong_iban_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(AccountUnreadable) as refused:
        read_iban(text)
    assert refused.value.field == "iban"
    assert refused.value.message.endswith(".")


def test_a_bic_is_read_or_refused() -> None:
    assert read_bic(" deutdeff ") == "DEUTDEFF"
    assert read_bic("") == ""
    with pytest.raises(AccountUnreadable, match="8 or 11"):
        read_bic("DEUT")


def test_sepa_reaches_germany_and_not_brazil() -> None:
    assert is_in_sepa(IbanAccount("DE89370400440532013000"))
    assert not is_in_sepa(IbanAccount("BR1800360305000010009795493C1"))
