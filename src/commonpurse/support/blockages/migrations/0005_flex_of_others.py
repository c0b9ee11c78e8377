import django.db.models.deletion
from django.db import migrations, models

from commonpurse.kernel.remade import Remade


class Migration(migrations.Migration):
    """Who gave way may be somebody who is not of the partnership: then it is no partner's."""

    dependencies = [("blockages", "0004_one_line_shown")]

    operations = [
        Remade(
            ["blockages_flex"],
            [
                migrations.AlterField(
                    model_name="flex",
                    name="organisation",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.organisation",
                    ),
                ),
            ],
        ),
    ]
