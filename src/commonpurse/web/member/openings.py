"""What the guardian reviews: who opened whose record in an emergency, why, and what they looked at."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.parties.people.commands import review_opening
from commonpurse.parties.people.openings import (
    REVIEWING,
    ToReview,
    get_to_review,
    openings_to_review,
    reviewed_openings,
)
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.guardians import is_guardian
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.request import PageRequest, look_at

HOUR = 3600  # seconds


class ReviewForm(PageForm):
    was_right = forms.ChoiceField(
        label=_("Was it right to open it?"),
        choices=[("yes", _("Yes, it was needed")), ("no", _("No, it was not"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it was right.")},
    )
    note = forms.CharField(
        label=_("What did you find?"),
        help_text=_("The person reads this."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what you found, in a sentence.")},
    )
    kept_from_person_why = forms.CharField(
        label=_("Must the person not be told?"),
        help_text=_("Only where it would put somebody in danger. Write why. Leave it empty, and the person is told."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@dataclass(frozen=True)
class ReviewLine:
    each: ToReview
    clock: str


def lines_of(found: list[ToReview]) -> list[ReviewLine]:
    return [ReviewLine(each, clock_of(each)) for each in found]


def clock_of(each: ToReview) -> str:
    """How long there is to review it, or that it is late; nothing for what was reviewed."""
    if each.opening.is_reviewed:
        return ""
    if each.is_overdue:
        return gettext("Overdue: the manager sees it too.")
    hours = ceil(each.time_left.total_seconds() / HOUR)
    return ngettext("{number} hour left to review it.", "{number} hours left to review it.", hours).format(number=hours)


@door(MEMBER, why=REVIEWING)
def openings(request: PageRequest) -> HttpResponse:
    waiting = openings_to_review(viewer=request.viewer, now=request.now)
    # Somebody who was the guardian when it was opened still reviews it.
    if not (waiting or is_guardian(request.member) or request.member.has_role("manager")):
        raise NotAllowed
    reviewed = reviewed_openings(viewer=request.viewer, now=request.now)
    look_at(request, [each.opening.person_id for each in (*waiting, *reviewed)], "name", "opened in an emergency")
    return show(request, "member/openings.html", waiting=lines_of(waiting), reviewed=lines_of(reviewed))


@door(MEMBER, why=REVIEWING, methods="GET POST")
def opening(request: PageRequest, opening_id: UUID) -> HttpResponse:
    found: Any = or_404(get_to_review(viewer=request.viewer, opening_id=opening_id, now=request.now))
    look_at(request, found.opening.person_id, "name", "opened in an emergency")
    form = ReviewForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            review_opening(
                by=request.member,
                opening=found.opening,
                was_right=given["was_right"] == "yes",
                note=given["note"],
                kept_from_person_why=given["kept_from_person_why"],
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("It is reviewed."), "member:openings")
    return show(request, "member/opening.html", found=found, clock=clock_of(found), form=form)
