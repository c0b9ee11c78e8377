"""The verbs of sharing: on what basis an organisation stands, and who looked."""

from commonpurse.parties.consent.commands.bases import BasisEnded, end_lawful_basis, set_lawful_basis
from commonpurse.parties.consent.commands.guardians import (
    GuardianRefused,
    agree_guardian,
    ask_guardian,
    decline_guardian,
)
from commonpurse.parties.consent.commands.looks import CannotRecordLook, log_access, log_accesses

__all__ = [
    "BasisEnded",
    "CannotRecordLook",
    "GuardianRefused",
    "agree_guardian",
    "ask_guardian",
    "decline_guardian",
    "end_lawful_basis",
    "log_access",
    "log_accesses",
    "set_lawful_basis",
]
