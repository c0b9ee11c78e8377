from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import Period
from commonpurse.kernel.requests import RequestReused
from commonpurse.money.budgets.commands import create_fund, promise_money, receive_money, set_spending_rules
from commonpurse.money.budgets.models import Fund, FundAccount, MoneyIn, Promise, SpendingRule
from commonpurse.money.budgets.queries import fund_figures, rules_of_funds
from commonpurse.money.budgets.rules import (
    BudgetRefused,
    FundKind,
    LegalBasis,
    Rule,
    SpendKind,
    UnspentRule,
    check_allocation,
    due_back,
)
from commonpurse.money.ledger.queries import trial_balance
from tests.factories import NOW, SUSPENSE, TODAY, Standing, make_fund, pounds, receive, standing_people

NO_FOOD = {SpendKind.FOOD: Rule(is_allowed=False, reason="The grant is for a home")}


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def test_a_fund_opens_with_every_account_and_nothing_in_them(people: Standing) -> None:
    fund = make_fund(people, legal_basis=LegalBasis.CARE_ACT_DP, kind=FundKind.POOLED_S75)
    assert FundAccount.objects.filter(fund=fund).count() == 4 + len(SpendKind)
    figures = fund_figures(viewer=people.ngozi, funds=[fund])[fund.id]
    assert set(vars(figures).values()) == {pounds(0)}
    assert (fund.currency, fund.legal_basis, fund.kind) == ("GBP", "care_act_dp", "pooled_s75")
    facts = AuditEvent.objects.get(event_type="fund_created").facts
    assert facts == {"legal_basis": "care_act_dp", "kind": "pooled_s75", "unspent_rule": "returns_to_fund"}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": " "}, "fund_name_needed"),
        ({"name": "Home Fund "}, "fund_there"),
        ({"name": "New", "ends_on": date(2026, 1, 1)}, "fund_end_wrong"),
    ],
)
def test_a_fund_that_cannot_be_is_refused(people: Standing, values: dict[str, Any], code: str) -> None:
    make_fund(people)
    with pytest.raises(BudgetRefused) as refused:
        make_fund(people, **values)
    assert refused.value.code == code
    assert Fund.objects.count() == 1


def test_a_promise_is_expected_until_its_money_arrives(people: Standing) -> None:
    fund = make_fund(people)
    promise_money(by=people.ngozi, fund=fund, amount=pounds(100), now=NOW)

    def expected_and_received() -> tuple[Money, Money]:
        figures = fund_figures(viewer=people.ngozi, funds=[fund])[fund.id]
        return figures.expected, figures.received

    assert expected_and_received() == (pounds(100), pounds(0))
    first = receive(people, fund, 70)
    assert expected_and_received() == (pounds(30), pounds(70))
    second = receive(people, fund, 50)  # more than was promised
    assert expected_and_received() == (pounds(0), pounds(120))
    third = receive(people, fund, 5)  # nothing is promised any more
    assert [each.promise_met_minor for each in (first, second, third)] == [7000, 3000, 0]
    assert third.promise_transfer is None
    assert trial_balance()["GBP"].difference == pounds(0)


def test_a_promise_written_twice_counts_once(people: Standing) -> None:
    fund, key = make_fund(people), new_id()
    for _ in range(2):
        promise_money(by=people.ngozi, fund=fund, amount=pounds(100), promise_id=key, now=NOW)
    with pytest.raises(RequestReused):
        promise_money(by=people.ngozi, fund=fund, amount=pounds(101), promise_id=key, now=NOW)
    assert Promise.objects.count() == 1
    assert fund_figures(viewer=people.ngozi, funds=[fund])[fund.id].expected == pounds(100)


def test_money_that_arrived_once_is_received_once(people: Standing) -> None:
    fund = make_fund(people)
    promise_money(by=people.ngozi, fund=fund, amount=pounds(500), now=NOW)
    key = receive(people, fund, 100).transfer
    asked: dict[str, Any] = {
        "by": people.ngozi,
        "from_account": SUSPENSE,
        "business_date": TODAY,
        "transfer": key,
        "now": NOW,
    }
    again = receive_money(fund=fund, amount=pounds(100), **asked)
    assert again == MoneyIn.objects.get()
    figures = fund_figures(viewer=people.ngozi, funds=[fund])[fund.id]
    assert (figures.received, figures.expected) == (pounds(100), pounds(400))
    with pytest.raises(RequestReused):
        receive_money(fund=fund, amount=pounds(99), **asked)
    with pytest.raises(RequestReused):
        receive_money(fund=make_fund(people, "Other"), amount=pounds(100), **asked)


@pytest.mark.parametrize(
    ("amount", "code"), [(pounds(0), "amount_not_positive"), (Money(100, "EUR"), "other_currency")]
)
def test_only_an_amount_above_zero_in_the_partnerships_currency_is_taken(
    people: Standing, amount: Money, code: str
) -> None:
    fund = make_fund(people)
    with pytest.raises(BudgetRefused) as refused:
        promise_money(by=people.ngozi, fund=fund, amount=amount, now=NOW)
    assert refused.value.code == code
    with pytest.raises(BudgetRefused) as refused:
        receive_money(
            by=people.ngozi,
            fund=fund,
            amount=amount,
            from_account=SUSPENSE,
            business_date=TODAY,
            transfer=new_id(),
            now=NOW,
        )
    assert refused.value.code == code
    assert not MoneyIn.objects.exists()


def test_a_new_set_of_rules_replaces_the_old_and_keeps_it_readable(people: Standing) -> None:
    fund = make_fund(people)
    assert rules_of_funds([fund.id]) == {fund.id: {}}
    set_spending_rules(by=people.ngozi, fund=fund, rules=NO_FOOD, now=NOW)
    limit = {SpendKind.TRAVEL: Rule(limit_minor=5000, reason="So that it lasts")}
    set_spending_rules(by=people.priya, fund=fund, rules=limit, now=NOW)
    assert rules_of_funds([fund.id]) == {fund.id: limit}
    set_spending_rules(by=people.priya, fund=fund, rules={}, now=NOW)
    assert rules_of_funds([fund.id]) == {fund.id: {}}
    then = SpendingRule.objects.filter(fund=fund, is_allowed=False).values_list("version", "spend_kind", "reason")
    assert list(then) == [(1, "food", "The grant is for a home")]
    assert SpendingRule.objects.filter(fund=fund).count() == 3 * len(SpendKind)


def test_rules_that_count_already_make_no_new_version(people: Standing) -> None:
    fund = make_fund(people)
    for _ in range(2):
        set_spending_rules(by=people.ngozi, fund=fund, rules=NO_FOOD, now=NOW)
    assert set(SpendingRule.objects.values_list("version", flat=True)) == {1}
    assert AuditEvent.objects.filter(event_type="spending_rules_set").count() == 1


def test_a_rule_without_a_reason_changes_nothing(people: Standing) -> None:
    fund = make_fund(people)
    with pytest.raises(BudgetRefused) as refused:
        set_spending_rules(by=people.ngozi, fund=fund, rules={SpendKind.FOOD: Rule(is_allowed=False)}, now=NOW)
    assert (refused.value.code, refused.value.field) == ("rule_needs_reason", "reason")
    assert not SpendingRule.objects.exists()


ACTS = {
    "create_fund": lambda p, by, fund: create_fund(
        by=by,
        name="New",
        funder=p.funder_organisation,
        purpose="",
        legal_basis=LegalBasis.CHARITABLE_GRANT,
        kind=FundKind.GRANT,
        starts_on=TODAY,
        ends_on=None,
        unspent_rule=UnspentRule.ROLLS_OVER,
        now=NOW,
    ),
    "promise_money": lambda p, by, fund: promise_money(by=by, fund=fund, amount=pounds(1), now=NOW),
    "receive_money": lambda p, by, fund: receive_money(
        by=by,
        fund=fund,
        amount=pounds(1),
        from_account=SUSPENSE,
        business_date=TODAY,
        transfer=new_id(),
        now=NOW,
    ),
    "set_spending_rules": lambda p, by, fund: set_spending_rules(by=by, fund=fund, rules=NO_FOOD, now=NOW),
}


@pytest.mark.parametrize("actor", ["ngozi", "priya", "wren", "femi", "callum", "administrator"])
@pytest.mark.parametrize("act", ACTS)
def test_only_finance_and_the_manager_keep_the_funds(people: Standing, act: str, actor: str) -> None:
    fund = make_fund(people, received=10)
    by = getattr(people, actor)
    if actor in ("ngozi", "priya"):
        ACTS[act](people, by, fund)
    else:
        with pytest.raises(NotAllowed):
            ACTS[act](people, by, fund)


# fmt: off
ENDS = [
    # rule                          day         unallocated   on lines
    (UnspentRule.RETURNS_TO_FUND,   "before",   False,        False),
    (UnspentRule.RETURNS_TO_FUND,   "end",      True,         True),
    (UnspentRule.STAYS_WITH_PERSON, "before",   False,        False),
    (UnspentRule.STAYS_WITH_PERSON, "end",      True,         False),
    (UnspentRule.ROLLS_OVER,        "end",      False,        False),
    (UnspentRule.RETURNS_TO_FUND,   "never",    False,        False),
]
# fmt: on


@pytest.mark.parametrize(("rule", "when", "unallocated", "on_lines"), ENDS)
def test_what_is_due_back_when_a_fund_ends(rule: UnspentRule, when: str, unallocated: bool, on_lines: bool) -> None:
    ends_on = {"before": date(2026, 6, 2), "end": TODAY, "never": None}[when]
    found = due_back(rule, ends_on, TODAY)
    assert (found.unallocated, found.on_lines) == (unallocated, on_lines)


def test_a_fund_gives_only_within_its_period_and_what_it_has() -> None:
    period = Period(date(2026, 6, 1), date(2026, 7, 1))
    asked = {"fund_name": "Home Fund", "period": period, "amount": pounds(10), "left": pounds(10)}
    check_allocation(**asked, on=date(2026, 6, 1))  # type: ignore[arg-type]
    check_allocation(**asked, on=date(2026, 6, 30))  # type: ignore[arg-type]
    for day, changed, code, sentence in [
        (date(2026, 5, 31), {}, "fund_not_started", "Home Fund starts on 1 June 2026."),
        (date(2026, 7, 1), {}, "fund_ended", "Home Fund ended on 30 June 2026."),
        (date(2026, 6, 1), {"left": Money(999, "GBP")}, "fund_short", "Home Fund has £9.99 left to give."),
    ]:
        with pytest.raises(BudgetRefused) as refused:
            check_allocation(**(asked | changed), on=day)  # type: ignore[arg-type]
        assert refused.value.code == code
        assert refused.value.message.startswith(sentence)
