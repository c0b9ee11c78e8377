"""The doors of a person: a printed card, a code by text message. What does not fit gets one answer, whatever it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.messages.delivery import the_post
from commonpurse.parties.signin.commands import (
    ask_for_codes,
    come_in_by_card,
    come_in_by_first_card,
    come_in_by_text_code,
)
from commonpurse.parties.signin.rules import Method
from commonpurse.web.doors import PUBLIC, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import refuse, show
from commonpurse.web.parts.proving import address_of
from commonpurse.web.parts.sessions import enter
from commonpurse.web.public.signin import next_page
from commonpurse.web.request import PageRequest

# In the session of who asked for a code by text: which codes may be typed here.
ASKED_CODES = "asked_codes"


def pin_field(label: Any, hint: Any = "", *, is_new: bool = False) -> forms.CharField:
    attributes = {"inputmode": "numeric", "class": "short", "autocomplete": "new-password" if is_new else "off"}
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=20,
        widget=forms.PasswordInput(attrs=attributes),
        error_messages={"required": _("Type the PIN.")},
    )


class OwnPhoneForm(PageForm):
    """Whose phone it is: nothing is left on one that others use."""

    whose = forms.ChoiceField(
        label=_("Is this your own phone?"),
        choices=[
            ("shared", _("No, others use it too. Sign me out after 5 minutes.")),
            ("own", _("Yes, it is mine alone.")),
        ],
        initial="shared",
        widget=forms.RadioSelect,
    )

    @property
    def is_shared(self) -> bool:
        return self.cleaned_data["whose"] != "own"


class CardForm(OwnPhoneForm):
    code = forms.CharField(
        label=_("The code on your card"),
        help_text=_("Twelve letters and numbers. Big or small letters are both fine."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Type the code on your card.")},
    )
    pin = pin_field(_("Your PIN"))
    field_order: Sequence[str] = ("code", "pin", "whose")


class FirstCardForm(CardForm):
    pin = pin_field(_("Choose a PIN"), _("4 to 8 numbers. Keep it in your head. Tell it to nobody."), is_new=True)
    pin_again = pin_field(_("The same PIN again"), is_new=True)
    field_order = ("code", "pin", "pin_again", "whose")

    def clean(self) -> None:
        if self.cleaned_data.get("pin") != self.cleaned_data.get("pin_again", self.cleaned_data.get("pin")):
            self.add_error("pin_again", gettext("The two PINs are not the same. Type it again."))


class NumberForm(PageForm):
    number = forms.CharField(
        label=_("Your phone number"),
        help_text=_("Only a number that you chose for this on your own page."),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": _("Type your number.")},
    )


class TextCodeForm(OwnPhoneForm):
    code = forms.CharField(
        label=_("The code in the message"),
        help_text=_("Six numbers. They work for 10 minutes."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Type the code.")},
    )
    field_order = ("code", "whose")


def texts_leave() -> bool:
    """Whether this installation can send a text message at all."""
    return "text" in the_post().ways


@door(PUBLIC, why="to sign in", methods="GET POST")
def card(request: PageRequest) -> HttpResponse:
    form = CardForm(posted(request))
    if request.method == "POST" and form.is_valid():
        code, pin = form.cleaned_data["code"], form.cleaned_data["pin"]
        try:
            user = come_in_by_card(by=None, code=code, pin=pin, came_from=address_of(request), now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            if user is not None:
                there = next_page(request)
                enter(request, user, method=Method.CARD, is_shared_phone=form.is_shared)
                return redirect(there)
            form.add_error(None, gettext("This code and PIN do not go together. Please try both again."))
    return show(request, "public/card.html", form=form, next_page=next_page(request), may_sign_in=False)


@door(PUBLIC, why="to sign in with a card for the first time", methods="GET POST")
def first_card(request: PageRequest) -> HttpResponse:
    """The first time: whoever holds the card chooses the PIN, and nobody else ever sees it."""
    form = FirstCardForm(posted(request))
    if request.method == "POST" and form.is_valid():
        code, pin = form.cleaned_data["code"], form.cleaned_data["pin"]
        try:
            user = come_in_by_first_card(by=None, code=code, pin=pin, came_from=address_of(request), now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            if user is not None:
                enter(request, user, method=Method.CARD, is_shared_phone=form.is_shared)
                return redirect("person:money")
            form.add_error("code", gettext("No new card has this code. If your card has a PIN, sign in with it."))
    return show(request, "public/first_card.html", form=form, may_sign_in=False)


@door(PUBLIC, why="to sign in", methods="GET POST")
def text(request: PageRequest) -> HttpResponse:
    """Ask for a code. Whether the number is known here or not, the answer and the next page are the same."""
    form = NumberForm(posted(request))
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        try:
            codes = ask_for_codes(by=None, number=number, came_from=address_of(request), now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            request.session[ASKED_CODES] = [str(each.id) for each in codes]
            return redirect("public:text_code")
    return show(request, "public/text.html", form=form, may_sign_in=False, texts_leave=texts_leave())


@door(PUBLIC, why="to sign in", methods="GET POST")
def text_code(request: PageRequest) -> HttpResponse:
    form = TextCodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        asked = [UUID(each) for each in request.session.get(ASKED_CODES, [])]
        figures = form.cleaned_data["code"]
        try:
            user = come_in_by_text_code(
                by=None, code_ids=asked, figures=figures, came_from=address_of(request), now=request.now
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            if user is not None:
                enter(request, user, method=Method.TEXT_CODE, is_shared_phone=form.is_shared)
                request.session.pop(ASKED_CODES, None)
                return redirect("person:money")
            form.add_error("code", gettext("This code does not work. Try again, or ask for a new one."))
    return show(request, "public/text_code.html", form=form, may_sign_in=False)
