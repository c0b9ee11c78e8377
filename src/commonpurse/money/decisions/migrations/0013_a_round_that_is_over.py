from django.db import migrations, models

from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    """Say when a round of turns is over because nobody is waited for any more but the person herself."""

    dependencies = [("decisions", "0012_a_yes_of_a_panel_waits_for_her")]

    operations = [
        migrations.AddField(
            model_name="turn",
            name="over_at",
            field=models.DateTimeField(
                blank=True,
                help_text="when nobody was waited for any more but the person, for a rule of her own",
                null=True,
            ),
        ),
        # Said again, for the new column is filled in once too.
        SetOnce("decisions_turn", once=["told_at", "over_at"]),
    ]
