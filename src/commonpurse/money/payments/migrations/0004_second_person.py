from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import commonpurse.kernel.identity
from commonpurse.kernel.person_keys import BoundToParent
from commonpurse.kernel.set_once import SetOnce

# Why triggers: whatever program moves a payment on, one that a second person has not looked at goes nowhere but to a
# stop; and whoever released a payment, or wrote down its account, checks no file that it is in. Without them a fault in
# one query of ours would be enough.
HAS_A_HAND_IN_IT = """
  SELECT 1 FROM payments_instruction instruction
  JOIN payments_payment payment ON payment.id = instruction.payment_id
  JOIN payments_payeeaccount account ON account.id = payment.payee_account_id
  WHERE instruction.bank_file_id = NEW.id AND instruction.taken_back_at IS NULL
    AND (payment.created_by_member_id = NEW.approved_by_id OR account.added_by_member_id = NEW.approved_by_id)
"""
GUARDS = {
    "postgresql": [
        """
        CREATE FUNCTION refuse_unlooked_payment() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS (SELECT 1 FROM payments_approval WHERE payment_id = NEW.id AND agreed_at IS NULL) THEN
            RAISE EXCEPTION 'payment_waits_for_second'
              USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_waits_for_second';
          END IF;
          RETURN NEW;
        END $$
        """,
        """
        CREATE TRIGGER payments_payment_waits_for_second BEFORE UPDATE ON payments_payment FOR EACH ROW
        WHEN (OLD.state = 'held' AND NEW.state NOT IN ('held', 'stopped')) EXECUTE FUNCTION refuse_unlooked_payment()
        """,
        f"""
        CREATE FUNCTION refuse_own_check() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS ({HAS_A_HAND_IN_IT}) THEN
            RAISE EXCEPTION 'bank_file_checker_has_no_hand_in_it'
              USING ERRCODE = 'check_violation', CONSTRAINT = 'bank_file_checker_has_no_hand_in_it';
          END IF;
          RETURN NEW;
        END $$
        """,
        """
        CREATE TRIGGER payments_bankfile_checked_by_another BEFORE UPDATE ON payments_bankfile FOR EACH ROW
        WHEN (OLD.approved_by_id IS NULL AND NEW.approved_by_id IS NOT NULL) EXECUTE FUNCTION refuse_own_check()
        """,
    ],
    "sqlite": [
        """
        CREATE TRIGGER payments_payment_waits_for_second BEFORE UPDATE ON payments_payment
        WHEN OLD.state = 'held' AND NEW.state NOT IN ('held', 'stopped')
          AND EXISTS (SELECT 1 FROM payments_approval WHERE payment_id = NEW.id AND agreed_at IS NULL)
        BEGIN SELECT RAISE(ABORT, 'payment_waits_for_second'); END
        """,
        f"""
        CREATE TRIGGER payments_bankfile_checked_by_another BEFORE UPDATE ON payments_bankfile
        WHEN OLD.approved_by_id IS NULL AND NEW.approved_by_id IS NOT NULL AND EXISTS ({HAS_A_HAND_IN_IT})
        BEGIN SELECT RAISE(ABORT, 'bank_file_checker_has_no_hand_in_it'); END
        """,
    ],
}


def guard_payments(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in GUARDS[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    """From a sum on, a second person looks at whom a release pays: docs/adr/0078."""

    dependencies = [
        ("partners", "0004_clashing_roles"),
        ("payments", "0003_call_back_by_no_door_maker"),
        ("people", "0005_longer_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="AmountBand",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("one_payment", "One payment"),
                            ("one_day", "All payments of one person on one day"),
                            ("one_member", "All that one member releases on one day"),
                        ],
                        max_length=12,
                    ),
                ),
                ("from_minor", models.BigIntegerField(blank=True, help_text="empty: no second person", null=True)),
                ("currency", models.CharField(max_length=3)),
                (
                    "second_role",
                    models.CharField(choices=[("finance", "Finance"), ("manager", "Manager")], max_length=20),
                ),
                ("reason", models.CharField(max_length=300)),
                ("asked_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("declined_at", models.DateTimeField(blank=True, null=True)),
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
            ],
            options={
                "ordering": ["-asked_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["one_payment", "one_day", "one_member"])),
                        name="amount_band_kind_known",
                        violation_error_message="Choose from the list what is added up.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_minor", None), ("from_minor__gt", 0), _connector="OR"),
                        name="amount_band_above_zero",
                        violation_error_message="Write an amount above zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("second_role__in", ["finance", "manager"])),
                        name="amount_band_role_known",
                        violation_error_message="Choose who may be the second person.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="amount_band_has_reason",
                        violation_error_message="Say in plain words why it should change.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_by", None),
                            models.Q(("agreed_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="amount_band_agreed_by_another",
                        violation_error_message="Somebody else than who asked must agree.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_at", None), ("agreed_by", None)),
                            models.Q(("agreed_at__isnull", False), ("agreed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="amount_band_agreement_whole",
                        violation_error_message="An agreement has its moment and its author.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("declined_at", None), ("declined_by", None)),
                            models.Q(("declined_at__isnull", False), ("declined_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="amount_band_declining_whole",
                        violation_error_message="A no has its moment and its author.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agreed_at", None), ("declined_at", None), _connector="OR"),
                        name="amount_band_agreed_or_declined",
                        violation_error_message="A change is agreed or declined, not both.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("agreed_at", None), ("declined_at", None)),
                        fields=("kind",),
                        name="amount_band_one_waits",
                        violation_error_message="A change of this waits already. Answer that one first.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "band_kind",
                    models.CharField(
                        choices=[
                            ("one_payment", "One payment"),
                            ("one_day", "All payments of one person on one day"),
                            ("one_member", "All that one member releases on one day"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "from_minor",
                    models.BigIntegerField(help_text="the sum from which a second person looked, on that day"),
                ),
                (
                    "second_role",
                    models.CharField(choices=[("finance", "Finance"), ("manager", "Manager")], max_length=20),
                ),
                ("asked_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("declined_at", models.DateTimeField(blank=True, null=True)),
                (
                    "doubt",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_theirs", "The account does not belong to who is to be paid."),
                            ("other_name", "The bank knows the account under another name."),
                            ("not_reached", "The payee could not be reached on a number known before."),
                            ("not_asked", "The person says that this payment is not theirs."),
                            ("not_released", "Who is said to have released it did not."),
                        ],
                        max_length=20,
                        null=True,
                    ),
                ),
                (
                    "account_by_member",
                    models.ForeignKey(
                        blank=True,
                        help_text="who wrote the account down, where a member did",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
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
                    "asked_by_member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "asked_by_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
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
                    "payment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="approval", to="payments.payment"
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
                "ordering": ["asked_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("band_kind__in", ["one_payment", "one_day", "one_member"]), ("from_minor__gt", 0)
                        ),
                        name="approval_band_known",
                        violation_error_message="An approval names the band that asked for it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("second_role__in", ["finance", "manager"])),
                        name="approval_role_known",
                        violation_error_message="An approval names who may be the second person.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_by_member", None), ("asked_by_person__isnull", False)),
                            models.Q(("asked_by_member__isnull", False), ("asked_by_person", None)),
                            _connector="OR",
                        ),
                        name="approval_asked_by_one",
                        violation_error_message="One person or one member released it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asked_by_member", None),
                            ("agreed_by", None),
                            models.Q(("agreed_by", models.F("asked_by_member")), _negated=True),
                            _connector="OR",
                        ),
                        name="approval_agreed_by_another",
                        violation_error_message="Somebody else than who released it must agree.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("account_by_member", None),
                            ("agreed_by", None),
                            models.Q(("agreed_by", models.F("account_by_member")), _negated=True),
                            _connector="OR",
                        ),
                        name="approval_not_by_who_wrote_the_account",
                        violation_error_message="Somebody else than who wrote the account down must agree.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asked_by_member", None),
                            ("declined_by", None),
                            models.Q(("declined_by", models.F("asked_by_member")), _negated=True),
                            _connector="OR",
                        ),
                        name="approval_declined_by_another",
                        violation_error_message="Somebody else than who released it must answer.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_at", None), ("agreed_by", None)),
                            models.Q(("agreed_at__isnull", False), ("agreed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="approval_agreement_whole",
                        violation_error_message="An agreement has its moment and its author.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("declined_at", None), ("declined_by", None), ("doubt", None)),
                            models.Q(
                                ("declined_at__isnull", False),
                                ("declined_by__isnull", False),
                                ("doubt__in", ["not_theirs", "other_name", "not_reached", "not_asked", "not_released"]),
                            ),
                            _connector="OR",
                        ),
                        name="approval_declining_whole",
                        violation_error_message="A no has its moment, its author and a reason of the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agreed_at", None), ("declined_at", None), _connector="OR"),
                        name="approval_agreed_or_declined",
                        violation_error_message="A payment is agreed or declined, not both.",
                    ),
                ],
            },
        ),
        # Who asked, for what, stays; who agreed or said no is filled in once.
        SetOnce("payments_amountband", once=["agreed_at", "agreed_by_id", "declined_at", "declined_by_id"]),
        SetOnce("payments_approval", once=["agreed_at", "agreed_by_id", "declined_at", "declined_by_id", "doubt"]),
        BoundToParent("payments_approval", "payment_id", "payments_payment"),
        migrations.RunPython(guard_payments, elidable=False),
    ]
