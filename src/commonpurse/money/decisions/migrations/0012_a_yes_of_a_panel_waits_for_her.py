from __future__ import annotations

from django.db import migrations

from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    """A panel's yes against which a rule of the person's own stands waits for her, and is no no any more."""

    dependencies = [("decisions", "0011_into_whose_hands")]
    operations = [
        SetOnce(
            "decisions_ask",
            once=["hold_id", "used_at"],
            stepping="state",
            steps={
                "waiting": ["granted", "declined", "withdrawn"],
                "granted": ["withdrawn"],
                "declined": ["granted", "waiting"],
            },
            free=["decided_by_member_id", "decided_by_person_id", "decided_at", "reason"],
        ),
    ]
