from __future__ import annotations

ROLES = ("worker", "coordinator", "finance", "manager", "funder", "administrator")
