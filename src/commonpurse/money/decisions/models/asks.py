from __future__ import annotations

from django.db import models
from django.db.models import Q

import commonpurse.kernel.search  # noqa: F401 - `found_in` of fields
from commonpurse.kernel.constraints import as_choices, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.rules import PAID_TO_WORDS, SPEND_WORDS, Going, PaidTo, SpendKind
from commonpurse.money.decisions import rules
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


class AskQuerySet(models.QuerySet["Ask"]):
    def found_by(self, text: str) -> AskQuerySet:
        """Asks whose words or whose person's name have this text, or whose person has exactly this reference."""
        return self.filter(
            Q(what_for__found_in=text)
            | Q(pay_to__found_in=text)
            | Q(budget__person__called_by__found_in=text)
            | Q(budget__person__reference__iexact=text)
        )

    def to_be_paid(self) -> AskQuerySet:
        """Asks whose money is set aside and may be paid now: no payment has it, and what is awaited has happened."""
        may_now = Q(pays_when_happened=False) | Q(said_happened_at__isnull=False)
        return self.filter(may_now, state=rules.AskState.GRANTED.value, used_at=None)


class Ask(models.Model):
    """What a person asks her money for: what, how much, to whom, and the answer with its author."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="asks")
    plan_step = models.ForeignKey(
        "plans.Step",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the step of the plan that it is for",
    )
    what_for = models.CharField(max_length=300)
    spend_kind = models.CharField(max_length=30, choices=as_choices(SPEND_WORDS))
    amount_minor = models.BigIntegerField()
    pay_to = models.CharField(max_length=200, blank=True, help_text="whom to pay, in the person's own words")
    is_new_payee = models.BooleanField(default=False, help_text="whom to pay was never paid before")
    paid_to = models.CharField(
        max_length=10,
        blank=True,
        choices=as_choices(PAID_TO_WORDS),
        help_text="into whose hands it is to come; empty while whom to pay is not known",
    )
    asked_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    request_id = models.UUIDField(unique=True)
    request_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=as_choices(rules.STATE_WORDS), default="waiting")
    hold = models.OneToOneField("budgets.Hold", on_delete=models.PROTECT, null=True, blank=True, related_name="ask")
    decided_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    used_at = models.DateTimeField(null=True, blank=True, help_text="when a payment took the money set aside")
    pays_when_happened = models.BooleanField(default=False, help_text="nobody is paid before it happened")
    said_happened_at = models.DateTimeField(null=True, blank=True, help_text="when it was said that it happened")

    objects = AskQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0),
                name="ask_above_zero",
                violation_error_message="Write an amount above zero.",
            ),
            models.CheckConstraint(
                condition=Q(spend_kind__in=values_of(SpendKind)),
                name="ask_kind_known",
                violation_error_message="Choose what the money is for from the list.",
            ),
            models.CheckConstraint(
                condition=Q(paid_to__in=["", *values_of(PaidTo)]),
                name="ask_paid_to_known",
                violation_error_message="Money goes to the person herself, a helper or a supplier.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=values_of(rules.AskState)),
                name="ask_state_known",
                violation_error_message="An ask waits, or is granted, declined or withdrawn.",
            ),
            models.CheckConstraint(
                condition=Q(asked_by_member=None, asked_by_person__isnull=False)
                | Q(asked_by_member__isnull=False, asked_by_person=None),
                name="ask_has_one_asker",
                violation_error_message="One person or one member asks.",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None, decided_by_member=None, decided_by_person=None)
                | (
                    ~Q(state="waiting")
                    & Q(decided_at__isnull=False)
                    & (
                        Q(decided_by_member=None, decided_by_person__isnull=False)
                        | Q(decided_by_member__isnull=False, decided_by_person=None)
                    )
                ),
                name="ask_decided_with_author",
                violation_error_message="An answer has its author and its moment.",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""),
                name="ask_declined_with_reason",
                violation_error_message="Say in plain words why not.",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(hold__isnull=False),
                name="ask_granted_holds_money",
                violation_error_message="A granted ask has its money set aside.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "declined"]) | Q(hold=None),
                name="ask_open_or_declined_holds_none",
                violation_error_message="An ask that waits or was declined sets no money aside.",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(state="granted"),
                name="ask_used_only_when_granted",
                violation_error_message="A payment takes the money of a granted ask only.",
            ),
            models.CheckConstraint(
                condition=Q(said_happened_at=None) | Q(pays_when_happened=True),
                name="ask_happened_only_when_awaited",
                violation_error_message="Only what is paid when it happened is said to have happened.",
            ),
        ]

    def __str__(self) -> str:
        return f"Ask {self.id}"

    @property
    def waits_to_happen(self) -> bool:
        """Whether nobody may be paid yet, for it has not happened."""
        return self.pays_when_happened and self.said_happened_at is None

    @property
    def asked_by(self) -> Member | Person:
        actor = self.asked_by_member or self.asked_by_person
        assert actor is not None, "by constraint ask_has_one_asker"  # noqa: S101
        return actor

    @property
    def going(self) -> Going:
        """Into whose hands its money is to come. While that is not known it might be a shop's."""
        return Going(PaidTo(self.paid_to)) if self.paid_to else Going()

    @property
    def decided_by(self) -> Member | Person | None:
        return self.decided_by_member or self.decided_by_person
