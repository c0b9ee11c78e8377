from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.access import can_end_sign_ins
from commonpurse.parties.signin.models import SignIn, User
from commonpurse.parties.signin.rules import SEEN_EVERY, EndReason, Method, hash_of


def begin_sign_in(
    *,
    by: Member | Person,
    user: User,
    session_key: str,
    method: Method,
    device: str = "",
    has_second_factor: bool = False,
    is_shared_phone: bool = False,
    assisted_by: Member | None = None,
    now: datetime,
) -> SignIn:
    """Write down that this user's session begins. `has_second_factor`: one was shown at this very door.

    `by` is whom the user is; with a worker's help the worker is named in `assisted_by`.
    """
    if by.id not in (user.member_id, user.person_id):
        raise NotAllowed
    with transaction.atomic():
        begun = SignIn.objects.create(
            user=user,
            person_id=user.person_id,
            session_hash=hash_of(session_key),
            method=method,
            device=device[:60],
            started_at=now,
            last_seen_at=now,
            second_factor_at=now if has_second_factor else None,
            is_shared_phone=is_shared_phone,
            assisted_by=assisted_by,
        )
        facts = {"method": method.value} | ({"assisted_by": str(assisted_by.id)} if assisted_by else {})
        record_event("signed_in", by=by.id, subject_type="user", subject_id=user.id, now=now, **facts)
        return begun


def note_seen(*, by: Member | Person, sign_in: SignIn, now: datetime) -> None:
    """Keep that the session was used, to half a minute. One that ended meanwhile stays ended."""
    if now - sign_in.last_seen_at >= SEEN_EVERY and by.id in (sign_in.user.member_id, sign_in.user.person_id):
        lasting = SignIn.objects.filter(id=sign_in.id, ended_at=None)
        lasting.update(last_seen_at=Greatest(F("last_seen_at"), now))


def note_second_factor(*, by: Member | Person, sign_in: SignIn, now: datetime) -> None:
    """Keep that the second factor was shown again in this session: for some minutes it opens what asks for it."""
    if by.id not in (sign_in.user.member_id, sign_in.user.person_id):
        raise NotAllowed
    with transaction.atomic():
        if SignIn.objects.filter(id=sign_in.id, ended_at=None).update(second_factor_at=now):
            record_event("second_factor_shown", by=by.id, subject_type="sign_in", subject_id=sign_in.id, now=now)


def end_sign_in(*, by: Member | Person, sign_in: SignIn, why: EndReason = EndReason.SIGNED_OUT, now: datetime) -> bool:
    """End one session; the browser that holds it is out at its next request. False when it had ended before."""
    return _end(by, sign_in.user, {"id": sign_in.id}, why, now) == 1


def end_all_sign_ins(
    *,
    by: Member | Person,
    user: User,
    why: EndReason = EndReason.ELSEWHERE,
    but: SignIn | None = None,
    now: datetime,
) -> int:
    """End every session of this user, all `but` one where one is named. Returns how many there were."""
    return _end(by, user, {}, why, now, but)


def _end(
    by: Member | Person, user: User, wanted: dict[str, object], why: EndReason, now: datetime, but: SignIn | None = None
) -> int:
    if not can_end_sign_ins(by, user, now):
        raise NotAllowed
    with transaction.atomic():
        open_ones = SignIn.objects.filter(user=user, ended_at=None, **wanted)
        if but is not None:
            open_ones = open_ones.exclude(id=but.id)
        count = open_ones.update(ended_at=now, ended_why=why)
        if count:
            record_event(
                "sign_ins_ended", by=by.id, subject_type="user", subject_id=user.id, now=now, why=why, count=count
            )
        return count
