from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.kernel.identity import new_id


class Settlement(models.Model):
    """That the bank's statement shows a payment as paid. One a payment. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    payment = models.OneToOneField("payments.Payment", on_delete=models.PROTECT, related_name="settlement")
    source_id = models.UUIDField(help_text="what shows it, for example the line of a statement")
    settled_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(help_text="the Member or System member who acted")

    def __str__(self) -> str:
        return f"paid on {self.settled_on}"


class MoneyBack(models.Model):
    """That money of a payment is on the budget again: the bank returned it, or never paid it. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="money_back")
    kind = models.CharField(max_length=10, choices=[("returned", "Came back"), ("rejected", "Refused by the bank")])
    amount_minor = models.BigIntegerField()
    source_id = models.UUIDField(help_text="what shows it: the line of a statement, or a status report")
    bank_transfer = models.UUIDField(
        unique=True, null=True, blank=True, help_text="the ledger row of the bank's credit"
    )
    came_on = models.DateField()
    code = models.CharField(max_length=35, blank=True, help_text="the bank's reason code")
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(help_text="the Member or System member who acted")

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0),
                name="money_back_above_zero",
                violation_error_message="Write an amount above zero.",
            ),
            models.CheckConstraint(
                condition=Q(kind="returned", bank_transfer__isnull=False) | Q(kind="rejected", bank_transfer=None),
                name="money_back_moves_at_the_bank_if_returned",
                violation_error_message="Only money that was paid out comes back through the bank.",
            ),
            models.UniqueConstraint(
                fields=["payment", "source_id"],
                name="money_back_once_for_a_source",
                violation_error_message="This was taken back already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} minor units"


class StatusReport(models.Model):
    """What the bank said of a file, as it came, and what followed from it. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    bank_file = models.ForeignKey("payments.BankFile", on_delete=models.PROTECT, related_name="status_reports")
    message_id = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=35, blank=True, help_text="what it says of the whole file")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    accepted_count = models.PositiveIntegerField()
    rejected_count = models.PositiveIntegerField()
    unknown_count = models.PositiveIntegerField()
    warnings = models.JSONField(default=list)
    read_at = models.DateTimeField()
    read_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["read_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"],
                name="status_report_once",
                violation_error_message="This report was read already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.status or 'no status for the file'}"
