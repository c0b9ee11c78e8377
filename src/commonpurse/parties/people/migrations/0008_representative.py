import datetime

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.row_security import RowSecurity
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0005_who_let_a_member_in"),
        ("people", "0007_row_security"),
        ("consent", "0003_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Representative",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("nominated", "Chosen by me to manage my money"),
                            ("authorised", "Acts in my best interests, because I cannot decide this now"),
                            ("helper", "Helps me with some things"),
                        ],
                        max_length=12,
                    ),
                ),
                ("may_pay", models.BooleanField()),
                ("limit_minor", models.BigIntegerField(blank=True, null=True)),
                (
                    "agreed_how",
                    models.CharField(
                        choices=[
                            ("read_alone", "Read by myself"),
                            ("spoken", "Talked through"),
                            ("with_interpreter", "Talked through with an interpreter"),
                            ("with_helper", "Talked through with somebody I brought"),
                        ],
                        max_length=20,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("given_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by_id", models.UUIDField(blank=True, help_text="the Person or Member who ended it", null=True)),
                (
                    "is_silent",
                    models.BooleanField(blank=True, help_text="it ended, and the helper was told nothing", null=True),
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
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="who decided it in her best interests",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "helper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acts_for", to="people.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="representatives", to="people.person"
                    ),
                ),
                (
                    "told_to",
                    models.ForeignKey(
                        blank=True,
                        help_text="who wrote down what the person said; empty when she said it on her own page",
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
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["nominated", "authorised", "helper"])),
                        name="representative_kind_known",
                        violation_error_message="Choose from the list in which way they act.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("helper", models.F("person")), _negated=True),
                        name="representative_not_herself",
                        violation_error_message="Nobody acts for themselves.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("limit_minor", None), models.Q(("limit_minor__gt", 0), ("may_pay", True)), _connector="OR"
                        ),
                        name="representative_limit_of_who_pays",
                        violation_error_message="A limit is more than nothing, and for who may pay.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "helper"), _negated=True),
                            ("may_pay", False),
                            ("limit_minor__isnull", False),
                            _connector="OR",
                        ),
                        name="representative_helper_has_limit",
                        violation_error_message="Say how much a helper may pay on one day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__gt", models.F("starts_on")),
                            (
                                "ends_on__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("starts_on"), "+", models.Value(datetime.timedelta(days=366))
                                ),
                            ),
                        ),
                        name="representative_within_a_year",
                        violation_error_message="Choose an end within a year. It can be agreed again then.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by__isnull", False), ("kind", "authorised"), ("told_to", None)),
                            models.Q(
                                models.Q(("kind", "authorised"), _negated=True),
                                ("agreed_by", None),
                                ("decided_by", None),
                            ),
                            _connector="OR",
                        ),
                        name="representative_decided_by_somebody",
                        violation_error_message="A decision in somebody's best interests names who took it, and no other does.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_at", None), ("agreed_by", None)),
                            models.Q(
                                ("agreed_at__isnull", False),
                                ("agreed_by__isnull", False),
                                models.Q(("agreed_by", models.F("decided_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="representative_agreed_by_another",
                        violation_error_message="Somebody else agrees, and it says when.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by_id", None), ("is_silent", None)),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by_id__isnull", False),
                                ("is_silent__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="representative_end_whole",
                        violation_error_message="An end says when, by whom, and whether the helper was told.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("person", "helper"),
                        name="representative_once",
                        violation_error_message="They act for this person already.",
                    ),
                ],
            },
        ),
        SetOnce("people_representative", once=("agreed_by_id", "agreed_at", "ended_at", "ended_by_id", "is_silent")),
        RowSecurity("people_representative", "name"),
    ]
