"""Is this statement about our account? Banks write one account in many ways."""

from __future__ import annotations

import re
from dataclasses import dataclass

# An account number alone says too little below this many figures.
SHORTEST_NUMBER = 6


@dataclass(frozen=True)
class OwnAccount:
    """One of our accounts: sort code and account number, or IBAN."""

    sort_code: str = ""
    account_number: str = ""
    iban: str = ""


def is_same_account(own: OwnAccount, written: str, bank: str | None = None) -> bool:
    """Tell whether a statement's account is ours. `bank` is the bank's code beside it, where the statement has one.

    Taken as ours: the IBAN; in the UK sort code and number together in any spacing, an IBAN that holds both, or the
    number alone unless another sort code stands beside it; elsewhere the national number inside the IBAN, also as
    `bank code/number`, with or without a currency behind it.
    """
    text = re.sub(r"[\s\-.]", "", written).upper()
    text = re.sub(r"(?<=[0-9])[A-Z]{3}$", "", text)  # some banks glue the currency to the account
    if own.iban:
        return _is_same_iban(own.iban.upper(), text)
    number, sort_code = own.account_number, own.sort_code
    if text in (sort_code + number, f"{sort_code}/{number}"):
        return True
    if re.fullmatch(r"GB[0-9]{2}[A-Z]{4}[0-9]{14}", text):
        return text[8:] == sort_code + number
    code = re.sub(r"[\s\-]", "", bank or "")
    return text == number and (not re.fullmatch(r"[0-9]{6}", code) or code == sort_code)


def _is_same_iban(iban: str, text: str) -> bool:
    if text == iban:
        return True
    national = iban[4:]
    if "/" in text:
        bank, _, number = text.partition("/")
        return bool(bank) and national.startswith(bank) and national[len(bank) :].lstrip("0") == number.lstrip("0")
    return len(text) >= SHORTEST_NUMBER and (text == national or (len(text) >= 8 and national.endswith(text)))
