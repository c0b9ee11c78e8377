from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

import commonpurse.kernel.search  # noqa: F401 - `found_in` of fields
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.reconciliation.formats.column_map import ColumnMap, read_column_map
from commonpurse.money.reconciliation.rules import (
    MATCH_WORDS,
    RULE_WORDS,
    LineKind,
    MatchKind,
    MatchRule,
    Proof,
)


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


class DifferenceRequest(models.Model):
    """That a file does not add up, and that somebody asks to take it so. Another one accepts, once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    series = models.ForeignKey(
        "reconciliation.StatementSeries", on_delete=models.PROTECT, related_name="difference_requests"
    )
    sha256 = models.CharField(max_length=64, help_text="of the file")
    file_name = models.CharField(max_length=255)
    differences = models.JSONField(help_text="[number of the statement, difference in minor units] of each")
    reason = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "sha256"],
                name="difference_request_once_a_file",
                violation_error_message="Somebody asked for this file already.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by=None) | ~Q(accepted_by=F("asked_by")),
                name="difference_accepted_by_another",
                violation_error_message="Somebody else than who asked must accept a difference.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="difference_acceptance_whole",
                violation_error_message="An acceptance has its moment and its author.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="difference_has_reason",
                violation_error_message="Say in plain words why the difference is taken.",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def total_minor(self) -> int:
        return sum(minor for _, minor in self.differences)


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


class Match(models.Model):
    """What a line turned out to be. One live match a line; undoing fills in who, when and why, once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    line = models.ForeignKey("reconciliation.StatementLine", on_delete=models.PROTECT, related_name="matches")
    kind = models.CharField(max_length=10, choices=[(kind.value, words) for kind, words in MATCH_WORDS.items()])
    rule = models.CharField(max_length=20, choices=[(rule.value, words) for rule, words in RULE_WORDS.items()])
    score = models.PositiveSmallIntegerField(help_text="1 to 100; 100 for a choice by hand")
    is_automatic = models.BooleanField()
    freed_transfer = models.UUIDField(
        unique=True, null=True, blank=True, help_text="the ledger row that took the line out of suspense"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undo_reason = models.CharField(max_length=500, null=True, blank=True)  # noqa: DJ001  filled in once, with the two

    class Meta:
        ordering = ["made_at", "id"]
        verbose_name_plural = "matches"
        constraints = [
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(undone_at=None),
                name="match_one_live_a_line",
                violation_error_message="This line is explained already.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=values_of(MatchKind)),
                name="match_kind_known",
                violation_error_message="Choose what the line is from the list.",
            ),
            models.CheckConstraint(
                condition=Q(rule__in=values_of(MatchRule)),
                name="match_rule_known",
                violation_error_message="A match says by what it was made.",
            ),
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=100),
                name="match_score_in_range",
                violation_error_message="A score is from 1 to 100.",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None, undo_reason=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False, undo_reason__isnull=False),
                name="match_undoing_whole",
                violation_error_message="Undoing has its moment, its author and its reason.",
            ),
        ]

    def __str__(self) -> str:
        return MATCH_WORDS[MatchKind(self.kind)]

    @property
    def is_live(self) -> bool:
        return self.undone_at is None

    @property
    def rule_words(self) -> str:
        return RULE_WORDS[MatchRule(self.rule)]


class MatchPart(models.Model):
    """One payment, fund or other line of a match, with its share of the line. Append-only.

    `transfer` is the ledger row of a move that the match itself made: to a fund, or to the account of charges.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    match = models.ForeignKey("reconciliation.Match", on_delete=models.PROTECT, related_name="parts")
    person = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="whose payment; empty: not a payment",
    )
    payment = models.ForeignKey(
        "payments.Payment", on_delete=models.PROTECT, null=True, blank=True, related_name="statement_parts"
    )
    fund = models.ForeignKey("budgets.Fund", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    other_line = models.ForeignKey(
        "reconciliation.StatementLine", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    amount_minor = models.BigIntegerField()
    transfer = models.UUIDField(unique=True, null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0),
                name="match_part_above_zero",
                violation_error_message="A part of a line is above zero.",
            ),
            models.CheckConstraint(
                condition=Q(payment__isnull=False, fund=None, other_line=None, transfer=None)
                | Q(payment=None, fund__isnull=False, other_line=None, transfer__isnull=False)
                | Q(payment=None, fund=None, other_line__isnull=False, transfer=None)
                | Q(payment=None, fund=None, other_line=None, transfer__isnull=False),
                name="match_part_is_one_thing",
                violation_error_message="A part is a payment, a fund, another line, or a charge.",
            ),
            models.CheckConstraint(
                condition=Q(payment=None, person=None) | Q(payment__isnull=False, person__isnull=False),
                name="match_part_names_whose_payment",
                violation_error_message="A part that is a payment says whose it is.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} minor units"


class Closing(models.Model):
    """That finance closed the books up to a day, and why, where lines were still open. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    period = models.OneToOneField("ledger.Period", on_delete=models.PROTECT, related_name="+")
    open_count = models.PositiveIntegerField(help_text="lines of these days that nothing explained then")
    open_minor = models.BigIntegerField(help_text="their sum, money in and money out added up, minor units")
    reason = models.CharField(max_length=500, blank=True, help_text="why it was closed with lines open")
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-period__ends_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(open_count=0) | ~Q(reason=""),
                name="closing_has_reason",
                violation_error_message="Say in plain words why the books close with lines open.",
            ),
            models.CheckConstraint(
                condition=Q(open_minor__gte=0),
                name="closing_sum_from_zero",
                violation_error_message="What is open is added up, never set off.",
            ),
        ]

    def __str__(self) -> str:
        return f"books closed at {self.closed_at}"
