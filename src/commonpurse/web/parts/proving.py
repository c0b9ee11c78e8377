"""How somebody proves at a page who they are: a code, or a passkey of the browser. Tries are counted first."""

from __future__ import annotations

import json
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from allauth.core.context import request_context
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.signin.commands import Tried, forgive_tries, note_passkey_used, take_try, use_second_factor
from commonpurse.parties.signin.queries import user_by_id, viewer_of
from commonpurse.parties.signin.rules import FREE_TRIES_OF_AN_ADDRESS
from commonpurse.web.parts.forms import PageForm

LARGEST_PASSKEY = 20_000  # characters of what a browser answers
TOKEN = "passkey_token"  # noqa: S105  the name of a field


class CodeForm(PageForm):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("The six numbers in your app. A code from your paper works too."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short", "autocapitalize": "none"}
        ),
        error_messages={"required": _("Type the code.")},
    )


class PasskeyWrong(Refused):
    code = "passkey_wrong"

    def __init__(self) -> None:
        super().__init__("This passkey does not fit here. Please try again, or come in another way.")


def address_of(request: Any) -> Tried:
    """Where a try comes from, to be counted; kept as a keyed hash only. A house has one network of IPv6.

    Behind HTTPS our own proxy stands in front: the last address that it wrote is the one that it saw.
    """
    given = request.META.get("REMOTE_ADDR") or "::"
    if settings.SECURE_PROXY_SSL_HEADER:
        given = request.headers.get("X-Forwarded-For", given).rpartition(",")[2].strip()
    try:
        found = ip_address(given)
    except ValueError:
        found = ip_address("::")
    if isinstance(found, IPv6Address):
        return Tried(f"address:{ip_network((found, 64), strict=False)}", FREE_TRIES_OF_AN_ADDRESS)
    return Tried(f"address:{found}", FREE_TRIES_OF_AN_ADDRESS)


def account_of(username: str) -> Tried:
    return Tried(f"account:{username.strip().casefold()}")


def factor_of(user: Any) -> Tried:
    return Tried(f"factor:{user.pk}")


def prove_by_code(request: Any, user: Any, typed: str) -> str:
    """Take a code of the user's second factor. Returns its kind. Raises: PleaseWait, CodeWrong."""
    take_try(tried=[factor_of(user)], now=request.now)
    viewer = viewer_of(user)
    kind = use_second_factor(by=viewer, user=user, typed=typed, now=request.now)  # type: ignore[arg-type]
    forgive_tries(tried=[factor_of(user)], now=request.now)
    return kind


def passkey_options(request: Any, user: Any = None) -> dict[str, Any]:
    """What the browser is asked for: any passkey of this site, or one of the user's own."""
    with request_context(request):
        return plain(webauthn.begin_authentication(user))


def prove_by_passkey(request: Any, user: Any = None) -> Any:
    """Check what the browser answered with a passkey, and return whose it is. Raises: PasskeyWrong.

    The challenge is used up by it, right or wrong.
    """
    try:
        answer = read_answer(request)
        with request_context(request):
            whose = user or webauthn.extract_user_from_response(answer)
            passkey = webauthn.complete_authentication(whose, answer)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise PasskeyWrong from error
    finally:
        request.session.pop(webauthn.STATE_SESSION_KEY, None)
    found = user_by_id(str(whose.pk))
    viewer = viewer_of(found) if found is not None else None
    if found is None or viewer is None:
        raise PasskeyWrong
    note_passkey_used(by=viewer, user=found, passkey=passkey, now=request.now)
    return found


def new_passkey_options(request: Any) -> dict[str, Any]:
    """What the browser is asked to make a passkey from."""
    with request_context(request):
        return plain(webauthn.begin_registration(request.user, passwordless=True))


def read_new_passkey(request: Any) -> dict[str, Any]:
    """Check a passkey that the browser has just made. Raises: PasskeyWrong."""
    try:
        answer = read_answer(request)
        with request_context(request):
            webauthn.parse_registration_response(answer)
            webauthn.complete_registration(answer)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise PasskeyWrong from error
    finally:
        request.session.pop(webauthn.STATE_SESSION_KEY, None)
    return answer


def read_answer(request: Any) -> dict[str, Any]:
    text = request.POST.get(TOKEN, "")
    if len(text) > LARGEST_PASSKEY:
        raise ValueError("longer than any passkey")
    answer = json.loads(text)
    if not isinstance(answer, dict):
        raise TypeError("a passkey's answer is an object")
    return answer


def plain(options: Any) -> dict[str, Any]:
    """The options as JSON has them."""
    made: dict[str, Any] = json.loads(json.dumps(options, default=dict))
    return made
