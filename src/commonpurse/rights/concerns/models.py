from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.identity import new_id
from commonpurse.rights.concerns.rules import GROUPS_TO_CORRECT, KIND_WORDS, OUTCOME_WORDS, SUBJECT_WORDS, ConcernKind


class Concern(models.Model):
    """One thing that somebody told us is wrong, our answer by a day, and her own note beside it. Filled in once.

    `person` is empty when somebody without a sign-in complains; `contact` then says how to answer them safely.
    Whom it is about is never told of it by us, and never answers it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=20, choices=[(kind.value, str(words)) for kind, words in KIND_WORDS.items()])
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="concerns"
    )
    contact = models.CharField(max_length=300, blank=True)
    subject = models.CharField(
        max_length=20, blank=True, choices=[(subject.value, str(words)) for subject, words in SUBJECT_WORDS.items()]
    )
    about_group = models.CharField(
        max_length=20, blank=True, choices=[(group.value, group.value) for group in GROUPS_TO_CORRECT]
    )
    about_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.CharField(max_length=2000)
    asked_at = models.DateTimeField()
    answer_by = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(  # noqa: DJ001  empty until it is set, once
        max_length=20,
        null=True,
        blank=True,
        choices=[(each.value, str(words)) for each, words in OUTCOME_WORDS.items()],
    )
    answer = models.CharField(max_length=2000, null=True, blank=True)  # noqa: DJ001  likewise
    note = models.CharField(max_length=1000, null=True, blank=True)  # noqa: DJ001  likewise
    noted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["answer_by", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""),
                name="concern_has_words",
                violation_error_message="Say in your own words what is wrong.",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | (~Q(contact="") & Q(kind="complaint")),
                name="concern_can_be_answered",
                violation_error_message="Say how we can answer you.",
            ),
            models.CheckConstraint(
                condition=(Q(kind="complaint", about_group="") & ~Q(subject=""))
                | (Q(kind="correction", subject="") & ~Q(about_group="")),
                name="concern_about_something",
                violation_error_message="A complaint is about a subject, a correction about a part of what is held.",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, outcome=None, answer=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, outcome__isnull=False, answer__isnull=False),
                name="concern_answer_whole",
                violation_error_message="An answer says when, by whom, whether they are right, and why.",
            ),
            models.CheckConstraint(
                condition=Q(about_member=None) | Q(answered_by=None) | ~Q(answered_by=F("about_member")),
                name="concern_answered_by_another",
                violation_error_message="Whom it is about does not answer it.",
            ),
            models.CheckConstraint(
                condition=Q(note=None, noted_at=None) | Q(note__isnull=False, noted_at__isnull=False),
                name="concern_note_has_moment",
                violation_error_message="A note says when it was written.",
            ),
        ]
        indexes = [models.Index(fields=["person", "asked_at"], name="concern_by_person")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.asked_at:%Y-%m-%d}"

    @property
    def is_complaint(self) -> bool:
        return self.kind == ConcernKind.COMPLAINT

    def is_overdue(self, today: date) -> bool:
        return self.answered_at is None and self.answer_by < today
