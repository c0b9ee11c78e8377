from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """A partnership shows its own colour and logo on every page."""

    dependencies = [
        ("partners", "0002_reading"),
    ]

    operations = [
        migrations.CreateModel(
            name="Logo",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("content", models.BinaryField()),
                ("width", models.PositiveSmallIntegerField(help_text="pixels")),
                ("height", models.PositiveSmallIntegerField(help_text="pixels")),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="partnership",
            name="colour",
            field=models.CharField(blank=True, help_text="#rrggbb; empty for our own", max_length=7),
        ),
        migrations.AddConstraint(
            model_name="partnership",
            constraint=models.CheckConstraint(
                condition=models.Q(("colour", ""), ("colour__regex", "^#[0-9a-f]{6}$"), _connector="OR"),
                name="partnership_colour_written",
                violation_error_message="Write the colour like #0b5d57.",
            ),
        ),
        migrations.AddConstraint(
            model_name="logo",
            constraint=models.CheckConstraint(
                condition=models.Q(("id", 1)),
                name="logo_only_one",
                violation_error_message="A partnership has one logo.",
            ),
        ),
    ]
