"""The talk with an organisation's own sign-in, by OpenID Connect: code flow with state, nonce and PKCE.

What our server asks it asks of the addresses that the operator's file names, over HTTPS, and of no other.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import jwt
from django.conf import settings
from django.urls import reverse

from commonpurse.parties.signin.rules import BEGUN_LASTS, Provider, WorkAccountRefused, check_answer

LINK = "work_link"  # in the session of who asked, on her own page, to link an account
BEGUN = "work_sign_in"  # in the session, until the browser comes back
ALGORITHMS = ["RS256", "PS256", "ES256"]  # never `none`, never a shared secret
LARGEST_ANSWER = 200_000  # bytes
PATIENCE = 10  # seconds


class NoRedirect(HTTPRedirectHandler):
    """An answer that sends us elsewhere is no answer."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def fetch(address: str, data: dict[str, str] | None = None) -> dict[str, Any]:
    """Ask the other side for a JSON object. Raises: WorkAccountRefused for whatever else it answers."""
    check_safe(address)
    body = urlencode(data).encode() if data is not None else None
    try:
        asked = Request(address, data=body, headers={"Accept": "application/json"})  # noqa: S310  HTTPS, see above
        with build_opener(NoRedirect).open(asked, timeout=PATIENCE) as answer:
            found = json.loads(answer.read(LARGEST_ANSWER))
    except (OSError, ValueError, HTTPException, RecursionError) as error:
        raise WorkAccountRefused from error
    if not isinstance(found, dict):
        raise WorkAccountRefused
    return found


def check_safe(address: str) -> None:
    """Raises: WorkAccountRefused for whatever is no HTTPS address."""
    try:
        is_safe = urlsplit(address).scheme == "https"
    except ValueError:
        is_safe = False
    if not is_safe:
        raise WorkAccountRefused


def provider_of(slug: str) -> Provider | None:
    return settings.WORK_ACCOUNTS.get(slug)


def discovered(provider: Provider) -> dict[str, Any]:
    found = fetch(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise WorkAccountRefused
    return found


def begin(request: Any, provider: Provider, *, there: str) -> str:
    """Keep in the session what the answer must bring back, and return where the browser goes."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": request.build_absolute_uri(reverse("public:work_back")),
        "scope": "openid",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    if provider.acr:
        asked["acr_values"] = " ".join(provider.acr)
    if provider.max_age is not None:
        asked["max_age"] = str(provider.max_age)
    address = str(discovered(provider).get("authorization_endpoint", ""))
    check_safe(address)
    is_link = request.session.pop(LINK, None) == provider.slug
    kept = {"slug": provider.slug, "state": state, "nonce": nonce, "verifier": verifier, "next": there}
    request.session[BEGUN] = kept | {"at": request.now.isoformat(), "link": is_link}
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def finish(request: Any) -> tuple[Provider, str, dict[str, Any]]:
    """Check what the browser brought back: whose account it is, and what was begun. It counts once.

    Raises: WorkAccountRefused.
    """
    kept = request.session.pop(BEGUN, None)
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    provider = provider_of(kept["slug"]) if kept else None
    if not kept or provider is None or not code or not hmac.compare_digest(state.encode(), kept["state"].encode()):
        raise WorkAccountRefused
    if request.now - datetime.fromisoformat(kept["at"]) >= BEGUN_LASTS:
        raise WorkAccountRefused
    # RFC 9207: where the other side says who it is, it must be the one that we asked.
    if request.GET.get("iss", provider.issuer) != provider.issuer:
        raise WorkAccountRefused
    there = discovered(provider)
    answer = fetch(
        str(there.get("token_endpoint", "")),
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": request.build_absolute_uri(reverse("public:work_back")),
            "client_id": provider.client_id,
            "client_secret": provider.client_secret,
            "code_verifier": kept["verifier"],
        },
    )
    claims = read_token(str(answer.get("id_token", "")), fetch(str(there.get("jwks_uri", ""))), provider)
    return provider, check_answer(claims, provider=provider, nonce=kept["nonce"], now=request.now), kept


def read_token(token: str, keys: dict[str, Any], provider: Provider) -> dict[str, Any]:
    """Check signature, issuer, audience and times of an ID token. Raises: WorkAccountRefused."""
    try:
        wanted = jwt.get_unverified_header(token).get("kid")
        [key] = [one for one in jwt.PyJWKSet.from_dict(keys).keys if one.key_id == wanted]
        found: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            issuer=provider.issuer,
            audience=provider.client_id,
            leeway=60,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
        )
    except (jwt.PyJWTError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WorkAccountRefused from error
    return found
