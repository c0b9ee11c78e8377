import datetime

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0001_access_row"),
        ("partners", "0003_look"),
        ("people", "0005_longer_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="accessrow",
            name="roles",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="BreakGlass",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=1000)),
                ("opened_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                ("alarmed_at", models.DateTimeField(blank=True, help_text="when the guardian was told", null=True)),
                ("review_by", models.DateTimeField(help_text="until when it must be reviewed")),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("was_right", models.BooleanField(blank=True, null=True)),
                ("review_note", models.CharField(blank=True, max_length=1000)),
                (
                    "kept_from_person_why",
                    models.CharField(
                        blank=True, help_text="why the person is not told; empty when she is", max_length=1000
                    ),
                ),
                (
                    "guardian",
                    models.ForeignKey(
                        help_text="who is told, and reviews it",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="openings", to="people.person"
                    ),
                ),
                (
                    "reviewed_by",
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
                "ordering": ["opened_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_at__gt", models.F("opened_at")),
                            (
                                "closes_at__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("opened_at"), "+", models.Value(datetime.timedelta(seconds=3600))
                                ),
                            ),
                        ),
                        name="break_glass_one_hour",
                        violation_error_message="An opening lasts an hour at most.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="break_glass_has_reason",
                        violation_error_message="Say why it cannot wait.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("guardian", models.F("member")), _negated=True),
                            models.Q(
                                ("reviewed_by", None),
                                models.Q(("reviewed_by", models.F("member")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="break_glass_reviewed_by_another",
                        violation_error_message="Somebody else reviews it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reviewed_at", None), ("reviewed_by", None), ("was_right", None)),
                            models.Q(
                                ("reviewed_at__isnull", False),
                                ("reviewed_by__isnull", False),
                                ("was_right__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="break_glass_review_whole",
                        violation_error_message="A review says when, by whom, and whether it was right.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LawfulBasis",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("purpose", models.CharField(max_length=300)),
                (
                    "art6",
                    models.CharField(
                        choices=[
                            ("a", "(a) consent"),
                            ("b", "(b) contract"),
                            ("c", "(c) legal obligation"),
                            ("d", "(d) vital interests"),
                            ("e", "(e) public task of this organisation"),
                            ("ea", "(ea) recognised legitimate interest"),
                            ("f", "(f) legitimate interest"),
                        ],
                        max_length=2,
                    ),
                ),
                (
                    "art9",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("9(2)(a)", "9(2)(a) explicit consent"),
                            ("9(2)(b)", "9(2)(b) employment, social security and social protection"),
                            ("9(2)(c)", "9(2)(c) vital interests"),
                            ("9(2)(g)", "9(2)(g) substantial public interest, such as safeguarding"),
                            ("9(2)(h)", "9(2)(h) health or social care"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "art10",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("official_authority", "Official authority"),
                            ("sch1_part1", "Schedule 1, part 1"),
                            ("sch1_part2", "Schedule 1, part 2"),
                            ("sch1_part3", "Schedule 1, part 3"),
                        ],
                        max_length=20,
                    ),
                ),
                ("notice_version", models.CharField(max_length=60)),
                ("review_on", models.DateField()),
                ("set_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lawful_bases",
                        to="partners.organisation",
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
                "ordering": ["set_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("art6__in", ["a", "b", "c", "d", "e", "ea", "f"])),
                        name="lawful_basis_art6_known",
                        violation_error_message="Choose one of the grounds of Article 6.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="lawful_basis_ended_by_somebody",
                        violation_error_message="A basis that ended says when and by whom.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Permission",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("worker", "Worker"),
                            ("coordinator", "Coordinator"),
                            ("finance", "Finance"),
                            ("manager", "Manager"),
                            ("funder", "Funder"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "item",
                    models.CharField(
                        choices=[
                            ("money_total", "How much money I have"),
                            ("money_detail", "What I ask for and pay"),
                            ("contact", "How to reach me"),
                            ("plan", "My plan"),
                            ("health", "My health"),
                            ("offence", "Police and courts"),
                            ("outcomes", "How things are going for me"),
                            ("notes", "Notes about me"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "See it"), (2, "See it and say something"), (3, "See it and do things with me")]
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "explained",
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
                (
                    "explained_format",
                    models.CharField(
                        choices=[
                            ("standard", "Plain words"),
                            ("large_print", "Large print"),
                            ("easy_read", "Easy read"),
                            ("audio", "Listened to"),
                            ("bsl", "British Sign Language"),
                        ],
                        max_length=20,
                    ),
                ),
                ("wording", models.TextField(help_text="the words under which she said yes, as they stood")),
                ("given_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "withdrawn_by_id",
                    models.UUIDField(blank=True, help_text="the Person or Member who took it back", null=True),
                ),
                (
                    "helper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="permissions", to="people.person"
                    ),
                ),
                (
                    "told_to",
                    models.ForeignKey(
                        blank=True,
                        help_text="who wrote it down; empty when she said it on her own page",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
            ],
            options={
                "ordering": ["given_at", "id"],
                "indexes": [models.Index(fields=["member", "item"], name="permission_by_member")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("helper", None), ("member", None), ("organisation__isnull", False), ("role", "")),
                            models.Q(
                                ("helper", None),
                                ("member", None),
                                ("organisation", None),
                                models.Q(("role", ""), _negated=True),
                            ),
                            models.Q(("helper", None), ("member__isnull", False), ("organisation", None), ("role", "")),
                            models.Q(("helper__isnull", False), ("member", None), ("organisation", None), ("role", "")),
                            _connector="OR",
                        ),
                        name="permission_to_one",
                        violation_error_message="A permission is for one organisation, one role, one member or one helper.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "item__in",
                                [
                                    "money_total",
                                    "money_detail",
                                    "contact",
                                    "plan",
                                    "health",
                                    "offence",
                                    "outcomes",
                                    "notes",
                                ],
                            )
                        ),
                        name="permission_item_known",
                        violation_error_message="Choose what may be shared.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", [1, 2, 3])),
                        name="permission_level_known",
                        violation_error_message="Choose how far it goes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                        name="permission_ends_after_start",
                        violation_error_message="A permission ends after the day it starts on.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by_id", None)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="permission_withdrawn_by_somebody",
                        violation_error_message="A permission that was taken back says when and by whom.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("helper", None), models.Q(("helper", models.F("person")), _negated=True), _connector="OR"
                        ),
                        name="permission_not_to_herself",
                        violation_error_message="Nobody is their own helper.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None), ("organisation__isnull", False)),
                        fields=("person", "organisation", "item"),
                        name="permission_once_to_organisation",
                        violation_error_message="This is shared with them already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None), models.Q(("role", ""), _negated=True)),
                        fields=("person", "role", "item"),
                        name="permission_once_to_role",
                        violation_error_message="This is shared with them already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None), ("member__isnull", False)),
                        fields=("person", "member", "item"),
                        name="permission_once_to_member",
                        violation_error_message="This is shared with them already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None), ("helper__isnull", False)),
                        fields=("person", "helper", "item"),
                        name="permission_once_to_helper",
                        violation_error_message="This is shared with them already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wall",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "bond",
                    models.CharField(
                        choices=[
                            ("relative", "A relative"),
                            ("ex_partner", "A partner now or before"),
                            ("landlord", "A landlord"),
                            ("colleague", "Somebody from work"),
                            ("neighbour", "A neighbour"),
                            ("other", "Another reason"),
                        ],
                        max_length=20,
                    ),
                ),
                ("raised_by_id", models.UUIDField(help_text="the Person or Member who asked for it")),
                ("raised_at", models.DateTimeField()),
                ("ended_by_id", models.UUIDField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="walls", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ["raised_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("member__isnull", False), ("organisation", None)),
                            models.Q(("member", None), ("organisation__isnull", False)),
                            _connector="OR",
                        ),
                        name="wall_against_one",
                        violation_error_message="A wall is against one member or one organisation.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by_id", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="wall_ended_by_somebody",
                        violation_error_message="A wall that ended says when and by whom.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("member__isnull", False)),
                        fields=("person", "member"),
                        name="wall_once_for_member",
                        violation_error_message="They are kept apart already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("organisation__isnull", False)),
                        fields=("person", "organisation"),
                        name="wall_once_for_organisation",
                        violation_error_message="They are kept apart already.",
                    ),
                ],
            },
        ),
        SetOnce("consent_lawfulbasis", once=("ended_by_id", "ended_at")),
        SetOnce("consent_permission", once=("withdrawn_at", "withdrawn_by_id")),
        SetOnce("consent_wall", once=("ended_by_id", "ended_at")),
        SetOnce(
            "consent_breakglass",
            once=("alarmed_at", "reviewed_by_id", "reviewed_at", "was_right"),
            free=("review_note", "kept_from_person_why"),
        ),
    ]
