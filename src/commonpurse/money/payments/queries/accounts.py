"""Our own bank accounts, the table that checks account numbers, and the day on which an account can pay."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from commonpurse.money.payments.access import can_see_accounts
from commonpurse.money.payments.business_days import earliest_execution
from commonpurse.money.payments.models import DebtorAccount, WeightTable
from commonpurse.money.payments.modulus import ModulusTable
from commonpurse.money.payments.modulus_table import read_modulus_tables
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def current_modulus_table() -> ModulusTable | None:
    """The newest table of UK sort codes that was loaded; None before the first."""
    newest = WeightTable.objects.order_by("-loaded_at", "-id").values_list("id", flat=True).first()
    return _read_stored(newest) if newest else None


@lru_cache(maxsize=2)
def _read_stored(table_id: UUID) -> ModulusTable:
    """A stored version never changes, so reading it once for a process is enough."""
    stored = WeightTable.objects.get(id=table_id)
    files = [("weights", stored.weights)]
    if stored.substitutes:
        files.append(("substitutes", stored.substitutes))
    return read_modulus_tables(files)


def debtor_accounts_visible_to(viewer: Member | Person) -> QuerySet[DebtorAccount]:
    """Our own bank accounts, for those who pay from them."""
    return DebtorAccount.objects.all() if can_see_accounts(viewer) else DebtorAccount.objects.none()


def debtor_account_named(*, viewer: Member | Person, name: str) -> DebtorAccount | None:
    """The account of exactly that name, or None when it is not there or not to be seen."""
    return debtor_accounts_visible_to(viewer).filter(name=name).first()


def next_execution_day(debtor_account: DebtorAccount, now: datetime) -> date:
    """The first day on which a file made now can be paid from this account."""
    return earliest_execution(
        now,
        currency=debtor_account.currency,
        cut_off=debtor_account.cut_off,
        days_ahead=debtor_account.days_ahead,
    )
