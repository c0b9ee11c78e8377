import datetime

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly
from commonpurse.kernel.remade import Remade
from commonpurse.kernel.row_security import RowSecurity


class Migration(migrations.Migration):
    """Say under whose law a fund stands, which provider holds money, and keep what an authority found of exclusions."""

    dependencies = [
        ("budgets", "0005_row_security"),
        ("partners", "0005_who_let_a_member_in"),
        ("people", "0008_representative"),
    ]

    operations = [
        Remade(
            ["budgets_fund", "budgets_holdingperiod"],
            [
                migrations.AddField(
                    model_name="fund",
                    name="nation",
                    field=models.CharField(
                        choices=[
                            ("england", "England"),
                            ("wales", "Wales"),
                            ("scotland", "Scotland"),
                            ("northern_ireland", "Northern Ireland"),
                        ],
                        default="england",
                        max_length=20,
                    ),
                ),
                migrations.AddField(
                    model_name="holdingperiod",
                    name="provider",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="who holds it for her, under contract with the authority",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.organisation",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="fund",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("nation__in", ["england", "wales", "scotland", "northern_ireland"])),
                        name="fund_nation_known",
                        violation_error_message="Choose from the list whose law it stands under.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="holdingperiod",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("provider", None), ("holding_type", "third_party_held"), _connector="OR"),
                        name="holding_provider_of_third_party",
                        violation_error_message="A provider is named where another organisation holds the money.",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExclusionCheck",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "legal_basis",
                    models.CharField(
                        choices=[("care_act_dp", "Care Act direct payment"), ("nhs_dp", "NHS direct payment")],
                        max_length=40,
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("clear", "No such order: it can be paid out direct"),
                            ("excluded", "There is such an order: it cannot be paid out direct"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "order_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("drug_rehabilitation", "Drug rehabilitation requirement"),
                            ("alcohol_treatment", "Alcohol treatment requirement"),
                            ("licence_condition", "Release on licence, with work on drugs or alcohol"),
                            ("drug_treatment_and_testing", "Drug treatment and testing order"),
                            (
                                "community_rehabilitation",
                                "Community rehabilitation order, with drug or alcohol treatment",
                            ),
                            ("youth_rehabilitation", "Youth rehabilitation order, with drug treatment or testing"),
                        ],
                        max_length=30,
                    ),
                ),
                ("checked_on", models.DateField()),
                (
                    "ends_on",
                    models.DateField(help_text="the first day on which it is to be made again, or the order is over"),
                ),
                ("written_at", models.DateTimeField()),
                (
                    "authority",
                    models.ForeignKey(
                        help_text="who checked",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.organisation",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "legal_basis"], name="exclusion_check_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("legal_basis__in", ["care_act_dp", "nhs_dp"])),
                        name="exclusion_check_basis_known",
                        violation_error_message="Only direct payments under the Care Act or for health are checked.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("result__in", ["clear", "excluded"])),
                        name="exclusion_check_result_known",
                        violation_error_message="Choose from the list what was found.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("result", "excluded"), _negated=True), ("order_type", "")),
                            models.Q(
                                (
                                    "order_type__in",
                                    [
                                        "drug_rehabilitation",
                                        "alcohol_treatment",
                                        "licence_condition",
                                        "drug_treatment_and_testing",
                                        "community_rehabilitation",
                                        "youth_rehabilitation",
                                    ],
                                ),
                                ("result", "excluded"),
                            ),
                            _connector="OR",
                        ),
                        name="exclusion_check_names_order",
                        violation_error_message="An exclusion names its order, and a clear check names none.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__gt", models.F("checked_on")),
                            (
                                "ends_on__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("checked_on"), "+", models.Value(datetime.timedelta(days=1098))
                                ),
                            ),
                            models.Q(
                                ("result", "excluded"),
                                (
                                    "ends_on__lte",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("checked_on"), "+", models.Value(datetime.timedelta(days=366))
                                    ),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="exclusion_check_is_made_again",
                        violation_error_message="A check is made again within a year, or when the order is over.",
                    ),
                ],
                "ordering": ["written_at", "id"],
            },
        ),
        AppendOnly("budgets_exclusioncheck"),
        RowSecurity("budgets_exclusioncheck", "offence"),
    ]
