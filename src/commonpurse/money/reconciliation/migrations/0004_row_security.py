"""Wall the rows of this app on PostgreSQL (kernel/row_security.py)."""

from django.db import migrations

from commonpurse.kernel.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("reconciliation", "0003_whose_payment_it_is"),
        ("consent", "0003_row_security"),
    ]

    operations = [
        RowSecurity("reconciliation_matchpart", "payments", may_be_nobodys=True),
    ]
