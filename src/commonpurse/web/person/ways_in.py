"""How she signs in: each way, when it was last used, how to end it. Only she changes any of it, and alone."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.helping import check_alone
from commonpurse.kernel.messages.delivery import the_post
from commonpurse.parties.signin.commands import (
    add_passkey,
    choose_own_password,
    choose_text_codes,
    confirm_text_codes,
    end_card,
    end_own_passkey,
    end_own_password,
    end_text_codes,
    make_card,
)
from commonpurse.parties.signin.rules import CardEnd
from commonpurse.parties.signin.ways import WaysIn, helps_of, safe_numbers_of, ways_in_of
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.cards import card_attachment, new_card_page
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.proving import new_passkey_options, read_new_passkey
from commonpurse.web.parts.sessions import stay
from commonpurse.web.parts.words import said
from commonpurse.web.request import PageRequest, look_at


class OwnPasswordForm(PageForm):
    username = forms.CharField(
        label=_("A name to sign in with"),
        help_text=_("It can be any name. It need not be your own."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Write a name.")},
    )
    password = forms.CharField(
        label=_("A password"),
        help_text=_("At least 12 letters. Four words side by side are good."),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Write a password.")},
    )


class NumberChoiceForm(PageForm):
    number = forms.ChoiceField(
        label=_("To which number?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a number.")},
    )


class ConfirmForm(PageForm):
    code = forms.CharField(
        label=_("The code in the message"),
        help_text=_("Six numbers. They work for 10 minutes."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Type the code.")},
    )


@door(PERSON, why="to see how she signs in", alone=True)
def ways_in(request: PageRequest) -> HttpResponse:
    return show_ways(request)


def show_ways(request: PageRequest, refusal: str = "") -> HttpResponse:
    look_at(request, request.person.id, "sign-in")
    ways = own_ways(request)
    live = sum(map(bool, (ways.card and ways.card.pin_set_at, ways.text_way_masked, ways.username, ways.passkeys)))
    return show(
        request,
        "person/ways_in.html",
        status=422 if refusal else 200,
        ways=ways,
        is_last=live == 1,
        texts_leave="text" in the_post().ways,
        helps=helps_of(viewer=request.person, now=request.now),
        refusal=refusal,
    )


def own_ways(request: PageRequest) -> WaysIn:
    return or_404(ways_in_of(viewer=request.person, person=request.person, now=request.now, today=request.today))


@door(PERSON, why="to stop one of her ways to sign in", methods="POST", alone=True)
def end(request: PageRequest) -> HttpResponse:
    """End one way, in one tap."""
    which, ways = request.POST.get("end", ""), own_ways(request)
    try:
        if which == "card":
            if ways.card is not None:
                end_card(by=request.person, card=ways.card, why=CardEnd.NOT_WANTED, now=request.now)
        elif which == "text":
            end_text_codes(by=request.person, now=request.now)
        elif which == "password":
            end_own_password(by=request.person, user=request.user, now=request.now)
            stay(request)
        elif which.isdecimal():
            end_own_passkey(by=request.person, user=request.user, passkey_id=int(which), now=request.now)
        else:
            return show_ways(request, gettext("Choose the way that you want to stop."))
    except Refused as refused:
        return show_ways(request, said(refused))
    return go(request, gettext("It is stopped. Nobody can come in by it."), "person:ways_in")


@door(PERSON, why="to make a card of her own", methods="POST", alone=True)
def new_card(request: PageRequest) -> HttpResponse:
    """Make herself a card. Its code is shown in this answer alone."""
    try:
        made = make_card(by=request.person, person=request.person, now=request.now)
    except Refused as refused:
        return show_ways(request, said(refused))
    return new_card_page(request, "person/new_card.html", made.code, reverse("person:card_paper"))


@door(PERSON, why="to print her own card", methods="POST", alone=True)
def card_paper(request: PageRequest) -> HttpResponse:
    return card_attachment(request)


@door(PERSON, why="to choose a name and a password", methods="GET POST", alone=True)
def own_password(request: PageRequest) -> HttpResponse:
    form = OwnPasswordForm(posted(request), initial={"username": own_ways(request).username})
    if request.method == "POST" and form.is_valid():
        try:
            choose_own_password(
                by=request.person, user=request.user, here=request.sign_in, now=request.now, **form.cleaned_data
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            stay(request)
            return go(request, gettext("You can sign in with this name and password now."), "person:ways_in")
    return show(request, "person/own_password.html", form=form)


@door(PERSON, why="to choose codes by text message", methods="GET POST", alone=True)
def text_codes(request: PageRequest) -> HttpResponse:
    """What can go wrong with it, then to which of her safe numbers. It works once she has typed a first code."""
    look_at(request, request.person.id, "ways of contact")
    form = NumberChoiceForm(posted(request))
    numbers = safe_numbers_of(viewer=request.person, today=request.today)
    field = form.fields["number"]
    field.choices = [(str(way_id), masked) for way_id, masked in numbers]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            choose_text_codes(by=request.person, contact_way_id=UUID(form.cleaned_data["number"]), now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("A first code is on its way. It can take a minute."), "person:confirm_number")
    leave = "text" in the_post().ways
    return show(request, "person/text_codes.html", form=form, has_number=bool(numbers), texts_leave=leave)


@door(PERSON, why="to confirm a number for codes", methods="GET POST", alone=True)
def confirm_number(request: PageRequest) -> HttpResponse:
    form = ConfirmForm(posted(request))
    waiting = own_ways(request).waiting
    if request.method == "POST" and form.is_valid():
        try:
            is_right = waiting is not None and confirm_text_codes(
                by=request.person, text_way=waiting, figures=form.cleaned_data["code"], now=request.now
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            if is_right:
                return go(request, gettext("You can sign in with a code now."), "person:ways_in")
            form.add_error("code", gettext("This code does not work. Try again, or ask for a new one."))
    return show(request, "person/confirm_number.html", form=form)


@door(PERSON, why="to make a passkey of her own", methods="POST", alone=True)
def passkey_asked(request: PageRequest) -> HttpResponse:
    check_alone()
    return JsonResponse(new_passkey_options(request))


@door(PERSON, why="to make a passkey of her own", methods="GET POST", alone=True)
def passkey(request: PageRequest) -> HttpResponse:
    """The one way in that needs a script: the browser itself makes the key."""
    refusal = ""
    if request.method == "POST":
        try:
            check_alone()
            credential = read_new_passkey(request)
            name = request.POST.get("name", "")
            add_passkey(by=request.person, user=request.user, name=name, credential=credential, now=request.now)
        except Refused as refused:
            refusal = said(refused)
        else:
            return go(request, gettext("You can sign in with this passkey now."), "person:ways_in")
    return show(request, "person/passkey.html", status=422 if refusal else 200, refusal=refusal)
