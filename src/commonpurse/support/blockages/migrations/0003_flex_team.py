from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    dependencies = [
        ("blockages", "0002_flex_authority"),
        ("partners", "0008_teams"),
    ]

    operations = [
        migrations.CreateModel(
            name="FlexTeam",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cultural", "How we do things here"),
                            ("strategic", "What we aim for together"),
                            ("commissioning", "What is bought, and on which terms"),
                            ("economic", "Who pays, and how much"),
                            ("legal", "What the law lets us do"),
                        ],
                        max_length=15,
                    ),
                ),
                ("named_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organisation"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.team"
                    ),
                ),
            ],
            options={
                "ordering": ["named_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("organisation", "kind"),
                        name="flex_team_once",
                        violation_error_message="A team is named for it already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["cultural", "strategic", "commissioning", "economic", "legal"])
                        ),
                        name="flex_team_kind_known",
                        violation_error_message="Choose the kind from the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="flex_team_ended_by",
                        violation_error_message="Who ended it and when are both said.",
                    ),
                ],
            },
        ),
        SetOnce("blockages_flexteam", once=("ended_at", "ended_by_id")),
    ]
