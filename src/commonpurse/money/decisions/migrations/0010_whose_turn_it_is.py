import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly
from commonpurse.kernel.person_keys import BoundToParent
from commonpurse.kernel.remade import Remade
from commonpurse.kernel.row_security import RowSecurity
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    """Say whose turn it is to answer an ask, and who has agreed; a release without an ask is decided too."""

    dependencies = [
        ("agreements", "0001_agreement"),
        ("budgets", "0005_row_security"),
        ("decisions", "0009_challenge"),
        ("partners", "0005_who_let_a_member_in"),
        ("people", "0008_representative"),
    ]

    operations = [
        Remade(
            ["decisions_ask", "decisions_decision"],
            [
                migrations.RemoveConstraint(
                    model_name="decision",
                    name="decision_ground_known",
                ),
                migrations.AddField(
                    model_name="ask",
                    name="is_new_payee",
                    field=models.BooleanField(default=False, help_text="whom to pay was never paid before"),
                ),
                migrations.AddField(
                    model_name="decision",
                    name="hold",
                    field=models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision",
                        to="budgets.hold",
                    ),
                ),
                migrations.AlterField(
                    model_name="decision",
                    name="ask",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="decisions.ask",
                    ),
                ),
                migrations.AlterField(
                    model_name="decision",
                    name="ground",
                    field=models.CharField(
                        choices=[
                            ("hers", "The person decided"),
                            ("told", "The person decided, and told somebody who wrote it down"),
                            ("talked", "The person decided, after talking about it"),
                            ("agreed", "Somebody who is named in a limit had to agree too"),
                            ("other", "Somebody else decides this for now"),
                            ("silence", "Nobody answered in time, so it is yes"),
                            ("helper", "Somebody acts for the person, as the person let them"),
                            ("money", "It was about the money"),
                            ("panel", "A panel heard a challenge"),
                        ],
                        max_length=10,
                    ),
                ),
                migrations.AddConstraint(
                    model_name="decision",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "ground__in",
                                ["hers", "told", "talked", "agreed", "other", "silence", "helper", "money", "panel"],
                            )
                        ),
                        name="decision_ground_known",
                        violation_error_message="Say by what right it was decided.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="decision",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ask", None), ("hold__isnull", False)),
                            models.Q(("ask__isnull", False), ("hold", None)),
                            _connector="OR",
                        ),
                        name="decision_of_one_thing",
                        violation_error_message="A decision answers an ask, or is about money that was released without one.",
                    ),
                ),
            ],
        ),
        # Said again, for the new column is fixed too.
        SetOnce(
            "decisions_ask",
            once=["hold_id", "used_at"],
            stepping="state",
            steps={
                "waiting": ["granted", "declined", "withdrawn"],
                "granted": ["withdrawn"],
                "declined": ["granted"],
            },
            free=["decided_by_member_id", "decided_by_person_id", "decided_at", "reason"],
        ),
        BoundToParent("decisions_decision", "hold_id", "budgets_hold"),
        migrations.CreateModel(
            name="Assent",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "how",
                    models.CharField(
                        choices=[("talked", "They talked about it"), ("agreed", "They agreed")], max_length=10
                    ),
                ),
                ("said_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["said_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "waits_for",
                    models.CharField(
                        choices=[("talk", "A talk"), ("agreement", "Somebody’s yes"), ("money", "Money")], max_length=10
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(help_text="1 is asked first")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("named", "Named in the agreement"),
                            ("worker", "Works with the person"),
                            ("manager", "The partnership’s manager"),
                            ("board", "The board’s list"),
                        ],
                        max_length=10,
                    ),
                ),
                ("begins_at", models.DateTimeField()),
                (
                    "until",
                    models.DateTimeField(blank=True, help_text="empty: the board’s list, which has no end", null=True),
                ),
                (
                    "told_at",
                    models.DateTimeField(blank=True, help_text="when it was known to be their turn", null=True),
                ),
            ],
            options={
                "ordering": ["ask", "round", "place"],
            },
        ),
        migrations.AddField(
            model_name="assent",
            name="ask",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="assents", to="decisions.ask"
            ),
        ),
        migrations.AddField(
            model_name="assent",
            name="helper",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="assent",
            name="limit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agreements.limit"
            ),
        ),
        migrations.AddField(
            model_name="assent",
            name="member",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.member",
            ),
        ),
        migrations.AddField(
            model_name="assent",
            name="person",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"),
        ),
        migrations.AddField(
            model_name="assent",
            name="said_by_member",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.member",
            ),
        ),
        migrations.AddField(
            model_name="assent",
            name="said_by_person",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="turn",
            name="ask",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="decisions.ask"
            ),
        ),
        migrations.AddField(
            model_name="turn",
            name="helper",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="turn",
            name="limit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agreements.limit",
            ),
        ),
        migrations.AddField(
            model_name="turn",
            name="member",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.member",
            ),
        ),
        migrations.AddField(
            model_name="turn",
            name="person",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"),
        ),
        migrations.AddConstraint(
            model_name="assent",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["talked", "agreed"])),
                name="assent_how_known",
                violation_error_message="They talked about it, or they agreed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("helper__isnull", False), ("member", None)),
                    models.Q(("helper", None), ("member__isnull", False)),
                    _connector="OR",
                ),
                name="assent_of_one",
                violation_error_message="Say who it was.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("said_by_member", None), ("said_by_person__isnull", False)),
                    models.Q(("said_by_member__isnull", False), ("said_by_person", None)),
                    _connector="OR",
                ),
                name="assent_has_one_author",
                violation_error_message="One person or one member says so.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assent",
            constraint=models.UniqueConstraint(
                fields=("ask", "limit"),
                name="assent_once",
                violation_error_message="Somebody has said so at the same moment. Look at it again.",
            ),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.CheckConstraint(
                condition=models.Q(("waits_for__in", ["talk", "agreement", "money"])),
                name="turn_waits_for_known",
                violation_error_message="An ask waits for a talk, a yes, or money.",
            ),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("role", "named"),
                        models.Q(
                            models.Q(("helper__isnull", False), ("member", None)),
                            models.Q(("helper", None), ("member__isnull", False)),
                            _connector="OR",
                        ),
                    ),
                    models.Q(("helper", None), ("member", None), ("role__in", ["worker", "manager", "board"])),
                    _connector="OR",
                ),
                name="turn_of_one",
                violation_error_message="A turn is that of one who is named, or of a role.",
            ),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role", "board"), ("until", None)),
                    models.Q(
                        models.Q(("role", "board"), _negated=True),
                        ("until__gt", models.F("begins_at")),
                        ("until__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="turn_has_its_clock",
                violation_error_message="Each turn has an end; only the board’s list has none.",
            ),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("limit", None), ("waits_for", "money")),
                    models.Q(models.Q(("waits_for", "money"), _negated=True), ("limit__isnull", False)),
                    _connector="OR",
                ),
                name="turn_under_its_limit",
                violation_error_message="A talk or a yes is waited for under a limit.",
            ),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.UniqueConstraint(
                fields=("ask", "round", "place"),
                name="turn_place_once",
                violation_error_message="Two cannot be asked at the same place.",
            ),
        ),
        # Whose turn it was, and who agreed, is history; only when somebody was told is filled in.
        SetOnce("decisions_turn", once=["told_at"]),
        AppendOnly("decisions_assent"),
        BoundToParent("decisions_turn", "ask_id", "decisions_ask"),
        BoundToParent("decisions_turn", "limit_id", "agreements_limit"),
        BoundToParent("decisions_assent", "ask_id", "decisions_ask"),
        BoundToParent("decisions_assent", "limit_id", "agreements_limit"),
        RowSecurity("decisions_turn", "money_detail"),
        RowSecurity("decisions_assent", "money_detail"),
    ]
