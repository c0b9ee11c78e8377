"""Wall the rows of this app on PostgreSQL (kernel/row_security.py)."""

from django.db import migrations

from commonpurse.kernel.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0004_second_person"),
        ("consent", "0003_row_security"),
    ]

    operations = [
        RowSecurity("payments_payee", "payments"),
        RowSecurity("payments_payeeaccount", "payments"),
        RowSecurity("payments_payment", "payments"),
        RowSecurity("payments_paymentevent", "payments"),
        RowSecurity("payments_settlement", "payments"),
        RowSecurity("payments_moneyback", "payments"),
        RowSecurity("payments_instruction", "payments"),
        RowSecurity("payments_approval", "payments"),
    ]
