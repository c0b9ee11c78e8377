from __future__ import annotations

from commonpurse.kernel.words import Words

ROLES = ("worker", "coordinator", "finance", "manager", "funder", "administrator")
ORGANISATION_KINDS = {
    "council": Words("Council"),
    "charity": Words("Charity"),
    "nhs": Words("NHS body"),
    "justice": Words("Justice body"),
    "funder": Words("Funder"),
    "other": Words("Other"),
}
