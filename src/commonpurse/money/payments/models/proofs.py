from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.constraints import as_choices, one_actor
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.words import Words
from commonpurse.money.payments import proof_tiers
from commonpurse.money.payments.models.shared_fields import acted_by
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


class ProofRule(models.Model):
    """From which sum on one fund asks for a proof, in one version. The newest counts for new payments. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    fund = models.ForeignKey("budgets.Fund", on_delete=models.PROTECT, related_name="proof_rules")
    version = models.PositiveIntegerField()
    line_from_minor = models.BigIntegerField(null=True, blank=True, help_text="empty: never a line or a photo")
    agreed_from_minor = models.BigIntegerField(null=True, blank=True, help_text="empty: never agreed beforehand")
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["fund", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "version"],
                name="proof_rule_once",
                violation_error_message="Somebody set this at the same moment. Look at it again.",
            ),
            models.CheckConstraint(
                condition=Q(version__gt=0) & (Q(line_from_minor=None) | Q(line_from_minor__gt=0)),
                name="proof_rule_above_zero",
                violation_error_message="Write an amount above zero, or leave it empty.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_from_minor=None)
                | (
                    Q(agreed_from_minor__gt=0)
                    & (Q(line_from_minor=None) | Q(agreed_from_minor__gt=F("line_from_minor")))
                ),
                name="proof_rule_in_order",
                violation_error_message="What is agreed beforehand begins above a line or a photo.",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version}"

    @property
    def tiers(self) -> proof_tiers.Tiers:
        return proof_tiers.Tiers(self.line_from_minor, self.agreed_from_minor)


class Proof(models.Model):
    """What shows what a payment was for, or that nobody needs to see it. One is enough. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="proofs")
    kind = models.CharField(max_length=12, choices=as_choices(proof_tiers.PROOF_WORDS))
    words = models.CharField(max_length=500, blank=True, help_text="the line; or why no receipt is needed")
    attachment = models.ForeignKey(
        "attachments.Attachment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField()
    given_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    request_id = models.UUIDField(unique=True)
    request_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind__in=["line", "not_needed"], attachment=None) & ~Q(words=""))
                | Q(kind="picture", attachment__isnull=False),
                name="proof_shows_something",
                violation_error_message="Write a line, or add a photo.",
            ),
            models.CheckConstraint(
                condition=one_actor("given_by"),
                name="proof_given_by_one",
                violation_error_message="One person or one member gave it.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="not_needed") | Q(given_by_member__isnull=False),
                name="proof_not_needed_by_a_member",
                violation_error_message="A worker says that no receipt is needed.",
            ),
        ]

    def __str__(self) -> str:
        return self.kind_words

    @property
    def kind_words(self) -> Words:
        return proof_tiers.PROOF_WORDS[proof_tiers.ProofKind(self.kind)]

    @property
    def given_by(self) -> Member | Person:
        return acted_by(self, "given_by")


class ProofMessage(models.Model):
    """One line of the talk about a payment's proof, between the person and who works with her. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="proof_messages")
    words = models.CharField(max_length=1000)
    written_at = models.DateTimeField()
    written_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    request_id = models.UUIDField(unique=True)
    request_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""),
                name="proof_message_says_something",
                violation_error_message="Write a line first.",
            ),
            models.CheckConstraint(
                condition=one_actor("written_by"),
                name="proof_message_by_one",
                violation_error_message="One person or one member wrote it.",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.id}"

    @property
    def written_by(self) -> Member | Person:
        return acted_by(self, "written_by")
