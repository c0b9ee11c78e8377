from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly
from commonpurse.money.ledger.sql import RunScript


class Migration(migrations.Migration):
    """The tables by SQL: Django's own foreign keys are deferred and cannot be composite, and on SQLite a later
    change of a table would rebuild it and lose its triggers.
    """

    initial = True
    dependencies = []
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[RunScript("tables"), AppendOnly("ledger_transfer"), RunScript("guards")],
            state_operations=[
                migrations.CreateModel(
                    name="Account",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("currency", models.CharField(max_length=3)),
                        ("normal_side", models.CharField(max_length=6)),
                        ("may_go_below_zero", models.BooleanField()),
                        ("debits_posted_minor", models.BigIntegerField(default=0)),
                        ("credits_posted_minor", models.BigIntegerField(default=0)),
                        ("debits_pending_minor", models.BigIntegerField(default=0)),
                        ("version", models.BigIntegerField(default=0, help_text="how many entries the account has")),
                        ("last_recorded_at", models.DateTimeField(help_text="the moment of its last entry", null=True)),
                        ("opened_at", models.DateTimeField()),
                        ("opened_by", models.UUIDField()),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("closed_by", models.UUIDField(null=True)),
                    ],
                    options={
                        "db_table": "ledger_account",
                    },
                ),
                migrations.CreateModel(
                    name="Period",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False
                            ),
                        ),
                        ("starts_on", models.DateField(help_text="empty only for the first", null=True)),
                        (
                            "ends_on",
                            models.DateField(help_text="first day no longer in it; empty while open", null=True),
                        ),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("closed_by", models.UUIDField(null=True)),
                    ],
                    options={
                        "db_table": "ledger_period",
                    },
                ),
                migrations.CreateModel(
                    name="Transfer",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("journal", models.UUIDField(help_text="rows that stand or fall together")),
                        ("kind", models.CharField(max_length=8)),
                        ("code", models.CharField(max_length=40)),
                        ("amount_minor", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        ("is_final", models.BooleanField(default=False)),
                        ("freed_minor", models.BigIntegerField(default=0)),
                        ("expires_at", models.DateTimeField(null=True)),
                        ("forced", models.BooleanField(default=False)),
                        ("authority", models.UUIDField(help_text="the decision or notice that allows it", null=True)),
                        ("business_date", models.DateField(help_text="day in Europe/London")),
                        ("recorded_at", models.DateTimeField()),
                        ("recorded_by", models.UUIDField()),
                        ("debit_version", models.BigIntegerField()),
                        (
                            "debit_balance_minor",
                            models.BigIntegerField(help_text="posted balance of the debit account after this row"),
                        ),
                        ("credit_version", models.BigIntegerField(null=True)),
                        (
                            "credit_balance_minor",
                            models.BigIntegerField(help_text="the same of the credit account", null=True),
                        ),
                        ("request_hash", models.BinaryField(help_text="what the caller asked for", max_length=32)),
                        (
                            "content_hash",
                            models.BinaryField(help_text="the whole row; see canonical.py", max_length=32),
                        ),
                        (
                            "credit_account",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="credit_transfers",
                                to="ledger.account",
                            ),
                        ),
                        (
                            "debit_account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="debit_transfers",
                                to="ledger.account",
                            ),
                        ),
                        (
                            "hold",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="resolutions",
                                to="ledger.transfer",
                            ),
                        ),
                        (
                            "reverses",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversals",
                                to="ledger.transfer",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "ledger_transfer",
                    },
                ),
                migrations.CreateModel(
                    name="PeriodBalance",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "account_id", "period_id", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("on_debits_minor", models.BigIntegerField()),
                        ("on_credits_minor", models.BigIntegerField()),
                        ("on_pending_minor", models.BigIntegerField()),
                        ("next_version", models.BigIntegerField()),
                        ("at_debits_minor", models.BigIntegerField()),
                        ("at_credits_minor", models.BigIntegerField()),
                        ("at_pending_minor", models.BigIntegerField()),
                        ("at_version", models.BigIntegerField()),
                        (
                            "at_recorded_at",
                            models.DateTimeField(help_text="the moment of the account's last entry then"),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="period_balances",
                                to="ledger.account",
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="balances",
                                to="ledger.period",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "ledger_period_balance",
                    },
                ),
                migrations.CreateModel(
                    name="TransferProgress",
                    fields=[
                        (
                            "transfer",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="progress",
                                serialize=False,
                                to="ledger.transfer",
                            ),
                        ),
                        ("amount_minor", models.BigIntegerField()),
                        ("settled_minor", models.BigIntegerField(default=0)),
                        ("reversed_minor", models.BigIntegerField(default=0)),
                        (
                            "resolved_at",
                            models.DateTimeField(
                                help_text="set when nothing is left to settle, free or reverse", null=True
                            ),
                        ),
                    ],
                    options={
                        "db_table": "ledger_transfer_progress",
                    },
                ),
            ],
        ),
    ]
