from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_note_passed_on"),
    ]

    operations = [
        migrations.AddField(
            model_name="servicenote",
            name="passed_on_to",
            field=models.CharField(
                blank=True, default="", help_text="that office's e-mail, as it was then", max_length=300
            ),
            preserve_default=False,
        ),
    ]
