from __future__ import annotations

from django.db import migrations

from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    """Whose budget it is, and which account holds a line's money, are said once: else one statement by hand gives a
    person's money to another, and the ledger still adds up.
    """

    dependencies = [("budgets", "0002_correction")]
    operations = [SetOnce("budgets_budget"), SetOnce("budgets_line")]
