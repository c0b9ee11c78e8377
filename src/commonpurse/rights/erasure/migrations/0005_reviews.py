from django.db import migrations

from commonpurse.kernel.append_only import AppendOnly
from commonpurse.kernel.erasable import Erasable
from commonpurse.rights.erasure.rules import MARKS

TABLES = ("budgets_review", "budgets_holdingperiod")


class Migration(migrations.Migration):
    """The words of reviews can be blanked too; of who holds money, said again, since the table names a provider now."""

    dependencies = [("erasure", "0004_proofs"), ("budgets", "0007_review")]
    operations = [
        AppendOnly("budgets_holdingperiod"),
        *(Erasable(table, MARKS[table], agreed="erasure_erasurerequest") for table in TABLES),
    ]
