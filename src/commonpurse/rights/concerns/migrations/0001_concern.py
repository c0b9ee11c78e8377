import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.row_security import RowSecurity
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("partners", "0004_clashing_roles"),
        ("people", "0006_whose_choice_it_is"),
        ("consent", "0003_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Concern",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("complaint", "A complaint"), ("correction", "Something held is wrong")], max_length=20
                    ),
                ),
                ("contact", models.CharField(blank=True, max_length=300)),
                (
                    "subject",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("look", "Somebody looked at my things"),
                            ("money", "My money"),
                            ("somebody", "How somebody treated me"),
                            ("record", "What you hold about me"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "about_group",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("about", "about"),
                            ("contact", "contact"),
                            ("safe", "safe"),
                            ("support", "support"),
                            ("money", "money"),
                            ("asks", "asks"),
                            ("payments", "payments"),
                            ("messages", "messages"),
                            ("sharing", "sharing"),
                            ("ways_in", "ways_in"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.CharField(max_length=2000)),
                ("asked_at", models.DateTimeField()),
                ("answer_by", models.DateField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("right", "You are right. We put it right."),
                            ("partly", "You are right in part."),
                            ("not_right", "We leave it as it is."),
                        ],
                        max_length=20,
                        null=True,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=2000, null=True)),
                ("note", models.CharField(blank=True, max_length=1000, null=True)),
                ("noted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "about_member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "answered_by",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["answer_by", "id"],
                "indexes": [models.Index(fields=["person", "asked_at"], name="concern_by_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="concern_has_words",
                        violation_error_message="Say in your own words what is wrong.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person__isnull", False),
                            models.Q(models.Q(("contact", ""), _negated=True), ("kind", "complaint")),
                            _connector="OR",
                        ),
                        name="concern_can_be_answered",
                        violation_error_message="Say how we can answer you.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("about_group", ""), ("kind", "complaint"), models.Q(("subject", ""), _negated=True)
                            ),
                            models.Q(
                                ("kind", "correction"), ("subject", ""), models.Q(("about_group", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="concern_about_something",
                        violation_error_message="A complaint is about a subject, a correction about a part of what is held.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", None), ("answered_at", None), ("answered_by", None), ("outcome", None)),
                            models.Q(
                                ("answer__isnull", False),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("outcome__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="concern_answer_whole",
                        violation_error_message="An answer says when, by whom, whether they are right, and why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("about_member", None),
                            ("answered_by", None),
                            models.Q(("answered_by", models.F("about_member")), _negated=True),
                            _connector="OR",
                        ),
                        name="concern_answered_by_another",
                        violation_error_message="Whom it is about does not answer it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("note", None), ("noted_at", None)),
                            models.Q(("note__isnull", False), ("noted_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="concern_note_has_moment",
                        violation_error_message="A note says when it was written.",
                    ),
                ],
            },
        ),
        # What was told and what was answered stays so: removing this lets a complaint be rewritten without a trace.
        SetOnce(
            "concerns_concern",
            once=("answered_at", "answered_by_id", "outcome", "answer", "note", "noted_at"),
        ),
        # The person alone. Who answers is asked by the command, and reads as the system (rights/concerns/queries.py).
        RowSecurity("concerns_concern", "access_log"),
    ]
