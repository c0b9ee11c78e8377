from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from commonpurse.parties.consent.access import can_name_guardian
from commonpurse.parties.consent.models import Guardian, LawfulBasis
from commonpurse.parties.partners.models import Member, Organisation


def lawful_bases_of(organisation: Organisation) -> QuerySet[LawfulBasis]:
    """The live lawful bases of an organisation, as everybody may know them: each privacy notice says the same."""
    return LawfulBasis.objects.filter(organisation=organisation, ended_at=None).order_by("set_at", "id")


def has_live_basis(member: Member) -> bool:
    """Tell whether the member's organisation may be shown anything personal."""
    return LawfulBasis.objects.filter(organisation=member.organisation_id, ended_at=None).exists()


def bases_to_review(today: date) -> QuerySet[LawfulBasis]:
    """The live bases whose day to be looked at again has come, with their organisation, the longest overdue first."""
    due = LawfulBasis.objects.filter(ended_at=None, review_on__lte=today)
    return due.select_related("organisation").order_by("review_on", "id")


# The guardian ---------------------------------------------------------------------------------------------------------


def current_guardian() -> Member | None:
    """Who watches over emergencies now, while they work here; None before two people have named anybody."""
    newest = Guardian.objects.filter(agreed_at__isnull=False).order_by("-agreed_at", "-id").select_related("member")
    guardian = newest.first()
    return guardian.member if guardian is not None and guardian.member.is_active else None


def guardian_asked(viewer: Member) -> Guardian | None:
    """The name that waits for a second person, for who may agree to it."""
    waiting = Guardian.objects.filter(agreed_at=None, declined_at=None).select_related("member", "asked_by")
    return waiting.first() if can_name_guardian(viewer) else None


# Every organisation ---------------------------------------------------------------------------------------------------


def all_lawful_bases() -> QuerySet[LawfulBasis]:
    """Every live basis with its organisation, the oldest first."""
    return LawfulBasis.objects.filter(ended_at=None).select_related("organisation").order_by("set_at", "id")


def get_lawful_basis(basis_id: UUID) -> LawfulBasis | None:
    """One basis that has not ended, with its organisation, or None."""
    return all_lawful_bases().filter(id=basis_id).first()


def organisations_without_basis() -> QuerySet[Organisation]:
    """The organisations whose members cannot be shown anybody yet, since nobody wrote down what they stand on."""
    standing = LawfulBasis.objects.filter(ended_at=None).values("organisation")
    working = Member.objects.filter(is_active=True, is_system=False).values("organisation")
    return Organisation.objects.filter(id__in=working).exclude(id__in=standing).order_by("name")
