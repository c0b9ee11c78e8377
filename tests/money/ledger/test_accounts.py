"""Opening and closing accounts, and what follows from what an account is for."""

from __future__ import annotations

import pytest

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.identity import new_id
from commonpurse.money.ledger.commands import LedgerRefused, NewAccount, close_account, open_accounts
from commonpurse.money.ledger.models import Account
from commonpurse.money.ledger.queries import balance_of
from commonpurse.money.ledger.rules import AccountCode
from tests.money.ledger.books import ACTOR, NOW, Books, gbp

# Source: the money map in the design of the ledger.
SIDES = """
fund             credit
fund_promised    credit
budget_line      credit
suspense         credit below_zero
payment_clearing credit
spent_contra     credit
bank             debit  below_zero
grant_receivable debit
spent            debit
programme_loss   debit  below_zero
"""


def test_the_side_and_the_floor_follow_from_the_code() -> None:
    told = {
        (words[0], words[1], "below_zero" in words) for words in (line.split() for line in SIDES.strip().splitlines())
    }
    assert told == {(code.value, code.normal_side.value, code.may_go_below_zero) for code in AccountCode}


@pytest.mark.parametrize("code", AccountCode)
def test_an_account_opens_at_zero_as_its_code_says(db: None, code: AccountCode) -> None:
    id = new_id()
    open_accounts([NewAccount(id, code, "EUR")], by=ACTOR, now=NOW)
    account = Account.objects.get(id=id)
    assert (account.code, account.currency, account.normal_side, account.may_go_below_zero) == (
        code.value, "EUR", code.normal_side.value, code.may_go_below_zero,
    )  # fmt: skip
    assert (account.version, account.opened_by, account.opened_at, account.closed_at) == (0, ACTOR, NOW, None)
    assert balance_of(id).posted.minor == 0


def test_opening_again_changes_nothing_and_for_another_use_is_refused(db: None) -> None:
    id = new_id()
    for _ in range(2):
        open_accounts([NewAccount(id, AccountCode.FUND, "GBP")], by=ACTOR, now=NOW)
    for other in (NewAccount(id, AccountCode.BANK, "GBP"), NewAccount(id, AccountCode.FUND, "EUR")):
        with pytest.raises(Refused) as caught:
            open_accounts([other], by=ACTOR, now=NOW)
        assert caught.value.code == "account_exists"


def test_a_closed_account_takes_no_entry(books: Books) -> None:
    books.post(books.row("post p1 suspense line 5"), books.row("post p2 line suspense 5"))
    for _ in range(2):
        assert close_account(account_id=books.id("line"), by=ACTOR, now=NOW).closed_at == NOW
    for text in ("post p3 suspense line 5", "hold h1 line 5", "reverse r1 p1 line suspense 5"):
        with pytest.raises(LedgerRefused) as caught:
            books.post(books.row(text))
        assert caught.value.code == "account_closed"


def test_an_account_with_money_or_a_hold_is_not_closed(books: Books) -> None:
    books.give("line", 5)
    with pytest.raises(Refused) as caught:
        close_account(account_id=books.id("line"), by=ACTOR, now=NOW)
    assert caught.value.code == "account_not_empty"
    assert balance_of(books.id("line")).posted == gbp(5)
