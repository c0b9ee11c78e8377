from __future__ import annotations

from django.db import migrations, models
from django.db.models.deletion import PROTECT

from commonpurse.kernel.person_keys import BoundToParent, FilledFromParent
from commonpurse.kernel.remade import Remade
from commonpurse.kernel.set_once import SetOnce

PARENTS = {
    "payeeaccount": ("payments_payeeaccount", "payee_id", "payments_payee"),
    "payment": ("payments_payment", "budget_id", "budgets_budget"),
    "paymentevent": ("payments_paymentevent", "payment_id", "payments_payment"),
    "instruction": ("payments_instruction", "payment_id", "payments_payment"),
    "settlement": ("payments_settlement", "payment_id", "payments_payment"),
    "moneyback": ("payments_moneyback", "payment_id", "payments_payment"),
}


def person(**given: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=PROTECT, related_name="+", to="people.person", **given)


class Migration(migrations.Migration):
    """Each row of a payment says whose it is; its budget, its ask, its hold and the account it goes to are that
    person's own.
    """

    dependencies = [
        ("payments", "0001_payment"),
        ("decisions", "0003_whose_ask_it_is"),
        ("people", "0005_longer_names"),
    ]
    operations = [
        Remade(
            [table for table, _, _ in PARENTS.values()],
            [
                *(migrations.AddField(model, "person", person(null=True)) for model in PARENTS),
                *(FilledFromParent(*parent) for parent in PARENTS.values()),
                *(migrations.AlterField(model, "person", person()) for model in PARENTS),
            ],
        ),
        # Said again, for the new column is fixed too.
        SetOnce("payments_payeeaccount", once=["called_back_at", "called_back_by_id"]),
        SetOnce(
            "payments_payment",
            stepping="state",
            steps={
                "held": ["ready", "stopped"],
                "ready": ["in_file", "stopped"],
                "in_file": ["ready", "sent"],
                "sent": ["settled", "returned", "rejected", "unknown"],
                "unknown": ["sent", "settled", "returned", "rejected"],
                "settled": ["returned"],
            },
        ),
        SetOnce("payments_instruction", once=["taken_back_at"]),
        *(BoundToParent(*parent) for parent in PARENTS.values()),
        BoundToParent("payments_payeeaccount", "replaces_id", "payments_payeeaccount"),
        BoundToParent("payments_payment", "payee_account_id", "payments_payeeaccount"),
        BoundToParent("payments_payment", "ask_id", "decisions_ask"),
        BoundToParent("payments_payment", "hold_id", "budgets_hold"),
        BoundToParent("payments_payment", "reissues_id", "payments_payment"),
    ]
