"""The tables of the ledger as Django reads them. They are made by SQL (see `sql/tables_*.sql`), written by
`commands.post_transfers` alone, and read by everybody through `queries`.
"""

from __future__ import annotations

from django.db import models

from commonpurse.kernel.identity import new_id


class Account(models.Model):
    """Where money is, or what it is for. Counters in minor units, each zero or more, changed with every entry."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    normal_side = models.CharField(max_length=6)
    may_go_below_zero = models.BooleanField()
    debits_posted_minor = models.BigIntegerField(default=0)
    credits_posted_minor = models.BigIntegerField(default=0)
    debits_pending_minor = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=0, help_text="how many entries the account has")
    last_recorded_at = models.DateTimeField(null=True, help_text="the moment of its last entry")
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)

    class Meta:
        db_table = "ledger_account"

    def __str__(self) -> str:
        return f"{self.code} {self.id}"


class Transfer(models.Model):
    """One movement. Only ever inserted."""

    id = models.UUIDField(primary_key=True)
    journal = models.UUIDField(help_text="rows that stand or fall together")
    kind = models.CharField(max_length=8)
    code = models.CharField(max_length=40)
    debit_account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="debit_transfers")
    credit_account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="credit_transfers")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    hold = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="resolutions")
    reverses = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="reversals")
    is_final = models.BooleanField(default=False)
    freed_minor = models.BigIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)
    forced = models.BooleanField(default=False)
    authority = models.UUIDField(null=True, help_text="the decision or notice that allows it")
    business_date = models.DateField(help_text="day in Europe/London")
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()
    debit_version = models.BigIntegerField()
    debit_balance_minor = models.BigIntegerField(help_text="posted balance of the debit account after this row")
    credit_version = models.BigIntegerField(null=True)
    credit_balance_minor = models.BigIntegerField(null=True, help_text="the same of the credit account")
    request_hash = models.BinaryField(max_length=32, help_text="what the caller asked for")
    content_hash = models.BinaryField(max_length=32, help_text="the whole row; see canonical.py")

    class Meta:
        db_table = "ledger_transfer"

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class TransferProgress(models.Model):
    """What has become of a hold, or of a row that is being reversed. There from the hold or the first reversal on."""

    transfer = models.OneToOneField(Transfer, primary_key=True, on_delete=models.PROTECT, related_name="progress")
    amount_minor = models.BigIntegerField()
    settled_minor = models.BigIntegerField(default=0)
    reversed_minor = models.BigIntegerField(default=0)
    resolved_at = models.DateTimeField(null=True, help_text="set when nothing is left to settle, free or reverse")

    class Meta:
        db_table = "ledger_transfer_progress"

    def __str__(self) -> str:
        return f"progress of {self.transfer_id}"


class Period(models.Model):
    """A stretch of business days, half-open. Exactly one is open; the books before it take no entry."""

    id = models.UUIDField(primary_key=True, default=new_id)
    starts_on = models.DateField(null=True, help_text="empty only for the first")
    ends_on = models.DateField(null=True, help_text="first day no longer in it; empty while open")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)

    class Meta:
        db_table = "ledger_period"

    def __str__(self) -> str:
        return f"{self.starts_on or 'beginning'} to {self.ends_on or 'open'}"


class PeriodBalance(models.Model):
    """What an account held when a period closed: where reading as of a later day or moment begins.

    `on_...` counts the entries of business days before the period's end; entries that were there already but belong
    to later days have versions from `next_version` on. `at_...` counts every entry there was at the closing.
    """

    pk = models.CompositePrimaryKey("account_id", "period_id")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="period_balances")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="balances")
    on_debits_minor = models.BigIntegerField()
    on_credits_minor = models.BigIntegerField()
    on_pending_minor = models.BigIntegerField()
    next_version = models.BigIntegerField()
    at_debits_minor = models.BigIntegerField()
    at_credits_minor = models.BigIntegerField()
    at_pending_minor = models.BigIntegerField()
    at_version = models.BigIntegerField()
    at_recorded_at = models.DateTimeField(help_text="the moment of the account's last entry then")

    class Meta:
        db_table = "ledger_period_balance"

    def __str__(self) -> str:
        return f"{self.account_id} at the end of {self.period_id}"
