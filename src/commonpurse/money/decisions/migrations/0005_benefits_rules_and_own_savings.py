import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly
from commonpurse.kernel.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0004_row_security"),
        ("partners", "0005_who_let_a_member_in"),
        ("people", "0008_representative"),
    ]

    operations = [
        migrations.CreateModel(
            name="BenefitsRule",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "benefit",
                    models.CharField(
                        choices=[
                            ("universal_credit", "Universal Credit"),
                            ("housing_benefit", "Housing Benefit"),
                            ("older_benefits", "ESA or JSA of the old kind"),
                            ("pension_credit", "Pension Credit"),
                            ("council_care", "Care from the council"),
                        ],
                        max_length=30,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("lower_minor", models.BigIntegerField(help_text="savings up to here change nothing")),
                (
                    "upper_minor",
                    models.BigIntegerField(blank=True, help_text="above it there is none; empty: no limit", null=True),
                ),
                (
                    "step_minor",
                    models.BigIntegerField(help_text="for each so much above the lower limit, or part of it"),
                ),
                ("tariff_minor", models.BigIntegerField(help_text="so much is taken off")),
                ("per", models.CharField(choices=[("week", "a week"), ("month", "a month")], max_length=10)),
                ("disregards", models.JSONField(default=list, help_text="the legal bases whose money does not count")),
                ("source", models.CharField(max_length=300)),
                (
                    "to_check",
                    models.CharField(
                        blank=True, help_text="what is still to be checked, and with whom", max_length=300
                    ),
                ),
                ("set_at", models.DateTimeField()),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "ordering": ["benefit", "valid_from", "set_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "benefit__in",
                                [
                                    "universal_credit",
                                    "housing_benefit",
                                    "older_benefits",
                                    "pension_credit",
                                    "council_care",
                                ],
                            )
                        ),
                        name="benefits_rule_benefit_known",
                        violation_error_message="Choose the benefit from the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("per__in", ["week", "month"])),
                        name="benefits_rule_per_known",
                        violation_error_message="Choose a week or a month.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lower_minor__gte", 0),
                            models.Q(
                                ("upper_minor", None), ("upper_minor__gt", models.F("lower_minor")), _connector="OR"
                            ),
                        ),
                        name="benefits_rule_limits_in_order",
                        violation_error_message="The upper limit is above the lower one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("step_minor__gt", 0), ("tariff_minor__gt", 0)),
                        name="benefits_rule_tariff_above_zero",
                        violation_error_message="Write an amount above zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="benefits_rule_has_source",
                        violation_error_message="Say where this stands: the law, and the day.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnCapital",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("amount_minor", models.BigIntegerField()),
                ("told_at", models.DateTimeField()),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gte", 0)),
                        name="own_capital_not_below_zero",
                        violation_error_message="Write zero or more.",
                    )
                ],
            },
        ),
        AppendOnly("decisions_benefitsrule"),
        # Hers alone: no permission, no role and no emergency opens it.
        RowSecurity("decisions_owncapital", hers_alone=True),
    ]
