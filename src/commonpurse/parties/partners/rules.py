from __future__ import annotations

ROLES = ("worker", "coordinator", "finance", "manager", "funder", "administrator")
ORGANISATION_KINDS = {
    "council": "Council",
    "charity": "Charity",
    "nhs": "NHS body",
    "justice": "Justice body",
    "funder": "Funder",
    "other": "Other",
}
