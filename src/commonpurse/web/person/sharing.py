"""Who sees what about her: the grid, stop in one tap, what was shared before, and what happens after a no."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.periods import day_begins
from commonpurse.parties.consent.rules import (
    ITEM_WORDS,
    ITEMS_TO_SHARE,
    LEVEL_WORDS,
    Explained,
    ExplainedFormat,
    Item,
    Level,
    Told,
)
from commonpurse.parties.people.commands import answer_permission_request, give_again, withdraw_permissions
from commonpurse.parties.people.sharing import (
    SharedThen,
    get_request,
    permissions_ever,
    permissions_of,
    requests_to_answer,
    what_was_shared,
    who_looked,
)
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.parts.sharing import (
    IF_NO,
    member_words,
    recipient_words,
    shared_anyway_lines,
    shared_cards,
    shared_if_needed_lines,
    wording_of,
)
from commonpurse.web.person.share import UNTIL_WORDS, until_of
from commonpurse.web.request import PageRequest, look_at

STOPPED = "stopped_sharing"  # what was stopped last, for the one page that offers to undo it


@door(PERSON, why="to see who sees what about her", alone=True)
def shared(request: PageRequest) -> HttpResponse:
    """Everybody who is shown something of hers, item by item; what is shared anyway and why."""
    person = request.person
    look_at(request, person.id, "who sees what")
    permissions = list(permissions_of(viewer=person, today=request.today))
    asked = [
        (each, member_words(each.member), ITEM_WORDS[Item(each.item)]) for each in requests_to_answer(viewer=person)
    ]
    return show(
        request,
        "person/shared.html",
        cards=shared_cards(permissions, request.today),
        asked=asked,
        anyway=shared_anyway_lines(),
        if_needed=shared_if_needed_lines(),
        stopped=request.session.pop(STOPPED, []) if STOPPED in request.session else [],
    )


def ids_in(request: PageRequest) -> list[UUID]:
    """The permissions that a form names. What is no id names nothing."""
    found = []
    for text in request.POST.getlist("permission"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@door(PERSON, why="to stop sharing", methods="POST", alone=True)
def stop(request: PageRequest) -> HttpResponse:
    """Stop one thing, or all with somebody, at once. The next page offers to undo it."""
    wanted = list(permissions_of(viewer=request.person, today=request.today).filter(id__in=ids_in(request)))
    if not wanted:
        return go(request, _("This has stopped already."), "person:shared")
    withdraw_permissions(by=request.person, permissions=wanted, now=request.now)
    request.session[STOPPED] = [str(each.id) for each in wanted]
    happened = _("Stopped. They do not see it from now on: {who}.").format(who=recipient_words(wanted[0]))
    return go(request, happened, "person:shared")


@door(PERSON, why="to share again what she just stopped", methods="POST", alone=True)
def undo_stop(request: PageRequest) -> HttpResponse:
    again = list(permissions_ever(viewer=request.person).filter(id__in=ids_in(request)))
    given = give_again(by=request.person, permissions=again, now=request.now)
    happened = _("It is shared again, as it was.") if given else _("There was nothing to share again.")
    return go(request, happened, "person:shared")


@door(PERSON, why="to see what happens if she says no")
def if_no(request: PageRequest) -> HttpResponse:
    lines = [(ITEM_WORDS[item], IF_NO[item]) for item in ITEMS_TO_SHARE]
    return show(request, "person/if_no.html", lines=lines)


class AnswerForm(PageForm):
    until = forms.ChoiceField(
        label=gettext_lazy("For how long?"), choices=list(UNTIL_WORDS.items()), widget=forms.RadioSelect, initial="30"
    )


@door(PERSON, why="to answer who asks to see more", methods="GET POST", alone=True)
def answer(request: PageRequest, request_id: UUID) -> HttpResponse:
    """Yes or no to one thing that a worker asks to be shown. A no is told to nobody."""
    person = request.person
    asked = or_404(get_request(viewer=person, request_id=request_id))
    look_at(request, person.id, "who sees what")
    item, level, who = Item(asked.item), Level(asked.level), member_words(asked.member)
    is_no = "no" in request.POST
    form = AnswerForm({"until": "30"} if is_no else posted(request))
    if is_no or (request.method == "POST" and form.is_valid()):
        told = None
        if not is_no:
            ends_on = until_of(form.cleaned_data["until"], request.today)
            told = Told(
                items={item: level},
                explained=Explained.READ_ALONE,
                explained_format=ExplainedFormat(person.page_format),
                wording=wording_of(who, [item], level, ends_on),
                ends_on=ends_on,
            )
        try:
            answer_permission_request(by=person, request=asked, told=told, now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("It is shared now. You can stop it here.") if told else _("You said no. We tell nobody.")
            return go(request, happened, "person:shared")
    return show(
        request,
        "person/answer_request.html",
        form=form,
        asked=asked,
        who=who,
        item=ITEM_WORDS[item],
        level=LEVEL_WORDS[level],
        if_no=IF_NO[item],
    )


class MomentForm(PageForm):
    who = forms.ChoiceField(label=gettext_lazy("Who?"))
    day = DayField(
        label=gettext_lazy("On which day?"),
        help_text=gettext_lazy("Like 3 March. We look at the end of that day."),
        error_messages={"required": gettext_lazy("Write the day.")},
    )

    def __init__(self, *args: Any, members: list[Any]):
        super().__init__(*args)
        self.fields["who"].choices = [(str(each.id), member_words(each)) for each in members]  # type: ignore[attr-defined]


@door(PERSON, why="to see what she shared before", methods="GET POST", alone=True)
def before(request: PageRequest) -> HttpResponse:
    """All she ever shared, and what one worker could see on one day."""
    person = request.person
    look_at(request, person.id, "who sees what", "who looked")
    ever = permissions_ever(viewer=person)
    page = one_page(request, ever)
    members = {each.member_id: each.member for each in ever if each.member_id is not None}
    looked = who_looked(viewer=person, person=person, now=request.now)
    members |= {member.id: member for member, _organisation in looked}
    form = MomentForm(posted(request), members=sorted(members.values(), key=lambda member: member.name))
    then, then_who = None, ""
    if request.method == "POST" and form.is_valid():
        member: Any = members[UUID(form.cleaned_data["who"])]
        end_of_day = day_begins(form.cleaned_data["day"] + timedelta(days=1)) - timedelta(seconds=1)
        then = what_was_shared(viewer=person, member=member, at=min(end_of_day, request.now), now=request.now)
        then_who = member_words(member)
    return show(
        request,
        "person/shared_before.html",
        form=form,
        has_members=bool(members),
        page=page,
        lines=[before_line(each, request.today) for each in page.object_list],
        then=then,
        then_who=then_who,
        then_day=form.cleaned_data.get("day") if then else None,
        then_lines=then_lines(then),
    )


def then_lines(then: SharedThen | None) -> list[tuple[Any, Any]]:
    return [(ITEM_WORDS[item], LEVEL_WORDS[level]) for item, level in then.items.items()] if then else []


def before_line(permission: Any, today: date) -> dict[str, Any]:
    """One yes as the list tells it: its day of end is that on which it was taken back, if it was."""
    return {
        "who": recipient_words(permission),
        "item": ITEM_WORDS[Item(permission.item)],
        "level": LEVEL_WORDS[Level(permission.level)],
        "wording": permission.wording,
        "starts_on": permission.starts_on,
        "ended_on": permission.withdrawn_at or permission.ends_on,
        "is_over": permission.withdrawn_at is not None or permission.ends_on <= today,
        "told_to": member_words(permission.told_to) if permission.told_to_id else "",
    }
