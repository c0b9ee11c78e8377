from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.set_once import SetOnce


def to_member(**given: object) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member", **given
    )


class Migration(migrations.Migration):
    """An organisation leaves, and may come back: docs/adr/0112."""

    dependencies = [
        ("partners", "0006_charter"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="left_on",
            field=models.DateField(blank=True, help_text="since when it is no partner; empty for who is", null=True),
        ),
        migrations.CreateModel(
            name="Departure",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("leaves_on", models.DateField(help_text="the first day without")),
                ("reason", models.CharField(max_length=500)),
                ("said_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("called_off_at", models.DateTimeField(blank=True, null=True)),
                ("called_off_by", to_member(blank=True, null=True)),
                ("left_by", to_member(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="departures",
                        to="partners.organisation",
                    ),
                ),
                ("said_by", to_member()),
            ],
            options={
                "ordering": ["said_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("called_off_at", None), ("left_at", None)),
                        fields=("organisation",),
                        name="departure_one_open",
                        violation_error_message="It is said already that they leave.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="departure_says_why",
                        violation_error_message="Write why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("left_at", None), ("left_by", None)),
                                models.Q(("left_at__isnull", False), ("left_by__isnull", False)),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(("called_off_at", None), ("called_off_by", None)),
                                models.Q(("called_off_at__isnull", False), ("called_off_by__isnull", False)),
                                _connector="OR",
                            ),
                        ),
                        name="departure_done_by_somebody",
                        violation_error_message="Who did it and when are both said.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("left_at", None), ("called_off_at", None), _connector="OR"),
                        name="departure_ends_once",
                        violation_error_message="They left, or it was called off: not both.",
                    ),
                ],
            },
        ),
        SetOnce("partners_departure", once=("left_at", "left_by_id", "called_off_at", "called_off_by_id")),
    ]
