from __future__ import annotations

from django.db import migrations, models

from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    """Who may sign may be named to agree about money too; whoever was named before signs the charter alone."""

    dependencies = [
        ("partners", "0010_work_address"),
    ]

    operations = [
        migrations.AddField(
            model_name="spokesperson",
            name="money_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        # Said again, for the new column is filled in once too.
        SetOnce("partners_spokesperson", once=("ended_by_id", "ended_at", "money_since")),
    ]
