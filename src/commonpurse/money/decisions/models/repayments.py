from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from commonpurse.kernel.constraints import as_choices, both_or_neither, one_actor, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.words import Words
from commonpurse.money.decisions.rules import repayments as rules
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


class RepaymentNoticeQuerySet(models.QuerySet["RepaymentNotice"]):
    def open(self) -> RepaymentNoticeQuerySet:
        """Those with which something is still to be done."""
        over = Q(state="withdrawn") | Q(state="concluded", reclaimed_at__isnull=False)
        return self.exclude(over | Q(state="concluded", who_pays="holder")).order_by("issued_at", "id")

    def over(self) -> RepaymentNoticeQuerySet:
        """The others, the newest first."""
        over = Q(state="withdrawn") | Q(state="concluded", reclaimed_at__isnull=False)
        return self.filter(over | Q(state="concluded", who_pays="holder")).order_by("-issued_at", "-id")

    def with_her(self) -> RepaymentNoticeQuerySet:
        """Those that were given to the person, or stand on her page: before, a notice says nothing to her."""
        found = self.filter(Q(noted_at__isnull=False) | Q(shown_at__isnull=False))
        return found.order_by(Coalesce("noted_at", "shown_at").desc(), "-id")


class RepaymentNotice(models.Model):
    """That money is asked back off a person's budget: why, how much, until when, who pays. Its id is the authority
    of the ledger's `reclaim`. One member writes it, another agrees, it is given to her, and she can have it looked at
    again by a third. What was written stays as it was written. Shown on her page, it is given when she says that she
    has read it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="notices")
    ground = models.CharField(max_length=20, choices=as_choices(rules.NOTICE_GROUND_WORDS))
    reasons = models.CharField(max_length=2000, help_text="in plain words; the person reads them")
    evidence = models.CharField(max_length=2000, help_text="what shows it")
    who_pays = models.CharField(max_length=10, choices=as_choices(rules.WHO_PAYS_WORDS))
    days_to_pay = models.PositiveSmallIntegerField(help_text="days, from the day on which it counts as given")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=12, choices=as_choices(rules.STATE_OF_NOTICE_WORDS), default="written")
    request_id = models.UUIDField(unique=True)
    request_hash = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    shown_at = models.DateTimeField(null=True, blank=True, help_text="since when it is on her own page, to be read")
    shown_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    given_how = models.CharField(max_length=10, null=True, blank=True, choices=as_choices(rules.GIVEN_HOW_WORDS))  # noqa: DJ001  filled in once
    given_on = models.DateField(null=True, blank=True, help_text="the day on which it counts as given")
    pay_by_on = models.DateField(null=True, blank=True, help_text="the last day to ask again; nothing is taken on it")
    noted_at = models.DateTimeField(null=True, blank=True, help_text="when that was written down")
    noted_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    concluded_at = models.DateTimeField(null=True, blank=True)
    concluded_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    concluded_minor = models.BigIntegerField(null=True, blank=True, help_text="what stands of the sum")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_why = models.CharField(max_length=2000, null=True, blank=True)  # noqa: DJ001  filled in once
    reclaimed_at = models.DateTimeField(null=True, blank=True)
    reclaimed_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reclaimed_minor = models.BigIntegerField(null=True, blank=True, help_text="what the lines had free on that day")

    objects = RepaymentNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["issued_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0),
                name="notice_above_zero",
                violation_error_message="Write an amount above zero.",
            ),
            models.CheckConstraint(
                condition=Q(ground__in=values_of(rules.NoticeGround)),
                name="notice_ground_known",
                violation_error_message="Choose from the list why.",
            ),
            models.CheckConstraint(
                condition=Q(who_pays__in=values_of(rules.WhoPays)),
                name="notice_payer_known",
                violation_error_message="Choose from the list who pays.",
            ),
            models.CheckConstraint(
                condition=~Q(reasons="") & ~Q(evidence=""),
                name="notice_has_reasons",
                violation_error_message="Say why, and what shows it.",
            ),
            models.CheckConstraint(
                condition=Q(days_to_pay__gte=rules.FEWEST_DAYS, days_to_pay__lte=rules.MOST_DAYS),
                name="notice_leaves_time",
                violation_error_message="Give at least 28 days.",
            ),
            models.CheckConstraint(
                condition=Q(state="written", agreed_at=None, noted_at=None)
                | Q(state="agreed", agreed_at__isnull=False, noted_at=None)
                | Q(state__in=["given", "asked_again", "heard", "concluded"], agreed_at__isnull=False)
                & Q(noted_at__isnull=False)
                | Q(state="withdrawn"),
                name="notice_state_follows",
                violation_error_message="A notice is written, then agreed, then given.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=F("issued_by")),
                name="notice_agreed_by_another",
                violation_error_message="Somebody else than who wrote it must agree.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("agreed_at", "agreed_by"),
                name="notice_agreement_whole",
                violation_error_message="An agreement has its moment and its author.",
            ),
            models.CheckConstraint(
                condition=Q(noted_at=None, noted_by=None, given_how=None, given_on=None, pay_by_on=None)
                | Q(
                    Q(noted_by__isnull=False) & ~Q(given_how="her_page")
                    | Q(noted_by=None, given_how="her_page", shown_at__isnull=False),
                    noted_at__isnull=False,
                    given_how__isnull=False,  # said beside the list: what is empty is in no list, and in none not
                    given_how__in=values_of(rules.GivenHow),
                    given_on__isnull=False,
                    pay_by_on__isnull=False,
                ),
                name="notice_giving_whole",
                violation_error_message="Say how it was given, and on which day.",
            ),
            models.CheckConstraint(
                condition=Q(shown_at=None, shown_by=None)
                | Q(shown_at__isnull=False, shown_by__isnull=False, agreed_at__isnull=False),
                name="notice_shown_whole",
                violation_error_message="A notice that two agreed on is put on the person's page, by somebody.",
            ),
            models.CheckConstraint(
                condition=Q(pay_by_on=None) | Q(pay_by_on__gte=F("given_on") + timedelta(days=rules.FEWEST_DAYS)),
                name="notice_time_from_giving",
                violation_error_message="The time to pay runs from the day on which it was given.",
            ),
            models.CheckConstraint(
                condition=Q(concluded_at=None, concluded_by=None, concluded_minor=None) & ~Q(state="concluded")
                | Q(
                    state__in=["concluded", "withdrawn"],
                    concluded_at__isnull=False,
                    concluded_by__isnull=False,
                    concluded_minor__isnull=False,
                    concluded_minor__gt=0,
                    concluded_minor__lte=F("amount_minor"),
                ),
                name="notice_concluded_whole",
                violation_error_message="A notice that stands says of which sum, since when and by whom.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_why=None) & ~Q(state="withdrawn")
                | Q(
                    state="withdrawn",
                    withdrawn_at__isnull=False,
                    withdrawn_by__isnull=False,
                    withdrawn_why__isnull=False,
                    withdrawn_why__gt="",
                ),
                name="notice_withdrawn_whole",
                violation_error_message="A notice is taken off with a reason, by somebody.",
            ),
            models.CheckConstraint(
                condition=Q(reclaimed_at=None, reclaimed_by=None, reclaimed_minor=None)
                | Q(
                    state="concluded",
                    reclaimed_at__isnull=False,
                    reclaimed_by__isnull=False,
                    reclaimed_minor__isnull=False,
                    reclaimed_minor__gt=0,
                    reclaimed_minor__lte=F("concluded_minor"),
                ),
                name="notice_taken_when_it_stands",
                violation_error_message="Money goes back only by a notice that stands, and no more than it says.",
            ),
        ]

    def __str__(self) -> str:
        return f"Notice {self.id}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def stands_at(self) -> Money | None:
        """What stands of the sum, once that is known."""
        return None if self.concluded_minor is None else Money(self.concluded_minor, self.currency)

    @property
    def reclaimed(self) -> Money | None:
        return None if self.reclaimed_minor is None else Money(self.reclaimed_minor, self.currency)

    @property
    def ground_words(self) -> Words:
        return rules.NOTICE_GROUND_WORDS[rules.NoticeGround(self.ground)]

    @property
    def ground_said(self) -> Words:
        return rules.NOTICE_GROUND_SAID[rules.NoticeGround(self.ground)]

    @property
    def who_pays_words(self) -> Words:
        return rules.WHO_PAYS_WORDS[rules.WhoPays(self.who_pays)]

    @property
    def who_pays_said(self) -> Words:
        return rules.WHO_PAYS_SAID[rules.WhoPays(self.who_pays)]

    @property
    def given_how_words(self) -> Words | str:
        return rules.GIVEN_HOW_WORDS[rules.GivenHow(self.given_how)] if self.given_how else ""

    @property
    def since_on(self) -> date | None:
        """Since when she has it: the day on which it was given, or put on her page."""
        return self.given_on or (business_date(self.shown_at) if self.shown_at is not None else None)

    @property
    def is_to_be_read(self) -> bool:
        """Whether it stands on her page and she has not said yet that she has read it: no time runs."""
        return self.state == "agreed" and self.shown_at is not None

    @property
    def state_words(self) -> Words:
        if self.is_to_be_read:
            return rules.SHOWN_WORDS
        return rules.STATE_OF_NOTICE_WORDS[rules.NoticeState(self.state)]

    @property
    def state_said(self) -> Words:
        if self.is_to_be_read:
            return rules.SHOWN_SAID
        return rules.STATE_OF_NOTICE_SAID[rules.NoticeState(self.state)]

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be done: the same that `RepaymentNoticeQuerySet.over` asks."""
        is_done = self.reclaimed_at is not None or self.who_pays == rules.WhoPays.HOLDER
        return self.state == "withdrawn" or (self.state == "concluded" and is_done)

    def is_time_left(self, today: date) -> bool:
        """Whether she can still ask for it to be looked at again."""
        return self.state == "given" and self.pay_by_on is not None and today <= self.pay_by_on


class NoticePart(models.Model):
    """What one line is asked to give back by a notice. The id of its ledger row was made with it; what was taken is
    filled in once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey("decisions.RepaymentNotice", on_delete=models.PROTECT, related_name="parts")
    line = models.ForeignKey("budgets.Line", on_delete=models.PROTECT, related_name="notice_parts")
    amount_minor = models.BigIntegerField()
    transfer = models.UUIDField(unique=True, default=new_id)
    taken_minor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "line"],
                name="notice_part_once",
                violation_error_message="The notice names this part of the budget already.",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0),
                name="notice_part_above_zero",
                violation_error_message="Write an amount above zero.",
            ),
            models.CheckConstraint(
                condition=Q(taken_minor=None) | Q(taken_minor__gte=0, taken_minor__lte=F("amount_minor")),
                name="notice_part_takes_no_more",
                violation_error_message="No more is taken than the notice says.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} minor units"


class Reconsideration(models.Model):
    """That a notice is looked at again because she, or who helps her, asked; heard by somebody who had no hand in it.

    Who wrote the notice and who agreed to it are kept beside, so that the database keeps them from hearing it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    notice = models.OneToOneField("decisions.RepaymentNotice", on_delete=models.PROTECT, related_name="reconsideration")
    words = models.CharField(max_length=2000, blank=True, help_text="why, in her words; she need not say")
    evidence = models.CharField(max_length=2000, blank=True, help_text="what shows it")
    asked_at = models.DateTimeField()
    asked_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    heard_at = models.DateTimeField(null=True, blank=True)
    heard_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=10, null=True, blank=True, choices=as_choices(rules.NOTICE_OUTCOME_WORDS))  # noqa: DJ001  filled in once
    outcome_minor = models.BigIntegerField(null=True, blank=True, help_text="what is left of the sum")
    outcome_reasons = models.CharField(max_length=2000, null=True, blank=True)  # noqa: DJ001  filled in once

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=one_actor("asked_by"),
                name="reconsideration_has_one_asker",
                violation_error_message="One person or one member asks.",
            ),
            models.CheckConstraint(
                condition=Q(heard_by=None) | ~Q(heard_by=F("issued_by")) & ~Q(heard_by=F("agreed_by")),
                name="reconsideration_heard_by_a_third",
                violation_error_message="Somebody who neither wrote nor agreed to it must look at it again.",
            ),
            models.CheckConstraint(
                condition=Q(heard_at=None, heard_by=None, outcome=None, outcome_minor=None, outcome_reasons=None)
                | Q(
                    heard_at__isnull=False,
                    heard_by__isnull=False,
                    outcome__isnull=False,
                    outcome__in=values_of(rules.NoticeOutcome),
                    outcome_minor__isnull=False,
                    outcome_minor__gte=0,
                    outcome_reasons__isnull=False,
                    outcome_reasons__gt="",
                ),
                name="reconsideration_outcome_whole",
                violation_error_message="An outcome has its moment, its author, its sum and its reasons.",
            ),
        ]

    def __str__(self) -> str:
        return f"Reconsideration {self.id}"

    @property
    def asked_by(self) -> Member | Person:
        asker = self.asked_by_member or self.asked_by_person
        assert asker is not None, "by constraint, one of them asked"  # noqa: S101
        return asker

    @property
    def outcome_words(self) -> Words | str:
        return rules.NOTICE_OUTCOME_WORDS[rules.NoticeOutcome(self.outcome)] if self.outcome else ""
