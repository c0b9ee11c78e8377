from __future__ import annotations

from django.db import migrations, models

from commonpurse.kernel.person_keys import BoundToParent, FilledFromParent
from commonpurse.kernel.remade import Remade

PARTS = ["messagepart", "messageevent"]


class Migration(migrations.Migration):
    """What a message tells of, and its steps, name the reader as the message does: nobody is told of another's news."""

    dependencies = [("messages", "0001_message")]
    operations = [
        Remade(
            [f"messages_{model}" for model in PARTS],
            [
                *(migrations.AddField(model, "recipient_id", models.UUIDField(null=True)) for model in PARTS),
                *(
                    FilledFromParent(f"messages_{model}", "message_id", "messages_message", whose="recipient_id")
                    for model in PARTS
                ),
                *(migrations.AlterField(model, "recipient_id", models.UUIDField()) for model in PARTS),
            ],
        ),
        *(
            BoundToParent(f"messages_{model}", "message_id", "messages_message", whose="recipient_id")
            for model in PARTS
        ),
        BoundToParent("messages_messagepart", "news_id", "messages_news", whose="recipient_id"),
    ]
