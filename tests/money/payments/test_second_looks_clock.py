"""A second look has a clock: until the end of the next working day. Then the manager may look too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from commonpurse.kernel.errors import NotAllowed
from commonpurse.money.payments.bands import BandKind, is_look_late, look_by
from commonpurse.money.payments.commands import agree_payment, approve_bank_file, decline_payment, make_bank_file
from commonpurse.money.payments.models import Approval
from commonpurse.money.payments.second_looks import get_approval, may_answer
from tests.factories import (
    NOW,
    TODAY,
    Standing,
    make_budget,
    make_debtor_account,
    make_fund,
    make_payee,
    release,
    set_band,
    standing_people,
)

LATE = NOW + timedelta(days=2)


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def approval(people: Standing) -> Approval:
    """Of £80, released on a Monday: finance is to look."""
    set_band(people, BandKind.ONE_PAYMENT, 50)
    budget = make_budget(people, (make_fund(people, received=500), 300))
    return release(people, budget, make_payee(people), 80).approval


@pytest.mark.parametrize(
    ("asked_at", "by"),
    [
        (datetime(2026, 6, 1, 9, 30, tzinfo=UTC), date(2026, 6, 2)),  # a Monday
        (datetime(2026, 6, 5, 22, 30, tzinfo=UTC), date(2026, 6, 8)),  # a Friday, late: the Monday
        (datetime(2026, 6, 5, 23, 30, tzinfo=UTC), date(2026, 6, 8)),  # in London it is Saturday already
        (datetime(2026, 12, 24, 12, tzinfo=UTC), date(2026, 12, 29)),  # Christmas, and Boxing Day's substitute
    ],
)
def test_the_clock_runs_to_the_end_of_the_next_working_day(asked_at: datetime, by: date) -> None:
    assert look_by(asked_at) == by
    assert not is_look_late(asked_at, by)
    assert is_look_late(asked_at, by + timedelta(days=1))


def test_a_late_look_is_the_managers_too(people: Standing, approval: Approval) -> None:
    for act in (
        lambda: agree_payment(by=people.priya, approval=approval, now=NOW),
        lambda: decline_payment(by=people.priya, approval=approval, reason="not_theirs", now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert may_answer(people.priya, approval, NOW) is not None
    assert may_answer(people.priya, approval, LATE) is None
    agreed = agree_payment(by=people.priya, approval=approval, now=LATE)
    assert agreed.agreed_by == people.priya
    approval.payment.refresh_from_db()
    assert approval.payment.state == "ready"


def test_a_late_look_still_asks_for_a_reason_of_the_list_and_opens_to_nobody_else(
    people: Standing, approval: Approval
) -> None:
    for who in ("wren", "femi", "administrator", "callum"):
        with pytest.raises(NotAllowed):
            agree_payment(by=getattr(people, who), approval=approval, now=LATE)
    declined = decline_payment(by=people.priya, approval=approval, reason="not_theirs", now=LATE)
    assert declined.doubt == "not_theirs"
    found = get_approval(viewer=people.ngozi, approval_id=approval.id, today=LATE.date())
    assert found is not None
    assert not found.is_late(LATE.date())  # it was answered


def test_a_file_has_the_same_clock(people: Standing) -> None:
    budget = make_budget(people, (make_fund(people, received=500), 300))
    release(people, budget, make_payee(people), 20)
    made = make_bank_file(by=people.ngozi, debtor_account=make_debtor_account(people), now=NOW)
    assert made.check_by_on == TODAY + timedelta(days=1)
    assert [made.is_check_late(TODAY + timedelta(days=days)) for days in (0, 1, 2)] == [False, False, True]
    checked = approve_bank_file(by=people.tom, bank_file=made, now=LATE)
    assert not checked.is_check_late(TODAY + timedelta(days=9))
