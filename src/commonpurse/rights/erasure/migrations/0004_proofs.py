from django.db import migrations

from commonpurse.kernel.erasable import Erasable
from commonpurse.rights.erasure.rules import MARKS

TABLES = ("payments_proof", "payments_proofmessage")


class Migration(migrations.Migration):
    """What was written about a receipt can be blanked too, once two have agreed to erase a person."""

    dependencies = [
        ("erasure", "0003_notices"),
        ("payments", "0007_proof_of_spending"),
    ]

    operations = [Erasable(table, MARKS[table], agreed="erasure_erasurerequest") for table in TABLES]
