from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import F, JSONField, Q
from django.db.models.functions import Greatest

from commonpurse.insight.promises.models import CharterVoice
from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.helping import check_alone
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.keys.commands import destroy_key
from commonpurse.kernel.messages.models import Message
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.money.decisions.models import Ask, OwnCapital
from commonpurse.money.orders.models import UnmetWish
from commonpurse.money.payments.models import PayeeAccount, Payment
from commonpurse.money.payments.rules import PaymentState
from commonpurse.parties.consent.models import Permission
from commonpurse.parties.partners.hands import stand_apart
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import ContactWay, Person, PersonName, Representative, Support
from commonpurse.parties.protected.models import ProtectedDetail
from commonpurse.parties.signin.models import Card, Recognition, SignIn, TextWay, User
from commonpurse.rights.concerns.models import Concern
from commonpurse.rights.concerns.rules import answer_by
from commonpurse.rights.erasure.access import can_answer_erasure, can_ask_erasure
from commonpurse.rights.erasure.models import ErasureRequest
from commonpurse.rights.erasure.rules import (
    ALL_MARKS,
    MARK,
    NO_ACCOUNT_NUMBER,
    NO_IBAN,
    NO_SORT_CODE,
    NOBODY,
    WHOSE,
    CannotErase,
    ErasureAnswered,
    check_could_not_ask_as_her,
    check_nothing_moves,
)
from commonpurse.support.blockages.models import BlockageShown
from commonpurse.support.plans.models import WeekAsk
from commonpurse.support.plans.rules import AskedHow
from commonpurse.support.referrals.models import EqualityAnswer, NdtScores, Referral

# In these states money still moves, or nobody knows yet whether it did.
MOVING = tuple(
    state.value
    for state in (
        PaymentState.HELD,
        PaymentState.READY,
        PaymentState.IN_FILE,
        PaymentState.SENT,
        PaymentState.UNKNOWN,
    )
)


def ask_erasure(*, by: Member | Person, person: Person, now: datetime) -> ErasureRequest:
    """Ask that everything personal of the person be erased. Nothing goes before a second one has agreed.

    The same again is the one that is there. Raises: OnlyAlone, where somebody sits beside her.
    """
    if not can_ask_erasure(by, person, business_date(now)):
        raise NotAllowed
    check_alone()
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        there = ErasureRequest.objects.filter(person=person, declined_at=None).first()
        if there is not None:
            return there
        request = ErasureRequest.objects.create(
            person=person,
            asked_by_member=by if isinstance(by, Member) else None,
            asked_at=now,
            answer_by=answer_by(business_date(now)),
        )
        record_event("erasure_asked", by=by.id, subject_type="person", subject_id=person.id, now=now)
        return request


def decline_erasure(*, by: Member, request: ErasureRequest, reason: str, now: datetime) -> ErasureRequest:
    """Say no, with the reason: she reads it. Raises: CannotErase, ErasureAnswered, TextTooLong."""
    if not can_answer_erasure(by, request.person, business_date(now)):
        raise NotAllowed
    check_fits(ErasureRequest, decline_reason=reason)
    if not reason.strip():
        raise CannotErase("Say why, in plain words. They read it.", field="reason")
    with transaction.atomic():
        current = _open(request)
        current.declined_at, current.declined_by, current.decline_reason = now, by, reason.strip()
        current.save(update_fields=["declined_at", "declined_by", "decline_reason"])
        record_event("erasure_declined", by=by.id, subject_type="person", subject_id=current.person_id, now=now)
        return current


def agree_erasure(*, by: Member, request: ErasureRequest, now: datetime) -> ErasureRequest:
    """Agree as the second one: her words go from every table, her key is destroyed, her ways in end. For good.

    Sums, days and states stay as they are, so every balance is the same; they are somebody's without a name.
    Whoever let her in, recognised her or sat beside her could have asked in her name, so they are not the second one.
    Raises: CannotErase, ErasureAnswered, CannotListErasure. Then nothing was erased.
    """
    if not can_answer_erasure(by, request.person, business_date(now)) or request.asked_by_member_id == by.id:
        raise NotAllowed
    with transaction.atomic(), acting_as_system("to erase a person when two people agreed"):
        current = _open(request)
        person = Person.objects.select_for_update().get(id=current.person_id)
        if current.asked_by_member is None:
            check_could_not_ask_as_her(by.id, _had_a_hand_in_her_sign_in(person))
        elif not stand_apart(by, current.asked_by_member):
            raise CannotErase("Whoever asked, and you, were let in by the same hand. Another manager must agree.")
        check_nothing_moves(
            payments=Payment.objects.filter(person=person, state__in=MOVING).count(),
            asks=Ask.objects.filter(person=person, used_at=None, state__in=["waiting", "granted"]).count(),
            concerns=Concern.objects.filter(person=person, answered_at=None).count(),
        )
        current.agreed_at, current.agreed_by = now, by
        current.save(update_fields=["agreed_at", "agreed_by"])
        _end_ways(person, by, now)
        _blank_rows(person)
        _blank_person(person)
        destroy_key(by=by, subject_id=person.id, now=now)
        record_event("person_erased", by=by.id, subject_type="person", subject_id=person.id, now=now)
        return current


def _open(request: ErasureRequest) -> ErasureRequest:
    current = ErasureRequest.objects.select_for_update(no_key=True).get(id=request.id)
    if current.agreed_at is not None or current.declined_at is not None:
        raise ErasureAnswered("Somebody has answered this already.")
    return current


def _had_a_hand_in_her_sign_in(person: Person) -> set[UUID | None]:
    """Whoever ever gave her a card, recognised her when she had lost her ways in, or sat beside her."""
    return {
        *Card.objects.filter(person=person).values_list("made_by_member", flat=True),
        *Recognition.objects.filter(person=person).values_list("recognised_by", flat=True),
        *SignIn.objects.filter(person=person).values_list("assisted_by", flat=True),
    }


def _end_ways(person: Person, by: Member, now: datetime) -> None:
    """From the next request on nobody comes in as her, is shown anything by her leave, works with or asks her."""
    today = business_date(now)
    SignIn.objects.filter(person=person, ended_at=None).update(ended_at=now, ended_why="access_ended")
    SignIn.objects.filter(person=person).update(device="")
    for user in User.objects.filter(person=person):
        user.username, user.is_active = f"{MARK}-{new_id()}", False
        user.set_unusable_password()
        user.save(update_fields=["username", "is_active", "password"])
        for label in ("parts.Draft", "parts.BegunPayment"):  # the doors' own tables, which lie above
            apps.get_model(label)._base_manager.filter(user=user).delete()
    Card.objects.filter(person=person, ended_at=None).update(ended_at=now, ended_why="not_wanted")
    Card.objects.filter(person=person).update(secret_hash="")
    TextWay.objects.filter(person=person, ended_at=None).update(ended_at=now)
    ProtectedDetail.objects.filter(person=person, ended_at=None).update(ended_at=now)
    mine = Q(person=person) | Q(helper=person)
    Permission.objects.filter(mine, withdrawn_at=None).update(withdrawn_at=now, withdrawn_by_id=by.id)
    Representative.objects.filter(mine, ended_at=None).update(ended_at=now, ended_by_id=by.id, is_silent=True)
    CharterVoice.objects.filter(person=person, is_proposal=False, taken_back_at=None).update(taken_back_at=now)
    BlockageShown.objects.filter(person=person, is_yes=True, ended_at=None).update(ended_at=now, ended_by_id=by.id)
    asked = WeekAsk.objects.filter(person=person).order_by("-chosen_at", "-id").first()
    if asked is not None and asked.asked_how != AskedHow.NOT:
        WeekAsk.objects.create(person=person, asked_how=AskedHow.NOT.value, weekday=asked.weekday, chosen_at=now)
    Support.objects.filter(Q(ends_on=None) | Q(ends_on__gt=today), person=person).update(
        ends_on=Greatest(F("starts_on"), today)
    )


def _blank_rows(person: Person) -> None:
    """Put the mark in the place of every personal text. What is empty stays empty: its absence says something too."""
    models = {model._meta.db_table: model for model in apps.get_models()}
    for table, marks in ALL_MARKS.items():
        if table in ("payments_payeeaccount", Message._meta.db_table):
            continue
        for column, mark in marks.items():
            rows = models[table]._base_manager.filter(**{WHOSE.get(table, "person_id"): person.id})
            is_list = isinstance(models[table]._meta.get_field(column), JSONField)
            blank: Any = json.loads(mark) if is_list else mark
            rows.exclude(**{column: ""}).exclude(**{f"{column}__isnull": True}).update(**{column: blank})
    Message.objects.filter(recipient_id=person.id, content__isnull=False).update(content={})
    accounts: Any = PayeeAccount.objects.filter(person=person)
    accounts.filter(scheme="uk").update(holder_name=MARK, sort_code=NO_SORT_CODE, account_number=NO_ACCOUNT_NUMBER)
    accounts.filter(scheme="iban").update(holder_name=MARK, iban=NO_IBAN, bic="")


def _blank_person(person: Person) -> None:
    OwnCapital.objects.filter(person=person).delete()
    EqualityAnswer.objects.filter(person=person).delete()
    NdtScores.objects.filter(person=person).delete()
    Referral.objects.filter(person=person).update(date_of_birth=None)
    UnmetWish.objects.filter(person=person).delete()
    PersonName.objects.filter(person=person).delete()
    for way in ContactWay.objects.filter(person=person):
        way.value, way.how, way.is_safe_to_use = f"{MARK} {way.id}", "", False
        way.save(update_fields=["value", "how", "is_safe_to_use"])
    person.called_by, person.date_of_birth, person.reference = NOBODY, None, ""
    person.language, person.page_format, person.text_size, person.needs_interpreter = "en", "standard", "normal", False
    person.save()
