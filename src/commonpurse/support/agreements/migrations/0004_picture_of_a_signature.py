import django.db.models.deletion
from django.db import migrations, models

from commonpurse.kernel.person_keys import BoundToParent
from commonpurse.kernel.remade import Remade


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0003_ask_to_end_a_limit"),
        ("attachments", "0001_pictures_and_papers"),
    ]

    operations = [
        Remade(
            ["agreements_signature"],
            [
                migrations.AddField(
                    model_name="signature",
                    name="picture",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="of the paper that was signed",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="attachments.attachment",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signature",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("how", "paper"), ("picture__isnull", False)),
                            models.Q(models.Q(("how", "paper"), _negated=True), ("picture", None)),
                            _connector="OR",
                        ),
                        name="signature_paper_pictured",
                        violation_error_message="Of a paper that was signed there is a picture.",
                    ),
                ),
            ],
        ),
        BoundToParent("agreements_signature", "picture_id", "attachments_attachment"),
    ]
