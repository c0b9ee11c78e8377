from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.person_keys import BoundToParent
from commonpurse.kernel.row_security import RowSecurity


class Migration(migrations.Migration):
    """Who of the group decided something together."""

    dependencies = [
        ("partners", "0007_leaving"),
        ("people", "0009_where_she_is"),
        ("referrals", "0002_scores_with_leave"),
    ]

    operations = [
        migrations.CreateModel(
            name="DecidedWith",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="together",
                        to="referrals.caseloaddecision",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("decision", "member"),
                        name="decided_with_once",
                        violation_error_message="They are written down with this decision already.",
                    )
                ],
            },
        ),
        BoundToParent("referrals_decidedwith", "decision_id", "referrals_caseloaddecision"),
        # As the decision itself: the person and the system alone.
        RowSecurity("referrals_decidedwith", hers_alone=True),
    ]
