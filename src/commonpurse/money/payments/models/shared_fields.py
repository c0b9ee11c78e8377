from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q

from commonpurse.money.payments import rules
from commonpurse.money.payments.accounts import Account, IbanAccount, UkAccount
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def account_named_once() -> Q:
    """Exactly the fields of the scheme: sort code and number in the UK, IBAN elsewhere."""
    in_uk = Q(scheme="uk", iban="", bic="") & ~Q(sort_code="") & ~Q(account_number="")
    by_iban = Q(scheme="iban", sort_code="", account_number="") & ~Q(iban="")
    return in_uk | by_iban


def acted_by(row: Any, name: str) -> Member | Person:
    actor: Member | Person | None = getattr(row, f"{name}_member") or getattr(row, f"{name}_person")
    assert actor is not None, "by constraint"  # noqa: S101
    return actor


class BankAccountFields(models.Model):
    """How a bank account is named. Used by our own accounts and by those of payees."""

    scheme = models.CharField(max_length=4, choices=[("uk", "Sort code and account number"), ("iban", "IBAN")])
    sort_code = models.CharField(max_length=6, blank=True)
    account_number = models.CharField(max_length=8, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    bic = models.CharField(max_length=11, blank=True)

    class Meta:
        abstract = True

    @property
    def named(self) -> Account:
        """The account as a bank file needs it."""
        if self.scheme == rules.Scheme.UK:
            return UkAccount(self.sort_code, self.account_number)
        return IbanAccount(self.iban, self.bic)


def fields_of(account: Account) -> Mapping[str, str]:
    """Return the columns that name this account."""
    if isinstance(account, UkAccount):
        return {"scheme": "uk", "sort_code": account.sort_code, "account_number": account.account_number}
    return {"scheme": "iban", "iban": account.iban, "bic": account.bic}
