import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("council", "Council"),
                            ("charity", "Charity"),
                            ("nhs", "NHS body"),
                            ("justice", "Justice body"),
                            ("funder", "Funder"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name",),
                        name="organisation_name_once",
                        violation_error_message="An organisation of this name is there already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=200)),
                ("is_active", models.BooleanField(default=True)),
                ("is_system", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="partners.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_system", True), ("organisation", None)),
                            models.Q(("is_system", False), ("organisation__isnull", False)),
                            _connector="OR",
                        ),
                        name="member_of_an_organisation",
                        violation_error_message="A member works for an organisation; only the system does not.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_system", True)),
                        fields=("is_system",),
                        name="member_one_system",
                        violation_error_message="There is one system member.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Partnership",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("place", models.CharField(max_length=200)),
                ("time_zone", models.CharField(default="Europe/London", max_length=60)),
                (
                    "currency",
                    models.CharField(choices=[("GBP", "Pound (GBP)"), ("EUR", "Euro (EUR)")], max_length=3),
                ),
                ("fiscal_year_starts_month", models.PositiveSmallIntegerField(default=4)),
                ("fiscal_year_starts_day", models.PositiveSmallIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)),
                        name="partnership_only_one",
                        violation_error_message="One installation serves one partnership.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__in", ["GBP", "EUR"])),
                        name="partnership_currency_known",
                        violation_error_message="The currency is GBP or EUR.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MemberRole",
            fields=[
                (
                    "id",
                    models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("worker", "Worker"),
                            ("coordinator", "Coordinator"),
                            ("finance", "Finance"),
                            ("manager", "Manager"),
                            ("funder", "Funder"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                ("given_at", models.DateTimeField()),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="member_roles",
                        to="partners.member",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member", "role"),
                        name="member_role_once",
                        violation_error_message="The member has this role already.",
                    )
                ],
            },
        ),
    ]
