from __future__ import annotations

from django.db import migrations

from commonpurse.kernel.erasable import Erasable
from commonpurse.rights.erasure.rules import MARKS


class Migration(migrations.Migration):
    """What was said in a notice about money back can be blanked too."""

    dependencies = [("erasure", "0002_marks_of_what_came_later"), ("decisions", "0014_read_on_her_page")]
    operations = [
        Erasable(table, MARKS[table], agreed="erasure_erasurerequest")
        for table in ("decisions_repaymentnotice", "decisions_reconsideration")
    ]
