"""An organisation leaves the partnership: what is open with it, from which day, and why."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.money.budgets.queries import funds_visible_to
from commonpurse.parties.partners.commands import call_off_leaving, say_organisation_leaves
from commonpurse.parties.partners.queries import departure_of, get_organisation
from commonpurse.parties.partners.rules import LONGEST_REASON
from commonpurse.support.blockages.queries import count_open_with
from commonpurse.support.plans.commands import let_organisation_leave
from commonpurse.support.plans.queries import open_in_plans
from commonpurse.support.referrals.queries import count_open_of
from commonpurse.web.doors import ADMINISTRATOR, door
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.words import said
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest, look_at


class LeavingForm(PageForm):
    leaves_on = DayField(
        label=gettext_lazy("From which day are they no partner any more?"),
        help_text=gettext_lazy("Nothing ends before that day. Until then each person gets somebody new."),
        error_messages={"required": gettext_lazy("Write the day.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("The other partners can read it. Name no person."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why. The other partners can read it.")},
    )


@door(ADMINISTRATOR, why="to let an organisation leave", methods="GET POST")
def leaving(request: PageRequest, organisation_id: UUID) -> HttpResponse:
    """What is open with it first; then that it leaves, that it is done, or that it is called off."""
    member = request.member
    organisation = or_404(get_organisation(viewer=member, organisation_id=organisation_id))
    departure, act, refusal = departure_of(organisation), request.POST.get("act", ""), ""
    form = LeavingForm(posted(request) if act == "say" else None)
    if act == "say" and form.is_valid():
        try:
            say_organisation_leaves(by=member, organisation=organisation, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("It is written down."), "administrator:leaving", organisation.id)
    if departure is not None and act in ("leave", "call_off"):
        try:
            if act == "leave":
                let_organisation_leave(by=member, departure=departure, now=request.now)
                happened = _("{name} has left. What was shared with them has ended.")
            else:
                call_off_leaving(by=member, departure=departure, now=request.now)
                happened = _("{name} stays.")
        except Refused as refused:
            refusal = said(refused)
        else:
            done = happened.format(name=named(organisation.name))
            return go(request, done, "administrator:leaving", organisation.id)
    plans = open_in_plans(viewer=member, organisation=organisation)
    look_at(request, {each.id for each in plans.without_next}, "name", "who works with her")
    is_here = organisation.left_on is None
    return show(
        request,
        "administrator/leaving.html",
        status=422 if refusal else 200,
        refusal=refusal,
        organisation=organisation,
        departure=departure if departure is not None and (departure.left_at is None or not is_here) else None,
        is_here=is_here,
        is_due=departure is not None and departure.leaves_on <= request.today,
        form=form if is_here and (departure is None or departure.left_at is not None) else None,
        plans=plans,
        blockage_count=count_open_with(viewer=member, organisation=organisation),
        referral_count=count_open_of(viewer=member, organisation=organisation),
        funds=list(funds_visible_to(member).filter(funder=organisation.id).order_by("name")),
    )
