import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.row_security import RowSecurity
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0007_leaving"),
        ("people", "0009_where_she_is"),
        ("promises", "0001_promises"),
    ]

    operations = [
        migrations.CreateModel(
            name="CharterVoice",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "is_proposal",
                    models.BooleanField(help_text="she proposed this clause; else she says something about it"),
                ),
                ("words", models.CharField(max_length=300)),
                (
                    "called",
                    models.CharField(blank=True, help_text="the name she chose for it; empty: none", max_length=40),
                ),
                ("said_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.charterclause"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ["said_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="charter_voice_says",
                        violation_error_message="Write a sentence at least.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_proposal", True)),
                        fields=("clause",),
                        name="charter_voice_proposed_once",
                        violation_error_message="Somebody proposed this already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_proposal", False), ("taken_back_at", None), _connector="OR"),
                        name="charter_voice_proposal_stands",
                        violation_error_message="The partners talk about it now, so it stays.",
                    ),
                ],
            },
        ),
        SetOnce("promises_chartervoice", once=("taken_back_at",)),
        # What she said is hers alone: partners read its words by a query that tells nothing else of the row.
        RowSecurity("promises_chartervoice", hers_alone=True),
    ]
