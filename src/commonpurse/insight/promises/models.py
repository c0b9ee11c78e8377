from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from commonpurse.insight.promises.rules import LONGEST_CALLED, LONGEST_NOTES, LONGEST_STATEMENT, LONGEST_VOICE
from commonpurse.kernel.constraints import both_or_neither
from commonpurse.kernel.identity import new_id


class KeptStatement(models.Model):
    """What an organisation itself says of how it keeps a clause. The newest holds. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    clause_key = models.UUIDField(help_text="the clause through all versions: CharterClause.key")
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=LONGEST_STATEMENT)
    said_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""), name="kept_statement_says", violation_error_message="Write a sentence at least."
            )
        ]

    def __str__(self) -> str:
        return self.words


class PeerScore(models.Model):
    """How far an organisation keeps a clause, as a member of another one sees it in a half-year; theirs to change."""

    id = models.UUIDField(primary_key=True, default=new_id)
    clause_key = models.UUIDField(help_text="the clause through all versions: CharterClause.key")
    about = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="+")
    half = models.DateField(help_text="the first day of the half-year")
    value = models.PositiveSmallIntegerField()
    given_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    given_for = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clause_key", "about", "half", "given_by"],
                name="peer_score_once",
                violation_error_message="You have said this already for this half-year.",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=1, value__lte=5),
                name="peer_score_in_range",
                violation_error_message="Choose one of the answers.",
            ),
            models.CheckConstraint(
                condition=~Q(about=F("given_for")),
                name="peer_score_of_another",
                violation_error_message="Nobody scores their own organisation.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about_id}: {self.value}"


class PromiseQuestion(models.Model):
    """That a person was asked one question about a clause and an organisation, and whether she answered. Append-only.

    What she answered is not in it, and nowhere beside her name: `PersonScore` is counted without it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    clause_key = models.UUIDField(help_text="the clause through all versions: CharterClause.key")
    about = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="+")
    half = models.DateField(help_text="the first day of the half-year")
    asked_on = models.DateField()
    is_answered = models.BooleanField()

    class Meta:
        ordering = ["asked_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "clause_key", "about", "half"],
                name="promise_question_once",
                violation_error_message="You were asked this already.",
            )
        ]

    def __str__(self) -> str:
        return f"Asked on {self.asked_on}"


class PersonScore(models.Model):
    """How far an organisation keeps a clause, as somebody with a budget sees it: nobody knows who. Append-only.

    Its id tells no time, and the month is all that is kept of the day.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    clause_key = models.UUIDField(help_text="the clause through all versions: CharterClause.key")
    about = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="+")
    month = models.DateField(help_text="the first day of the month")
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value__gte=1, value__lte=5),
                name="person_score_in_range",
                violation_error_message="Choose one of the answers.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.about_id}: {self.value}"


class RepairTalk(models.Model):
    """That two organisations sit down about a clause that is not kept: on which day, and what they made of it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    clause_key = models.UUIDField(help_text="the clause through all versions: CharterClause.key")
    asked_for = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="+")
    about = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="+")
    talk_on = models.DateField()
    asked_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    notes = models.CharField(max_length=LONGEST_NOTES, null=True, blank=True)  # noqa: DJ001  filled in once
    noted_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    noted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["talk_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(about=F("asked_for")),
                name="repair_talk_of_two",
                violation_error_message="A talk is between two organisations.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("noted_at", "noted_by")
                & (Q(noted_at=None, notes=None) | (Q(noted_at__isnull=False, notes__isnull=False) & ~Q(notes=""))),
                name="repair_talk_noted_by",
                violation_error_message="Who wrote the notes and when are both said.",
            ),
        ]

    def __str__(self) -> str:
        return f"Talk on {self.talk_on}"


class CharterVoice(models.Model):
    """What a person says to a charter that is being written: a clause that she proposes, or a word about one.

    Filled in, never changed. No member reads the row: partners read the words, and the name that she chose for them.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    clause = models.ForeignKey("partners.CharterClause", on_delete=models.PROTECT, related_name="+")
    is_proposal = models.BooleanField(help_text="she proposed this clause; else she says something about it")
    words = models.CharField(max_length=LONGEST_VOICE)
    called = models.CharField(max_length=LONGEST_CALLED, blank=True, help_text="the name she chose for it; empty: none")
    said_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""),
                name="charter_voice_says",
                violation_error_message="Write a sentence at least.",
            ),
            models.UniqueConstraint(
                fields=["clause"],
                condition=Q(is_proposal=True),
                name="charter_voice_proposed_once",
                violation_error_message="Somebody proposed this already.",
            ),
            models.CheckConstraint(
                condition=Q(is_proposal=False) | Q(taken_back_at=None),
                name="charter_voice_proposal_stands",
                violation_error_message="The partners talk about it now, so it stays.",
            ),
        ]

    def __str__(self) -> str:
        return f"Said on {self.said_at:%Y-%m-%d}"
