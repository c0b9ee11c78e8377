import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly
from commonpurse.kernel.person_keys import BoundToParent
from commonpurse.kernel.row_security import RowSecurity


class Migration(migrations.Migration):
    """Keep each answer to an ask as a decision: who, by what right, and what was known."""

    dependencies = [
        ("agreements", "0001_agreement"),
        ("decisions", "0005_benefits_rules_and_own_savings"),
        ("partners", "0005_who_let_a_member_in"),
        ("people", "0008_representative"),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(help_text="1, 2, 3 of its ask; the highest one counts")),
                ("outcome", models.CharField(choices=[("yes", "Yes"), ("no", "No")], max_length=10)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("hers", "The person decided"),
                            ("told", "The person decided, and told somebody who wrote it down"),
                            ("talked", "The person decided, after talking about it"),
                            ("agreed", "Somebody who is named in a limit agreed too"),
                            ("other", "Somebody else decides this for now"),
                            ("silence", "Nobody answered in time, so it is yes"),
                            ("money", "The money cannot be used for this"),
                            ("panel", "A panel heard a challenge"),
                        ],
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField()),
                (
                    "options",
                    models.JSONField(blank=True, default=list, help_text="what else was thought of: a list of texts"),
                ),
                ("persons_view", models.CharField(blank=True, max_length=500)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "would_change",
                    models.CharField(blank=True, help_text="of a no: what would make it a yes", max_length=500),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("steps", models.JSONField(blank=True, default=list, help_text="[{step, who, from, until}]")),
                (
                    "known",
                    models.JSONField(blank=True, default=dict, help_text="what was known then: codes, ids and sums"),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        help_text="the one in force then; empty where there was none",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "ask",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="decisions.ask"
                    ),
                ),
                (
                    "decided_by_member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "decided_by_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "limit",
                    models.ForeignKey(
                        blank=True,
                        help_text="the one it was decided under; empty where the person decided",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.limit",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="decisions.decision",
                    ),
                ),
            ],
            options={
                "ordering": ["ask", "number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["yes", "no"])),
                        name="decision_outcome_known",
                        violation_error_message="A decision is yes or no.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ground__in", ["hers", "told", "talked", "agreed", "other", "silence", "money", "panel"])
                        ),
                        name="decision_ground_known",
                        violation_error_message="Say by what right it was decided.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by_member", None), ("decided_by_person__isnull", False)),
                            models.Q(("decided_by_member__isnull", False), ("decided_by_person", None)),
                            _connector="OR",
                        ),
                        name="decision_has_one_author",
                        violation_error_message="One person or one member decides.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)),
                        name="decision_above_zero",
                        violation_error_message="A decision is about an amount above zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "no"), _negated=True),
                            models.Q(
                                models.Q(("reason", ""), _negated=True), models.Q(("would_change", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="decision_no_says_why",
                        violation_error_message="Say why not, and what would change it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome", "yes"),
                            models.Q(("ground__in", ["talked", "silence"]), _negated=True),
                            _connector="OR",
                        ),
                        name="decision_silence_is_no_no",
                        violation_error_message="Silence is never a no, and neither is talking about it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number", 1), ("replaces", None)),
                            models.Q(("number__gt", 1), ("replaces__isnull", False)),
                            _connector="OR",
                        ),
                        name="decision_replaces_the_one_before",
                        violation_error_message="A second decision says which one it replaces.",
                    ),
                    models.UniqueConstraint(
                        fields=("ask", "number"),
                        name="decision_number_once",
                        violation_error_message="Somebody decided this at the same moment. Look at it again.",
                    ),
                ],
            },
        ),
        # What was decided is history: a new decision replaces it, and both stay.
        AppendOnly("decisions_decision"),
        BoundToParent("decisions_decision", "ask_id", "decisions_ask"),
        BoundToParent("decisions_decision", "agreement_id", "agreements_agreement"),
        BoundToParent("decisions_decision", "limit_id", "agreements_limit"),
        BoundToParent("decisions_decision", "replaces_id", "decisions_decision"),
        RowSecurity("decisions_decision", "money_detail"),
    ]
