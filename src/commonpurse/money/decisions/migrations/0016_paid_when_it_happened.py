from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q

from commonpurse.kernel.remade import Remade
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    """An ask may say that it is paid only when it has happened; that it happened is written down once."""

    dependencies = [("decisions", "0015_an_ask_may_be_for_a_step")]

    operations = [
        Remade(
            ["decisions_ask"],
            [
                migrations.AddField(
                    model_name="ask",
                    name="pays_when_happened",
                    field=models.BooleanField(default=False, help_text="nobody is paid before it happened"),
                ),
                migrations.AddField(
                    model_name="ask",
                    name="said_happened_at",
                    field=models.DateTimeField(blank=True, help_text="when it was said that it happened", null=True),
                ),
                migrations.AddConstraint(
                    model_name="ask",
                    constraint=models.CheckConstraint(
                        condition=Q(said_happened_at=None) | Q(pays_when_happened=True),
                        name="ask_happened_only_when_awaited",
                        violation_error_message="Only what is paid when it happened is said to have happened.",
                    ),
                ),
            ],
        ),
        # Said again, for the new moment is filled in once.
        SetOnce(
            "decisions_ask",
            once=["hold_id", "used_at", "plan_step_id", "said_happened_at"],
            stepping="state",
            steps={
                "waiting": ["granted", "declined", "withdrawn"],
                "granted": ["withdrawn"],
                "declined": ["granted", "waiting"],
            },
            free=["decided_by_member_id", "decided_by_person_id", "decided_at", "reason"],
        ),
    ]
