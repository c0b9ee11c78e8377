from __future__ import annotations

from django.db import migrations, models
from django.db.models.deletion import PROTECT

from commonpurse.kernel.person_keys import BoundToParent, FilledFromParent
from commonpurse.kernel.remade import Remade


class Migration(migrations.Migration):
    """A part of a line that is a payment says whose it is. A fund, a charge and another line are nobody's."""

    dependencies = [
        ("reconciliation", "0002_closing"),
        ("payments", "0002_whose_row_it_is"),
        ("people", "0005_longer_names"),
    ]
    operations = [
        Remade(
            ["reconciliation_matchpart"],
            [
                migrations.AddField(
                    "matchpart",
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=PROTECT,
                        related_name="+",
                        to="people.person",
                        help_text="whose payment; empty: not a payment",
                    ),
                ),
                FilledFromParent("reconciliation_matchpart", "payment_id", "payments_payment"),
                migrations.AddConstraint(
                    "matchpart",
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("payment", None), ("person", None)),
                            models.Q(("payment__isnull", False), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="match_part_names_whose_payment",
                        violation_error_message="A part that is a payment says whose it is.",
                    ),
                ),
            ],
        ),
        BoundToParent("reconciliation_matchpart", "payment_id", "payments_payment"),
    ]
