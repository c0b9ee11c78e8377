from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """People who do not see well choose the size of the text once, and it stays."""

    dependencies = [
        ("partners", "0002_reading"),
        ("people", "0002_support_may_end_at_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="text_size",
            field=models.CharField(
                choices=[("normal", "normal"), ("large", "large"), ("largest", "largest")],
                default="normal",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("text_size__in", ("normal", "large", "largest"))),
                name="person_text_size_known",
                violation_error_message="Choose one of the text sizes.",
            ),
        ),
    ]
