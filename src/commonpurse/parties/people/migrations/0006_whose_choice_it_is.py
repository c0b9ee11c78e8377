from __future__ import annotations

from django.db import migrations, models
from django.db.models.deletion import PROTECT

from commonpurse.kernel.person_keys import BoundToParent, FilledFromParent
from commonpurse.kernel.remade import Remade


class Migration(migrations.Migration):
    """What somebody said of messages names her, as the contact way does of which she said it."""

    dependencies = [("people", "0005_longer_names")]
    operations = [
        Remade(
            ["people_messagechoice"],
            [
                migrations.AddField(
                    "messagechoice",
                    "person",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="people.person"),
                ),
                FilledFromParent("people_messagechoice", "contact_way_id", "people_contactway"),
                migrations.AlterField(
                    "messagechoice",
                    "person",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to="people.person"),
                ),
            ],
        ),
        BoundToParent("people_messagechoice", "contact_way_id", "people_contactway"),
    ]
