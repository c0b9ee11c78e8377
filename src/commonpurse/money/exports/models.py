from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.exports.rules import ExportColumns, read_export_columns


class ExportMapping(models.Model):
    """What the council's ledger takes: columns and codes. A change is a new version. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=100, help_text="the ledger, as the clerk calls it")
    version = models.PositiveIntegerField()
    content = models.JSONField(help_text="as `rules.read_export_columns` reads it")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "version"],
                name="export_mapping_version_once",
                violation_error_message="This version of the mapping is there already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    @property
    def columns(self) -> ExportColumns:
        return read_export_columns(self.content)


class LedgerExportQuerySet(models.QuerySet["LedgerExport"]):
    def live(self) -> LedgerExportQuerySet:
        """Exports that nobody took back: what they hold counts as given out."""
        return self.filter(taken_back_at=None)

    def touching(self, starts_on: date, ends_on: date) -> LedgerExportQuerySet:
        """Exports that have a day in common with these."""
        return self.filter(starts_on__lt=ends_on, ends_on__gt=starts_on)


class LedgerExport(models.Model):
    """A file for the council's ledger, in fixed bytes. Nothing changes but that it may be taken back, once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.PositiveIntegerField(unique=True, help_text="counted from 1 over all exports")
    mapping = models.ForeignKey("exports.ExportMapping", on_delete=models.PROTECT, related_name="exports")
    fund = models.ForeignKey(
        "budgets.Fund", on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="empty: all"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="the first day after it")
    is_supplement = models.BooleanField(help_text="some of its days were exported before")
    movement_count = models.PositiveIntegerField()
    debits_minor = models.BigIntegerField()
    credits_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_reason = models.CharField(max_length=500, null=True, blank=True)  # noqa: DJ001  filled in with the two

    objects = LedgerExportQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="ledger_export_ends_after_start",
                violation_error_message="The last day is before the first one.",
            ),
            models.CheckConstraint(
                condition=Q(debits_minor=F("credits_minor")),
                name="ledger_export_balances",
                violation_error_message="Debits and credits of an export are the same.",
            ),
            models.CheckConstraint(
                condition=Q(movement_count__gt=0, debits_minor__gt=0),
                name="ledger_export_not_empty",
                violation_error_message="An export holds at least one movement.",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None, taken_back_reason=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False, taken_back_reason__isnull=False),
                name="ledger_export_taking_back_whole",
                violation_error_message="Taking back has its moment, its author and its reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.number}"

    @property
    def last_day(self) -> date:
        return self.ends_on - timedelta(days=1)

    @property
    def row_count(self) -> int:
        return 2 * self.movement_count

    @property
    def debits(self) -> Money:
        return Money(self.debits_minor, self.currency)

    @property
    def credits(self) -> Money:
        return Money(self.credits_minor, self.currency)

    @property
    def file_name(self) -> str:
        return f"ledger-{self.number:04}-{self.starts_on}-to-{self.last_day}.csv"


class ExportedMovement(models.Model):
    """That a row of the ledger is in an export. It is in at most one that nobody took back."""

    id = models.UUIDField(primary_key=True, default=new_id)
    export = models.ForeignKey("exports.LedgerExport", on_delete=models.PROTECT, related_name="movements")
    transfer = models.UUIDField(help_text="the row of the ledger")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["transfer"],
                condition=Q(taken_back_at=None),
                name="exported_movement_once",
                violation_error_message="This movement was exported already.",
            )
        ]

    def __str__(self) -> str:
        return f"movement {self.transfer}"
