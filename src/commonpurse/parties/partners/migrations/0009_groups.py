from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import commonpurse.kernel.identity
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    """Who sits in the groups in which partners decide together."""

    dependencies = [
        ("partners", "0008_teams"),
    ]

    operations = [
        migrations.CreateModel(
            name="GroupSeat",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("caseload", "The caseload meeting"),
                            ("operational", "The operational group"),
                            ("board", "The board"),
                        ],
                        db_column="group_name",
                        max_length=20,
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
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="partners.member"
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "ordering": ["named_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(ended_at=None),
                        fields=("group", "member"),
                        name="group_seat_once",
                        violation_error_message="They sit in this group already.",
                    ),
                    models.CheckConstraint(
                        condition=Q(group__in=["caseload", "operational", "board"]),
                        name="group_seat_group_known",
                        violation_error_message="Choose one of the groups.",
                    ),
                    models.CheckConstraint(
                        condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                        name="group_seat_ended_by",
                        violation_error_message="Who ended it and when are both said.",
                    ),
                    models.CheckConstraint(
                        condition=~Q(named_by=F("member")),
                        name="group_seat_named_by_another",
                        violation_error_message="Nobody names themselves.",
                    ),
                ],
            },
        ),
        SetOnce("partners_groupseat", once=["ended_at", "ended_by_id"]),
    ]
