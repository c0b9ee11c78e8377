from __future__ import annotations

from uuid import UUID

from commonpurse.kernel.audit.models import AuditEvent


def helpers_of(subject_id: UUID) -> list[UUID]:
    """The ids of those who sat beside a person while something was done about this subject, each once, first first."""
    found = (
        AuditEvent.objects.filter(subject_id=subject_id).order_by("recorded_at", "id").values_list("facts", flat=True)
    )
    return list(dict.fromkeys(UUID(facts["helped_by"]) for facts in found if "helped_by" in facts))
