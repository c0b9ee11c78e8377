"""Whether two are one, and opening a name, which is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import kept_from
from commonpurse.support.referrals.access import can_open_name
from commonpurse.support.referrals.keeping import note_act
from commonpurse.support.referrals.models import NameOpening, Referral, SameAnswer
from commonpurse.support.referrals.queries import alike
from commonpurse.support.referrals.rules import (
    NAME_OPEN_FOR,
    OPEN_STATES,
    ReferralRefused,
    State,
    check_still_open,
    check_text,
)


def answer_same(*, by: Member, referral: Referral, other_key: Any, is_same: bool, now: datetime) -> SameAnswer:
    """Say whether a referral is of somebody who might be the same. Nothing is merged: it is kept, and read at the yes.

    Raises: ReferralRefused (`moved_meanwhile`, `answered_already`, `one_already`).
    """
    if not can_open_name(by, referral):
        raise NotAllowed
    with transaction.atomic(), acting_as_system("to write down whether two are one"):
        current = Referral.objects.select_for_update(no_key=True, of=("self",)).get(id=referral.id)
        if State(current.state) not in OPEN_STATES:
            raise ReferralRefused("This was decided in the meantime. Look at it again.", code="moved_meanwhile")
        candidates = {one.key: one for one in alike(current, without=kept_from(by))}
        if other_key not in candidates:
            raise NotAllowed
        known = SameAnswer.objects.filter(referral=current, other_key=other_key).first()
        if known is not None and known.is_same is is_same:
            return known
        if candidates[other_key].is_same is not None:
            raise ReferralRefused("Somebody answered this already.", code="answered_already")
        is_somebody_else = any(one.is_same and not one.code for one in candidates.values())
        if is_same and not candidates[other_key].code and is_somebody_else:
            raise ReferralRefused(
                "You said of somebody else that they are the same. It cannot be both.", code="one_already"
            )
        made = SameAnswer.objects.create(
            referral=current,
            other_key=other_key,
            is_same=is_same,
            answered_by=by,
            answered_at=now,
        )
        note_act("referral_same_answered", current, by=by, now=now, is_same=is_same)
        return made


def open_name(*, by: Member, referral: Referral, why: str, now: datetime) -> NameOpening:
    """Open the name and the day of birth before anything is decided, for an hour (`rules.NAME_OPEN_FOR`).

    That one did, and why, is kept, and she reads it once she is a person here. The reason stands in no log. Opened
    again for the same reason while it is open, it is opened once. With it the names in other referrals are opened that
    might be of the same person: each keeps who did and why, as this one does.
    Raises: ReferralRefused (`words_needed`, `moved_meanwhile`, `taken_back_meanwhile`), TextTooLong, TextUnreadable.
    """
    if not can_open_name(by, referral):
        raise NotAllowed
    check_text(why, field="why")
    check_fits(NameOpening, why=why)
    with transaction.atomic(), acting_as_system("to write down who opened the name of who was referred"):
        others = [one.key for one in alike(referral, without=kept_from(by)) if one.code]
        locked = Referral.objects.select_for_update(no_key=True, of=("self",)).filter(id__in=[referral.id, *others])
        found = {one.id: one for one in locked.order_by("id")}  # in one order, for two who open at once
        current = found.pop(referral.id)
        check_still_open(State(current.state))
        for other in found.values():
            _opened(other, by=by, why=why.strip(), now=now)
        return _opened(current, by=by, why=why.strip(), now=now)


def _opened(referral: Referral, *, by: Member, why: str, now: datetime) -> NameOpening:
    """That the name in this one was opened: the row that is there of the last hour for this reason, or a new one."""
    same = NameOpening.objects.filter(referral=referral, member=by, why=why)
    known = same.filter(opened_at__gt=now - NAME_OPEN_FOR).first()
    if known is not None:
        return known
    made = NameOpening.objects.create(person=referral.person, referral=referral, member=by, why=why, opened_at=now)
    note_act("referral_name_opened", referral, by=by, now=now)
    return made
