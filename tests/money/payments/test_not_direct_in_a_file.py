"""A payment that waits is asked about once more when it goes into a file; what is in a made file stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from commonpurse.kernel.errors import Refused
from commonpurse.money.budgets.models import Budget, Fund
from commonpurse.money.budgets.rules import LegalBasis, OrderType, SpendKind
from commonpurse.money.payments.commands import (
    approve_bank_file,
    change_payee_account,
    make_bank_file,
    send_bank_file,
    stop_payment,
)
from commonpurse.money.payments.models import DebtorAccount, PayeeAccount, Payment
from commonpurse.money.payments.queries import (
    expected_pay,
    next_files,
    payments_for_next_file,
    payments_visible_to,
    ready_payments,
    with_named_day,
)
from tests.factories import (
    LANDLORDS_ACCOUNT,
    NOW,
    TODAY,
    Standing,
    give,
    make_budget,
    make_debtor_account,
    make_fund,
    make_payee,
    pounds,
    record_check,
    release,
    standing_people,
)

DAY = timedelta(days=1)
TOMORROW = NOW + DAY


@dataclass
class Scene:
    people: Standing
    care: Fund
    budget: Budget
    own: PayeeAccount
    account: DebtorAccount

    def release(self, amount: int = 10, now: datetime = NOW) -> Payment:
        return release(self.people, self.budget, self.own, amount, spend_kind=SpendKind.FOOD, now=now)

    def file(self, now: datetime) -> set[Payment]:
        made = make_bank_file(by=self.people.ngozi, debtor_account=self.account, now=now)
        return set(Payment.objects.filter(instructions__bank_file=made))


@pytest.fixture
def scene(db: None) -> Scene:
    """Ada has £100 of the Care Act. A check lets it go out today, and not tomorrow."""
    people = standing_people()
    care = make_fund(people, "Care Fund", received=300, legal_basis=LegalBasis.CARE_ACT_DP, funder=people.council)
    budget = make_budget(people, (care, 100))
    record_check(people, care, ends_on=TODAY + DAY)
    return Scene(people, care, budget, make_payee(people), make_debtor_account(people))


def test_what_may_not_go_out_any_more_stays_out_of_the_file_until_it_may(scene: Scene) -> None:
    people, payment = scene.people, scene.release()
    with pytest.raises(Refused) as refused:
        scene.file(TOMORROW)
    assert refused.value.code == "nothing_to_pay"
    assert str(refused.value).endswith("its money cannot be paid out direct now.")
    give(people, make_fund(people, "Kind Fund", received=300), scene.budget, 50)
    other = scene.release(20, now=TOMORROW)
    assert scene.file(TOMORROW) == {other}
    payment.refresh_from_db()
    assert payment.state == "ready"
    record_check(people, scene.care, checked_on=TODAY + DAY, now=TOMORROW)
    assert scene.file(TOMORROW) == {payment}


def test_every_list_of_what_is_ready_says_the_same_as_the_file(scene: Scene) -> None:
    payment = scene.release()

    def counted(now: datetime) -> tuple[int, int, int, int]:
        viewer = scene.people.ngozi
        (made_now,) = next_files(viewer=viewer, now=now)
        return (
            ready_payments(viewer=viewer, currency="GBP", now=now).count,
            payments_for_next_file(viewer=viewer, debtor_account=scene.account, now=now).count(),
            made_now.ready,
            made_now.not_direct,
        )

    assert (counted(NOW), counted(TOMORROW)) == ((1, 1, 1, 0), (0, 0, 0, 1))
    assert next_files(viewer=scene.people.wren, now=TOMORROW) == []
    seen = list(with_named_day(payments_visible_to(scene.people.ada, TODAY)))
    assert not expected_pay(seen, NOW)[payment.id].is_not_direct
    assert expected_pay(seen, TOMORROW)[payment.id].is_not_direct


def test_one_that_waited_for_its_account_is_asked_about_too(scene: Scene) -> None:
    changed = change_payee_account(
        by=scene.people.ada, payee=scene.own.payee, holder_name="Ada", account=LANDLORDS_ACCOUNT, now=NOW
    )
    payment = release(scene.people, scene.budget, changed, 10, spend_kind=SpendKind.FOOD)
    assert payment.state == "held"
    later = NOW + timedelta(hours=73)
    with pytest.raises(Refused):
        scene.file(later)
    payment.refresh_from_db()
    assert payment.state == "held"
    assert stop_payment(by=scene.people.ada, payment=payment, reason="Other money.", now=later).state == "stopped"


def test_what_is_in_a_made_file_stands(scene: Scene) -> None:
    payment = scene.release()
    made = make_bank_file(by=scene.people.ngozi, debtor_account=scene.account, now=NOW)
    record_check(
        scene.people, scene.care, checked_on=TODAY, order=OrderType.ALCOHOL_TREATMENT, now=NOW + timedelta(minutes=1)
    )
    approve_bank_file(by=scene.people.tom, bank_file=made, now=NOW)
    assert send_bank_file(by=scene.people.ngozi, bank_file=made, now=NOW).total == pounds(10)
    payment.refresh_from_db()
    assert payment.state == "sent"
