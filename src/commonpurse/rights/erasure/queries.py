from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.queries import people_visible_to
from commonpurse.rights.erasure.models import ErasureRequest


def erasures_visible_to(viewer: Member, today: date) -> QuerySet[ErasureRequest]:
    """The requests of people whom this manager may see: those that wait first, the nearest day on top."""
    if not viewer.has_role("manager"):
        return ErasureRequest.objects.none()
    found = ErasureRequest.objects.filter(person__in=people_visible_to(viewer, today))
    return found.select_related("person", "asked_by_member", "agreed_by", "declined_by").order_by(
        "agreed_at", "declined_at", "answer_by", "id"
    )


def own_erasure(*, viewer: Person) -> ErasureRequest | None:
    """Her newest request, or None."""
    return ErasureRequest.objects.filter(person=viewer).order_by("-asked_at", "-id").first()
