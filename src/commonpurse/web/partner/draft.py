"""The next version of the charter, written together: clauses, remarks, and who agrees."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.insight.promises.queries import named_proposals, voices_of
from commonpurse.kernel.errors import Refused
from commonpurse.parties.partners.access import can_manage_partnership
from commonpurse.parties.partners.commands import (
    answer_clause,
    open_charter_draft,
    propose_clause,
    publish_charter,
    remark_on_clause,
)
from commonpurse.parties.partners.queries import charter_draft, draft_headings, get_clause
from commonpurse.parties.partners.rules import CHARTER_PART_WORDS, LONGEST_CLAUSE, LONGEST_REMARK
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, go_on, or_404, refuse, show
from commonpurse.web.parts.voices import voice_name
from commonpurse.web.parts.words import said
from commonpurse.web.request import PageRequest


def words_field(label: Any, longest: int, needed: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": needed},
    )


class ClauseForm(PageForm):
    part = forms.ChoiceField(label=_("Under which heading?"), choices=list(CHARTER_PART_WORDS.items()))
    words = words_field(_("What should it say?"), LONGEST_CLAUSE, _("Write what the clause says."))


class RemarkForm(PageForm):
    words = words_field(_("Your remark"), LONGEST_REMARK, _("Write your remark."))


class OtherWordsForm(PageForm):
    words = words_field(_("Other words for it"), LONGEST_CLAUSE, _("Write what the clause says."))


@door(MEMBER, why="to write the partners’ charter together", methods="GET POST")
def draft(request: PageRequest) -> HttpResponse:
    """Read how far the draft is, propose a clause; who runs the partnership begins and publishes it here."""
    form = ClauseForm(posted(request) if request.POST.get("act") == "propose" else None)
    try:
        if request.POST.get("act") == "begin":
            open_charter_draft(by=request.member, now=request.now)
            return go(request, gettext("A draft is open. Everybody can propose."), "partner:draft")
        if request.POST.get("act") == "publish":
            publish_charter(by=request.member, seen=seen_as_agreed(request), now=request.now)
            return go(request, gettext("Published. Organisations can sign it now."), "partner:charter")
        if form.is_bound and form.is_valid():
            propose_clause(by=request.member, **form.cleaned_data, now=request.now)
            return go(request, gettext("Proposed. Your organisation’s yes is with it."), "partner:draft")
    except Refused as refused:
        if not form.is_bound:
            return go_on(request, said(refused), request.path, is_done=False)
        refuse(form, refused)
    found = charter_draft()
    headings = draft_headings(found) if found else []
    proposed = named_proposals(viewer=request.member, version=found) if found else {}
    spoken = voices_of(viewer=request.member, version=found) if found else {}
    return show(
        request,
        "partner/draft.html",
        draft=found,
        headings=[
            (
                heading.words,
                [
                    (one, proposer_words(proposed, one.clause.id), len(spoken.get(one.clause.id, [])))
                    for one in heading.clauses
                ],
            )
            for heading in headings
        ],
        agreed=[one.clause.id for heading in headings for one in heading.clauses if one.is_agreed],
        form=form,
        is_first=found is not None and found.number == 1,
        may_manage=can_manage_partnership(request.member),
    )


def proposer_words(proposed: Mapping[UUID, str], clause_id: UUID) -> str:
    """Who of the people with a budget proposed it, as far as partners are told; nothing where it was a member."""
    return voice_name(proposed[clause_id]) if clause_id in proposed else ""


def seen_as_agreed(request: PageRequest) -> set[UUID]:
    """The clauses that stood as agreed on the page from which it is published."""
    seen = set()
    for each in request.POST.getlist("agreed"):
        with suppress(ValueError):
            seen.add(UUID(each))
    return seen


@door(MEMBER, why="to talk about a clause of the partners’ charter", methods="GET POST")
def clause(request: PageRequest, clause_id: UUID) -> HttpResponse:
    """One clause of the draft: who agrees, what is said of it, other words for it."""
    found = or_404(get_clause(clause_id))
    act = request.POST.get("act")
    remark = RemarkForm(posted(request) if act == "remark" else None, prefix="remark")
    other = OtherWordsForm(posted(request) if act == "other" else None, prefix="other")
    here = request.path
    try:
        if act in ("yes", "no"):
            answer_clause(by=request.member, clause=found, agrees=act == "yes", now=request.now)
            return go_on(request, gettext("Said for your organisation."), here)
        if remark.is_bound and remark.is_valid():
            remark_on_clause(by=request.member, clause=found, **remark.cleaned_data, now=request.now)
            return go_on(request, gettext("Your remark stands below the clause."), here)
        if other.is_bound and other.is_valid():
            propose_clause(by=request.member, part=found.part, replaces=found, **other.cleaned_data, now=request.now)
            return go(request, gettext("Proposed. Your organisation’s yes is with it."), "partner:draft")
    except Refused as refused:
        bound = next((form for form in (remark, other) if form.is_bound), None)
        if bound is None:
            return go_on(request, said(refused), here, is_done=False)
        refuse(bound, refused)
    shown = next(
        (one for heading in draft_headings(found.version) for one in heading.clauses if one.clause.id == found.id), None
    )
    proposed = named_proposals(viewer=request.member, version=found.version)
    spoken = voices_of(viewer=request.member, version=found.version).get(found.id, [])
    return show(
        request,
        "partner/clause.html",
        shown=or_404(shown),
        proposer=proposer_words(proposed, found.id),
        spoken=[(voice_name(one.called), one.words) for one in spoken],
        remark=remark,
        other=other,
        is_open=found.version.is_draft,
    )
