from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from commonpurse.kernel.remade import Remade


def reader(to: str) -> models.ForeignKey:
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to
    )


class Migration(migrations.Migration):
    """The member who does a step may be asked to keep its day, too."""

    dependencies = [("partners", "0010_work_address"), ("plans", "0002_days_to_keep")]

    operations = [
        Remade(
            ["plans_stepinvite"],
            [
                migrations.RemoveConstraint(model_name="stepinvite", name="step_invite_number_once"),
                migrations.RenameField(model_name="stepinvite", old_name="reader", new_name="reader_person"),
                migrations.AlterField("stepinvite", "reader_person", reader("people.person")),
                migrations.AddField("stepinvite", "reader_member", reader("partners.member")),
                migrations.AddConstraint(
                    model_name="stepinvite",
                    constraint=models.UniqueConstraint(
                        fields=("first_step", "reader_person", "number"),
                        name="step_invite_number_once",
                        violation_error_message="This change was written down already.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="stepinvite",
                    constraint=models.UniqueConstraint(
                        fields=("first_step", "reader_member", "number"),
                        name="step_invite_number_once_for_member",
                        violation_error_message="This change was written down already.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="stepinvite",
                    constraint=models.CheckConstraint(
                        condition=Q(reader_member=None, reader_person__isnull=False)
                        | Q(reader_member__isnull=False, reader_person=None),
                        name="step_invite_read_by_one",
                        violation_error_message="One person or one member is to keep a day.",
                    ),
                ),
            ],
        ),
    ]
