from __future__ import annotations

from django import forms
from django.contrib.auth import authenticate
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.demo.people import DEMO_SIGN_INS
from commonpurse.parties.signin.queries import find_user
from commonpurse.parties.signin.rules import Method
from commonpurse.web.doors import PUBLIC, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.own_phone import leave_nothing
from commonpurse.web.parts.pages import show
from commonpurse.web.parts.sessions import enter, leave
from commonpurse.web.public.front import may_sign_in_by_button
from commonpurse.web.request import PageRequest


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


def next_page(request: PageRequest) -> str:
    """The page that was asked for before sign-in, if it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else "/"


@door(PUBLIC, why="to sign in", methods="GET POST")
def sign_in(request: PageRequest) -> HttpResponse:
    form = SignInForm(posted(request))
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            enter(request, user, method=Method.PASSWORD)
            return redirect(next_page(request))
        # One answer for every cause: nobody learns here which names exist.
        form.add_error(None, gettext("The user name and the password do not go together. Please try both again."))
    return show(request, "public/sign_in.html", form=form, next_page=next_page(request), may_sign_in=False)


@door(PUBLIC, why="to try the demo", methods="POST")
def sign_in_to_demo(request: PageRequest) -> HttpResponse:
    """Sign in as one of the invented people, by a button. Elsewhere than on the demo's machine: not there."""
    username = request.POST.get("username", "")
    user = find_user(username) if username in {offered.username for offered in DEMO_SIGN_INS} else None
    if user is None or not may_sign_in_by_button(request):
        raise Http404
    enter(request, user, method=Method.DEMO, has_second_factor=True)
    return redirect("/")


@door(PUBLIC, why="to sign out", methods="POST")
def sign_out(request: PageRequest) -> HttpResponse:
    return signed_out(request)


def signed_out(request: HttpRequest) -> HttpResponse:
    """End the session and let the browser forget this site."""
    leave(request)
    response = redirect("public:front")
    leave_nothing(response)
    return response
