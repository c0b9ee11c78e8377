"""Signing the charter for an organisation, taking a signature back, its guidance to staff, and who speaks for it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.partners.access import (
    can_manage_partnership,
    can_name_spokesperson,
    can_speak_for_own_organisation,
)
from commonpurse.parties.partners.models import (
    CharterSignature,
    CharterVersion,
    Member,
    Organisation,
    Partnership,
    Spokesperson,
    StaffGuidance,
)
from commonpurse.parties.partners.rules.charter import CharterChanged, CharterRefused, check_says


def sign_charter(*, by: Member, version: CharterVersion, now: datetime) -> CharterSignature:
    """Sign, for one's own organisation, the version that was read. Signed already: that signature.

    Raises: CharterChanged where a newer version was published meanwhile, or this one is a draft still.
    """
    if not can_speak_for_own_organisation(by):
        raise NotAllowed
    organisation = _own(by)
    with transaction.atomic():
        Partnership.objects.select_for_update(no_key=True).get()
        newest = CharterVersion.objects.filter(is_draft=False).order_by("number").last()
        if newest is None or newest.id != version.id:
            raise CharterChanged(
                "The charter was changed while you read it. Nothing is signed. Below is what is different. Read it, "
                "and sign again if you agree.",
            )
        signed = CharterSignature.objects.filter(version=newest, organisation=organisation, withdrawn_at=None).first()
        if signed is not None:
            return signed
        signature = CharterSignature.objects.create(
            version=newest, organisation=organisation, signed_by=by, signed_at=now
        )
        record_event(
            "charter_signed",
            by=by.id,
            subject_type="organisation",
            subject_id=organisation.id,
            now=now,
            number=newest.number,
        )
        return signature


def withdraw_signature(*, by: Member, reason: str, now: datetime) -> list[CharterSignature]:
    """Take one's own organisation's signatures back, with a reason that everybody can read.

    Raises: CharterRefused (`nothing_said`, `not_signed`), TextTooLong.
    """
    if not can_speak_for_own_organisation(by):
        raise NotAllowed
    organisation = _own(by)
    clean = check_says(reason, field="reason", message="Write why. The other partners read it.")
    check_fits(CharterSignature, reason=clean)
    with transaction.atomic():
        standing = list(
            CharterSignature.objects.select_for_update(no_key=True).filter(organisation=organisation, withdrawn_at=None)
        )
        if not standing:
            raise CharterRefused("Your organisation has not signed. There is nothing to take back.", code="not_signed")
        for signature in standing:
            signature.withdrawn_by, signature.withdrawn_at, signature.reason = by, now, clean
            signature.save(update_fields=["withdrawn_by", "withdrawn_at", "reason"])
        record_event("signature_withdrawn", by=by.id, subject_type="organisation", subject_id=organisation.id, now=now)
        return standing


def publish_guidance(*, by: Member, words: str, holds_from: date, now: datetime) -> StaffGuidance:
    """Publish what one's own organisation tells its staff about being a good partner. The same again: the one there is.

    Raises: CharterRefused (`nothing_said`), TextTooLong.
    """
    if not can_speak_for_own_organisation(by):
        raise NotAllowed
    organisation = _own(by)
    clean = check_says(words, field="words", message="Write what you tell your staff.")
    check_fits(StaffGuidance, words=clean)
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(id=organisation.id)
        last = organisation.guidance.last()
        if last is not None and (last.words, last.holds_from) == (clean, holds_from):
            return last
        guidance = StaffGuidance.objects.create(
            organisation=organisation, words=clean, holds_from=holds_from, published_by=by, published_at=now
        )
        record_event("guidance_published", by=by.id, subject_type="organisation", subject_id=organisation.id, now=now)
        return guidance


def name_spokesperson(*, by: Member, member: Member, about_money: bool = False, now: datetime) -> Spokesperson:
    """Let a member sign and answer for the organisation they work for; `about_money`: agree about money too.

    Named already: that row, with money from now on where it is asked for.
    """
    if not can_name_spokesperson(by, member, about_money=about_money):
        raise NotAllowed
    with transaction.atomic():
        current = Member.objects.select_for_update(no_key=True).get(id=member.id)
        if not can_name_spokesperson(by, current, about_money=about_money):  # their access ended just now
            raise NotAllowed
        speaks = Spokesperson.objects.filter(member=member, ended_at=None).first()
        if speaks is None:
            speaks = Spokesperson.objects.create(member=member, named_by=by, named_at=now)
            record_event("spokesperson_named", by=by.id, subject_type="member", subject_id=member.id, now=now)
        if about_money and speaks.money_since is None:
            speaks.money_since = now
            speaks.save(update_fields=["money_since"])
            record_event("spokesperson_for_money", by=by.id, subject_type="member", subject_id=member.id, now=now)
        return speaks


def end_spokesperson(*, by: Member, spokesperson: Spokesperson, now: datetime) -> Spokesperson:
    """Let a member no longer speak for their organisation. What they signed stands. Ended already: as it is."""
    if not can_manage_partnership(by):
        raise NotAllowed
    with transaction.atomic():
        current = Spokesperson.objects.select_for_update(no_key=True).get(id=spokesperson.id)
        if current.ended_at is not None:
            return current
        current.ended_at, current.ended_by = now, by
        current.save(update_fields=["ended_at", "ended_by"])
        record_event("spokesperson_ended", by=by.id, subject_type="member", subject_id=current.member_id, now=now)
        return current


def _own(member: Member) -> Organisation:
    assert member.organisation is not None, "by the gate"  # noqa: S101
    return member.organisation
