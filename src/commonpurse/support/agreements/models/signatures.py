from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonpurse.kernel.constraints import as_choices, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements import rules


class Signature(models.Model):
    """That somebody signed an agreement or a risk record: who, in which way, and exactly which words. Append-only.

    `content_hash`: SHA-256 of the words that were signed. A signature that was spoken, or is on paper, says who wrote
    it down.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(
        "agreements.Agreement", on_delete=models.PROTECT, null=True, blank=True, related_name="signatures"
    )
    risk_record = models.ForeignKey(
        "agreements.RiskRecord", on_delete=models.PROTECT, null=True, blank=True, related_name="signatures"
    )
    role = models.CharField(max_length=10, choices=as_choices(rules.SIGNER_WORDS))
    signed_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    how = models.CharField(max_length=10, choices=as_choices(rules.SIGNED_WORDS))
    note = models.CharField(max_length=500, blank=True, help_text="what was said, when it was spoken")
    content_hash = models.CharField(max_length=64)
    written_down_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    picture = models.ForeignKey(
        "attachments.Attachment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="of the paper that was signed",
    )
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreement=None, risk_record__isnull=False) | Q(agreement__isnull=False, risk_record=None),
                name="signature_of_one_thing",
                violation_error_message="A signature is under an agreement or under a risk record.",
            ),
            models.CheckConstraint(
                condition=Q(role="person", signed_by_person__isnull=False, signed_by_member=None)
                | Q(role__in=["worker", "manager"], signed_by_person=None, signed_by_member__isnull=False),
                name="signature_of_one_signer",
                violation_error_message="The person signs as herself, a worker or manager as a member.",
            ),
            models.CheckConstraint(
                condition=Q(how__in=values_of(rules.SignedHow)),
                name="signature_how_known",
                violation_error_message="Choose from the list how it was signed.",
            ),
            models.CheckConstraint(
                condition=Q(how="screen", written_down_by=None) | (~Q(how="screen") & Q(written_down_by__isnull=False)),
                name="signature_written_down_by",
                violation_error_message="Who signed on paper or aloud: say who wrote it down.",
            ),
            models.CheckConstraint(
                condition=~Q(how="spoken") | ~Q(note=""),
                name="signature_spoken_noted",
                violation_error_message="Write down what was said.",
            ),
            models.CheckConstraint(
                condition=Q(how="paper", picture__isnull=False) | (~Q(how="paper") & Q(picture=None)),
                name="signature_paper_pictured",
                violation_error_message="Of a paper that was signed there is a picture.",
            ),
            models.UniqueConstraint(
                fields=["agreement", "role"],
                name="signature_of_agreement_once",
                violation_error_message="This is signed already.",
            ),
            models.UniqueConstraint(
                fields=["risk_record", "role"],
                name="signature_of_risk_record_once",
                violation_error_message="This is signed already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Signature {self.id}"

    @property
    def signed_by(self) -> Member | Person:
        signer = self.signed_by_member or self.signed_by_person
        assert signer is not None, "by constraint signature_of_one_signer"  # noqa: S101
        return signer
