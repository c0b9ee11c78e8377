from __future__ import annotations

from django.db import models
from django.db.models import Q

import commonpurse.kernel.search  # noqa: F401 - `found_in` of fields
from commonpurse.kernel.constraints import as_choices, one_actor, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.rules import HOLDING_WORDS, SPEND_WORDS, HoldingType, SpendKind
from commonpurse.money.payments import rules
from commonpurse.money.payments.models.shared_fields import acted_by
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


class PaymentQuerySet(models.QuerySet["Payment"]):
    def found_by(self, text: str) -> PaymentQuerySet:
        """Payments whose reference or whom they pay has these words, or whose person has exactly this reference."""
        return self.filter(
            Q(end_to_end_id__found_in=text)
            | Q(payee_account__payee__name__found_in=text)
            | Q(payee_account__holder_name__found_in=text)
            | Q(budget__person__reference__iexact=text)
        )


class Payment(models.Model):
    """Money released to a payee. Only `state` changes, along the machine of `rules`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    end_to_end_id = models.CharField(max_length=35, unique=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="payments")
    payee_account = models.ForeignKey("payments.PayeeAccount", on_delete=models.PROTECT, related_name="payments")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    spend_kind = models.CharField(max_length=30, choices=as_choices(SPEND_WORDS))
    remittance = models.CharField(max_length=140, blank=True, help_text="what the payee reads on the statement")
    rail = models.CharField(max_length=20, choices=[("bank_file", "Bank transfer")])
    ask = models.OneToOneField("decisions.Ask", on_delete=models.PROTECT, null=True, blank=True, related_name="payment")
    hold = models.OneToOneField("budgets.Hold", on_delete=models.PROTECT, related_name="payment")
    state = models.CharField(max_length=10, choices=as_choices(rules.STATE_WORDS))
    holding_type = models.CharField(
        max_length=20, blank=True, choices=as_choices(HOLDING_WORDS), help_text="empty: as its money is held"
    )
    holding_reason = models.CharField(max_length=500, blank=True)
    reissues = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reissued_as")
    settle_transfer = models.UUIDField(unique=True, default=new_id, help_text="the ledger row of the bank's debit")
    request_id = models.UUIDField(unique=True)
    request_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "created_at"], name="payment_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0),
                name="payment_above_zero",
                violation_error_message="Write an amount above zero.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=values_of(rules.PaymentState)),
                name="payment_state_known",
                violation_error_message="A payment is in one of the states of its machine.",
            ),
            models.CheckConstraint(
                condition=Q(spend_kind__in=values_of(SpendKind)),
                name="payment_kind_known",
                violation_error_message="Choose what the money is for from the list.",
            ),
            models.CheckConstraint(
                condition=Q(holding_type="") | (Q(holding_type__in=values_of(HoldingType)) & ~Q(holding_reason="")),
                name="payment_holding_has_reason",
                violation_error_message="Say in plain words why this payment is held in other hands.",
            ),
            models.CheckConstraint(
                condition=one_actor("created_by"),
                name="payment_created_by_one",
                violation_error_message="One person or one member released it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} ({self.state_words.lower()})"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def state_words(self) -> str:
        """What the page says of it."""
        return rules.STATE_WORDS[rules.PaymentState(self.state)]

    @property
    def kind_words(self) -> str:
        """What kind of thing it pays for."""
        return SPEND_WORDS[SpendKind(self.spend_kind)]

    @property
    def created_by(self) -> Member | Person:
        return acted_by(self, "created_by")


class PaymentEvent(models.Model):
    """One step of a payment, or something the bank said of it. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="events")
    state = models.CharField(max_length=10, choices=as_choices(rules.STATE_WORDS), help_text="after the step")
    code = models.CharField(max_length=35, blank=True, help_text="the bank's reason code, or ours")
    note = models.CharField(max_length=500, blank=True)
    happened_at = models.DateTimeField()
    actor_id = models.UUIDField(help_text="the Member, Person or System member who acted")

    class Meta:
        ordering = ["happened_at", "id"]

    def __str__(self) -> str:
        return self.state
