from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, UUIDField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Replace

from commonpurse.kernel.audit.models import AuditEvent


def helpers_of(subject_id: UUID) -> QuerySet[AuditEvent, Any]:
    """The ids of those who sat beside a person while something was done about this subject: for a question to ask in
    the same statement."""
    # Without its dashes, as SQLite keeps an id; PostgreSQL reads it either way.
    helper = Cast(Replace(KT("facts__helped_by"), Value("-"), Value("")), UUIDField())
    helped = AuditEvent.objects.filter(subject_id=subject_id, facts__has_key="helped_by")
    return helped.order_by().annotate(helper=helper).values("helper")


def has_happened_since(event_type: str, *, subject: str, since: str) -> Exists:
    """Whether this act was done to what the field `subject` of a row names, at the moment in its field `since` or after
    it: a part of a question about such rows."""
    acts = AuditEvent.objects.filter(event_type=event_type, subject_id=OuterRef(subject))
    return Exists(acts.filter(recorded_at__gte=OuterRef(since)))
