import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("budgets", "0007_review"),
        ("partners", "0006_charter"),
    ]

    operations = [
        migrations.CreateModel(
            name="FundingAgreement",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("currency", models.CharField(max_length=3)),
                ("created_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name",),
                        name="funding_agreement_name_once",
                        violation_error_message="An agreement of this name is there already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="funding_agreement_named",
                        violation_error_message="Give the agreement a name.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FundingAgreementVersion",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "fund_kind",
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
                ("aims", models.TextField(blank=True, max_length=2000)),
                ("outcomes", models.TextField(blank=True, max_length=2000)),
                ("functions", models.TextField(blank=True, max_length=2000)),
                ("improves", models.TextField(blank=True, max_length=2000)),
                ("people", models.TextField(blank=True, max_length=2000)),
                ("services", models.TextField(blank=True, max_length=2000)),
                ("staff", models.TextField(blank=True, max_length=2000)),
                ("goods", models.TextField(blank=True, max_length=2000)),
                ("accommodation", models.TextField(blank=True, max_length=2000)),
                ("restricted_purpose", models.TextField(blank=True, max_length=2000)),
                ("how_managed", models.TextField(blank=True, max_length=2000)),
                ("how_varied", models.TextField(blank=True, max_length=2000)),
                ("how_ended", models.TextField(blank=True, max_length=2000)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, help_text="the first day after it", null=True)),
                ("review_on", models.DateField(blank=True, null=True)),
                ("notice_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "unspent_rule",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in_proportion", "It goes back in proportion to what each put in"),
                            ("carried_forward", "It is carried forward"),
                            ("kept_for_purpose", "It is kept for the purpose"),
                        ],
                        max_length=20,
                    ),
                ),
                ("why", models.CharField(blank=True, help_text="why it was written anew", max_length=500)),
                ("written_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(blank=True, help_text="when the last partner agreed", null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="pooling.fundingagreement",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.organisation",
                    ),
                ),
                (
                    "pool_manager",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "number"),
                        name="funding_version_number_once",
                        violation_error_message="There is a version of this number already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gt", 0)),
                        name="funding_version_from_one",
                        violation_error_message="Versions count from 1.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fund_kind__in", ["grant", "aligned", "pooled_s75", "charitable", "lwp"])),
                        name="funding_version_kind_known",
                        violation_error_message="Choose the kind from the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unspent_rule__in", ["", "in_proportion", "carried_forward", "kept_for_purpose"])
                        ),
                        name="funding_version_unspent_known",
                        violation_error_message="Choose from the list what happens to money that is not spent.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on", None),
                            ("ends_on", None),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="funding_version_ends_after_start",
                        violation_error_message="The last day must be after the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_at", None),
                            models.Q(
                                ("ends_on__isnull", False),
                                ("host__isnull", False),
                                ("notice_days__isnull", False),
                                ("pool_manager__isnull", False),
                                ("review_on__isnull", False),
                                ("starts_on__isnull", False),
                                models.Q(("unspent_rule", ""), _negated=True),
                                models.Q(("aims", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="funding_version_agreed_whole",
                        violation_error_message="Only what is complete can be agreed to.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(help_text="its place in the version")),
                (
                    "amount_minor",
                    models.BigIntegerField(help_text="minor units; zero for a partner that brings no money"),
                ),
                (
                    "drawdown",
                    models.CharField(
                        choices=[
                            ("on_start", "All on the first day"),
                            ("quarterly", "In equal parts, each quarter"),
                            ("on_claim", "When it is claimed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("varies", models.CharField(blank=True, help_text="how it may vary", max_length=500)),
                ("starts_on", models.DateField(blank=True, help_text="empty: with the agreement", null=True)),
                (
                    "ends_on",
                    models.DateField(
                        blank=True, help_text="the first day after it; empty: with the agreement", null=True
                    ),
                ),
                (
                    "fund",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="budgets.fund",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organisation"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="pooling.fundingagreementversion",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "organisation"),
                        name="contribution_organisation_once",
                        violation_error_message="Name each organisation once.",
                    ),
                    models.UniqueConstraint(
                        fields=("version", "fund"),
                        name="contribution_fund_once",
                        violation_error_message="Name each fund once.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gte", 0)),
                        name="contribution_not_below_zero",
                        violation_error_message="Write an amount above zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("drawdown__in", ["on_start", "quarterly", "on_claim"])),
                        name="contribution_drawdown_known",
                        violation_error_message="Choose from the list when it is due.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on", None),
                            ("ends_on", None),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="contribution_ends_after_start",
                        violation_error_message="The last day must be after the first.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FundingNotice",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("leaves_on", models.DateField(help_text="the first day without it")),
                ("reason", models.CharField(max_length=500)),
                ("given_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="pooling.fundingagreement",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organisation"
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
            ],
            options={
                "ordering": ["given_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("agreement", "organisation", "leaves_on"),
                        name="funding_notice_once",
                        violation_error_message="The organisation has given this notice already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="funding_notice_says_why",
                        violation_error_message="Write why. The other partners read it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="funding_notice_withdrawn_by",
                        violation_error_message="Who takes a notice back and when are both said.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FundingSignature",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("signed_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organisation"
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="pooling.fundingagreementversion",
                    ),
                ),
            ],
            options={
                "ordering": ["signed_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "organisation"),
                        name="funding_signature_once",
                        violation_error_message="The organisation has agreed to this version already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QuarterStatement",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("quarter_starts_on", models.DateField()),
                ("opened_minor", models.BigIntegerField()),
                ("put_in_minor", models.BigIntegerField()),
                ("given_minor", models.BigIntegerField(help_text="to people’s budgets")),
                ("released_minor", models.BigIntegerField(help_text="paid out, before what came back")),
                ("returned_minor", models.BigIntegerField()),
                ("left_minor", models.BigIntegerField(help_text="not yet given to anybody, at the end")),
                ("note", models.TextField(max_length=2000)),
                ("given_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="pooling.fundingagreement",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "ordering": ["given_at", "id"],
                "indexes": [models.Index(fields=["agreement", "quarter_starts_on"], name="quarter_statement_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), _negated=True),
                        name="quarter_statement_says_something",
                        violation_error_message="Write a line about the quarter.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "left_minor",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("opened_minor"), "+", models.F("put_in_minor")
                                    ),
                                    "-",
                                    models.F("given_minor"),
                                ),
                            )
                        ),
                        name="quarter_statement_adds_up",
                        violation_error_message="What is left is what was there and was put in, less what was given.",
                    ),
                ],
            },
        ),
        # A version is what partners read and agreed to: without these lines its words or sums could be turned afterwards.
        SetOnce("pooling_fundingagreement"),
        SetOnce("pooling_fundingagreementversion", once=["agreed_at"]),
        AppendOnly("pooling_contribution"),
        AppendOnly("pooling_fundingsignature"),
        SetOnce("pooling_fundingnotice", once=["withdrawn_at", "withdrawn_by_id"]),
        AppendOnly("pooling_quarterstatement"),
    ]
