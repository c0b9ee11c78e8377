import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly
from commonpurse.kernel.person_keys import BoundToParent
from commonpurse.kernel.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("attachments", "0001_pictures_and_papers"),
        ("budgets", "0005_row_security"),
        ("partners", "0005_who_let_a_member_in"),
        ("payments", "0006_no_helper_says_where_to"),
        ("people", "0008_representative"),
        ("consent", "0003_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("line", "A line about it"),
                            ("picture", "A picture or a PDF"),
                            ("not_needed", "No receipt needed"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "words",
                    models.CharField(blank=True, help_text="the line; or why no receipt is needed", max_length=500),
                ),
                ("given_at", models.DateTimeField()),
                ("request_id", models.UUIDField(unique=True)),
                ("request_hash", models.CharField(max_length=64)),
                (
                    "attachment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="attachments.attachment",
                    ),
                ),
                (
                    "given_by_member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "given_by_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proofs", to="payments.payment"
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
                "ordering": ["given_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("attachment", None),
                                ("kind__in", ["line", "not_needed"]),
                                models.Q(("words", ""), _negated=True),
                            ),
                            models.Q(("attachment__isnull", False), ("kind", "picture")),
                            _connector="OR",
                        ),
                        name="proof_shows_something",
                        violation_error_message="Write a line, or add a photo.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("given_by_member", None), ("given_by_person__isnull", False)),
                            models.Q(("given_by_member__isnull", False), ("given_by_person", None)),
                            _connector="OR",
                        ),
                        name="proof_given_by_one",
                        violation_error_message="One person or one member gave it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "not_needed"), _negated=True),
                            ("given_by_member__isnull", False),
                            _connector="OR",
                        ),
                        name="proof_not_needed_by_a_member",
                        violation_error_message="A worker says that no receipt is needed.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProofMessage",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("words", models.CharField(max_length=1000)),
                ("written_at", models.DateTimeField()),
                ("request_id", models.UUIDField(unique=True)),
                ("request_hash", models.CharField(max_length=64)),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proof_messages",
                        to="payments.payment",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "written_by_member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "written_by_person",
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
                "ordering": ["written_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="proof_message_says_something",
                        violation_error_message="Write a line first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("written_by_member", None), ("written_by_person__isnull", False)),
                            models.Q(("written_by_member__isnull", False), ("written_by_person", None)),
                            _connector="OR",
                        ),
                        name="proof_message_by_one",
                        violation_error_message="One person or one member wrote it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProofRule",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField()),
                (
                    "line_from_minor",
                    models.BigIntegerField(blank=True, help_text="empty: never a line or a photo", null=True),
                ),
                (
                    "agreed_from_minor",
                    models.BigIntegerField(blank=True, help_text="empty: never agreed beforehand", null=True),
                ),
                ("set_at", models.DateTimeField()),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proof_rules", to="budgets.fund"
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
                "ordering": ["fund", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fund", "version"),
                        name="proof_rule_once",
                        violation_error_message="Somebody set this at the same moment. Look at it again.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("version__gt", 0),
                            models.Q(("line_from_minor", None), ("line_from_minor__gt", 0), _connector="OR"),
                        ),
                        name="proof_rule_above_zero",
                        violation_error_message="Write an amount above zero, or leave it empty.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_from_minor", None),
                            models.Q(
                                ("agreed_from_minor__gt", 0),
                                models.Q(
                                    ("line_from_minor", None),
                                    ("agreed_from_minor__gt", models.F("line_from_minor")),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="proof_rule_in_order",
                        violation_error_message="What is agreed beforehand begins above a line or a photo.",
                    ),
                ],
            },
        ),
        AppendOnly("payments_proofrule"),
        AppendOnly("payments_proof"),
        AppendOnly("payments_proofmessage"),
        BoundToParent("payments_proof", "payment_id", "payments_payment"),
        BoundToParent("payments_proof", "attachment_id", "attachments_attachment"),
        BoundToParent("payments_proofmessage", "payment_id", "payments_payment"),
        # Finance sees that a payment was made, and of its proof that it is there: never what it shows.
        RowSecurity("payments_proof", "money_detail"),
        RowSecurity("payments_proofmessage", "money_detail"),
    ]
