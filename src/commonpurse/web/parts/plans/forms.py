"""The forms in which a plan is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.parties.partners.queries import Member
from commonpurse.support.plans.commands import HERSELF, Owner
from commonpurse.support.plans.rules import FACE_WORDS, LEVEL_WORDS, LONGEST_PART, Level, OwnerKind
from commonpurse.web.doors import Viewer
from commonpurse.web.parts.forms import DayField, PageForm
from commonpurse.web.parts.plans.goals import place_words
from commonpurse.web.parts.plans.steps import who_words
from commonpurse.web.parts.words import translated

ME, FRIEND = "me", "friend"


# From the best to the least, as a scale is read.
LEVEL_LINES = [
    (level, LEVEL_WORDS[level]) for level in (Level.MUCH_MORE, Level.MORE, Level.HOPED, Level.LESS, Level.MUCH_LESS)
]


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
