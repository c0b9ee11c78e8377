from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from commonpurse.kernel.remade import Remade
from commonpurse.kernel.set_once import SetOnce


def take_over(apps: Any, schema_editor: Any) -> None:
    """What was noted as shown on her page keeps its days: it says now since when it was there, and who put it there."""
    schema_editor.execute(
        "UPDATE decisions_repaymentnotice SET shown_at = noted_at, shown_by_id = noted_by_id, noted_by_id = NULL"
        " WHERE given_how = 'her_page'"
    )
    if schema_editor.connection.vendor == "postgresql":
        # A table whose keys are still to be checked is not altered.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    """A notice on her own page is given when she says that she has read it; until then it is only shown."""

    dependencies = [
        ("budgets", "0007_review"),
        ("decisions", "0013_a_round_that_is_over"),
        ("partners", "0005_who_let_a_member_in"),
        ("people", "0008_representative"),
    ]

    operations = [
        Remade(
            ["decisions_repaymentnotice"],
            [
                migrations.RemoveConstraint(model_name="repaymentnotice", name="notice_giving_whole"),
                migrations.AddField(
                    model_name="repaymentnotice",
                    name="shown_at",
                    field=models.DateTimeField(
                        blank=True, help_text="since when it is on her own page, to be read", null=True
                    ),
                ),
                migrations.AddField(
                    model_name="repaymentnotice",
                    name="shown_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                migrations.RunPython(take_over, migrations.RunPython.noop),
                migrations.AddConstraint(
                    model_name="repaymentnotice",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("given_how", None),
                                ("given_on", None),
                                ("noted_at", None),
                                ("noted_by", None),
                                ("pay_by_on", None),
                            ),
                            models.Q(
                                models.Q(
                                    models.Q(
                                        ("noted_by__isnull", False), models.Q(("given_how", "her_page"), _negated=True)
                                    ),
                                    models.Q(
                                        ("given_how", "her_page"), ("noted_by", None), ("shown_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                ("given_how__in", ["in_hand", "read_out", "post", "her_page"]),
                                ("given_how__isnull", False),
                                ("given_on__isnull", False),
                                ("noted_at__isnull", False),
                                ("pay_by_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="notice_giving_whole",
                        violation_error_message="Say how it was given, and on which day.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="repaymentnotice",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("shown_at", None), ("shown_by", None)),
                            models.Q(
                                ("agreed_at__isnull", False), ("shown_at__isnull", False), ("shown_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="notice_shown_whole",
                        violation_error_message="A notice that two agreed on is put on the person's page, by somebody.",
                    ),
                ),
            ],
        ),
        # Said again, for the new columns are filled in once too.
        SetOnce(
            "decisions_repaymentnotice",
            once=[
                "agreed_at",
                "agreed_by_id",
                "shown_at",
                "shown_by_id",
                "given_how",
                "given_on",
                "pay_by_on",
                "noted_at",
                "noted_by_id",
                "concluded_at",
                "concluded_by_id",
                "concluded_minor",
                "withdrawn_at",
                "withdrawn_by_id",
                "withdrawn_why",
                "reclaimed_at",
                "reclaimed_by_id",
                "reclaimed_minor",
            ],
            stepping="state",
            steps={
                "written": ["agreed", "withdrawn"],
                "agreed": ["given", "withdrawn"],
                "given": ["asked_again", "concluded", "withdrawn"],
                "asked_again": ["heard", "withdrawn"],
                "heard": ["concluded", "withdrawn"],
                "concluded": ["withdrawn"],
            },
        ),
    ]
