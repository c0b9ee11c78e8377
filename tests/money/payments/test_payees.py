"""Who is paid, and where to: first accounts, changed accounts, call-backs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.periods import LONDON
from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.commands import (
    add_payee,
    call_back_payee_account,
    change_payee_account,
    load_modulus_tables,
)
from commonpurse.money.payments.models import PayeeAccount
from commonpurse.money.payments.queries import (
    accounts_awaiting_call_back,
    get_payee_account,
    payees_of,
    waiting_account,
)
from commonpurse.money.payments.rules import COOLING_OFF, PayeeKind, usable_from
from tests.factories import (
    ADAS_ACCOUNT,
    GERMAN_ACCOUNT,
    LANDLORDS_ACCOUNT,
    NOW,
    TODAY,
    Standing,
    make_budget,
    make_fund,
    make_payee,
    release,
    standing_people,
)
from tests.money.payments.test_modulus import SUBSTITUTES, WEIGHTS

FAILS_THE_CHECK = TypedAccount(sort_code="000000", account_number="00000011")
PASSES_THE_CHECK = TypedAccount(sort_code="000000", account_number="00000010")


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def add(people: Standing, **given: object) -> PayeeAccount:
    wanted = {
        "by": people.wren,
        "person": people.ada,
        "kind": PayeeKind.SUPPLIER,
        "name": "Landlord",
        "holder_name": "Quay Homes Ltd",
        "account": LANDLORDS_ACCOUNT,
        "now": NOW,
    } | given
    return add_payee(**wanted)  # type: ignore[arg-type]


def change(people: Standing, current: PayeeAccount, **given: object) -> PayeeAccount:
    wanted = {"by": people.wren, "holder_name": "Ada Lovelace", "account": LANDLORDS_ACCOUNT, "now": NOW} | given
    return change_payee_account(payee=current.payee, **wanted)  # type: ignore[arg-type]


def test_money_may_go_to_a_first_account_at_once(people: Standing) -> None:
    account = add(people)
    assert account.is_usable_at(NOW)
    assert account.check_result == "cannot_check"
    assert (account.sort_code, account.account_number, account.ending) == ("123456", "87654321", "4321")
    (shown,) = payees_of(viewer=people.ada, person=people.ada, now=NOW, today=TODAY)
    assert (shown.payee.name, shown.usable, shown.waiting) == ("Landlord", account, None)


def test_the_person_writes_down_her_own_payees(people: Standing) -> None:
    account = add(people, by=people.ada, kind=PayeeKind.OWN, name="Me", account=ADAS_ACCOUNT)
    assert account.added_by == people.ada
    assert account.payee.added_by == people.ada


@pytest.mark.parametrize("actor", ["femi", "ngozi", "callum", "stranger", "administrator"])
def test_who_does_not_work_with_her_writes_down_no_payee(people: Standing, actor: str) -> None:
    with pytest.raises(NotAllowed):
        add(people, by=getattr(people, actor))
    account = add(people)
    with pytest.raises(NotAllowed):
        change(people, account, by=getattr(people, actor))


@pytest.mark.parametrize("viewer", ["femi", "callum", "stranger", "ngozi"])
def test_who_does_not_work_with_her_sees_no_payee(people: Standing, viewer: str) -> None:
    account = add(people)
    seen = getattr(people, viewer)
    assert payees_of(viewer=seen, person=people.ada, now=NOW, today=TODAY) == []
    assert get_payee_account(viewer=seen, account_id=account.id, today=TODAY) is None
    assert get_payee_account(viewer=people.wren, account_id=account.id, today=TODAY) == account


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": "LANDLORD"}, "payee_there"),
        ({"name": "Me too", "kind": PayeeKind.OWN}, "own_account_there"),
        ({"name": "Land-lord."}, "payee_there"),
        ({"name": "Land  lord"}, "payee_there"),
        ({"name": "ＬＡＮＤＬＯＲＤ"}, "payee_there"),
        ({"name": "Land\u200blord"}, "name_needed"),
        ({"name": " "}, "name_needed"),
        ({"name": "x" * 101}, "name_needed"),
        ({"name": "Shop", "holder_name": ""}, "name_needed"),
        ({"name": "Shop", "holder_name": "x" * 71}, "name_needed"),
        ({"name": "Shop", "holder_name": "王芳"}, "cannot_be_written"),
        ({"name": "Shop", "account": TypedAccount(sort_code="12345", account_number="1")}, "account_unreadable"),
        ({"name": "Shop", "account": GERMAN_ACCOUNT}, "other_scheme"),
        ({"name": "Shop", "account": TypedAccount(sort_code="1", iban="DE1")}, "account_unreadable"),
        ({"name": "Shop", "account": FAILS_THE_CHECK}, "account_invalid"),
    ],
)
def test_what_cannot_be_paid_is_not_written_down(people: Standing, given: dict, code: str) -> None:
    load_modulus_tables(by=people.ngozi, files=[("w", WEIGHTS), ("s", SUBSTITUTES)], now=NOW)
    add(people)
    make_payee(people)
    with pytest.raises(Refused) as refused:
        add(people, **given)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")
    assert PayeeAccount.objects.count() == 2


def test_a_name_is_the_same_in_capitals_in_any_language(people: Standing) -> None:
    add(people, name="Świętosława Łoś")
    with pytest.raises(Refused) as refused:
        add(people, name="ŚWIĘTOSŁAWA ŁOŚ")
    assert refused.value.code == "payee_there"


def test_a_name_may_be_a_sign_alone(people: Standing) -> None:
    add(people, name="🐶")
    assert add(people, name="🐱").payee.name == "🐱"


def test_a_checked_account_says_so(people: Standing) -> None:
    load_modulus_tables(by=people.ngozi, files=[("w", WEIGHTS), ("s", SUBSTITUTES)], now=NOW)
    assert add(people, account=PASSES_THE_CHECK).check_result == "valid"


def test_euros_go_to_an_iban_and_not_to_a_sort_code(db: None) -> None:
    people = standing_people("EUR")
    assert add(people, account=GERMAN_ACCOUNT).iban == "DE89370400440532013000"
    with pytest.raises(Refused) as refused:
        add(people, name="Shop")
    assert refused.value.code == "other_scheme"


def test_money_to_a_changed_account_waits_72_hours(people: Standing) -> None:
    first = make_payee(people)
    second = change(people, first)
    assert second.usable_from == NOW + COOLING_OFF == NOW + timedelta(hours=72)
    assert not second.is_usable_at(NOW + timedelta(hours=71, minutes=59))
    assert second.is_usable_at(NOW + timedelta(hours=72))
    (shown,) = payees_of(viewer=people.wren, person=people.ada, now=NOW, today=TODAY)
    assert (shown.usable, shown.waiting) == (first, second)
    (later,) = payees_of(viewer=people.wren, person=people.ada, now=NOW + COOLING_OFF, today=TODAY)
    assert (later.usable, later.waiting) == (second, None)
    assert PayeeAccount.objects.get(id=first.id).named == first.named


def test_a_call_back_by_a_second_worker_ends_the_wait(people: Standing) -> None:
    second = change(people, make_payee(people))
    assert list(accounts_awaiting_call_back(viewer=people.priya, now=NOW, today=TODAY)) == [second]
    assert list(accounts_awaiting_call_back(viewer=people.femi, now=NOW, today=TODAY)) == []
    called = call_back_payee_account(by=people.priya, payee_account=second, now=NOW)
    assert called.is_usable_at(NOW)
    assert called.called_back_by == people.priya
    assert waiting_account(called.payee.accounts.all(), NOW) is None
    assert list(accounts_awaiting_call_back(viewer=people.priya, now=NOW, today=TODAY)) == []
    again = call_back_payee_account(by=people.tom, payee_account=second, now=NOW + timedelta(hours=1))
    assert again.called_back_by == people.priya


def test_who_wrote_the_account_down_does_not_call_back(people: Standing) -> None:
    second = change(people, make_payee(people))
    with pytest.raises(Refused) as refused:
        call_back_payee_account(by=people.wren, payee_account=second, now=NOW)
    assert refused.value.code == "same_person"
    assert refused.value.message == (
        "You wrote this account down, so somebody else must call back. Ask another worker."
    )


@pytest.mark.parametrize("actor", ["femi", "callum", "administrator"])
def test_who_may_not_know_her_does_not_call_back(people: Standing, actor: str) -> None:
    second = change(people, make_payee(people))
    with pytest.raises(NotAllowed):
        call_back_payee_account(by=getattr(people, actor), payee_account=second, now=NOW)


def test_an_account_the_person_changed_herself_is_called_back_by_her_worker(people: Standing) -> None:
    second = change(people, make_payee(people), by=people.ada)
    assert call_back_payee_account(by=people.wren, payee_account=second, now=NOW).called_back_by == people.wren


def test_an_account_that_was_changed_since_is_not_called_back(people: Standing) -> None:
    second = change(people, make_payee(people))
    change(people, second, account=TypedAccount(sort_code="121212", account_number="11112222"))
    with pytest.raises(Refused) as refused:
        call_back_payee_account(by=people.priya, payee_account=second, now=NOW)
    assert refused.value.code == "account_changed"


def test_the_same_account_again_is_no_change(people: Standing) -> None:
    first = make_payee(people)
    with pytest.raises(Refused) as refused:
        change(people, first, account=ADAS_ACCOUNT)
    assert refused.value.code == "account_same"


def test_changing_back_waits_too(people: Standing) -> None:
    first = make_payee(people)
    change(people, first)
    third = change(people, first, account=ADAS_ACCOUNT, now=NOW + COOLING_OFF)
    assert not third.is_usable_at(NOW + COOLING_OFF)


def test_an_account_that_was_replaced_while_it_waited_is_never_paid(people: Standing) -> None:
    budget = make_budget(people, (make_fund(people, received=500), 100))
    first = make_payee(people)
    mistyped = change(people, first)
    hour = timedelta(hours=1)
    right = change(
        people, mistyped, account=TypedAccount(sort_code="121212", account_number="11112222"), now=NOW + hour
    )
    for later in (NOW + hour, NOW + COOLING_OFF):
        (shown,) = payees_of(viewer=people.wren, person=people.ada, now=later, today=TODAY)
        assert (shown.usable, shown.waiting) == (first, right)
        with pytest.raises(Refused) as refused:
            release(people, budget, mistyped, 10, now=later)
        assert refused.value.code == "account_changed"
    (shown,) = payees_of(viewer=people.wren, person=people.ada, now=NOW + hour + COOLING_OFF, today=TODAY)
    assert (shown.usable, shown.waiting) == (right, None)


def test_an_account_that_was_trusted_before_it_was_changed_may_be_paid_meanwhile(people: Standing) -> None:
    budget = make_budget(people, (make_fund(people, received=500), 100))
    second = change(people, make_payee(people))
    call_back_payee_account(by=people.priya, payee_account=second, now=NOW)
    change(people, second, account=TypedAccount(sort_code="121212", account_number="11112222"))
    assert release(people, budget, second, 10).state == "ready"


def test_the_wait_has_72_hours_also_over_a_night_with_a_clock_change(people: Standing) -> None:
    first = make_payee(people)
    before = datetime(2026, 10, 23, 12, 0, tzinfo=LONDON)  # the clocks go back on the 25th
    assert change(people, first, now=before).usable_from == datetime(2026, 10, 26, 11, 0, tzinfo=UTC)
    assert usable_from(added_at=datetime(2026, 3, 27, 12, 0, tzinfo=LONDON), replaces_another=True) == datetime(
        2026, 3, 30, 12, 0, tzinfo=UTC
    )


def test_what_was_released_to_the_old_account_and_not_sent_is_stopped(people: Standing) -> None:
    fund = make_fund(people, received=500)
    budget = make_budget(people, (fund, 500))
    first = make_payee(people)
    other = add(people)
    mine, theirs = release(people, budget, first, 100), release(people, budget, other, 50)
    change(people, first, account=TypedAccount(sort_code="121212", account_number="11112222"))
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, theirs.state) == ("stopped", "ready")
    assert mine.events.get(state="stopped").code == "payee_account_changed"
    assert release(people, budget, other, 450).state == "ready"  # the £100 are on the budget again


def test_the_trail_holds_ids_and_never_numbers(people: Standing) -> None:
    second = change(people, make_payee(people))
    call_back_payee_account(by=people.priya, payee_account=second, now=NOW)
    events = AuditEvent.objects.filter(subject_type="payee").order_by("id")
    assert [event.event_type for event in events] == [
        "payee_added",
        "payee_account_changed",
        "payee_account_called_back",
    ]
    assert not any(number in str(event.facts) for event in events for number in ("12345678", "87654321", "Lovelace"))
