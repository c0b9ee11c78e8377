from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from commonpurse.kernel.person_keys import BoundToParent
from commonpurse.kernel.remade import Remade
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    """An ask may point to the step of the plan that it is for; the step knows nothing of money."""

    dependencies = [("decisions", "0014_read_on_her_page"), ("plans", "0001_plan")]

    operations = [
        Remade(
            ["decisions_ask"],
            [
                migrations.AddField(
                    model_name="ask",
                    name="plan_step",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="the step of the plan that it is for",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.step",
                    ),
                ),
            ],
        ),
        # Said again, for the new column is filled in once.
        SetOnce(
            "decisions_ask",
            once=["hold_id", "used_at", "plan_step_id"],
            stepping="state",
            steps={
                "waiting": ["granted", "declined", "withdrawn"],
                "granted": ["withdrawn"],
                "declined": ["granted", "waiting"],
            },
            free=["decided_by_member_id", "decided_by_person_id", "decided_at", "reason"],
        ),
        BoundToParent("decisions_ask", "plan_step_id", "plans_step"),
    ]
