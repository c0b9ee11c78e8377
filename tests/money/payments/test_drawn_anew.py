"""Money set aside goes where the law lets it go: at the yes, where it is known who gets it, and else at the release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.commands import change_holding_type, free_hold, hold_other_money
from commonpurse.money.budgets.models import Budget, Fund, Hold, Line
from commonpurse.money.budgets.queries import AS_IT_IS, person_money
from commonpurse.money.budgets.rules import HoldingType, LegalBasis, SpendKind
from commonpurse.money.decisions.commands import grant_ask, make_ask, move_asks_on
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.queries import explain_ask
from commonpurse.money.ledger.queries import trial_balance
from commonpurse.money.payments.commands import pay_or_ask, stop_payment
from commonpurse.money.payments.hands import going_to
from commonpurse.money.payments.models import PayeeAccount, Payment
from commonpurse.money.payments.release_checks import CheckOf, release_checks
from commonpurse.parties.partners.queries import system_member
from tests.factories import (
    NOW,
    TODAY,
    Standing,
    give,
    make_budget,
    make_fund,
    make_payee,
    pounds,
    release,
    standing_people,
)

FOOD = SpendKind.FOOD


@dataclass
class Scene:
    people: Standing
    grant: Fund
    budget: Budget
    own: PayeeAccount

    def pay(self, amount: int, payee: PayeeAccount | None) -> Ask:
        return pay_or_ask(
            by=self.people.ada,
            budget=self.budget,
            what_for="Food",
            amount=pounds(amount),
            spend_kind=FOOD,
            payee_account=payee,
            request_id=new_id(),
            now=NOW,
        )

    def available(self) -> int:
        money = person_money(viewer=self.people.ada, person=self.people.ada, today=TODAY)
        assert money is not None
        return money.available.minor // 100

    def money_check(self, ask: Ask) -> Refused | None:
        checks = release_checks(
            viewer=self.people.wren,
            budget=self.budget,
            now=NOW,
            amount=pounds(ask.amount_minor // 100),
            spend_kind=FOOD,
            payee_account=self.own,
            ask=ask,
        )
        (money,) = (check for check in checks.checks if check.of is CheckOf.MONEY)
        return money.refusal


def funds_of(hold: Hold | None) -> list[str]:
    assert hold is not None
    return [leg.line.fund.name for leg in hold.legs.order_by("line__opened_at", "line_id")]


@pytest.fixture
def scene(db: None) -> Scene:
    """£100 of the Care Act, which the council keeps and nobody has checked; and £100 of a grant."""
    people = standing_people()
    care = make_fund(people, "Care Fund", received=300, legal_basis=LegalBasis.CARE_ACT_DP, funder=people.council)
    grant = make_fund(people, "Kind Fund", received=300)
    budget = make_budget(people, (care, 100), (grant, 100))
    change_holding_type(
        by=people.priya,
        line=Line.objects.get(fund=care),
        holding_type=HoldingType.AUTHORITY_MANAGED,
        reason="Nobody has asked yet.",
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=90),
        now=NOW,
    )
    return Scene(people, grant, budget, make_payee(people))


def test_she_pays_into_her_own_account_from_the_money_that_may_go_there(scene: Scene) -> None:
    ask = scene.pay(20, scene.own)
    assert (ask.state, ask.paid_to) == ("granted", "herself")
    assert funds_of(ask.payment.hold) == ["Kind Fund"]
    assert ask.payment.hold == ask.hold, "the yes set aside the right money from the start"


def test_what_may_not_go_to_her_is_no_money_for_it_now_or_when_it_is_looked_at_again(scene: Scene) -> None:
    ask = scene.pay(120, scene.own)
    assert ask.state == "waiting"
    with acting_as_system("the job"):
        move_asks_on(by=system_member(), now=NOW + timedelta(hours=1))
    ask.refresh_from_db()
    assert ask.state == "waiting", "£200 is there, but only £100 may come into her hands"
    give(scene.people, scene.grant, scene.budget, 20)
    assert grant_ask(by=scene.people.wren, ask=ask, now=NOW).state == "granted"
    assert release(scene.people, scene.budget, scene.own, 120, ask=ask, spend_kind=FOOD).state == "ready"


def test_the_answer_beforehand_is_the_one_that_she_gets(scene: Scene) -> None:
    def answer(amount: int) -> tuple[str, str, int]:
        found = explain_ask(
            viewer=scene.people.ada,
            person=scene.people.ada,
            what_for="Food",
            amount=pounds(amount),
            spend_kind=FOOD,
            going=going_to(scene.own),
            now=NOW,
        )
        assert found is not None
        return found.answer.value, found.code, found.available.minor

    assert answer(20) == ("yes_you_decide", "yes", 10_000)
    assert scene.pay(20, scene.own).state == "granted"
    assert answer(90)[1:] == ("not_direct_now", 8_000)
    assert scene.pay(90, scene.own).state == "waiting"


def test_where_who_gets_it_was_said_later_other_money_is_set_aside_at_the_release(scene: Scene) -> None:
    ask = scene.pay(20, None)
    assert funds_of(ask.hold) == ["Care Fund"]
    assert scene.money_check(ask) is None
    payment = release(scene.people, scene.budget, scene.own, 20, ask=ask, spend_kind=FOOD)
    assert (payment.ask, funds_of(payment.hold)) == (ask, ["Kind Fund"])
    assert scene.available() == 180, "once, and not twice"
    stop_payment(by=scene.people.ada, payment=payment, reason="Not now", now=NOW)
    assert scene.available() == 200
    assert trial_balance()["GBP"].difference == pounds(0)


def test_the_part_that_may_go_there_is_used_again(scene: Scene) -> None:
    """£130 takes £100 of care and £30 of the grant; £100 of it would do for her, and £101 would not."""
    ask = scene.pay(130, None)
    assert funds_of(ask.hold) == ["Care Fund", "Kind Fund"]
    give(scene.people, scene.grant, scene.budget, 30)
    payment = release(scene.people, scene.budget, scene.own, 130, ask=ask, spend_kind=FOOD)
    assert funds_of(payment.hold) == ["Kind Fund"]
    assert scene.available() == 100


def test_without_other_money_it_is_refused_and_stays_set_aside(scene: Scene) -> None:
    ask = scene.pay(120, None)
    before = Hold.objects.count()
    with pytest.raises(Refused) as refused:
        release(scene.people, scene.budget, scene.own, 120, ask=ask, spend_kind=FOOD)
    assert refused.value.code == "not_direct_now"
    assert str(scene.money_check(ask)) == str(refused.value)
    ask.refresh_from_db()
    assert (ask.used_at, Hold.objects.count(), scene.available()) == (None, before, 80)
    assert not Payment.objects.exists()


def test_only_who_may_hold_her_money_sets_other_money_aside(scene: Scene) -> None:
    hold = scene.pay(20, None).hold
    for actor in ("femi", "ngozi", "callum", "stranger"):
        with pytest.raises(NotAllowed):
            set_other(scene, hold, getattr(scene.people, actor))
    assert funds_of(set_other(scene, hold, scene.people.wren)) == ["Kind Fund"]
    assert scene.available() == 180


def test_where_other_money_is_short_nothing_is_freed(scene: Scene) -> None:
    hold = scene.pay(120, None).hold
    with pytest.raises(Refused):
        set_other(scene, hold, scene.people.wren)
    assert scene.available() == 80
    free_hold(by=scene.people.wren, hold=hold, now=NOW)
    assert scene.available() == 200


def set_other(scene: Scene, hold: Hold, by: object) -> Hold:
    return hold_other_money(
        by=by,  # type: ignore[arg-type]
        hold=hold,
        amount=pounds(hold.amount_minor // 100),
        on=TODAY,
        hold_id=new_id(),
        now=NOW,
        going=going_to(scene.own),
    )


def test_an_ask_that_names_nobody_goes_as_the_money_is_held(scene: Scene) -> None:
    ask = make_ask(
        by=scene.people.wren,
        budget=scene.budget,
        what_for="Food",
        amount=pounds(120),
        spend_kind=FOOD,
        request_id=new_id(),
        now=NOW,
    )
    assert (ask.state, ask.going) == ("granted", AS_IT_IS)
