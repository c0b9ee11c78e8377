"""A person's yes, and its end. She says both herself; or a member she is known to writes down what she told them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.helping import check_alone
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.models import Permission
from commonpurse.parties.consent.rules import (
    NEWS_SHARING_ENDED,
    NEWS_SHARING_WRITTEN,
    Explained,
    ExplainedFormat,
    Item,
    Level,
    Told,
    check_asked_alone,
    check_told,
    check_told_for_oneself,
)
from commonpurse.parties.partners.access import can_let_organisation_leave
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.partners.rules import ROLES
from commonpurse.parties.people.access import can_write_down_permission
from commonpurse.parties.people.models import Person


class CannotShareWith(Refused):
    code = "cannot_share_with"


@dataclass(frozen=True)
class SharedWith:
    """Whom something is shared with: exactly one of the four. `helper` is another person who acts for her."""

    organisation: Organisation | None = None
    role: str = ""
    member: Member | None = None
    helper: Person | None = None

    def columns(self) -> dict[str, Any]:
        return {"organisation": self.organisation, "role": self.role, "member": self.member, "helper": self.helper}

    def reaches(self, one: Member | Person) -> bool:
        """Whether this member is among those whom it is shared with."""
        if not isinstance(one, Member):
            return False
        if self.member is not None:
            return self.member.id == one.id
        if self.organisation is not None:
            return self.organisation.id == one.organisation_id
        return bool(self.role) and one.has_role(self.role)


def give_permissions(
    *,
    by: Member | Person,
    person: Person,
    to: SharedWith,
    told: Told,
    starts_on: date | None = None,
    now: datetime,
) -> list[Permission]:
    """Share items with one member, organisation, role or helper from a day (today) until a day, within a year.

    What is shared with them already is taken back and given anew where it differs, and stays where it does not; items
    that `told` does not name stay as they were. Saying yes or no here touches no money.
    A member writes down in their own favour that they may see something, no more: nobody else has heard her say it.
    Raises: OnlyAlone, PermissionRefused, CannotShareWith.
    """
    today = business_date(now)
    if not can_write_down_permission(by, person, today):
        raise NotAllowed
    if isinstance(by, Person):
        check_alone()
    _check_recipient(to, person)
    if to.reaches(by):
        check_told_for_oneself(told)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        given = keep_permissions(by=by, person=person, to=to, told=told, starts_on=starts_on or today, now=now)
        tell_her(given, by=by, now=now)
        return given


def keep_permissions(
    *, by: Member | Person, person: Person, to: SharedWith, told: Told, starts_on: date, now: datetime
) -> list[Permission]:
    """Write down what she said, for a command that has asked its gate and holds her row. Raises: PermissionRefused."""
    ends_on = check_told(told, starts_on=starts_on)
    if to.reaches(by):
        check_asked_alone(told)
    there = {
        permission.item: permission
        for permission in Permission.objects.filter(
            person=person, withdrawn_at=None, item__in=told.items, **to.columns()
        )
    }
    given = []
    for item, level in told.items.items():
        before = there.get(item)
        if before is not None:
            same = (before.level, before.starts_on, before.ends_on, before.wording)
            if same == (level, starts_on, ends_on, told.wording):
                given.append(before)
                continue
            _take_back([before], by=by, now=now)
        given.append(
            Permission.objects.create(
                person=person,
                **to.columns(),
                item=item,
                level=level,
                starts_on=starts_on,
                ends_on=ends_on,
                explained=told.explained,
                explained_format=told.explained_format,
                wording=told.wording,
                told_to=by if isinstance(by, Member) else None,
                given_at=now,
            )
        )
    record_event(
        "permission_given",
        by=by.id,
        subject_type="person",
        subject_id=person.id,
        now=now,
        permissions=[str(permission.id) for permission in given],
    )
    return given


def withdraw_permissions(*, by: Member | Person, permissions: Iterable[Permission], now: datetime) -> None:
    """Take permissions of one person back, from the very next request on. What was taken back already stays so."""
    wanted = list(permissions)
    for person in {permission.person for permission in wanted}:
        if not can_write_down_permission(by, person, business_date(now)):
            raise NotAllowed
    with transaction.atomic():
        ids = [permission.id for permission in wanted]
        open_ones = list(Permission.objects.select_for_update(no_key=True).filter(id__in=ids, withdrawn_at=None))
        _take_back(open_ones, by=by, now=now)
        tell_her(open_ones, by=by, now=now)
        for person_id in {permission.person_id for permission in open_ones}:
            record_event(
                "permission_withdrawn",
                by=by.id,
                subject_type="person",
                subject_id=person_id,
                now=now,
                permissions=[str(each.id) for each in open_ones if each.person_id == person_id],
            )


def give_again(*, by: Person, permissions: Iterable[Permission], now: datetime) -> list[Permission]:
    """Undo a stop: share anew what was taken back, with the same one, as far, until the same day, in the same words.

    What has run out meanwhile, or is shared again already, stays as it is. Raises: OnlyAlone, CannotShareWith.
    """
    check_alone()
    today = business_date(now)
    given = []
    with transaction.atomic():
        for each in permissions:
            if each.person_id != by.id:
                raise NotAllowed
            to = SharedWith(each.organisation, each.role, each.member, each.helper)
            there = Permission.objects.filter(person=by, item=each.item, withdrawn_at=None, **to.columns())
            if each.withdrawn_at is None or each.ends_on <= today or there.exists():
                continue
            told = Told(
                items={Item(each.item): Level(each.level)},
                explained=Explained(each.explained),
                explained_format=ExplainedFormat(each.explained_format),
                wording=each.wording,
                ends_on=each.ends_on,
            )
            starts_on = max(each.starts_on, today)
            given += give_permissions(by=by, person=by, to=to, told=told, starts_on=starts_on, now=now)
    return given


def end_sharing_with_member(
    *, by: Member | Person, person: Person, member: Member, ends_on: date, now: datetime
) -> None:
    """Let what is shared with this member by name end when their work with the person does, and not run on.

    A permission is never changed: one that would run past the day is taken back, and given anew until that day.
    Call inside the command that ends the work.
    """
    shared = list(
        Permission.objects.select_for_update(no_key=True).filter(
            person=person, member=member, withdrawn_at=None, ends_on__gt=ends_on
        )
    )
    _take_back(shared, by=by, now=now)
    if ends_on <= business_date(now):
        return
    for permission in shared:
        if permission.starts_on < ends_on:
            Permission.objects.create(
                **{
                    field.attname: getattr(permission, field.attname)
                    for field in Permission._meta.concrete_fields
                    if field.attname not in ("id", "ends_on", "withdrawn_at", "withdrawn_by_id")
                },
                ends_on=ends_on,
            )


def end_sharing_with_organisation(*, by: Member, organisation: Organisation, now: datetime) -> None:
    """Take back all that is shared with an organisation that leaves, and with its members by name. Each is told.

    Call inside the command that lets it leave: who does that may know none of these people.
    """
    if not can_let_organisation_leave(by, organisation):
        raise NotAllowed
    with transaction.atomic(), acting_as_system("to end what is shared with an organisation that leaves"):
        to_it = Permission.objects.filter(Q(organisation=organisation) | Q(member__organisation=organisation))
        ids = list(to_it.filter(withdrawn_at=None).order_by("id").values_list("id", flat=True))
        shared = list(Permission.objects.select_for_update(no_key=True).filter(id__in=ids, withdrawn_at=None))
        _take_back(shared, by=by, now=now)
        for person_id, one in {each.person_id: each for each in shared}.items():
            note_news(recipient_id=person_id, kind=NEWS_SHARING_ENDED, subject_id=one.id, now=now)
            record_event(
                "permission_withdrawn",
                by=by.id,
                subject_type="person",
                subject_id=person_id,
                now=now,
                permissions=[str(each.id) for each in shared if each.person_id == person_id],
            )


def _take_back(permissions: list[Permission], *, by: Member | Person, now: datetime) -> None:
    for permission in permissions:
        permission.withdrawn_at, permission.withdrawn_by_id = now, by.id
        permission.save(update_fields=["withdrawn_at", "withdrawn_by_id"])


def tell_her(permissions: list[Permission], *, by: Member | Person, now: datetime) -> None:
    """Let her know when somebody else wrote down what she said: she can put it right."""
    if isinstance(by, Member):
        for person_id, one in {each.person_id: each for each in permissions}.items():
            note_news(recipient_id=person_id, kind=NEWS_SHARING_WRITTEN, subject_id=one.id, now=now)


def _check_recipient(to: SharedWith, person: Person) -> None:
    if sum([to.organisation is not None, bool(to.role), to.member is not None, to.helper is not None]) != 1:
        raise CannotShareWith("Choose whom this is shared with.", field="to")
    if to.role and to.role not in ROLES:
        raise CannotShareWith("Choose one of the roles in the list.", field="to")
    if to.member is not None and (not to.member.is_active or to.member.is_system):
        raise CannotShareWith("They do not work here any more.", field="to")
    if to.helper is not None and to.helper.id == person.id:
        raise CannotShareWith("Choose somebody else than yourself.", field="to")
