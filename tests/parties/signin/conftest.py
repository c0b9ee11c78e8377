from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def cheap_hashing(settings: Any) -> None:
    """How a password is hashed is not what is tried here; the true hash takes a third of a second each time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
