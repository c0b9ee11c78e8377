"""What a page says of a release before the button, and what the button then does, are one and the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.commands import free_hold, set_spending_rules
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.rules import Rule, SpendKind
from commonpurse.money.decisions.commands import grant_ask, make_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.commands import add_payee, change_payee_account, release_money
from commonpurse.money.payments.models import PayeeAccount, Payment
from commonpurse.money.payments.release_checks import CheckOf, ReleaseChecks, release_checks
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.support.agreements.rules import DecisionKind
from tests.factories import (
    LANDLORDS_ACCOUNT,
    LAST_MONTH,
    NOW,
    Standing,
    make_budget,
    make_fund,
    make_payee,
    pounds,
    release,
    standing_people,
)
from tests.support.agreements.acts import make_limit


@dataclass(frozen=True)
class Setting:
    people: Standing
    budget: Budget
    accounts: dict[str, PayeeAccount]
    asks: dict[str, Ask | None]


@pytest.fixture
def setting(db: None) -> Setting:
    """£100 that pays for all but leisure and up to £30 of food, £40 for anything, £20 whose time is over."""
    people = standing_people()
    ruled = make_fund(people, "Home Fund", received=500)
    free = make_fund(people, "Kind Fund", received=500, ends_on=None)
    ended = make_fund(people, "Winter Fund", received=500, ends_on=date(2026, 5, 20))
    budget = make_budget(people, (ruled, 100), (free, 40), (ended, 20))
    set_spending_rules(
        by=people.ngozi,
        fund=ruled,
        rules={
            SpendKind.LEISURE: Rule(is_allowed=False, reason="It was given for homes."),
            SpendKind.FOOD: Rule(limit_minor=3000, reason="Little by little."),
        },
        now=LAST_MONTH,
    )
    own = make_payee(people)
    old = make_payee(people, PayeeKind.SUPPLIER, "Harbour Homes", LANDLORDS_ACCOUNT)
    waiting = change_payee_account(
        by=people.wren,
        payee=old.payee,
        holder_name="Harbour Homes",
        account=TypedAccount("12-34-56", "11112222"),
        now=NOW - timedelta(hours=2),
    )
    changed = make_payee(people, PayeeKind.HELPER, "My sister", TypedAccount("20-00-00", "33445566"))
    newest = change_payee_account(
        by=people.wren,
        payee=changed.payee,
        holder_name="Byron",
        account=TypedAccount("20-00-00", "66554433"),
        now=NOW - timedelta(days=9),
    )
    strangers = add_payee(
        by=people.priya,
        person=people.stranger,
        kind=PayeeKind.OWN,
        name="Me",
        holder_name="Sam Stranger",
        account=TypedAccount("20-00-00", "12121212"),
        now=LAST_MONTH,
    )
    asks: dict[str, Ask | None] = {"none": None}
    make_limit(people, kind=DecisionKind.NEW_PAYEE)
    for name in ("waiting", "granted", "freed", "used"):
        asks[name] = make_ask(
            by=people.wren,
            budget=budget,
            what_for="Boots",
            amount=pounds(10),
            spend_kind=SpendKind.CLOTHING,
            request_id=new_id(),
            is_new_payee=True,
            now=NOW,
        )
    for name in ("granted", "freed", "used"):
        asks[name] = grant_ask(by=people.wren, ask=asks[name], now=NOW)
    free_hold(by=people.wren, hold=asks["freed"].hold, now=NOW)
    release(people, budget, own, 10, ask=asks["used"], spend_kind=SpendKind.CLOTHING)
    accounts = {"own": own, "old": old, "waiting": waiting, "changed": changed, "newest": newest, "hers": strangers}
    return Setting(people, budget, accounts, {name: ask and Ask.objects.get(id=ask.id) for name, ask in asks.items()})


def would_release(setting: Setting, wanted: dict[str, object]) -> Refused | None:
    """Press the button, and take it back."""
    with transaction.atomic():
        try:
            release_money(by=setting.people.wren, budget=setting.budget, request_id=new_id(), now=NOW, **wanted)
        except Refused as refused:
            return refused
        finally:
            transaction.set_rollback(True)
    return None


@given(
    amount=st.one_of(st.sampled_from([-1, 0, 1, 1000, 3000, 3001, 7000, 7001]), st.integers(1, 20_000)),
    kind=st.sampled_from([SpendKind.CLOTHING, SpendKind.FOOD, SpendKind.LEISURE]),
    account=st.sampled_from(["own", "own", "old", "waiting", "changed", "newest", "hers"]),
    ask=st.sampled_from(["none", "none", "none", "waiting", "granted", "freed", "used"]),
    hands=st.sampled_from([(None, ""), (None, ""), ("delegate_held", ""), ("delegate_held", "She asked."), (None, "x" * 501)]),
    reference=st.sampled_from(["", "", "Rent", "Order 12345678901", "a reference too long", "a flower 🌷"]),
)  # fmt: skip
def test_all_is_well_exactly_when_the_button_is_not_refused(
    setting: Setting, amount, kind, account, ask, hands, reference
) -> None:
    wanted = {
        "amount": Money(amount, "GBP"),
        "spend_kind": kind,
        "payee_account": setting.accounts[account],
        "ask": setting.asks[ask],
        "holding_type": hands[0],
        "holding_reason": hands[1],
        "remittance": reference,
    }
    checks = release_checks(viewer=setting.people.wren, budget=setting.budget, now=NOW, **wanted)
    refused = would_release(setting, wanted)
    assert checks.is_well is (refused is None)
    if refused is not None:
        said = {check.refusal.message for check in checks.checks if check.refusal}
        assert refused.message in said, "the page gives the button's own reason"


@pytest.mark.parametrize("ask", ["waiting", "granted", "freed", "used"])
@pytest.mark.parametrize("account", ["own", "changed"])
def test_a_yes_is_judged_as_the_button_would(setting: Setting, ask: str, account: str) -> None:
    wanted = {
        "amount": pounds(10),
        "spend_kind": SpendKind.CLOTHING,
        "payee_account": setting.accounts[account],
        "ask": setting.asks[ask],
    }
    checks = release_checks(viewer=setting.people.wren, budget=setting.budget, now=NOW, **wanted)
    assert checks.is_well is (ask == "granted" and account == "own")
    assert checks.is_well is (would_release(setting, wanted) is None)
    assert checks.shares == ()


def test_every_reason_is_said_at_once(setting: Setting) -> None:
    before = Payment.objects.count()
    checks = checked(
        setting, pounds(500), SpendKind.LEISURE, "changed", holding_type="delegate_held", remittance="x" * 50
    )
    assert {check.of for check in checks.checks if check.refusal} == {
        CheckOf.MONEY,
        CheckOf.ACCOUNT,
        CheckOf.HANDS,
        CheckOf.REFERENCE,
    }
    assert Payment.objects.count() == before


def checked(setting: Setting, amount: Money | None, kind: SpendKind | None, account: str, **more) -> ReleaseChecks:
    return release_checks(
        viewer=setting.people.wren,
        budget=setting.budget,
        amount=amount,
        spend_kind=kind,
        payee_account=setting.accounts.get(account),
        now=NOW,
        **more,
    )


def test_what_is_not_filled_in_is_open_and_nothing_is_well_yet(setting: Setting) -> None:
    checks = checked(setting, None, None, "")
    assert [check.of for check in checks.checks if check.is_open] == [CheckOf.AMOUNT, CheckOf.MONEY, CheckOf.ACCOUNT]
    assert not checks.is_well
    assert checks.usable == pounds(120)  # £140 in time, less £10 that a yes set aside and £10 released
    assert checks.left is None


def test_each_fund_says_what_it_gives_or_why_not(setting: Setting) -> None:
    checks = checked(setting, pounds(50), SpendKind.FOOD, "own")
    assert checks.is_well
    assert [(share.source.fund_name, share.gives_minor) for share in checks.shares] == [
        ("Home Fund", 3000),
        ("Kind Fund", 2000),
        ("Winter Fund", 0),
    ]
    home, kind, winter = (share.obstacle for share in checks.shares)
    assert home is not None
    assert "up to £30.00 at a time" in home.sentence
    assert kind is None
    assert winter is not None
    assert winter.sentence == "Winter Fund could be used until 19 May 2026."
    assert checks.left == checks.usable - pounds(50)


def test_an_account_that_waits_is_well_and_says_until_when(setting: Setting) -> None:
    checks = checked(setting, pounds(5), SpendKind.FOOD, "waiting")
    assert checks.is_well
    assert checks.waits_until == setting.accounts["waiting"].usable_from
    assert checked(setting, pounds(5), SpendKind.FOOD, "own").waits_until is None


@pytest.mark.parametrize("who", ["femi", "ngozi", "callum", "stranger", "administrator"])
def test_nobody_else_learns_whether_it_could_be_released(setting: Setting, who: str) -> None:
    with pytest.raises(NotAllowed):
        release_checks(viewer=getattr(setting.people, who), budget=setting.budget, now=NOW)
