"""What is in somebody's way, in words, and the forms in which it is raised, answered and decided, for every door."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.parties.partners.queries import Member
from commonpurse.support.blockages.queries import Reading
from commonpurse.support.blockages.rules import (
    FLEX_WORDS,
    LONGEST_ASKED,
    LONGEST_RULE,
    OUTCOME_WORDS,
    VERDICT_WORDS,
    FlexKind,
    Level,
    Outcome,
    Reads,
    Verdict,
    usual_answer_by,
)
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.asks import name_for
from commonpurse.web.parts.forms import DayField, PageForm
from commonpurse.web.parts.plans import who_words
from commonpurse.web.parts.written import day, named

ELSE = "else"  # the choice that is nobody of the list

# Forms ----------------------------------------------------------------------------------------------------------------


class BlockageForm(PageForm):
    """One line, who is asked, and by when. `offered`: who sees the plan, and so could read it."""

    words = forms.CharField(
        label=gettext_lazy("What is in the way?"),
        help_text=gettext_lazy("One line. Like: the housing list needs an ID he can’t get."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write in a line what is in the way.")},
    )
    asked = forms.ChoiceField(
        label=gettext_lazy("Who can move it?"),
        help_text=gettext_lazy("These see the plan, so they can read it."),
        error_messages={"required": gettext_lazy("Choose who is asked.")},
    )
    asked_words = forms.CharField(
        label=gettext_lazy("If it is somebody else: who?"),
        help_text=gettext_lazy("Like: the housing office. They see nothing here. It is taken to them."),
        max_length=LONGEST_ASKED,
        required=False,
    )
    answer_by = DayField(
        label=gettext_lazy("By when?"),
        help_text=gettext_lazy("Like 3 March. If you leave it, they have two weeks."),
        required=False,
    )

    def __init__(self, *args: Any, offered: Sequence[Any], today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offered = {f"{'member' if isinstance(one, Member) else 'all'}:{one.id}": one for one in offered}
        asked: Any = self.fields["asked"]
        asked.choices = [(key, asked_words(one)) for key, one in self.offered.items()]
        asked.choices += [(ELSE, _("Somebody else. I write who."))]
        self.initial.setdefault("answer_by", usual_answer_by(today))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("asked_words") and said.get("asked") in self.offered:
            self.add_error("asked_words", _("Leave this empty, or choose “Somebody else” above."))
        return said

    @property
    def given(self) -> dict[str, Any]:
        """What the command takes."""
        said = self.cleaned_data
        asked = self.offered.get(said["asked"])
        given = {"words": said["words"], "asked": asked, "answer_by": said["answer_by"]}
        return given | ({"asked_words": said["asked_words"]} if asked is None else {})


class AnswerForm(PageForm):
    """Bend the rule, change it, or say no. `known`: rules with words like these, to be the same rule again.

    `within`: the answers and kinds of giving way that are within the authority of who answers.
    """

    outcome = forms.ChoiceField(
        label=gettext_lazy("Your answer"), choices=list(OUTCOME_WORDS.items()), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("The person reads this, with your name."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why. The person reads it.")},
    )
    known = forms.ChoiceField(label=gettext_lazy("Is it one of these rules?"), required=False)
    rule = forms.CharField(
        label=gettext_lazy("The rule, in a few words"),
        help_text=gettext_lazy("For a yes. Without a name: others find it by these words."),
        max_length=LONGEST_RULE,
        required=False,
    )
    done = forms.CharField(
        label=gettext_lazy("What was done instead, or is so from now on"),
        help_text=gettext_lazy("For a yes. Without a name: the next one who meets this reads it."),
        max_length=300,
        required=False,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What gave way?"),
        help_text=gettext_lazy("If it was bent this once."),
        choices=[("", gettext_lazy("Choose")), *FLEX_WORDS.items()],
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        known: Sequence[Any],
        within: tuple[Sequence[Outcome], Sequence[FlexKind]],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        outcomes, kinds = within
        outcome: Any = self.fields["outcome"]
        kind: Any = self.fields["kind"]
        outcome.choices = [(one.value, OUTCOME_WORDS[one]) for one in outcomes]
        kind.choices = [("", _("Choose")), *((one.value, FLEX_WORDS[one]) for one in kinds)]
        if len(kinds) < len(FLEX_WORDS):
            kind.help_text = _("If it was bent this once. What more there is takes the group or the board.")
        self.close = {str(rule.id): rule.words for rule in known}
        if known:
            field: Any = self.fields["known"]
            field.choices = [("", _("No, another one")), *self.close.items()]
        else:
            del self.fields["known"]

    @property
    def given(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "outcome": Outcome(said["outcome"]),
            "reason": said["reason"],
            "rule": self.close.get(said.get("known") or "", said["rule"]),
            "done": said["done"],
            "kind": FlexKind(said["kind"]) if said["kind"] else None,
        }


class RuleForm(PageForm):
    """What the board decides about a rule. `owners`: who could see to it."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("The decision"), choices=list(VERDICT_WORDS.items()), widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("What is so from now on"),
        max_length=500,
        error_messages={"required": gettext_lazy("Say what will be so from now on.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why.")},
    )
    owner = forms.ChoiceField(
        label=gettext_lazy("Who sees to it?"), error_messages={"required": gettext_lazy("Choose who sees to it.")}
    )
    due_on = DayField(
        label=gettext_lazy("By when?"),
        help_text=gettext_lazy("Like 3 March."),
        error_messages={"required": gettext_lazy("Choose a day from today on.")},
    )

    def __init__(self, *args: Any, owners: Sequence[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.owners = {str(one.id): one for one in owners}
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Choose")), *((key, who_words(one)) for key, one in self.owners.items())]

    @property
    def given(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "verdict": Verdict(said["verdict"]),
            "words": said["words"],
            "reason": said["reason"],
            "owner": self.owners.get(said["owner"]),
            "due_on": said["due_on"],
        }


# In words -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BlockageLine:
    """One blockage as a line: what, whose turn it is or what was said. `waits`: nobody answered in time."""

    id: UUID
    person_id: UUID
    called_by: str
    words: str
    stands: str
    icon: str
    waits: bool
    is_open: bool
    reason: str
    raised_by: str
    raised_at: Any


def with_addresses(
    found: Iterable[Any],
    viewer: Viewer,
    today: date,
    *,
    read: Mapping[UUID, Reading] | None = None,
    let: Collection[UUID] = (),
) -> list[tuple[BlockageLine, str]]:
    """Each blockage as a line with the page of it: her own, the worker's, or of those she let be read (`let`)."""
    lines = [blockage_line(one, viewer, today, (read or {}).get(one.id)) for one in found]
    if not isinstance(viewer, Member):
        return [(line, reverse("person:blockage", args=[line.id])) for line in lines]
    return [
        (line, reverse("manager:blockage", args=[line.id]))
        if line.id in let
        else (line, reverse("worker:blockage", args=[line.person_id, line.id]))
        for line in lines
    ]


def asked_words(asked: Any) -> str:
    """A member with their organisation; an organisation as all who work there."""
    if isinstance(asked, Member):
        return who_words(asked)
    return _("{organisation}, whoever can").format(organisation=named(asked.name))


def whom_asked_words(asked_member: Any, asked_organisation: Any, in_words: str) -> str:
    """Who was asked; of somebody who is not here also who takes it to them."""
    if in_words and asked_member is not None:
        return _("{who}, for {service}").format(who=named(who_words(asked_member)), service=named(in_words))
    if in_words:
        return named(in_words)
    return named(asked_organisation.name) if asked_organisation else who_words(asked_member)


def stands_words(blockage: Any, viewer: Viewer, today: date, reading: Reading | None = None) -> str:
    """Say whose turn it is, or what was answered and by whom."""
    if blockage.gone_at is not None:
        gone = _("Not in your way any more, you said.") if viewer.id == blockage.person_id else ""
        return gone or _("Not in the way any more: the person said so.")
    if not blockage.is_open:
        return answered_words(blockage)
    if reading is not None and reading.reads is Reads.WAITS and viewer.id == blockage.person_id:
        if reading.level is Level.BOARD:
            return _("The board has it now. It waits for your yes to read it.")
        return _("The group has it now. It waits for your yes to read it.")
    until = day(blockage.turn_ends_on(today))
    level = blockage.level_on(today)
    if level is Level.BOARD:
        return _("Nobody answered in time. Now the board has it.")
    if level is Level.GROUP and blockage.asked_words and blockage.asked_member is None:
        return _("The group has it, until {day}. It finds who asks {service}.").format(
            day=until, service=named(blockage.asked_words)
        )
    if level is Level.GROUP:
        return _("Nobody answered in time. Now the group has it, until {day}.").format(day=until)
    asked = blockage.asked_member or blockage.asked_organisation
    if blockage.asked_member is not None and not asked.is_active:
        return _("{who} has left. Somebody else is needed.").format(who=who_words(asked))
    if blockage.asked_organisation is not None and asked.left_on is not None:
        return _("{who} has left. Somebody else is needed.").format(who=named(asked.name))
    if asked.id == viewer.id and blockage.asked_words:
        words = _("You take it to {service}, until {day}, and write here what they say.")
        return words.format(service=named(blockage.asked_words), day=until)
    if blockage.asked_words:
        words = _("{who} takes it to {service}, until {day}.")
        return words.format(who=named(who_words(asked)), service=named(blockage.asked_words), day=until)
    if asked.id == viewer.id:
        return _("You are asked, until {day}.").format(day=until)
    name = whom_asked_words(blockage.asked_member, blockage.asked_organisation, "")
    return _("{who} is asked, until {day}.").format(who=named(name), day=until)


def answered_words(blockage: Any) -> str:
    """Say what was answered, and by whom. Of somebody who is not here: who writes what those did."""
    who = named(who_words(blockage.decided_by))
    if blockage.tells_of_others:
        told = {
            Outcome.FLEXED: _("{who} writes that {service} bent the rule this once."),
            Outcome.REFUSED: _("{who} writes that {service} said no."),
        }[Outcome(blockage.outcome)]
        return told.format(who=who, service=named(blockage.asked_words))
    said = {
        Outcome.FLEXED: _("{who} bent the rule this once."),
        Outcome.CHANGED: _("{who} changed the rule."),
        Outcome.REFUSED: _("{who} said no."),
    }[Outcome(blockage.outcome)]
    return said.format(who=who)


def blockage_line(blockage: Any, viewer: Viewer, today: date, reading: Reading | None = None) -> BlockageLine:
    waits = blockage.is_open and blockage.level_on(today) is not Level.PRACTITIONER
    icons = {None: "clock", Outcome.FLEXED.value: "tick", Outcome.CHANGED.value: "tick", Outcome.REFUSED.value: "stop"}
    return BlockageLine(
        id=blockage.id,
        person_id=blockage.person_id,
        called_by=blockage.person.called_by,
        words=blockage.words,
        stands=stands_words(blockage, viewer, today, reading),
        icon="tick" if blockage.gone_at else icons[blockage.outcome],
        waits=waits,
        is_open=blockage.is_open,
        reason=blockage.reason or "",
        raised_by=name_for(viewer, blockage.raised_by),
        raised_at=blockage.raised_at,
    )
