import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("budgets", "0001_fund"),
        ("ledger", "0001_tables"),
        ("partners", "0001_partnership"),
        ("payments", "0001_payment"),
    ]

    operations = [
        migrations.CreateModel(
            name="ColumnMapping",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("name", models.CharField(help_text="the bank, as the clerk calls it", max_length=100)),
                ("version", models.PositiveIntegerField()),
                ("content", models.JSONField(help_text="as `formats/column_map.py` reads it")),
                ("saved_at", models.DateTimeField()),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "ordering": ["name", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name", "version"),
                        name="column_mapping_version_once",
                        violation_error_message="This version of the mapping is there already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DifferenceRequest",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("sha256", models.CharField(help_text="of the file", max_length=64)),
                ("file_name", models.CharField(max_length=255)),
                (
                    "differences",
                    models.JSONField(help_text="[number of the statement, difference in minor units] of each"),
                ),
                ("reason", models.CharField(max_length=500)),
                ("asked_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_by", None),
                            models.Q(("accepted_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="difference_accepted_by_another",
                        violation_error_message="Somebody else than who asked must accept a difference.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at", None), ("accepted_by", None)),
                            models.Q(("accepted_at__isnull", False), ("accepted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="difference_acceptance_whole",
                        violation_error_message="An acceptance has its moment and its author.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="difference_has_reason",
                        violation_error_message="Say in plain words why the difference is taken.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Match",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("payment", "A payment of ours"),
                            ("returned", "A payment of ours that came back"),
                            ("money_in", "Money for a fund"),
                            ("charge", "A charge of the bank"),
                            ("contra", "Two lines that cancel each other"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("end_to_end_id", "The reference is ours and the amount is the same"),
                            ("batch_details", "Every payment in the batch is ours"),
                            ("batch_total", "The sum is that of a whole file of ours"),
                            ("reference_in_text", "Our reference stands in the text, and the amount is the same"),
                            ("cut_reference", "The beginning of our reference, and the amount is the same"),
                            ("name_amount_date", "The name, the amount and the date fit one payment only"),
                            ("likeness", "It looks like this payment"),
                            ("by_hand", "Chosen by a member"),
                        ],
                        max_length=20,
                    ),
                ),
                ("score", models.PositiveSmallIntegerField(help_text="1 to 100; 100 for a choice by hand")),
                ("is_automatic", models.BooleanField()),
                (
                    "freed_transfer",
                    models.UUIDField(
                        blank=True,
                        help_text="the ledger row that took the line out of suspense",
                        null=True,
                        unique=True,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undo_reason", models.CharField(blank=True, max_length=500, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "matches",
                "ordering": ["made_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["payment", "returned", "money_in", "charge", "contra"])),
                        name="match_kind_known",
                        violation_error_message="Choose what the line is from the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "rule__in",
                                [
                                    "end_to_end_id",
                                    "batch_details",
                                    "batch_total",
                                    "reference_in_text",
                                    "cut_reference",
                                    "name_amount_date",
                                    "likeness",
                                    "by_hand",
                                ],
                            )
                        ),
                        name="match_rule_known",
                        violation_error_message="A match says by what it was made.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("score__gte", 1), ("score__lte", 100)),
                        name="match_score_in_range",
                        violation_error_message="A score is from 1 to 100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undo_reason", None), ("undone_at", None), ("undone_by", None)),
                            models.Q(
                                ("undo_reason__isnull", False),
                                ("undone_at__isnull", False),
                                ("undone_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="match_undoing_whole",
                        violation_error_message="Undoing has its moment, its author and its reason.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementFile",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("file_name", models.CharField(max_length=255)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField(help_text="bytes")),
                ("format", models.CharField(max_length=10)),
                ("version", models.CharField(blank=True, max_length=40)),
                ("imported_at", models.DateTimeField()),
                (
                    "difference",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="file",
                        to="reconciliation.differencerequest",
                    ),
                ),
                (
                    "imported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "mapping",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reconciliation.columnmapping",
                    ),
                ),
            ],
            options={
                "ordering": ["-imported_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("number_in_file", models.PositiveIntegerField()),
                ("bank_id", models.CharField(blank=True, help_text="the bank's id of the statement", max_length=100)),
                ("bank_number", models.CharField(blank=True, max_length=100)),
                (
                    "fingerprint",
                    models.CharField(help_text="the same for the same statement in any file", max_length=64),
                ),
                ("currency", models.CharField(max_length=3)),
                ("opens_on", models.DateField(blank=True, null=True)),
                ("closes_on", models.DateField(blank=True, help_text="its last day", null=True)),
                ("opening_minor", models.BigIntegerField(blank=True, null=True)),
                ("closing_minor", models.BigIntegerField(blank=True, null=True)),
                ("credits_minor", models.BigIntegerField()),
                ("debits_minor", models.BigIntegerField()),
                ("difference_minor", models.BigIntegerField(default=0)),
                (
                    "proof",
                    models.CharField(
                        choices=[
                            ("proved", "Adds up"),
                            ("not_provable", "Not provable"),
                            ("accepted", "Difference accepted"),
                        ],
                        max_length=12,
                    ),
                ),
                ("entry_count", models.PositiveIntegerField(help_text="booked entries in the file")),
                ("new_count", models.PositiveIntegerField(help_text="of them, those that were not here before")),
                (
                    "pending_count",
                    models.PositiveIntegerField(help_text="entries not booked yet: they come again, booked"),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="reconciliation.statementfile",
                    ),
                ),
            ],
            options={
                "ordering": ["-closes_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("proof__in", ["proved", "not_provable", "accepted"])),
                        name="statement_proof_known",
                        violation_error_message="A statement adds up, cannot be proved, or has an accepted difference.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("difference_minor", 0), ("proof", "not_provable")),
                            models.Q(
                                ("closing_minor__isnull", False),
                                (
                                    "difference_minor",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("opening_minor"), "+", models.F("credits_minor")
                                            ),
                                            "-",
                                            models.F("debits_minor"),
                                        ),
                                        "-",
                                        models.F("closing_minor"),
                                    ),
                                ),
                                ("opening_minor__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="statement_difference_is_its_own",
                        violation_error_message="The difference is opening plus booked entries less closing.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("proof", "accepted"), ("difference_minor", 0), _connector="OR"),
                        name="statement_difference_only_if_accepted",
                        violation_error_message="A statement that does not add up is imported only if two people accept it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("new_count__lte", models.F("entry_count"))),
                        name="statement_new_within_entries",
                        violation_error_message="No more lines are new than the statement has.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementLine",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("entry", "Booked"),
                            ("opening", "Held before"),
                            ("difference", "Accepted difference"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "place",
                    models.BigIntegerField(help_text="its place among all lines of the account, as they were read"),
                ),
                (
                    "line_key",
                    models.CharField(help_text="what stays the same when the bank sends it again", max_length=64),
                ),
                ("nth", models.PositiveIntegerField(help_text="1, or more for a true twin")),
                ("booked_on", models.DateField()),
                ("value_on", models.DateField(blank=True, null=True)),
                ("amount_minor", models.BigIntegerField(help_text="above zero: money in")),
                ("currency", models.CharField(max_length=3)),
                ("balance_after_minor", models.BigIntegerField(blank=True, null=True)),
                ("bank_reference", models.CharField(blank=True, max_length=100)),
                ("entry_reference", models.CharField(blank=True, max_length=100)),
                ("end_to_end_id", models.CharField(blank=True, max_length=100)),
                ("transaction_code", models.CharField(blank=True, max_length=40)),
                ("remittance", models.TextField(blank=True)),
                ("counterparty_name", models.CharField(blank=True, max_length=200)),
                ("counterparty_account", models.CharField(blank=True, max_length=60)),
                ("is_return", models.BooleanField(default=False)),
                ("return_reason", models.CharField(blank=True, max_length=40)),
                ("is_batch", models.BooleanField(default=False)),
                ("batch_message_id", models.CharField(blank=True, max_length=100)),
                ("batch_group_id", models.CharField(blank=True, max_length=100)),
                (
                    "details",
                    models.JSONField(default=list, help_text="the payments inside a batch, as the bank lists them"),
                ),
                ("suspense_transfer", models.UUIDField(blank=True, null=True, unique=True)),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="reconciliation.statement"
                    ),
                ),
            ],
            options={
                "ordering": ["place"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["entry", "opening", "difference"])),
                        name="statement_line_kind_known",
                        violation_error_message="A line was booked, was held before, or is an accepted difference.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("nth__gte", 1)),
                        name="statement_line_nth_from_one",
                        violation_error_message="Twins are counted from one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount_minor", 0), _negated=True), ("suspense_transfer", None), _connector="OR"
                        ),
                        name="statement_line_of_zero_moves_nothing",
                        violation_error_message="A line of zero moves no money.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchPart",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("amount_minor", models.BigIntegerField()),
                ("transfer", models.UUIDField(blank=True, null=True, unique=True)),
                (
                    "fund",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="budgets.fund",
                    ),
                ),
                (
                    "match",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="reconciliation.match"
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statement_parts",
                        to="payments.payment",
                    ),
                ),
                (
                    "other_line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reconciliation.statementline",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)),
                        name="match_part_above_zero",
                        violation_error_message="A part of a line is above zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("fund", None), ("other_line", None), ("payment__isnull", False), ("transfer", None)
                            ),
                            models.Q(
                                ("fund__isnull", False),
                                ("other_line", None),
                                ("payment", None),
                                ("transfer__isnull", False),
                            ),
                            models.Q(
                                ("fund", None), ("other_line__isnull", False), ("payment", None), ("transfer", None)
                            ),
                            models.Q(
                                ("fund", None), ("other_line", None), ("payment", None), ("transfer__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="match_part_is_one_thing",
                        violation_error_message="A part is a payment, a fund, another line, or a charge.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="match",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="matches", to="reconciliation.statementline"
            ),
        ),
        migrations.CreateModel(
            name="StatementSeries",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("line_count", models.BigIntegerField(default=0)),
                ("begun_at", models.DateTimeField()),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "charge_account",
                    models.OneToOneField(
                        help_text="bears what the bank charges",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
                (
                    "debtor_account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statement_series",
                        to="payments.debtoraccount",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "statement series",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("line_count__gte", 0)),
                        name="statement_series_counts_up",
                        violation_error_message="Lines are counted from zero.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="statementline",
            name="series",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="reconciliation.statementseries"
            ),
        ),
        migrations.AddField(
            model_name="statementfile",
            name="series",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="files", to="reconciliation.statementseries"
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="series",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="statements",
                to="reconciliation.statementseries",
            ),
        ),
        migrations.AddField(
            model_name="differencerequest",
            name="series",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="difference_requests",
                to="reconciliation.statementseries",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)),
                fields=("line",),
                name="match_one_live_a_line",
                violation_error_message="This line is explained already.",
            ),
        ),
        migrations.AddIndex(
            model_name="statementline",
            index=models.Index(fields=["series", "booked_on"], name="statement_line_by_day"),
        ),
        migrations.AddConstraint(
            model_name="statementline",
            constraint=models.UniqueConstraint(
                fields=("series", "line_key", "nth"),
                name="statement_line_once",
                violation_error_message="This line is there already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementline",
            constraint=models.UniqueConstraint(
                fields=("series", "place"),
                name="statement_line_place_once",
                violation_error_message="Another line has this place.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementfile",
            constraint=models.UniqueConstraint(
                fields=("series", "sha256"),
                name="statement_file_once",
                violation_error_message="This file was imported already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                fields=("series", "fingerprint"),
                name="statement_once",
                violation_error_message="This statement was imported already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="differencerequest",
            constraint=models.UniqueConstraint(
                fields=("series", "sha256"),
                name="difference_request_once_a_file",
                violation_error_message="Somebody asked for this file already.",
            ),
        ),
        # Lines, and what explains them, are what an auditor follows: none is edited, none disappears.
        AppendOnly("reconciliation_columnmapping"),
        AppendOnly("reconciliation_statementfile"),
        AppendOnly("reconciliation_statement"),
        AppendOnly("reconciliation_statementline"),
        AppendOnly("reconciliation_matchpart"),
        SetOnce("reconciliation_match", once=["undone_at", "undone_by_id", "undo_reason"]),
        SetOnce("reconciliation_differencerequest", once=["accepted_at", "accepted_by_id"]),
    ]
