from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from commonpurse.kernel.constraints import as_choices, both_or_neither, one_actor, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.words import Words
from commonpurse.money.payments import bands
from commonpurse.money.payments.models.shared_fields import acted_by
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


class AmountBandQuerySet(models.QuerySet["AmountBand"]):
    def agreed(self) -> AmountBandQuerySet:
        """Those that were agreed, in that order: of each kind the last one is in force."""
        return self.filter(agreed_at__isnull=False).order_by("agreed_at", "id")

    def waiting(self) -> AmountBandQuerySet:
        """Changes that nobody has answered: what was before is in force until then."""
        return self.filter(agreed_at=None, declined_at=None)

    def answered(self) -> AmountBandQuerySet:
        """Those that somebody agreed to or said no to, the last answer first."""
        answered_at = Coalesce("agreed_at", "declined_at")
        return self.exclude(agreed_at=None, declined_at=None).order_by(answered_at.desc(), "-id")


class AmountBand(models.Model):
    """From which sum on a second person looks, as one asked for it and another agreed. The newest agreed counts."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=12, choices=as_choices(bands.BAND_WORDS))
    from_minor = models.BigIntegerField(null=True, blank=True, help_text="empty: no second person")
    currency = models.CharField(max_length=3)
    second_role = models.CharField(max_length=20, choices=as_choices(bands.SECOND_ROLES))
    reason = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AmountBandQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=values_of(bands.BandKind)),
                name="amount_band_kind_known",
                violation_error_message="Choose from the list what is added up.",
            ),
            models.CheckConstraint(
                condition=Q(from_minor=None) | Q(from_minor__gt=0),
                name="amount_band_above_zero",
                violation_error_message="Write an amount above zero.",
            ),
            models.CheckConstraint(
                condition=Q(second_role__in=list(bands.SECOND_ROLES)),
                name="amount_band_role_known",
                violation_error_message="Choose who may be the second person.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="amount_band_has_reason",
                violation_error_message="Say in plain words why it should change.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=F("asked_by")),
                name="amount_band_agreed_by_another",
                violation_error_message="Somebody else than who asked must agree.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("agreed_at", "agreed_by"),
                name="amount_band_agreement_whole",
                violation_error_message="An agreement has its moment and its author.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("declined_at", "declined_by"),
                name="amount_band_declining_whole",
                violation_error_message="A no has its moment and its author.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(declined_at=None),
                name="amount_band_agreed_or_declined",
                violation_error_message="A change is agreed or declined, not both.",
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(agreed_at=None, declined_at=None),
                name="amount_band_one_waits",
                violation_error_message="A change of this waits already. Answer that one first.",
            ),
        ]

    def __str__(self) -> str:
        return self.kind_words

    @property
    def from_sum(self) -> Money | None:
        return None if self.from_minor is None else Money(self.from_minor, self.currency)

    @property
    def kind_words(self) -> Words:
        return bands.BAND_WORDS[bands.BandKind(self.kind)]

    @property
    def role_words(self) -> Words:
        return bands.SECOND_ROLES[self.second_role]

    @property
    def is_waiting(self) -> bool:
        return self.agreed_at is None and self.declined_at is None


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def waiting(self) -> ApprovalQuerySet:
        """Those that nobody has answered and whose payment was not stopped meanwhile. The oldest first."""
        return self.filter(agreed_at=None, declined_at=None, payment__state="held").order_by("asked_at", "id")


class Approval(models.Model):
    """That a payment waits until a second person has looked at whom it pays. The answer is filled in once.

    While it is not agreed, the database lets its payment go nowhere but to a stop.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    payment = models.OneToOneField("payments.Payment", on_delete=models.PROTECT, related_name="approval")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    band_kind = models.CharField(max_length=12, choices=as_choices(bands.BAND_WORDS))
    from_minor = models.BigIntegerField(help_text="the sum from which a second person looked, on that day")
    second_role = models.CharField(max_length=20, choices=as_choices(bands.SECOND_ROLES))
    asked_at = models.DateTimeField()
    asked_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    account_by_member = models.ForeignKey(
        "partners.Member",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="who wrote the account down, where a member did",
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    doubt = models.CharField(max_length=20, null=True, blank=True, choices=as_choices(bands.DOUBT_WORDS))  # noqa: DJ001  filled in once

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(band_kind__in=values_of(bands.BandKind), from_minor__gt=0),
                name="approval_band_known",
                violation_error_message="An approval names the band that asked for it.",
            ),
            models.CheckConstraint(
                condition=Q(second_role__in=list(bands.SECOND_ROLES)),
                name="approval_role_known",
                violation_error_message="An approval names who may be the second person.",
            ),
            models.CheckConstraint(
                condition=one_actor("asked_by"),
                name="approval_asked_by_one",
                violation_error_message="One person or one member released it.",
            ),
            models.CheckConstraint(
                condition=Q(asked_by_member=None) | Q(agreed_by=None) | ~Q(agreed_by=F("asked_by_member")),
                name="approval_agreed_by_another",
                violation_error_message="Somebody else than who released it must agree.",
            ),
            models.CheckConstraint(
                condition=Q(account_by_member=None) | Q(agreed_by=None) | ~Q(agreed_by=F("account_by_member")),
                name="approval_not_by_who_wrote_the_account",
                violation_error_message="Somebody else than who wrote the account down must agree.",
            ),
            models.CheckConstraint(
                condition=Q(asked_by_member=None) | Q(declined_by=None) | ~Q(declined_by=F("asked_by_member")),
                name="approval_declined_by_another",
                violation_error_message="Somebody else than who released it must answer.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("agreed_at", "agreed_by"),
                name="approval_agreement_whole",
                violation_error_message="An agreement has its moment and its author.",
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None, declined_by=None, doubt=None)
                | Q(declined_at__isnull=False, declined_by__isnull=False, doubt__in=values_of(bands.Doubt)),
                name="approval_declining_whole",
                violation_error_message="A no has its moment, its author and a reason of the list.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(declined_at=None),
                name="approval_agreed_or_declined",
                violation_error_message="A payment is agreed or declined, not both.",
            ),
        ]

    def __str__(self) -> str:
        return f"Approval {self.id}"

    @property
    def asked_by(self) -> Member | Person:
        return acted_by(self, "asked_by")

    @property
    def is_waiting(self) -> bool:
        return self.agreed_at is None and self.declined_at is None

    @property
    def kind_words(self) -> Words:
        return bands.BAND_WORDS[bands.BandKind(self.band_kind)]

    @property
    def role_words(self) -> Words:
        return bands.SECOND_ROLES[self.second_role]

    @property
    def look_by_on(self) -> date:
        """The last day on which somebody is to look."""
        return bands.look_by(self.asked_at)

    def is_late(self, today: date) -> bool:
        """Whether it waits past that day: it is the manager's then too."""
        return self.is_waiting and bands.is_look_late(self.asked_at, today)

    @property
    def doubt_words(self) -> Words | str:
        return bands.DOUBT_WORDS[bands.Doubt(self.doubt)] if self.doubt else ""
