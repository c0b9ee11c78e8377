from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from commonpurse.kernel.constraints import as_choices, both_or_neither, one_actor, values_of
from commonpurse.kernel.identity import new_id
from commonpurse.money.payments import rules
from commonpurse.money.payments.models.shared_fields import BankAccountFields, account_named_once, acted_by
from commonpurse.money.payments.modulus import CheckResult
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


class Payee(models.Model):
    """Somebody whom a person wants paid: herself, a helper, a supplier. Where to is on its accounts."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="payees")
    kind = models.CharField(max_length=10, choices=as_choices(rules.PAYEE_WORDS))
    name = models.CharField(max_length=100)
    added_at = models.DateTimeField()
    added_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            # Else a changed account could pass for a first one, and skip its wait.
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(kind="own"),
                name="payee_own_once",
                violation_error_message="The person's own account is there already. Change it instead.",
            ),
            models.UniqueConstraint(
                Lower("name"),
                "person",
                name="payee_name_once",
                violation_error_message="There is a payee of this name already. Change its account instead.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=values_of(rules.PayeeKind)),
                name="payee_kind_known",
                violation_error_message="Choose from the list whose account it is.",
            ),
            models.CheckConstraint(
                condition=one_actor("added_by"),
                name="payee_added_by_one",
                violation_error_message="One person or one member added it.",
            ),
            models.CheckConstraint(
                condition=Q(added_by_person=None) | Q(added_by_person=F("person")),
                name="payee_added_by_no_helper",
                violation_error_message="Who acts for a person adds nobody to be paid.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def added_by(self) -> Member | Person:
        return acted_by(self, "added_by")


class PayeeAccountQuerySet(models.QuerySet["PayeeAccount"]):
    def still_waiting(self, now: datetime) -> PayeeAccountQuerySet:
        """The newest accounts to which money still waits: for their time, or for a second worker alone."""
        waits = Q(usable_from__gt=now) | Q(waits_for_second=True)
        return self.filter(waits, called_back_at=None, replaced_by=None)


class PayeeAccount(BankAccountFields):
    """One account of a payee. A change is a new row; only the call-back is filled in later, once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    payee = models.ForeignKey("payments.Payee", on_delete=models.PROTECT, related_name="accounts")
    holder_name = models.CharField(max_length=70, help_text="as the bank writes it")
    check_result = models.CharField(max_length=12, choices=[("valid", "Checked"), ("cannot_check", "Not checkable")])
    check_reason = models.CharField(max_length=200)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    added_at = models.DateTimeField()
    added_by_member = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_by_person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    usable_from = models.DateTimeField(help_text="when the wait ends by itself")
    called_back_at = models.DateTimeField(null=True, blank=True)
    called_back_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    let_in_by = models.ForeignKey(
        "partners.Member",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="who had given the person the way in by which this was written down, or had recognised her",
    )
    waits_for_second = models.BooleanField(
        default=False, help_text="written down soon after she was recognised anew: no time ends its wait"
    )

    objects: ClassVar[models.Manager[PayeeAccount]] = PayeeAccountQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=account_named_once(),
                name="payee_account_named_once",
                violation_error_message="Give a sort code and account number, or an IBAN.",
            ),
            models.CheckConstraint(
                condition=Q(check_result__in=[CheckResult.VALID.value, CheckResult.CANNOT_CHECK.value]),
                name="payee_account_not_invalid",
                violation_error_message="An account that fails the check cannot be paid.",
            ),
            models.CheckConstraint(
                condition=one_actor("added_by"),
                name="payee_account_added_by_one",
                violation_error_message="One person or one member added it.",
            ),
            # Who acts for her may pay: so they never say where to (P28).
            models.CheckConstraint(
                condition=Q(added_by_person=None) | Q(added_by_person=F("person")),
                name="payee_account_added_by_no_helper",
                violation_error_message="Who acts for a person writes down no account.",
            ),
            # Each payee has one first account; every other one replaces another and waits.
            models.UniqueConstraint(
                fields=["payee"],
                condition=Q(replaces=None),
                name="payee_account_first_once",
                violation_error_message="The payee has an account already. Change it instead.",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | Q(usable_from__gt=F("added_at")),
                name="payee_account_changed_waits",
                violation_error_message="Money to a changed account waits.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("called_back_at", "called_back_by"),
                name="payee_account_call_back_whole",
                violation_error_message="A call-back has its moment and its author.",
            ),
            models.CheckConstraint(
                condition=Q(called_back_by=None) | Q(added_by_member=None) | ~Q(called_back_by=F("added_by_member")),
                name="payee_account_called_back_by_another",
                violation_error_message="Somebody else than who wrote the account down must call back.",
            ),
            # Else who makes a person's way in could come in as her, change an account, and call back alone.
            models.CheckConstraint(
                condition=Q(called_back_by=None) | Q(let_in_by=None) | ~Q(called_back_by=F("let_in_by")),
                name="payee_account_called_back_by_no_door_maker",
                violation_error_message="Somebody else than who gave the person their way in must call back.",
            ),
            models.CheckConstraint(
                condition=Q(waits_for_second=False) | Q(let_in_by__isnull=False),
                name="payee_account_second_after_whom",
                violation_error_message="What waits for a second worker names the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"account ending in {self.ending}"

    @property
    def added_by(self) -> Member | Person:
        return acted_by(self, "added_by")

    @property
    def ending(self) -> str:
        return self.named.ending

    def is_usable_at(self, now: datetime, replaced_at: datetime | None = None) -> bool:
        """Tell whether money may go there at that moment; `replaced_at`: when a newer account took its place."""
        return rules.is_usable(
            usable_from=self.usable_from,
            called_back_at=self.called_back_at,
            now=now,
            replaced_at=replaced_at,
            waits_for_second=self.waits_for_second,
        )
