"""Wall the rows of this app on PostgreSQL (kernel/row_security.py)."""

from django.db import migrations

from commonpurse.kernel.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0003_whose_ask_it_is"),
        ("consent", "0003_row_security"),
    ]

    operations = [
        RowSecurity("decisions_ask", "money_detail"),
    ]
