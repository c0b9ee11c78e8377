from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly
from commonpurse.kernel.set_once import SetOnce

# The life of a message, as in `rules.STEPS`: a table keeps its own copy, so that what was once true stays readable.
STEPS = {
    "waiting": ("handing_over", "held", "called_off", "given_up"),
    "failed": ("handing_over", "waiting", "held", "called_off", "given_up"),
    "held": ("waiting",),
    "handing_over": ("sent", "failed", "given_up", "perhaps_sent"),
    "perhaps_sent": ("sent", "waiting"),
    "given_up": ("waiting",),
}


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("recipient_id", models.UUIDField()),
                (
                    "contact_id",
                    models.UUIDField(help_text="which way to the reader; the address is read when it goes out"),
                ),
                ("way", models.CharField(choices=[("text", "Text message"), ("email", "E-mail")], max_length=10)),
                ("queued_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to go"),
                            ("handing_over", "Going out now"),
                            ("sent", "Sent"),
                            ("failed", "Did not go, will be tried again"),
                            ("given_up", "Given up"),
                            ("perhaps_sent", "Perhaps sent"),
                            ("held", "Held back"),
                            ("called_off", "Not wanted any more"),
                        ],
                        default="waiting",
                        max_length=20,
                    ),
                ),
                ("next_try_at", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                (
                    "claimed_at",
                    models.DateTimeField(blank=True, help_text="when it was last about to go out", null=True),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("code", models.CharField(blank=True, help_text="why it is in this state", max_length=30)),
                (
                    "content",
                    models.JSONField(
                        blank=True, help_text="what it says, from its first try on; then fixed", null=True
                    ),
                ),
            ],
            options={
                "ordering": ["-queued_at", "-id"],
                "indexes": [
                    models.Index(fields=["state", "next_try_at"], name="message_due"),
                    models.Index(fields=["queued_at"], name="message_by_time"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["text", "email"])),
                        name="message_way_known",
                        violation_error_message="A message is a text or an e-mail.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "waiting",
                                    "handing_over",
                                    "sent",
                                    "failed",
                                    "given_up",
                                    "perhaps_sent",
                                    "held",
                                    "called_off",
                                ],
                            )
                        ),
                        name="message_state_known",
                        violation_error_message="A message is in one of the states of its machine.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("next_try_at__isnull", False), ("state__in", ["waiting", "failed"])),
                            models.Q(
                                models.Q(("state__in", ["waiting", "failed"]), _negated=True), ("next_try_at", None)
                            ),
                            _connector="OR",
                        ),
                        name="message_waits_until",
                        violation_error_message="What waits says until when; nothing else does.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["handing_over", "sent", "perhaps_sent"]), _negated=True),
                            models.Q(("claimed_at__isnull", False), ("content__isnull", False)),
                            _connector="OR",
                        ),
                        name="message_out_says_what",
                        violation_error_message="What goes out is written down before.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at", None)),
                            _connector="OR",
                        ),
                        name="message_sent_says_when",
                        violation_error_message="What is sent says when, and nothing else does.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "handing_over", "failed", "held"])),
                        fields=("contact_id",),
                        name="message_one_open_for_a_contact",
                        violation_error_message="A message to this contact is on its way already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageEvent",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to go"),
                            ("handing_over", "Going out now"),
                            ("sent", "Sent"),
                            ("failed", "Did not go, will be tried again"),
                            ("given_up", "Given up"),
                            ("perhaps_sent", "Perhaps sent"),
                            ("held", "Held back"),
                            ("called_off", "Not wanted any more"),
                        ],
                        help_text="after the step",
                        max_length=20,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=30)),
                ("happened_at", models.DateTimeField()),
                ("actor_id", models.UUIDField(help_text="the Member or System member who acted")),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="messages.message"
                    ),
                ),
            ],
            options={
                "ordering": ["happened_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="News",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("recipient_id", models.UUIDField()),
                ("kind", models.CharField(help_text="a code of who wrote it; no message ever shows it", max_length=40)),
                ("subject_id", models.UUIDField(help_text="what it is about")),
                ("happened_at", models.DateTimeField()),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-happened_at", "-id"],
                "indexes": [
                    models.Index(fields=["recipient_id", "happened_at"], name="news_by_recipient"),
                    models.Index(
                        condition=models.Q(("delivered_at", None)), fields=["happened_at"], name="news_to_deliver"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("recipient_id", "kind", "subject_id"),
                        name="news_once",
                        violation_error_message="This is written down as news already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MessagePart",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("contact_id", models.UUIDField()),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="messages.message"
                    ),
                ),
                (
                    "news",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="messages.news"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("news", "contact_id"),
                        name="message_part_once_for_a_contact",
                        violation_error_message="This contact is told of it already.",
                    )
                ],
            },
        ),
        SetOnce("messages_news", once=["delivered_at"]),
        # What a message says is fixed from its first try on; that it was sent stays so.
        SetOnce(
            "messages_message",
            once=["content", "sent_at"],
            stepping="state",
            steps=STEPS,
            free=["next_try_at", "failures", "claimed_at", "code"],
        ),
        AppendOnly("messages_messagepart"),
        AppendOnly("messages_messageevent"),
    ]
