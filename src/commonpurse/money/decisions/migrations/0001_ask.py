import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("budgets", "0001_fund"),
        ("partners", "0001_partnership"),
        ("people", "0001_person"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ask",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("what_for", models.CharField(max_length=300)),
                (
                    "spend_kind",
                    models.CharField(
                        choices=[
                            ("rent_deposit", "Rent deposit or first rent"),
                            ("rent_arrears_and_debts", "Rent owed and debts"),
                            ("furniture", "Furniture and white goods"),
                            ("household_setup", "Setting up a home"),
                            ("clothing", "Clothes and shoes"),
                            ("food", "Food"),
                            ("phone_and_data", "Phone, data or laptop"),
                            ("travel", "Travel"),
                            ("identity_documents", "Identity papers"),
                            ("course_fees", "Course fees"),
                            ("work_tools", "Tools and clothes for work"),
                            ("family_and_activities", "Family and activities"),
                            ("leisure", "Leisure"),
                            ("health_aids", "Health aids"),
                            ("temporary_stay", "A place to stay for now"),
                            ("unusual_home", "A caravan or other home"),
                            ("pet_care", "Pet care"),
                            ("celebration_or_gift", "A celebration or gift"),
                            ("other", "Something else"),
                        ],
                        max_length=30,
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                (
                    "pay_to",
                    models.CharField(blank=True, help_text="whom to pay, in the person's own words", max_length=200),
                ),
                ("asked_at", models.DateTimeField()),
                ("request_id", models.UUIDField(unique=True)),
                ("request_hash", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for an answer"),
                            ("granted", "Yes"),
                            ("declined", "No"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="waiting",
                        max_length=20,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "used_at",
                    models.DateTimeField(blank=True, help_text="when a payment took the money set aside", null=True),
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
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="asks", to="budgets.budget"
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
                    "hold",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ask",
                        to="budgets.hold",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)),
                        name="ask_above_zero",
                        violation_error_message="Write an amount above zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "spend_kind__in",
                                [
                                    "rent_deposit",
                                    "rent_arrears_and_debts",
                                    "furniture",
                                    "household_setup",
                                    "clothing",
                                    "food",
                                    "phone_and_data",
                                    "travel",
                                    "identity_documents",
                                    "course_fees",
                                    "work_tools",
                                    "family_and_activities",
                                    "leisure",
                                    "health_aids",
                                    "temporary_stay",
                                    "unusual_home",
                                    "pet_care",
                                    "celebration_or_gift",
                                    "other",
                                ],
                            )
                        ),
                        name="ask_kind_known",
                        violation_error_message="Choose what the money is for from the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "granted", "declined", "withdrawn"])),
                        name="ask_state_known",
                        violation_error_message="An ask waits, or is granted, declined or withdrawn.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_by_member", None), ("asked_by_person__isnull", False)),
                            models.Q(("asked_by_member__isnull", False), ("asked_by_person", None)),
                            _connector="OR",
                        ),
                        name="ask_has_one_asker",
                        violation_error_message="One person or one member asks.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at", None),
                                ("decided_by_member", None),
                                ("decided_by_person", None),
                                ("state", "waiting"),
                            ),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("decided_at__isnull", False),
                                models.Q(
                                    models.Q(("decided_by_member", None), ("decided_by_person__isnull", False)),
                                    models.Q(("decided_by_member__isnull", False), ("decided_by_person", None)),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="ask_decided_with_author",
                        violation_error_message="An answer has its author and its moment.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="ask_declined_with_reason",
                        violation_error_message="Say in plain words why not.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "granted"), _negated=True), ("hold__isnull", False), _connector="OR"
                        ),
                        name="ask_granted_holds_money",
                        violation_error_message="A granted ask has its money set aside.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["waiting", "declined"]), _negated=True),
                            ("hold", None),
                            _connector="OR",
                        ),
                        name="ask_open_or_declined_holds_none",
                        violation_error_message="An ask that waits or was declined sets no money aside.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("used_at", None), ("state", "granted"), _connector="OR"),
                        name="ask_used_only_when_granted",
                        violation_error_message="A payment takes the money of a granted ask only.",
                    ),
                ],
            },
        ),
    ]
