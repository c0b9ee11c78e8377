from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.constraints import as_choices, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets import rules


class Budget(models.Model):
    """The one personal budget of a person."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="budget")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Budget {self.id}"


class Line(models.Model):
    """The part of a budget that comes from one fund. Its money is one ledger account."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="lines")
    fund = models.ForeignKey("budgets.Fund", on_delete=models.PROTECT, related_name="lines")
    account = models.OneToOneField("ledger.Account", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "fund"],
                name="line_once",
                violation_error_message="The budget has a line of this fund already.",
            )
        ]

    def __str__(self) -> str:
        return f"Line {self.id}"


class HoldingPeriod(models.Model):
    """In whose hands a line is from a day on. The newest row that has begun counts; after its end: self-held again.

    Append-only: a step is taken back by a new row, not by changing the old one.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey("budgets.Line", on_delete=models.PROTECT, related_name="holding_periods")
    holding_type = models.CharField(max_length=20, choices=as_choices(rules.HOLDING_WORDS))
    provider = models.ForeignKey(
        "partners.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="who holds it for her, under contract with the authority",
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=500)
    author = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["set_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="holding_ends_after_start",
                violation_error_message="The last day must be after the first.",
            ),
            models.CheckConstraint(
                condition=Q(holding_type="self_held") | Q(ends_on__isnull=False),
                name="holding_step_down_ends",
                violation_error_message="Say until when. After that the money is in the person's own hands again.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="holding_has_reason",
                violation_error_message="Say in plain words why.",
            ),
            models.CheckConstraint(
                condition=Q(provider=None) | Q(holding_type="third_party_held"),
                name="holding_provider_of_third_party",
                violation_error_message="A provider is named where another organisation holds the money.",
            ),
            models.CheckConstraint(
                condition=Q(holding_type__in=values_of(rules.HoldingType)),
                name="holding_type_known",
                violation_error_message="Choose from the list who holds the money.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holding_type} from {self.starts_on}"


class Allocation(models.Model):
    """That a sum of a fund was given to a person's budget. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey("budgets.Line", on_delete=models.PROTECT, related_name="allocations")
    amount_minor = models.BigIntegerField()
    transfer = models.UUIDField(unique=True)
    reason = models.CharField(max_length=500)
    request_id = models.UUIDField(unique=True)
    request_hash = models.CharField(max_length=64)
    allocated_at = models.DateTimeField()
    allocated_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0),
                name="allocation_above_zero",
                violation_error_message="Write an amount above zero.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="allocation_has_reason",
                violation_error_message="Say in plain words what the money is for.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} minor units"


class Hold(models.Model):
    """Money of one budget set aside for one purpose, over as many lines as it takes. Append-only.

    Whether it still holds is read from the ledger, by the transfers of its legs.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="holds")
    amount_minor = models.BigIntegerField()
    spend_kind = models.CharField(max_length=30, choices=as_choices(rules.SPEND_WORDS))
    expires_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField()
    held_by = models.UUIDField(help_text="the Member or Person who acted")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0),
                name="hold_above_zero",
                violation_error_message="Write an amount above zero.",
            ),
            models.CheckConstraint(
                condition=Q(spend_kind__in=values_of(rules.SpendKind)),
                name="hold_kind_known",
                violation_error_message="Choose what the money is for from the list.",
            ),
        ]

    def __str__(self) -> str:
        return f"Hold {self.id}"


class HoldLeg(models.Model):
    """What one line gives to a hold. Append-only.

    The ids of all transfers it can ever lead to are made with it, so that any step may be repeated after a crash:
    `transfer` is the ledger's hold; `resolving_transfer` settles or frees it; `memo_transfer` says what for.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    hold = models.ForeignKey("budgets.Hold", on_delete=models.PROTECT, related_name="legs")
    line = models.ForeignKey("budgets.Line", on_delete=models.PROTECT, related_name="legs")
    amount_minor = models.BigIntegerField()
    transfer = models.UUIDField(unique=True, default=new_id)
    resolving_transfer = models.UUIDField(unique=True, default=new_id)
    memo_transfer = models.UUIDField(unique=True, default=new_id)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hold", "line"],
                name="hold_leg_once",
                violation_error_message="The hold takes from this line already.",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0),
                name="hold_leg_above_zero",
                violation_error_message="A part of a hold is above zero.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} minor units"
