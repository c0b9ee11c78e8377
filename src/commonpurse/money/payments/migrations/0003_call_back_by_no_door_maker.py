from __future__ import annotations

from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.deletion import PROTECT

from commonpurse.kernel.remade import Remade
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    """An account says who had let its author in, and whether a second worker must look at it."""

    dependencies = [
        ("partners", "0003_look"),
        ("payments", "0002_whose_row_it_is"),
    ]
    operations = [
        Remade(
            ["payments_payeeaccount"],
            [
                migrations.AddField(
                    "payeeaccount",
                    "let_in_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="who had given the person the way in by which this was written down, "
                        "or had recognised her",
                        null=True,
                        on_delete=PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                migrations.AddField(
                    "payeeaccount",
                    "waits_for_second",
                    models.BooleanField(
                        default=False,
                        help_text="written down soon after she was recognised anew: no time ends its wait",
                    ),
                ),
                migrations.AddConstraint(
                    "payeeaccount",
                    models.CheckConstraint(
                        condition=Q(called_back_by=None) | Q(let_in_by=None) | ~Q(called_back_by=F("let_in_by")),
                        name="payee_account_called_back_by_no_door_maker",
                        violation_error_message="Somebody else than who gave the person their way in must call back.",
                    ),
                ),
                migrations.AddConstraint(
                    "payeeaccount",
                    models.CheckConstraint(
                        condition=Q(waits_for_second=False) | Q(let_in_by__isnull=False),
                        name="payee_account_second_after_whom",
                        violation_error_message="What waits for a second worker names the first.",
                    ),
                ),
            ],
        ),
        # Said again, for the new columns are fixed too.
        SetOnce("payments_payeeaccount", once=["called_back_at", "called_back_by_id"]),
    ]
