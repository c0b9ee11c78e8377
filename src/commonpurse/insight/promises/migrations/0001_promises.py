import uuid

import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly
from commonpurse.kernel.row_security import RowSecurity
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("partners", "0006_charter"),
        ("people", "0008_representative"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptStatement",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("clause_key", models.UUIDField(help_text="the clause through all versions: CharterClause.key")),
                ("words", models.CharField(max_length=500)),
                ("said_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organisation"
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "ordering": ["said_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="kept_statement_says",
                        violation_error_message="Write a sentence at least.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PeerScore",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("clause_key", models.UUIDField(help_text="the clause through all versions: CharterClause.key")),
                ("half", models.DateField(help_text="the first day of the half-year")),
                ("value", models.PositiveSmallIntegerField()),
                ("given_at", models.DateTimeField()),
                (
                    "about",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organisation"
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "given_for",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("clause_key", "about", "half", "given_by"),
                        name="peer_score_once",
                        violation_error_message="You have said this already for this half-year.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 1), ("value__lte", 5)),
                        name="peer_score_in_range",
                        violation_error_message="Choose one of the answers.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("about", models.F("given_for")), _negated=True),
                        name="peer_score_of_another",
                        violation_error_message="Nobody scores their own organisation.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonScore",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("clause_key", models.UUIDField(help_text="the clause through all versions: CharterClause.key")),
                ("month", models.DateField(help_text="the first day of the month")),
                ("value", models.PositiveSmallIntegerField()),
                (
                    "about",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 1), ("value__lte", 5)),
                        name="person_score_in_range",
                        violation_error_message="Choose one of the answers.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PromiseQuestion",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("clause_key", models.UUIDField(help_text="the clause through all versions: CharterClause.key")),
                ("half", models.DateField(help_text="the first day of the half-year")),
                ("asked_on", models.DateField()),
                ("is_answered", models.BooleanField()),
                (
                    "about",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organisation"
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
                "ordering": ["asked_on", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "clause_key", "about", "half"),
                        name="promise_question_once",
                        violation_error_message="You were asked this already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RepairTalk",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("clause_key", models.UUIDField(help_text="the clause through all versions: CharterClause.key")),
                ("talk_on", models.DateField()),
                ("asked_at", models.DateTimeField()),
                ("notes", models.CharField(blank=True, max_length=2000, null=True)),
                ("noted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "about",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organisation"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "asked_for",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organisation"
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
            ],
            options={
                "ordering": ["talk_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("about", models.F("asked_for")), _negated=True),
                        name="repair_talk_of_two",
                        violation_error_message="A talk is between two organisations.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("noted_at", None), ("noted_by", None)),
                                models.Q(("noted_at__isnull", False), ("noted_by__isnull", False)),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(("noted_at", None), ("notes", None)),
                                models.Q(
                                    ("noted_at__isnull", False),
                                    ("notes__isnull", False),
                                    models.Q(("notes", ""), _negated=True),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="repair_talk_noted_by",
                        violation_error_message="Who wrote the notes and when are both said.",
                    ),
                ],
            },
        ),
        # What was said and noted stands: a partner must not be able to have said something else.
        AppendOnly("promises_keptstatement"),
        SetOnce("promises_repairtalk", once=("notes", "noted_by_id", "noted_at")),
        # An answer that nobody is named in could be taken back by nobody, and so it is changed by nobody either.
        AppendOnly("promises_personscore"),
        # Whom one asked, and of whom, is hers alone: no permission opens it.
        RowSecurity("promises_promisequestion", hers_alone=True),
    ]
