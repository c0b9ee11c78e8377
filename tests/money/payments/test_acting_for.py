"""What somebody who acts for a person may do with her money, and all that they may not (P28; threat 5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.models import News
from commonpurse.money.budgets.commands import free_hold
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.queries import budgets_visible_to
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import make_ask
from commonpurse.money.payments.commands import (
    add_payee,
    change_payee_account,
    pay_or_ask,
    reissue_payment,
    stop_payment,
)
from commonpurse.money.payments.models import PayeeAccount, Payment
from commonpurse.money.payments.queries import get_payment
from commonpurse.money.payments.rules import PayeeKind, PaymentRefused
from commonpurse.parties.consent.models import Permission
from commonpurse.parties.consent.rules import RepresentativeKind
from commonpurse.parties.people.commands import end_representative, withdraw_permissions
from tests.factories import (
    LANDLORDS_ACCOUNT,
    NOW,
    Standing,
    make_budget,
    make_fund,
    make_payee,
    pounds,
    release,
    standing_people,
)
from tests.parties.people.acting_for import act_for

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def budget(people: Standing) -> Budget:
    return make_budget(people, (make_fund(people, received=500), 400))


@pytest.fixture
def own(people: Standing) -> PayeeAccount:
    return make_payee(people)


def pay_for_her(people: Standing, budget: Budget, account: PayeeAccount, amount: int, **given: Any) -> Payment:
    """Sam pays from Ada's money."""
    return release(people, budget, account, amount, **({"by": people.stranger} | given))


@pytest.mark.parametrize("kind", RepresentativeKind)
def test_each_kind_pays_where_it_may_and_she_is_told(
    people: Standing, budget: Budget, own: PayeeAccount, kind: RepresentativeKind
) -> None:
    act_for(people, kind=kind)
    paid = pay_for_her(people, budget, own, 20)
    assert (paid.created_by_person, paid.person) == (people.stranger, people.ada)
    assert News.objects.filter(recipient_id=people.ada.id, kind="paid_for_her", subject_id=paid.id).exists()


@pytest.mark.parametrize("kind", RepresentativeKind)
def test_who_may_only_see_pays_nothing(
    people: Standing, budget: Budget, own: PayeeAccount, kind: RepresentativeKind
) -> None:
    act_for(people, kind=kind, may_pay=False, limit=None)
    assert budgets_visible_to(people.stranger, NOW.date()).filter(id=budget.id).exists()
    with pytest.raises(NotAllowed):
        pay_for_her(people, budget, own, 1)


def test_up_to_the_limit_of_a_day_in_however_many_payments(people: Standing, budget: Budget, own: PayeeAccount) -> None:
    act_for(people, limit=pounds(30))
    with pytest.raises(PaymentRefused, match=r"£30\.00 more today") as refused:
        pay_for_her(people, budget, own, 31)
    assert refused.value.code == "over_helpers_limit"
    pay_for_her(people, budget, own, 20)
    with pytest.raises(PaymentRefused, match=r"£10\.00 more today"):
        pay_for_her(people, budget, own, 11)
    pay_for_her(people, budget, own, 10)
    pay_for_her(people, budget, own, 30, now=TOMORROW)


def test_what_she_pays_herself_counts_for_no_helper_and_no_limit_is_hers(
    people: Standing, budget: Budget, own: PayeeAccount
) -> None:
    act_for(people, limit=pounds(30))
    pay_for_her(people, budget, own, 90, by=people.ada)
    pay_for_her(people, budget, own, 30)


def test_the_same_request_again_pays_once(people: Standing, budget: Budget, own: PayeeAccount) -> None:
    act_for(people, limit=pounds(30))
    request_id = new_id()
    first = pay_for_her(people, budget, own, 30, request_id=request_id)
    assert pay_for_her(people, budget, own, 30, request_id=request_id) == first


def end(people: Standing) -> None:
    end_representative(by=people.ada, representative=people.ada.representatives.get(), is_silent=True, now=NOW)


def take_the_yes_back(people: Standing) -> None:
    given = Permission.objects.filter(person=people.ada, helper=people.stranger)
    withdraw_permissions(by=people.ada, permissions=given, now=NOW)


@pytest.mark.parametrize("change", [end, take_the_yes_back])
def test_at_once_after_she_ends_it_nothing_goes(
    people: Standing, budget: Budget, own: PayeeAccount, change: Callable[[Standing], None]
) -> None:
    act_for(people)
    change(people)
    with pytest.raises(NotAllowed):
        pay_for_her(people, budget, own, 1)
    assert not budgets_visible_to(people.stranger, NOW.date()).filter(id=budget.id).exists()


def test_when_its_year_is_over_nothing_goes(people: Standing, budget: Budget, own: PayeeAccount) -> None:
    act_for(people, ends_on=NOW.date() + timedelta(days=1))
    pay_for_her(people, budget, own, 1)
    with pytest.raises(NotAllowed):
        pay_for_her(people, budget, own, 1, now=TOMORROW)


def test_before_a_second_member_agrees_to_it_nobody_acts_in_her_best_interests(
    people: Standing, budget: Budget, own: PayeeAccount
) -> None:
    act_for(people, kind=RepresentativeKind.AUTHORISED, is_agreed=False)
    with pytest.raises(NotAllowed):
        pay_for_her(people, budget, own, 1)
    assert not budgets_visible_to(people.stranger, NOW.date()).filter(id=budget.id).exists()


# Threat 5: what drains a budget ---------------------------------------------------------------------------------------


def test_who_acts_for_her_adds_nobody_and_changes_no_account(people: Standing, own: PayeeAccount) -> None:
    act_for(people, kind=RepresentativeKind.NOMINATED, limit=None)
    with pytest.raises(NotAllowed):
        add_payee(
            by=people.stranger,
            person=people.ada,
            kind=PayeeKind.SUPPLIER,
            name="Shop",
            holder_name="Sam",
            account=LANDLORDS_ACCOUNT,
            now=NOW,
        )
    with pytest.raises(NotAllowed):
        change_payee_account(by=people.stranger, payee=own.payee, holder_name="Sam", account=LANDLORDS_ACCOUNT, now=NOW)


def test_money_to_an_account_that_waits_does_not_go_by_their_hand(
    people: Standing, budget: Budget, own: PayeeAccount
) -> None:
    act_for(people)
    changed = change_payee_account(
        by=people.wren, payee=own.payee, holder_name="Ada Lovelace", account=LANDLORDS_ACCOUNT, now=NOW
    )
    with pytest.raises(PaymentRefused) as refused:
        pay_for_her(people, budget, changed, 1)
    assert refused.value.code == "not_for_a_helper"


def test_they_pay_nobody_who_helps_her_for_that_may_be_themselves(people: Standing, budget: Budget) -> None:
    act_for(people)
    with pytest.raises(PaymentRefused) as refused:
        pay_for_her(people, budget, make_payee(people, PayeeKind.HELPER, "Sam"), 1)
    assert refused.value.code == "not_for_a_helper"


def test_they_ask_nothing_stop_nothing_free_nothing_and_pay_nothing_again(
    people: Standing, budget: Budget, own: PayeeAccount
) -> None:
    act_for(people)
    paid, asked = pay_for_her(people, budget, own, 5), {"what_for": "A lamp", "amount": pounds(5)}
    given: dict[str, Any] = {"by": people.stranger, "now": NOW}
    made = given | {"budget": budget, "spend_kind": SpendKind.FURNITURE, "request_id": new_id()}
    for act in (
        lambda: make_ask(**made, **asked),
        lambda: pay_or_ask(**made, **asked, payee_account=own),
        lambda: stop_payment(**given, payment=paid, reason="No"),
        lambda: reissue_payment(**given, payment=paid, request_id=new_id()),
        lambda: free_hold(**given, hold=paid.hold),
        lambda: pay_for_her(people, budget, own, 1, holding_type="third_party_held", holding_reason="So"),
    ):
        with pytest.raises(NotAllowed):
            act()
    # What they did they may see; a large sum waits for a second person as anybody's.
    assert get_payment(viewer=people.stranger, payment_id=paid.id, today=NOW.date()) == paid
