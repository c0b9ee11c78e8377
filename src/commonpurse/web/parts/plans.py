"""A plan in words: its steps, who does them, what happened; and the forms in which it is written, for every door."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.queries import Member
from commonpurse.support.plans.commands import HERSELF, Owner
from commonpurse.support.plans.queries import Coordinating, Happened, Happening, PlanShown, Proposal
from commonpurse.support.plans.rules import (
    FACE_WORDS,
    LEVEL_PLACES,
    LEVEL_WORDS,
    LONGEST_PART,
    PART_WORDS,
    Level,
    OwnerKind,
    Part,
    State,
)
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.asks import name_for
from commonpurse.web.parts.forms import DayField, PageForm
from commonpurse.web.parts.stories import Said, StoryLine
from commonpurse.web.parts.words import translated, write
from commonpurse.web.parts.written import day, named

ME, FRIEND = "me", "friend"
PART_ICONS = {
    Part.MATTERS: "heart",
    Part.GOOD_AT: "gift",
    Part.CORNER: "people",
    Part.HOPE: "home",
    Part.HELPS: "hand",
    Part.CALL: "phone",
}


# From the best to the least, as a scale is read.
LEVEL_LINES = [
    (level, LEVEL_WORDS[level]) for level in (Level.MUCH_MORE, Level.MORE, Level.HOPED, Level.LESS, Level.MUCH_LESS)
]


# Forms ----------------------------------------------------------------------------------------------------------------


class PlanWordsForm(PageForm):
    """What stands under one heading."""

    words = forms.CharField(
        label=gettext_lazy("In your own words"),
        max_length=LONGEST_PART,
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
    )


class GoalForm(PageForm):
    """A goal, and a scale of her own where she wants one."""

    words = forms.CharField(
        label=gettext_lazy("What do you want to reach?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write what you want to reach.")},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for level in (Level.HOPED, Level.MORE, Level.MUCH_MORE, Level.LESS, Level.MUCH_LESS):
            self.fields[level.value] = forms.CharField(
                label=translated(LEVEL_WORDS[level]), max_length=300, required=False
            )

    @property
    def scale(self) -> dict[Level, str]:
        return {level: self.cleaned_data.get(level.value, "") for level in Level}


class StepForm(PageForm):
    """A step: what, who, by when, what it costs. `offered`: who could do it beside the person."""

    what = forms.CharField(
        label=gettext_lazy("What is to be done?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write what is to be done.")},
    )
    owner = forms.ChoiceField(
        label=gettext_lazy("Who does it?"),
        error_messages={"required": gettext_lazy("Choose who does it.")},
    )
    friend_name = forms.CharField(
        label=gettext_lazy("The name of the friend"),
        help_text=gettext_lazy("Only if a friend does it. We do not write to them."),
        max_length=100,
        required=False,
    )
    by_when = DayField(
        label=gettext_lazy("By when?"), help_text=gettext_lazy("Like 3 March. You can leave it open."), required=False
    )
    costs = forms.CharField(
        label=gettext_lazy("What does it cost?"),
        help_text=gettext_lazy("Most steps cost nothing. Then leave this empty."),
        max_length=100,
        required=False,
    )
    goal = forms.ChoiceField(label=gettext_lazy("Which goal is it for?"), required=False)

    def __init__(
        self, *args: Any, viewer: Viewer, person: Any, offered: Sequence[Viewer], goals: Sequence[Any], **kw: Any
    ):
        super().__init__(*args, **kw)
        self.owners = {ME: HERSELF, FRIEND: Owner(OwnerKind.FRIEND)}
        choices = [(ME, _("I do it") if viewer.id == person.id else person.called_by)]
        for who in offered:
            is_member = isinstance(who, Member)
            key = f"{'member' if is_member else 'helper'}:{who.id}"
            self.owners[key] = (
                Owner(OwnerKind.MEMBER, member=who) if isinstance(who, Member) else Owner(OwnerKind.HELPER, helper=who)
            )
            choices.append((key, _("I do it") if who.id == viewer.id else who_words(who)))
        owner: Any = self.fields["owner"]
        owner.choices = [*choices, (FRIEND, _("A friend"))]
        self.goals = {str(goal.id): goal for goal in goals}
        goal_field: Any = self.fields["goal"]
        goal_field.choices = [("", _("No goal"))] + [(key, goal.words) for key, goal in self.goals.items()]
        if not goals:
            del self.fields["goal"]

    @property
    def given(self) -> dict[str, Any]:
        """What the command takes."""
        said = self.cleaned_data
        owner = self.owners[said["owner"]]
        if owner.kind is OwnerKind.FRIEND:
            owner = Owner(OwnerKind.FRIEND, name=said["friend_name"])
        return {
            "what": said["what"],
            "owner": owner,
            "by_when": said["by_when"],
            "costs": said["costs"],
            "goal": self.goals.get(said.get("goal") or ""),
        }


def initial_of_step(step: Any) -> dict[str, Any]:
    """What a form begins with that changes a step."""
    owner = {
        OwnerKind.ME: ME,
        OwnerKind.FRIEND: FRIEND,
        OwnerKind.MEMBER: f"member:{step.owner_member_id}",
        OwnerKind.HELPER: f"helper:{step.owner_helper_id}",
    }[OwnerKind(step.owner_kind)]
    return {
        "what": step.what,
        "owner": owner,
        "friend_name": step.friend_name,
        "by_when": step.by_when,
        "costs": step.costs,
        "goal": str(step.goal_id or ""),
    }


def initial_of_goal(goal: Any) -> dict[str, str]:
    return {"words": goal.words} | {level.value: getattr(goal, level.value) for level in Level}


class WordForm(PageForm):
    """A line to say along."""

    words = forms.CharField(
        label=gettext_lazy("Do you want to say something?"),
        help_text=gettext_lazy("You can leave this empty."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class GoalMarkForm(WordForm):
    """Where she is on the scale of her own goal."""

    level = forms.ChoiceField(
        label=gettext_lazy("Where are you now?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the five.")},
    )
    field_order = ("level", "words")

    def __init__(self, *args: Any, goal: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        places: Any = self.fields["level"]
        places.choices = [(level.value, place_words(level, goal)) for level, _words in LEVEL_LINES]

    @property
    def given(self) -> dict[str, Any]:
        return {"level": Level(self.cleaned_data["level"]), "words": self.cleaned_data["words"]}


class Faces(forms.RadioSelect):
    """Each choice with its face beside its word."""

    option_template_name = "parts/face_option.html"


class WeekForm(WordForm):
    """Three faces and a line."""

    face = forms.ChoiceField(
        label=gettext_lazy("How was your week?"),
        choices=[(face.value, words) for face, words in FACE_WORDS.items()],
        widget=Faces,
        error_messages={"required": gettext_lazy("Choose one of the three.")},
    )
    field_order = ("face", "words")


# In words -------------------------------------------------------------------------------------------------------------


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
    return reverse("person:plan_step", args=[step.id])


def step_line(
    step: Any, viewer: Viewer, today: date, thanks: Iterable[Any] = (), *, stood_in: bool = False
) -> StepLine:
    """`stood_in`: the reader stands in for whose step it is."""
    state = LATE if step.is_late(today) else step.state
    mine = step.owner_member_id == viewer.id if isinstance(viewer, Member) else step.owner_kind == OwnerKind.ME
    mine = mine or stood_in
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


@dataclass(frozen=True)
class PartLine:
    """What stands under one heading, or nothing yet."""

    part: str
    icon: str
    heading: str
    words: str


def part_lines(words: Any, parts: Iterable[Part]) -> list[PartLine]:
    return [
        PartLine(part.value, PART_ICONS[part], translated(PART_WORDS[part]), words[part].words if part in words else "")
        for part in parts
    ]


def has_day_to_come(step: Any, today: date) -> bool:
    """Whether a step has a day that can be put into a calendar."""
    return bool(step.is_accepted and step.state == State.OPEN and step.by_when and step.by_when >= today)


def place_words(level: Level, goal: Any) -> str:
    """A place of a scale, with her own words for it where she wrote some."""
    own, words = getattr(goal, level.value), translated(LEVEL_WORDS[level])
    return _("{place}: {words}").format(place=words, words=write(own, "")) if own else words


PLACE_WIDTH = 20  # of 100 units of the drawing: five places beside each other


@dataclass(frozen=True)
class MarkLine:
    """Where she said that she was, on a day. `left`: how far from the edge it is drawn."""

    on: date
    words: str
    left: int
    said: str


def mark_lines(marks: Iterable[Any]) -> list[MarkLine]:
    """The newest first; each in the words of the scale of its day."""
    lines = [
        MarkLine(
            business_date(mark.said_at),
            place_words(Level(mark.level), mark.goal),
            (LEVEL_PLACES[Level(mark.level)] + 2) * PLACE_WIDTH,
            mark.words,
        )
        for mark in marks
    ]
    return lines[::-1]


@dataclass(frozen=True)
class GoalLine:
    """A goal, its scale in words, its steps, those that are done first: they are behind her."""

    id: UUID
    words: str
    scale: list[tuple[str, str]]
    steps: list[StepLine]


def goal_lines(plan: PlanShown, viewer: Viewer, today: date) -> list[GoalLine]:
    return [
        GoalLine(
            each.goal.id,
            each.goal.words,
            [(translated(LEVEL_WORDS[level]), words) for level, words in each.goal.scale.items()],
            [
                step_line(step, viewer, today, plan.thanks.get(step.id, ()))
                for step in sorted(each.steps, key=lambda step: step.state != State.DONE)
            ],
        )
        for each in plan.goals
    ]


def step_lines(steps: Iterable[Any], plan: PlanShown, viewer: Viewer, today: date) -> list[StepLine]:
    return [step_line(step, viewer, today, plan.thanks.get(step.id, ())) for step in steps]


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


# Who did what to what: of the reader, and of anybody else.
HAPPENED = {
    Happening.WROTE: ("file", gettext_lazy("You wrote “{what}”."), gettext_lazy("{name} wrote “{what}”.")),
    Happening.TOOK_OFF: ("file", gettext_lazy("You took off “{what}”."), gettext_lazy("{name} took off “{what}”.")),
    Happening.CHANGED: (
        "change",
        gettext_lazy("You changed it to “{what}”."),
        gettext_lazy("{name} changed it to “{what}”."),
    ),
    Happening.PROPOSED: ("talk", gettext_lazy("You proposed “{what}”."), gettext_lazy("{name} proposed “{what}”.")),
    Happening.SAID_YES: (
        "tick",
        gettext_lazy("You said yes to “{what}”."),
        gettext_lazy("{name} said yes to “{what}”."),
    ),
    Happening.SAID_NO: ("stop", gettext_lazy("You said no to “{what}”."), gettext_lazy("{name} said no to “{what}”.")),
    Happening.TOOK_BACK: (
        "take_back",
        gettext_lazy("You took back “{what}”."),
        gettext_lazy("{name} took back “{what}”."),
    ),
    Happening.DONE: ("tick", gettext_lazy("You did “{what}”."), gettext_lazy("{name} did “{what}”.")),
    Happening.GIVEN_UP: ("stop", gettext_lazy("You gave up “{what}”."), gettext_lazy("{name} gave up “{what}”.")),
    Happening.OPEN_AGAIN: (
        "take_back",
        gettext_lazy("You opened “{what}” again."),
        gettext_lazy("{name} opened “{what}” again."),
    ),
    Happening.THANKED: (
        "heart",
        gettext_lazy("You said thanks for “{what}”."),
        gettext_lazy("{name} said thanks for “{what}”."),
    ),
}


def history_line(happened: Happened, viewer: Viewer) -> StoryLine:
    """Tell one thing that happened to the plan, with the words that were said along."""
    icon, hers, theirs = HAPPENED[happened.what]
    what = text_of(happened.of) or translated(PART_WORDS[Part(happened.of.part)])  # type: ignore[union-attr]
    words = hers if happened.by.id == viewer.id else theirs
    facts = {"what": write(what.rstrip("."), ""), "name": write(happened.by.actor_name, "")}
    said = [Said(icon, str(words).format(**facts))]
    if happened.words:
        said.append(Said("talk", _("“{words}”").format(words=write(happened.words, ""))))
    return StoryLine(business_date(happened.at), tuple(said))


def history_lines(history: Iterable[Happened], viewer: Viewer) -> list[StoryLine]:
    return [history_line(each, viewer) for each in history]


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
    if found.stand_in is None or found.lead is None:
        return None
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
