from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from commonpurse.kernel.constraints import as_choices, both_or_neither, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.rules import FUND_KIND_WORDS, FundKind
from commonpurse.money.pooling.rules import (
    DRAWDOWN_WORDS,
    LEFT_OVER_WORDS,
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_TEXT,
    Drawdown,
    LeftOver,
    Share,
    Terms,
    Text,
)


class FundingAgreement(models.Model):
    """What some organisations agreed about money they put together. What it says stands in its versions."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=LONGEST_NAME)
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="funding_agreement_name_once",
                violation_error_message="An agreement of this name is there already.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="funding_agreement_named",
                violation_error_message="Give the agreement a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FundingAgreementVersion(models.Model):
    """All that an agreement says, in one writing. A change is a new version; the newest that all agreed to holds."""

    id = models.UUIDField(primary_key=True, default=new_id)
    agreement = models.ForeignKey("pooling.FundingAgreement", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    fund_kind = models.CharField(max_length=20, choices=as_choices(FUND_KIND_WORDS))
    aims = models.TextField(max_length=LONGEST_TEXT, blank=True)
    outcomes = models.TextField(max_length=LONGEST_TEXT, blank=True)
    functions = models.TextField(max_length=LONGEST_TEXT, blank=True)
    improves = models.TextField(max_length=LONGEST_TEXT, blank=True)
    people = models.TextField(max_length=LONGEST_TEXT, blank=True)
    services = models.TextField(max_length=LONGEST_TEXT, blank=True)
    staff = models.TextField(max_length=LONGEST_TEXT, blank=True)
    goods = models.TextField(max_length=LONGEST_TEXT, blank=True)
    accommodation = models.TextField(max_length=LONGEST_TEXT, blank=True)
    restricted_purpose = models.TextField(max_length=LONGEST_TEXT, blank=True)
    how_managed = models.TextField(max_length=LONGEST_TEXT, blank=True)
    how_varied = models.TextField(max_length=LONGEST_TEXT, blank=True)
    how_ended = models.TextField(max_length=LONGEST_TEXT, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="the first day after it")
    review_on = models.DateField(null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(null=True, blank=True)
    unspent_rule = models.CharField(max_length=20, blank=True, choices=as_choices(LEFT_OVER_WORDS))
    host = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    pool_manager = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    why = models.CharField(max_length=LONGEST_REASON, blank=True, help_text="why it was written anew")
    written_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True, help_text="when the last partner agreed")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"],
                name="funding_version_number_once",
                violation_error_message="There is a version of this number already.",
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0),
                name="funding_version_from_one",
                violation_error_message="Versions count from 1.",
            ),
            models.CheckConstraint(
                condition=Q(fund_kind__in=values_of(FundKind)),
                name="funding_version_kind_known",
                violation_error_message="Choose the kind from the list.",
            ),
            models.CheckConstraint(
                condition=Q(unspent_rule__in=["", *values_of(LeftOver)]),
                name="funding_version_unspent_known",
                violation_error_message="Choose from the list what happens to money that is not spent.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="funding_version_ends_after_start",
                violation_error_message="The last day must be after the first.",
            ),
            # An agreement that nobody could read the days of would be in force for ever, or never.
            models.CheckConstraint(
                condition=Q(agreed_at=None)
                | (
                    Q(
                        starts_on__isnull=False,
                        ends_on__isnull=False,
                        review_on__isnull=False,
                        notice_days__isnull=False,
                        host__isnull=False,
                        pool_manager__isnull=False,
                    )
                    & ~Q(unspent_rule="")
                    & ~Q(aims="")
                ),
                name="funding_version_agreed_whole",
                violation_error_message="Only what is complete can be agreed to.",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"

    @property
    def terms(self) -> Terms:
        """What it says, as the rules know it. Reads the contributions: load them with the version."""
        return Terms(
            fund_kind=FundKind(self.fund_kind),
            texts={text: getattr(self, text.value) for text in Text},
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            review_on=self.review_on,
            notice_days=self.notice_days,
            unspent_rule=LeftOver(self.unspent_rule) if self.unspent_rule else None,
            host=self.host_id,
            pool_manager=self.pool_manager_id,
            shares=tuple(each.share for each in self.contributions.all()),
        )


class Contribution(models.Model):
    """What one organisation puts in by one version. What it did put in is read from the ledger, by its fund."""

    id = models.UUIDField(primary_key=True, default=new_id)
    version = models.ForeignKey(
        "pooling.FundingAgreementVersion", on_delete=models.PROTECT, related_name="contributions"
    )
    number = models.PositiveSmallIntegerField(help_text="its place in the version")
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField(help_text="minor units; zero for a partner that brings no money")
    fund = models.ForeignKey("budgets.Fund", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    drawdown = models.CharField(max_length=12, choices=as_choices(DRAWDOWN_WORDS))
    varies = models.CharField(max_length=LONGEST_REASON, blank=True, help_text="how it may vary")
    starts_on = models.DateField(null=True, blank=True, help_text="empty: with the agreement")
    ends_on = models.DateField(null=True, blank=True, help_text="the first day after it; empty: with the agreement")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "organisation"],
                name="contribution_organisation_once",
                violation_error_message="Name each organisation once.",
            ),
            models.UniqueConstraint(
                fields=["version", "fund"],
                name="contribution_fund_once",
                violation_error_message="Name each fund once.",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0),
                name="contribution_not_below_zero",
                violation_error_message="Write an amount above zero.",
            ),
            models.CheckConstraint(
                condition=Q(drawdown__in=values_of(Drawdown)),
                name="contribution_drawdown_known",
                violation_error_message="Choose from the list when it is due.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="contribution_ends_after_start",
                violation_error_message="The last day must be after the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.amount_minor} minor units"

    @property
    def share(self) -> Share:
        return Share(
            organisation=self.organisation_id,
            amount_minor=self.amount_minor,
            fund=self.fund_id,
            drawdown=Drawdown(self.drawdown),
            varies=self.varies,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
        )


class FundingSignature(models.Model):
    """That an organisation agreed to one version, and who said so for it. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    version = models.ForeignKey("pooling.FundingAgreementVersion", on_delete=models.PROTECT, related_name="signatures")
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "organisation"],
                name="funding_signature_once",
                violation_error_message="The organisation has agreed to this version already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} agreed to {self.version_id}"


class FundingRemark(models.Model):
    """What a partner says of a version: what it wants otherwise, before it agrees. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    version = models.ForeignKey("pooling.FundingAgreementVersion", on_delete=models.PROTECT, related_name="remarks")
    words = models.CharField(max_length=LONGEST_REASON)
    said_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""), name="funding_remark_says", violation_error_message="Write what you want."
            )
        ]

    def __str__(self) -> str:
        return self.words


class FundingNotice(models.Model):
    """That a partner leaves from a day on, and, where it did, that it took the notice back."""

    id = models.UUIDField(primary_key=True, default=new_id)
    agreement = models.ForeignKey("pooling.FundingAgreement", on_delete=models.PROTECT, related_name="notices")
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="+")
    leaves_on = models.DateField(help_text="the first day without it")
    reason = models.CharField(max_length=LONGEST_REASON)
    given_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation", "leaves_on"],
                condition=Q(withdrawn_at=None),
                name="funding_notice_once",
                violation_error_message="The organisation has given this notice already.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="funding_notice_says_why",
                violation_error_message="Write why. The other partners read it.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("withdrawn_at", "withdrawn_by"),
                name="funding_notice_withdrawn_by",
                violation_error_message="Who takes a notice back and when are both said.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} leaves on {self.leaves_on}"


class QuarterStatement(models.Model):
    """That the pool manager gave the partners the statement of a quarter, and what it said. Append-only.

    The figures are kept as they were told: the ledger may be put right later, and then the quarter's page shows
    both where they differ.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    agreement = models.ForeignKey("pooling.FundingAgreement", on_delete=models.PROTECT, related_name="statements")
    quarter_starts_on = models.DateField()
    opened_minor = models.BigIntegerField()
    put_in_minor = models.BigIntegerField()
    given_minor = models.BigIntegerField(help_text="to people’s budgets")
    released_minor = models.BigIntegerField(help_text="paid out, before what came back")
    returned_minor = models.BigIntegerField()
    left_minor = models.BigIntegerField(help_text="not yet given to anybody, at the end")
    note = models.TextField(max_length=LONGEST_TEXT)
    given_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(note=""),
                name="quarter_statement_says_something",
                violation_error_message="Write a line about the quarter.",
            ),
            models.CheckConstraint(
                condition=Q(left_minor=F("opened_minor") + F("put_in_minor") - F("given_minor")),
                name="quarter_statement_adds_up",
                violation_error_message="What is left is what was there and was put in, less what was given.",
            ),
        ]
        indexes = [models.Index(fields=["agreement", "quarter_starts_on"], name="quarter_statement_of")]

    def __str__(self) -> str:
        return f"Quarter from {self.quarter_starts_on}"

    def money(self, minor: int) -> Money:
        return Money(minor, self.agreement.currency)
