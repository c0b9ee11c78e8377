from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.models.funds import Fund


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def waiting(self) -> CorrectionQuerySet:
        """Those that nobody has answered."""
        return self.filter(agreed_at=None, declined_at=None)

    def answered(self) -> CorrectionQuerySet:
        """Those that somebody agreed to or said no to, the last answer first."""
        answered_at = Coalesce("agreed_at", "declined_at")
        return self.exclude(agreed_at=None, declined_at=None).order_by(answered_at.desc(), "id")


class Correction(models.Model):
    """That an error of ours is to be put right: money of an allocation, or money in of a wrong fund, goes back.

    Its id is the authority of the ledger's reversals. One member asks, another agrees; the answer is filled in once.
    The ids of the rows it can lead to are made with it, so that agreeing again moves nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="whose allocation; empty: money of a fund",
    )
    allocation = models.ForeignKey(
        "budgets.Allocation", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    money_in = models.ForeignKey(
        "budgets.MoneyIn", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    amount_minor = models.BigIntegerField()
    reason = models.CharField(max_length=500, help_text="what went wrong; the person reads it")
    request_id = models.UUIDField(unique=True)
    request_hash = models.CharField(max_length=64)
    transfer = models.UUIDField(unique=True, default=new_id)
    promise_transfer = models.UUIDField(unique=True, default=new_id)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decline_reason = models.CharField(max_length=500, null=True, blank=True)  # noqa: DJ001  filled in once

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(allocation__isnull=False, money_in=None) | Q(allocation=None, money_in__isnull=False),
                name="correction_of_one_thing",
                violation_error_message="A correction is of an allocation or of money in.",
            ),
            models.CheckConstraint(
                condition=Q(allocation=None, person=None) | Q(allocation__isnull=False, person__isnull=False),
                name="correction_names_whose_allocation",
                violation_error_message="A correction of an allocation says whose money it was.",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0),
                name="correction_above_zero",
                violation_error_message="Write an amount above zero.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="correction_has_reason",
                violation_error_message="Say in plain words what went wrong.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=F("asked_by")),
                name="correction_agreed_by_another",
                violation_error_message="Somebody else than who asked must agree.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by=None) | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="correction_agreement_whole",
                violation_error_message="An agreement has its moment and its author.",
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None, declined_by=None, decline_reason=None)
                | Q(declined_at__isnull=False, declined_by__isnull=False, decline_reason__gt=""),
                name="correction_declining_whole",
                violation_error_message="A no has its moment, its author and its reason.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(declined_at=None),
                name="correction_agreed_or_declined",
                violation_error_message="A correction is agreed or declined, not both.",
            ),
        ]

    def __str__(self) -> str:
        return f"Correction {self.id}"

    @property
    def is_waiting(self) -> bool:
        return self.agreed_at is None and self.declined_at is None

    @property
    def fund(self) -> Fund:
        """Whose money it is; its query brings it along."""
        if self.allocation is not None:
            return self.allocation.line.fund
        assert self.money_in is not None, "by constraint, a correction is of one thing"  # noqa: S101
        return self.money_in.fund

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.fund.currency)
