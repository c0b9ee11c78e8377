import datetime

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.person_keys import BoundToParent
from commonpurse.kernel.row_security import RowSecurity
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0005_row_security"),
        ("consent", "0003_row_security"),
        ("decisions", "0007_lock"),
        ("partners", "0005_who_let_a_member_in"),
        ("people", "0008_representative"),
    ]

    operations = [
        migrations.CreateModel(
            name="RepaymentNotice",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("changed", "The plan, or how they live, has changed a lot"),
                            ("unspent", "A large sum was not spent"),
                            ("barred_use", "Money went on something that the law or a rule bars"),
                            ("crime", "It looks as if a crime was done with the money"),
                            ("death", "The person has died"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reasons", models.CharField(help_text="in plain words; the person reads them", max_length=2000)),
                ("evidence", models.CharField(help_text="what shows it", max_length=2000)),
                (
                    "who_pays",
                    models.CharField(
                        choices=[
                            ("budget", "It comes out of what is left on the budget"),
                            ("holder", "Who held the money for them pays it"),
                            ("estate", "It comes out of the budget of who died"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "days_to_pay",
                    models.PositiveSmallIntegerField(help_text="days, from the day on which it counts as given"),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("written", "Waits for a second person"),
                            ("agreed", "Agreed, not given yet"),
                            ("given", "Given, the time to answer runs"),
                            ("asked_again", "Is looked at again"),
                            ("heard", "Was looked at again"),
                            ("concluded", "Stands"),
                            ("withdrawn", "Taken off"),
                        ],
                        default="written",
                        max_length=12,
                    ),
                ),
                ("request_id", models.UUIDField(unique=True)),
                ("request_hash", models.CharField(max_length=64)),
                ("issued_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "given_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in_hand", "Given in hand"),
                            ("read_out", "Read out to them, and left with them"),
                            ("post", "Sent by post"),
                            ("her_page", "Shown on their own page"),
                        ],
                        max_length=10,
                        null=True,
                    ),
                ),
                ("given_on", models.DateField(blank=True, help_text="the day on which it counts as given", null=True)),
                (
                    "pay_by_on",
                    models.DateField(
                        blank=True, help_text="the last day to ask again; nothing is taken on it", null=True
                    ),
                ),
                ("noted_at", models.DateTimeField(blank=True, help_text="when that was written down", null=True)),
                ("concluded_at", models.DateTimeField(blank=True, null=True)),
                ("concluded_minor", models.BigIntegerField(blank=True, help_text="what stands of the sum", null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=2000, null=True)),
                ("reclaimed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reclaimed_minor",
                    models.BigIntegerField(blank=True, help_text="what the lines had free on that day", null=True),
                ),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="budgets.budget"
                    ),
                ),
                (
                    "concluded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "reclaimed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
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
                "ordering": ["issued_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)),
                        name="notice_above_zero",
                        violation_error_message="Write an amount above zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ground__in", ["changed", "unspent", "barred_use", "crime", "death"])),
                        name="notice_ground_known",
                        violation_error_message="Choose from the list why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("who_pays__in", ["budget", "holder", "estate"])),
                        name="notice_payer_known",
                        violation_error_message="Choose from the list who pays.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reasons", ""), _negated=True), models.Q(("evidence", ""), _negated=True)
                        ),
                        name="notice_has_reasons",
                        violation_error_message="Say why, and what shows it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days_to_pay__gte", 28), ("days_to_pay__lte", 366)),
                        name="notice_leaves_time",
                        violation_error_message="Give at least 28 days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_at", None), ("noted_at", None), ("state", "written")),
                            models.Q(("agreed_at__isnull", False), ("noted_at", None), ("state", "agreed")),
                            models.Q(
                                ("agreed_at__isnull", False),
                                ("state__in", ["given", "asked_again", "heard", "concluded"]),
                                ("noted_at__isnull", False),
                            ),
                            ("state", "withdrawn"),
                            _connector="OR",
                        ),
                        name="notice_state_follows",
                        violation_error_message="A notice is written, then agreed, then given.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_by", None),
                            models.Q(("agreed_by", models.F("issued_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="notice_agreed_by_another",
                        violation_error_message="Somebody else than who wrote it must agree.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_at", None), ("agreed_by", None)),
                            models.Q(("agreed_at__isnull", False), ("agreed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="notice_agreement_whole",
                        violation_error_message="An agreement has its moment and its author.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("given_how", None),
                                ("given_on", None),
                                ("noted_at", None),
                                ("noted_by", None),
                                ("pay_by_on", None),
                            ),
                            models.Q(
                                ("given_how__in", ["in_hand", "read_out", "post", "her_page"]),
                                ("given_how__isnull", False),
                                ("given_on__isnull", False),
                                ("noted_at__isnull", False),
                                ("noted_by__isnull", False),
                                ("pay_by_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="notice_giving_whole",
                        violation_error_message="Say how it was given, and on which day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pay_by_on", None),
                            (
                                "pay_by_on__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("given_on"), "+", models.Value(datetime.timedelta(days=28))
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="notice_time_from_giving",
                        violation_error_message="The time to pay runs from the day on which it was given.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("concluded_at", None),
                                ("concluded_by", None),
                                ("concluded_minor", None),
                                models.Q(("state", "concluded"), _negated=True),
                            ),
                            models.Q(
                                ("concluded_at__isnull", False),
                                ("concluded_by__isnull", False),
                                ("concluded_minor__gt", 0),
                                ("concluded_minor__isnull", False),
                                ("concluded_minor__lte", models.F("amount_minor")),
                                ("state__in", ["concluded", "withdrawn"]),
                            ),
                            _connector="OR",
                        ),
                        name="notice_concluded_whole",
                        violation_error_message="A notice that stands says of which sum, since when and by whom.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at", None),
                                ("withdrawn_by", None),
                                ("withdrawn_why", None),
                                models.Q(("state", "withdrawn"), _negated=True),
                            ),
                            models.Q(
                                ("state", "withdrawn"),
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                ("withdrawn_why__gt", ""),
                                ("withdrawn_why__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="notice_withdrawn_whole",
                        violation_error_message="A notice is taken off with a reason, by somebody.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reclaimed_at", None), ("reclaimed_by", None), ("reclaimed_minor", None)),
                            models.Q(
                                ("reclaimed_at__isnull", False),
                                ("reclaimed_by__isnull", False),
                                ("reclaimed_minor__gt", 0),
                                ("reclaimed_minor__isnull", False),
                                ("reclaimed_minor__lte", models.F("concluded_minor")),
                                ("state", "concluded"),
                            ),
                            _connector="OR",
                        ),
                        name="notice_taken_when_it_stands",
                        violation_error_message="Money goes back only by a notice that stands, and no more than it says.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reconsideration",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "words",
                    models.CharField(blank=True, help_text="why, in her words; she need not say", max_length=2000),
                ),
                ("evidence", models.CharField(blank=True, help_text="what shows it", max_length=2000)),
                ("asked_at", models.DateTimeField()),
                ("heard_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "It stays as it is"),
                            ("reduced", "It is less"),
                            ("withdrawn", "It is taken off"),
                        ],
                        max_length=10,
                        null=True,
                    ),
                ),
                ("outcome_minor", models.BigIntegerField(blank=True, help_text="what is left of the sum", null=True)),
                ("outcome_reasons", models.CharField(blank=True, max_length=2000, null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "asked_by_member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "asked_by_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "heard_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "issued_by",
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
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconsideration",
                        to="decisions.repaymentnotice",
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_by_member", None), ("asked_by_person__isnull", False)),
                            models.Q(("asked_by_member__isnull", False), ("asked_by_person", None)),
                            _connector="OR",
                        ),
                        name="reconsideration_has_one_asker",
                        violation_error_message="One person or one member asks.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("heard_by", None),
                            models.Q(
                                models.Q(("heard_by", models.F("issued_by")), _negated=True),
                                models.Q(("heard_by", models.F("agreed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reconsideration_heard_by_a_third",
                        violation_error_message="Somebody who neither wrote nor agreed to it must look at it again.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("heard_at", None),
                                ("heard_by", None),
                                ("outcome", None),
                                ("outcome_minor", None),
                                ("outcome_reasons", None),
                            ),
                            models.Q(
                                ("heard_at__isnull", False),
                                ("heard_by__isnull", False),
                                ("outcome__in", ["upheld", "reduced", "withdrawn"]),
                                ("outcome__isnull", False),
                                ("outcome_minor__gte", 0),
                                ("outcome_minor__isnull", False),
                                ("outcome_reasons__gt", ""),
                                ("outcome_reasons__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="reconsideration_outcome_whole",
                        violation_error_message="An outcome has its moment, its author, its sum and its reasons.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticePart",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("amount_minor", models.BigIntegerField()),
                ("transfer", models.UUIDField(default=commonpurse.kernel.identity.new_id, unique=True)),
                ("taken_minor", models.BigIntegerField(blank=True, null=True)),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notice_parts", to="budgets.line"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="decisions.repaymentnotice",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("notice", "line"),
                        name="notice_part_once",
                        violation_error_message="The notice names this part of the budget already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)),
                        name="notice_part_above_zero",
                        violation_error_message="Write an amount above zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taken_minor", None),
                            models.Q(("taken_minor__gte", 0), ("taken_minor__lte", models.F("amount_minor"))),
                            _connector="OR",
                        ),
                        name="notice_part_takes_no_more",
                        violation_error_message="No more is taken than the notice says.",
                    ),
                ],
            },
        ),
        # What was written stays as it was written; each step fills in its own part, once.
        SetOnce(
            "decisions_repaymentnotice",
            once=[
                "agreed_at",
                "agreed_by_id",
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
        SetOnce("decisions_noticepart", once=["taken_minor"]),
        SetOnce(
            "decisions_reconsideration",
            once=["heard_at", "heard_by_id", "outcome", "outcome_minor", "outcome_reasons"],
        ),
        BoundToParent("decisions_repaymentnotice", "budget_id", "budgets_budget"),
        BoundToParent("decisions_noticepart", "notice_id", "decisions_repaymentnotice"),
        BoundToParent("decisions_noticepart", "line_id", "budgets_line"),
        BoundToParent("decisions_reconsideration", "notice_id", "decisions_repaymentnotice"),
        # Finance keeps them, and does not see what a person asks for: so by the item of payments, as corrections are.
        RowSecurity("decisions_repaymentnotice", "payments"),
        RowSecurity("decisions_noticepart", "payments"),
        RowSecurity("decisions_reconsideration", "payments"),
    ]
