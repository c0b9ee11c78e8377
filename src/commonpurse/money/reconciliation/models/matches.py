"""What a line was found to be."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.kernel.identity import new_id
from commonpurse.money.reconciliation.models.files import values_of
from commonpurse.money.reconciliation.rules import MATCH_WORDS, RULE_WORDS, MatchKind, MatchRule


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
