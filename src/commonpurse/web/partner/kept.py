"""Is the charter kept? Clause by clause: what people and partners say, their own words, what is counted, talks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.insight.promises.commands import ask_repair_talk, note_repair_talk, score_promise, state_kept
from commonpurse.insight.promises.queries import (
    CharterKept,
    ClausePage,
    PromisesWaiting,
    charter_kept,
    clause_kept,
    could_talk,
    get_talk,
    peer_question,
    words_of_key,
)
from commonpurse.insight.promises.rules import ASKED_OF_PEOPLE, KEEPING_WORDS, LONGEST_NOTES, LONGEST_STATEMENT, Keeping
from commonpurse.kernel.errors import Refused
from commonpurse.parties.partners.access import can_speak_for_own_organisation
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.kept import LOOKS, TICKS, AnswerForm, half_rows, is_same, share_rows, trend_words
from commonpurse.web.parts.pages import go, go_on, or_404, refuse, show
from commonpurse.web.parts.written import long_day
from commonpurse.web.request import PageRequest


class StatementForm(PageForm):
    words = forms.CharField(
        label=_("How do you keep it?"),
        help_text=_("In your own words. All partners read it."),
        max_length=LONGEST_STATEMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a sentence at least.")},
    )


class TalkForm(PageForm):
    about = forms.ChoiceField(label=_("With whom?"), error_messages={"required": _("Choose a partner.")})
    talk_on = DayField(label=_("On which day?"), error_messages={"required": _("Write a day.")})


class NotesForm(PageForm):
    notes = forms.CharField(
        label=_("What did you make of it?"),
        help_text=_("What will be different, and from when. The two of you read it, and nobody else. Name no person."),
        max_length=LONGEST_NOTES,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write a sentence at least.")},
    )


@door(MEMBER, why="to see whether the partners’ charter is kept", methods="GET POST")
def kept(request: PageRequest) -> HttpResponse:
    """Every clause, kept or not; and the one question of the week."""
    question = peer_question(viewer=request.member, today=request.today)
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if question is None or not is_same(question, *asked_about(request)):
            return go(request, gettext("This question is not open any more. Nothing was kept."), "partner:kept")
        value = int(form.cleaned_data["value"])
        try:
            score_promise(by=request.member, clause=question.clause, about=question.about, value=value, now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("Thank you. It counts without your name."), "partner:kept")
    found = charter_kept(viewer=request.member, today=request.today)
    return show(
        request,
        "partner/kept.html",
        headings=heading_rows(found) if found else [],
        counts=count_rows(found) if found else [],
        low=found.low if found else [],
        waiting=not_said_twice(found) if found else None,
        question=question,
        form=form,
    )


def not_said_twice(found: CharterKept) -> PromisesWaiting:
    """What waits, less what stands above it as not kept by all together."""
    low = {one.clause.id for one in found.low}
    return replace(found.waiting, to_mend=tuple(one for one in found.waiting.to_mend if one.id not in low))


def asked_about(request: PageRequest) -> tuple[str, str]:
    return request.POST.get("clause", ""), request.POST.get("about", "")


def count_rows(found: CharterKept) -> list[tuple[str, int, Any]]:
    """How many clauses are kept, kept in part and not kept; and of how many nothing can be told."""
    counts = [(keeping, found.count(keeping)) for keeping in Keeping]
    return [(LOOKS[keeping], number, KEEPING_WORDS[keeping]) for keeping, number in counts if number]


def heading_rows(found: CharterKept) -> list[tuple[Any, list[dict[str, Any]]]]:
    return [
        (
            heading.words,
            [
                {
                    "clause": one.clause,
                    "is_asked_of_people": one.clause.part in ASKED_OF_PEOPLE,
                    "people": one.people,
                    "people_look": LOOKS[one.people.keeping] if one.people else "",
                    "peers": one.peers,
                    "peers_look": LOOKS[one.peers.keeping] if one.peers else "",
                    "talks": one.talks,
                    "is_low": one.is_low,
                }
                for one in clauses
            ],
        )
        for heading, clauses in found.headings
    ]


@door(MEMBER, why="to see whether a clause of the charter is kept", methods="GET POST")
def kept_clause(request: PageRequest, clause_id: UUID) -> HttpResponse:
    """One clause: what is said of it by half-year, each partner's own word, what is counted, and talks to mend it."""
    found = or_404(clause_kept(viewer=request.member, clause_id=clause_id, today=request.today))
    may_speak = can_speak_for_own_organisation(request.member)
    others = could_talk(viewer=request.member, today=request.today)
    own = next((one for one in found.statements if one.organisation_id == request.member.organisation_id), None)
    act = request.POST.get("act")
    statement = StatementForm(
        posted(request) if act == "state" else None, prefix="state", initial={"words": own.words if own else ""}
    )
    talk = TalkForm(posted(request) if act == "talk" else None, prefix="talk", initial={"talk_on": request.today})
    whom: Any = talk.fields["about"]
    whom.choices = [("", _("Choose")), *((str(one.id), one.name) for one in others)]
    try:
        if statement.is_bound and statement.is_valid():
            state_kept(by=request.member, clause=found.clause, **statement.cleaned_data, now=request.now)
            return go_on(request, gettext("It stands beside your name."), request.path)
        if talk.is_bound and talk.is_valid():
            about = next(one for one in others if str(one.id) == talk.cleaned_data["about"])
            asked = ask_repair_talk(
                by=request.member,
                clause=found.clause,
                about=about,
                talk_on=talk.cleaned_data["talk_on"],
                now=request.now,
            )
            return go(request, gettext("The talk has its day. Tell them too."), "partner:kept_talk", asked.id)
    except Refused as refused:
        refuse(statement if statement.is_bound else talk, refused)
    has_talk_to_come = any(one.talk.noted_at is None for one in found.talks)
    return show(
        request,
        "partner/kept_clause.html",
        clause=found.clause,
        is_asked_of_people=found.clause.part in ASKED_OF_PEOPLE,
        measured=found.measured,
        may_speak=may_speak,
        statements=found.statements,
        statement=statement,
        talk=talk,
        talks=found.talks,
        has_talk_to_come=has_talk_to_come,
        is_low=found.is_low,
        asks_for_talk=(found.is_low or found.own.is_low) and not has_talk_to_come,
        others=others,
        **drawn(found),
    )


def drawn(found: ClausePage) -> dict[str, Any]:
    measured = found.measured
    return {
        "people": half_rows(found.people),
        "peers": half_rows(found.peers),
        "own_people": half_rows(found.own.people),
        "own_peers": half_rows(found.own.peers),
        "people_trend": trend_words(found.people),
        "peers_trend": trend_words(found.peers),
        "own_people_trend": trend_words(found.own.people),
        "own_peers_trend": trend_words(found.own.peers),
        "ticks": TICKS,
        "since": long_day(measured.since) if measured else "",
        "until": long_day(measured.until) if measured else "",
        "own_is_low": found.own.is_low,
        "shares": share_rows(found.measured) if found.measured else [],
    }


@door(MEMBER, why="to write down what came of a talk", methods="GET POST")
def kept_talk(request: PageRequest, talk_id: UUID) -> HttpResponse:
    """One talk of two organisations: its day, and what they made of it."""
    talk = or_404(get_talk(viewer=request.member, talk_id=talk_id))
    form = NotesForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            note_repair_talk(by=request.member, talk=talk, **form.cleaned_data, now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("Written down. The two of you can read it."), "partner:kept_talk", talk.id)
    return show(
        request,
        "partner/kept_talk.html",
        talk=talk,
        clause=words_of_key(talk.clause_key),
        form=form,
        may_note=talk.noted_at is None and can_speak_for_own_organisation(request.member),
    )
