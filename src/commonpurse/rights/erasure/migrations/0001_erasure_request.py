import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.erasable import Erasable
from commonpurse.kernel.row_security import RowSecurity
from commonpurse.kernel.set_once import SetOnce
from commonpurse.rights.erasure.rules import MARKS, WHOSE

# The tables of that time; those that came later are in the next migration.
FIRST = (
    "people_messagechoice",
    "protected_reveal",
    "consent_permission",
    "consent_permissionrequest",
    "consent_breakglass",
    "consent_accessrow",
    "signin_textway",
    "messages_message",
    "budgets_holdingperiod",
    "budgets_allocation",
    "budgets_correction",
    "decisions_ask",
    "payments_payee",
    "payments_payeeaccount",
    "payments_payment",
    "payments_paymentevent",
    "erasure_erasurerequest",
    "concerns_concern",
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("messages", "0002_whose_message_it_is"),
        ("partners", "0005_who_let_a_member_in"),
        ("people", "0007_row_security"),
        ("consent", "0005_permission_request"),
        ("protected", "0002_row_security"),
        ("signin", "0011_walls_around_ways_in"),
        ("budgets", "0005_row_security"),
        ("decisions", "0004_row_security"),
        ("payments", "0005_row_security"),
        ("reconciliation", "0004_row_security"),
        ("exports", "0001_exports"),
        ("concerns", "0001_concern"),
    ]

    operations = [
        migrations.CreateModel(
            name="ErasureRequest",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("asked_at", models.DateTimeField()),
                ("answer_by", models.DateField()),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="erasure_requests", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("declined_at", None)),
                        fields=("person",),
                        name="erasure_request_open_once",
                        violation_error_message="This was asked for already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_at", None), ("agreed_by", None)),
                            models.Q(("agreed_at__isnull", False), ("agreed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="erasure_request_agreement_whole",
                        violation_error_message="An agreement has its moment and its author.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decline_reason", None), ("declined_at", None), ("declined_by", None)),
                            models.Q(
                                ("agreed_at", None),
                                ("decline_reason__isnull", False),
                                ("declined_at__isnull", False),
                                ("declined_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="erasure_request_declining_whole",
                        violation_error_message="A no has its moment, its author and its reason, and stands alone.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asked_by_member", None),
                            ("agreed_by", None),
                            models.Q(("agreed_by", models.F("asked_by_member")), _negated=True),
                            _connector="OR",
                        ),
                        name="erasure_request_agreed_by_another",
                        violation_error_message="Somebody else than who asked for it agrees.",
                    ),
                ],
            },
        ),
        SetOnce(
            "erasure_erasurerequest",
            once=("agreed_at", "agreed_by_id", "declined_at", "declined_by_id", "decline_reason"),
        ),
        RowSecurity("erasure_erasurerequest", "name"),
        # The one change that history lets through: see docs/adr/0085.
        *(
            Erasable(table, marks, agreed="erasure_erasurerequest", person=WHOSE.get(table, "person_id"))
            for table, marks in MARKS.items()
            if table in FIRST
        ),
    ]
