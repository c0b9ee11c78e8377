"""Each constraint is broken once, and each table of history is attacked, past every rule, on the database itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F, Model

from commonpurse.kernel.identity import new_id
from commonpurse.money.ledger.commands import NewAccount, close_period, open_accounts
from commonpurse.money.ledger.rules import AccountCode
from commonpurse.money.reconciliation.commands import (
    accept_difference,
    ask_to_accept_difference,
    close_month,
    explain_line_as_charge,
    save_column_mapping,
)
from commonpurse.money.reconciliation.models import (
    Closing,
    ColumnMapping,
    DifferenceRequest,
    Match,
    MatchPart,
    Statement,
    StatementFile,
    StatementLine,
    StatementSeries,
)
from tests.databases import prepared
from tests.money.reconciliation.made_statements import UK_COLUMNS
from tests.money.reconciliation.scene import LATER, NOW, Scene, booked, make_scene, shown


@dataclass
class Rows:
    """One row of everything: a payment matched, a charge, an open line, an accepted difference, one that waits."""

    scene: Scene
    match: Match
    line: StatementLine
    waiting: DifferenceRequest


@pytest.fixture(scope="module")
def prepared_database(databases: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[str, Rows]]:
    with prepared(databases, django_db_blocker, one_row_of_everything) as made:
        yield made


@pytest.fixture
def rows(at_the_prepared: Rows) -> Rows:
    return at_the_prepared


def one_row_of_everything() -> Rows:
    scene = make_scene()
    save_column_mapping(by=scene.people.ngozi, name="Harbour Bank", content=UK_COLUMNS, now=NOW)
    (payment,), _ = scene.pay(50)
    scene.read(scene.statement(shown(payment), booked(3, "-6.50"), booked(3, "9.00")))
    charge, line = scene.open_lines()
    match = explain_line_as_charge(by=scene.people.ngozi, line=charge, now=LATER)

    def ask(closing: str) -> tuple[DifferenceRequest, bytes]:
        text = scene.statement(booked(9, "5.00"), opening="-47.50", closing=Decimal(closing)).encode()
        given = {"by": scene.people.ngozi, "debtor_account": scene.account, "file": text, "file_name": "x.xml"}
        return ask_to_accept_difference(**given, reason="The bank rounds", now=NOW), text  # type: ignore[arg-type]

    accepted, text = ask("-42.00")
    accept_difference(by=scene.people.tom, request=accepted, file=text, now=LATER)
    close_month(by=scene.people.ngozi, last_day=date(2026, 5, 31), now=LATER)
    return Rows(scene, match, line, ask("-41.00")[0])


def again(row: Model, **changed: Any) -> None:
    """Insert a copy of a row with a new id, its other unique ids renewed, and `changed`."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    renewed = {
        field.attname: new_id()
        for field in row._meta.concrete_fields
        if field.unique and field.get_internal_type() == "UUIDField" and kept[field.attname]
    }
    type(row)._default_manager.create(**(kept | renewed | changed))


def series_like(r: Rows, **changed: Any) -> None:
    account = new_id()
    open_accounts([NewAccount(account, AccountCode.PROGRAMME_LOSS, "GBP")], by=r.scene.people.ngozi.id, now=NOW)
    again(r.line.series, **{"charge_account_id": account, **changed})


def line_like(r: Rows, **changed: Any) -> None:
    again(r.line, **{"nth": 9, "place": 99, **changed})


def statement_like(r: Rows, **changed: Any) -> None:
    again(r.line.statement, **{"fingerprint": "x", **changed})


def match_like(r: Rows, **changed: Any) -> None:
    again(r.match, **{"line_id": r.line.id, **changed})


def part_like(r: Rows, **changed: Any) -> None:
    again(MatchPart.objects.get(match=r.match), **changed)


def request_like(r: Rows, **changed: Any) -> None:
    again(r.waiting, **{"sha256": "x", **changed})


def closing_like(r: Rows, **changed: Any) -> None:
    last_day = Closing.objects.get().period.ends_on
    period = close_period(ends_on=last_day + timedelta(days=1), by=r.scene.people.ngozi.id, now=LATER)
    again(Closing.objects.get(), **{"period_id": period.id, **changed})


BREACHES: dict[str, Callable[[Rows], object]] = {
    "column_mapping_version_once": lambda r: again(ColumnMapping.objects.get()),
    "statement_series_counts_up": lambda r: StatementSeries.objects.update(line_count=-1),
    "one series an account": lambda r: series_like(r),
    "difference_request_once_a_file": lambda r: again(r.waiting),
    "difference_has_reason": lambda r: request_like(r, reason=""),
    "difference_accepted_by_another": lambda r: DifferenceRequest.objects.filter(id=r.waiting.id).update(
        accepted_at=NOW, accepted_by=r.scene.people.ngozi
    ),
    "difference_acceptance_whole": lambda r: request_like(r, accepted_at=NOW),
    "statement_file_once": lambda r: again(r.line.statement.file),
    "statement_once": lambda r: again(r.line.statement),
    "statement_proof_known": lambda r: statement_like(r, proof="maybe"),
    "statement_difference_is_its_own": lambda r: statement_like(r, proof="accepted", difference_minor=1),
    "statement_difference_only_if_accepted": lambda r: statement_like(
        r, difference_minor=1, closing_minor=(r.line.statement.closing_minor or 0) - 1
    ),
    "statement_new_within_entries": lambda r: statement_like(r, new_count=99),
    "statement_line_once": lambda r: line_like(r, nth=r.line.nth),
    "statement_line_place_once": lambda r: line_like(r, place=r.line.place),
    "statement_line_kind_known": lambda r: line_like(r, kind="guess"),
    "statement_line_nth_from_one": lambda r: line_like(r, nth=0),
    "statement_line_of_zero_moves_nothing": lambda r: line_like(r, amount_minor=0),
    "match_one_live_a_line": lambda r: again(r.match),
    "match_kind_known": lambda r: match_like(r, kind="magic"),
    "match_rule_known": lambda r: match_like(r, rule="luck"),
    "match_score_in_range": lambda r: match_like(r, score=101),
    "match_undoing_whole": lambda r: match_like(r, undone_at=NOW),
    "match_part_above_zero": lambda r: part_like(r, amount_minor=0),
    "match_part_is_one_thing": lambda r: part_like(r, fund_id=r.scene.fund.id, other_line_id=r.line.id),
    "closing_has_reason": lambda r: closing_like(r, open_count=1),
    "closing_sum_from_zero": lambda r: closing_like(r, open_minor=-1),
    "one closing a period": lambda r: again(Closing.objects.get(), period_id=Closing.objects.get().period_id),
    "match_part_names_whose_payment": lambda r: part_like(r, person_id=r.scene.people.ada.id),
    "a part that is nothing": lambda r: part_like(r, transfer=None),
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(rows: Rows, name: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREACHES[name](rows)
    if connection.vendor == "postgresql" and " " not in name:
        assert name in str(refused.value)


HISTORY = [Closing, ColumnMapping, MatchPart, Statement, StatementFile, StatementLine]
FILLED_IN_ONCE = [DifferenceRequest, Match]


@pytest.mark.parametrize("model", HISTORY)
def test_what_was_read_is_never_edited(rows: Rows, model: Any) -> None:
    attack(model, f"UPDATE {model._meta.db_table} SET id = id")  # noqa: S608  names of our own tables
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(id=F("id"))


@pytest.mark.parametrize("model", [*HISTORY, *FILLED_IN_ONCE])
def test_nothing_is_deleted_or_replaced(rows: Rows, model: Any) -> None:
    table = model._meta.db_table
    attack(model, f"DELETE FROM {table}")  # noqa: S608
    attack(model, f"TRUNCATE {table}")
    attack(model, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608


def attack(model: Any, statement: str) -> None:
    count = model.objects.count()
    assert count
    with (
        pytest.raises(DatabaseError, match=r"permission denied|append.only|syntax error"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert model.objects.count() == count


EDITS: dict[str, Callable[[Rows], tuple[Any, dict[str, Any]]]] = {
    "the amount of a line": lambda r: (r.line, {"amount_minor": 1}),
    "what a line said": lambda r: (r.line, {"remittance": "Something else"}),
    "what a line turned out to be": lambda r: (r.match, {"kind": "payment"}),
    "who said so": lambda r: (r.match, {"made_by_id": r.scene.people.tom.id}),
    "a difference": lambda r: (r.waiting, {"differences": [[1, 0]]}),
    "who accepted it": lambda r: (
        DifferenceRequest.objects.exclude(id=r.waiting.id).get(),
        {"accepted_by_id": r.scene.people.priya.id},
    ),
}


@pytest.mark.parametrize("what", EDITS)
def test_what_is_filled_in_stays_as_it_is(rows: Rows, what: str) -> None:
    row, change = EDITS[what](rows)
    with pytest.raises(DatabaseError, match=r"permission denied|append.only"), transaction.atomic():
        type(row).objects.filter(id=row.id).update(**change)


def test_an_undone_match_is_never_made_live_again(rows: Rows) -> None:
    undone = {"undone_at": NOW, "undone_by": rows.scene.people.tom, "undo_reason": "Wrong"}
    Match.objects.filter(id=rows.match.id).update(**undone)
    with pytest.raises(DatabaseError, match=r"permission denied|append.only"), transaction.atomic():
        Match.objects.filter(id=rows.match.id).update(undone_at=None, undone_by=None, undo_reason=None)
