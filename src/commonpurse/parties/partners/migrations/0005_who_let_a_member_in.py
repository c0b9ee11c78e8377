from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who lets a member in is no pair with them where money is checked: docs/adr/0078."""

    dependencies = [
        ("partners", "0004_clashing_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="member",
            name="added_by",
            field=models.ForeignKey(
                blank=True,
                help_text="who let them in; nobody let in the first one",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.member",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("added_by", None), models.Q(("added_by", models.F("id")), _negated=True), _connector="OR"
                ),
                name="member_let_in_by_another",
                violation_error_message="Nobody lets themselves in.",
            ),
        ),
    ]
