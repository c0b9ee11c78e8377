from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Members choose the language and the size of the text once, and it stays."""

    dependencies = [
        ("partners", "0001_partnership"),
    ]

    operations = [
        migrations.AddField(
            model_name="member",
            name="language",
            field=models.CharField(
                default="en", help_text="BCP 47 tag; how the pages speak to the member", max_length=35
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="text_size",
            field=models.CharField(
                choices=[("normal", "normal"), ("large", "large"), ("largest", "largest")],
                default="normal",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(("text_size__in", ("normal", "large", "largest"))),
                name="member_text_size_known",
                violation_error_message="Choose one of the text sizes.",
            ),
        ),
    ]
