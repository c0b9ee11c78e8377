"""What a person answers for counting."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.kernel.constraints import as_choices
from commonpurse.kernel.identity import new_id
from commonpurse.support.referrals import rules


def _answer(question: rules.Question) -> models.CharField[str, str]:
    return models.CharField(max_length=10, blank=True, choices=as_choices(rules.ANSWERS[question]))


class EqualityAnswer(models.Model):
    """The person's own answers, for counting alone. Her own page shows them, and no other; they decide nothing.

    `kept_by`: who handed them on for her. Empty: she gave them herself.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="equality_answers")
    gender = _answer(rules.Question.GENDER)
    ethnic_group = _answer(rules.Question.ETHNIC_GROUP)
    disabled = _answer(rules.Question.DISABLED)
    kept_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                name="equality_answer_once",
                violation_error_message="The answers are there already.",
            ),
            models.CheckConstraint(
                condition=Q(kept_by__isnull=False) | Q(person__isnull=False),
                name="equality_answer_from_somebody",
                violation_error_message="She gives the answers herself, or somebody hands them on.",
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{question.value}__in": ["", *rules.ANSWERS[question]]}),
                    name=f"equality_answer_{question.value}_known",
                    violation_error_message="Choose one of the answers, or none.",
                )
                for question in rules.Question
            ],
        ]

    def __str__(self) -> str:
        return f"Answers {self.id}"
