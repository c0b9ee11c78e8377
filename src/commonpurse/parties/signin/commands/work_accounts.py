from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.parties.partners.models import Member
from commonpurse.parties.signin.models import User, WorkAccount


class WorkAccountTaken(Refused):
    code = "work_account_taken"


def link_work_account(*, by: Member, user: User, issuer: str, subject: str, now: datetime) -> WorkAccount:
    """Let a member come in by the account at her own organisation. She links it herself, signed in another way.

    The same again changes nothing. Raises: WorkAccountTaken, when another member has it.
    """
    if by.id != user.member_id:
        raise NotAllowed
    with transaction.atomic():
        made, is_new = WorkAccount.objects.get_or_create(
            issuer=issuer, subject=subject, defaults={"user": user, "linked_at": now}
        )
        if made.user_id != user.id:
            raise WorkAccountTaken("This account at work opens the door for somebody else already.")
        if is_new:
            record_event("work_account_linked", by=by.id, subject_type="user", subject_id=user.id, now=now)
        return made


def unlink_work_account(*, by: Member, user: User, work_account_id: UUID, now: datetime) -> None:
    """Let the account at work open the door no more. Sessions go on. One that is not there, or not hers: no change."""
    if by.id != user.member_id:
        raise NotAllowed
    with transaction.atomic():
        ended, _ = WorkAccount.objects.filter(id=work_account_id, user=user).delete()
        if ended:
            record_event("work_account_unlinked", by=by.id, subject_type="user", subject_id=user.id, now=now)
