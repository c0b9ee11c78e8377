from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What she could not get may be written down by a member, whom she sees beside it."""

    dependencies = [("orders", "0001_order"), ("partners", "0006_charter")]

    operations = [
        migrations.AddField(
            model_name="unmetwish",
            name="told_by_member",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.member",
            ),
        ),
    ]
