from __future__ import annotations

from django.db import migrations, models
from django.db.models.deletion import PROTECT

from commonpurse.kernel.person_keys import BoundToParent, FilledFromParent
from commonpurse.kernel.remade import Remade
from commonpurse.kernel.set_once import SetOnce

PARENTS = {
    "line": ("budgets_line", "budget_id", "budgets_budget"),
    "holdingperiod": ("budgets_holdingperiod", "line_id", "budgets_line"),
    "allocation": ("budgets_allocation", "line_id", "budgets_line"),
    "hold": ("budgets_hold", "budget_id", "budgets_budget"),
    "holdleg": ("budgets_holdleg", "hold_id", "budgets_hold"),
    "correction": ("budgets_correction", "allocation_id", "budgets_allocation"),
}


def person(**given: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=PROTECT, related_name="+", to="people.person", **given)


class Migration(migrations.Migration):
    """Each row of a person's money says whose it is, and cannot say otherwise than its parent: the walls of the
    database judge each row by itself.
    """

    dependencies = [("budgets", "0003_fixed_lines"), ("people", "0005_longer_names")]
    operations = [
        Remade(
            [table for table, _, _ in PARENTS.values()],
            [
                *(
                    migrations.AddField(
                        model,
                        "person",
                        person(null=True, blank=True, help_text="whose allocation; empty: money of a fund")
                        if model == "correction"
                        else person(null=True),
                    )
                    for model in PARENTS
                ),
                *(FilledFromParent(*parent) for parent in PARENTS.values()),
                *(migrations.AlterField(model, "person", person()) for model in PARENTS if model != "correction"),
                migrations.AddConstraint(
                    "correction",
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("allocation", None), ("person", None)),
                            models.Q(("allocation__isnull", False), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="correction_names_whose_allocation",
                        violation_error_message="A correction of an allocation says whose money it was.",
                    ),
                ),
            ],
        ),
        # Said again, for the new column is fixed too.
        SetOnce("budgets_line"),
        SetOnce(
            "budgets_correction",
            once=["agreed_at", "agreed_by_id", "declined_at", "declined_by_id", "decline_reason"],
        ),
        *(BoundToParent(*parent) for parent in PARENTS.values()),
        BoundToParent("budgets_holdleg", "line_id", "budgets_line"),
    ]
