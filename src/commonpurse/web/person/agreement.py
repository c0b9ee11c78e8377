"""What was agreed with her, on one page: to read, to sign, to take along, to want otherwise."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.parties.attachments.queries import open_attachment
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.support.agreements.commands import ask_for_change, sign_agreement
from commonpurse.support.agreements.queries import (
    agreed_with,
    changes_of,
    get_agreement,
    picture_of,
    who_decides_each,
    wishes_of,
)
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.agreements import AgreementShown, agreement_shown, decides_lines, paper_file
from commonpurse.web.parts.downloads import attachment
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.limits import wishes_shown
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.papers.agreement import agreement_paper
from commonpurse.web.parts.papers.making import paper_look
from commonpurse.web.parts.reading import reading_of
from commonpurse.web.parts.words import said
from commonpurse.web.request import PageRequest, look_at


class ChangeForm(PageForm):
    words = forms.CharField(
        label=gettext_lazy("What should be different?"),
        help_text=gettext_lazy("Say it as you like. A few words are enough."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say what should be different.")},
    )


def own_agreement(request: PageRequest, agreement_id: UUID) -> Any:
    look_at(request, request.person.id, "agreement")
    found = get_agreement(viewer=request.person, agreement_id=agreement_id, today=request.today)
    return or_404(found if found is not None and found.person_id == request.person.id else None)


def own_shown(request: PageRequest, agreement: Any) -> AgreementShown:
    answers = who_decides_each(person=request.person, on=request.today)
    currency = the_partnership().currency
    return agreement_shown(agreement, answers, currency=currency, changes=changes_of(agreement, currency))


@door(PERSON, why="to read what was agreed with her")
def agreement(request: PageRequest) -> HttpResponse:
    """What counts now, the new words that wait for her, and those before. Without any: what holds all the same."""
    look_at(request, request.person.id, "agreement")
    found = agreed_with(viewer=request.person, person=request.person, today=request.today)
    answers, currency = who_decides_each(person=request.person, on=request.today), the_partnership().currency
    return show(
        request,
        "person/agreement.html",
        shown=agreement_shown(found.in_force, answers, currency=currency) if found.in_force else None,
        draft=agreement_shown(found.draft, answers, currency=currency) if found.draft else None,
        before=found.before,
        decides=decides_lines(answers, None),
        wishes=wishes_shown(
            wishes_of(viewer=request.person, person=request.person, today=request.today), request.today
        ),
    )


@door(PERSON, why="to read what was agreed with her", methods="GET POST")
def one_agreement(request: PageRequest, agreement_id: UUID) -> HttpResponse:
    """One wording: new words with what they change, to sign; or older ones, as they were."""
    found = own_agreement(request, agreement_id)
    refusal = ""
    if request.method == "POST":
        try:
            sign_agreement(by=request.person, agreement=found, now=request.now)
        except Refused as refused:
            refusal = said(refused)
        else:
            counts = get_agreement(viewer=request.person, agreement_id=found.id, today=request.today)
            if counts is not None and counts.number is not None:
                return go(request, _("You have both signed. It counts from now on."), "person:agreement")
            return go(request, _("You have signed. It counts once your worker signs too."), "person:agreement")
    shown = own_shown(request, found)
    return show(
        request,
        "person/one_agreement.html",
        status=422 if refusal else 200,
        refusal=refusal,
        shown=shown,
        may_sign=shown.waits and not shown.signed_by_person,
    )


@door(PERSON, why="to say what should be different", methods="GET POST")
def change(request: PageRequest) -> HttpResponse:
    look_at(request, request.person.id, "agreement")
    form = ChangeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_change(by=request.person, person=request.person, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("We have your words. Your worker talks with you about it.")
            return go(request, happened, "person:agreement")
    return show(request, "person/change_agreement.html", form=form)


@door(PERSON, why="to take along what was agreed with her")
def agreement_pdf(request: PageRequest, agreement_id: UUID) -> HttpResponse:
    """The same as a paper with tags, to sign or to keep. In large print where she asks for it, or always reads so."""
    found = own_agreement(request, agreement_id)
    asked, reading = request.GET.get("print"), reading_of(request)
    content = agreement_paper(
        own_shown(request, found),
        called_by=request.person.called_by,
        is_large=asked == "large" or (asked != "standard" and reading.text_size != "normal"),
        is_easy=reading.is_easy,
        look=paper_look(),
        now=request.now,
    )
    return attachment(f"agreement-{request.today}.pdf", content, "application/pdf")


@door(PERSON, why="to see the paper that she signed")
def signed_paper(request: PageRequest, agreement_id: UUID) -> HttpResponse:
    """The picture of the paper, as it was kept."""
    picture = or_404(picture_of(own_agreement(request, agreement_id)))
    return paper_file(open_attachment(viewer=request.person, attachment=picture, now=request.now))
