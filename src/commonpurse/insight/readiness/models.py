from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.insight.readiness.rules import ROLE_NAMES, HowTrue, Statement
from commonpurse.kernel.constraints import as_choices, values_of
from commonpurse.kernel.identity import new_id


class ReadinessAnswer(models.Model):
    """What a member answered for a role in a half-year. Changed, it is a new row; the newest counts. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=as_choices(ROLE_NAMES))
    half_year = models.DateField(help_text="its first day")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["answered_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=values_of(ROLE_NAMES)),
                name="readiness_answer_role_known",
                violation_error_message="Choose one of the roles.",
            )
        ]
        indexes = [models.Index(fields=["half_year"], name="readiness_answer_half")]

    def __str__(self) -> str:
        return f"{self.role}, {self.half_year}"


class ReadinessScore(models.Model):
    """How far one statement is true where the member works, from 1 to 5. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    answer = models.ForeignKey("readiness.ReadinessAnswer", on_delete=models.PROTECT, related_name="scores")
    statement = models.CharField(max_length=20)
    score = models.PositiveSmallIntegerField(help_text="1 to 5")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "statement"],
                name="readiness_score_once",
                violation_error_message="Each statement is answered once.",
            ),
            models.CheckConstraint(
                condition=Q(statement__in=values_of(Statement)),
                name="readiness_score_statement_known",
                violation_error_message="This is none of the statements.",
            ),
            models.CheckConstraint(
                condition=Q(score__gte=int(min(HowTrue)), score__lte=int(max(HowTrue))),
                name="readiness_score_in_scale",
                violation_error_message="Choose one of the five answers.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement}: {self.score}"
