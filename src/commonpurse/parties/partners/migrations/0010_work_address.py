from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    """An e-mail address at which a member works, proven before anything goes there."""

    dependencies = [
        ("partners", "0009_groups"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkAddress",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("address", models.CharField(blank=True, max_length=254)),
                ("made_at", models.DateTimeField()),
                (
                    "handed_over_at",
                    models.DateTimeField(blank=True, help_text="when the code was about to leave", null=True),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0, help_text="how often a wrong code was typed")),
                ("proven_at", models.DateTimeField(blank=True, null=True)),
                ("days_from", models.DateTimeField(blank=True, null=True)),
                ("waits_from", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="work_addresses", to="partners.member"
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("proven_at__isnull", False)),
                        fields=("member",),
                        name="work_address_proven_once",
                        violation_error_message="A member has one address at a time.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("proven_at", None)),
                        fields=("member",),
                        name="work_address_waiting_once",
                        violation_error_message="One address at a time waits for its code.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), models.Q(("address", ""), _negated=True)),
                            models.Q(("address", ""), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="work_address_goes_with_its_end",
                        violation_error_message="An address that is taken off is kept no longer.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tries__lte", 5)),
                        name="work_address_tries_end",
                        violation_error_message="A code is tried five times at most.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("days_from", None), ("waits_from", None)),
                            ("proven_at__isnull", False),
                            _connector="OR",
                        ),
                        name="work_address_proven_before_use",
                        violation_error_message="An address is proven before anything goes there.",
                    ),
                ],
            },
        ),
        SetOnce(
            "partners_workaddress",
            once=["handed_over_at", "proven_at", "ended_at"],
            free=["address", "tries", "days_from", "waits_from"],
        ),
    ]
