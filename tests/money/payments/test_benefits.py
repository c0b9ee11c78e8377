"""Whether a payment could touch benefits, asked of real payments; and that the answer stops nobody."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

import commonpurse
from commonpurse.kernel.context import acting, context_of
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.helping import helped_by
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.models import Budget, Fund
from commonpurse.money.budgets.rules import LegalBasis, SpendKind
from commonpurse.money.decisions.commands import make_ask, remove_own_capital, set_benefits_rule, tell_own_capital
from commonpurse.money.decisions.rules.benefits import Benefit, Per, Reach, Way
from commonpurse.money.payments.benefits import BenefitsCheck, benefits_check
from commonpurse.money.payments.commands import give_proof, pay_or_ask, stop_payment, waive_proof
from commonpurse.money.payments.models import PayeeAccount
from commonpurse.money.payments.release_checks import release_checks
from commonpurse.money.payments.rules import PayeeKind
from tests.factories import (
    LANDLORDS_ACCOUNT,
    NOW,
    TODAY,
    Standing,
    TypedAccount,
    give,
    make_budget,
    make_fund,
    make_payee,
    pounds,
    release,
    standing_people,
)
from tests.parties.people.acting_for import act_for

HELPERS_ACCOUNT = TypedAccount(sort_code="12-34-56", account_number="11223344")
UC = Benefit.UNIVERSAL_CREDIT


@dataclass(frozen=True)
class Setting:
    people: Standing
    fund: Fund
    budget: Budget
    own: PayeeAccount
    landlord: PayeeAccount

    def check(self, by: str = "ada", **given: Any) -> BenefitsCheck:
        given.setdefault("now", NOW)
        return benefits_check(viewer=getattr(self.people, by), budget=self.budget, **given)

    def tell(self, amount: Money) -> None:
        tell_own_capital(by=self.people.ada, person=self.people.ada, amount=amount, now=NOW)


@pytest.fixture
def setting(db: None) -> Setting:
    people = standing_people()
    fund = make_fund(people, received=20_000)
    budget = make_budget(people, (fund, 15_000))
    landlord = make_payee(people, PayeeKind.SUPPLIER, "Harbour Homes", LANDLORDS_ACCOUNT)
    return Setting(people, fund, budget, make_payee(people), landlord)


def highest(check: BenefitsCheck, benefit: Benefit = UC) -> int:
    found = check.of(benefit)
    assert found is not None
    return found.highest_minor


def test_what_went_to_her_own_account_or_a_helpers_counts_and_what_went_to_a_shop_does_not(setting: Setting) -> None:
    helper = make_payee(setting.people, PayeeKind.HELPER, "Her sister", HELPERS_ACCOUNT)
    for account, amount in ((setting.own, 100), (helper, 20), (setting.landlord, 4_000)):
        release(setting.people, setting.budget, account, amount)
    check = setting.check()
    assert (check.into_her_hands, check.direct, highest(check)) == (pounds(120), pounds(4_000), 120_00)
    assert {paid.payee_kind for paid in check.payments} == set(PayeeKind)


def test_a_stopped_payment_is_none_of_hers(setting: Setting) -> None:
    payment = release(setting.people, setting.budget, setting.own, 100)
    stop_payment(by=setting.people.wren, payment=payment, reason="Not needed.", now=NOW)
    assert setting.check().payments == ()


@pytest.mark.parametrize("who", ["ada", "wren", "priya"])
def test_what_she_has_shown_to_be_spent_does_not_count_and_a_waiver_shows_nothing(setting: Setting, who: str) -> None:
    bed, shoes = (release(setting.people, setting.budget, setting.own, amount) for amount in (6_000, 500))
    by_her = {"by": setting.people.ada, "request_id": new_id(), "now": NOW}
    give_proof(payment=bed, words="A bed and a cooker", file=None, **by_her)
    waive_proof(by=setting.people.wren, payment=shoes, reason="It is clear.", request_id=new_id(), now=NOW)
    viewer = getattr(setting.people, who)
    with transaction.atomic(), acting(context_of(viewer, purpose="to test", today=TODAY, now=NOW)):
        check = setting.check(who)
    assert (check.shown, check.into_her_hands, highest(check)) == (pounds(6_000), pounds(6_500), 500_00)


@pytest.mark.parametrize(("days_ago", "counts"), [(0, True), (364, True), (365, True), (366, False)])
def test_twelve_months_back_to_the_day(setting: Setting, days_ago: int, counts: bool) -> None:
    release(setting.people, setting.budget, setting.own, 100)
    check = setting.check(now=NOW + timedelta(days=days_ago))
    assert highest(check) == (100_00 if counts else 0)


def test_of_local_welfare_money_nothing_counts_for_universal_credit_also_within_one_payment(setting: Setting) -> None:
    welfare = make_fund(setting.people, "Welfare", received=500, legal_basis=LegalBasis.LOCAL_WELFARE_PROVISION)
    give(setting.people, welfare, setting.budget, 50)
    check = setting.check(amount=pounds(15_050), spend_kind=SpendKind.FURNITURE, payee_account=setting.own)
    assert highest(check) == 15_000_00
    release(setting.people, setting.budget, setting.own, 15_050)
    after = setting.check()
    assert highest(after) == 15_000_00
    assert highest(after, Benefit.PENSION_CREDIT) == 15_050_00  # not checked yet: it counts
    assert {fund.fund_name: fund.amount for fund in after.payments[0].funds} == {
        "Home Fund": pounds(15_000),
        "Welfare": pounds(50),
    }


def test_a_fund_that_does_not_count_is_offered_where_it_has_enough(setting: Setting) -> None:
    welfare = make_fund(
        setting.people, "Welfare", received=500, legal_basis=LegalBasis.LOCAL_WELFARE_PROVISION, ends_on=None
    )
    give(setting.people, welfare, setting.budget, 500)
    setting.tell(pounds(5_900))
    asked = {"amount": pounds(300), "spend_kind": SpendKind.FURNITURE, "payee_account": setting.own}
    check = setting.check(**asked)
    ways = {option.way: option for option in check.options}
    assert ways.keys() == {Way.SMALLER, Way.DIRECT, Way.OTHER_FUND}
    assert (ways[Way.SMALLER].up_to_minor, ways[Way.OTHER_FUND].fund_name) == (100_00, "Welfare")
    direct = setting.check(**(asked | {"payee_account": setting.landlord}))
    assert (direct.options, direct.counts, direct.touched) == ((), False, [])


def test_the_money_of_a_granted_ask_is_looked_at_by_its_own_funds(setting: Setting) -> None:
    welfare = make_fund(setting.people, "Welfare", received=500, legal_basis=LegalBasis.LOCAL_WELFARE_PROVISION)
    budget = setting.budget
    give(setting.people, welfare, budget, 500)
    ask = make_ask(
        by=setting.people.ada,
        budget=budget,
        what_for="A bed",
        amount=pounds(300),
        spend_kind=SpendKind.FURNITURE,
        request_id=new_id(),
        now=NOW,
    )
    assert ask.hold is not None
    by_fund = {leg.line.fund.name: leg.amount_minor for leg in ask.hold.legs.select_related("line__fund")}
    check = setting.check(amount=pounds(300), spend_kind=SpendKind.FURNITURE, payee_account=setting.own, ask=ask)
    assert highest(check) == by_fund.get("Home Fund", 0)


def test_what_cannot_be_drawn_counts_whole(setting: Setting) -> None:
    check = setting.check(amount=pounds(90_000), spend_kind=SpendKind.FOOD, payee_account=setting.own)
    assert highest(check) == 90_000_00
    assert highest(setting.check(amount=pounds(10))) == 10_00


def test_her_own_number_is_in_it_for_herself_alone(setting: Setting) -> None:
    setting.tell(pounds(15_990))
    hers, wrens = setting.check(), setting.check("wren")
    assert (hers.told, hers.knows_told, highest(hers)) == (pounds(15_990), True, 15_990_00)
    assert (wrens.told, wrens.knows_told, highest(wrens)) == (None, False, 0)
    with helped_by(setting.people.wren.id):
        beside = setting.check()
    assert (beside.told, beside.knows_told, highest(beside)) == (None, False, 0)


@pytest.mark.parametrize("who", ["ada", "wren", "priya"])
def test_it_says_the_same_of_payments_to_whoever_may_ask(setting: Setting, who: str) -> None:
    """Asked in the viewer's own context, as a page asks: on PostgreSQL the rows are walled."""
    release(setting.people, setting.budget, setting.own, 6_300)
    viewer = getattr(setting.people, who)
    with transaction.atomic(), acting(context_of(viewer, purpose="to test", today=TODAY, now=NOW)):
        found = setting.check(who).of(UC)
    assert found is not None
    assert (found.reach, found.less_at_most_minor) == (Reach.TARIFF, 8_70)


@pytest.mark.parametrize("who", ["stranger", "femi", "ngozi", "callum", "administrator"])
def test_nobody_else_may_ask(setting: Setting, who: str) -> None:
    act_for(setting.people, by=setting.people.ada, now=NOW)
    with pytest.raises(NotAllowed):
        setting.check(who)


def test_it_is_one_statement_however_many_payments_there_are(setting: Setting) -> None:
    for _ in range(3):
        release(setting.people, setting.budget, setting.own, 1)
    setting.tell(pounds(1))
    with CaptureQueriesContext(connection) as asked:
        setting.check()
    assert len([each for each in asked.captured_queries if "SELECT set_config" not in each["sql"]]) == 1


def test_a_rule_that_the_partnership_set_is_gone_by(setting: Setting) -> None:
    release(setting.people, setting.budget, setting.own, 100)
    low_limit(setting)
    check = setting.check()
    assert [outcome.benefit for outcome in check.worse] == [UC]
    assert check.options[0].way == Way.SHOW


def low_limit(setting: Setting, lower: int = 1, upper: int = 2) -> None:
    """Let almost any money touch Universal Credit."""
    set_benefits_rule(
        by=setting.people.priya,
        benefit=UC,
        valid_from=TODAY,
        lower=pounds(lower),
        upper=pounds(upper),
        step=pounds(1),
        tariff=pounds(1),
        per=Per.MONTH,
        disregards=[],
        source="Made up for this test",
        to_check="",
        now=NOW,
    )


def test_where_money_is_in_euros_there_is_no_check(db: None) -> None:
    people = standing_people("EUR")
    budget = make_budget(people)
    check = benefits_check(viewer=people.ada, budget=budget, now=NOW)
    assert (check.is_there, check.payments) == (False, ())


# It never refuses ----------------------------------------------------------------------------------------------------


def modules_that_import(name: str) -> set[str]:
    source = Path(commonpurse.__file__).parent
    found = set()
    for path in source.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(name):
                found.add(path.relative_to(source).as_posix())
    return found


def test_no_verb_of_money_and_no_rule_reads_the_check() -> None:
    """But for what explains an answer, which only doors read."""
    domain = ("money/", "kernel/", "parties/", "support/")
    importing = modules_that_import("commonpurse.money.payments.benefits")
    assert {path for path in importing if path.startswith(domain)} == {"money/payments/explaining.py"}
    explaining = modules_that_import("commonpurse.money.payments.explaining")
    assert {path for path in explaining if path.startswith(domain)} == {"money/orders/explaining.py"}
    before_an_order = modules_that_import("commonpurse.money.orders.explaining")
    assert before_an_order
    assert not any(path.startswith(domain) for path in before_an_order)


@settings(max_examples=8)
@given(told=st.none() | st.integers(0, 20_000_00), amount=st.integers(1, 16_000), lower=st.integers(0, 3))
def test_no_outcome_changes_whether_it_is_released_or_how_much(
    setting: Setting, told: int | None, amount: int, lower: int
) -> None:
    """The same payment with nothing known, and with any savings told and any limit set: the same answer and sums."""
    wanted = {"budget": setting.budget, "amount": pounds(amount), "spend_kind": SpendKind.FURNITURE}

    def answered() -> tuple[Any, ...]:
        with transaction.atomic():
            checks = release_checks(viewer=setting.people.ada, payee_account=setting.own, now=NOW, **wanted)
            refusals = [getattr(check.refusal, "code", None) for check in checks.checks]
            ask = pay_or_ask(
                by=setting.people.ada,
                what_for="A bed",
                payee_account=setting.own,
                request_id=new_id(),
                now=NOW,
                **wanted,
            )
            payment = getattr(ask, "payment", None)
            paid = None if payment is None else (payment.amount_minor, payment.state)
            transaction.set_rollback(True)
        return (checks.is_well, refusals, checks.usable, checks.left, ask.state, paid)

    before = answered()
    if told is not None:
        setting.tell(Money(told, "GBP"))
    low_limit(setting, lower, lower + 1)
    found = setting.check(**{name: value for name, value in wanted.items() if name != "budget"})
    assert found.of(UC) is not None
    assert answered() == before
    remove_own_capital(by=setting.people.ada, person=setting.people.ada, now=NOW)
