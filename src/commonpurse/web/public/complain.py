from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.rights.concerns.commands import complain_from_outside
from commonpurse.rights.concerns.rules import OFFICE
from commonpurse.web.doors import PUBLIC, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import refuse, show
from commonpurse.web.request import PageRequest


class OutsideForm(PageForm):
    words = forms.CharField(
        label=_("What is wrong?"),
        help_text=_("Write it as you would say it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say in your own words what is wrong.")},
    )
    contact = forms.CharField(
        label=_("How can we answer you safely?"),
        help_text=_("A phone number, an e-mail or an address that no one else reads. Say when it is safe to use."),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say how we can answer you safely.")},
    )


@door(PUBLIC, why="to complain", methods="GET POST")
def complain(request: PageRequest) -> HttpResponse:
    """Take a complaint of somebody who has no sign-in here, or does not want to use it."""
    form = OutsideForm(posted(request))
    kept = None
    if request.method == "POST" and form.is_valid():
        try:
            kept = complain_from_outside(**form.cleaned_data, now=request.now)
        except Refused as refused:
            refuse(form, refused)
    return show(request, "public/complain.html", form=form, kept=kept, office=OFFICE)
