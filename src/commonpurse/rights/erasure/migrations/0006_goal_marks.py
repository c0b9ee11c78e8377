from django.db import migrations

from commonpurse.kernel.erasable import Erasable
from commonpurse.rights.erasure.rules import MARKS, WHOSE

TABLES = ("plans_goalmark",)


class Migration(migrations.Migration):
    """Where she is with a goal can be blanked too. A migration of its own: what was applied somewhere stays as it is."""

    dependencies = [("erasure", "0005_reviews"), ("plans", "0002_days_to_keep")]

    operations = [
        Erasable(table, MARKS[table], agreed="erasure_erasurerequest", person=WHOSE.get(table, "person_id"))
        for table in TABLES
    ]
