"""Name who acts for a person, and end it: in one step, at once, and in silence where she wants that (P28)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.helping import check_alone
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.models import Permission
from commonpurse.parties.consent.rules import (
    NEWS_HELP_ENDED,
    NEWS_HELPER_WRITTEN,
    Explained,
    ExplainedFormat,
    Item,
    Level,
    RepresentativeKind,
    Told,
    check_told,
)
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import can_name_representative
from commonpurse.parties.people.commands.permissions import SharedWith, keep_permissions, withdraw_permissions
from commonpurse.parties.people.models import Person, Representative


class RepresentativeRefused(Refused):
    code = "representative_refused"


def name_representative(
    *,
    by: Member | Person,
    person: Person,
    helper_name: str,
    helper_reference: str,
    kind: str,
    may_pay: bool,
    limit: Money | None = None,
    explained: str,
    wording: str,
    ends_on: date | None = None,
    now: datetime,
) -> Representative:
    """Let another person act for this one, within a year: see her money, and pay some of it where `may_pay`.

    They are found by their name and number together, never by a search. Herself a person names a helper; to let
    somebody manage her money she talks to a worker, alone, who writes down what she said. `authorised` is decided by
    one member in her best interests, and begins when another agrees. `limit`: the most on one day.
    Raises: RepresentativeRefused, PermissionRefused, OnlyAlone.
    """
    today = business_date(now)
    if not can_name_representative(by, person, today):
        raise NotAllowed
    check_alone()
    kind = _known(kind)
    told = _told(may_pay=may_pay, explained=explained, wording=wording, ends_on=ends_on)
    ends_on = check_told(told, starts_on=today)
    if isinstance(by, Person) and kind != RepresentativeKind.HELPER:
        raise RepresentativeRefused("Ask your worker. They write this down with you.", field="kind")
    if may_pay and kind == RepresentativeKind.HELPER and limit is None:
        raise RepresentativeRefused("Say how much they may pay on one day.", field="limit")
    if limit is not None and (limit.minor <= 0 or not may_pay):
        raise RepresentativeRefused("Say how much they may pay on one day, or leave it out.", field="limit")
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        helper = _found(helper_name, helper_reference, person)
        before = Representative.objects.filter(person=person, helper=helper, ended_at=None).first()
        if before is not None and before.ends_on > today:
            raise RepresentativeRefused("They help already. End it first, then say it anew.", field="helper_name")
        if before is not None:
            if isinstance(by, Person):
                raise RepresentativeRefused(
                    "Their year is over. Talk to your worker first, just the two of you.", field="helper_name"
                )
            _end(before, by=by, is_silent=True, now=now)
        is_decided = kind == RepresentativeKind.AUTHORISED
        made = Representative.objects.create(
            person=person,
            helper=helper,
            kind=kind.value,
            may_pay=may_pay,
            limit_minor=limit.minor if limit is not None else None,
            agreed_how=told.explained.value,
            starts_on=today,
            ends_on=ends_on,
            given_at=now,
            told_to=by if isinstance(by, Member) and not is_decided else None,
            decided_by=by if isinstance(by, Member) and is_decided else None,
        )
        if not is_decided:
            keep_permissions(by=by, person=person, to=SharedWith(helper=helper), told=told, starts_on=today, now=now)
        _noted("representative_named", made, by=by, now=now)
        return made


def agree_representative(*, by: Member, representative: Representative, wording: str, now: datetime) -> Representative:
    """Agree, as the second member, that somebody acts in the person's best interests: from now on they do.

    Agreeing again changes nothing. Raises: RepresentativeRefused.
    """
    today = business_date(now)
    if not isinstance(by, Member) or not can_name_representative(by, representative.person, today):
        raise NotAllowed
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=representative.person_id)
        current = Representative.objects.select_for_update(no_key=True).get(id=representative.id)
        if current.kind != RepresentativeKind.AUTHORISED or current.ended_at is not None or current.ends_on <= today:
            raise RepresentativeRefused("There is nothing to agree to any more.")
        if current.agreed_at is not None:
            return current
        if current.decided_by_id == by.id:
            raise RepresentativeRefused("You decided this, so somebody else agrees to it.")
        current.agreed_at, current.agreed_by = now, by
        current.save(update_fields=["agreed_at", "agreed_by"])
        told = _told(may_pay=current.may_pay, explained=current.agreed_how, wording=wording, ends_on=current.ends_on)
        to = SharedWith(helper=current.helper)
        keep_permissions(by=by, person=current.person, to=to, told=told, starts_on=today, now=now)
        _noted("representative_agreed", current, by=by, now=now)
        return current


def end_representative(
    *, by: Member | Person, representative: Representative, is_silent: bool, now: datetime
) -> Representative:
    """End it at once, with all that they were shown as her helper. In silence they are told nothing. Twice is once."""
    if not can_name_representative(by, representative.person, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        # Who pays for her locks her too: a payment of theirs stands before this, or is refused after it.
        Person.objects.select_for_update(no_key=True).get(id=representative.person_id)
        current = Representative.objects.select_for_update(no_key=True).get(id=representative.id)
        if current.ended_at is None:
            _end(current, by=by, is_silent=is_silent, now=now)
            _noted("representative_ended", current, by=by, now=now)
        return current


def _end(acts: Representative, *, by: Member | Person, is_silent: bool, now: datetime) -> None:
    acts.ended_at, acts.ended_by_id, acts.is_silent = now, by.id, is_silent
    acts.save(update_fields=["ended_at", "ended_by_id", "is_silent"])
    shown = Permission.objects.filter(person=acts.person_id, helper=acts.helper_id, withdrawn_at=None)
    withdraw_permissions(by=by, permissions=shown, now=now)
    if not is_silent:
        with acting_as_system("to tell a helper that it ended"):
            note_news(recipient_id=acts.helper_id, kind=NEWS_HELP_ENDED, subject_id=acts.id, now=now)


def _known(kind: str) -> RepresentativeKind:
    if kind not in set(RepresentativeKind):
        raise RepresentativeRefused("Choose from the list in which way they act.", field="kind")
    return RepresentativeKind(kind)


def _told(*, may_pay: bool, explained: str, wording: str, ends_on: date | None) -> Told:
    if explained not in set(Explained):
        raise RepresentativeRefused("Say how it was agreed.", field="explained")
    return Told(
        items={Item.MONEY_TOTAL: Level.SEE, Item.MONEY_DETAIL: Level.ACT if may_pay else Level.SEE},
        explained=Explained(explained),
        explained_format=ExplainedFormat.STANDARD,
        wording=wording,
        ends_on=ends_on,
    )


def _found(name: str, reference: str, person: Person) -> Person:
    """Find whom she means. A name without its number finds nobody, and neither tells that somebody is here."""
    reference = reference.strip()
    with acting_as_system("to find who was named with their number"):
        found = Person.objects.filter(reference__iexact=reference).first() if reference else None
    if found is None or " ".join(name.split()).casefold() != found.called_by.casefold() or found.id == person.id:
        raise RepresentativeRefused(
            "We do not find anybody with this name and number. Look at both again.", field="helper_name"
        )
    return found


def _noted(event: str, acts: Representative, *, by: Member | Person, now: datetime) -> None:
    """Write it down, and let her know when somebody else did it: she can put it right."""
    record_event(
        event, by=by.id, subject_type="person", subject_id=acts.person_id, now=now, representative=str(acts.id)
    )
    if isinstance(by, Member):
        note_news(recipient_id=acts.person_id, kind=NEWS_HELPER_WRITTEN, subject_id=acts.id, now=now)
