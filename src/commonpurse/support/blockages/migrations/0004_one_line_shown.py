import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import commonpurse.kernel.identity
from commonpurse.kernel.person_keys import BoundToParent
from commonpurse.kernel.remade import Remade
from commonpurse.kernel.row_security import RowSecurity
from commonpurse.kernel.set_once import SetOnce

EXPLAINED = [
    ("read_alone", "Read by myself"),
    ("spoken", "Talked through"),
    ("with_interpreter", "Talked through with an interpreter"),
    ("with_helper", "Talked through with somebody I brought"),
]
FORMATS = [
    ("standard", "Plain words"),
    ("large_print", "Large print"),
    ("easy_read", "Easy read"),
    ("audio", "Listened to"),
    ("bsl", "British Sign Language"),
]
FILLED_IN = [
    *("to_group_at", "to_board_at", "outcome", "reason", "rule_id", "decided_at", "decided_by_id", "gone_at"),
]


class Migration(migrations.Migration):
    """She may let the group or the board read one line; and somebody may be asked who is not here."""

    dependencies = [
        ("blockages", "0003_flex_team"),
        ("partners", "0007_leaving"),
        ("people", "0009_where_she_is"),
    ]

    operations = [
        Remade(
            ["blockages_blockage"],
            [
                migrations.RemoveConstraint(model_name="blockage", name="blockage_asks_one"),
                migrations.AddField(
                    model_name="blockage",
                    name="asked_words",
                    field=models.CharField(
                        blank=True,
                        default="",
                        help_text="somebody else, to whom `asked_member` carries it",
                        max_length=100,
                    ),
                    preserve_default=False,
                ),
                migrations.AddConstraint(
                    model_name="blockage",
                    constraint=models.CheckConstraint(
                        condition=Q(asked_organisation=None, asked_member__isnull=False)
                        | Q(asked_organisation__isnull=False, asked_member=None, asked_words="")
                        | (Q(asked_organisation=None, asked_member=None) & ~Q(asked_words="")),
                        name="blockage_asks_one",
                        violation_error_message="One organisation, one member, or somebody else in words is asked.",
                    ),
                ),
            ],
        ),
        SetOnce("blockages_blockage", once=FILLED_IN),
        migrations.CreateModel(
            name="BlockageShown",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "reader",
                    models.CharField(
                        choices=[("group", "The operational group"), ("board", "The board")], max_length=15
                    ),
                ),
                ("is_yes", models.BooleanField()),
                ("explained", models.CharField(choices=EXPLAINED, max_length=20)),
                ("explained_format", models.CharField(choices=FORMATS, max_length=20)),
                ("wording", models.TextField(help_text="the words under which she said it, as they stood")),
                ("given_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by_id",
                    models.UUIDField(blank=True, help_text="the Person or Member who took it back", null=True),
                ),
                (
                    "blockage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shown", to="blockages.blockage"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "told_to",
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
                        condition=Q(ended_at=None),
                        fields=("blockage", "reader"),
                        name="blockage_shown_once",
                        violation_error_message="This has been answered already.",
                    ),
                    models.CheckConstraint(
                        condition=Q(reader__in=["group", "board"]),
                        name="blockage_shown_to_whom",
                        violation_error_message="It is for the group or the board.",
                    ),
                    models.CheckConstraint(
                        condition=Q(ended_at=None, ended_by_id=None)
                        | Q(ended_at__isnull=False, ended_by_id__isnull=False),
                        name="blockage_shown_ended_by_somebody",
                        violation_error_message="What was taken back says when and by whom.",
                    ),
                ],
            },
        ),
        BoundToParent("blockages_blockageshown", "blockage_id", "blockages_blockage"),
        SetOnce("blockages_blockageshown", once=["ended_at", "ended_by_id"]),
        RowSecurity("blockages_blockageshown", "plan"),
    ]
