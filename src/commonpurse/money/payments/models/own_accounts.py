from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.kernel.identity import new_id
from commonpurse.money.payments.business_days import USUAL_CUT_OFF
from commonpurse.money.payments.models.shared_fields import (
    BankAccountFields,
    account_named_once,
)


class WeightTable(models.Model):
    """One version of the operator's table for UK account numbers. The newest counts. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    weights = models.TextField(help_text="one row a line, as `modulus_table.write_weights` writes them")
    substitutes = models.TextField(blank=True, help_text="empty: that file was not given")
    file_names = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64, help_text="of weights and substitutes")
    row_count = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-loaded_at", "-id"]

    def __str__(self) -> str:
        return f"{self.row_count} rows, {self.sha256[:12]}"


class DebtorAccount(BankAccountFields):
    """An account of the partnership from which payments are made, and whose statements are read."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=100, help_text="what we call it")
    holder_name = models.CharField(max_length=70, help_text="as the bank writes it")
    currency = models.CharField(max_length=3)
    organisation_id = models.CharField(max_length=35, blank=True, help_text="the bank's id for us in files, if any")
    cut_off = models.TimeField(default=USUAL_CUT_OFF, help_text="London time; from then on a file is tomorrow's")
    days_ahead = models.PositiveSmallIntegerField(
        default=0, help_text="business days between the file and the payment: 0 Faster Payments, 2 Bacs"
    )
    bank_account = models.OneToOneField("ledger.Account", on_delete=models.PROTECT, related_name="+")
    suspense_account = models.OneToOneField("ledger.Account", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="debtor_account_name_once",
                violation_error_message="There is an account of this name already.",
            ),
            models.UniqueConstraint(
                fields=["sort_code", "account_number", "iban"],
                name="debtor_account_once",
                violation_error_message="This account is there already.",
            ),
            models.CheckConstraint(
                condition=account_named_once(),
                name="debtor_account_named_once",
                violation_error_message="Give a sort code and account number, or an IBAN.",
            ),
            models.CheckConstraint(
                condition=Q(currency="GBP", scheme="uk") | Q(currency="EUR", scheme="iban"),
                name="debtor_account_scheme_of_currency",
                violation_error_message="Pounds are paid by sort code, euros by IBAN.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
