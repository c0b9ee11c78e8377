import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledger", "0001_tables"),
        ("partners", "0001_partnership"),
        ("people", "0001_person"),
    ]

    operations = [
        migrations.CreateModel(
            name="Budget",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("opened_at", models.DateTimeField()),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="budget", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Fund",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("purpose", models.CharField(max_length=500)),
                (
                    "legal_basis",
                    models.CharField(
                        choices=[
                            ("care_act_dp", "Care Act direct payment"),
                            ("nhs_dp", "NHS direct payment"),
                            ("local_welfare_provision", "Local welfare provision"),
                            ("homelessness_prevention_grant", "Homelessness prevention grant"),
                            ("charitable_grant", "Charitable grant"),
                            ("council_general_power", "Council's general power"),
                        ],
                        max_length=40,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("grant", "Grant"),
                            ("aligned", "Aligned budget"),
                            ("pooled_s75", "Pooled budget (section 75)"),
                            ("charitable", "Charitable money"),
                            ("lwp", "Local welfare money"),
                        ],
                        max_length=20,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("starts_on", models.DateField()),
                (
                    "ends_on",
                    models.DateField(
                        blank=True, help_text="the first day after it; empty: no end is agreed", null=True
                    ),
                ),
                (
                    "unspent_rule",
                    models.CharField(
                        choices=[
                            ("returns_to_fund", "Goes back to the fund"),
                            ("rolls_over", "Rolls over"),
                            ("stays_with_person", "Stays with the person"),
                        ],
                        max_length=20,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "funder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="funds", to="partners.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name",),
                        name="fund_name_once",
                        violation_error_message="A fund of this name is there already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gt", models.F("starts_on")), _connector="OR"),
                        name="fund_ends_after_start",
                        violation_error_message="The fund's last day must be after its first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "legal_basis__in",
                                [
                                    "care_act_dp",
                                    "nhs_dp",
                                    "local_welfare_provision",
                                    "homelessness_prevention_grant",
                                    "charitable_grant",
                                    "council_general_power",
                                ],
                            )
                        ),
                        name="fund_legal_basis_known",
                        violation_error_message="Choose the legal basis from the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["grant", "aligned", "pooled_s75", "charitable", "lwp"])),
                        name="fund_kind_known",
                        violation_error_message="Choose the kind of fund from the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unspent_rule__in", ["returns_to_fund", "rolls_over", "stays_with_person"])
                        ),
                        name="fund_unspent_rule_known",
                        violation_error_message="Choose from the list what happens to money that is not spent.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FundAccount",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=30)),
                (
                    "spend_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("rent_deposit", "Rent deposit or first rent"),
                            ("rent_arrears_and_debts", "Rent owed and debts"),
                            ("furniture", "Furniture and white goods"),
                            ("household_setup", "Setting up a home"),
                            ("clothing", "Clothes and shoes"),
                            ("food", "Food"),
                            ("phone_and_data", "Phone, data or laptop"),
                            ("travel", "Travel"),
                            ("identity_documents", "Identity papers"),
                            ("course_fees", "Course fees"),
                            ("work_tools", "Tools and clothes for work"),
                            ("family_and_activities", "Family and activities"),
                            ("leisure", "Leisure"),
                            ("health_aids", "Health aids"),
                            ("temporary_stay", "A place to stay for now"),
                            ("unusual_home", "A caravan or other home"),
                            ("pet_care", "Pet care"),
                            ("celebration_or_gift", "A celebration or gift"),
                            ("other", "Something else"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.account"
                    ),
                ),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fund_accounts", to="budgets.fund"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fund", "code", "spend_kind"),
                        name="fund_account_once",
                        violation_error_message="The fund has this account already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("code", "spent"),
                                (
                                    "spend_kind__in",
                                    [
                                        "rent_deposit",
                                        "rent_arrears_and_debts",
                                        "furniture",
                                        "household_setup",
                                        "clothing",
                                        "food",
                                        "phone_and_data",
                                        "travel",
                                        "identity_documents",
                                        "course_fees",
                                        "work_tools",
                                        "family_and_activities",
                                        "leisure",
                                        "health_aids",
                                        "temporary_stay",
                                        "unusual_home",
                                        "pet_care",
                                        "celebration_or_gift",
                                        "other",
                                    ],
                                ),
                            ),
                            models.Q(models.Q(("code", "spent"), _negated=True), ("spend_kind", "")),
                            _connector="OR",
                        ),
                        name="fund_account_kind_for_spent",
                        violation_error_message="What money was spent on belongs to the account of spent money only.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("amount_minor", models.BigIntegerField()),
                (
                    "spend_kind",
                    models.CharField(
                        choices=[
                            ("rent_deposit", "Rent deposit or first rent"),
                            ("rent_arrears_and_debts", "Rent owed and debts"),
                            ("furniture", "Furniture and white goods"),
                            ("household_setup", "Setting up a home"),
                            ("clothing", "Clothes and shoes"),
                            ("food", "Food"),
                            ("phone_and_data", "Phone, data or laptop"),
                            ("travel", "Travel"),
                            ("identity_documents", "Identity papers"),
                            ("course_fees", "Course fees"),
                            ("work_tools", "Tools and clothes for work"),
                            ("family_and_activities", "Family and activities"),
                            ("leisure", "Leisure"),
                            ("health_aids", "Health aids"),
                            ("temporary_stay", "A place to stay for now"),
                            ("unusual_home", "A caravan or other home"),
                            ("pet_care", "Pet care"),
                            ("celebration_or_gift", "A celebration or gift"),
                            ("other", "Something else"),
                        ],
                        max_length=30,
                    ),
                ),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("held_at", models.DateTimeField()),
                ("held_by", models.UUIDField(help_text="the Member or Person who acted")),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="budgets.budget"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)),
                        name="hold_above_zero",
                        violation_error_message="Write an amount above zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "spend_kind__in",
                                [
                                    "rent_deposit",
                                    "rent_arrears_and_debts",
                                    "furniture",
                                    "household_setup",
                                    "clothing",
                                    "food",
                                    "phone_and_data",
                                    "travel",
                                    "identity_documents",
                                    "course_fees",
                                    "work_tools",
                                    "family_and_activities",
                                    "leisure",
                                    "health_aids",
                                    "temporary_stay",
                                    "unusual_home",
                                    "pet_care",
                                    "celebration_or_gift",
                                    "other",
                                ],
                            )
                        ),
                        name="hold_kind_known",
                        violation_error_message="Choose what the money is for from the list.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("opened_at", models.DateTimeField()),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.account"
                    ),
                ),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="budgets.budget"
                    ),
                ),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="budgets.fund"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("budget", "fund"),
                        name="line_once",
                        violation_error_message="The budget has a line of this fund already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HoldLeg",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("amount_minor", models.BigIntegerField()),
                ("transfer", models.UUIDField(default=commonpurse.kernel.identity.new_id, unique=True)),
                ("resolving_transfer", models.UUIDField(default=commonpurse.kernel.identity.new_id, unique=True)),
                ("memo_transfer", models.UUIDField(default=commonpurse.kernel.identity.new_id, unique=True)),
                (
                    "hold",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="legs", to="budgets.hold"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="legs", to="budgets.line"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("hold", "line"),
                        name="hold_leg_once",
                        violation_error_message="The hold takes from this line already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)),
                        name="hold_leg_above_zero",
                        violation_error_message="A part of a hold is above zero.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HoldingPeriod",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "holding_type",
                    models.CharField(
                        choices=[
                            ("self_held", "In the person's own hands"),
                            ("delegate_held", "Held by a helper the person chose"),
                            ("third_party_held", "Held by another organisation"),
                            ("authority_managed", "Held by the council or NHS"),
                        ],
                        max_length=20,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(max_length=500)),
                ("set_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holding_periods", to="budgets.line"
                    ),
                ),
            ],
            options={
                "ordering": ["set_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gt", models.F("starts_on")), _connector="OR"),
                        name="holding_ends_after_start",
                        violation_error_message="The last day must be after the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("holding_type", "self_held"), ("ends_on__isnull", False), _connector="OR"),
                        name="holding_step_down_ends",
                        violation_error_message="Say until when. After that the money is in the person's own hands again.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="holding_has_reason",
                        violation_error_message="Say in plain words why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "holding_type__in",
                                ["self_held", "delegate_held", "third_party_held", "authority_managed"],
                            )
                        ),
                        name="holding_type_known",
                        violation_error_message="Choose from the list who holds the money.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("amount_minor", models.BigIntegerField()),
                ("transfer", models.UUIDField(unique=True)),
                ("reason", models.CharField(max_length=500)),
                ("request_id", models.UUIDField(unique=True)),
                ("request_hash", models.CharField(max_length=64)),
                ("allocated_at", models.DateTimeField()),
                (
                    "allocated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="allocations", to="budgets.line"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)),
                        name="allocation_above_zero",
                        violation_error_message="Write an amount above zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="allocation_has_reason",
                        violation_error_message="Say in plain words what the money is for.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MoneyIn",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("amount_minor", models.BigIntegerField()),
                ("business_date", models.DateField()),
                ("transfer", models.UUIDField(unique=True)),
                ("promise_met_minor", models.BigIntegerField(default=0)),
                ("promise_transfer", models.UUIDField(blank=True, null=True, unique=True)),
                ("received_at", models.DateTimeField()),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="money_in", to="budgets.fund"
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)),
                        name="money_in_above_zero",
                        violation_error_message="Write an amount above zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("promise_met_minor", 0), ("promise_transfer", None)),
                            models.Q(
                                ("promise_met_minor__gt", 0),
                                ("promise_met_minor__lte", models.F("amount_minor")),
                                ("promise_transfer__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="money_in_meets_promise_within_amount",
                        violation_error_message="Money that arrived meets a promise by no more than itself.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("amount_minor", models.BigIntegerField()),
                ("transfer", models.UUIDField(unique=True)),
                ("promised_at", models.DateTimeField()),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="promises", to="budgets.fund"
                    ),
                ),
                (
                    "promised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)),
                        name="promise_above_zero",
                        violation_error_message="Write an amount above zero.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SpendingRule",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField()),
                (
                    "spend_kind",
                    models.CharField(
                        choices=[
                            ("rent_deposit", "Rent deposit or first rent"),
                            ("rent_arrears_and_debts", "Rent owed and debts"),
                            ("furniture", "Furniture and white goods"),
                            ("household_setup", "Setting up a home"),
                            ("clothing", "Clothes and shoes"),
                            ("food", "Food"),
                            ("phone_and_data", "Phone, data or laptop"),
                            ("travel", "Travel"),
                            ("identity_documents", "Identity papers"),
                            ("course_fees", "Course fees"),
                            ("work_tools", "Tools and clothes for work"),
                            ("family_and_activities", "Family and activities"),
                            ("leisure", "Leisure"),
                            ("health_aids", "Health aids"),
                            ("temporary_stay", "A place to stay for now"),
                            ("unusual_home", "A caravan or other home"),
                            ("pet_care", "Pet care"),
                            ("celebration_or_gift", "A celebration or gift"),
                            ("other", "Something else"),
                        ],
                        max_length=30,
                    ),
                ),
                ("is_allowed", models.BooleanField()),
                (
                    "limit_minor",
                    models.BigIntegerField(
                        blank=True, help_text="the most one payment may take, minor units", null=True
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("set_at", models.DateTimeField()),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="spending_rules", to="budgets.fund"
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fund", "version", "spend_kind"),
                        name="spending_rule_once",
                        violation_error_message="There is a rule for this already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_allowed", True), ("limit_minor", None)),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="spending_rule_has_reason",
                        violation_error_message="Say in plain words why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("limit_minor", None),
                            models.Q(("is_allowed", True), ("limit_minor__gt", 0)),
                            _connector="OR",
                        ),
                        name="spending_rule_limit_above_zero",
                        violation_error_message="A limit is above zero and belongs to something that is allowed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "spend_kind__in",
                                [
                                    "rent_deposit",
                                    "rent_arrears_and_debts",
                                    "furniture",
                                    "household_setup",
                                    "clothing",
                                    "food",
                                    "phone_and_data",
                                    "travel",
                                    "identity_documents",
                                    "course_fees",
                                    "work_tools",
                                    "family_and_activities",
                                    "leisure",
                                    "health_aids",
                                    "temporary_stay",
                                    "unusual_home",
                                    "pet_care",
                                    "celebration_or_gift",
                                    "other",
                                ],
                            )
                        ),
                        name="spending_rule_kind_known",
                        violation_error_message="Choose what the money is for from the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gt", 0)),
                        name="spending_rule_version_from_one",
                        violation_error_message="Versions count from 1.",
                    ),
                ],
            },
        ),
        # What was promised, received, allocated, ruled and held is history: figures and traces are read from it.
        AppendOnly("budgets_fundaccount"),
        AppendOnly("budgets_promise"),
        AppendOnly("budgets_moneyin"),
        AppendOnly("budgets_spendingrule"),
        AppendOnly("budgets_allocation"),
        AppendOnly("budgets_holdingperiod"),
        AppendOnly("budgets_hold"),
        AppendOnly("budgets_holdleg"),
    ]
