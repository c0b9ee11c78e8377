"""Keep that the partnership has leave for the wording of the NDT assessment; and, with it, scores of a referral."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.partners.models import Member, Partnership
from commonpurse.support.referrals.access import can_keep_ndt_permission, can_record_ndt_scores
from commonpurse.support.referrals.models import NdtPermission, NdtScores, Referral
from commonpurse.support.referrals.ndt import Area, NdtRefused, check_day, check_permission, check_scores
from commonpurse.support.referrals.queries import ndt_permission_now
from commonpurse.support.referrals.rules import ReferralRefused, State


def write_ndt_permission(
    *, by: Member, given_by: str, given_on: date | None, reference: str, now: datetime
) -> NdtPermission:
    """Write down who gave the partnership leave for the wording, when, and in which document.

    The same again, while it counts, is written once; another ends the one before.
    Raises: NdtRefused (`permission_incomplete`), TextTooLong, TextUnreadable.
    """
    if not can_keep_ndt_permission(by):
        raise NotAllowed
    check_permission(given_by=given_by, given_on=given_on, reference=reference, today=business_date(now))
    check_fits(NdtPermission, given_by=given_by, reference=reference)
    said = {"given_by": given_by.strip(), "given_on": given_on, "reference": reference.strip()}
    with transaction.atomic():
        _one_at_a_time()
        current = NdtPermission.objects.filter(ended_at=None).first()
        if current is not None and all(getattr(current, key) == value for key, value in said.items()):
            return current
        if current is not None:
            _end(current, by=by, now=now)
        made = NdtPermission.objects.create(**said, written_by=by, written_at=now)
        _permission_noted("ndt_permission_written", made, by=by, now=now)
        return made


def end_ndt_permission(*, by: Member, permission: NdtPermission, now: datetime) -> NdtPermission:
    """Say that leave counts no more: from now on no score is kept, and no page shows one. Again changes nothing."""
    if not can_keep_ndt_permission(by):
        raise NotAllowed
    with transaction.atomic():
        _one_at_a_time()
        for one in NdtPermission.objects.filter(ended_at=None):
            _end(one, by=by, now=now)
        return NdtPermission.objects.get(id=permission.id)


def record_ndt_scores(
    *, by: Member, referral: Referral, on: date | None, scores: Mapping[Area, int], now: datetime
) -> NdtScores:
    """Keep the ten scores of a referral, of one day. The same of that day again is kept once.

    Raises: NdtRefused (`no_permission`, `day_impossible`, `score_not_allowed`, `of_that_day_already`),
    ReferralRefused (`moved_meanwhile`).
    """
    if not can_record_ndt_scores(by, referral):
        raise NotAllowed
    day, checked = check_day(on, today=business_date(now)), check_scores(scores)
    with transaction.atomic(), acting_as_system("to keep scores of a referral"):
        current = Referral.objects.select_for_update(no_key=True, of=("self",)).get(id=referral.id)
        permission = ndt_permission_now()
        if permission is None:
            raise NdtRefused(
                "The partnership has no leave for the wording of this assessment. So no score is kept.",
                code="no_permission",
            )
        if State(current.state) in (State.DECLINED, State.REVOKED):
            raise ReferralRefused("This was decided in the meantime. Look at it again.", code="moved_meanwhile")
        known = NdtScores.objects.filter(referral=current, on=day).first()
        if known is not None and known.scores == checked:
            return known
        if known is not None:
            raise NdtRefused(
                "There are scores of that day. Take them off first, or choose another day.",
                code="of_that_day_already",
                field="on",
            )
        made = NdtScores.objects.create(
            person=current.person,
            referral=current,
            permission=permission,
            on=day,
            recorded_by=by,
            recorded_at=now,
            **{area.value: score for area, score in checked.items()},
        )
        _scores_noted("ndt_recorded", current, by=by, now=now)
        return made


def remove_ndt_scores(*, by: Member, scores: NdtScores, now: datetime) -> Referral:
    """Take the scores of one day off: they are gone. Once more changes nothing."""
    if not can_record_ndt_scores(by, scores.referral):
        raise NotAllowed
    with transaction.atomic(), acting_as_system("to take scores of a referral off"):
        current = Referral.objects.select_for_update(no_key=True, of=("self",)).get(id=scores.referral_id)
        gone, _by_table = NdtScores.objects.filter(id=scores.id).delete()
        if gone:
            _scores_noted("ndt_removed", current, by=by, now=now)
        return current


def _one_at_a_time() -> None:
    """Leave is one for the place: whoever writes or ends it waits for whoever does so now."""
    Partnership.objects.select_for_update(no_key=True).get()


def _end(permission: NdtPermission, *, by: Member, now: datetime) -> None:
    permission.ended_at, permission.ended_by = now, by
    permission.save(update_fields=["ended_at", "ended_by"])
    _permission_noted("ndt_permission_ended", permission, by=by, now=now)


def _permission_noted(event: str, permission: NdtPermission, *, by: Member, now: datetime) -> None:
    record_event(event, by=by.id, subject_type="ndt_permission", subject_id=permission.id, now=now)


def _scores_noted(event: str, referral: Referral, *, by: Member, now: datetime) -> None:
    """That it was done, and no number: the trail cannot be erased."""
    record_event(event, by=by.id, subject_type="referral", subject_id=referral.id, now=now)
