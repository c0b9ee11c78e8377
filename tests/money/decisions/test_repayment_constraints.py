"""Each constraint of notices is broken once, past every rule, on the database itself; and history is not rewritten."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.set_once import SetOnce
from commonpurse.money.budgets.models import Line
from commonpurse.money.decisions.commands import ask_notice_again, conclude_notice
from commonpurse.money.decisions.models import NoticePart, Reconsideration, RepaymentNotice
from commonpurse.money.decisions.rules import NOTICE_NEXT
from tests.factories import NOW, TODAY, Standing, make_budget, make_fund, standing_people
from tests.money.decisions.noticing import AFTER, given


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def notice(people: Standing) -> RepaymentNotice:
    """One of £5 that stands."""
    budget = make_budget(people, (make_fund(people, received=9), 9))
    return conclude_notice(by=people.tom, notice=given(people, budget, 5), now=AFTER)


def again(row: Model, **changed: Any) -> None:
    """Insert a copy of a row with `changed`, its unique ids renewed."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    renewed = {name: new_id() for name in ("id", "request_id", "transfer") if name in kept}
    type(row)._default_manager.create(**(kept | renewed | changed))


NOT_GIVEN = dict.fromkeys(("given_how", "given_on", "pay_by_on", "noted_at", "noted_by_id"))
NOT_CONCLUDED = dict.fromkeys(("concluded_at", "concluded_by_id", "concluded_minor"))
BREACHES: dict[str, dict[str, Any]] = {
    "notice_above_zero": {"amount_minor": 0, "state": "given", **NOT_CONCLUDED},
    "notice_ground_known": {"ground": "because"},
    "notice_payer_known": {"who_pays": "somebody"},
    "notice_has_reasons": {"evidence": ""},
    "notice_leaves_time": {"days_to_pay": 7},
    "notice_state_follows": {"state": "given", **NOT_GIVEN, **NOT_CONCLUDED},
    "notice_agreement_whole": {"agreed_by_id": None},
    "notice_giving_whole": {"given_how": "her_page"},  # and yet a member wrote it down
    "notice_shown_whole": {"shown_at": NOW},
    "notice_time_from_giving": {"pay_by_on": TODAY + timedelta(days=27)},
    "notice_concluded_whole": {"concluded_minor": 501},
    "notice_withdrawn_whole": {"state": "withdrawn"},
    "notice_taken_when_it_stands": {"reclaimed_at": NOW, "reclaimed_minor": 501},
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(people: Standing, notice: RepaymentNotice, name: str) -> None:
    again(notice)  # what is copied would be taken as it is
    changed = dict(BREACHES[name])
    if "reclaimed_at" in changed:
        changed["reclaimed_by_id"] = people.tom.id
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        again(notice, **changed)
    assert name in str(refused.value)


def test_the_database_lets_nobody_agree_to_their_own(notice: RepaymentNotice) -> None:
    with pytest.raises(IntegrityError, match="notice_agreed_by_another"), transaction.atomic():
        again(notice, agreed_by_id=notice.issued_by_id)


def test_the_database_keeps_the_parts_within_the_notice(people: Standing, notice: RepaymentNotice) -> None:
    part = NoticePart.objects.get(notice=notice)
    # SQLite names the columns, PostgreSQL the constraint: notice_part_once.
    with pytest.raises(IntegrityError, match=r"notice_part_once|notice_id"), transaction.atomic():
        again(part)
    other = make_fund(people, "Other", received=9)
    line = make_line(part.line, other.id)
    for name, changed in (
        ("notice_part_above_zero", {"amount_minor": 0}),
        ("notice_part_takes_no_more", {"taken_minor": 501}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            again(part, line_id=line, **changed)


def make_line(line: Line, fund: UUID) -> UUID:
    """Another line of the same budget, for the key of line and notice is unique."""
    from commonpurse.money.ledger.commands import NewAccount, open_accounts
    from commonpurse.money.ledger.rules import AccountCode

    account = new_id()
    open_accounts([NewAccount(account, AccountCode.BUDGET_LINE, "GBP")], by=new_id(), now=NOW)
    made = Line.objects.create(
        person_id=line.person_id, budget_id=line.budget_id, fund_id=fund, account_id=account, opened_at=NOW
    )
    return made.id


def test_the_database_keeps_a_second_look_apart_and_whole(people: Standing) -> None:
    budget = make_budget(people, (make_fund(people, received=9), 9))
    running = given(people, budget, 5)
    ask_notice_again(by=people.ada, notice=running, now=NOW)
    asked = Reconsideration.objects.get()
    elsewhere = given(people, budget, 1)  # one notice is looked at again once
    heard = {"heard_at": NOW, "outcome": "upheld", "outcome_minor": 500, "outcome_reasons": "So."}
    again(asked, notice_id=given(people, budget, 2).id, **heard, heard_by_id=people.priya.id)
    for name, changed in (
        ("reconsideration_has_one_asker", {"asked_by_person_id": None}),
        ("reconsideration_heard_by_a_third", {**heard, "heard_by_id": people.ngozi.id}),
        ("reconsideration_heard_by_a_third", {**heard, "heard_by_id": people.tom.id}),
        ("reconsideration_outcome_whole", {**heard, "heard_by_id": people.priya.id, "outcome_reasons": ""}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            again(asked, notice_id=elsewhere.id, **changed)


EDITS: dict[str, dict[str, Any]] = {
    "how much": {"amount_minor": 900},
    "why": {"reasons": "Another."},
    "until when": {"pay_by_on": TODAY + timedelta(days=29)},
    "what stands of it": {"concluded_minor": 499},
    "that it stands": {"state": "given"},
}


@pytest.mark.parametrize("what", EDITS)
def test_what_was_written_and_done_is_never_rewritten(notice: RepaymentNotice, what: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|append.only"), transaction.atomic():
        RepaymentNotice.objects.filter(id=notice.id).update(**EDITS[what])


def test_a_notice_is_not_deleted(notice: RepaymentNotice) -> None:
    for table in ("decisions_noticepart", "decisions_repaymentnotice"):
        with (
            pytest.raises(DatabaseError, match=r"permission denied|append.only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  our own table


@pytest.mark.parametrize("authority", [None, "a notice"])
def test_the_ledger_refuses_a_reclaim_without_an_authority(
    people: Standing, notice: RepaymentNotice, authority: str | None
) -> None:
    """By raw SQL: a copy of the allocation's row, as a reclaim. With an authority the same row is taken."""
    hexed = {"sqlite": lambda id: id.hex, "postgresql": str}[connection.vendor]
    transfer = NoticePart.objects.get(notice=notice).line.allocations.get().transfer
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ledger_transfer WHERE id = %s", [hexed(transfer)])
        columns = [column[0] for column in cursor.description]
        row = dict(zip(columns, cursor.fetchone(), strict=True))
        row |= {name: value + 1000 for name, value in row.items() if name.endswith("_version") and value is not None}
        row |= {"id": hexed(new_id()), "code": "reclaim", "authority": authority and hexed(notice.id)}
        names, places = ", ".join(row), ", ".join(["%s"] * len(row))
        insert = f"INSERT INTO ledger_transfer ({names}) VALUES ({places})"  # noqa: S608  our own columns
        if authority is None:
            with pytest.raises(IntegrityError, match="transfer_reclaim_has_authority"), transaction.atomic():
                cursor.execute(insert, list(row.values()))
        else:
            cursor.execute(insert, list(row.values()))
            transaction.set_rollback(True)


def test_the_life_in_the_migration_is_the_one_in_the_rules() -> None:
    operations = import_module("commonpurse.money.decisions.migrations.0008_repayment_notice").Migration.operations
    (kept,) = (one for one in operations if isinstance(one, SetOnce) and one.steps)
    assert {before: set(after) for before, after in kept.steps.items()} == {
        before.value: {state.value for state in after} for before, after in NOTICE_NEXT.items() if after
    }
