"""Who sits in the caseload meeting, in the operational group and on the board: for all who work here to read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.words import Words
from commonpurse.parties.partners.commands import end_seat, name_to_group
from commonpurse.parties.partners.queries import GroupOfPartners, get_seat, groups_of_partners
from commonpurse.parties.partners.rules import GROUP_WORDS, SIT_ANYWAY, Group
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.parts.forms import PageForm
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.seats import count_seats_anew
from commonpurse.web.parts.words import translated
from commonpurse.web.request import PageRequest

WHAT_FOR = {
    Group.CASELOAD: Words(
        "Agrees who is taken on. Reads each referral without the name. Opens a name where it must, with a reason that "
        "the person reads."
    ),
    Group.OPERATIONAL: Words(
        "Takes up what stands in somebody’s way and was not answered in time, of people who show them their plan."
    ),
    Group.BOARD: Words("Decides what the group could not, and what becomes of a rule that was bent three times."),
}
BY_ROLE = {
    ("manager",): Words("By their role: managers"),
    ("coordinator", "manager"): Words("By their role: coordinators and managers"),
}


class SeatForm(PageForm):
    member = forms.ChoiceField(
        label=gettext_lazy("Who is to sit in it?"),
        help_text=gettext_lazy("A worker or coordinator of any partner. They get no other right by it."),
        error_messages={"required": gettext_lazy("Choose somebody.")},
    )

    def __init__(self, *args: Any, could: GroupOfPartners):
        super().__init__(*args, prefix=could.group.value)
        self.could = {str(one.id): one for one in could.could_be_named}
        member: Any = self.fields["member"]
        named = [(key, f"{one.name}, {one.organisation}") for key, one in self.could.items()]
        member.choices = [("", _("Choose")), *named]


@door(MEMBER, why="to see who sits in the groups of the partnership", methods="GET POST")
def groups(request: PageRequest) -> HttpResponse:
    """Each group with who sits in it; a manager names and ends, and whoever sits there may give it up."""
    member, found = request.member, groups_of_partners(viewer=request.member)
    may_name, asked = member.has_role("manager"), request.POST.get("group", "")
    if "end" in request.POST:
        seat = or_404(get_seat(viewer=member, seat_id=request.POST["end"]))
        end_seat(by=member, seat=seat, now=request.now)
        count_seats_anew()
        return go(request, _("Ended. What was decided stands."), "partner:groups")
    if request.method == "POST" and not may_name:
        raise NotAllowed
    forms_of = {one.group: SeatForm(request.POST if asked == one.group.value else None, could=one) for one in found}
    form = next((each for each in forms_of.values() if each.is_bound), None)
    if form is not None and form.is_valid():
        chosen = form.could[form.cleaned_data["member"]]
        try:
            name_to_group(by=member, group=Group(asked), member=chosen, now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            count_seats_anew()
            return go(request, _("They sit in it from now on."), "partner:groups")
    lines = [
        {
            "group": one,
            "heading": translated(GROUP_WORDS[one.group]),
            "what_for": translated(WHAT_FOR[one.group]),
            "by_role": translated(BY_ROLE[SIT_ANYWAY[one.group]]),
            "form": forms_of[one.group] if may_name else None,
        }
        for one in found
    ]
    return show(request, "partner/groups.html", lines=lines, may_end=may_name, wrong=form)
