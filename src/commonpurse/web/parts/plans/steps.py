"""The steps of a plan in words: who does each, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonpurse.parties.partners.queries import Member
from commonpurse.support.plans.queries import PlanShown
from commonpurse.support.plans.rules import OwnerKind, State
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.asks import name_for
from commonpurse.web.parts.words import write
from commonpurse.web.parts.written import named


def who_words(who: Viewer) -> str:
    """Name somebody, a member with the organisation."""
    organisation = who.organisation if isinstance(who, Member) else None
    if organisation is None:
        return named(who.actor_name)
    return _("{name} of {organisation}").format(name=named(who.actor_name), organisation=named(organisation.name))


def caseload_words(one: Any) -> str:
    """Who could coordinate, and for how many people they do now."""
    words = ngettext("{name}: {count} person", "{name}: {count} people", one.caseload)
    return words.format(name=who_words(one.member), count=one.caseload)


def owner_words(step: Any, viewer: Viewer) -> str:
    """Say who does a step, as the reader would."""
    kind = OwnerKind(step.owner_kind)
    if kind is OwnerKind.FRIEND:
        return named(step.friend_name)
    who = {OwnerKind.ME: step.person, OwnerKind.MEMBER: step.owner_member, OwnerKind.HELPER: step.owner_helper}[kind]
    return _("You") if who.id == viewer.id else who_words(who)


def has_left(step: Any) -> bool:
    """Whether whoever does it works here no more: it then needs somebody else."""
    return step.state == State.OPEN and step.owner_member is not None and not step.owner_member.is_active


@dataclass(frozen=True)
class StepLine:
    """One step for a list. `state`: done, late or open; `thanks`: what was said, and by whom."""

    id: UUID
    what: str
    who: str
    is_mine: bool
    when: date | None
    state: str
    costs: str
    needs_owner: bool
    thanks: tuple[str, ...] = ()
    address: str = ""

    @property
    def may_finish(self) -> bool:
        return self.is_mine and self.state in (State.OPEN, LATE)


LATE = "late"


def address_of_step(step: Any, viewer: Viewer) -> str:
    """Where the reader does something with a step."""
    if isinstance(viewer, Member):
        return reverse("worker:plan_step", args=[step.person_id, step.id])
    if viewer.id != step.person_id:
        return reverse("person:helped_step", args=[step.person_id, step.id])
    return reverse("person:plan_step", args=[step.id])


def is_done_by(step: Any, viewer: Viewer) -> bool:
    """Whether the reader does this step themselves: a member, the person, or who helps her."""
    if isinstance(viewer, Member):
        return bool(step.owner_member_id == viewer.id)
    return bool(step.owner_kind == OwnerKind.ME if viewer.id == step.person_id else step.owner_helper_id == viewer.id)


def step_line(
    step: Any, viewer: Viewer, today: date, thanks: Iterable[Any] = (), *, stood_in: bool = False
) -> StepLine:
    """`stood_in`: the reader stands in for whose step it is."""
    state = LATE if step.is_late(today) else step.state
    mine = stood_in or is_done_by(step, viewer)
    return StepLine(
        step.id,
        step.what,
        owner_words(step, viewer),
        mine,
        step.by_when,
        state,
        step.costs,
        has_left(step),
        tuple(thanks_words(each, viewer) for each in thanks),
        address_of_step(step, viewer),
    )


def thanks_words(event: Any, viewer: Viewer) -> str:
    by_me, name = event.done_by.id == viewer.id, named(name_for(viewer, event.done_by))
    if not event.words:
        return _("You said thanks.") if by_me else _("{name} says thanks.").format(name=name)
    if by_me:
        return _("You said thanks: “{words}”.").format(words=write(event.words.rstrip("."), ""))
    return _("{name} says thanks: “{words}”.").format(name=name, words=write(event.words.rstrip("."), ""))


def has_day_to_come(step: Any, today: date) -> bool:
    """Whether a step has a day that can be put into a calendar."""
    return bool(step.is_accepted and step.state == State.OPEN and step.by_when and step.by_when >= today)


def step_lines(steps: Iterable[Any], plan: PlanShown, viewer: Viewer, today: date) -> list[StepLine]:
    return [step_line(step, viewer, today, plan.thanks.get(step.id, ())) for step in steps]
