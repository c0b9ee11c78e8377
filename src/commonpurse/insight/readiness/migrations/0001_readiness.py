import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("partners", "0006_charter"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadinessAnswer",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("worker", "Workers"),
                            ("coordinator", "Coordinators"),
                            ("finance", "Finance"),
                            ("manager", "Managers"),
                            ("funder", "Funders"),
                            ("administrator", "Administrators"),
                        ],
                        max_length=20,
                    ),
                ),
                ("half_year", models.DateField(help_text="its first day")),
                ("answered_at", models.DateTimeField()),
                (
                    "member",
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
            ],
            options={
                "ordering": ["answered_at", "id"],
                "indexes": [models.Index(fields=["half_year"], name="readiness_answer_half")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["worker", "coordinator", "finance", "manager", "funder", "administrator"])
                        ),
                        name="readiness_answer_role_known",
                        violation_error_message="Choose one of the roles.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadinessScore",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("statement", models.CharField(max_length=20)),
                ("score", models.PositiveSmallIntegerField(help_text="1 to 5")),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="readiness.readinessanswer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("answer", "statement"),
                        name="readiness_score_once",
                        violation_error_message="Each statement is answered once.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "statement__in",
                                [
                                    "say_in_how",
                                    "wrong_is_mended",
                                    "says_no_early",
                                    "time_for_it",
                                    "knows_enough",
                                    "rules_bend",
                                    "begins_with_plan",
                                    "told_once",
                                    "knows_who",
                                    "uses_what_is",
                                    "money_moves",
                                    "small_ones_too",
                                ],
                            )
                        ),
                        name="readiness_score_statement_known",
                        violation_error_message="This is none of the statements.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("score__gte", 1), ("score__lte", 5)),
                        name="readiness_score_in_scale",
                        violation_error_message="Choose one of the five answers.",
                    ),
                ],
            },
        ),
        # Figures of a half-year stand as they were told: without these lines an answer could be turned afterwards.
        AppendOnly("readiness_readinessanswer"),
        AppendOnly("readiness_readinessscore"),
    ]
