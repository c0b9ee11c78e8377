"""The code by which a member proves an address."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from commonpurse.parties.partners.models import WorkAddress
from commonpurse.parties.partners.rules import WORK_CODE_FIGURES

SALT = "commonpurse.parties.partners.proving"


def work_code_of(address: WorkAddress) -> str:
    """The figures that go to this address: reckoned from its row and our secret key, and kept nowhere."""
    made = int.from_bytes(salted_hmac(SALT, str(address.id), algorithm="sha256").digest()[:8], "big")
    return f"{made % 10**WORK_CODE_FIGURES:0{WORK_CODE_FIGURES}d}"
