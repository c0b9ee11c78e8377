import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0006_charter"),
        ("pooling", "0001_agreement"),
    ]

    operations = [
        migrations.CreateModel(
            name="FundingRemark",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("words", models.CharField(max_length=500)),
                ("said_at", models.DateTimeField()),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="pooling.fundingagreementversion",
                    ),
                ),
            ],
            options={
                "ordering": ["said_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="funding_remark_says",
                        violation_error_message="Write what you want.",
                    )
                ],
            },
        ),
        # What a partner said of a version explains the next one: without this line it could be turned afterwards.
        AppendOnly("pooling_fundingremark"),
    ]
