from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.kernel.constraints import as_choices, both_or_neither, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.words import Words
from commonpurse.parties.partners.rules.charter import (
    CHARTER_PART_WORDS,
    LONGEST_CLAUSE,
    LONGEST_GUIDANCE,
    LONGEST_REASON,
    LONGEST_REMARK,
    CharterPart,
)


class CharterVersion(models.Model):
    """One version of the partners' charter: written together while it is a draft, fixed once it is published."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.PositiveIntegerField()
    is_draft = models.BooleanField(default=True)
    opened_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    published_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="charter_version_number_once",
                violation_error_message="There is a version of this number already.",
            ),
            models.UniqueConstraint(
                fields=["is_draft"],
                condition=Q(is_draft=True),
                name="charter_version_one_draft",
                violation_error_message="There is one draft at a time.",
            ),
            models.CheckConstraint(
                condition=(Q(is_draft=True, published_at=None) | Q(is_draft=False, published_at__isnull=False))
                & both_or_neither("published_at", "published_by"),
                name="charter_version_published_by",
                violation_error_message="Who published a version and when are both said, or it is a draft.",
            ),
        ]

    def __str__(self) -> str:
        return f"Charter, version {self.number}"


class CharterClause(models.Model):
    """One sentence of a version. `key` stays the same through all versions and other words. Its words never change."""

    id = models.UUIDField(primary_key=True, default=new_id)
    version = models.ForeignKey("partners.CharterVersion", on_delete=models.PROTECT, related_name="clauses")
    key = models.UUIDField()
    part = models.CharField(max_length=12, choices=as_choices(CHARTER_PART_WORDS))
    number = models.PositiveSmallIntegerField(help_text="its place in the version")
    words = models.CharField(max_length=LONGEST_CLAUSE)
    was_in = models.BooleanField(default=False, help_text="it stood in the version before, in these words")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    proposed_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    is_in = models.BooleanField(null=True, blank=True, help_text="decided when the version was published")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(part__in=values_of(CharterPart)),
                name="charter_clause_part_known",
                violation_error_message="Choose one of the headings.",
            ),
            models.CheckConstraint(
                condition=~Q(words=""),
                name="charter_clause_says_something",
                violation_error_message="Write what the clause says.",
            ),
            models.UniqueConstraint(
                fields=["version", "number"],
                name="charter_clause_number_once",
                violation_error_message="Each clause has its own place in the version.",
            ),
            models.UniqueConstraint(
                fields=["version", "key"],
                condition=Q(is_in=True),
                name="charter_clause_in_once",
                violation_error_message="A clause stands in a version once, in one wording.",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def part_words(self) -> Words:
        return CHARTER_PART_WORDS[CharterPart(self.part)]


class ClauseAnswer(models.Model):
    """What one organisation says of a clause of a draft now: yes to it, or that it wants other words."""

    id = models.UUIDField(primary_key=True, default=new_id)
    clause = models.ForeignKey("partners.CharterClause", on_delete=models.PROTECT, related_name="answers")
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    said_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clause", "organisation"],
                name="clause_answer_once",
                violation_error_message="An organisation has one answer to a clause.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.agrees}"


class ClauseRemark(models.Model):
    """A short remark on a clause, while it is talked about. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    clause = models.ForeignKey("partners.CharterClause", on_delete=models.PROTECT, related_name="remarks")
    words = models.CharField(max_length=LONGEST_REMARK)
    said_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""), name="clause_remark_says", violation_error_message="Write your remark."
            )
        ]

    def __str__(self) -> str:
        return self.words


class CharterSignature(models.Model):
    """That an organisation signed a version, and, where it did, why it took its signature back."""

    id = models.UUIDField(primary_key=True, default=new_id)
    version = models.ForeignKey("partners.CharterVersion", on_delete=models.PROTECT, related_name="signatures")
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=LONGEST_REASON, null=True, blank=True)  # noqa: DJ001  filled in once

    class Meta:
        ordering = ["signed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "organisation"],
                condition=Q(withdrawn_at=None),
                name="charter_signature_once",
                violation_error_message="The organisation has signed this version already.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, reason=None)
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, reason__isnull=False) & ~Q(reason="")),
                name="charter_signature_withdrawn_why",
                violation_error_message="Who takes a signature back says when and why.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} signed {self.version_id}"


class StaffGuidance(models.Model):
    """What an organisation tells its own staff about being a good partner. The newest holds. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="guidance")
    words = models.TextField(max_length=LONGEST_GUIDANCE)
    holds_from = models.DateField()
    published_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["published_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""),
                name="staff_guidance_says_something",
                violation_error_message="Write what you tell your staff.",
            )
        ]

    def __str__(self) -> str:
        return f"Guidance from {self.holds_from}"


class SpokespersonQuerySet(models.QuerySet["Spokesperson"]):
    def now(self) -> SpokespersonQuerySet:
        """Those who speak for their organisation today."""
        return self.filter(ended_at=None, member__is_active=True)


class Spokesperson(models.Model):
    """That a member may sign and answer for the organisation they work for, without running the partnership.

    `money_since`: they agree for it about money put together too. Who was named without it speaks for it in all else.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="spokes")
    named_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    money_since = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SpokespersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(ended_at=None),
                name="spokesperson_once",
                violation_error_message="They speak for their organisation already.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("ended_at", "ended_by"),
                name="spokesperson_ended_by",
                violation_error_message="Who ended it and when are both said.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} speaks"
