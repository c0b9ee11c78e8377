"""How her week was, her page for a bad day, who coordinates, and a calendar that says nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.parties.people.queries import message_ways_of
from commonpurse.support.plans.commands import (
    answer_coordinator,
    check_in,
    choose_week_ask,
    make_calendar,
    name_coordinator,
    refuse_stand_in,
    shut_calendar,
)
from commonpurse.support.plans.queries import (
    calendar_of,
    check_ins_of,
    coordinating,
    could_coordinate,
    crisis_words_of,
    get_named_coordinator,
    get_stand_in,
    week_ask_of,
)
from commonpurse.support.plans.rules import ASKED_HOW_WORDS, CRISIS_PARTS, FACE_WORDS, AskedHow, Face
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.downloads import attachment
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.papers.making import paper_look
from commonpurse.web.parts.papers.plan import bad_day_paper
from commonpurse.web.parts.plans import WeekForm, coordinator_said, part_lines, week_line, who_words
from commonpurse.web.parts.reading import paper_form
from commonpurse.web.parts.words import said, translated
from commonpurse.web.parts.written import named
from commonpurse.web.person.kept import go_or_ask
from commonpurse.web.request import PageRequest, look_at

WEEKS_SHOWN = 10
FRIDAY = 4


class CoordinatorForm(PageForm):
    member = forms.ChoiceField(
        label=gettext_lazy("Who should it be?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who it should be.")},
    )


class AskedForm(PageForm):
    """Whether she is asked each week, how, and on which day."""

    how = forms.ChoiceField(
        label=gettext_lazy("Shall we ask you each week?"),
        choices=[(how.value, words) for how, words in ASKED_HOW_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the three.")},
    )
    weekday = forms.TypedChoiceField(label=gettext_lazy("On which day?"), coerce=int, choices=list(WEEKDAYS.items()))


@door(PERSON, why="to say how her week was", methods="GET POST")
def week(request: PageRequest) -> HttpResponse:
    """Three faces and a line; the weeks before; and whether she wants to be asked."""
    person, today = request.person, request.today
    look_at(request, person.id, "weeks")
    is_asking = request.POST.get("act") == "asking"
    chosen = week_ask_of(viewer=person)
    initial: dict[str, Any] = {"how": AskedHow.NOT.value, "weekday": FRIDAY}
    if chosen is not None:
        initial = {"how": chosen.asked_how, "weekday": chosen.weekday}
    asked_form = AskedForm(posted(request) if is_asking else None, initial=initial, prefix="asked")
    form = WeekForm(None if is_asking else posted(request))
    if is_asking and asked_form.is_valid():
        given = asked_form.cleaned_data
        how = AskedHow(given["how"])
        try:
            choose_week_ask(by=person, person=person, how=how, weekday=given["weekday"], now=request.now)
        except Refused as refused:
            refuse(asked_form, refused)
        else:
            return go(request, asked_words(how, given["weekday"]), "person:week")
    elif not is_asking and request.method == "POST" and form.is_valid():
        face, words = Face(form.cleaned_data["face"]), form.cleaned_data["words"]
        try:
            check_in(by=request.person, person=request.person, face=face, words=words, now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go_or_ask(request, _("Thank you. It is written down."), "person:week")
    weeks = check_ins_of(viewer=person, person=person, today=today, count=WEEKS_SHOWN)
    how = AskedHow(initial["how"])
    lead = coordinators_on_her(request) if how is AskedHow.IN_PERSON else None
    return show(
        request,
        "person/week.html",
        form=form,
        faces=week_faces(),
        asked_form=asked_form,
        asked=asked_words(how, initial["weekday"]),
        is_by_news=how is AskedHow.BY_NEWS,
        gets_messages=how is AskedHow.BY_NEWS and is_told_by_message(request),
        asks_in_person=how is AskedHow.IN_PERSON,
        who_asks=lead,
        story=[week_line(one, person) for one in weeks],
    )


def week_faces() -> list[tuple[str, str]]:
    """The three faces, each with its word."""
    return [(face.value, translated(words)) for face, words in FACE_WORDS.items()]


def coordinators_on_her(request: PageRequest) -> str:
    """Who would ask her in person: who coordinates; nobody where nobody does."""
    found = coordinating(viewer=request.person, person=request.person, today=request.today)
    return who_words(found.lead.member) if found and found.lead and not found.is_gap else ""


def is_told_by_message(request: PageRequest) -> bool:
    """Whether her news goes out to her by any way; else it waits on her page."""
    return any(way.is_on for way in message_ways_of(viewer=request.person, person=request.person, today=request.today))


def asked_words(how: AskedHow, weekday: int) -> str:
    """Say what she chose, as the page and the answer to the button say it."""
    said = {
        AskedHow.NOT: _("Nobody asks you how your week was. You can say it when you like."),
        AskedHow.BY_NEWS: _("We ask you in your news each {day}."),
        AskedHow.IN_PERSON: _("You are asked in person, each {day}."),
    }[how]
    return said.format(day=WEEKDAYS[weekday])


@door(PERSON, why="to see what helps her")
def bad_day(request: PageRequest) -> HttpResponse:
    """What helps and who to call, and nothing else: for a small screen and a shaking hand; it prints on one page."""
    look_at(request, request.person.id, "plan")
    words = or_404(crisis_words_of(viewer=request.person, person=request.person, today=request.today))
    return show(request, "person/bad_day.html", parts=part_lines(words, CRISIS_PARTS), calls=calls())


@door(PERSON, why="to take along what helps her")
def bad_day_pdf(request: PageRequest) -> HttpResponse:
    """The same as a paper for a pocket, without a name."""
    look_at(request, request.person.id, "plan")
    found = or_404(crisis_words_of(viewer=request.person, person=request.person, today=request.today))
    content = bad_day_paper(
        parts=part_lines(found, CRISIS_PARTS),
        calls=[_("{number}: {words}").format(number=number, words=words) for number, _dialled, words in calls()],
        form=paper_form(request),
        look=paper_look(),
        now=request.now,
    )
    return attachment(f"page-{request.today}.pdf", content, "application/pdf")


def calls() -> list[tuple[str, str, str]]:
    """Whom anybody can call, day and night. Source: gov.uk on 999 and NHS 111; samaritans.org, November 2026."""
    return [
        ("999", "999", _("if a life is in danger")),
        ("111", "111", _("for help with your health or your mind")),
        ("116 123", "116123", _("to talk to the Samaritans")),
    ]


@door(PERSON, why="to say who coordinates", methods="GET POST")
def coordinator(request: PageRequest) -> HttpResponse:
    """Who brings it all together for her, and who else could."""
    person = request.person
    look_at(request, person.id, "who works with her")
    found = or_404(coordinating(viewer=person, person=person, today=request.today))
    offered = {
        str(one.member.id): one.member
        for one in could_coordinate(viewer=person, person=person, today=request.today)
        if found.lead is None or one.member.id != found.lead.member_id
    }
    form = CoordinatorForm(posted(request))
    member_field: forms.Field = form.fields["member"]
    member_field.choices = [(key, who_words(member)) for key, member in offered.items()]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        member = offered[form.cleaned_data["member"]]
        try:
            name_coordinator(by=person, person=person, member=member, now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("{name} brings it all together for you now.").format(name=member.name)
            return go(request, happened, "person:plan")
    return show(
        request,
        "person/coordinator.html",
        form=form,
        coordinates=coordinator_said(found, person),
        named=found.waiting,
        may_choose=bool(offered),
        stand_in=found.stand_in if found.stand_in and not found.stand_in.is_turned_away else None,
    )


@door(PERSON, why="to say who stands in", methods="POST", alone=True)
def not_this_one(request: PageRequest, stand_in_id: UUID) -> HttpResponse:
    """She turns away who stands in: it ends at once, and a manager looks for somebody else."""
    stand_in = or_404(get_stand_in(viewer=request.person, stand_in_id=stand_in_id))
    refuse_stand_in(by=request.person, stand_in=stand_in, now=request.now)
    happened = _("{name} does not stand in for you now.").format(name=named(stand_in.member.name))
    return go(request, happened, "person:coordinator")


@door(PERSON, why="to say who coordinates", methods="GET POST")
def named_coordinator(request: PageRequest, named_id: UUID) -> HttpResponse:
    """Somebody is named: her yes begins it, her no leaves all as it is."""
    look_at(request, request.person.id, "who works with her")
    named = or_404(get_named_coordinator(viewer=request.person, named_id=named_id))
    refusal = ""
    if request.method == "POST":
        is_yes = request.POST.get("say") == "yes"
        try:
            answer_coordinator(by=request.person, named=named, is_yes=is_yes, now=request.now)
        except Refused as refused:
            refusal = said(refused)
        else:
            happened = _("You said yes. They begin today.") if is_yes else _("You said no. All stays as it is.")
            return go(request, happened, "person:plan")
    return show(
        request,
        "person/named_coordinator.html",
        status=422 if refusal else 200,
        refusal=refusal,
        named=named,
        who=who_words(named.member),
        waits=named.answered_at is None,
    )


@door(PERSON, why="to keep her own days", methods="GET POST")
def calendar(request: PageRequest) -> HttpResponse:
    """A secret address for the calendar of her phone. It is shown once, on the page that answers the button."""
    address = ""
    if request.method == "POST" and request.POST.get("act") == "shut":
        shut_calendar(by=request.person, person=request.person, now=request.now)
        return go(request, _("It is shut. Whoever has the address sees nothing now."), "person:calendar")
    if request.method == "POST":
        made = make_calendar(by=request.person, person=request.person, now=request.now)
        address = request.build_absolute_uri(reverse("public:calendar", args=[made.secret]))
    return show(request, "person/calendar.html", address=address, calendar=calendar_of(viewer=request.person))
