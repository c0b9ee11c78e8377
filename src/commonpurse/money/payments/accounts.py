"""Bank accounts as people type them and as a bank file needs them. Plain Python."""

from __future__ import annotations

import re
from dataclasses import dataclass

from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

from commonpurse.kernel.errors import Refused

# Banks whose older account numbers are not eight figures long, by the first two figures of the sort code.
# Source: Pay.UK, Validating account numbers (UK modulus checking), "Non-standard account numbers";
# the figures that open a sort code, from the industry's allocation to banks.
SANTANDER = frozenset({"09", "72", "89"})
CO_OPERATIVE = frozenset({"08"})
NATWEST = frozenset({"01"} | {str(first) for first in range(50, 67)})


class AccountUnreadable(Refused):
    """What was typed is not an account number. The sentence says what to write instead."""

    code = "account_unreadable"


@dataclass(frozen=True)
class UkAccount:
    """A sort code of 6 figures and an account number of 8, as the clearing systems take them."""

    sort_code: str
    account_number: str

    @property
    def sort_code_written(self) -> str:
        """As people read it: 12-34-56."""
        return f"{self.sort_code[:2]}-{self.sort_code[2:4]}-{self.sort_code[4:]}"

    @property
    def ending(self) -> str:
        """The last four figures: enough to tell two accounts apart on a page."""
        return self.account_number[-4:]


@dataclass(frozen=True)
class IbanAccount:
    """An IBAN without spaces. `bic` is empty where the bank can be found from the IBAN alone."""

    iban: str
    bic: str = ""

    @property
    def ending(self) -> str:
        return self.iban[-4:]

    @property
    def uk_account(self) -> UkAccount | None:
        """The sort code and number inside an IBAN of the United Kingdom, else nothing."""
        if not self.iban.startswith("GB"):
            return None
        return UkAccount(self.iban[8:14], self.iban[14:])


Account = UkAccount | IbanAccount


def read_sort_code(text: str) -> str:
    """Read a sort code typed as `123456`, `12-34-56` or `12 34 56`.

    Raises: AccountUnreadable.
    """
    figures = re.sub(r"[ -]", "", text)
    if not re.fullmatch(r"[0-9]{6}", figures):
        raise AccountUnreadable("Write the sort code with 6 figures, like 12-34-56.", field="sort_code")
    return figures


def read_uk_account(sort_code: str, account_number: str) -> UkAccount:
    """Read a sort code and an account number of 6 to 10 figures into the form the clearing systems take.

    6 and 7 figures are filled with zeros on the left. 9 figures (Santander): the first one replaces the last of the
    sort code. 10 figures: the last eight at NatWest, the first eight at the Co-operative Bank.
    Raises: AccountUnreadable.
    Source: Pay.UK, Validating account numbers (UK modulus checking), "Non-standard account numbers".
    """
    sort = read_sort_code(sort_code)
    figures = re.sub(r"[ -]", "", account_number)
    if not re.fullmatch(r"[0-9]{6,10}", figures):
        raise AccountUnreadable("Write the account number with 8 figures, like 12345678.", field="account_number")
    first_two = sort[:2]
    if len(figures) <= 8:
        return UkAccount(sort, figures.rjust(8, "0"))
    if len(figures) == 9 and first_two in SANTANDER:
        return UkAccount(sort[:5] + figures[0], figures[1:])
    if len(figures) == 10 and first_two in CO_OPERATIVE:
        return UkAccount(sort, figures[:8])
    if len(figures) == 10 and first_two in NATWEST:
        return UkAccount(sort, figures[2:])
    raise AccountUnreadable(
        "This bank does not use account numbers of {figures} figures. "
        "Write the 8 figures that stand on the bank card or statement.",
        field="account_number",
        figures=len(figures),
    )


def read_iban(text: str) -> IbanAccount:
    """Read an IBAN, with or without spaces, and check its length and check figures.

    Raises: AccountUnreadable.
    """
    compact = re.sub(r"[ -]", "", text).upper()
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}", compact):
        raise AccountUnreadable("Write the IBAN as the bank gives it, like GB33 BUKB 2020 1555 5555 55.", field="iban")
    try:
        IBAN(compact, validate_bban=True)
    except SchwiftyException as error:
        raise AccountUnreadable(
            "This IBAN cannot be right: a letter or a figure is wrong. Check it with the person.", field="iban"
        ) from error
    return IbanAccount(compact)


def read_bic(text: str) -> str:
    """Read a BIC of 8 or 11 characters; an empty text stays empty.

    Raises: AccountUnreadable.
    """
    compact = re.sub(r"\s", "", text).upper()
    if not compact:
        return ""
    try:
        return str(BIC(compact))
    except SchwiftyException as error:
        raise AccountUnreadable(
            "Write the BIC with 8 or 11 letters and figures, like BUKBGB22.", field="bic"
        ) from error


def is_in_sepa(account: IbanAccount) -> bool:
    """Tell whether the country of this IBAN is reached by SEPA credit transfers."""
    return bool(IBAN(account.iban, allow_invalid=True).in_sepa_zone)


@dataclass(frozen=True)
class TypedAccount:
    """An account as somebody typed it: a sort code and account number, or an IBAN (with a BIC where one is known)."""

    sort_code: str = ""
    account_number: str = ""
    iban: str = ""
    bic: str = ""


def read_typed_account(typed: TypedAccount) -> Account:
    """Read whichever of the two was typed. Raises: AccountUnreadable."""
    if typed.iban.strip():
        if typed.sort_code.strip() or typed.account_number.strip():
            raise AccountUnreadable("Give a sort code and account number, or an IBAN, not both.", field="iban")
        return IbanAccount(read_iban(typed.iban).iban, read_bic(typed.bic))
    return read_uk_account(typed.sort_code, typed.account_number)
