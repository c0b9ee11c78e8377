import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("partners", "0001_partnership"),
        ("people", "0001_person"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False),
                ),
                ("username", models.CharField(max_length=100, unique=True)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "member",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="user",
                        to="partners.member",
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="user",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("member", None), ("person__isnull", False)),
                            models.Q(("member__isnull", False), ("person", None)),
                            _connector="OR",
                        ),
                        name="user_is_member_or_person",
                        violation_error_message="A sign-in belongs to one member or to one person.",
                    )
                ],
            },
        ),
    ]
