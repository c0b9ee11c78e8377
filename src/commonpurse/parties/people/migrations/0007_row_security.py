"""Wall the rows of this app on PostgreSQL (kernel/row_security.py)."""

from django.db import migrations

from commonpurse.kernel.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_whose_choice_it_is"),
        ("consent", "0003_row_security"),
        ("messages", "0002_whose_message_it_is"),
    ]

    operations = [
        RowSecurity("people_messagechoice", "contact"),
        # The outbox is the kernel's, which knows readers; whose eyes it is for is said here, where they are people.
        RowSecurity("messages_news", "messages", person="recipient_id"),
        RowSecurity("messages_message", "messages", person="recipient_id"),
        RowSecurity("messages_messagepart", "messages", person="recipient_id"),
        RowSecurity("messages_messageevent", "messages", person="recipient_id"),
    ]
