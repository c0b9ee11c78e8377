"""What is too long for its column is refused in a sentence by every command that keeps what somebody typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.texts import TextTooLong, check_fits
from commonpurse.money.budgets.commands import change_holding_type, set_spending_rules
from commonpurse.money.budgets.commands.allocations import NewAllocation, allocate_many, allocate_money
from commonpurse.money.budgets.models import Budget, Fund, Line
from commonpurse.money.budgets.rules import HoldingType, Rule, SpendKind
from commonpurse.money.decisions.commands import decline_ask, make_ask, withdraw_ask
from commonpurse.money.decisions.models import Ask
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.parties.partners.commands import add_member, add_organisation
from commonpurse.parties.signin.commands import make_user
from tests.factories import NOW, TODAY, Standing, make_budget, make_fund, make_payee, pounds, release, standing_people


def words(count: int) -> str:
    return "x" * count


def ask(people: Standing, budget: Budget, amount: int = 1, **given: str) -> Ask:
    wanted = {"what_for": "A bed", "pay_to": ""} | given
    return make_ask(
        by=people.wren,
        budget=budget,
        amount=pounds(amount),
        spend_kind=SpendKind.FOOD,
        request_id=new_id(),
        now=NOW,
        **wanted,
    )


def given_out(people: Standing, budget: Budget, fund: Fund, length: int) -> NewAllocation:
    return NewAllocation(fund=fund, budget=budget, amount=pounds(1), reason=words(length), request_id=new_id())


KEPT: dict[str, tuple[int, Callable[[Standing, Fund, Budget, int], object]]] = {
    "the name of a fund": (200, lambda p, f, b, n: make_fund(p, words(n))),
    "the purpose of a fund": (500, lambda p, f, b, n: make_fund(p, "Other", purpose=words(n))),
    "the reason of a rule": (
        300,
        lambda p, f, b, n: set_spending_rules(
            by=p.ngozi, fund=f, rules={SpendKind.FOOD: Rule(False, words(n))}, now=NOW
        ),
    ),
    "the reason of an allocation": (
        500,
        lambda p, f, b, n: allocate_money(
            by=p.ngozi, fund=f, budget=b, amount=pounds(1), reason=words(n), request_id=new_id(), now=NOW
        ),
    ),
    "the reason of a change of hands": (
        500,
        lambda p, f, b, n: change_holding_type(
            by=p.wren,
            line=Line.objects.get(),
            holding_type=HoldingType.DELEGATE_HELD,
            reason=words(n),
            starts_on=TODAY,
            ends_on=date(2026, 7, 1),
            now=NOW,
        ),
    ),
    "what an ask is for": (300, lambda p, f, b, n: ask(p, b, what_for=words(n))),
    "whom an ask names": (200, lambda p, f, b, n: ask(p, b, pay_to=words(n))),
    "why not": (
        500,
        lambda p, f, b, n: decline_ask(by=p.wren, ask=ask(p, b, 9999), reason=words(n), would_change="More.", now=NOW),
    ),
    "why it is taken back": (
        500,
        lambda p, f, b, n: withdraw_ask(by=p.wren, ask=ask(p, b), reason=words(n), now=NOW),
    ),
    "why in other hands": (
        500,
        lambda p, f, b, n: release(
            p, b, make_payee(p, PayeeKind.HELPER, str(n)), 1, holding_type="authority_managed", holding_reason=words(n)
        ),
    ),
    "the name of an organisation": (
        200,
        lambda p, f, b, n: add_organisation(by=p.priya, name=words(n), kind="other", now=NOW),
    ),
    "the name of a member": (
        200,
        lambda p, f, b, n: add_member(by=p.priya, organisation=p.charity, name=words(n), roles=[], now=NOW),
    ),
    "a name to sign in by": (
        100,
        lambda p, f, b, n: make_user(by=p.priya, username=words(n), password=None, whose=p.wren, now=NOW),
    ),
}


@pytest.mark.parametrize("what", KEPT)
def test_a_text_fits_or_is_refused_in_a_sentence(db: None, what: str) -> None:
    people = standing_people()
    fund = make_fund(people, received=100)
    budget = make_budget(people, (fund, 50))
    longest, act = KEPT[what]
    with pytest.raises(TextTooLong) as refused:
        act(people, fund, budget, longest + 1)
    assert refused.value.message == f"Write this in {longest} characters or fewer."
    act(people, fund, budget, longest)


def test_a_round_says_which_row_is_too_long(db: None) -> None:
    people = standing_people()
    fund = make_fund(people, received=100)
    budget = make_budget(people, (fund, 50))
    rows = [given_out(people, budget, fund, length) for length in (5, 501)]
    with pytest.raises(Refused) as refused:
        allocate_many(by=people.ngozi, allocations=rows, now=NOW)
    assert [str(error) for error in refused.value.errors] == [  # type: ignore[attr-defined]
        "row 2, reason: Write this in 500 characters or fewer."
    ]


def test_blanks_around_a_text_are_not_counted() -> None:
    check_fits(Fund, name=f"  {words(200)}  ", purpose="")
