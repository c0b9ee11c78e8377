from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """A worker who was named by mistake today could see the person until midnight."""

    dependencies = [("people", "0001_person")]
    operations = [
        migrations.RemoveConstraint(model_name="support", name="support_ends_after_start"),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="support_ends_not_before_start",
                violation_error_message="The first day without cannot come before the first day with.",
            ),
        ),
    ]
