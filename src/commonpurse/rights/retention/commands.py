from __future__ import annotations

from datetime import datetime

from django.apps import apps
from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.partners.models import Member
from commonpurse.rights.retention.access import can_keep_retention
from commonpurse.rights.retention.queries import due_rows
from commonpurse.rights.retention.rules import RULES, Ending


def run_retention(*, by: Member, now: datetime, is_trial: bool = False) -> dict[str, int]:
    """Remove what may go by itself and is due; return how many rows of each rule. As a trial, only count.

    Run twice it removes nothing more. It touches no money, no permission and no log: those are decided by people.
    """
    if not can_keep_retention(by):
        raise NotAllowed
    removed: dict[str, int] = {}
    with transaction.atomic(), acting_as_system("to remove what is due"):
        for rule in RULES:
            if rule.ending is Ending.BY_ITSELF:
                rows = due_rows(rule, now)
                removed[rule.name] = rows.count()
                if not is_trial and removed[rule.name]:
                    for label, key in rule.along:
                        apps.get_model(label)._base_manager.filter(**{f"{key}__in": rows.values("pk")}).delete()
                    rows.delete()
        if not is_trial and any(removed.values()):
            record_event("retention_run", by=by.id, subject_type="member", subject_id=by.id, now=now, **removed)
    return removed
