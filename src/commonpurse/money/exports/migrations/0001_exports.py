import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("budgets", "0003_fixed_lines"),
        ("partners", "0003_look"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExportMapping",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("name", models.CharField(help_text="the ledger, as the clerk calls it", max_length=100)),
                ("version", models.PositiveIntegerField()),
                ("content", models.JSONField(help_text="as `rules.read_export_columns` reads it")),
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
                        name="export_mapping_version_once",
                        violation_error_message="This version of the mapping is there already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerExport",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(help_text="counted from 1 over all exports", unique=True)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(help_text="the first day after it")),
                ("is_supplement", models.BooleanField(help_text="some of its days were exported before")),
                ("movement_count", models.PositiveIntegerField()),
                ("debits_minor", models.BigIntegerField()),
                ("credits_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                ("taken_back_reason", models.CharField(blank=True, max_length=500, null=True)),
                (
                    "fund",
                    models.ForeignKey(
                        blank=True,
                        help_text="empty: all",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="budgets.fund",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "mapping",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exports", to="exports.exportmapping"
                    ),
                ),
                (
                    "taken_back_by",
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
                "ordering": ["-number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                        name="ledger_export_ends_after_start",
                        violation_error_message="The last day is before the first one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("debits_minor", models.F("credits_minor"))),
                        name="ledger_export_balances",
                        violation_error_message="Debits and credits of an export are the same.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("debits_minor__gt", 0), ("movement_count__gt", 0)),
                        name="ledger_export_not_empty",
                        violation_error_message="An export holds at least one movement.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_back_at", None), ("taken_back_by", None), ("taken_back_reason", None)),
                            models.Q(
                                ("taken_back_at__isnull", False),
                                ("taken_back_by__isnull", False),
                                ("taken_back_reason__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="ledger_export_taking_back_whole",
                        violation_error_message="Taking back has its moment, its author and its reason.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportedMovement",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("transfer", models.UUIDField(help_text="the row of the ledger")),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "export",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="movements", to="exports.ledgerexport"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at", None)),
                        fields=("transfer",),
                        name="exported_movement_once",
                        violation_error_message="This movement was exported already.",
                    )
                ],
            },
        ),
        # What was posted by a mapping is read back at the audit: nobody writes it anew. It is locked while one exports.
        SetOnce("exports_exportmapping"),
        # Its bytes are what the other ledger got. That it was not posted after all is said once.
        SetOnce("exports_ledgerexport", once=("taken_back_at", "taken_back_by_id", "taken_back_reason")),
        # Removing this lets a movement be posted twice without a trace.
        SetOnce("exports_exportedmovement", once=("taken_back_at",)),
    ]
