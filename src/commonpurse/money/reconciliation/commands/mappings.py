from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.money.reconciliation.access import can_import_statements
from commonpurse.money.reconciliation.formats.column_map import read_column_map
from commonpurse.money.reconciliation.models import ColumnMapping
from commonpurse.money.reconciliation.rules import ReconciliationRefused
from commonpurse.parties.partners.models import Member


def save_column_mapping(*, by: Member, name: str, content: Mapping[str, Any], now: datetime) -> ColumnMapping:
    """Keep what the columns of a bank's CSV mean, under the bank's name. A change becomes a new version.

    The mapping that counts already makes no new version.
    Raises: FileRefused (`mapping_refused`) with everything wrong in it, ReconciliationRefused (`name_needed`).
    """
    if not can_import_statements(by):
        raise NotAllowed
    if not name.strip():
        raise ReconciliationRefused("Give the mapping the name of the bank.", code="name_needed", field="name")
    read_column_map(content)
    with transaction.atomic():
        newest = ColumnMapping.objects.filter(name=name.strip()).order_by("-version").first()
        if newest is not None and newest.content == dict(content):
            return newest
        last = ColumnMapping.objects.filter(name=name.strip()).aggregate(last=Max("version"))["last"] or 0
        mapping = ColumnMapping.objects.create(
            name=name.strip()[:100], version=last + 1, content=dict(content), saved_at=now, saved_by=by
        )
        record_event(
            "column_mapping_saved",
            by=by.id,
            subject_type="column_mapping",
            subject_id=mapping.id,
            now=now,
            version=mapping.version,
        )
        return mapping
