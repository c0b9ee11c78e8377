from django.db import migrations

from commonpurse.kernel.erasable import Erasable
from commonpurse.rights.erasure.rules import MARKS


class Migration(migrations.Migration):
    """What she said to a charter that was being written can be blanked too."""

    dependencies = [("erasure", "0006_goal_marks"), ("promises", "0002_voices")]

    operations = [
        Erasable("promises_chartervoice", MARKS["promises_chartervoice"], agreed="erasure_erasurerequest"),
    ]
