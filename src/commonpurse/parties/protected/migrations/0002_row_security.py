from __future__ import annotations

from django.db import migrations

from commonpurse.kernel.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("protected", "0001_protected_details"),
        ("consent", "0003_row_security"),
    ]

    operations = [
        # The sealed rows have a wall of their own (0001): not even who sees her contact reads a list of them.
        RowSecurity("protected_protecteddetail", "contact"),
        RowSecurity("protected_reveal", "contact"),
    ]
