"""What is in her way: to say it in a line, to see whose turn it is, and what others found who met the same."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.consent.rules import Explained
from commonpurse.support.blockages.commands import answer_reading, end_blockage, raise_blockage, take_back_reading
from commonpurse.support.blockages.queries import (
    blockages_of,
    could_be_asked,
    get_blockage,
    get_blockage_told,
    may_end,
    precedents_for,
    precedents_like,
    reading_of,
    readings,
)
from commonpurse.support.blockages.rules import READERS, ReadingTold
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.blockage_reading import reading_asked, wording_of_reading
from commonpurse.web.parts.blockages import BlockageForm, blockage_line, whom_asked_words, with_addresses
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.pages import go, go_on, or_404, refuse, show
from commonpurse.web.parts.words import said
from commonpurse.web.request import PageRequest, look_at


@door(PERSON, why="to see her own plan")
def blockages(request: PageRequest) -> HttpResponse:
    person, today = request.person, request.today
    look_at(request, person.id, "plan")
    found = or_404(blockages_of(viewer=person, person=person, today=today))
    lines = with_addresses(found, person, today, read=readings(found, today))
    return show(request, "person/blockages.html", lines=lines)


@door(PERSON, why="to write in her own plan", methods="GET POST")
def raise_one(request: PageRequest) -> HttpResponse:
    """One line. Where others met the same, she first sees how it ended, and sends it again to raise it all the same."""
    person, today = request.person, request.today
    look_at(request, person.id, "plan")
    offered = could_be_asked(viewer=person, person=person, today=today)
    form = BlockageForm(posted(request), offered=offered, today=today)
    precedents = []
    if request.method == "POST" and form.is_valid():
        if "seen" not in request.POST:
            precedents = precedents_like(viewer=person, typed=form.cleaned_data["words"])
        if not precedents:
            try:
                made = raise_blockage(by=person, person=person, now=request.now, **form.given)
            except Refused as refused:
                refuse(form, refused)
            else:
                return go(request, _("It is on its way. You see here whose turn it is."), "person:blockage", made.id)
    return show(request, "person/raise_blockage.html", form=form, precedents=precedents)


@door(PERSON, why="to see her own plan", methods="GET POST")
def blockage(request: PageRequest, blockage_id: UUID) -> HttpResponse:
    person, today = request.person, request.today
    look_at(request, person.id, "plan")
    found = get_blockage(viewer=person, blockage_id=blockage_id, today=today)
    if found is None:  # news of what a worker wrote down leads here by what she said
        found = get_blockage_told(viewer=person, shown_id=blockage_id, today=today)
    found = or_404(found)
    if found.person_id != person.id:  # of somebody she helps: theirs are not on her own pages
        found = or_404(None)
    reading = reading_of(found, today)
    if request.method == "POST":
        try:
            end_blockage(by=person, blockage=found, now=request.now)
        except Refused as refused:
            return go_on(request, said(refused), reverse("person:blockage", args=[found.id]), is_done=False)
        return go(request, _("Good. Who was asked knows now."), "person:blockages")
    return show(
        request,
        "person/blockage.html",
        line=blockage_line(found, person, today, reading),
        asked=whom_asked_words(found.asked_member, found.asked_organisation, found.asked_words),
        asked_to_read=reading_asked(reading),
        may_end=may_end(viewer=person, blockage=found),
        precedents=precedents_for(viewer=person, blockage=found),
    )


@door(PERSON, why="to say who reads what is in her way", methods="POST", alone=True)
def let_read(request: PageRequest, blockage_id: UUID) -> HttpResponse:
    """Let the group or the board read this one line, or not; and take a yes back."""
    person, today = request.person, request.today
    look_at(request, person.id, "plan")
    found = or_404(get_blockage(viewer=person, blockage_id=blockage_id, today=today))
    if found.person_id != person.id:
        found = or_404(None)
    if request.POST.get("say") == "take_back":
        take_back_reading(by=person, blockage=found, now=request.now)
        return go(request, _("It is taken back. They do not see it any more."), "person:blockage", found.id)
    is_yes = request.POST.get("say") == "yes"
    level = next((one for one in READERS if one.value == request.POST.get("level")), None)  # of whom the page asked
    wording = wording_of_reading(level or found.level_on(today))
    told = ReadingTold(Explained.READ_ALONE.value, person.page_format, wording)
    try:
        answer_reading(by=person, blockage=found, level=level, is_yes=is_yes, told=told, now=request.now)
    except Refused as refused:
        return go_on(request, said(refused), reverse("person:blockage", args=[found.id]), is_done=False)
    happened = _("Thank you. They can read it now.") if is_yes else _("All right. They do not read this one.")
    return go(request, happened, "person:blockage", found.id)
