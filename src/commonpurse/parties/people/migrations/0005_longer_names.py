from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_message_choice"),
    ]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="called_by",
            field=models.CharField(help_text="the name the person wants to be called by", max_length=200),
        ),
    ]
