from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly
from commonpurse.kernel.person_keys import BoundToParent
from commonpurse.kernel.remade import Remade
from commonpurse.kernel.row_security import RowSecurity
from commonpurse.kernel.set_once import SetOnce

ANSWER = ["answered_at", "is_accepted", "answer", "is_taken_back"]
STEPS = {"open": ["done", "given_up", "replaced"], "done": ["open"], "given_up": ["open"]}
LEVELS = ["much_less", "less", "hoped", "more", "much_more"]
TAKEN_BACK = Q(is_taken_back=None) | Q(
    is_taken_back=True, is_accepted=False, is_accepted__isnull=False, written_by_person=None
)


class Migration(migrations.Migration):
    """Who is to keep the day of a step, a member's own calendar, where she is with a goal; proposals taken back."""

    dependencies = [("partners", "0006_charter"), ("people", "0009_where_she_is"), ("plans", "0001_plan")]

    operations = [
        migrations.CreateModel(
            name="GoalMark",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("much_less", "Much less than I hope"),
                            ("less", "A bit less than I hope"),
                            ("hoped", "What I hope for"),
                            ("more", "A bit better"),
                            ("much_more", "Much better"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=500)),
                ("said_at", models.DateTimeField()),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="plans.goal"
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
                "ordering": ["said_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(level__in=LEVELS),
                        name="goal_mark_level_known",
                        violation_error_message="Choose one of the five places.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MemberCalendar",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("secret_hash", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("shut_at", models.DateTimeField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(shut_at=None),
                        fields=("member",),
                        name="member_calendar_one_open",
                        violation_error_message="There is a calendar already. Shut it before you make another.",
                    ),
                    models.UniqueConstraint(
                        fields=("secret_hash",),
                        name="member_calendar_secret_once",
                        violation_error_message="This address is taken. Make another.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StepInvite",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "number",
                    models.PositiveSmallIntegerField(help_text="of this thing and this reader; rises with each change"),
                ),
                (
                    "method",
                    models.CharField(choices=[("REQUEST", "To keep it"), ("CANCEL", "To take it out")], max_length=10),
                ),
                ("on", models.DateField()),
                ("made_at", models.DateTimeField()),
                (
                    "first_step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invites", to="plans.step"
                    ),
                ),
                (
                    "made_by_member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "made_by_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.step"),
                ),
            ],
            options={
                "ordering": ["made_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("first_step", "reader", "number"),
                        name="step_invite_number_once",
                        violation_error_message="This change was written down already.",
                    ),
                    models.CheckConstraint(
                        condition=Q(method__in=["REQUEST", "CANCEL"]),
                        name="step_invite_method_known",
                        violation_error_message="A day is to be kept, or to be taken out.",
                    ),
                    models.CheckConstraint(
                        condition=Q(made_by_member=None, made_by_person__isnull=False)
                        | Q(made_by_member__isnull=False, made_by_person=None),
                        name="step_invite_made_by_one",
                        violation_error_message="One person or one member sends it.",
                    ),
                ],
            },
        ),
        Remade(
            ["plans_planwords", "plans_goal", "plans_step"],
            [
                migrations.AddField(
                    model_name="planwords",
                    name="is_taken_back",
                    field=models.BooleanField(
                        blank=True, help_text="by who proposed it, before she answered", null=True
                    ),
                ),
                migrations.AddConstraint(
                    model_name="planwords",
                    constraint=models.CheckConstraint(
                        condition=TAKEN_BACK,
                        name="plan_words_taken_back_counts_not",
                        violation_error_message="What was taken back by who proposed it does not count.",
                    ),
                ),
                migrations.AddField(
                    model_name="goal",
                    name="is_taken_back",
                    field=models.BooleanField(
                        blank=True, help_text="by who proposed it, before she answered", null=True
                    ),
                ),
                migrations.AddConstraint(
                    model_name="goal",
                    constraint=models.CheckConstraint(
                        condition=TAKEN_BACK,
                        name="goal_taken_back_counts_not",
                        violation_error_message="What was taken back by who proposed it does not count.",
                    ),
                ),
                migrations.AddField(
                    model_name="step",
                    name="is_taken_back",
                    field=models.BooleanField(
                        blank=True, help_text="by who proposed it, before she answered", null=True
                    ),
                ),
                migrations.AddConstraint(
                    model_name="step",
                    constraint=models.CheckConstraint(
                        condition=TAKEN_BACK,
                        name="step_taken_back_counts_not",
                        violation_error_message="What was taken back by who proposed it does not count.",
                    ),
                ),
            ],
        ),
        # Said again, for the new column is filled in once, with the answer that it stands for.
        SetOnce("plans_planwords", once=ANSWER),
        SetOnce("plans_goal", once=ANSWER, stepping="state", steps=STEPS),
        SetOnce("plans_step", once=ANSWER, stepping="state", steps=STEPS),
        AppendOnly("plans_goalmark"),
        AppendOnly("plans_stepinvite"),
        SetOnce("plans_membercalendar", once=["shut_at"]),
        BoundToParent("plans_goalmark", "goal_id", "plans_goal"),
        BoundToParent("plans_stepinvite", "step_id", "plans_step"),
        BoundToParent("plans_stepinvite", "first_step_id", "plans_step"),
        RowSecurity("plans_goalmark", "outcomes"),
        RowSecurity("plans_stepinvite", "plan"),
    ]
