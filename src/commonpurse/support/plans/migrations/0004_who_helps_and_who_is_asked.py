from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import F, Q

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly
from commonpurse.kernel.remade import Remade
from commonpurse.kernel.row_security import RowSecurity

NOT_HERS = Q(written_by_person=None) | ~Q(written_by_person=F("person"))
OWN_WORDS = NOT_HERS | Q(answered_at=F("written_at"), is_accepted=True, answer__isnull=False, answered_at__isnull=False)
TAKEN_BACK = Q(is_taken_back=None) | Q(is_taken_back=True, is_accepted=False, is_accepted__isnull=False) & NOT_HERS
WRITTEN = (("planwords", "plan_words"), ("goal", "goal"), ("step", "step"))


def said_anew(model: str, table: str) -> list[Operation]:
    """What holds of each thing written, where somebody who helps her may be who proposes it."""
    return [
        migrations.RemoveConstraint(model_name=model, name=f"{table}_own_words_count"),
        migrations.RemoveConstraint(model_name=model, name=f"{table}_taken_back_counts_not"),
        migrations.AddConstraint(
            model_name=model,
            constraint=models.CheckConstraint(
                condition=OWN_WORDS,
                name=f"{table}_own_words_count",
                violation_error_message="What the person writes herself counts at once.",
            ),
        ),
        migrations.AddConstraint(
            model_name=model,
            constraint=models.CheckConstraint(
                condition=TAKEN_BACK,
                name=f"{table}_taken_back_counts_not",
                violation_error_message="What was taken back by who proposed it does not count.",
            ),
        ),
    ]


class Migration(migrations.Migration):
    """Who helps her proposes too, and waits for her yes as a member does; she is asked how her week was if she likes."""

    dependencies = [("people", "0009_where_she_is"), ("plans", "0003_days_of_members")]

    operations = [
        migrations.CreateModel(
            name="WeekAsk",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "asked_how",
                    models.CharField(
                        choices=[
                            ("not", "No, do not ask me"),
                            ("by_news", "Yes, put it in my news"),
                            ("in_person", "Yes, let who brings it all together ask me"),
                        ],
                        max_length=10,
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField(help_text="0 is Monday")),
                ("chosen_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ["chosen_at", "id"],
                "indexes": [models.Index(fields=["person", "chosen_at"], name="week_ask_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(asked_how__in=["not", "by_news", "in_person"]),
                        name="week_ask_how_known",
                        violation_error_message="Choose from the list how you want to be asked.",
                    ),
                    models.CheckConstraint(
                        condition=Q(weekday__lt=7),
                        name="week_ask_weekday_known",
                        violation_error_message="Choose a day of the week.",
                    ),
                ],
            },
        ),
        Remade(
            [f"plans_{model}" for model, _table in WRITTEN],
            [operation for model, table in WRITTEN for operation in said_anew(model, table)],
        ),
        AppendOnly("plans_weekask"),
        RowSecurity("plans_weekask", "outcomes"),
    ]
