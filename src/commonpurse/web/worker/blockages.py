"""What is in a person's way, for who works with her: to raise it, and to answer what is asked of one's organisation."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.support.blockages.commands import answer_blockage, answer_reading, raise_blockage
from commonpurse.support.blockages.queries import (
    answers_of,
    asked_of,
    blockages_of,
    close_rules,
    could_be_asked,
    get_blockage,
    may_answer,
    may_answer_reading,
    precedents_for,
    precedents_like,
    reading_of,
)
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.blockage_reading import ReadingForm, reading_hint, wording_of_reading
from commonpurse.web.parts.blockages import (
    AnswerForm,
    BlockageForm,
    blockage_line,
    whom_asked_words,
    with_addresses,
)
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.pages import go, go_on, or_404, refuse, show
from commonpurse.web.parts.words import said
from commonpurse.web.request import PageRequest, look_at
from commonpurse.web.worker.plans import takes_ideas, who_shows_plan, who_takes_ideas


@door(WORKER, why="to see what is in the way of the person")
def blockages(request: PageRequest, person_id: UUID) -> HttpResponse:
    who = who_shows_plan(request, person_id)
    found = or_404(blockages_of(viewer=request.member, person=who, today=request.today))
    lines = with_addresses(found, request.member, request.today)
    return show(request, "worker/blockages.html", person=who, lines=lines, may_raise=takes_ideas(who, request))


@door(WORKER, why="to say what is in the way of the person", methods="GET POST")
def raise_one(request: PageRequest, person_id: UUID) -> HttpResponse:
    """One line. Where others met the same, one first sees how it ended, and sends it again to raise it all the same."""
    who, today = who_takes_ideas(request, person_id), request.today
    offered = could_be_asked(viewer=request.member, person=who, today=today)
    form = BlockageForm(posted(request), offered=offered, today=today)
    precedents = []
    if request.method == "POST" and form.is_valid():
        if "seen" not in request.POST:
            precedents = precedents_like(viewer=request.member, typed=form.cleaned_data["words"])
        if not precedents:
            try:
                made = raise_blockage(by=request.member, person=who, now=request.now, **form.given)
            except Refused as refused:
                refuse(form, refused)
            else:
                return go(request, _("It is raised. The clock runs."), "worker:blockage", who.id, made.id)
    return show(request, "worker/raise_blockage.html", person=who, form=form, precedents=precedents)


@door(WORKER, why="to see what is in the way of the person", methods="GET POST")
def blockage(request: PageRequest, person_id: UUID, blockage_id: UUID) -> HttpResponse:
    """One of them; and the answer, for who was asked and whom it climbed to."""
    who, member, today = who_shows_plan(request, person_id), request.member, request.today
    found = or_404(get_blockage(viewer=member, blockage_id=blockage_id, today=today))
    if found.person_id != who.id:
        found = or_404(None)
    reading = reading_of(found, today)
    told = None
    if "reading" in request.POST:
        told = ReadingForm(request.POST)
    elif reading and may_answer_reading(viewer=member, blockage=found, reading=reading, today=today):
        told = ReadingForm(initial={"level": reading.level.value})
    if told is not None and told.is_bound and told.is_valid():
        try:
            answer_reading(by=member, blockage=found, now=request.now, **told.given)
        except Refused as refused:  # the question may be another one now: it is asked afresh
            here = reverse("worker:blockage", args=[who.id, found.id])
            return go_on(request, said(refused), here, is_done=False)
        else:
            return go(request, _("It is written down. The person is told."), "worker:blockage", who.id, found.id)
    form = None
    if ("reading" not in request.POST and request.method == "POST") or may_answer(
        viewer=member, blockage=found, today=today
    ):
        within = answers_of(viewer=member, blockage=found)
        form = AnswerForm(
            None if "reading" in request.POST else posted(request), known=close_rules(found.words), within=within
        )
    if form is not None and form.is_bound and form.is_valid():
        try:
            answer_blockage(by=member, blockage=found, now=request.now, **form.given)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("Your answer is kept. The person is told."), "worker:blockage", who.id, found.id)
    return show(
        request,
        "worker/blockage.html",
        person=who,
        line=blockage_line(found, member, today),
        asked=whom_asked_words(found.asked_member, found.asked_organisation, found.asked_words),
        hint=reading_hint(reading),
        told=told,
        would=wording_of_reading(reading.level) if reading else "",
        form=form,
        precedents=precedents_for(viewer=member, blockage=found),
    )


@door(WORKER, why="to see what is asked of us, to move it out of the way")
def asked(request: PageRequest) -> HttpResponse:
    """All that is asked of this worker or their organisation, the next day first."""
    found = asked_of(viewer=request.member, today=request.today)
    look_at(request, {one.person_id for one in found}, "name", "plan")
    lines = with_addresses(found, request.member, request.today)
    return show(request, "worker/asked_blockages.html", lines=lines)
