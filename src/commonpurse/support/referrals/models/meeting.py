"""What the meeting decides, and what it had to know for it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.kernel.constraints import as_choices
from commonpurse.kernel.identity import new_id
from commonpurse.support.referrals import rules


class CaseloadDecision(models.Model):
    """What a meeting decided of a referral, with its reason; or that it was taken back.

    She takes it back without saying why. Added, never changed by a command.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=as_choices(rules.STATE_WORDS))
    reason = models.CharField(max_length=rules.LONGEST_WORDS)
    instead = models.CharField(max_length=rules.LONGEST_WORDS, blank=True)
    coordinator = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_by_person = models.BooleanField(default=False, help_text="she took it back herself")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["listed", "accepted", "declined", "revoked"]),
                name="caseload_decision_known",
                violation_error_message="It is accepted, declined, put on the list or taken back.",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") | Q(is_by_person=True),
                name="caseload_decision_has_reason",
                violation_error_message="Say why.",
            ),
            models.CheckConstraint(
                condition=Q(is_by_person=False, decided_by__isnull=False)
                | Q(is_by_person=True, decided_by=None, outcome="revoked", person__isnull=False),
                name="caseload_decision_by_one",
                violation_error_message="A member decides. The person herself takes back alone.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="declined") | ~Q(instead=""),
                name="caseload_decision_says_what_instead",
                violation_error_message="A no says what is done instead.",
            ),
            models.CheckConstraint(
                condition=Q(coordinator=None) | Q(outcome="accepted"),
                name="caseload_decision_coordinator_of_accepted",
                violation_error_message="A coordinator is named for somebody who is accepted.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.id}"


class SameAnswer(models.Model):
    """What somebody answered to: is this referral the same person as that one? `other_key`: a Person or a Referral."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="same_answers")
    other_key = models.UUIDField()
    is_same = models.BooleanField()
    answered_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["answered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "other_key"],
                name="same_answer_once",
                violation_error_message="Somebody answered this already.",
            ),
        ]

    def __str__(self) -> str:
        return "the same" if self.is_same else "another"


class NameOpening(models.Model):
    """That who decides opened the name of a referral, and why they needed it. Added, never changed by a command.

    It goes with the referral where nothing came of it. Once she is a person here, she reads it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="openings")
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=rules.LONGEST_WHY)
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(why=""),
                name="name_opening_says_why",
                violation_error_message="Say why you need the name.",
            ),
        ]

    def __str__(self) -> str:
        return f"Opening {self.id}"


class DecidedWith(models.Model):
    """That a member of the group decided something together with who wrote it down. Added, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.ForeignKey("referrals.CaseloadDecision", on_delete=models.PROTECT, related_name="together")
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "member"],
                name="decided_with_once",
                violation_error_message="They are written down with this decision already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} with {self.decision_id}"
