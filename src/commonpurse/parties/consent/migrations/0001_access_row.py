import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_person"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessRow",
            fields=[
                (
                    "id",
                    models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False),
                ),
                (
                    "viewer_kind",
                    models.CharField(choices=[("member", "Member"), ("person", "Person")], max_length=10),
                ),
                ("viewer_id", models.UUIDField()),
                ("organisation_id", models.UUIDField(blank=True, null=True)),
                ("why", models.CharField(max_length=200)),
                ("fields", models.JSONField()),
                ("looked_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "looked_at"], name="access_row_by_person")],
            },
        ),
        AppendOnly("consent_accessrow"),
    ]
