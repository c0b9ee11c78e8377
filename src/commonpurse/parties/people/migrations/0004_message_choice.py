from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_reading"),
    ]

    operations = [
        migrations.CreateModel(
            name="MessageChoice",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("is_wanted", models.BooleanField()),
                (
                    "hours",
                    models.CharField(
                        choices=[
                            ("day", "In the day, from 8 in the morning to 8 at night"),
                            ("morning", "In the morning, from 8 to 12"),
                            ("afternoon", "In the afternoon, from 12 to 5"),
                        ],
                        max_length=10,
                    ),
                ),
                ("how", models.CharField(blank=True, max_length=300)),
                ("chosen_at", models.DateTimeField()),
                (
                    "contact_way",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="message_choices",
                        to="people.contactway",
                    ),
                ),
            ],
            options={
                "ordering": ["chosen_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hours__in", ["day", "morning", "afternoon"])),
                        name="message_choice_hours_known",
                        violation_error_message="Choose the hours from the list.",
                    )
                ],
            },
        ),
        # What she agreed to, and when, can be shown for ever.
        AppendOnly("people_messagechoice"),
    ]
