from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import commonpurse.kernel.identity
from commonpurse.kernel.person_keys import BoundToParent
from commonpurse.kernel.row_security import RowSecurity
from commonpurse.kernel.set_once import SetOnce

BY_ONE = ["engagement", "self_harm", "unmeant_harm", "stress", "social", "substances", "impulse", "housing"]
BY_TWO = ["risk_to_others", "risk_from_others"]


class Migration(migrations.Migration):
    """Leave for the wording of an assessment, and the scores that may be kept with it."""

    dependencies = [("partners", "0006_charter"), ("people", "0009_where_she_is"), ("referrals", "0001_referral")]

    operations = [
        migrations.CreateModel(
            name="NdtPermission",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("given_by", models.CharField(max_length=200)),
                ("given_on", models.DateField()),
                ("reference", models.CharField(max_length=200)),
                ("written_at", models.DateTimeField()),
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
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "ordering": ["written_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(given_by="") & ~Q(reference=""),
                        name="ndt_permission_says_who_and_where",
                        violation_error_message="Say who gave leave, and in which document.",
                    ),
                    models.CheckConstraint(
                        condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                        name="ndt_permission_ended_by_one",
                        violation_error_message="What is ended says when and by whom.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NdtScores",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("on", models.DateField()),
                *((area, models.PositiveSmallIntegerField()) for area in [*BY_ONE[:3], *BY_TWO, *BY_ONE[3:]]),
                ("recorded_at", models.DateTimeField()),
                (
                    "permission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.ndtpermission"
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
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ndt_scores", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "ordering": ["on", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("referral", "on"),
                        name="ndt_scores_once_a_day",
                        violation_error_message="There are scores of that day already.",
                    ),
                    models.CheckConstraint(
                        condition=Q(**{f"{area}__lte": 4 for area in BY_ONE}),
                        name="ndt_scores_by_one",
                        violation_error_message="This area has a number from 0 to 4.",
                    ),
                    models.CheckConstraint(
                        condition=Q(**{f"{area}__in": [0, 2, 4, 6, 8] for area in BY_TWO}),
                        name="ndt_scores_by_two",
                        violation_error_message="This area has 0, 2, 4, 6 or 8.",
                    ),
                ],
            },
        ),
        SetOnce("referrals_ndtpermission", once=["ended_at", "ended_by_id"]),
        BoundToParent("referrals_ndtscores", "referral_id", "referrals_referral"),
        # As the referral itself: the person and the system alone.
        RowSecurity("referrals_ndtscores", hers_alone=True),
    ]
