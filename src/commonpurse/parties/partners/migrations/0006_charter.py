import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0005_who_let_a_member_in"),
    ]

    operations = [
        migrations.CreateModel(
            name="CharterVersion",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("is_draft", models.BooleanField(default=True)),
                ("opened_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "published_by",
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
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("number",),
                        name="charter_version_number_once",
                        violation_error_message="There is a version of this number already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_draft", True)),
                        fields=("is_draft",),
                        name="charter_version_one_draft",
                        violation_error_message="There is one draft at a time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("is_draft", True), ("published_at", None)),
                                models.Q(("is_draft", False), ("published_at__isnull", False)),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(("published_at", None), ("published_by", None)),
                                models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                                _connector="OR",
                            ),
                        ),
                        name="charter_version_published_by",
                        violation_error_message="Who published a version and when are both said, or it is a draft.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CharterSignature",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("signed_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500, null=True)),
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
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="partners.charterversion",
                    ),
                ),
            ],
            options={
                "ordering": ["signed_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("version", "organisation"),
                        name="charter_signature_once",
                        violation_error_message="The organisation has signed this version already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", None), ("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(
                                ("reason__isnull", False),
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="charter_signature_withdrawn_why",
                        violation_error_message="Who takes a signature back says when and why.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CharterClause",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("key", models.UUIDField()),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("purpose", "What we are here for"),
                            ("language", "How we speak"),
                            ("values", "What matters to us"),
                            ("accountable", "What we answer for"),
                            ("agendas", "What each of us wants"),
                            ("guidance", "What we tell our own staff"),
                        ],
                        max_length=12,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="its place in the version")),
                ("words", models.CharField(max_length=500)),
                (
                    "was_in",
                    models.BooleanField(default=False, help_text="it stood in the version before, in these words"),
                ),
                ("proposed_at", models.DateTimeField()),
                (
                    "is_in",
                    models.BooleanField(blank=True, help_text="decided when the version was published", null=True),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="partners.charterclause",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clauses",
                        to="partners.charterversion",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("part__in", ["purpose", "language", "values", "accountable", "agendas", "guidance"])
                        ),
                        name="charter_clause_part_known",
                        violation_error_message="Choose one of the headings.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="charter_clause_says_something",
                        violation_error_message="Write what the clause says.",
                    ),
                    models.UniqueConstraint(
                        fields=("version", "number"),
                        name="charter_clause_number_once",
                        violation_error_message="Each clause has its own place in the version.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_in", True)),
                        fields=("version", "key"),
                        name="charter_clause_in_once",
                        violation_error_message="A clause stands in a version once, in one wording.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClauseAnswer",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("agrees", models.BooleanField()),
                ("said_at", models.DateTimeField()),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="partners.charterclause"
                    ),
                ),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("clause", "organisation"),
                        name="clause_answer_once",
                        violation_error_message="An organisation has one answer to a clause.",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="ClauseRemark",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("words", models.CharField(max_length=300)),
                ("said_at", models.DateTimeField()),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="partners.charterclause"
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
                        name="clause_remark_says",
                        violation_error_message="Write your remark.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Spokesperson",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("named_at", models.DateTimeField()),
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
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="spokes", to="partners.member"
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("member",),
                        name="spokesperson_once",
                        violation_error_message="They speak for their organisation already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="spokesperson_ended_by",
                        violation_error_message="Who ended it and when are both said.",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="StaffGuidance",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("words", models.TextField(max_length=6000)),
                ("holds_from", models.DateField()),
                ("published_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="guidance", to="partners.organisation"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "ordering": ["published_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="staff_guidance_says_something",
                        violation_error_message="Write what you tell your staff.",
                    )
                ],
            },
        ),
        # A published version is what organisations signed: without these lines its words could change under them.
        SetOnce("partners_charterversion", once=("published_by_id", "published_at"), free=("is_draft",)),
        SetOnce("partners_charterclause", once=("is_in",)),
        SetOnce("partners_chartersignature", once=("withdrawn_by_id", "withdrawn_at", "reason")),
        SetOnce("partners_spokesperson", once=("ended_by_id", "ended_at")),
        AppendOnly("partners_clauseremark"),
        AppendOnly("partners_staffguidance"),
    ]
