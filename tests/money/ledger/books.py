"""A small set of books for the tests: accounts with short names, ids from short names, rows from one line of text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.ledger.commands import Journal, NewAccount, open_accounts, post_journal
from commonpurse.money.ledger.model import Model, ModelAccount
from commonpurse.money.ledger.rules import (
    AccountCode,
    Row,
    TransferCode,
    expire_row,
    hold_row,
    post_row,
    reverse_row,
    settle_row,
    void_row,
)

# A Friday in winter, noon in London.
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)
ACTOR = UUID("01930000-0000-7000-8000-0000000000aa")
AUTHORITY = UUID("01930000-0000-7000-8000-0000000000bb")


def gbp(minor: int) -> Money:
    return Money(minor, "GBP")


class Books:
    """Accounts `bank`, `suspense`, `fund`, `line`, `other`, `clearing`, `loss`, `spent`, `contra`; in EUR `euro`, `euros`.

    Every object has ids of its own, so that many can live in one database.
    """

    ACCOUNTS = {
        "bank": AccountCode.BANK,
        "suspense": AccountCode.SUSPENSE,
        "fund": AccountCode.FUND,
        "line": AccountCode.BUDGET_LINE,
        "other": AccountCode.BUDGET_LINE,
        "clearing": AccountCode.PAYMENT_CLEARING,
        "loss": AccountCode.PROGRAMME_LOSS,
        "spent": AccountCode.SPENT,
        "contra": AccountCode.SPENT_CONTRA,
        "euro": AccountCode.BUDGET_LINE,
        "euros": AccountCode.SUSPENSE,
    }

    def __init__(self) -> None:
        self.space = new_id()
        self.model = Model(
            accounts={
                self.id(name): ModelAccount(code, "EUR" if name.startswith("euro") else "GBP")
                for name, code in self.ACCOUNTS.items()
            }
        )

    def id(self, name: str) -> UUID:
        """Return the id that a short name stands for in these books."""
        return uuid5(self.space, name)

    def open(self) -> Books:
        """Open the accounts in the database."""
        open_accounts(
            [NewAccount(id, account.code, account.currency) for id, account in self.model.accounts.items()],
            by=ACTOR,
            now=NOW,
        )
        return self

    def give(self, account: str, minor: int) -> None:
        """Put money on an account, from the suspense account, which may go below zero."""
        self.post(self.row(f"post {new_id()} suspense {account} {minor}"))

    def post(self, *rows: Row, now: datetime = NOW) -> None:
        post_journal(Journal(new_id(), rows), by=ACTOR, now=now)

    def row(self, text: str) -> Row:
        """Read a row from one line.

        post ID FROM TO AMOUNT · hold ID ACCOUNT AMOUNT · settle ID HOLD ACCOUNT TO AMOUNT · void ID HOLD ACCOUNT ·
        expire ID HOLD ACCOUNT · reverse ID ORIGINAL FROM TO AMOUNT, then any of: final, on=DATE, expires=HOURS,
        in=CURRENCY, code=CODE, authority.
        """
        kind, id, *words = text.split()
        options: dict[str, Any] = {}
        while words and (words[-1] in ("final", "authority") or "=" in words[-1]):
            name, _, value = words.pop().partition("=")
            options[name] = value
        ids = [self.id(word) for word in words if not word.lstrip("-").isdigit()]
        currency = options.get("in", "GBP")
        amount = Money(int(words[-1]) if words[-1].lstrip("-").isdigit() else 0, currency)
        code = TransferCode(options.get("code", "allocation"))
        if kind == "post":
            row = post_row(id=self.id(id), code=code, debit_account=ids[0], credit_account=ids[1], amount=amount)
        elif kind == "hold":
            row = hold_row(id=self.id(id), debit_account=ids[0], amount=amount)
        elif kind == "settle":
            row = settle_row(id=self.id(id), hold=ids[0], debit_account=ids[1], credit_account=ids[2], amount=amount)
        elif kind == "void":
            row = void_row(id=self.id(id), hold=ids[0], debit_account=ids[1], currency=currency)
        elif kind == "expire":
            row = expire_row(id=self.id(id), hold=ids[0], debit_account=ids[1], currency=currency)
        else:
            row = reverse_row(
                id=self.id(id), reverses=ids[0], debit_account=ids[1], credit_account=ids[2], amount=amount, code=code
            )
        if "final" in options:
            row = replace(row, is_final=True)
        if "on" in options:
            row = replace(row, business_date=date.fromisoformat(options["on"]))
        if "expires" in options:
            row = replace(row, expires_at=NOW + timedelta(hours=int(options["expires"])))
        if "authority" in options:
            row = replace(row, authority=AUTHORITY)
        return row
