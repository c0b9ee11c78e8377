"""How allauth's second factors are kept here: sealed, and named for whom they are."""

from __future__ import annotations

import base64
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "commonpurse.parties.signin.factors"


class Factors(DefaultMFAAdapter):
    """A copy of the database alone makes no code: what codes are made of is sealed with the installation's own key."""

    def encrypt(self, text: str) -> str:
        return sealer().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return sealer().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return "Commonpurse"

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.username)

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        return {"id": str(user.pk).encode(), "display_name": user.username, "name": user.username}


def sealer() -> MultiFernet:
    """Seal with the first key; open with it or with one of those before (SECRET_KEY_FALLBACKS), after a change."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = [salted_hmac(SALT, "", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])
