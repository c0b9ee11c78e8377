from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.models import as_choices, values_of
from commonpurse.money.budgets.rules import HOLDING_WORDS, SPEND_WORDS, HoldingType, SpendKind
from commonpurse.money.payments import rules
from commonpurse.money.payments.accounts import Account, IbanAccount, UkAccount
from commonpurse.money.payments.business_days import USUAL_CUT_OFF
from commonpurse.money.payments.modulus import CheckResult
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def account_named_once() -> Q:
    """Exactly the fields of the scheme: sort code and number in the UK, IBAN elsewhere."""
    in_uk = Q(scheme="uk", iban="", bic="") & ~Q(sort_code="") & ~Q(account_number="")
    by_iban = Q(scheme="iban", sort_code="", account_number="") & ~Q(iban="")
    return in_uk | by_iban


def one_actor(name: str) -> Q:
    """Exactly one of a member and a person acted."""
    member, person = f"{name}_member", f"{name}_person"
    return Q(**{member: None, f"{person}__isnull": False}) | Q(**{f"{member}__isnull": False, person: None})


def both_or_neither(moment: str, actor: str) -> Q:
    """Who and when are both set or both empty."""
    return Q(**{moment: None, actor: None}) | Q(**{f"{moment}__isnull": False, f"{actor}__isnull": False})


def acted_by(row: Any, name: str) -> Member | Person:
    actor: Member | Person | None = getattr(row, f"{name}_member") or getattr(row, f"{name}_person")
    assert actor is not None, "by constraint"  # noqa: S101
    return actor


class BankAccountFields(models.Model):
    """How a bank account is named. Used by our own accounts and by those of payees."""

    scheme = models.CharField(max_length=4, choices=[("uk", "Sort code and account number"), ("iban", "IBAN")])
    sort_code = models.CharField(max_length=6, blank=True)
    account_number = models.CharField(max_length=8, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    bic = models.CharField(max_length=11, blank=True)

    class Meta:
        abstract = True

    @property
    def named(self) -> Account:
        """The account as a bank file needs it."""
        if self.scheme == rules.Scheme.UK:
            return UkAccount(self.sort_code, self.account_number)
        return IbanAccount(self.iban, self.bic)


def fields_of(account: Account) -> Mapping[str, str]:
    """Return the columns that name this account."""
    if isinstance(account, UkAccount):
        return {"scheme": "uk", "sort_code": account.sort_code, "account_number": account.account_number}
    return {"scheme": "iban", "iban": account.iban, "bic": account.bic}


class WeightTable(models.Model):
    """One version of the operator's table for UK account numbers. The newest counts. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    weights = models.TextField(help_text="one row a line, as `modulus_table.write_weights` writes them")
    substitutes = models.TextField(blank=True, help_text="empty: that file was not given")
    file_names = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64, help_text="of weights and substitutes")
    row_count = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-loaded_at", "-id"]

    def __str__(self) -> str:
        return f"{self.row_count} rows, {self.sha256[:12]}"


class DebtorAccount(BankAccountFields):
    """An account of the partnership from which payments are made, and whose statements are read."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=100, help_text="what we call it")
    holder_name = models.CharField(max_length=70, help_text="as the bank writes it")
    currency = models.CharField(max_length=3)
    organisation_id = models.CharField(max_length=35, blank=True, help_text="the bank's id for us in files, if any")
    cut_off = models.TimeField(default=USUAL_CUT_OFF, help_text="London time; from then on a file is tomorrow's")
    days_ahead = models.PositiveSmallIntegerField(
        default=0, help_text="business days between the file and the payment: 0 Faster Payments, 2 Bacs"
    )
    bank_account = models.OneToOneField("ledger.Account", on_delete=models.PROTECT, related_name="+")
    suspense_account = models.OneToOneField("ledger.Account", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="debtor_account_name_once",
                violation_error_message="There is an account of this name already.",
            ),
            models.UniqueConstraint(
                fields=["sort_code", "account_number", "iban"],
                name="debtor_account_once",
                violation_error_message="This account is there already.",
            ),
            models.CheckConstraint(
                condition=account_named_once(),
                name="debtor_account_named_once",
                violation_error_message="Give a sort code and account number, or an IBAN.",
            ),
            models.CheckConstraint(
                condition=Q(currency="GBP", scheme="uk") | Q(currency="EUR", scheme="iban"),
                name="debtor_account_scheme_of_currency",
                violation_error_message="Pounds are paid by sort code, euros by IBAN.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


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
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def added_by(self) -> Member | Person:
        return acted_by(self, "added_by")


class PayeeAccount(BankAccountFields):
    """One account of a payee. A change is a new row; only the call-back is filled in later, once."""

    id = models.UUIDField(primary_key=True, default=new_id)
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
        ]

    def __str__(self) -> str:
        return f"account ending in {self.ending}"

    @property
    def added_by(self) -> Member | Person:
        return acted_by(self, "added_by")

    @property
    def ending(self) -> str:
        return self.named.ending

    def is_usable_at(self, now: datetime) -> bool:
        """Tell whether money may go there at that moment."""
        return rules.is_usable(usable_from=self.usable_from, called_back_at=self.called_back_at, now=now)


class Payment(models.Model):
    """Money released to a payee. Only `state` changes, along the machine of `rules`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    end_to_end_id = models.CharField(max_length=35, unique=True)
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
    def created_by(self) -> Member | Person:
        return acted_by(self, "created_by")


class PaymentEvent(models.Model):
    """One step of a payment, or something the bank said of it. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
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
    def group_id(self) -> str:
        """The id of its one PmtInf: one account, one day. See `rails/bank_file/pain001_write.py`."""
        return f"{self.message_id}-1"


class Instruction(models.Model):
    """That a payment is in a bank file. A payment is in at most one live one. Taken back: no longer live."""

    id = models.UUIDField(primary_key=True, default=new_id)
    bank_file = models.ForeignKey("payments.BankFile", on_delete=models.PROTECT, related_name="instructions")
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


class Settlement(models.Model):
    """That the bank's statement shows a payment as paid. One a payment. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    payment = models.OneToOneField("payments.Payment", on_delete=models.PROTECT, related_name="settlement")
    source_id = models.UUIDField(help_text="what shows it, for example the line of a statement")
    settled_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(help_text="the Member or System member who acted")

    def __str__(self) -> str:
        return f"paid on {self.settled_on}"


class MoneyBack(models.Model):
    """That money of a payment is on the budget again: the bank returned it, or never paid it. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="money_back")
    kind = models.CharField(max_length=10, choices=[("returned", "Came back"), ("rejected", "Refused by the bank")])
    amount_minor = models.BigIntegerField()
    source_id = models.UUIDField(help_text="what shows it: the line of a statement, or a status report")
    bank_transfer = models.UUIDField(
        unique=True, null=True, blank=True, help_text="the ledger row of the bank's credit"
    )
    came_on = models.DateField()
    code = models.CharField(max_length=35, blank=True, help_text="the bank's reason code")
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(help_text="the Member or System member who acted")

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0),
                name="money_back_above_zero",
                violation_error_message="Write an amount above zero.",
            ),
            models.CheckConstraint(
                condition=Q(kind="returned", bank_transfer__isnull=False) | Q(kind="rejected", bank_transfer=None),
                name="money_back_moves_at_the_bank_if_returned",
                violation_error_message="Only money that was paid out comes back through the bank.",
            ),
            models.UniqueConstraint(
                fields=["payment", "source_id"],
                name="money_back_once_for_a_source",
                violation_error_message="This was taken back already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} minor units"


class StatusReport(models.Model):
    """What the bank said of a file, as it came, and what followed from it. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    bank_file = models.ForeignKey("payments.BankFile", on_delete=models.PROTECT, related_name="status_reports")
    message_id = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=35, blank=True, help_text="what it says of the whole file")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    accepted_count = models.PositiveIntegerField()
    rejected_count = models.PositiveIntegerField()
    unknown_count = models.PositiveIntegerField()
    warnings = models.JSONField(default=list)
    read_at = models.DateTimeField()
    read_by = models.ForeignKey("partners.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["read_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"],
                name="status_report_once",
                violation_error_message="This report was read already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.status or 'no status for the file'}"
