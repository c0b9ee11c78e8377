"""What a file says: statements and their lines."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

import commonpurse.kernel.search  # noqa: F401 - `found_in` of fields
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.reconciliation.models.files import values_of
from commonpurse.money.reconciliation.models.matches import Match
from commonpurse.money.reconciliation.rules import LineKind, Proof


class StatementQuerySet(models.QuerySet["Statement"]):
    def found_by(self, text: str) -> StatementQuerySet:
        """Statements whose number, or the name of whose file, has these words."""
        return self.filter(
            Q(bank_id__found_in=text) | Q(bank_number__found_in=text) | Q(file__file_name__found_in=text)
        )


class Statement(models.Model):
    """One statement of a file, as the bank stated it. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    series = models.ForeignKey("reconciliation.StatementSeries", on_delete=models.PROTECT, related_name="statements")
    file = models.ForeignKey("reconciliation.StatementFile", on_delete=models.PROTECT, related_name="statements")
    number_in_file = models.PositiveIntegerField()
    bank_id = models.CharField(max_length=100, blank=True, help_text="the bank's id of the statement")
    bank_number = models.CharField(max_length=100, blank=True)
    fingerprint = models.CharField(max_length=64, help_text="the same for the same statement in any file")
    currency = models.CharField(max_length=3)
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True, help_text="its last day")
    opening_minor = models.BigIntegerField(null=True, blank=True)
    closing_minor = models.BigIntegerField(null=True, blank=True)
    credits_minor = models.BigIntegerField()
    debits_minor = models.BigIntegerField()
    difference_minor = models.BigIntegerField(default=0)
    proof = models.CharField(
        max_length=12,
        choices=[("proved", "Adds up"), ("not_provable", "Not provable"), ("accepted", "Difference accepted")],
    )
    entry_count = models.PositiveIntegerField(help_text="booked entries in the file")
    new_count = models.PositiveIntegerField(help_text="of them, those that were not here before")
    pending_count = models.PositiveIntegerField(help_text="entries not booked yet: they come again, booked")

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["-closes_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "fingerprint"],
                name="statement_once",
                violation_error_message="This statement was imported already.",
            ),
            models.CheckConstraint(
                condition=Q(proof__in=values_of(Proof)),
                name="statement_proof_known",
                violation_error_message="A statement adds up, cannot be proved, or has an accepted difference.",
            ),
            models.CheckConstraint(
                condition=Q(proof="not_provable", difference_minor=0)
                | Q(
                    opening_minor__isnull=False,
                    closing_minor__isnull=False,
                    difference_minor=F("opening_minor") + F("credits_minor") - F("debits_minor") - F("closing_minor"),
                ),
                name="statement_difference_is_its_own",
                violation_error_message="The difference is opening plus booked entries less closing.",
            ),
            models.CheckConstraint(
                condition=Q(proof="accepted") | Q(difference_minor=0),
                name="statement_difference_only_if_accepted",
                violation_error_message="A statement that does not add up is imported only if two people accept it.",
            ),
            models.CheckConstraint(
                condition=Q(new_count__lte=F("entry_count")),
                name="statement_new_within_entries",
                violation_error_message="No more lines are new than the statement has.",
            ),
        ]

    def __str__(self) -> str:
        return self.bank_id or self.bank_number or f"statement of {self.closes_on}"

    @property
    def opening(self) -> Money | None:
        return None if self.opening_minor is None else Money(self.opening_minor, self.currency)

    @property
    def closing(self) -> Money | None:
        return None if self.closing_minor is None else Money(self.closing_minor, self.currency)


class StatementLineQuerySet(models.QuerySet["StatementLine"]):
    def open(self) -> StatementLineQuerySet:
        """Lines that nothing explains yet."""
        live = Match.objects.filter(line=OuterRef("pk"), undone_at=None)
        return self.exclude(amount_minor=0).filter(~Exists(live))

    def explained(self) -> StatementLineQuerySet:
        """Lines that a match explains."""
        return self.filter(Exists(Match.objects.filter(line=OuterRef("pk"), undone_at=None)))


class StatementLine(models.Model):
    """One line that the bank booked, kept as it came. What explains it is its match. Append-only.

    `suspense_transfer` is the ledger row that put it into suspense; empty where it was matched while it was read.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    series = models.ForeignKey("reconciliation.StatementSeries", on_delete=models.PROTECT, related_name="lines")
    statement = models.ForeignKey("reconciliation.Statement", on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(
        max_length=10,
        choices=[("entry", "Booked"), ("opening", "Held before"), ("difference", "Accepted difference")],
    )
    place = models.BigIntegerField(help_text="its place among all lines of the account, as they were read")
    line_key = models.CharField(max_length=64, help_text="what stays the same when the bank sends it again")
    nth = models.PositiveIntegerField(help_text="1, or more for a true twin")
    booked_on = models.DateField()
    value_on = models.DateField(null=True, blank=True)
    amount_minor = models.BigIntegerField(help_text="above zero: money in")
    currency = models.CharField(max_length=3)
    balance_after_minor = models.BigIntegerField(null=True, blank=True)
    bank_reference = models.CharField(max_length=100, blank=True)
    entry_reference = models.CharField(max_length=100, blank=True)
    end_to_end_id = models.CharField(max_length=100, blank=True)
    transaction_code = models.CharField(max_length=40, blank=True)
    remittance = models.TextField(blank=True)
    counterparty_name = models.CharField(max_length=200, blank=True)
    counterparty_account = models.CharField(max_length=60, blank=True)
    is_return = models.BooleanField(default=False)
    return_reason = models.CharField(max_length=40, blank=True)
    is_batch = models.BooleanField(default=False)
    batch_message_id = models.CharField(max_length=100, blank=True)
    batch_group_id = models.CharField(max_length=100, blank=True)
    details = models.JSONField(default=list, help_text="the payments inside a batch, as the bank lists them")
    suspense_transfer = models.UUIDField(unique=True, null=True, blank=True)

    objects = StatementLineQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        indexes = [models.Index(fields=["series", "booked_on"], name="statement_line_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "line_key", "nth"],
                name="statement_line_once",
                violation_error_message="This line is there already.",
            ),
            models.UniqueConstraint(
                fields=["series", "place"],
                name="statement_line_place_once",
                violation_error_message="Another line has this place.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=values_of(LineKind)),
                name="statement_line_kind_known",
                violation_error_message="A line was booked, was held before, or is an accepted difference.",
            ),
            models.CheckConstraint(
                condition=Q(nth__gte=1),
                name="statement_line_nth_from_one",
                violation_error_message="Twins are counted from one.",
            ),
            models.CheckConstraint(
                condition=~Q(amount_minor=0) | Q(suspense_transfer=None),
                name="statement_line_of_zero_moves_nothing",
                violation_error_message="A line of zero moves no money.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} on {self.booked_on}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def is_money_in(self) -> bool:
        return self.amount_minor > 0

    def age_on(self, today: date) -> int:
        """Days since the bank booked it."""
        return (today - self.booked_on).days
