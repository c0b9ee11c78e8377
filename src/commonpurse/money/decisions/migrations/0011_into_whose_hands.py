from __future__ import annotations

from django.db import migrations, models

from commonpurse.kernel.remade import Remade
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    """An ask says into whose hands its money is to come, so that a yes sets aside what the law lets go there."""

    dependencies = [("decisions", "0010_whose_turn_it_is")]

    operations = [
        Remade(
            ["decisions_ask"],
            [
                migrations.AddField(
                    model_name="ask",
                    name="paid_to",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("herself", "The person herself"),
                            ("helper", "Somebody who helps the person"),
                            ("supplier", "A shop, landlord or other supplier"),
                        ],
                        help_text="into whose hands it is to come; empty while whom to pay is not known",
                        max_length=10,
                    ),
                ),
                migrations.AddConstraint(
                    model_name="ask",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("paid_to__in", ["", "herself", "helper", "supplier"])),
                        name="ask_paid_to_known",
                        violation_error_message="Money goes to the person herself, a helper or a supplier.",
                    ),
                ),
            ],
        ),
        # Said again, for the new column is fixed too.
        SetOnce(
            "decisions_ask",
            once=["hold_id", "used_at"],
            stepping="state",
            steps={
                "waiting": ["granted", "declined", "withdrawn"],
                "granted": ["withdrawn"],
                "declined": ["granted"],
            },
            free=["decided_by_member_id", "decided_by_person_id", "decided_at", "reason"],
        ),
    ]
