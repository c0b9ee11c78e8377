"""More about a referral: ten scores of a day, where the partnership has leave for them. They decide nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.support.referrals.commands import record_ndt_scores, remove_ndt_scores
from commonpurse.support.referrals.ndt import AREA_WORDS, MOST, Area, allowed
from commonpurse.support.referrals.queries import scores_of_referral
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.words import translated
from commonpurse.web.request import PageRequest, look_at


class ScoresForm(PageForm):
    """A day, and a number for each of the ten areas."""

    on = DayField(label=gettext_lazy("Of which day?"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for area in Area:
            self.fields[area.value] = forms.ChoiceField(
                label=translated(AREA_WORDS[area]),
                choices=[("", "–"), *((str(number), str(number)) for number in allowed(area))],
                error_messages={"required": gettext_lazy("Choose a number.")},
            )

    @property
    def scores(self) -> dict[Area, int]:
        return {area: int(self.cleaned_data[area.value]) for area in Area}


@door(WORKER, why="to keep scores of a referral", methods="GET POST")
def more(request: PageRequest, referral_id: UUID) -> HttpResponse:
    """The scores of a referral by day, and one more; not there without leave."""
    found = or_404(scores_of_referral(viewer=request.member, referral_id=referral_id))
    if found.referral.person_id:
        look_at(request, found.referral.person_id, "referral")
    is_off = "off" in request.POST
    form = ScoresForm(None if is_off else posted(request))
    if is_off:
        scores = next((one for one in found.scores if str(one.id) == request.POST["off"]), None)
        if scores is None:
            raise Http404
        remove_ndt_scores(by=request.member, scores=scores, now=request.now)
        return go(request, _("They are gone."), "worker:referral_more", referral_id)
    if request.method == "POST" and form.is_valid():
        try:
            record_ndt_scores(
                by=request.member,
                referral=found.referral,
                on=form.cleaned_data["on"],
                scores=form.scores,
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("The scores are kept."), "worker:referral_more", referral_id)
    is_mine = found.referral.referred_by_id == request.member.id
    return show(
        request,
        "worker/referral_more.html",
        referral=found.referral,
        is_mine=is_mine,
        form=form,
        days=[
            (one, [(translated(AREA_WORDS[area]), score) for area, score in one.scores.items()]) for one in found.scores
        ],
        most=MOST,
    )
