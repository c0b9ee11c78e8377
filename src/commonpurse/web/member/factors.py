"""How a member signs in: the password, an app or passkeys beside it, recovery codes on paper."""

from __future__ import annotations

from base64 import b64encode
from typing import Any
from uuid import UUID

from allauth.mfa.totp.internal.auth import generate_totp_secret
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.signin.commands import (
    add_passkey,
    change_password,
    forgive_tries,
    make_recovery_codes,
    note_second_factor,
    remove_second_factor,
    set_up_app_code,
    take_try,
    unlink_work_account,
)
from commonpurse.parties.signin.factors import Factors
from commonpurse.parties.signin.queries import second_factors_of, work_accounts_of
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.proving import CodeForm, factor_of, new_passkey_options, read_new_passkey
from commonpurse.web.parts.sessions import device_of, stay
from commonpurse.web.parts.work_accounts import LINK, provider_of
from commonpurse.web.request import PageRequest

# In the session, sealed, until the app has shown its first code.
NEW_SECRET = "new_app_secret"  # noqa: S105  a name


class FirstCodeForm(CodeForm):
    code = forms.CharField(
        label=_("The six numbers that the app shows"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short"}),
        error_messages={"required": _("Type the six numbers.")},
    )


class PasswordForm(PageForm):
    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 characters. Four words that you put together by chance are good, and easy to keep."),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Write a password.")},
    )


def always(request: HttpRequest) -> bool:
    """What takes several steps asks at the first, so that nothing made in between is lost."""
    return True


def after_set_up(request: PageRequest) -> HttpResponse:
    """The new factor was just shown. The first one comes with recovery codes: in this one answer, never again."""
    note_second_factor(by=request.viewer, sign_in=request.sign_in, now=request.now)
    if second_factors_of(viewer=request.viewer, user=request.user).codes_left is not None:
        return go(request, gettext("It is set up. You can use it from now on."), "member:factors")
    made = make_recovery_codes(by=request.viewer, user=request.user, now=request.now)
    return show_codes(request, made, is_first=True)


def show_codes(request: PageRequest, made: list[str], *, is_first: bool = False) -> HttpResponse:
    written = [f"{code[:5]} {code[5:]}" for code in made]
    return show(request, "member/codes.html", codes=written, is_first=is_first)


@door(MEMBER, why="to see how she herself signs in", methods="GET POST", step_up=True, before_second_factor=True)
def factors(request: PageRequest) -> HttpResponse:
    """What there is beside the password. A member who has nothing yet is led here first."""
    found = second_factors_of(viewer=request.viewer, user=request.user)
    refusal = ""
    if request.method == "POST":
        taken_off, unlinked = request.POST.get("take_off", ""), id_typed(request.POST.get("unlink", ""))
        try:
            if unlinked is not None:
                unlink_work_account(by=request.member, user=request.user, work_account_id=unlinked, now=request.now)
            elif taken_off.isdecimal():
                remove_second_factor(by=request.viewer, user=request.user, factor_id=int(taken_off), now=request.now)
        except Refused as refused:
            refusal = refused.message
        else:
            return go(request, gettext("It is taken off."), "member:factors")
    codes_left = ngettext("{count} recovery code is left.", "{count} recovery codes are left.", found.codes_left or 0)
    return show(
        request,
        "member/factors.html",
        status=422 if refusal else 200,
        factors=found,
        linked=linked_accounts(request),
        work_accounts=list(settings.WORK_ACCOUNTS.values()),
        is_first=request.sign_in.second_factor_at is None,
        refusal=refusal,
        codes_left=codes_left.format(count=found.codes_left or 0),
    )


def id_typed(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def linked_accounts(request: PageRequest) -> list[dict[str, Any]]:
    """Which accounts at work let her in, by the organisation's name, or the issuer where it has no button any more."""
    names = {provider.issuer: provider.name for provider in settings.WORK_ACCOUNTS.values()}
    return [
        {"id": each.id, "name": names.get(each.issuer, each.issuer), "linked_at": each.linked_at}
        for each in work_accounts_of(viewer=request.viewer, user=request.user)
    ]


@door(
    MEMBER, why="to set up an app as her second factor", methods="GET POST", step_up=always, before_second_factor=True
)
def app(request: PageRequest) -> HttpResponse:
    """The picture for the app, and its first code. The secret counts only once the app has shown that it has it."""
    adapter = Factors()
    sealed = request.session.get(NEW_SECRET)
    secret = adapter.decrypt(sealed) if sealed else generate_totp_secret()
    if not sealed:
        request.session[NEW_SECRET] = adapter.encrypt(secret)
    form = FirstCodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            take_try(tried=[factor_of(request.user)], now=request.now)
            set_up_app_code(
                by=request.viewer, user=request.user, secret=secret, typed=form.cleaned_data["code"], now=request.now
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            forgive_tries(tried=[factor_of(request.user)], now=request.now)
            request.session.pop(NEW_SECRET, None)
            return after_set_up(request)
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return show(
        request,
        "member/app.html",
        form=form,
        picture=f"data:image/svg+xml;base64,{b64encode(picture.encode()).decode()}",
        secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
    )


@door(MEMBER, why="to make a passkey of her own", methods="POST", before_second_factor=True)
def passkey_asked(request: PageRequest) -> HttpResponse:
    return JsonResponse(new_passkey_options(request))


@door(MEMBER, why="to make a passkey of her own", methods="GET POST", step_up=always, before_second_factor=True)
def passkey(request: PageRequest) -> HttpResponse:
    refusal = ""
    if request.method == "POST":
        try:
            credential = read_new_passkey(request)
            name = device_of(request)
            add_passkey(by=request.viewer, user=request.user, name=name, credential=credential, now=request.now)
        except Refused as refused:
            refusal = refused.message
        else:
            return after_set_up(request)
    return show(request, "member/passkey.html", status=422 if refusal else 200, refusal=refusal)


@door(MEMBER, why="to link her own account at work", methods="POST", step_up=True)
def link(request: PageRequest, slug: str) -> HttpResponse:
    """Asked for on her own page, with the second factor: whoever links an account comes in by it from then on."""
    provider = or_404(provider_of(slug))
    request.session[LINK] = provider.slug
    return show(request, "member/link.html", account=provider)


@door(MEMBER, why="to make new recovery codes of her own", methods="GET POST", step_up=True)
def codes(request: PageRequest) -> HttpResponse:
    """Ten codes, shown in this one answer and never again."""
    made: list[str] = []
    if request.method == "POST":
        made = make_recovery_codes(by=request.viewer, user=request.user, now=request.now)
    return show_codes(request, made)


@door(MEMBER, why="to change her own password", methods="GET POST", step_up=True)
def password(request: PageRequest) -> HttpResponse:
    form = PasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            change_password(
                by=request.viewer, user=request.user, here=request.sign_in, now=request.now, **form.cleaned_data
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            stay(request)
            happened = gettext("Your password is changed. Everywhere else you are signed out.")
            return go(request, happened, "member:factors")
    return show(request, "member/password.html", form=form)
