from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly
from commonpurse.kernel.person_keys import BoundToParent
from commonpurse.kernel.set_once import SetOnce
from commonpurse.kernel.walled_table import WalledTable


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("partners", "0003_look"),
        ("people", "0005_longer_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProtectedDetail",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("address", "A safe address"),
                            ("phone", "A phone number"),
                            ("workplace", "A place of work"),
                            ("school", "A school"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="empty: the person herself",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="protected_details",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["added_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Reveal",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                (
                    "reason",
                    models.CharField(help_text="as it was typed; empty where she looked at her own", max_length=200),
                ),
                ("revealed_at", models.DateTimeField()),
                (
                    "detail",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reveals",
                        to="protected.protecteddetail",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "revealed_to",
                    models.ForeignKey(
                        blank=True,
                        help_text="empty: the person herself",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SealedDetail",
            fields=[
                (
                    "detail",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="protected.protecteddetail",
                    ),
                ),
                ("sealed", models.BinaryField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="protecteddetail",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["address", "phone", "workplace", "school", "other"])),
                name="protected_detail_kind_known",
                violation_error_message="Choose what it is from the list.",
            ),
        ),
        migrations.AddIndex(
            model_name="reveal",
            index=models.Index(fields=["person", "revealed_at"], name="reveal_by_person"),
        ),
        migrations.AddConstraint(
            model_name="reveal",
            constraint=models.CheckConstraint(
                condition=models.Q(("revealed_to", None), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="reveal_has_reason",
                violation_error_message="Say why you need it.",
            ),
        ),
        # What was protected, of whom, by whom, is history; that it is out of date is said once.
        SetOnce("protected_protecteddetail", once=("ended_at",)),
        AppendOnly("protected_reveal"),
        AppendOnly("protected_sealeddetail", key="detail_id"),
        BoundToParent("protected_reveal", "detail_id", "protected_protecteddetail"),
        BoundToParent("protected_sealeddetail", "detail_id", "protected_protecteddetail"),
        # After the triggers: these take rights away from the app role one by one, the wall takes all.
        WalledTable("protected_sealeddetail", key="detail_id", names="detail"),
    ]
