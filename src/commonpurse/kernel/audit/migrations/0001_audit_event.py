from __future__ import annotations

from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False),
                ),
                ("event_type", models.CharField(max_length=60)),
                ("actor_id", models.UUIDField(help_text="the Member, Person or System member who acted")),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.UUIDField()),
                (
                    "facts",
                    models.JSONField(
                        default=dict, help_text="values of the act; never names, notes or account numbers"
                    ),
                ),
                (
                    "system_user",
                    models.CharField(
                        blank=True,
                        help_text="the user of the machine, where a command line acted",
                        max_length=100,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject_id", "recorded_at"], name="audit_by_subject"),
                    models.Index(fields=["recorded_at"], name="audit_by_time"),
                ],
            },
        ),
        AppendOnly("audit_auditevent"),
    ]
