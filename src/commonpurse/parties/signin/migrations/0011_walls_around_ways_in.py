from __future__ import annotations

from django.db import migrations

from commonpurse.kernel.row_security import RowSecurity


class Migration(migrations.Migration):
    """How a person comes in shows to herself and who works with her; her numbers to who may reach her."""

    dependencies = [
        ("signin", "0010_ways_in_of_people"),
        ("consent", "0003_row_security"),
    ]
    operations = [
        RowSecurity("signin_card", "name"),
        RowSecurity("signin_recognition", "name"),
        RowSecurity("signin_textway", "contact"),
        RowSecurity("signin_textcode", "contact"),
    ]
