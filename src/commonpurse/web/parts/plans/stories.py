"""What happened in a plan in words: what was proposed, what was done, who coordinates, how a week was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.queries import Member
from commonpurse.support.plans.queries import Coordinating, PlanShown, Proposal
from commonpurse.support.plans.rules import FACE_WORDS, PART_WORDS, Part
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.asks import name_for
from commonpurse.web.parts.plans.steps import owner_words, who_words
from commonpurse.web.parts.stories import Said, StoryLine
from commonpurse.web.parts.words import translated, write
from commonpurse.web.parts.written import day, named


@dataclass(frozen=True)
class ProposalLine:
    """Something that waits for the person: who proposes what, in which place."""

    id: UUID
    who: str
    kind: str
    heading: str
    words: str
    said: tuple[Said, ...]
    is_mine: bool


def proposal_lines(plan: PlanShown, viewer: Viewer) -> list[ProposalLine]:
    return [proposal_line(each, viewer) for each in plan.proposals]


def proposal_line(proposal: Any, viewer: Viewer) -> ProposalLine:
    kind = kind_of(proposal)
    said: list[Said] = []
    if kind == "step":
        said.append(Said("person", _("Who does it: {name}.").format(name=write(owner_words(proposal, viewer), ""))))
        if proposal.by_when:
            said.append(Said("calendar", _("By {day}.").format(day=day(proposal.by_when))))
        if proposal.costs:
            said.append(Said("money", _("It costs: {words}.").format(words=write(proposal.costs.rstrip("."), ""))))
    if getattr(proposal, "replaces_id", None):
        said.append(Said("change", _("It takes the place of one that is there.")))
    return ProposalLine(
        proposal.id,
        name_for(viewer, proposal.written_by),
        kind,
        translated(PART_WORDS[Part(proposal.part)]) if kind == "words" else "",
        text_of(proposal),
        tuple(said),
        proposal.written_by.id == viewer.id,
    )


def kind_of(thing: Proposal) -> str:
    return "step" if hasattr(thing, "what") else "words" if hasattr(thing, "part") else "goal"


def text_of(thing: Any) -> str:
    """The words of a step, a goal or what stands under a heading."""
    return str(thing.what if hasattr(thing, "what") else thing.words)


def coordinator_said(found: Coordinating | None, viewer: Viewer) -> list[Said]:
    """Say who coordinates, who hands over until when, and whether somebody is missing."""
    if found is None:
        return []
    said: list[Said] = []
    if found.lead is None:
        said.append(Said("person", _("Nobody coordinates yet.")))
    elif found.is_gap:
        said.append(Said("look", _("{name} has left. Somebody else is needed.").format(name=found.lead.member.name)))
    elif found.lead.member_id == viewer.id:
        said.append(Said("person", _("You coordinate.")))
    else:
        said.append(Said("person", _("{name} coordinates.").format(name=who_words(found.lead.member))))
    standing_in = stand_in_said(found, viewer)
    if standing_in is not None:
        said.append(standing_in)
    for each in found.handing_over:
        words = _("{name} stays until {day} and hands over.")
        said.append(Said("people", words.format(name=name_for(viewer, each.member), day=day(each.ends_on))))
    return said


def stand_in_said(found: Coordinating, viewer: Viewer) -> Said | None:
    """Say who stands in while who coordinates is away, and until when; or that somebody is looked for."""
    if found.stand_in is None or found.lead is None or found.lead.member_id == viewer.id:
        return None  # who is away reads it where absences are: here it would tell them who turned a stand-in away
    facts = {
        "name": named(name_for(viewer, found.lead.member)),
        "member": named(found.stand_in.name),
        "first": day(found.stand_in.starts_on),
        "back": day(found.stand_in.ends_on),
    }
    if found.stand_in.is_turned_away:
        return Said("look", _("While they are away, somebody is looked for. They are back on {back}.").format(**facts))
    if found.stand_in.member_id == viewer.id:
        return Said("person", _("You stand in from {first}. They are back on {back}.").format(**facts))
    return Said("person", _("{member} stands in from {first}. {name} is back on {back}.").format(**facts))


def standing_in_lines(stand_ins: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """For a worker's first page: in whose place they stand until when, and for which people."""
    grouped: dict[str, list[Any]] = {}
    for each in stand_ins:
        words = _("You stand in for {name} until {day}.").format(
            name=named(each.absence.member.name), day=day(each.absence.ends_on)
        )
        grouped.setdefault(words, []).append(each.person)
    return list(grouped.items())


def week_line(one: Any, viewer: Viewer) -> StoryLine:
    """Tell how a week was, or that somebody was in touch."""
    author = one.written_by
    if not one.face:
        said = [Said("talk", _("{name} was in touch.").format(name=write(author.actor_name, "")))]
        if author.id == viewer.id:
            said = [Said("talk", _("You were in touch."))]
    else:
        words = translated(FACE_WORDS[one.face])
        said = [Said(f"face_{one.face}", _("The week: {face}.").format(face=words))]
        if one.words:
            said.append(Said("talk", _("“{words}”").format(words=write(one.words, ""))))
        if isinstance(author, Member):
            said.append(Said("person", _("{name} wrote it down.").format(name=write(author.actor_name, ""))))
    return StoryLine(business_date(one.said_at), tuple(said))
