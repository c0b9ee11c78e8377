import datetime

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.row_security import RowSecurity
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    """Keep when somebody sat down with a person over her budget, and when somebody asked for it."""

    dependencies = [
        ("budgets", "0006_lawful"),
        ("partners", "0005_who_let_a_member_in"),
        ("people", "0008_representative"),
    ]

    operations = [
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("due_on", models.DateField(help_text="by when it was to be held")),
                ("concern", models.CharField(blank=True, help_text="why it was asked for", max_length=500)),
                ("raised_at", models.DateTimeField(blank=True, null=True)),
                ("held_on", models.DateField(blank=True, null=True)),
                ("held_at", models.DateTimeField(blank=True, help_text="when it was written down", null=True)),
                ("said", models.CharField(blank=True, max_length=1000, null=True)),
                ("changes", models.CharField(blank=True, max_length=1000, null=True)),
                ("next_due", models.DateField(blank=True, null=True)),
                (
                    "held_by",
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
                    "raised_by_member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "raised_by_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["held_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("held_on", None)),
                        fields=("person",),
                        name="review_open_once",
                        violation_error_message="A review is asked for already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("changes", None),
                                ("held_at", None),
                                ("held_by", None),
                                ("held_on", None),
                                ("next_due", None),
                                ("said", None),
                            ),
                            models.Q(
                                ("changes__isnull", False),
                                ("held_at__isnull", False),
                                ("held_by__isnull", False),
                                ("held_on__isnull", False),
                                ("next_due__isnull", False),
                                ("said__gt", ""),
                            ),
                            _connector="OR",
                        ),
                        name="review_held_whole",
                        violation_error_message="A review says when it was held, by whom, what was said, and when the next is.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("concern", ""),
                                ("raised_at", None),
                                ("raised_by_member", None),
                                ("raised_by_person", None),
                            ),
                            models.Q(
                                models.Q(("concern", ""), _negated=True),
                                ("raised_at__isnull", False),
                                models.Q(
                                    models.Q(("raised_by_member", None), ("raised_by_person__isnull", False)),
                                    models.Q(("raised_by_member__isnull", False), ("raised_by_person", None)),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="review_raised_whole",
                        violation_error_message="Who asks for a review says why, and when.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("held_on__isnull", False), ("raised_at__isnull", False), _connector="OR"),
                        name="review_held_or_asked_for",
                        violation_error_message="A review is held, or somebody asked for it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("next_due", None),
                            models.Q(
                                ("next_due__gt", models.F("held_on")),
                                (
                                    "next_due__lte",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("held_on"), "+", models.Value(datetime.timedelta(days=366))
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="review_next_within_a_year",
                        violation_error_message="The next review is within a year.",
                    ),
                ],
            },
        ),
        # What was asked for stays as it was; what came of it is filled in once.
        SetOnce(
            "budgets_review",
            once=["held_on", "held_at", "held_by_id", "said", "changes", "next_due"],
        ),
        RowSecurity("budgets_review", "money_detail"),
    ]
