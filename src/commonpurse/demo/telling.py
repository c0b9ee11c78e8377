"""What the chapters of the story share: who is in it, its bank, its calendar."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from commonpurse.demo import place
from commonpurse.demo.bank import Account, DemoBank
from commonpurse.demo.founding import Cast
from commonpurse.demo.wishes import Wish
from commonpurse.kernel.periods import LONDON, business_date
from commonpurse.money.budgets.models import Budget
from commonpurse.money.decisions.models import Ask, Challenge, RepaymentNotice
from commonpurse.money.payments.business_days import is_business_day
from commonpurse.money.payments.models import DebtorAccount, PayeeAccount
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.models import Limit

SEED = 2026


@dataclass
class Story:
    """The story so far. People are known by their references; nothing in it lies after `now`."""

    now: datetime
    cast: Cast
    account: DebtorAccount
    bank: DemoBank
    budgets: dict[str, Budget] = field(default_factory=dict)
    payees: dict[tuple[str, str], PayeeAccount] = field(default_factory=dict)
    waiting: list[tuple[Ask, place.InventedPerson, Wish]] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)  # status reports of the bank, not read yet
    read_until: date = date.min
    posted: int = 0  # letters that the post of this place was given
    closed_until: date = date.min  # the last day whose books are closed
    refusals: list[str] = field(default_factory=list)  # codes of what the rules refused on the way
    # What was decided with some of them, by what they are called.
    limits: dict[str, Limit] = field(default_factory=dict)
    asks: dict[str, Ask] = field(default_factory=dict)
    challenges: dict[str, Challenge] = field(default_factory=dict)
    notices: dict[str, RepaymentNotice] = field(default_factory=dict)

    def dice(self, *what: object) -> random.Random:
        """Return the dice for one decision of the story, the same each time it is told."""
        return random.Random("/".join(str(part) for part in (SEED, *what)))  # noqa: S311  it is a play


Act = Callable[[Story, datetime], None]


def who(story: Story, called_by: str) -> tuple[place.InventedPerson, Person]:
    return next(pair for pair in story.cast.people if pair[1].called_by == called_by)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """Return that time of the day in London."""
    return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)


def working_days(starts_on: date, now: datetime) -> list[date]:
    """Return the business days of the week of `starts_on` that are over, or whose evening is not after `now`."""
    days = (starts_on + timedelta(days=offset) for offset in range(5))
    return [day for day in days if is_business_day(day) and moment(day, 18) <= now]


def working_moment_before(now: datetime, days: int) -> datetime:
    """Return ten o'clock on the business day that many business days before `now`; 0 is the last one past eleven."""
    day = business_date(now)
    while not (is_business_day(day) and moment(day, 11) <= now):
        day -= timedelta(days=1)
    for _ in range(days):
        day -= timedelta(days=1)
        while not is_business_day(day):
            day -= timedelta(days=1)
    return moment(day, 10)


def first_monday(now: datetime) -> date:
    """Return the Monday on which the story begins: a little over nine months before its end."""
    day = business_date(now) - timedelta(days=280)
    return day - timedelta(days=day.weekday())


def open_bank(opened_on: date, now: datetime) -> DemoBank:
    """Open the partnership's account at the demo's bank, and tell the bank what funders will pay in."""
    account = Account(place.HOLDER, place.ACCOUNT_NUMBER, place.SORT_CODE, place.CURRENCY)
    bank = DemoBank(account, SEED, opened_on)
    credits = [
        {
            "on": str(business_date(now) - timedelta(days=days)),
            "amount": f"{amount}.00",
            "from": fund.funder,
            "reference": f"{fund.name} part {part}",
        }
        for fund in place.FUNDS
        for part, (days, amount) in enumerate(fund.paid_in, start=1)
    ]
    bank.take_credits(json.dumps({"credits": credits}))
    return bank
