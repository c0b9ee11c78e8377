from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.parties.people.access import can_arrange_support
from commonpurse.parties.people.commands import end_support, start_support
from commonpurse.parties.people.queries import Person, get_person, members_to_ask, supports_of
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.told import ToldForm
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest
from commonpurse.web.worker.people import person_or_404


class StartForm(ToldForm):
    member = forms.ChoiceField(
        label=gettext_lazy("Who will work with them?"), error_messages={"required": gettext_lazy("Choose somebody.")}
    )
    starts_on = DayField(
        label=gettext_lazy("From which day?"), error_messages={"required": gettext_lazy("Write the first day.")}
    )

    def __init__(self, *args: Any, able: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [("", gettext_lazy("Choose one")), *able]  # type: ignore[attr-defined]


class EndForm(PageForm):
    ends_on = DayField(
        label=gettext_lazy("From which day do they not work together any more?"),
        help_text=gettext_lazy("On that day the person’s page is closed to them."),
        error_messages={"required": gettext_lazy("Write the first day without.")},
    )


def arranged_person_or_404(request: PageRequest, person_id: UUID) -> Person:
    """The person, for whoever says who works with her: a worker cannot give herself sight of anybody."""
    who = person_or_404(request, person_id, "name", "who works with her")
    if not can_arrange_support(request.member, who, request.today):
        raise NotAllowed
    return who


@door(WORKER, why="to say who works with the person", methods="GET POST")
def start(request: PageRequest, person_id: UUID) -> HttpResponse:
    who = arranged_person_or_404(request, person_id)
    known = {str(member.id): member for member in members_to_ask(who)}
    able = [
        (key, _("{name}, {organisation}").format(name=named(member.name), organisation=named(member.organisation)))
        for key, member in known.items()
    ]
    form = StartForm(posted(request), able=able, initial={"starts_on": request.today})
    if request.method == "POST" and form.is_valid():
        member = known[form.cleaned_data["member"]]
        try:
            start_support(
                by=request.member,
                person=who,
                member=member,
                starts_on=form.cleaned_data["starts_on"],
                told=form.told(),
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("{member} works with {name}.").format(member=named(member.name), name=named(who.called_by))
            return go(request, happened, "worker:about", who.id)
    return show(request, "worker/start_support.html", person=who, form=form)


@door(WORKER, why="to say who works with the person no more", methods="GET POST")
def end(request: PageRequest, person_id: UUID, support_id: UUID) -> HttpResponse:
    who = arranged_person_or_404(request, person_id)
    running = supports_of(viewer=request.viewer, person=who, today=request.today).select_related("member", "person")
    support = or_404(running.filter(id=support_id).first())
    form = EndForm(posted(request), initial={"ends_on": max(request.today, support.starts_on)})
    if request.method == "POST" and form.is_valid():
        ends_on = form.cleaned_data["ends_on"]
        try:
            end_support(by=request.member, support=support, ends_on=ends_on, now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("{member} and {name} work together no longer than that.").format(
                member=support.member.name, name=who.called_by
            )
            if get_person(viewer=request.viewer, person_id=who.id, today=request.today) is None:
                return go(request, happened, "worker:people")  # it was the coordinator's own: the page is closed now
            return go(request, happened, "worker:about", who.id)
    return show(request, "worker/end_support.html", person=who, support=support, form=form)
