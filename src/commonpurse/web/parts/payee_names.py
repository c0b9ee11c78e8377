"""What a payee is called on a page for somebody who works with the person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from commonpurse.money.payments.queries import PayeeShown
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.web.parts.written import named


def payee_beside(payee: Any, person_name: str) -> str:
    """Name a payee: her own account is called that, whatever she calls it herself ("me", "my bank")."""
    if payee.kind == PayeeKind.OWN:
        return _("{name}’s own account").format(name=named(person_name))
    return str(payee.name)


def account_beside(account: Any, person_name: str) -> str:
    """Name a payee by an account: who helps the person has the name that is on it, not "my sister"."""
    if account.payee.kind == PayeeKind.HELPER:
        return str(account.holder_name)
    return payee_beside(account.payee, person_name)


def asked_payee_beside(pay_to: str, payees: Iterable[PayeeShown], person_name: str) -> str:
    """Name whom an ask is to pay. It is written as the person calls them; who is no payee yet stays so."""
    wanted = pay_to.strip().casefold()
    for shown in payees:
        if wanted and shown.payee.name.casefold() == wanted:
            account = shown.usable or shown.waiting
            return account_beside(account, person_name) if account else payee_beside(shown.payee, person_name)
    return pay_to
