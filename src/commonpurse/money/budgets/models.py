from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

import commonpurse.kernel.search  # noqa: F401 - `found_in` of fields
from commonpurse.kernel.constraints import as_choices, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import Period
from commonpurse.money.budgets import rules


class FundQuerySet(models.QuerySet["Fund"]):
    def with_stage(self, today: date) -> FundQuerySet:
        """Read with each fund, as `stage`, whether it runs on that day."""
        return self.annotate(
            stage=Case(
                When(starts_on__gt=today, then=Value(rules.FundStage.COMING.value)),
                When(ends_on__lte=today, then=Value(rules.FundStage.ENDED.value)),
                default=Value(rules.FundStage.RUNNING.value),
            )
        )

    def found_by(self, text: str) -> FundQuerySet:
        """Funds whose name, purpose or funder has these words."""
        return self.filter(Q(name__found_in=text) | Q(purpose__found_in=text) | Q(funder__name__found_in=text))


class Fund(models.Model):
    """Money of one funder for one purpose and one period. Its figures are read from the ledger, never kept here."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=200)
    funder = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="funds")
    purpose = models.CharField(max_length=500)
    legal_basis = models.CharField(max_length=40, choices=as_choices(rules.LEGAL_BASIS_WORDS))
    kind = models.CharField(max_length=20, choices=as_choices(rules.FUND_KIND_WORDS))
    currency = models.CharField(max_length=3)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="the first day after it; empty: no end is agreed")
    unspent_rule = models.CharField(max_length=20, choices=as_choices(rules.UNSPENT_WORDS))
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    objects = FundQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="fund_name_once",
                violation_error_message="A fund of this name is there already.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="fund_ends_after_start",
                violation_error_message="The fund's last day must be after its first.",
            ),
            models.CheckConstraint(
                condition=Q(legal_basis__in=values_of(rules.LegalBasis)),
                name="fund_legal_basis_known",
                violation_error_message="Choose the legal basis from the list.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=values_of(rules.FundKind)),
                name="fund_kind_known",
                violation_error_message="Choose the kind of fund from the list.",
            ),
            models.CheckConstraint(
                condition=Q(unspent_rule__in=values_of(rules.UnspentRule)),
                name="fund_unspent_rule_known",
                violation_error_message="Choose from the list what happens to money that is not spent.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on)


class FundAccount(models.Model):
    """Which ledger account keeps which figure of a fund; `spend_kind` only for the account code `spent`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    fund = models.ForeignKey("budgets.Fund", on_delete=models.PROTECT, related_name="fund_accounts")
    code = models.CharField(max_length=30)
    spend_kind = models.CharField(max_length=30, blank=True, choices=as_choices(rules.SPEND_WORDS))
    account = models.OneToOneField("ledger.Account", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "code", "spend_kind"],
                name="fund_account_once",
                violation_error_message="The fund has this account already.",
            ),
            models.CheckConstraint(
                condition=Q(code="spent", spend_kind__in=values_of(rules.SpendKind))
                | (~Q(code="spent") & Q(spend_kind="")),
                name="fund_account_kind_for_spent",
                violation_error_message="What money was spent on belongs to the account of spent money only.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.spend_kind}".strip()


class SpendingRule(models.Model):
    """What one fund says about one kind of spending, in one version. A newer version replaces the whole set.

    No row for a kind means: allowed. Append-only, so what counted on a past day can be read back.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    fund = models.ForeignKey("budgets.Fund", on_delete=models.PROTECT, related_name="spending_rules")
    version = models.PositiveIntegerField()
    spend_kind = models.CharField(max_length=30, choices=as_choices(rules.SPEND_WORDS))
    is_allowed = models.BooleanField()
    limit_minor = models.BigIntegerField(null=True, blank=True, help_text="the most one payment may take, minor units")
    reason = models.CharField(max_length=300, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "version", "spend_kind"],
                name="spending_rule_once",
                violation_error_message="There is a rule for this already.",
            ),
            models.CheckConstraint(
                condition=Q(is_allowed=True, limit_minor=None) | ~Q(reason=""),
                name="spending_rule_has_reason",
                violation_error_message="Say in plain words why.",
            ),
            models.CheckConstraint(
                condition=Q(limit_minor=None) | Q(is_allowed=True, limit_minor__gt=0),
                name="spending_rule_limit_above_zero",
                violation_error_message="A limit is above zero and belongs to something that is allowed.",
            ),
            models.CheckConstraint(
                condition=Q(spend_kind__in=values_of(rules.SpendKind)),
                name="spending_rule_kind_known",
                violation_error_message="Choose what the money is for from the list.",
            ),
            models.CheckConstraint(
                condition=Q(version__gt=0),
                name="spending_rule_version_from_one",
                violation_error_message="Versions count from 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.spend_kind} (version {self.version})"


class Promise(models.Model):
    """That a funder promised a sum to a fund. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    fund = models.ForeignKey("budgets.Fund", on_delete=models.PROTECT, related_name="promises")
    amount_minor = models.BigIntegerField()
    transfer = models.UUIDField(unique=True)
    promised_at = models.DateTimeField()
    promised_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0),
                name="promise_above_zero",
                violation_error_message="Write an amount above zero.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} minor units"


class MoneyIn(models.Model):
    """That money which had arrived was found to be for a fund; how much of it meets a promise. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    fund = models.ForeignKey("budgets.Fund", on_delete=models.PROTECT, related_name="money_in")
    amount_minor = models.BigIntegerField()
    business_date = models.DateField()
    transfer = models.UUIDField(unique=True)
    promise_met_minor = models.BigIntegerField(default=0)
    promise_transfer = models.UUIDField(unique=True, null=True, blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0),
                name="money_in_above_zero",
                violation_error_message="Write an amount above zero.",
            ),
            models.CheckConstraint(
                condition=Q(promise_met_minor=0, promise_transfer=None)
                | Q(promise_met_minor__gt=0, promise_met_minor__lte=F("amount_minor"), promise_transfer__isnull=False),
                name="money_in_meets_promise_within_amount",
                violation_error_message="Money that arrived meets a promise by no more than itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} minor units on {self.business_date}"


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
