"""An organisation leaves: what ends on its day. What it was to do stays, and says that somebody else is needed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.commands import end_lawful_basis
from commonpurse.parties.consent.models import LawfulBasis
from commonpurse.parties.partners.access import can_let_organisation_leave
from commonpurse.parties.partners.commands import close_teams_of, end_signatures_of
from commonpurse.parties.partners.models import Departure, Member, Organisation
from commonpurse.parties.partners.rules import LeavingRefused, check_may_leave
from commonpurse.parties.people.access import kept_from
from commonpurse.parties.people.commands import end_sharing_with_organisation, end_work_of_organisation
from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.commands import close_access
from commonpurse.support.plans.commands.touch import shut_calendars_of
from commonpurse.support.plans.queries.leaving import led_without_next, people_concerned


def let_organisation_leave(*, by: Member, departure: Departure, now: datetime) -> Departure:
    """End on its day what an organisation has here: its members' access, work and calendars, its ground in law, what
    is shared with it or with them, what it signed, its teams and contacts. Steps, blockages and funds stay as they are.
    Done already: as it is.

    Raises: LeavingRefused (`leaves_later`, `nobody_next`, `another_looks`, `called_off`).
    """
    if not can_let_organisation_leave(by, departure.organisation):
        raise NotAllowed
    today = business_date(now)
    with transaction.atomic():
        with acting_as_system("to let nobody be given a coordinator of an organisation while it leaves"):
            concerned = people_concerned(departure.organisation_id, today)
            list(Person.objects.select_for_update(no_key=True).filter(id__in=concerned).order_by("id"))
        organisation = Organisation.objects.select_for_update(no_key=True).get(id=departure.organisation_id)
        current = Departure.objects.select_for_update(no_key=True, of=("self",)).get(id=departure.id)
        if current.left_at is not None:
            return current
        if current.called_off_at is not None:
            raise LeavingRefused("It was called off. Say anew that they leave.", code="called_off")
        with acting_as_system("to see who would be left without a coordinator"):
            alone = {each.id for each in led_without_next(organisation.id)}
        hidden = alone & set(kept_from(by)) if by.has_role("manager") else set()
        check_may_leave(
            leaves_on=current.leaves_on, today=today, led_without_next=len(alone - hidden), are_others=bool(hidden)
        )
        end_work_of_organisation(by=by, organisation=organisation, now=now)
        end_sharing_with_organisation(by=by, organisation=organisation, now=now)
        end_signatures_of(by=by, organisation=organisation, reason=current.reason, now=now)
        close_teams_of(by=by, organisation=organisation, now=now)
        for basis in LawfulBasis.objects.filter(organisation=organisation, ended_at=None):
            end_lawful_basis(by=by, basis=basis, now=now)
        for member in organisation.members.filter(is_active=True).order_by("id"):
            close_access(by=by, member=member, now=now)
        shut_calendars_of(by=by, organisation=organisation, now=now)
        organisation.left_on = today
        organisation.save(update_fields=["left_on"])
        current.left_at, current.left_by = now, by
        current.save(update_fields=["left_at", "left_by"])
        record_event(
            "organisation_left",
            by=by.id,
            subject_type="organisation",
            subject_id=organisation.id,
            now=now,
            departure=str(current.id),
        )
        return current
