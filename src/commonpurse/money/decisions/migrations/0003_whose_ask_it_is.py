from __future__ import annotations

from django.db import migrations, models
from django.db.models.deletion import PROTECT

from commonpurse.kernel.person_keys import BoundToParent, FilledFromParent
from commonpurse.kernel.remade import Remade
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    """An ask says whose it is, and its budget and the money set aside for it are that person's own."""

    dependencies = [
        ("decisions", "0002_asks_keep_their_words"),
        ("budgets", "0004_whose_row_it_is"),
        ("people", "0005_longer_names"),
    ]
    operations = [
        Remade(
            ["decisions_ask"],
            [
                migrations.AddField(
                    "ask",
                    "person",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="people.person"),
                ),
                FilledFromParent("decisions_ask", "budget_id", "budgets_budget"),
                migrations.AlterField(
                    "ask", "person", models.ForeignKey(on_delete=PROTECT, related_name="+", to="people.person")
                ),
            ],
        ),
        # Said again, for the new column is fixed too.
        SetOnce(
            "decisions_ask",
            once=["hold_id", "used_at"],
            stepping="state",
            steps={"waiting": ["granted", "declined", "withdrawn"], "granted": ["withdrawn"]},
            free=["decided_by_member_id", "decided_by_person_id", "decided_at", "reason"],
        ),
        BoundToParent("decisions_ask", "budget_id", "budgets_budget"),
        BoundToParent("decisions_ask", "hold_id", "budgets_hold"),
    ]
