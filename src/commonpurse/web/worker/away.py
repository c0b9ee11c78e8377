"""Who coordinates and is away, who stands in meanwhile, and for whom nobody does yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonpurse.kernel.errors import Refused
from commonpurse.parties.partners.queries import Member
from commonpurse.support.plans.commands import end_absence, make_absence_longer, name_stand_in, say_away
from commonpurse.support.plans.queries import (
    AbsenceShown,
    absences_seen_by,
    could_stand_in,
    get_absence,
    standing_in_of,
    who_could_be_away,
    who_for_whom,
)
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.plans import standing_in_lines
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest, look_at


class StandInForm(PageForm):
    stand_in = forms.ChoiceField(
        label=gettext_lazy("Who stands in?"),
        help_text=gettext_lazy("Somebody of the same organisation who works with people."),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose somebody.")},
    )
    starts_on = DayField(
        label=gettext_lazy("From which day?"), error_messages={"required": gettext_lazy("Write the first day.")}
    )
    ends_on = DayField(
        label=gettext_lazy("Which is the first day back?"),
        help_text=gettext_lazy("Within six weeks. It can go on longer, or end earlier."),
        error_messages={"required": gettext_lazy("Write the first day back.")},
    )


class LongerForm(PageForm):
    ends_on = DayField(
        label=gettext_lazy("Which is the first day back now?"),
        error_messages={"required": gettext_lazy("Write the first day back.")},
    )


class NameForm(PageForm):
    """For one person: where nobody stands in, or somebody else should. Under each of them who could."""

    pair = forms.ChoiceField(
        label=gettext_lazy("Who stands in for whom?"),
        help_text=gettext_lazy("Whom a person turned away is not in their list."),
        error_messages={"required": gettext_lazy("Choose somebody.")},
    )


def _choices(members: Iterable[Member]) -> list[tuple[str, str]]:
    return [(str(each.id), named(each.name)) for each in members]


def _offer(form: forms.Form, field: str, choices: list[Any]) -> None:
    chosen: Any = form.fields[field]
    chosen.choices = choices


def absence_words(shown: AbsenceShown) -> list[str]:
    """Who stands in for how many, and how many wait for somebody."""
    words = [
        ngettext("{name} stands in for {count} person.", "{name} stands in for {count} people.", count).format(
            name=named(member.name), count=count
        )
        for member, count in shown.by
    ]
    if shown.open_count:
        words.append(
            ngettext(
                "{count} person has nobody yet. A manager looks for somebody.",
                "{count} people have nobody yet. A manager looks for somebody.",
                shown.open_count,
            ).format(count=shown.open_count)
        )
    return words


@door(WORKER, why="to say who is away and who stands in")
def away(request: PageRequest) -> HttpResponse:
    """Who is away now or soon; and of whom the reader can say it."""
    found = absences_seen_by(viewer=request.member, today=request.today)
    stand_ins = standing_in_of(viewer=request.member, today=request.today)
    look_at(request, {each.person_id for each in stand_ins}, "name", "who works with her")
    return show(
        request,
        "worker/away.html",
        standing_in=standing_in_lines(stand_ins),
        able=who_could_be_away(viewer=request.member),
        lines=[(each.absence, absence_words(each), each.open_count) for each in found],
    )


@door(WORKER, why="to say who is away and who stands in", methods="GET POST")
def say(request: PageRequest, member_id: UUID) -> HttpResponse:
    """From when until when somebody is away, and who stands in. Why is not asked."""
    member = or_404(next((each for each in who_could_be_away(viewer=request.member) if each.id == member_id), None))
    able = {str(each.id): each for each in could_stand_in(viewer=request.member, member=member)}
    form = StandInForm(posted(request), initial={"starts_on": request.today})
    _offer(form, "stand_in", _choices(able.values()))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"stand_in": able[form.cleaned_data["stand_in"]]}
        try:
            absence = say_away(by=request.member, member=member, now=request.now, **given)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("It is written down. Each person is told."), "worker:absence", absence.id)
    return show(
        request, "worker/say_away.html", form=form if able else None, who=member, is_me=member.id == request.member.id
    )


@door(WORKER, why="to say who is away and who stands in", methods="GET POST")
def absence(request: PageRequest, absence_id: UUID) -> HttpResponse:
    """One absence: who stands in, for whom nobody does, and how it goes on longer or ends."""
    shown = or_404(get_absence(viewer=request.member, absence_id=absence_id))
    found, member, act = shown.absence, request.member, request.POST.get("act", "")
    look_at(request, {each.id for each in shown.led}, "name", "who works with her")
    is_over = found.ended_at is not None or found.ends_on <= request.today
    longer = LongerForm(posted(request) if act == "longer" else None)
    naming = NameForm(posted(request) if act == "name" else None)
    able = who_for_whom(viewer=member, shown=shown)
    pairs = {f"{who.id} {one.id}": (who, one) for who, some in able for one in some}
    grouped = [(named(who.called_by), [(f"{who.id} {one.id}", named(one.name)) for one in some]) for who, some in able]
    _offer(naming, "pair", [("", _("Choose one")), *(group for group in grouped if group[1])])
    if act == "end":
        end_absence(by=member, absence=found, now=request.now)
        return go(request, _("It has ended. Each person is told."), "worker:away")
    if act == "longer" and longer.is_valid():
        try:
            make_absence_longer(by=member, absence=found, ends_on=longer.cleaned_data["ends_on"], now=request.now)
        except Refused as refused:
            refuse(longer, refused)
        else:
            return go(request, _("It goes on until then. Each person is told."), "worker:absence", found.id)
    if act == "name" and naming.is_valid():
        who, chosen = pairs[naming.cleaned_data["pair"]]
        try:
            name_stand_in(by=member, absence=found, person=who, member=chosen, now=request.now)
        except Refused as refused:
            refuse(naming, refused)
        else:
            happened = _("{member} stands in for {name}.").format(member=named(chosen.name), name=named(who.called_by))
            return go(request, happened, "worker:absence", found.id)
    return show(
        request,
        "worker/absence.html",
        absence=found,
        is_me=found.member_id == member.id,
        is_over=is_over,
        lines=absence_words(shown),
        longer=None if is_over else longer,
        naming=naming if pairs and not is_over else None,
        nobody_left=[] if is_over else [who for who, some in able if not some],
    )
