from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DataKey",
            fields=[
                ("subject_id", models.UUIDField(primary_key=True, serialize=False)),
                ("wrapped", models.BinaryField(null=True)),
                ("keyring_version", models.CharField(blank=True, max_length=40)),
                ("made_at", models.DateTimeField()),
                ("destroyed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["keyring_version"], name="data_key_by_version")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(wrapped__isnull=False, destroyed_at=None)
                        | Q(wrapped=None, keyring_version="", destroyed_at__isnull=False),
                        name="data_key_there_or_destroyed",
                        violation_error_message="A key is there, or it is destroyed and nothing is left of it.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("subject_id", models.UUIDField()),
                ("erased_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject_id",),
                        name="erasure_once",
                        violation_error_message="This key was destroyed already.",
                    )
                ],
            },
        ),
        # A destroyed key stays destroyed, and the row of it stays: else a new key would be made for who was erased.
        # What is wrapped is wrapped anew by a rotation, and emptied by an erasure.
        SetOnce("keys_datakey", once=("destroyed_at",), free=("wrapped", "keyring_version"), key="subject_id"),
        AppendOnly("keys_erasure"),
    ]
