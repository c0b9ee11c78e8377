"""Whatever happens in whatever order: over all exports that count, each movement is there exactly once, and balances."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.commands import allocate_money, hold_for, promise_money, receive_money
from commonpurse.money.budgets.models import Budget, Fund, FundAccount, Line
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.exports.commands import take_export_back
from commonpurse.money.exports.models import LedgerExport
from commonpurse.money.exports.queries import late_movements
from commonpurse.money.ledger.models import Transfer
from tests.factories import LAST_MONTH, NOW, SUSPENSE, Standing, make_budget, make_fund, pounds, standing_people
from tests.money.budgets.moving import bring_back, release
from tests.money.exports.exporting import CODES, JULY, MAY, export, mapping, rows, total

LATER = NOW + timedelta(days=60)
ACTS = st.sampled_from(["promise", "arrive", "give", "spend", "return", "export", "export_fund", "late", "take_back"])
STEPS = st.lists(st.tuples(ACTS, st.integers(0, 50), st.integers(0, 1)), max_size=14)


class Story:
    """Two funds and a budget; each step happens on a day of its own, some on days long past."""

    def __init__(self, people: Standing) -> None:
        self.people = people
        self.funds: list[Fund] = [
            make_fund(people, "Home Fund", received=900),
            make_fund(people, "Winter", received=900),
        ]
        self.budget: Budget = make_budget(people, (self.funds[0], 200), (self.funds[1], 200))
        self.out: list[tuple[object, object]] = []
        self.mapping = mapping(people)

    def do(self, act: str, day: int, which: int) -> None:
        fund, now = self.funds[which], LAST_MONTH + timedelta(days=day)
        if act == "promise":
            promise_money(by=self.people.ngozi, fund=fund, amount=pounds(1 + day), now=now)
        elif act == "arrive":
            receive_money(
                by=self.people.ngozi,
                fund=fund,
                amount=pounds(1),
                from_account=SUSPENSE,
                business_date=business_date(now),
                transfer=new_id(),
                now=now,
            )
        elif act == "give":
            allocate_money(
                by=self.people.ngozi,
                fund=fund,
                budget=self.budget,
                amount=pounds(3),
                reason="A home",
                request_id=new_id(),
                now=now,
            )
        elif act == "spend":
            hold = hold_for(
                by=self.people.priya,
                budget=self.budget,
                amount=pounds(5),
                spend_kind=SpendKind.FOOD,
                on=business_date(now),
                hold_id=new_id(),
                now=now,
            )
            payment = new_id()
            release(self.people, hold, payment, now=now)
            self.out.append((hold, payment))
        elif act == "return" and self.out:
            bring_back(self.people, *self.out.pop(), now=now)  # type: ignore[arg-type]
        elif act in ("export", "export_fund"):
            starts_on = MAY + timedelta(days=day % 3)  # days overlap, and some are left for later
            self.give_out(starts_on, MAY + timedelta(days=4 + day), fund if act == "export_fund" else None)
        elif act == "late" and (late := late_movements(self.people.ngozi)):
            self.give_out(late.starts_on, late.last_day + timedelta(days=1))
            assert late_movements(self.people.ngozi) is None
        elif act == "take_back" and (made := LedgerExport.objects.live().first()):
            take_export_back(by=self.people.tom, export=made, reason="Not posted", now=LATER)

    def give_out(self, starts_on: date, ends_on: date, fund: Fund | None = None) -> None:
        try:
            export(self.people, starts_on, ends_on, fund=fund, mapping=self.mapping, now=LATER)
        except Refused as refused:
            if refused.code != "nothing_to_export":
                raise


@pytest.fixture
def story(db: None) -> Story:
    return Story(standing_people())


@settings(max_examples=15)
@given(STEPS)
def test_each_movement_is_in_exactly_one_export(story: Story, steps: list[tuple[str, int, int]]) -> None:
    """One story goes on from example to example: what was given out before stays given out."""
    for which in (0, 1):
        story.do("arrive", which, which)
    for step in steps:
        with suppress(Refused):  # no money for it on that day: nothing moved
            story.do(*step)
    story.give_out(MAY, JULY + timedelta(days=30))
    live = list(LedgerExport.objects.live())
    moved = list(Transfer.objects.filter(credit_account__isnull=False))
    of_funds = {
        account for model in (FundAccount, Line) for account in model.objects.values_list("account_id", flat=True)
    }
    touching = [row for row in moved if {row.debit_account_id, row.credit_account_id} & of_funds]
    assert touching
    given_out = Counter(row["Movement"] for made in live for row in rows(made))
    assert all(given_out[row.id.hex] == 2 for row in touching)
    assert given_out == {row.id.hex: 2 for row in moved}
    for made in live:
        assert total(made, "Debit") == total(made, "Credit") == made.debits.decimal
    everything = sum((total(made, "Debit") for made in live), Decimal())
    assert everything == Decimal(sum(row.amount_minor for row in moved)) / 100
    assert {row["Nominal"] for made in live for row in rows(made)} <= set(CODES.values())
