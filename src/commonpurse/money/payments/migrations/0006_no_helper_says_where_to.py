from __future__ import annotations

from django.db import migrations, models
from django.db.models import F, Q

from commonpurse.kernel.remade import Remade


class Migration(migrations.Migration):
    """A payee and an account are written down by a member or by the person herself, never by who acts for her."""

    dependencies = [("payments", "0005_row_security")]
    operations = [
        Remade(
            ["payments_payee", "payments_payeeaccount"],
            [
                migrations.AddConstraint(
                    "payee",
                    models.CheckConstraint(
                        condition=Q(added_by_person=None) | Q(added_by_person=F("person")),
                        name="payee_added_by_no_helper",
                        violation_error_message="Who acts for a person adds nobody to be paid.",
                    ),
                ),
                migrations.AddConstraint(
                    "payeeaccount",
                    models.CheckConstraint(
                        condition=Q(added_by_person=None) | Q(added_by_person=F("person")),
                        name="payee_account_added_by_no_helper",
                        violation_error_message="Who acts for a person writes down no account.",
                    ),
                ),
            ],
        ),
    ]
