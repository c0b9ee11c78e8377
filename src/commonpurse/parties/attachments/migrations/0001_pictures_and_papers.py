import django.db.models.deletion
from django.db import migrations, models

import commonpurse.kernel.identity
from commonpurse.kernel.append_only import AppendOnly
from commonpurse.kernel.person_keys import BoundToParent
from commonpurse.kernel.row_security import RowSecurity


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("partners", "0005_who_let_a_member_in"),
        ("people", "0008_representative"),
        ("consent", "0003_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(default=commonpurse.kernel.identity.new_id, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("picture", "Picture"), ("pdf", "PDF")], max_length=10)),
                ("size_bytes", models.PositiveIntegerField(help_text="of what opens, not of what came")),
                (
                    "sha256",
                    models.CharField(
                        help_text="of the sealed bytes: of the open ones it would tell them apart", max_length=64
                    ),
                ),
                ("width", models.PositiveSmallIntegerField(blank=True, help_text="pixels; empty for a PDF", null=True)),
                (
                    "height",
                    models.PositiveSmallIntegerField(blank=True, help_text="pixels; empty for a PDF", null=True),
                ),
                ("made_at", models.DateTimeField()),
                ("request_id", models.UUIDField(blank=True, null=True, unique=True)),
                ("request_hash", models.CharField(blank=True, max_length=64)),
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
            ],
            options={
                "ordering": ["made_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="SealedAttachment",
            fields=[
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="attachments.attachment",
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
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(fields=["person", "made_at"], name="attachment_by_person"),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("height__gt", 0),
                        ("height__isnull", False),
                        ("kind", "picture"),
                        ("width__gt", 0),
                        ("width__isnull", False),
                    ),
                    models.Q(("height", None), ("kind", "pdf"), ("width", None)),
                    _connector="OR",
                ),
                name="attachment_kind_known",
                violation_error_message="Send a picture or a PDF.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("size_bytes__gt", 0)),
                name="attachment_not_empty",
                violation_error_message="This file is empty. Choose another.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("made_by_member", None), ("made_by_person__isnull", False)),
                    models.Q(("made_by_member__isnull", False), ("made_by_person", None)),
                    _connector="OR",
                ),
                name="attachment_made_by_one",
                violation_error_message="One person or one member sent it.",
            ),
        ),
        AppendOnly("attachments_attachment"),
        AppendOnly("attachments_sealedattachment", key="attachment_id"),
        BoundToParent("attachments_sealedattachment", "attachment_id", "attachments_attachment"),
        # Neither finance nor a funder sees this item: that there is a proof is said by the row that points here.
        RowSecurity("attachments_attachment", "money_detail"),
        RowSecurity("attachments_sealedattachment", "money_detail"),
    ]
