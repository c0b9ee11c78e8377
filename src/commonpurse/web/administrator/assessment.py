"""Leave for the wording of an assessment: who gave it, when, in which document. Without it no score is kept."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.support.referrals.commands import end_ndt_permission, write_ndt_permission
from commonpurse.support.referrals.ndt import LONGEST_FROM, LONGEST_REFERENCE
from commonpurse.support.referrals.queries import get_ndt_permission, ndt_permissions
from commonpurse.web.doors import ADMINISTRATOR, door
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.request import PageRequest


class LeaveForm(PageForm):
    given_by = forms.CharField(
        label=gettext_lazy("Who gave leave?"),
        help_text=gettext_lazy("The one who holds the rights, and who signed for them."),
        max_length=LONGEST_FROM,
    )
    given_on = DayField(label=gettext_lazy("On which day?"))
    reference = forms.CharField(
        label=gettext_lazy("In which document?"),
        help_text=gettext_lazy("So that somebody finds it: a letter, its date, where it lies."),
        max_length=LONGEST_REFERENCE,
    )


@door(ADMINISTRATOR, why="to keep who gave leave for an assessment", methods="GET POST")
def assessment(request: PageRequest) -> HttpResponse:
    found = ndt_permissions(viewer=request.member)
    is_end = "end" in request.POST
    form = LeaveForm(None if is_end else posted(request))
    if is_end:
        try:
            permission_id = UUID(request.POST["end"])
        except ValueError:
            raise Http404 from None
        permission = or_404(get_ndt_permission(viewer=request.member, permission_id=permission_id))
        end_ndt_permission(by=request.member, permission=permission, now=request.now)
        return go(request, _("It has ended. No score is kept or shown now."), "administrator:assessment")
    if request.method == "POST" and form.is_valid():
        try:
            write_ndt_permission(by=request.member, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("It is written down. Scores can be kept now."), "administrator:assessment")
    current = next((one for one in found if one.ended_at is None), None)
    before = [one for one in found if one.ended_at is not None]
    return show(request, "administrator/assessment.html", form=form, current=current, before=before)
