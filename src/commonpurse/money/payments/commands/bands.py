from __future__ import annotations

from datetime import datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.texts import check_fits
from commonpurse.money.payments.access import can_change_bands
from commonpurse.money.payments.bands import BandKind, BandRefused, check_band, check_band_agreed_by_another
from commonpurse.money.payments.models import AmountBand
from commonpurse.money.payments.second_looks import bands_in_force
from commonpurse.parties.partners.hands import stand_apart
from commonpurse.parties.partners.models import Member, Partnership


def ask_band(
    *, by: Member, kind: BandKind, from_: Money | None, second_role: str, reason: str, now: datetime
) -> AmountBand:
    """Ask that a second person looks from another sum on, or that nobody does (no sum). What is now stays until then.

    Raises: BandRefused (`amount_not_positive`, `other_currency`, `role_unknown`, `reason_needed`, `band_unchanged`,
    `band_waits`), TextTooLong.
    """
    if not can_change_bands(by):
        raise NotAllowed
    check_fits(AmountBand, reason=reason)
    with transaction.atomic():
        # One after the other: two changes of one band would each be judged against what the other undoes.
        currency = Partnership.objects.select_for_update(no_key=True).get().currency
        (is_now,) = (band for band in bands_in_force(currency) if band.kind == kind)
        check_band(from_, currency, second_role, reason, is_now=is_now)
        if AmountBand.objects.waiting().filter(kind=kind).exists():
            raise BandRefused("A change of this waits already. Answer that one first.", code="band_waits")
        asked = AmountBand.objects.create(
            id=new_id(),
            kind=BandKind(kind).value,
            from_minor=from_.minor if from_ else None,
            currency=currency,
            second_role=second_role,
            reason=reason.strip(),
            asked_at=now,
            asked_by=by,
        )
        _record("band_asked", asked, by=by, now=now)
        return asked


def agree_band(*, by: Member, change: AmountBand, now: datetime) -> AmountBand:
    """Agree to what another asked: from now on it holds. Agreeing again changes nothing.

    Raises: BandRefused (`same_person`, `let_in_by_maker`, `band_declined`).
    """
    if not can_change_bands(by):
        raise NotAllowed
    with transaction.atomic():
        current = AmountBand.objects.select_for_update(no_key=True).get(id=change.id)
        check_band_agreed_by_another(current.asked_by_id, by.id)
        if current.agreed_at is not None:
            return current
        if not stand_apart(by, current.asked_by):
            raise BandRefused(
                "Whoever asked for this, and you, were let in by the same hand. Somebody else must agree to it.",
                code="let_in_by_maker",
            )
        if current.declined_at is not None:
            raise BandRefused("Somebody said no to this. Ask anew if it should change.", code="band_declined")
        current.agreed_at, current.agreed_by = now, by
        current.save(update_fields=["agreed_at", "agreed_by"])
        _record("band_agreed", current, by=by, now=now)
        return current


def decline_band(*, by: Member, change: AmountBand, now: datetime) -> AmountBand:
    """Say no to a change; who asked may take it back so. Saying no again changes nothing.

    Raises: BandRefused (`band_agreed`).
    """
    if not can_change_bands(by):
        raise NotAllowed
    with transaction.atomic():
        current = AmountBand.objects.select_for_update(no_key=True).get(id=change.id)
        if current.declined_at is not None:
            return current
        if current.agreed_at is not None:
            raise BandRefused("Somebody agreed to this already. Ask for another change.", code="band_agreed")
        current.declined_at, current.declined_by = now, by
        current.save(update_fields=["declined_at", "declined_by"])
        _record("band_declined", current, by=by, now=now)
        return current


def _record(event_type: str, change: AmountBand, *, by: Member, now: datetime) -> None:
    record_event(
        event_type,
        by=by.id,
        subject_type="amount_band",
        subject_id=change.id,
        now=now,
        kind=change.kind,
        from_minor=change.from_minor,
        second_role=change.second_role,
    )
