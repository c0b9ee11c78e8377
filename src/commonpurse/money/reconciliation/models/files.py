"""The statement files of a bank, how their columns are read, and the series they form."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from commonpurse.kernel.identity import new_id
from commonpurse.money.reconciliation.formats.column_map import ColumnMap, read_column_map


def values_of(words: Any) -> list[str]:
    return [word.value for word in words]


class ColumnMapping(models.Model):
    """What the columns of a bank's CSV mean. A change is a new version. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=100, help_text="the bank, as the clerk calls it")
    version = models.PositiveIntegerField()
    content = models.JSONField(help_text="as `formats/column_map.py` reads it")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "version"],
                name="column_mapping_version_once",
                violation_error_message="This version of the mapping is there already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    @property
    def columns(self) -> ColumnMap:
        return read_column_map(self.content)


class StatementSeries(models.Model):
    """The statements of one of our accounts, one after another. Locked by whoever reads or matches them.

    `line_count` is the only thing that changes: it gives each line its place.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    debtor_account = models.OneToOneField(
        "payments.DebtorAccount", on_delete=models.PROTECT, related_name="statement_series"
    )
    charge_account = models.OneToOneField(
        "ledger.Account", on_delete=models.PROTECT, related_name="+", help_text="bears what the bank charges"
    )
    line_count = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "statement series"
        constraints = [
            models.CheckConstraint(
                condition=Q(line_count__gte=0),
                name="statement_series_counts_up",
                violation_error_message="Lines are counted from zero.",
            )
        ]

    def __str__(self) -> str:
        return f"statements of {self.debtor_account_id}"


class StatementFile(models.Model):
    """A file that was imported. Its bytes stay with whoever sent it; its hash says which it was. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    series = models.ForeignKey("reconciliation.StatementSeries", on_delete=models.PROTECT, related_name="files")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text="bytes")
    format = models.CharField(max_length=10)
    version = models.CharField(max_length=40, blank=True)
    mapping = models.ForeignKey(
        "reconciliation.ColumnMapping", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    difference = models.OneToOneField(
        "reconciliation.DifferenceRequest", on_delete=models.PROTECT, null=True, blank=True, related_name="file"
    )
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-imported_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "sha256"],
                name="statement_file_once",
                violation_error_message="This file was imported already.",
            )
        ]

    def __str__(self) -> str:
        return self.file_name
