"""An organisation leaves: nobody of it works with anybody any more, is away, or stands in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.models import Absence, StandIn
from commonpurse.parties.partners.access import can_let_organisation_leave
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.people.models import Support


def end_work_of_organisation(*, by: Member, organisation: Organisation, now: datetime) -> None:
    """End who of an organisation works with whom, who is away and who stands in: who comes back starts anew.

    Call inside the command that lets it leave, with the people locked: who does that may know none of them.
    """
    if not can_let_organisation_leave(by, organisation):
        raise NotAllowed
    today = business_date(now)
    with transaction.atomic(), acting_as_system("to end the work of an organisation that leaves"):
        of_it = Q(member__organisation=organisation)
        running = Support.objects.filter(of_it & (Q(ends_on=None) | Q(ends_on__gt=today))).order_by("id")
        for support in running.select_for_update(no_key=True, of=("self",)):
            support.ends_on = max(today, support.starts_on)
            support.save(update_fields=["ends_on"])
            facts = {"member": str(support.member_id), "ends_on": support.ends_on.isoformat()}
            record_event(
                "support_ended", by=by.id, subject_type="person", subject_id=support.person_id, now=now, **facts
            )
        of_its_absences = of_it | Q(absence__member__organisation=organisation)
        for each in StandIn.objects.standing().filter(of_its_absences, absence__ends_on__gt=today).order_by("id"):
            each.ended_at = now
            each.save(update_fields=["ended_at"])
            facts = {"member": str(each.member_id), "absence": str(each.absence_id)}
            record_event("stand_in_ended", by=by.id, subject_type="person", subject_id=each.person_id, now=now, **facts)
        for absence in Absence.objects.not_over(today).filter(of_it).order_by("id"):
            absence.ended_at, absence.ended_by = now, by
            absence.save(update_fields=["ended_at", "ended_by"])
            record_event(
                "absence_ended",
                by=by.id,
                subject_type="member",
                subject_id=absence.member_id,
                now=now,
                absence=str(absence.id),
            )
