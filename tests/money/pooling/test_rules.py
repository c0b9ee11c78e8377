"""What may stand in an agreement, what is missing, who must agree, and its sums: plain values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonpurse.kernel.periods import FiscalYear, Period
from commonpurse.money.budgets.rules import FundKind
from commonpurse.money.pooling.rules import (
    NEEDS,
    TEXT_WORDS,
    Drawdown,
    FundFacts,
    LeftOver,
    Party,
    PoolingRefused,
    Share,
    Stage,
    Terms,
    Text,
    check_complete,
    check_notice,
    check_terms,
    cut,
    due_by,
    ends_by_leaving,
    goes_back,
    missing,
    must_agree,
    quarters_of,
    stage_on,
    statements_due,
)

COUNCIL, TRUST, CHARITY = (
    Party(uuid4(), "Harbour Council", "council"),
    Party(uuid4(), "Harbour Trust", "nhs"),
    Party(uuid4(), "Open Door", "charity"),
)
PARTIES = {each.id: each for each in (COUNCIL, TRUST, CHARITY)}
OF_COUNCIL, OF_TRUST = uuid4(), uuid4()
FUNDS = {
    OF_COUNCIL: FundFacts("Council's part", COUNCIL.id, FundKind.POOLED_S75),
    OF_TRUST: FundFacts("Trust's part", TRUST.id, FundKind.POOLED_S75),
}
APRIL, NEXT_APRIL = date(2026, 4, 1), date(2027, 4, 1)
YEAR = FiscalYear(4, 1)
WHOLE = Terms(
    fund_kind=FundKind.POOLED_S75,
    texts=dict.fromkeys(Text, "Said"),
    starts_on=APRIL,
    ends_on=NEXT_APRIL,
    review_on=date(2026, 10, 1),
    notice_days=90,
    unspent_rule=LeftOver.IN_PROPORTION,
    host=COUNCIL.id,
    pool_manager=uuid4(),
    shares=(
        Share(COUNCIL.id, 600, OF_COUNCIL, varies="By prices"),
        Share(TRUST.id, 300, OF_TRUST, Drawdown.QUARTERLY, varies="Not"),
    ),
)


def refused(terms: Terms, works_for: UUID | None = COUNCIL.id) -> str:
    with pytest.raises(PoolingRefused) as found:
        check_terms(terms, parties=PARTIES, funds=FUNDS, manager_works_for=works_for)
    return found.value.code


def test_complete_terms_stand() -> None:
    check_terms(WHOLE, parties=PARTIES, funds=FUNDS, manager_works_for=COUNCIL.id)
    check_complete(WHOLE, PARTIES)
    assert set(TEXT_WORDS) == set(Text)
    assert set(NEEDS) == set(FundKind)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"ends_on": APRIL}, "end_wrong"),
        ({"review_on": NEXT_APRIL}, "review_outside"),
        ({"notice_days": 0}, "notice_wrong"),
        ({"notice_days": 731}, "notice_wrong"),
        ({"shares": (*WHOLE.shares, Share(COUNCIL.id))}, "named_twice"),
        ({"shares": (WHOLE.shares[0], Share(TRUST.id, 1, OF_COUNCIL))}, "named_twice"),
        ({"shares": (*WHOLE.shares, Share(CHARITY.id, 1))}, "not_in_pool"),
        ({"shares": (Share(COUNCIL.id, -1), WHOLE.shares[1])}, "amount_wrong"),
        ({"shares": (Share(COUNCIL.id, 1, OF_TRUST),)}, "fund_not_theirs"),
        ({"fund_kind": FundKind.ALIGNED}, "fund_of_other_kind"),
        ({"shares": (replace(WHOLE.shares[0], starts_on=date(2026, 3, 31)),)}, "share_outside"),
        ({"shares": (replace(WHOLE.shares[0], ends_on=date(2027, 4, 2)),)}, "share_outside"),
        (
            {"shares": (replace(WHOLE.shares[0], starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 1)),)},
            "share_outside",
        ),
        ({"host": CHARITY.id}, "host_not_partner"),
    ],
)
def test_what_may_not_stand_is_refused(changed: dict[str, Any], code: str) -> None:
    assert refused(replace(WHOLE, **changed)) == code


def test_the_pool_manager_works_for_the_host() -> None:
    assert refused(WHOLE, works_for=TRUST.id) == "manager_not_of_host"


def test_a_charity_is_told_how_it_can_join() -> None:
    with pytest.raises(PoolingRefused) as found:
        check_terms(
            replace(WHOLE, shares=(*WHOLE.shares, Share(CHARITY.id, 1))),
            parties=PARTIES,
            funds=FUNDS,
            manager_works_for=COUNCIL.id,
        )
    assert "Open Door can join by a grant or an aligned budget" in str(found.value)


def test_all_that_is_missing_is_named_at_once() -> None:
    empty = Terms(FundKind.POOLED_S75, shares=(Share(COUNCIL.id, 600),))
    said = [str(each) for each in missing(empty, PARTIES)]
    assert said[:12] == [str(TEXT_WORDS[text]) for text in Text if text is not Text.RESTRICTED_PURPOSE]
    assert said[12:] == [
        *("First day", "Last day", "Day of the review", "How long a notice is", "What happens to money not spent"),
        *("Host organisation", "Pool manager", "Two partners or more"),
        *("The fund that Harbour Council pays into", "How the part of Harbour Council can vary"),
    ]
    with pytest.raises(PoolingRefused) as found:
        check_complete(empty, PARTIES)
    assert found.value.code == "not_complete"
    assert all(each in str(found.value) for each in said)


@pytest.mark.parametrize("text", NEEDS[FundKind.POOLED_S75])
def test_a_pooled_budget_needs_each_thing_that_the_law_names(text: Text) -> None:
    lacking = replace(WHOLE, texts={**WHOLE.texts, text: "  "})
    assert missing(lacking, PARTIES) == [TEXT_WORDS[text]]


def test_a_pooled_budget_needs_both_sides() -> None:
    other = Party(uuid4(), "Next Council", "council")
    shares = (WHOLE.shares[0], Share(other.id))
    assert missing(replace(WHOLE, shares=shares), {**PARTIES, other.id: other}) == ["An NHS body among the partners"]


def test_a_grant_needs_less_but_its_purpose() -> None:
    texts = {text: "Said" for text in NEEDS[FundKind.GRANT] if text is not Text.RESTRICTED_PURPOSE}
    grant = replace(WHOLE, fund_kind=FundKind.GRANT, texts=texts, shares=(WHOLE.shares[0], Share(CHARITY.id)))
    assert missing(grant, PARTIES) == [TEXT_WORDS[Text.RESTRICTED_PURPOSE]]


def test_nobody_is_written_out_without_their_yes() -> None:
    one, two, three = uuid4(), uuid4(), uuid4()
    assert must_agree({one, three}, {one, two}, ()) == {one, two, three}
    assert must_agree({one, three}, {one, two}, {two}) == {one, three}


def test_it_ends_when_too_few_are_left() -> None:
    may, june = date(2026, 5, 1), date(2026, 6, 1)
    three = (COUNCIL, TRUST, CHARITY)
    assert ends_by_leaving(three, {CHARITY.id: may}, FundKind.ALIGNED) is None
    assert ends_by_leaving(three, {CHARITY.id: may, TRUST.id: june}, FundKind.ALIGNED) == june
    second = Party(uuid4(), "Next Council", "council")
    assert ends_by_leaving((COUNCIL, TRUST, second), {TRUST.id: may}, FundKind.POOLED_S75) == may
    assert ends_by_leaving((COUNCIL, TRUST, second), {second.id: may}, FundKind.POOLED_S75) is None


def test_it_is_in_force_from_its_first_day_to_the_day_before_its_end() -> None:
    period = Period(APRIL, NEXT_APRIL)
    days = (date(2026, 3, 31), APRIL, date(2027, 3, 31), NEXT_APRIL)
    assert [stage_on(day, period) for day in days] == [Stage.AGREED, Stage.IN_FORCE, Stage.IN_FORCE, Stage.ENDED]
    assert stage_on(APRIL, None) is Stage.DRAFT
    assert cut(period, None) == cut(period, date(2027, 5, 1)) == period
    assert cut(period, date(2026, 5, 1)) == Period(APRIL, date(2026, 5, 1))
    assert cut(period, APRIL) is None


@pytest.mark.parametrize(
    ("leaves_on", "code"), [(date(2026, 8, 29), "notice_short"), (date(2026, 8, 30), ""), (NEXT_APRIL, "ends_before")]
)
def test_a_notice_is_as_long_as_it_was_agreed(leaves_on: date, code: str) -> None:
    known = {"today": date(2026, 6, 1), "notice_days": 90, "ends_on": NEXT_APRIL}
    if not code:
        check_notice(leaves_on, **known)
        return
    with pytest.raises(PoolingRefused) as found:
        check_notice(leaves_on, **known)
    assert found.value.code == code


def test_quarters_are_due_in_equal_parts_on_their_first_days() -> None:
    period = Period(date(2026, 5, 15), NEXT_APRIL)
    days = (date(2026, 5, 14), date(2026, 5, 15), date(2026, 7, 1), date(2026, 10, 1), date(2027, 1, 1))
    assert [due_by(1001, Drawdown.QUARTERLY, period, YEAR, day) for day in days] == [0, 251, 501, 751, 1001]
    assert due_by(1001, Drawdown.ON_START, period, YEAR, days[1]) == 1001
    assert due_by(1001, Drawdown.ON_CLAIM, period, YEAR, days[4]) == 0


@settings(max_examples=25)
@given(left=st.integers(0, 10**9), put_in=st.lists(st.integers(-5, 10**9), min_size=1, max_size=5))
def test_what_goes_back_is_all_that_is_left_to_the_penny(left: int, put_in: list[int]) -> None:
    parts = goes_back(LeftOver.IN_PROPORTION, left, put_in, [1] * len(put_in))
    assert sum(parts) == left
    assert all(part == 0 or weight > 0 for part, weight in zip(parts, put_in, strict=True)) or max(put_in) <= 0
    for rule in (LeftOver.CARRIED_FORWARD, LeftOver.KEPT_FOR_PURPOSE):
        assert not any(goes_back(rule, left, put_in, put_in))


def test_it_goes_back_by_what_came_in_and_not_by_what_was_said() -> None:
    assert goes_back(LeftOver.IN_PROPORTION, 100, [200, 100], [1, 1]) == [67, 33]
    assert goes_back(LeftOver.IN_PROPORTION, 100, [0, 0], [3, 1]) == [75, 25]
    assert goes_back(LeftOver.IN_PROPORTION, 100, [0, 0], [0, 0]) == [0, 0]


def test_a_statement_is_due_when_its_quarter_is_over_and_late_a_month_after() -> None:
    quarters = quarters_of(Period(APRIL, NEXT_APRIL), YEAR, date(2026, 10, 20))
    assert [quarter.starts_on.month for quarter in quarters] == [4, 7, 10]
    due = statements_due(quarters, [], date(2026, 10, 20))
    assert [(each.quarter.number, each.is_late) for each in due] == [(1, True), (2, False)]
    assert statements_due(quarters, [APRIL], date(2026, 10, 31))[0].is_late
    assert quarters_of(Period(APRIL, NEXT_APRIL), YEAR, date(2026, 3, 31)) == []
    assert len(quarters_of(Period(APRIL, NEXT_APRIL), YEAR, date(2028, 1, 1))) == 4
