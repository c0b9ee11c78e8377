import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0001_fund"),
        ("partners", "0001_partnership"),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("amount_minor", models.BigIntegerField()),
                ("reason", models.CharField(help_text="what went wrong; the person reads it", max_length=500)),
                ("request_id", models.UUIDField(unique=True)),
                ("request_hash", models.CharField(max_length=64)),
                ("transfer", models.UUIDField(default=commonpurse.kernel.identity.new_id, unique=True)),
                ("promise_transfer", models.UUIDField(default=commonpurse.kernel.identity.new_id, unique=True)),
                ("asked_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("declined_at", models.DateTimeField(blank=True, null=True)),
                ("decline_reason", models.CharField(blank=True, max_length=500, null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "allocation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="budgets.allocation",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.member"
                    ),
                ),
                (
                    "declined_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "money_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="budgets.moneyin",
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("allocation__isnull", False), ("money_in", None)),
                            models.Q(("allocation", None), ("money_in__isnull", False)),
                            _connector="OR",
                        ),
                        name="correction_of_one_thing",
                        violation_error_message="A correction is of an allocation or of money in.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)),
                        name="correction_above_zero",
                        violation_error_message="Write an amount above zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="correction_has_reason",
                        violation_error_message="Say in plain words what went wrong.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_by", None),
                            models.Q(("agreed_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="correction_agreed_by_another",
                        violation_error_message="Somebody else than who asked must agree.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_at", None), ("agreed_by", None)),
                            models.Q(("agreed_at__isnull", False), ("agreed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="correction_agreement_whole",
                        violation_error_message="An agreement has its moment and its author.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decline_reason", None), ("declined_at", None), ("declined_by", None)),
                            models.Q(
                                ("decline_reason__gt", ""),
                                ("declined_at__isnull", False),
                                ("declined_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="correction_declining_whole",
                        violation_error_message="A no has its moment, its author and its reason.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agreed_at", None), ("declined_at", None), _connector="OR"),
                        name="correction_agreed_or_declined",
                        violation_error_message="A correction is agreed or declined, not both.",
                    ),
                ],
            },
        ),
        # What was asked stays as it was; who agreed or said no is filled in once. The ledger's reversals point to its id.
        SetOnce(
            "budgets_correction",
            once=["agreed_at", "agreed_by_id", "declined_at", "declined_by_id", "decline_reason"],
        ),
    ]
