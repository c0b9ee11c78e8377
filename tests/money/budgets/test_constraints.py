"""Each constraint is broken once, and each append-only table is attacked, past every rule, on the database itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.commands import (
    ask_correction,
    change_holding_type,
    hold_for,
    promise_money,
    set_spending_rules,
)
from commonpurse.money.budgets.models import (
    Allocation,
    Budget,
    Correction,
    ExclusionCheck,
    Fund,
    FundAccount,
    Hold,
    HoldingPeriod,
    HoldLeg,
    Line,
    MoneyIn,
    Promise,
    SpendingRule,
)
from commonpurse.money.budgets.rules import HoldingType, LegalBasis, Rule, SpendKind
from commonpurse.money.ledger.commands import NewAccount, open_accounts
from commonpurse.money.ledger.rules import AccountCode
from tests.databases import prepared
from tests.factories import NOW, TODAY, Standing, make_budget, make_fund, pounds, record_check, standing_people


@dataclass
class Scene:
    people: Standing
    fund: Fund
    budget: Budget
    line: Line
    hold: Hold

    def spare_account(self) -> Any:
        account = new_id()
        open_accounts([NewAccount(account, AccountCode.BUDGET_LINE, "GBP")], by=self.people.ngozi.id, now=NOW)
        return account


@pytest.fixture(scope="module")
def prepared_database(databases: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[str, Scene]]:
    with prepared(databases, django_db_blocker, one_row_of_everything) as made:
        yield made


@pytest.fixture
def scene(at_the_prepared: Scene) -> Scene:
    return at_the_prepared


def one_row_of_everything() -> Scene:
    """One row of everything."""
    people = standing_people()
    fund = make_fund(people, received=100)
    promise_money(by=people.ngozi, fund=fund, amount=pounds(1), now=NOW)
    rule = {SpendKind.PET_CARE: Rule(is_allowed=False, reason="No")}
    set_spending_rules(by=people.ngozi, fund=fund, rules=rule, now=NOW)
    budget = make_budget(people, (fund, 50))
    line = Line.objects.get()
    change_holding_type(
        by=people.wren, line=line, holding_type=HoldingType.SELF_HELD, reason="x", starts_on=TODAY, now=NOW
    )
    record_check(people, make_fund(people, "Care Fund", legal_basis=LegalBasis.CARE_ACT_DP))
    hold = hold_for(
        by=people.wren,
        budget=budget,
        amount=pounds(5),
        spend_kind=SpendKind.FOOD,
        on=TODAY,
        hold_id=new_id(),
        now=NOW,
    )
    ask_correction(
        by=people.ngozi,
        allocation=Allocation.objects.get(),
        amount=pounds(5),
        reason="x",
        request_id=new_id(),
        now=NOW,
    )
    return Scene(people, fund, budget, line, hold)


def again(row: Any, **changed: Any) -> None:
    """Insert a copy of a row with a new id, its other unique ids renewed, and `changed`."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    renewed = {
        field.attname: new_id()
        for field in row._meta.concrete_fields
        if field.unique and field.get_internal_type() == "UUIDField" and kept[field.attname]
    }
    type(row).objects.create(**(kept | renewed | changed))


def fund_like(scene: Scene, **changed: Any) -> None:
    again(scene.fund, **({"name": "Another"} | changed))


def answer(**given: Any) -> None:
    """Write an answer to the correction past every rule."""
    Correction.objects.update(**given)


BREACHES: dict[str, Callable[[Scene], object]] = {
    "fund_name_once": lambda s: again(s.fund),
    "fund_ends_after_start": lambda s: fund_like(s, ends_on=s.fund.starts_on),
    "fund_legal_basis_known": lambda s: fund_like(s, legal_basis="a hunch"),
    "fund_kind_known": lambda s: fund_like(s, kind="loan"),
    "fund_unspent_rule_known": lambda s: fund_like(s, unspent_rule="vanishes"),
    "fund_account_once": lambda s: again(
        FundAccount.objects.get(fund=s.fund, code="fund"), account_id=s.spare_account()
    ),
    "fund_account_kind_for_spent": lambda s: again(
        FundAccount.objects.get(fund=s.fund, code="fund"), account_id=s.spare_account(), spend_kind="food"
    ),
    "spending_rule_once": lambda s: again(SpendingRule.objects.get(spend_kind="food")),
    "spending_rule_has_reason": lambda s: again(SpendingRule.objects.get(spend_kind="pet_care"), version=2, reason=""),
    "spending_rule_limit_above_zero": lambda s: again(
        SpendingRule.objects.get(spend_kind="food"), version=2, limit_minor=0, reason="x"
    ),
    "spending_rule_kind_known": lambda s: again(SpendingRule.objects.get(spend_kind="food"), spend_kind="fun"),
    "spending_rule_version_from_one": lambda s: again(SpendingRule.objects.get(spend_kind="food"), version=0),
    "promise_above_zero": lambda s: again(Promise.objects.get(), amount_minor=0),
    "money_in_above_zero": lambda s: again(MoneyIn.objects.get(), amount_minor=0),
    "money_in_meets_promise_within_amount": lambda s: again(
        MoneyIn.objects.get(), promise_met_minor=10001, promise_transfer=new_id()
    ),
    "line_once": lambda s: again(s.line, account_id=s.spare_account()),
    "holding_ends_after_start": lambda s: again(HoldingPeriod.objects.get(), ends_on=TODAY),
    "holding_step_down_ends": lambda s: again(HoldingPeriod.objects.get(), holding_type="delegate_held"),
    "holding_has_reason": lambda s: again(HoldingPeriod.objects.get(), reason=""),
    "holding_type_known": lambda s: again(HoldingPeriod.objects.get(), holding_type="lost", ends_on="2026-07-01"),
    "holding_provider_of_third_party": lambda s: again(HoldingPeriod.objects.get(), provider_id=s.people.charity.id),
    "fund_nation_known": lambda s: fund_like(s, nation="atlantis"),
    "exclusion_check_basis_known": lambda s: again(ExclusionCheck.objects.get(), legal_basis="charitable_grant"),
    "exclusion_check_result_known": lambda s: again(ExclusionCheck.objects.get(), result="perhaps"),
    "exclusion_check_names_order": lambda s: again(ExclusionCheck.objects.get(), order_type="alcohol_treatment"),
    "exclusion_check_is_made_again": lambda s: again(ExclusionCheck.objects.get(), ends_on=TODAY + timedelta(days=500)),
    "allocation_above_zero": lambda s: again(Allocation.objects.get(), amount_minor=0),
    "allocation_has_reason": lambda s: again(Allocation.objects.get(), reason=""),
    "hold_above_zero": lambda s: again(s.hold, amount_minor=0),
    "hold_kind_known": lambda s: again(s.hold, spend_kind="fun"),
    "hold_leg_once": lambda s: again(HoldLeg.objects.get()),
    "hold_leg_above_zero": lambda s: again(HoldLeg.objects.get(), amount_minor=0),
    "correction_of_one_thing": lambda s: again(Correction.objects.get(), money_in_id=MoneyIn.objects.get().id),
    "correction_names_whose_allocation": lambda s: again(Correction.objects.get(), person_id=None),
    "correction_above_zero": lambda s: again(Correction.objects.get(), amount_minor=0),
    "correction_has_reason": lambda s: again(Correction.objects.get(), reason=""),
    "correction_agreed_by_another": lambda s: answer(agreed_at=NOW, agreed_by=s.people.ngozi),
    "correction_agreement_whole": lambda s: answer(agreed_by=s.people.tom),
    "correction_declining_whole": lambda s: answer(declined_at=NOW, declined_by=s.people.tom, decline_reason=""),
    "correction_agreed_or_declined": lambda s: answer(
        agreed_at=NOW, agreed_by=s.people.tom, declined_at=NOW, declined_by=s.people.tom, decline_reason="x"
    ),
    "one correction a request": lambda s: again(
        Correction.objects.get(), request_id=Correction.objects.get().request_id
    ),
    "one budget a person": lambda s: again(s.budget),
    "one allocation a request": lambda s: again(
        Allocation.objects.get(), request_id=Allocation.objects.get().request_id
    ),
    "one line an account": lambda s: Line.objects.create(
        person=s.people.ada,
        budget=s.budget,
        fund=make_fund(s.people, "Another"),
        account_id=s.line.account_id,
        opened_at=NOW,
    ),
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(scene: Scene, name: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREACHES[name](scene)
    if connection.vendor == "postgresql" and " " not in name:
        assert name in str(refused.value)


APPEND_ONLY = [Allocation, ExclusionCheck, FundAccount, Hold, HoldLeg, HoldingPeriod, MoneyIn, Promise, SpendingRule]


@pytest.mark.parametrize("model", APPEND_ONLY)
def test_what_was_written_down_about_money_is_never_edited(scene: Scene, model: Any) -> None:
    table, count = model._meta.db_table, model.objects.count()
    assert count
    attacks = [
        f"UPDATE {table} SET id = id",  # noqa: S608  names of our own tables
        f"DELETE FROM {table}",  # noqa: S608
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",  # noqa: S608
        f"INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT (id) DO UPDATE SET id = excluded.id",  # noqa: S608
        f"TRUNCATE {table}",
    ]
    for statement in attacks:
        with (
            pytest.raises(DatabaseError, match=r"permission denied|append_only|syntax error"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(id=F("id"))
    assert model.objects.count() == count


def test_a_correction_is_answered_once_and_never_edited(scene: Scene) -> None:
    answer(agreed_at=NOW, agreed_by=scene.people.tom)
    edits: list[dict[str, Any]] = [
        {"amount_minor": 1},
        {"reason": "Another"},
        {"asked_by": scene.people.priya},
        {"agreed_by": scene.people.priya},
        {"agreed_at": None, "agreed_by": None},
    ]
    for edit in edits:
        with pytest.raises(DatabaseError, match=r"permission denied|append.only"), transaction.atomic():
            answer(**edit)
    for statement in ("DELETE FROM budgets_correction", "TRUNCATE budgets_correction"):
        with (
            pytest.raises(DatabaseError, match=r"permission denied|append.only|syntax error"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert Correction.objects.count() == 1


FIXED = {
    "whose budget it is": lambda s: (s.budget, {"person": s.people.stranger}),
    "who opened it": lambda s: (s.budget, {"opened_by": s.people.tom}),
    "which account holds a line's money": lambda s: (s.line, {"account_id": s.spare_account()}),
    "which budget a line is in": lambda s: (s.line, {"budget": make_budget(s.people, person=s.people.stranger)}),
    "which fund it is of": lambda s: (s.line, {"fund": make_fund(s.people, "Another")}),
}


@pytest.mark.parametrize("what", FIXED)
def test_whose_money_it_is_is_said_once(scene: Scene, what: str) -> None:
    row, change = FIXED[what](scene)
    with pytest.raises(DatabaseError, match=r"permission denied|append.only|same_person"), transaction.atomic():
        type(row).objects.filter(id=row.id).update(**change)
    assert type(row).objects.select_for_update(no_key=True).get(id=row.id) == row  # and it can still be locked


@pytest.mark.parametrize("table", ["budgets_budget", "budgets_line"])
def test_whose_money_it_is_is_not_deleted(scene: Scene, table: str) -> None:
    attacks = [
        f"DELETE FROM {table}",  # noqa: S608  names of our own tables
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",  # noqa: S608
        f"TRUNCATE {table} CASCADE",
    ]
    for statement in attacks:
        with (
            pytest.raises(DatabaseError, match=r"permission denied|append.only|syntax error"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
