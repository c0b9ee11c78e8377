from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.demo.people import DEMO_SIGN_INS, LOOK_AT
from commonpurse.kernel.errors import Refused
from commonpurse.kernel.messages.delivery import the_post
from commonpurse.parties.signin.commands import PasswordWeak, forgive_tries, take_try, use_set_up_code
from commonpurse.parties.signin.queries import find_user, has_second_factor, user_by_id
from commonpurse.parties.signin.rules import SECOND_STEP_LASTS, Method
from commonpurse.web.doors import PUBLIC, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.own_phone import leave_nothing
from commonpurse.web.parts.pages import refuse, show, tell
from commonpurse.web.parts.proving import (
    CodeForm,
    account_of,
    address_of,
    passkey_options,
    prove_by_code,
    prove_by_passkey,
)
from commonpurse.web.parts.sessions import enter, leave
from commonpurse.web.public.front import may_sign_in_by_button
from commonpurse.web.request import PageRequest

# In the session of who has given a right password, and not yet the second factor.
SECOND_STEP = "second_step"


class SignInForm(PageForm):
    username = forms.CharField(
        label=_("User name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Write your user name.")},
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Write your password.")},
    )


class SetUpForm(SignInForm):
    code = forms.CharField(
        label=_("The code that you were given"),
        help_text=_("Twelve letters and numbers. It is good for half an hour, and once."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Type the code.")},
    )
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 12 characters. Four words that you put together by chance are good, and easy to keep."),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Write a password.")},
    )
    field_order = ("username", "code", "password")


def next_page(request: HttpRequest) -> str:
    """The page that was asked for before sign-in, if it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else "/"


@door(PUBLIC, why="to sign in", methods="GET POST")
def sign_in(request: PageRequest) -> HttpResponse:
    form = SignInForm(posted(request))
    if request.method == "POST" and form.is_valid():
        tried = [account_of(form.cleaned_data["username"]), address_of(request)]
        try:
            take_try(tried=tried, now=request.now)
        except Refused as refused:
            refuse(form, refused)
            return show_sign_in(request, form)
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            forgive_tries(tried=tried[:1], now=request.now)
            return after_first_step(request, user, method=Method.PASSWORD)
        # One answer for every cause: nobody learns here which names exist.
        form.add_error(None, gettext("The user name and the password do not go together. Please try both again."))
    return show_sign_in(request, form)


def show_sign_in(request: PageRequest, form: PageForm) -> HttpResponse:
    return show(
        request,
        "public/sign_in.html",
        form=form,
        next_page=next_page(request),
        may_sign_in=False,
        texts_leave="text" in the_post().ways,
        work_accounts=list(settings.WORK_ACCOUNTS.values()),
    )


def after_first_step(request: PageRequest, user: Any, *, method: Method, there: str | None = None) -> HttpResponse:
    """Ask for the second factor where there is one. A member without one comes in to set it up, and to nothing else."""
    there = there or next_page(request)
    if user.member_id is None or not has_second_factor(user):
        enter(request, user, method=method)
        return redirect(there)
    request.session.cycle_key()
    request.session[SECOND_STEP] = {
        "user": str(user.pk),
        "password": user.get_session_auth_hash(),
        "at": request.now.isoformat(),
        "method": method.value,
        "next": there,
    }
    return redirect("public:second_step")


def half_way(request: PageRequest) -> tuple[Any, dict[str, str]] | None:
    """Who gave a password here in the last ten minutes that is right still, and may show the second factor now."""
    kept = request.session.get(SECOND_STEP)
    if not kept or request.now - datetime.fromisoformat(kept["at"]) >= SECOND_STEP_LASTS:
        request.session.pop(SECOND_STEP, None)
        return None
    user = user_by_id(kept["user"])
    if user is None or not constant_time_compare(kept["password"], user.get_session_auth_hash()):
        request.session.pop(SECOND_STEP, None)
        return None
    return user, kept


@door(PUBLIC, why="to show the second factor", methods="GET POST")
def second_step(request: PageRequest) -> HttpResponse:
    found = half_way(request)
    if found is None:
        happened = gettext("Please start again. You have ten minutes from the password to the code.")
        tell(request, happened, is_done=False)
        return redirect("public:sign_in")
    user, kept = found
    by_passkey = request.method == "POST" and "passkey_token" in request.POST
    form = CodeForm(None if by_passkey else posted(request))
    if by_passkey or (request.method == "POST" and form.is_valid()):
        try:
            if by_passkey:
                prove_by_passkey(request, user)
            else:
                prove_by_code(request, user, form.cleaned_data["code"])
        except Refused as refused:
            form = form if form.is_bound else CodeForm({})
            form.full_clean()
            form.errors.clear() if by_passkey else None
            refuse(form, refused)
        else:
            enter(request, user, method=Method(kept["method"]), has_second_factor=True)
            request.session.pop(SECOND_STEP, None)
            return redirect(kept["next"])
    return show(request, "public/second_step.html", form=form, may_sign_in=False)


@door(PUBLIC, why="to sign in with a passkey", methods="POST")
def passkey_asked(request: PageRequest) -> HttpResponse:
    """What the browser needs to ask its owner for a passkey of this site."""
    return JsonResponse(passkey_options(request))


@door(PUBLIC, why="to sign in with a passkey", methods="POST")
def passkey(request: PageRequest) -> HttpResponse:
    """A passkey is two things in one: the device that holds it, and the finger, face or PIN that opens it."""
    try:
        user = prove_by_passkey(request)
    except Refused as refused:
        form = SignInForm({})
        form.full_clean()
        form.errors.clear()
        refuse(form, refused)
        return show_sign_in(request, form)
    there = next_page(request)
    enter(request, user, method=Method.PASSKEY, has_second_factor=True)
    return redirect(there)


@door(PUBLIC, why="to choose a password with a code", methods="GET POST")
def set_up(request: PageRequest) -> HttpResponse:
    """The first time, or when a password is forgotten: with a code from an administrator, who never knows it."""
    form = SetUpForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        tried = [account_of(given["username"]), address_of(request)]
        try:
            take_try(tried=tried, now=request.now)
            user = use_set_up_code(
                username=given["username"], typed=given["code"], password=given["password"], now=request.now
            )
        except PasswordWeak as refused:  # the code itself was right
            forgive_tries(tried=tried[:1], now=request.now)
            refuse(form, refused)
        except Refused as refused:
            refuse(form, refused)
        else:
            forgive_tries(tried=tried[:1], now=request.now)
            tell(request, gettext("Your password is set."))
            return after_first_step(request, user, method=Method.SET_UP)
    return show(request, "public/set_up.html", form=form, may_sign_in=False)


@door(PUBLIC, why="to try the demo", methods="POST")
def sign_in_to_demo(request: PageRequest) -> HttpResponse:
    """Sign in as one of the invented people, by a button, to one of the pages to look at or the first of their own.

    Elsewhere than on the demo's machine: not there.
    """
    username = request.POST.get("username", "")
    user = find_user(username) if username in {offered.username for offered in DEMO_SIGN_INS} else None
    if user is None or not may_sign_in_by_button(request):
        raise Http404
    enter(request, user, method=Method.DEMO, has_second_factor=True)
    asked = (username, request.POST.get("look", ""))
    return redirect(next((look.page for look in LOOK_AT if (look.username, look.key) == asked), "/"))


@door(PUBLIC, why="to sign out", methods="POST")
def sign_out(request: PageRequest) -> HttpResponse:
    return signed_out(request)


def signed_out(request: HttpRequest) -> HttpResponse:
    """End the session and let the browser forget this site."""
    leave(request)
    response = redirect("public:front")
    leave_nothing(response)
    return response
