"""A member's own e-mail address at work, and what goes there."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.messages.delivery import the_post
from commonpurse.kernel.messages.rules import Way
from commonpurse.parties.partners.commands import (
    choose_work_mail,
    end_work_address,
    prove_work_address,
    write_work_address,
)
from commonpurse.parties.partners.queries import work_address_of
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, refuse, show
from commonpurse.web.request import PageRequest


class AddressForm(PageForm):
    address = forms.CharField(
        label=_("Your e-mail address at work"),
        help_text=_("We send a code there first. Nothing else goes there before you type it here."),
        max_length=254,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Write your e-mail address.")},
    )


class CodeForm(PageForm):
    code = forms.CharField(
        label=_("The code in the e-mail"),
        help_text=_("Six numbers. They work for 30 minutes."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Type the code.")},
    )


class MailForm(PageForm):
    wanted = forms.MultipleChoiceField(
        label=_("What do you want sent there?"),
        choices=[
            ("days", _("Invites for the steps that I do")),
            ("waits", _("That something waits for me: one e-mail a day at most")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@door(MEMBER, why="to say to which address her own mail goes", methods="GET POST")
def work_address(request: PageRequest) -> HttpResponse:
    """Nothing, one that waits for its code, one that is proven: each with what can be done next."""
    own = work_address_of(viewer=request.member)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    writing = AddressForm(posted(request) if act == "write" else None)
    proving = CodeForm(posted(request) if act == "prove" else None)
    is_on = {"days": own.proven and own.proven.days_from, "waits": own.proven and own.proven.waits_from}
    initial = {"wanted": [name for name, since in is_on.items() if since]}
    choosing = MailForm(posted(request) if act == "choose" else None, initial=initial)
    try:
        if act == "end":
            end_work_address(by=request.member, now=request.now)
            return go(request, gettext("It is taken off. We keep it no longer."), "member:work_address")
        if act == "write" and writing.is_valid():
            made = write_work_address(by=request.member, now=request.now, **writing.cleaned_data)
            if made.proven_at is not None:
                return go(request, gettext("This is your address already."), "member:work_address")
            happened = gettext("A code is on its way to that address. It can take a minute.")
            return go(request, happened, "member:work_address")
        if act == "prove" and proving.is_valid():
            if prove_work_address(by=request.member, figures=proving.cleaned_data["code"], now=request.now):
                happened = gettext("This is your address now. Choose what goes there.")
                return go(request, happened, "member:work_address")
            proving.add_error("code", gettext("This code does not work. Try again, or ask for a new one."))
        if act == "choose" and choosing.is_valid():
            wanted = {name: name in choosing.cleaned_data["wanted"] for name in is_on}
            choose_work_mail(by=request.member, now=request.now, **wanted)
            return go(request, gettext("It is saved."), "member:work_address")
    except Refused as refused:
        refuse(choosing if act == "choose" else writing, refused)
    return show(
        request,
        "member/work_address.html",
        own=own,
        writing=writing,
        proving=proving,
        choosing=choosing,
        is_carried=Way.EMAIL.value in the_post().ways,
    )
