from django.db import migrations

from commonpurse.kernel.erasable import Erasable
from commonpurse.rights.erasure.rules import ALL_MARKS, WHOSE

# The first is said again: its life was said again meanwhile.
TABLES = ("blockages_blockage", "blockages_blockageshown")


class Migration(migrations.Migration):
    """The words under which she let one line be read can be blanked too, and who was asked in words."""

    dependencies = [("erasure", "0007_voices"), ("blockages", "0004_one_line_shown")]

    operations = [
        Erasable(table, ALL_MARKS[table], agreed="erasure_erasurerequest", person=WHOSE.get(table, "person_id"))
        for table in TABLES
    ]
