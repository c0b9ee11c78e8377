import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0001_services_of_the_place"),
        ("partners", "0007_leaving"),
    ]

    operations = [
        migrations.AddField(
            model_name="servicenote",
            name="passed_on_at",
            field=models.DateTimeField(blank=True, help_text="to the office that assures it; it waits on", null=True),
        ),
        migrations.AddField(
            model_name="servicenote",
            name="passed_on_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.member",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicenote",
            constraint=models.CheckConstraint(
                condition=Q(passed_on_at=None, passed_on_by=None)
                | Q(passed_on_at__isnull=False, passed_on_by__isnull=False),
                name="service_note_passed_on_by",
                violation_error_message="Say who passed it on, and when.",
            ),
        ),
    ]
