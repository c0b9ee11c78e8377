"""Notices about money back, for her: what each says, her clock, and one tap to have it looked at again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.money.decisions.commands import ask_notice_again, read_notice
from commonpurse.money.decisions.queries import get_notice, notices_of
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.downloads import attachment
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.notices import letter_sections, notice_paper, wait_of
from commonpurse.web.parts.pages import go, or_404, show
from commonpurse.web.parts.papers.making import paper_look
from commonpurse.web.parts.reading import reading_of
from commonpurse.web.parts.words import said
from commonpurse.web.parts.written import day
from commonpurse.web.request import PageRequest, look_at


class AgainForm(PageForm):
    """Nothing in it must be filled in: one tap is enough."""

    words = forms.CharField(
        label=_("Do you want to say why?"),
        help_text=_("You can leave this empty."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence = forms.CharField(
        label=_("Is there something that shows it?"),
        help_text=_("A letter, a day, a person we can ring. You can leave this empty."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def own_notice(request: PageRequest, notice_id: UUID) -> Any:
    """One of her own notices, or 404; never one of somebody she helps."""
    found = or_404(get_notice(viewer=request.person, notice_id=notice_id, today=request.today))
    return or_404(found if found.person_id == request.person.id else None)


@door(PERSON, why="to see notices about her money")
def notices(request: PageRequest) -> HttpResponse:
    look_at(request, request.person.id, "money")
    hers = notices_of(viewer=request.person, person=request.person, today=request.today)
    return show(request, "person/notices.html", notices=[(one, wait_of(one, request.today)) for one in hers])


@door(PERSON, why="to read a notice about her money", methods="GET POST")
def notice(request: PageRequest, notice_id: UUID) -> HttpResponse:
    """What it says and how long she has. She says that she has read it; then one button asks for another look."""
    look_at(request, request.person.id, "money")
    found = own_notice(request, notice_id)
    is_read = request.POST.get("act") == "read"
    form, refusal = AgainForm(None if is_read else posted(request)), ""
    if is_read:
        try:
            read = read_notice(by=request.person, notice=found, now=request.now)
            happened = gettext("Thank you. You have until {day} to answer.").format(day=day(read.pay_by_on))
            return go(request, happened, "person:notice", found.id)
        except Refused as refused:
            refusal = said(refused)
    elif form.is_valid():
        try:
            ask_notice_again(by=request.person, notice=found, now=request.now, **form.cleaned_data)
            return go(request, gettext("We look at it again. No money goes back now."), "person:notice", found.id)
        except Refused as refused:
            refusal = said(refused)
            found = own_notice(request, notice_id)
    return show(
        request,
        "person/notice.html",
        status=422 if refusal else 200,
        found=found,
        sections=letter_sections(found, request.today),
        wait=wait_of(found, request.today),
        may_ask=found.is_time_left(request.today),
        form=form,
        refusal=refusal,
        second=getattr(found, "reconsideration", None),
    )


@door(PERSON, why="to take a notice about her money along")
def paper(request: PageRequest, notice_id: UUID) -> HttpResponse:
    look_at(request, request.person.id, "money")
    is_large = request.GET.get("print") == "large" or reading_of(request).text_size != "normal"
    content = notice_paper(own_notice(request, notice_id), is_large=is_large, look=paper_look(), now=request.now)
    return attachment(f"letter-{request.today}.pdf", content, "application/pdf")
