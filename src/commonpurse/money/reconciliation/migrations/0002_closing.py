import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_tables"),
        ("partners", "0001_partnership"),
        ("reconciliation", "0001_statement"),
    ]

    operations = [
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "open_count",
                    models.PositiveIntegerField(help_text="lines of these days that nothing explained then"),
                ),
                (
                    "open_minor",
                    models.BigIntegerField(help_text="their sum, money in and money out added up, minor units"),
                ),
                ("reason", models.CharField(blank=True, help_text="why it was closed with lines open", max_length=500)),
                ("closed_at", models.DateTimeField()),
                (
                    "closed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "period",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.period"
                    ),
                ),
            ],
            options={
                "ordering": ["-period__ends_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("open_count", 0), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="closing_has_reason",
                        violation_error_message="Say in plain words why the books close with lines open.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("open_minor__gte", 0)),
                        name="closing_sum_from_zero",
                        violation_error_message="What is open is added up, never set off.",
                    ),
                ],
            },
        ),
        # Why the books were closed with lines open is read back at the audit: nobody writes it anew.
        AppendOnly("reconciliation_closing"),
    ]
