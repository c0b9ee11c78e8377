"""How to reach an organisation or a team of it, and what they can offer and decide. To change a line is to write anew.

What one may decide is said here and given by nobody: a right over money comes from the agreement with the person alone.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.partners.access import can_change_line, can_write_of_organisation, can_write_of_team
from commonpurse.parties.partners.models import Member, Organisation, PartnerOffer, Team, WorkContact
from commonpurse.parties.partners.rules import (
    OfferKind,
    TeamRefused,
    check_line,
    check_offer_ends,
    check_reach,
    check_team_open,
)


def write_contact(
    *,
    by: Member,
    team: Team | None,
    name: str,
    about: str,
    phone: str = "",
    email: str = "",
    hours: str = "",
    is_for_people: bool,
    replaces: WorkContact | None = None,
    now: datetime,
) -> WorkContact:
    """Write how to reach a team, or without one the organisation, at work; in place of an older line, if one is given.

    The same again is the line that is there. Raises: TeamRefused (`nothing_said`, `no_way_given`, `phone_unreadable`,
    `email_unreadable`, `team_closed`, `line_ended`), TextTooLong.
    """
    if not _may_write(by, team, now):
        raise NotAllowed
    said = {
        "name": check_line(name, field="name", message="Write the name of the desk, or of who answers."),
        "about": check_line(about, field="about", message="Say what one comes to them for."),
        "phone": " ".join(phone.split()),
        "email": email.strip(),
        "hours": " ".join(hours.split()),
    }
    check_reach(phone=said["phone"], email=said["email"])
    check_fits(WorkContact, **said)
    with transaction.atomic():
        organisation = _lock(by, team)
        same = WorkContact.objects.now().filter(
            organisation=organisation, team=team, is_for_people=is_for_people, **said
        )
        if (there := same.first()) is not None:
            return there
        _end_replaced(replaces, by=by, now=now)
        made = WorkContact.objects.create(
            organisation=organisation, team=team, is_for_people=is_for_people, written_by=by, written_at=now, **said
        )
        _noted("contact_written", made, by=by, now=now)
        return made


def write_offer(
    *,
    by: Member,
    team: Team | None,
    kind: OfferKind,
    words: str,
    how_to_ask: str = "",
    ends_on: date | None = None,
    replaces: PartnerOffer | None = None,
    now: datetime,
) -> PartnerOffer:
    """Write what a team, or without one the organisation, can offer; in place of an older line where one is given.

    What they may say yes to by themselves, who speaks for the organisation writes alone. It holds until the day
    before `ends_on`. The same again is the line that is there.
    Raises: TeamRefused (`nothing_said`, `offer_over`, `team_closed`, `line_ended`), TextTooLong.
    """
    kind = OfferKind(kind)
    if not _may_write(by, team, now, is_decision=kind is OfferKind.DECISION):
        raise NotAllowed
    said = {
        "words": check_line(words, field="words", message="Say what you can offer."),
        "how_to_ask": " ".join(how_to_ask.split()),
    }
    check_offer_ends(ends_on, today=business_date(now))
    check_fits(PartnerOffer, **said)
    with transaction.atomic():
        organisation = _lock(by, team)
        same = PartnerOffer.objects.now().filter(
            organisation=organisation, team=team, kind=kind.value, ends_on=ends_on, **said
        )
        if (there := same.first()) is not None:
            return there
        _end_replaced(replaces, by=by, now=now)
        made = PartnerOffer.objects.create(
            organisation=organisation,
            team=team,
            kind=kind.value,
            ends_on=ends_on,
            written_by=by,
            written_at=now,
            **said,
        )
        _noted("offer_written", made, by=by, now=now)
        return made


def end_partner_line(*, by: Member, line: WorkContact | PartnerOffer, now: datetime) -> WorkContact | PartnerOffer:
    """Let a contact or an offer stand no more. Ended already: as it is."""
    if not can_change_line(by, line, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        current = type(line).objects.select_for_update(no_key=True, of=("self",)).get(id=line.id)
        return current if current.ended_at is not None else _end(current, by=by, now=now)


def _may_write(by: Member, team: Team | None, now: datetime, *, is_decision: bool = False) -> bool:
    if team is not None and not is_decision:
        return can_write_of_team(by, team, business_date(now))
    whose = team.organisation_id if team is not None else by.organisation_id
    return whose is not None and can_write_of_organisation(by, whose)


def _lock(by: Member, team: Team | None) -> Organisation:
    """The organisation, locked, and the team where there is one: neither is closed while somebody writes."""
    whose = team.organisation_id if team is not None else by.organisation_id
    assert whose is not None, "by the gate"  # noqa: S101
    organisation = Organisation.objects.select_for_update(no_key=True).get(id=whose)
    if team is not None:
        check_team_open(Team.objects.select_for_update(no_key=True).get(id=team.id).closed_on)
    return organisation


def _end_replaced(replaces: WorkContact | PartnerOffer | None, *, by: Member, now: datetime) -> None:
    """End the line that is written anew; whoever may not end it does not replace it."""
    if replaces is None:
        return
    if not can_change_line(by, replaces, business_date(now)):
        raise NotAllowed
    current = type(replaces).objects.select_for_update(no_key=True, of=("self",)).get(id=replaces.id)
    if current.ended_at is not None:
        raise TeamRefused("Somebody changed this line before you. Look at it once more.", code="line_ended")
    _end(current, by=by, now=now)


def _end(line: WorkContact | PartnerOffer, *, by: Member, now: datetime) -> WorkContact | PartnerOffer:
    line.ended_at, line.ended_by = now, by
    line.save(update_fields=["ended_at", "ended_by"])
    _noted("contact_ended" if isinstance(line, WorkContact) else "offer_ended", line, by=by, now=now)
    return line


def _noted(event: str, line: WorkContact | PartnerOffer, *, by: Member, now: datetime) -> None:
    record_event(
        event, by=by.id, subject_type="organisation", subject_id=line.organisation_id, now=now, line=str(line.id)
    )
