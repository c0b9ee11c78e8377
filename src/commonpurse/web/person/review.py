from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.money.budgets.commands import ask_for_review
from commonpurse.money.budgets.queries import reviews_of
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.person.money import own_budget
from commonpurse.web.request import PageRequest, look_at


class TalkForm(PageForm):
    concern = forms.CharField(
        label=gettext_lazy("What do you want to talk about?"),
        help_text=gettext_lazy("Your worker reads this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what you want to talk about.")},
    )


@door(PERSON, why="to see when we talk about her money", methods="GET POST")
def review(request: PageRequest) -> HttpResponse:
    """When somebody talks with her next, what she said before, and a way to ask for it sooner."""
    look_at(request, request.person.id, "talks about money")
    if own_budget(request) is None:
        return show(request, "person/no_money.html")
    found = or_404(reviews_of(viewer=request.person, person=request.person, today=request.today))
    form = TalkForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_review(
                by=request.person, person=request.person, concern=form.cleaned_data["concern"], now=request.now
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("Your worker sees now that you want to talk."), "person:review")
    return show(request, "person/review.html", found=found, form=form)
