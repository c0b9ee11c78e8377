"""The one light question: to a person after a contact, to a member once a week. Reading it writes nothing down."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from commonpurse.insight.promises.access import can_say_how_kept, can_see_promises
from commonpurse.insight.promises.models import PeerScore, PromiseQuestion
from commonpurse.insight.promises.rules import (
    ASKED_OF_PEOPLE,
    DAYS_IN_TOUCH,
    chosen,
    half_of,
    is_day_to_ask,
    may_rest,
    pairs,
    week_of,
)
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.models import CharterClause, CharterSignature, Member, Organisation
from commonpurse.parties.partners.queries import clauses_of, current_charter
from commonpurse.parties.partners.rules import CharterPart
from commonpurse.parties.people.access import open_on
from commonpurse.parties.people.models import Person, Support
from commonpurse.support.plans.models import CheckIn, PlanEvent, Step


@dataclass(frozen=True)
class Question:
    """One question: does this organisation keep this clause?"""

    clause: CharterClause
    about: Organisation


def question_for(*, person: Person, today: date) -> Question | None:
    """What she is asked today, if chance has it that she is; the same however often one looks."""
    if not can_say_how_kept(person) or not is_day_to_ask(person.id, today):
        return None
    open_now = questions_open_to(person, today)
    return chosen(person.id, today, open_now)


def questions_open_to(person: Person, today: date) -> list[Question]:
    """All that she could be asked: of those who signed and were in touch with her lately, what a person can see.

    Nothing while she rests from the last one. A contact is one of the plan: nobody is asked because of money.
    """
    last = PromiseQuestion.objects.filter(person=person).order_by("asked_on").last()
    if may_rest(last.asked_on if last else None, today):
        return []
    organisations = _signed(_in_touch_with(person, today))
    if not organisations:
        return []
    asked = PromiseQuestion.objects.filter(person=person, half=half_of(today)).values_list("clause_key", "about")
    return _questions(organisations, set(asked), ASKED_OF_PEOPLE)


def peer_question(*, viewer: Member, today: date) -> Question | None:
    """What a member is asked this week of a partner they work with; None once they have said it."""
    if not can_see_promises(viewer):
        return None
    monday = week_of(today)
    said = PeerScore.objects.filter(given_by=viewer, half=half_of(monday)).order_by("given_at")
    keys = {(key, about): given_at for key, about, given_at in said.values_list("clause_key", "about", "given_at")}
    if any(business_date(given_at) >= monday for given_at in keys.values()):
        return None
    open_now = _questions(_signed(_works_beside(viewer, today)), set(keys), frozenset(CharterPart))
    return chosen(viewer.id, monday, open_now)


def _questions(
    organisations: list[Organisation], said: set[tuple[UUID, UUID]], parts: Collection[CharterPart]
) -> list[Question]:
    version = current_charter()
    clauses = (
        [one for one in clauses_of(version) if CharterPart(one.part) in parts] if version and organisations else []
    )
    by_key, by_id = {one.key: one for one in clauses}, {one.id: one for one in organisations}
    return [Question(by_key[key], by_id[about]) for key, about in pairs(list(by_key), list(by_id), said)]


def _signed(organisations: set[UUID]) -> list[Organisation]:
    """Those of them that signed some version and stand by it: who promised nothing is asked about by nobody."""
    standing = CharterSignature.objects.filter(withdrawn_at=None, organisation__in=organisations)
    return list(Organisation.objects.filter(id__in=standing.values("organisation")).order_by("name", "id"))


def _in_touch_with(person: Person, today: date) -> set[UUID]:
    """The organisations whose members wrote to her plan, did a step of it or were in touch in the last days."""
    since = today - timedelta(days=DAYS_IN_TOUCH)
    touched = CheckIn.objects.filter(person=person, said_at__date__gte=since, written_by_member__isnull=False)
    done = PlanEvent.objects.filter(person=person, happened_at__date__gte=since, done_by_member__isnull=False)
    wrote = Step.objects.filter(person=person, written_at__date__gte=since, written_by_member__isnull=False)
    rows = (
        touched.order_by()
        .values_list("written_by_member__organisation")
        .union(
            done.order_by().values_list("done_by_member__organisation"),
            wrote.order_by().values_list("written_by_member__organisation"),
        )
    )
    return {organisation for (organisation,) in rows if organisation is not None}


def _works_beside(viewer: Member, today: date) -> set[UUID]:
    """The organisations with whose members this one works for the same people. Who runs it works with all of them."""
    if viewer.has_role("manager", "administrator"):
        every = set(Organisation.objects.values_list("id", flat=True))
    else:
        with acting_as_system("to find which partners a member works with, and not with whom"):
            supports, steps = Support.objects.filter(open_on(today)), Step.objects.counting().order_by()
            theirs = Q(person__in=supports.filter(member=viewer.id).values("person"))
            theirs |= Q(person__in=steps.filter(owner_member=viewer.id).values("person"))
            beside = supports.filter(theirs).values_list("member__organisation")
            owns = steps.filter(theirs, owner_member__isnull=False).values_list("owner_member__organisation")
            every = {organisation for (organisation,) in beside.union(owns) if organisation is not None}
    return every - {viewer.organisation_id}
