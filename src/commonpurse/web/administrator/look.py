from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.partners.commands import remove_logo, set_logo, set_look
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.partners.rules import LARGEST_LOGO_BYTES
from commonpurse.web.doors import ADMINISTRATOR, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.looks import forget_look
from commonpurse.web.parts.pages import go, refuse, show
from commonpurse.web.request import PageRequest


class LookForm(PageForm):
    name = forms.CharField(
        label=_("Name of the partnership"),
        max_length=200,
        error_messages={"required": _("Write the name of the partnership.")},
    )
    colour = forms.CharField(
        label=_("Colour"),
        help_text=_("Like #0b5d57. It must be dark enough to be read. Leave it empty for our own green."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off", "spellcheck": "false"}),
    )


class LogoForm(PageForm):
    logo = forms.FileField(
        label=_("Logo"),
        help_text=_("A PNG or JPEG file, at most 200 KB. It stands at the top of every page."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        error_messages={"required": _("Choose a picture."), "empty": _("This file is empty. Choose another.")},
    )


@door(ADMINISTRATOR, why="to give the pages the partnership's look", methods="GET POST")
def look(request: PageRequest) -> HttpResponse:
    """Name and colour. A colour that cannot be read is refused with the nearest one that can."""
    partnership = the_partnership()
    form = LookForm(posted(request), initial={"name": partnership.name, "colour": partnership.colour})
    if request.method == "POST" and form.is_valid():
        try:
            set_look(by=request.member, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            forget_look()
            return go(request, gettext("The pages have this look now."), "administrator:look")
    return show(request, "administrator/look.html", form=form, logo_form=LogoForm())


@door(ADMINISTRATOR, why="to change the partnership's logo", methods="POST")
def logo(request: PageRequest) -> HttpResponse:
    """Take a new logo, or take the logo away."""
    if "remove" in request.POST:
        remove_logo(by=request.member, now=request.now)
        forget_look()
        return go(request, gettext("The logo is gone. Our wordmark stands in its place."), "administrator:look")
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            set_logo(by=request.member, content=form.cleaned_data["logo"].read(LARGEST_LOGO_BYTES + 1), now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            forget_look()
            return go(request, gettext("The logo stands at the top of every page now."), "administrator:look")
    partnership = the_partnership()
    kept = LookForm(initial={"name": partnership.name, "colour": partnership.colour})
    return show(request, "administrator/look.html", form=kept, logo_form=form, status=422)
