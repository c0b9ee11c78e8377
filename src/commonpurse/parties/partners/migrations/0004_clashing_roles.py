from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Nobody holds two roles with which one person alone could move money, or a funder see people: docs/adr/0078."""

    dependencies = [
        ("partners", "0003_look"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="memberrole",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role__in", ("administrator", "finance"))),
                fields=("member",),
                name="member_role_lets_in_or_pays",
                violation_error_message="Who lets members in does not also pay. Give one of the two roles to somebody else.",
            ),
        ),
        migrations.AddConstraint(
            model_name="memberrole",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role__in", ("worker", "finance"))),
                fields=("member",),
                name="member_role_works_or_pays",
                violation_error_message="Who works with people does not also make the files that pay them. Give one role to somebody else.",
            ),
        ),
        migrations.AddConstraint(
            model_name="memberrole",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role__in", ("coordinator", "finance"))),
                fields=("member",),
                name="member_role_coordinates_or_pays",
                violation_error_message="Who works with people does not also make the files that pay them. Give one role to somebody else.",
            ),
        ),
        migrations.AddConstraint(
            model_name="memberrole",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role__in", ("worker", "funder"))),
                fields=("member",),
                name="member_role_works_or_funds",
                violation_error_message="Who gives the money does not see the people it goes to. Give one role to somebody else.",
            ),
        ),
        migrations.AddConstraint(
            model_name="memberrole",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role__in", ("coordinator", "funder"))),
                fields=("member",),
                name="member_role_coordinates_or_funds",
                violation_error_message="Who gives the money does not see the people it goes to. Give one role to somebody else.",
            ),
        ),
        migrations.AddConstraint(
            model_name="memberrole",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role__in", ("manager", "funder"))),
                fields=("member",),
                name="member_role_manages_or_funds",
                violation_error_message="Who gives the money does not see the people it goes to. Give one role to somebody else.",
            ),
        ),
    ]
