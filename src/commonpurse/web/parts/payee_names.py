"""What a payee is called on a page for somebody who works with the person."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from commonpurse.money.payments.rules import PayeeKind


def payee_beside(payee: Any, person_name: str) -> str:
    """Name a payee: her own account is called that, whatever she calls it herself ("me", "my bank")."""
    if payee.kind == PayeeKind.OWN:
        return _("{name}’s own account").format(name=person_name)
    return str(payee.name)
