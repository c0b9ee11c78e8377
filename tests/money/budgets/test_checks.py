"""Checks of what the law bars, and what they let a budget pay: asked of the commands, past every door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.context import acting, context_of
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.commands import change_holding_type, record_exclusion_check
from commonpurse.money.budgets.models import Budget, ExclusionCheck, Fund, Line
from commonpurse.money.budgets.queries import checks_of, names_barred, what_is_there_for, what_stands_in_the_way
from commonpurse.money.budgets.rules import CheckResult, HoldingType, LegalBasis, Nation, OrderType, SpendKind
from commonpurse.money.decisions.commands import make_ask
from commonpurse.money.payments.models import PayeeAccount
from commonpurse.money.payments.release_checks import CheckOf, release_checks
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.parties.partners.commands import add_member
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.commands import (
    end_representative,
    name_representative,
    start_support,
    withdraw_permissions,
)
from commonpurse.parties.people.models import Person
from tests.factories import (
    LANDLORDS_ACCOUNT,
    LAST_MONTH,
    NOW,
    TODAY,
    Standing,
    give,
    make_budget,
    make_fund,
    make_payee,
    pounds,
    record_check,
    release,
    standing_people,
)

FOOD, ORDER = SpendKind.FOOD, OrderType.ALCOHOL_TREATMENT
DAY = timedelta(days=1)


@dataclass
class Scene:
    people: Standing
    care: Fund
    budget: Budget
    shop: PayeeAccount
    own: PayeeAccount
    worker: Member  # of the council, whose direct payment it is; she works with Ada

    @property
    def line(self) -> Line:
        return Line.objects.get(budget=self.budget, fund=self.care)

    def hold_by(self, holding_type: HoldingType, **given: Any) -> None:
        change_holding_type(
            by=self.people.priya,
            line=self.line,
            holding_type=holding_type,
            reason="She asked for it.",
            starts_on=TODAY,
            ends_on=TODAY + 90 * DAY,
            now=NOW,
            **given,
        )

    def hint(self, amount: int = 10, by: Member | Person | None = None) -> Refused | None:
        return what_stands_in_the_way(
            viewer=by or self.people.ada, budget=self.budget, amount=pounds(amount), spend_kind=FOOD, on=TODAY
        )


@pytest.fixture
def scene(db: None) -> Scene:
    """Ada has £100 under the Care Act and nothing else. Nobody has asked a court about her."""
    people = standing_people()
    care = make_fund(people, "Care Fund", received=300, legal_basis=LegalBasis.CARE_ACT_DP, funder=people.council)
    budget = make_budget(people, (care, 100))
    own = make_payee(people)
    shop = make_payee(people, PayeeKind.SUPPLIER, "The shop", LANDLORDS_ACCOUNT)
    worker = add_member(
        by=people.administrator, organisation=people.council, name="Cora", roles=("worker",), now=LAST_MONTH
    )
    return Scene(people, care, budget, shop, own, worker)


def test_without_a_check_no_penny_goes_out_direct_and_every_door_says_the_same(scene: Scene) -> None:
    hint = scene.hint()
    assert hint is not None
    assert (hint.code, str(hint)) == (
        "not_direct_now",
        "None of the money here can pay for this now. Care Fund cannot be paid out direct now. The council or the NHS "
        "can hold it and pay from it. Ask for money to be added.",
    )
    with pytest.raises(Refused) as refused:
        release(scene.people, scene.budget, scene.shop, 10, spend_kind=FOOD)
    assert str(refused.value) == str(hint)
    checks = release_checks(
        viewer=scene.people.wren,
        budget=scene.budget,
        now=NOW,
        amount=pounds(10),
        spend_kind=FOOD,
        payee_account=scene.shop,
    )
    (money,) = (check for check in checks.checks if check.of is CheckOf.MONEY)
    assert str(money.refusal) == str(hint)
    assert checks.usable == pounds(0)
    there = what_is_there_for(
        viewer=scene.people.wren, budget=scene.budget, amount=pounds(10), spend_kind=FOOD, on=TODAY
    )
    assert there is not None
    assert there.usable == pounds(0)
    assert names_barred(viewer=scene.people.ada, budget=scene.budget, on=TODAY) == ["Care Fund"]
    assert names_barred(viewer=scene.people.femi, budget=scene.budget, on=TODAY) == []


def test_a_clear_check_lets_it_go_out_until_it_is_over(scene: Scene) -> None:
    record_check(scene.people, scene.care, ends_on=TODAY + DAY)
    assert scene.hint() is None
    assert release(scene.people, scene.budget, scene.own, 10, spend_kind=FOOD).state == "ready"
    with pytest.raises(Refused, match="cannot be paid out direct now"):
        release(scene.people, scene.budget, scene.own, 10, spend_kind=FOOD, now=NOW + DAY)


def test_other_money_is_used_at_once_and_the_sentence_offers_it(scene: Scene) -> None:
    other = make_fund(scene.people, "Kind Fund", received=50)
    give(scene.people, other, scene.budget, 30)
    payment = release(scene.people, scene.budget, scene.own, 30, spend_kind=FOOD)
    assert [leg.line.fund.name for leg in payment.hold.legs.all()] == ["Kind Fund"]
    give(scene.people, other, scene.budget, 20)
    hint = scene.hint(60)
    assert hint is not None
    assert str(hint).startswith(
        "Of the money here, Kind Fund can pay £20.00 for this. Care Fund cannot be paid out direct now."
    )


def test_an_exclusion_reads_exactly_like_a_check_that_nobody_made(scene: Scene) -> None:
    before = str(scene.hint())
    record_check(scene.people, scene.care, order=ORDER)
    assert str(scene.hint()) == before
    scene.hold_by(HoldingType.DELEGATE_HELD)
    assert str(scene.hint()) == before


def test_for_an_excluded_person_the_council_or_a_named_provider_pays_shops_and_never_herself(scene: Scene) -> None:
    record_check(scene.people, scene.care, order=ORDER)
    scene.hold_by(HoldingType.AUTHORITY_MANAGED)
    assert release(scene.people, scene.budget, scene.shop, 10, spend_kind=FOOD).state == "ready"
    with pytest.raises(Refused) as refused:
        release(scene.people, scene.budget, scene.own, 10, spend_kind=FOOD)
    assert refused.value.code == "not_direct_now"
    with pytest.raises(Refused) as refused:
        scene.hold_by(HoldingType.THIRD_PARTY_HELD)
    assert refused.value.code == "holding_needs_provider"
    with pytest.raises(Refused) as refused:
        scene.hold_by(HoldingType.AUTHORITY_MANAGED, provider=scene.people.charity)
    assert refused.value.code == "holding_names_provider"
    scene.hold_by(HoldingType.THIRD_PARTY_HELD, provider=scene.people.charity)
    assert release(scene.people, scene.budget, scene.shop, 10, spend_kind=FOOD).state == "ready"


def test_one_payment_may_be_managed_by_the_council_with_a_reason(scene: Scene) -> None:
    payment = release(
        scene.people,
        scene.budget,
        scene.shop,
        10,
        spend_kind=FOOD,
        holding_type="authority_managed",
        holding_reason="The council pays the shop.",
    )
    assert payment.holding_type == "authority_managed"


def test_in_wales_somebody_suitable_who_agrees_may_hold_it(scene: Scene) -> None:
    Fund.objects.update(nation=Nation.WALES.value)
    record_check(scene.people, scene.care, order=ORDER)
    scene.hold_by(HoldingType.DELEGATE_HELD)
    assert scene.hint() is not None
    acts = name_representative(
        by=scene.people.wren,
        person=scene.people.ada,
        helper_name="Sam",
        helper_reference="H-002",
        kind="nominated",
        may_pay=True,
        explained="spoken",
        wording="Sam looks after this money.",
        now=NOW,
    )
    assert scene.hint() is None
    end_representative(by=scene.people.ada, representative=acts, is_silent=False, now=NOW)
    assert scene.hint() is not None


def test_money_set_aside_under_a_check_waits_for_a_new_one_and_is_never_lost(scene: Scene) -> None:
    record_check(scene.people, scene.care, ends_on=TODAY + DAY)
    ask = make_ask(
        by=scene.people.ada,
        budget=scene.budget,
        what_for="Food",
        amount=pounds(10),
        spend_kind=FOOD,
        request_id=new_id(),
        now=NOW,
    )
    assert ask.state == "granted"
    tomorrow = NOW + DAY
    with pytest.raises(Refused) as refused:
        release(scene.people, scene.budget, scene.shop, 10, spend_kind=FOOD, ask=ask, now=tomorrow)
    assert refused.value.code == "not_direct_now"
    ask.refresh_from_db()
    assert (ask.state, ask.used_at) == ("granted", None)
    record_check(scene.people, scene.care, checked_on=TODAY + DAY, now=tomorrow)
    assert release(scene.people, scene.budget, scene.shop, 10, spend_kind=FOOD, ask=ask, now=tomorrow).ask == ask


def test_the_newest_check_counts(scene: Scene) -> None:
    record_check(scene.people, scene.care, order=ORDER)
    assert scene.hint() is not None
    record_check(scene.people, scene.care, checked_on=TODAY, now=NOW)
    assert scene.hint() is None
    record_check(scene.people, scene.care, checked_on=TODAY, order=ORDER, now=NOW + timedelta(hours=1))
    assert scene.hint() is not None


def test_a_clear_check_of_an_older_day_lifts_nothing_that_was_found_since(scene: Scene) -> None:
    found = record_check(scene.people, scene.care, checked_on=TODAY - DAY, order=ORDER, now=NOW - DAY)
    older = record_check(scene.people, scene.care, checked_on=TODAY - 9 * DAY, now=NOW)
    assert scene.hint() is not None
    assert [*checks_of(viewer=scene.people.ada, person=scene.people.ada, today=TODAY)] == [found, older]
    assert record_check(scene.people, scene.care, checked_on=TODAY - 9 * DAY, now=NOW) == older
    assert record_check(scene.people, scene.care, checked_on=TODAY - DAY, order=ORDER, now=NOW) == found
    record_check(scene.people, scene.care, checked_on=TODAY, now=NOW)
    assert scene.hint() is None


def test_the_same_check_written_again_is_one_check(scene: Scene) -> None:
    first = record_check(scene.people, scene.care)
    assert record_check(scene.people, scene.care, now=NOW) == first
    assert ExclusionCheck.objects.count() == 1


def test_the_trail_says_that_was_asked_and_not_what_was_found(scene: Scene) -> None:
    check = record_check(scene.people, scene.care, order=ORDER)
    facts = AuditEvent.objects.get(event_type="exclusion_checked").facts
    assert facts == {"legal_basis": "care_act_dp", "check": str(check.id)}


# Who writes it down, and who is shown it ------------------------------------------------------------------------------


def record(scene: Scene, by: Any, **given: Any) -> list[ExclusionCheck]:
    wanted: dict[str, Any] = {
        "bases": [LegalBasis.CARE_ACT_DP],
        "authority": scene.people.council,
        "result": CheckResult.CLEAR,
        "checked_on": TODAY,
        "ends_on": TODAY + 300 * DAY,
    }
    with acting(context_of(by, purpose="to write down a check", today=TODAY, now=NOW)):
        return record_exclusion_check(by=by, person=scene.people.ada, now=NOW, **(wanted | given))


@pytest.mark.parametrize("who", ["ada", "stranger", "wren", "femi", "ngozi", "callum", "administrator"])
def test_only_the_authority_and_the_manager_write_it_down(scene: Scene, who: str) -> None:
    with pytest.raises(NotAllowed):
        record(scene, getattr(scene.people, who))
    assert ExclusionCheck.objects.count() == 0


def test_the_manager_writes_it_down_without_being_shown_it(scene: Scene) -> None:
    people = scene.people
    record(scene, people.priya)
    assert ExclusionCheck.objects.count() == 1
    shown = [who for who in (people.ada, people.wren, people.priya, people.femi, people.ngozi) if seen_by(scene, who)]
    assert shown == [people.ada, people.wren]


def seen_by(scene: Scene, who: Any) -> bool:
    with acting(context_of(who, purpose="to look", today=TODAY, now=NOW)):
        return checks_of(viewer=who, person=scene.people.ada, today=TODAY).exists()


def test_who_works_at_the_authority_writes_down_of_whom_they_know(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        record(scene, scene.worker)
    start_support(by=scene.people.priya, person=scene.people.ada, member=scene.worker, starts_on=TODAY, now=NOW)
    record(scene, scene.worker)
    assert not seen_by(scene, scene.worker)
    with pytest.raises(NotAllowed):
        record(scene, scene.worker, bases=[LegalBasis.CARE_ACT_DP, LegalBasis.NHS_DP])


def test_one_authority_checks_for_no_money_of_another(scene: Scene) -> None:
    """Who gives money on one of two bases has not asked about the other."""
    both = [LegalBasis.CARE_ACT_DP, LegalBasis.NHS_DP]
    make_fund(scene.people, "Health Fund", received=50, legal_basis=LegalBasis.NHS_DP, funder=scene.people.charity)
    with pytest.raises(Refused) as refused:
        record(scene, scene.people.priya, bases=both)
    assert refused.value.code == "check_needs_authority"
    assert ExclusionCheck.objects.count() == 0
    make_fund(scene.people, "Other Fund", received=50, legal_basis=LegalBasis.NHS_DP, funder=scene.people.council)
    assert len(record(scene, scene.people.priya, bases=both)) == 2


# fmt: off
WRONG = [
    ({"bases": []},                                "check_needs_basis"),
    ({"bases": [LegalBasis.CHARITABLE_GRANT]},     "check_needs_basis"),
    ({"authority": "charity"},                     "check_needs_authority"),
    ({"checked_on": TODAY + DAY},                  "check_in_future"),
    ({"ends_on": TODAY},                           "check_end_wrong"),
    ({"result": CheckResult.EXCLUDED},             "check_needs_order"),
    ({"order_type": ORDER},                        "check_names_order"),
]
# fmt: on


@pytest.mark.parametrize(("given", "code"), WRONG)
def test_a_wrong_check_is_refused(scene: Scene, given: dict[str, Any], code: str) -> None:
    if given.get("authority") == "charity":
        given = {"authority": scene.people.charity}
    with pytest.raises(Refused) as refused:
        record(scene, scene.people.priya, **given)
    assert refused.value.code == code


# Nobody is worse off for keeping it to herself ------------------------------------------------------------------------


@pytest.mark.parametrize("order", [None, ORDER])
@pytest.mark.parametrize("holding", list(HoldingType))
def test_who_shares_nothing_of_courts_has_the_same_money_as_who_does(
    scene: Scene, order: OrderType | None, holding: HoldingType
) -> None:
    """Wren sees what is of police and courts, until Ada takes that back: nothing that may be paid changes by it."""
    people = scene.people
    record_check(people, scene.care, order=order)
    if holding is not HoldingType.SELF_HELD:
        provider = people.charity if holding is HoldingType.THIRD_PARTY_HELD else None
        scene.hold_by(holding, provider=provider)

    def answers() -> list[str]:
        found = []
        for who in (people.ada, people.wren, people.priya):
            with acting(context_of(who, purpose="to look", today=TODAY, now=NOW)):
                found.append(str(scene.hint(by=who)))
                found.append(str(names_barred(viewer=who, budget=scene.budget, on=TODAY)))
        return found

    shared = answers()
    withdraw_permissions(by=people.ada, permissions=people.ada.permissions.filter(item="offence"), now=NOW)
    assert not seen_by(scene, people.wren)
    assert answers() == shared
    record_check(people, scene.care, checked_on=TODAY, now=NOW)  # and the manager can still write a new one
    assert scene.hint() is None
