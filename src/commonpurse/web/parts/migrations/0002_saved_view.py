from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity


class Migration(migrations.Migration):
    dependencies = [
        ("parts", "0001_drafts_and_sent_forms"),
        ("partners", "0001_partnership"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("list_name", models.CharField(help_text="the name of the list's address", max_length=60)),
                ("name", models.CharField(max_length=60)),
                (
                    "query",
                    models.CharField(
                        blank=True, help_text="what stands in the address after the question mark", max_length=500
                    ),
                ),
                ("is_default", models.BooleanField(default=False, help_text="the list opens with it")),
                ("saved_at", models.DateTimeField()),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "ordering": ["saved_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member", "list_name", "name"),
                        name="saved_view_name_once",
                        violation_error_message="You have a view of this name already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("member", "list_name"),
                        name="saved_view_one_default",
                        violation_error_message="A list opens with one view.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="saved_view_has_name",
                        violation_error_message="Give the view a name.",
                    ),
                ],
            },
        ),
    ]
