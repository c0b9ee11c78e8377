"""Being part of this: asking for it herself, what came of it, taking it back, and answers that are only counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.money.budgets.queries import budgets_visible_to
from commonpurse.support.referrals.commands import ask_to_be_part, give_own_answers, revoke_referral
from commonpurse.support.referrals.queries import is_part_already, own_answers, own_referral, referrals_of
from commonpurse.support.referrals.rules import (
    ANSWERS,
    LONGEST_STEP,
    LONGEST_SUMMARY,
    LONGEST_WORDS,
    OPEN_STATES,
    QUESTION_WORDS,
    Question,
    State,
    Whose,
)
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.pages import go, go_on, or_404, refuse, show
from commonpurse.web.parts.referrals import MARKS, standing_words
from commonpurse.web.parts.words import said, translated
from commonpurse.web.parts.written import day, named
from commonpurse.web.request import PageRequest, look_at

# To what she says yes when she asks. It is kept as it stood on her page.
WORDING = gettext_lazy("The group that says who can be part of this may read what I write here.")
STATE_SAID = {
    State.WAITING: gettext_lazy("It waits for the group"),
    State.LISTED: gettext_lazy("On the waiting list"),
    State.ACCEPTED: gettext_lazy("It is a yes"),
    State.DECLINED: gettext_lazy("Not now"),
    State.REVOKED: gettext_lazy("Taken back"),
}


def few_lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class PartForm(PageForm):
    strengths = forms.CharField(
        label=gettext_lazy("What are you good at?"), max_length=LONGEST_WORDS, widget=few_lines()
    )
    hopes = forms.CharField(label=gettext_lazy("What do you hope for?"), max_length=LONGEST_WORDS, widget=few_lines())
    summary = forms.CharField(
        label=gettext_lazy("Why now?"),
        help_text=gettext_lazy("A line or two. The whole group reads this. Leave your name out."),
        max_length=LONGEST_SUMMARY,
        widget=few_lines(2),
    )
    what = forms.CharField(
        label=gettext_lazy("What will you do first?"),
        help_text=gettext_lazy("One small thing is fine. After a yes it is a step of your plan."),
        max_length=LONGEST_STEP,
        error_messages={"required": gettext_lazy("Say one thing that you will do. A small one is fine.")},
    )
    by_when = DayField(
        label=gettext_lazy("By which day?"),
        error_messages={"required": gettext_lazy("Say by which day. A guess is fine.")},
    )
    agrees = forms.BooleanField(
        label=WORDING,
        help_text=gettext_lazy(
            "They see your name only if they say why. They may do so for you, or where somebody with a name like yours "
            "is put forward. You can read who did."
        ),
        error_messages={"required": gettext_lazy("Tick this if they may read it. If not, we can not ask them.")},
    )


class OwnAnswersForm(PageForm):
    """Each question may stay empty."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for question in Question:
            self.fields[question.value] = forms.ChoiceField(
                label=translated(QUESTION_WORDS[question]),
                choices=[("", gettext_lazy("I would rather not say")), *ANSWERS[question].items()],
                required=False,
            )


@dataclass(frozen=True)
class Line:
    """One time she was put forward, or asked, as her page tells it."""

    referral: Any
    heading: str
    mark: str
    words: str
    since: str
    stands_on: str
    decisions: list[tuple[str, str, str]]
    openings: list[str]
    may_take_back: bool


def heading_of(referral: Any) -> str:
    asked_on, whose = day(referral.referred_at), Whose(referral.whose)
    if whose is Whose.HERSELF:
        return _("You asked, on {day}").format(day=asked_on)
    who = named(referral.referred_by.name)
    if whose is Whose.FAMILY:
        words = _("{family} asked for you, on {day}. {who} wrote it down")
        return words.format(family=named(referral.family), day=asked_on, who=who)
    return _("{who} asked for you, on {day}").format(who=who, day=asked_on)


def decided_line(decision: Any) -> str:
    """Which day, what, and by whom."""
    words = STATE_SAID[State(decision.outcome)]
    who = named(decision.decided_by.name) if decision.decided_by else _("you")
    return _("{day}: {words} ({who})").format(day=day(decision.decided_at), words=words, who=who)


def line_of(own: Any) -> Line:
    referral, state, since = own.referral, State(own.referral.state), ""
    if own.place is not None:
        words = _("You are number {place} on the list. You are on it since {day}.")
        since = words.format(place=own.place, day=day(referral.listed_at))
    opened = _("{day}, {who}, {organisation}: {why}")
    return Line(
        referral=referral,
        heading=heading_of(referral),
        mark=MARKS[state],
        words=str(STATE_SAID[state]),
        since=since,
        stands_on=standing_words(referral),
        decisions=[(decided_line(one), one.reason, one.instead) for one in own.decisions],
        openings=[
            opened.format(
                day=day(one.opened_at),
                who=named(one.member.name),
                organisation=named(str(one.member.organisation)),
                why=named(one.why),
            )
            for one in own.openings
        ],
        may_take_back=own.may_take_back,
    )


def is_part(request: PageRequest) -> bool:
    """Whether she is part of this already: taken on, with somebody who coordinates, or with money of hers here."""
    person, today = request.person, request.today
    if is_part_already(viewer=person, person=person, today=today):
        return True
    return budgets_visible_to(person, today).filter(person=person.id).exists()


@door(PERSON, why="to see what came of asking to be part of this")
def part(request: PageRequest) -> HttpResponse:
    """Each time somebody put her forward, or she asked; what came of it; and who opened her name."""
    look_at(request, request.person.id, "referral")
    found = or_404(referrals_of(viewer=request.person, person=request.person))
    is_already = is_part(request)
    states = {State(own.referral.state) for own in found}
    return show(
        request,
        "person/part.html",
        lines=[line_of(own) for own in found],
        may_ask=not is_already and not states & {State.ACCEPTED, *OPEN_STATES},
        is_part=is_already,
        may_be_counted=bool(found),
    )


@door(PERSON, why="to ask to be part of this", methods="GET POST")
def ask_part(request: PageRequest) -> HttpResponse:
    look_at(request, request.person.id, "referral")
    form = None if is_part(request) else PartForm(posted(request))
    if form is not None and request.method == "POST" and form.is_valid():
        told = {key: value for key, value in form.cleaned_data.items() if key != "agrees"}
        try:
            ask_to_be_part(by=request.person, wording=str(WORDING), now=request.now, **told)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("We have it. The group reads it next time it meets."), "person:part")
    return show(request, "person/ask_part.html", form=form)


@door(PERSON, why="to take back that she is put forward", methods="POST")
def take_back_part(request: PageRequest, referral_id: UUID) -> HttpResponse:
    look_at(request, request.person.id, "referral")
    referral = or_404(own_referral(viewer=request.person, referral_id=referral_id))
    try:
        revoke_referral(by=request.person, referral=referral, now=request.now)
    except Refused as refused:
        return go_on(request, said(refused), resolve_url("person:part"), is_done=False)
    return go(request, _("It is taken back. The group does not see it any more."), "person:part")


@door(PERSON, why="to answer what is only counted", methods="GET POST", alone=True)
def counted(request: PageRequest) -> HttpResponse:
    """Give, change or take back her own answers. Nobody sits beside her, and nobody else is ever shown them."""
    look_at(request, request.person.id, "own answers")
    kept = own_answers(viewer=request.person)
    is_there = bool(referrals_of(viewer=request.person, person=request.person))
    if request.POST.get("act") == "forget":
        give_own_answers(by=request.person, answers={}, now=request.now)
        return go(request, _("We have forgotten what you told us."), "person:part")
    initial = {question.value: getattr(kept, question.value) for question in Question} if kept else {}
    form = OwnAnswersForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        answers = {question: form.cleaned_data[question.value] for question in Question}
        try:
            give_own_answers(by=request.person, answers=answers, now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("Thank you. We count it, and show it to no one."), "person:part")
    handed_on = named(kept.kept_by.name) if kept and kept.kept_by else ""
    return show(request, "person/counted.html", form=form, kept=kept, handed_on=handed_on, is_there=is_there)
