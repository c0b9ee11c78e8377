from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Case, F, Q, Value, When

import commonpurse.kernel.search  # noqa: F401 - `found_in` of fields
from commonpurse.kernel.constraints import both_or_neither
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.payments.bands import is_look_late, look_by
from commonpurse.money.payments.rules import FileStep


class BankFileQuerySet(models.QuerySet["BankFile"]):
    def with_step(self) -> BankFileQuerySet:
        """Read with each file, as `step`, how far it is."""
        return self.annotate(
            step=Case(
                When(taken_back_at__isnull=False, then=Value(FileStep.TAKEN_BACK.value)),
                When(sent_at__isnull=False, then=Value(FileStep.SENT.value)),
                When(approved_at__isnull=False, then=Value(FileStep.CHECKED.value)),
                default=Value(FileStep.MADE.value),
            )
        )

    def found_by(self, text: str) -> BankFileQuerySet:
        """Files whose name has these words, and those that held the payment of exactly this reference."""
        holding = Instruction.objects.filter(end_to_end_id__iexact=text).values("bank_file")
        return self.filter(Q(message_id__found_in=text) | Q(id__in=holding))


class BankFile(models.Model):
    """A file of payments for the bank. Its bytes never change; who made, checked and sent it is filled in once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    message_id = models.CharField(max_length=35, unique=True)
    version = models.CharField(max_length=2, choices=[("09", "pain.001.001.09"), ("03", "pain.001.001.03")])
    debtor_account = models.ForeignKey("payments.DebtorAccount", on_delete=models.PROTECT, related_name="bank_files")
    requested_on = models.DateField()
    payment_count = models.PositiveIntegerField()
    total_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    clearing_account = models.OneToOneField("ledger.Account", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        "partners.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = BankFileQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("made_by")),
                name="bank_file_checker_is_not_maker",
                violation_error_message="Who made a file does not check it.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("approved_at", "approved_by"),
                name="bank_file_approval_whole",
                violation_error_message="An approval has its moment and its author.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("sent_at", "sent_by"),
                name="bank_file_sending_whole",
                violation_error_message="A sent file has its moment and its author.",
            ),
            models.CheckConstraint(
                condition=both_or_neither("taken_back_at", "taken_back_by"),
                name="bank_file_taking_back_whole",
                violation_error_message="A file taken back has its moment and its author.",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(approved_at__isnull=False),
                name="bank_file_sent_after_approval",
                violation_error_message="A file is checked before it is sent.",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(taken_back_at=None),
                name="bank_file_sent_or_taken_back",
                violation_error_message="A file that was sent cannot be taken back.",
            ),
            models.CheckConstraint(
                condition=Q(payment_count__gt=0, total_minor__gt=0),
                name="bank_file_not_empty",
                violation_error_message="A file holds at least one payment.",
            ),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def check_by_on(self) -> date:
        """The last day on which its second person is to check it."""
        return look_by(self.made_at)

    def is_check_late(self, today: date) -> bool:
        """Whether it waits for its second person past that day."""
        is_open = self.approved_at is None and self.taken_back_at is None
        return is_open and is_look_late(self.made_at, today)

    @property
    def group_id(self) -> str:
        """The id of its one PmtInf: one account, one day. See `rails/bank_file/pain001_write.py`."""
        return f"{self.message_id}-1"


class Instruction(models.Model):
    """That a payment is in a bank file. A payment is in at most one live one. Taken back: no longer live."""

    id = models.UUIDField(primary_key=True, default=new_id)
    bank_file = models.ForeignKey("payments.BankFile", on_delete=models.PROTECT, related_name="instructions")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="instructions")
    end_to_end_id = models.CharField(max_length=35)
    amount_minor = models.BigIntegerField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(taken_back_at=None),
                name="instruction_in_one_live_file",
                violation_error_message="This payment is in another file already.",
            ),
            models.UniqueConstraint(
                fields=["bank_file", "payment"],
                name="instruction_once_in_a_file",
                violation_error_message="This payment is in the file already.",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0),
                name="instruction_above_zero",
                violation_error_message="A payment is above zero.",
            ),
        ]

    def __str__(self) -> str:
        return self.end_to_end_id

    @property
    def is_live(self) -> bool:
        return self.taken_back_at is None
