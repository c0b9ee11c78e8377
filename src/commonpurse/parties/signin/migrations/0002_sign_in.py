import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import commonpurse.kernel.identity


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0003_look"),
        ("people", "0005_longer_names"),
        ("signin", "0001_user"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "session_hash",
                    models.CharField(help_text="SHA-256 of the key that the browser's cookie holds", max_length=64),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("password", "With a password and a code"),
                            ("passkey", "With a passkey"),
                            ("own_account", "With the account at work"),
                            ("set_up", "With a code to set things up"),
                            ("card", "With a card and a PIN"),
                            ("text_code", "With a code by text message"),
                            ("assisted", "Together with a worker"),
                            ("demo", "With a button of the demo"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "device",
                    models.CharField(
                        blank=True, help_text="kind of browser and device, never its address", max_length=60
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField()),
                (
                    "second_factor_at",
                    models.DateTimeField(blank=True, help_text="when a second factor was last shown", null=True),
                ),
                ("is_shared_phone", models.BooleanField(default=False)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("signed_out", "Signed out"),
                            ("idle", "Nothing happened for a while"),
                            ("too_long", "It had lasted long enough"),
                            ("elsewhere", "Signed out from another device"),
                            ("by_another", "Ended by somebody who may"),
                            ("access_ended", "The access ended"),
                            ("new_sign_in", "Somebody signed in anew there"),
                            ("new_password", "The password was changed"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "assisted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-last_seen_at"],
                "indexes": [models.Index(fields=["user", "ended_at"], name="sign_in_by_user")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session_hash",),
                        name="sign_in_session_once",
                        violation_error_message="This session belongs to another sign-in.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_why", "")),
                            models.Q(("ended_at__isnull", False), models.Q(("ended_why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="sign_in_end_has_reason",
                        violation_error_message="A session that ended says why, and one that lasts does not.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("assisted_by__isnull", False), ("method", "assisted")),
                            models.Q(models.Q(("method", "assisted"), _negated=True), ("assisted_by", None)),
                            _connector="OR",
                        ),
                        name="sign_in_assisted_names_worker",
                        violation_error_message="A session with a worker's help names the worker, and no other does.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_seen_at__gte", models.F("started_at"))),
                        name="sign_in_seen_after_start",
                        violation_error_message="A session cannot be seen before it begins.",
                    ),
                ],
            },
        ),
    ]
