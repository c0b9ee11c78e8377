"""In whose hands a line is: the rule, and the command that changes it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.money.budgets.commands import change_holding_type
from commonpurse.money.budgets.models import HoldingPeriod, Line
from commonpurse.money.budgets.queries import holdings_of, person_money
from commonpurse.money.budgets.rules import BudgetRefused, Holding, HoldingType, holding_on
from commonpurse.money.ledger.queries import balance_of
from tests.factories import NOW, TODAY, Standing, make_budget, make_fund, standing_people

SELF, HELPER, MANAGED = HoldingType.SELF_HELD, HoldingType.DELEGATE_HELD, HoldingType.AUTHORITY_MANAGED


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


# fmt: off
CASES = [
    # (who, from, until) in the order set                day   who holds it
    ([],                                                 0,    None),
    ([(HELPER, 0, 10)],                                  -1,   None),
    ([(HELPER, 0, 10)],                                  0,    HELPER),
    ([(HELPER, 0, 10)],                                  9,    HELPER),
    ([(HELPER, 0, 10)],                                  10,   None),       # ends by itself
    ([(HELPER, 0, 10), (SELF, 5, None)],                 4,    HELPER),
    ([(HELPER, 0, 10), (SELF, 5, None)],                 5,    None),       # taken back
    ([(HELPER, 0, 10), (MANAGED, 5, 8)],                 6,    MANAGED),    # the newest counts
    ([(HELPER, 0, 10), (MANAGED, 5, 8)],                 8,    None),       # and the older does not come back
    ([(HELPER, 5, 10), (MANAGED, 2, 4)],                 3,    MANAGED),
    ([(HELPER, 5, 10), (MANAGED, 2, 4)],                 6,    None),       # the newer word replaced it
]
# fmt: on


@pytest.mark.parametrize(("rows", "number", "expected"), CASES)
def test_the_newest_word_that_has_begun_counts(
    rows: list[tuple[HoldingType, int, int | None]], number: int, expected: HoldingType | None
) -> None:
    holdings = [Holding(who, day(start), None if end is None else day(end), "x") for who, start, end in rows]
    found = holding_on(holdings, day(number))
    assert (found.holding_type if found else None) == expected


@given(st.lists(st.tuples(st.sampled_from(HoldingType), st.integers(0, 400), st.integers(1, 366)), max_size=5))
def test_every_step_down_ends_by_itself(rows: list[tuple[HoldingType, int, int]]) -> None:
    holdings = [Holding(who, day(start), day(start + length), "x") for who, start, length in rows]
    assert holding_on(holdings, day(400 + 366)) is None


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def line(people: Standing) -> Line:
    make_budget(people, (make_fund(people, received=100), 100))
    return Line.objects.get()


def test_a_step_down_has_reason_author_and_end_and_moves_no_money(people: Standing, line: Line) -> None:
    before = balance_of(line.account_id)
    period = change_holding_type(
        by=people.wren,
        line=line,
        holding_type=HELPER,
        reason=" She asked her sister to hold it ",
        starts_on=TODAY,
        ends_on=day(30),
        now=NOW,
    )
    assert (period.reason, period.author, period.set_at) == ("She asked her sister to hold it", people.wren, NOW)
    assert balance_of(line.account_id) == before

    def seen(today: date) -> tuple[HoldingType, date | None]:
        money = person_money(viewer=people.ada, person=people.ada, today=today)
        assert money is not None
        return money.lines[0].holding_type, money.lines[0].holding_ends_on

    assert seen(TODAY) == (HELPER, day(30))
    assert seen(day(30)) == (SELF, None)
    change_holding_type(by=people.wren, line=line, holding_type=SELF, reason="Well again", starts_on=day(3), now=NOW)
    assert seen(day(3)) == (SELF, None)
    assert len(holdings_of([line.id])[line.id]) == 2
    assert AuditEvent.objects.filter(event_type="holding_type_changed", subject_id=line.id).count() == 2


@pytest.mark.parametrize(
    ("given_values", "code"),
    [
        ({"reason": " "}, "holding_needs_reason"),
        ({"ends_on": None}, "holding_needs_end"),
        ({"ends_on": TODAY}, "holding_end_wrong"),
        ({"ends_on": day(367)}, "holding_end_wrong"),
        ({"starts_on": day(-1)}, "holding_starts_in_past"),
    ],
)
def test_a_step_down_without_them_is_refused(
    people: Standing, line: Line, given_values: dict[str, object], code: str
) -> None:
    wanted = {"holding_type": MANAGED, "reason": "x", "starts_on": TODAY, "ends_on": day(366)} | given_values
    with pytest.raises(BudgetRefused) as refused:
        change_holding_type(by=people.wren, line=line, now=NOW, **wanted)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert not HoldingPeriod.objects.exists()


@pytest.mark.parametrize("actor", ["femi", "ngozi", "callum", "administrator"])
def test_who_does_not_work_with_her_changes_no_hands(people: Standing, line: Line, actor: str) -> None:
    with pytest.raises(NotAllowed):
        change_holding_type(
            by=getattr(people, actor), line=line, holding_type=SELF, reason="x", starts_on=TODAY, now=NOW
        )
