from __future__ import annotations

from django.db import migrations

from commonpurse.kernel.set_once import SetOnce


class Migration(migrations.Migration):
    """What was asked stays as it was asked, an answer goes its way, and the money it holds stays the same."""

    dependencies = [("decisions", "0001_ask")]
    operations = [
        SetOnce(
            "decisions_ask",
            once=["hold_id", "used_at"],
            stepping="state",
            steps={"waiting": ["granted", "declined", "withdrawn"], "granted": ["withdrawn"]},
            # Who answered last: taking a granted ask back is an answer too. The trail has them all.
            free=["decided_by_member_id", "decided_by_person_id", "decided_at", "reason"],
        )
    ]
