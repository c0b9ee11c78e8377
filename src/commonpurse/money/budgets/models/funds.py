from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Case, F, Q, Value, When

import commonpurse.kernel.search  # noqa: F401 - `found_in` of fields
from commonpurse.kernel.constraints import as_choices, values_of
from commonpurse.kernel.identity import new_id
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
    nation = models.CharField(max_length=20, choices=as_choices(rules.NATION_WORDS), default="england")
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
                condition=Q(nation__in=values_of(rules.Nation)),
                name="fund_nation_known",
                violation_error_message="Choose from the list whose law it stands under.",
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
