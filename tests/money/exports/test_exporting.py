"""What the council's ledger is given: once, balanced, in its own codes, and the same bytes each time."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.commands import promise_money
from commonpurse.money.exports.commands import export_ledger, save_export_mapping, take_export_back
from commonpurse.money.exports.models import ExportedMovement, ExportMapping, LedgerExport
from commonpurse.money.exports.queries import (
    export_mappings,
    exports_visible_to,
    first_rows_of_export,
    get_export,
    get_export_mapping,
    late_movements,
    next_days_to_export,
    preview_export,
)
from commonpurse.money.reconciliation.commands import close_month
from commonpurse.parties.partners.queries import system_member
from tests.factories import (
    LAST_MONTH,
    NOW,
    Standing,
    give,
    make_budget,
    make_fund,
    pounds,
    receive,
    standing_people,
)
from tests.money.exports.exporting import CODES, COLUMNS, JULY, JUNE, MAPPING, MAY, export, mapping, rows, total
from tests.money.reconciliation.scene import came_back, make_scene, shown

THEN = business_date(LAST_MONTH)


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def code_of(act: Any, *given: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        act(*given, **more)
    return refused.value.code


def test_each_movement_is_two_rows_that_balance_in_their_codes(people: Standing) -> None:
    fund = make_fund(people, received=500)
    make_budget(people, (fund, 300))
    made = export(people)
    # in from the bank, known to be for the fund, given to a budget
    assert [(row["Nominal"], row["Debit"], row["Credit"], row["Fund"]) for row in rows(made)] == [
        (CODES["bank"], "500.00", "", ""),
        (CODES["suspense"], "", "500.00", ""),
        (CODES["suspense"], "500.00", "", "Home Fund"),
        (CODES["fund"], "", "500.00", "Home Fund"),
        (CODES["fund"], "300.00", "", "Home Fund"),
        (CODES["budget_line"], "", "300.00", "Home Fund"),
    ]
    assert {(row["Company"], row["Date"]) for row in rows(made)} == {("01", "01/05/2026")}
    assert total(made, "Debit") == total(made, "Credit") == Decimal("1300.00") == made.debits.decimal
    assert (made.movement_count, made.row_count) == (3, 6)
    assert made.sha256 == sha256(bytes(made.content)).hexdigest()


def test_a_payment_goes_out_by_its_reference_and_nobodys_name(db: None) -> None:
    scene = make_scene()
    (paid, back), _ = scene.pay(50, 20)
    scene.read(scene.statement(shown(paid), shown(back), came_back(back)))
    made = export(scene.people, MAY, JULY, now=NOW + timedelta(days=40))
    meant = {(row["Description"], row["Reference"]) for row in rows(made) if row["Reference"]}
    assert ("Released to be paid", paid.end_to_end_id) in meant
    assert ("What it was spent on", paid.end_to_end_id) in meant
    assert ("Left the bank", paid.end_to_end_id) in meant
    assert ("Came back to the bank", back.end_to_end_id) in meant
    assert ("Back on a budget", back.end_to_end_id) in meant
    text = bytes(made.content).decode()
    for name in ("Ada", "H-001", "Wren", "Ngozi"):
        assert name not in text


def test_a_kind_of_spending_may_have_its_own_code(db: None) -> None:
    scene = make_scene()
    scene.pay(50)
    kind = scene.budget.holds.get().spend_kind
    own = mapping(scene.people, codes=CODES | {f"spent:{kind}": "5012"})
    made = export(scene.people, MAY, JULY, mapping=own, now=NOW + timedelta(days=40))
    assert [row["Debit"] for row in rows(made) if row["Nominal"] == "5012"] == ["50.00"]
    assert CODES["spent"] not in {row["Nominal"] for row in rows(made)}


@pytest.mark.parametrize(
    ("columns", "credit_is_above_zero", "expected"),
    [
        (["amount"], False, [["10.00"], ["-10.00"]]),
        (["amount"], True, [["-10.00"], ["10.00"]]),
        (["size", "side"], False, [["10.00", "D"], ["10.00", "C"]]),
    ],
)
def test_a_sum_is_written_as_the_ledger_reads_it(
    people: Standing, columns: list[str], credit_is_above_zero: bool, expected: list[list[str]]
) -> None:
    receive(people, make_fund(people), 10)
    chosen = [{"holds": holds, "heading": holds} for holds in ("date", "account", *columns)]
    kept = mapping(people, columns=chosen, credit_is_above_zero=credit_is_above_zero)
    made = export(people, mapping=kept)
    assert [[row[heading] for heading in columns] for row in rows(made)[:2]] == expected


def test_without_headings_the_first_row_is_a_movement(people: Standing) -> None:
    make_fund(people, received=10)
    made = export(people, mapping=mapping(people, has_headings=False, date_format="%Y%m%d"))
    assert bytes(made.content).decode().splitlines()[0].startswith(f"01,20260501,{CODES['bank']},10.00,,")


def test_the_same_days_again_give_the_same_export(people: Standing) -> None:
    make_fund(people, received=10)
    made = export(people)
    assert export(people) == made
    assert export(people, mapping=mapping(people, "Another ledger")) == made
    assert LedgerExport.objects.count() == 1
    assert ExportedMovement.objects.count() == 2


def test_what_comes_later_for_exported_days_goes_into_a_supplement(people: Standing) -> None:
    fund = make_fund(people, received=100)
    first = export(people)
    assert late_movements(people.ngozi) is None
    receive(people, fund, 7)
    late = late_movements(people.ngozi)
    assert late is not None
    assert (late.count, late.total, late.starts_on, late.last_day) == (2, pounds(14), THEN, THEN)
    second = export(people, late.starts_on, late.last_day + timedelta(days=1))
    assert (second.is_supplement, first.is_supplement) == (True, False)
    assert total(second, "Debit") == 14
    assert late_movements(people.ngozi) is None
    assert bytes(LedgerExport.objects.get(id=first.id).content) == bytes(first.content)


def test_days_that_overlap_never_give_a_movement_twice(people: Standing) -> None:
    make_fund(people, received=10)
    export(people, MAY, date(2026, 5, 20))
    assert code_of(export, people, date(2026, 4, 1), JUNE) == "nothing_to_export"
    assert ExportedMovement.objects.count() == 2


def test_one_fund_takes_what_touches_it_and_leaves_the_rest(people: Standing) -> None:
    home, winter = make_fund(people, "Home Fund", received=10), make_fund(people, "Winter Fund", received=20)
    of_home = export(people, fund=home)
    assert {row["Fund"] for row in rows(of_home)} == {"Home Fund"}
    assert of_home.movement_count == 1
    rest = export(people)
    assert rest.movement_count == 3  # the bank's two lines, and what was for the other fund
    assert code_of(export, people, fund=winter) == "nothing_to_export"


def test_an_export_that_was_not_posted_is_taken_back_and_its_movements_go_out_again(people: Standing) -> None:
    make_fund(people, received=10)
    first = export(people)
    taken = take_export_back(by=people.tom, export=first, reason="Wrong cost centre", now=NOW)
    assert (
        take_export_back(by=people.tom, export=first, reason="Again", now=NOW).taken_back_reason
        == taken.taken_back_reason
    )
    second = export(people)
    assert second != first
    assert (second.number, second.is_supplement) == (2, False)
    assert bytes(second.content) == bytes(first.content)
    assert [event.event_type for event in AuditEvent.objects.filter(event_type__startswith="ledger_export")] == [
        "ledger_exported",
        "ledger_export_taken_back",
        "ledger_exported",
    ]
    assert code_of(take_export_back, by=people.tom, export=second, reason=" ", now=NOW) == "reason_needed"


def test_a_day_that_is_not_over_is_not_exported(people: Standing) -> None:
    make_fund(people, received=10)
    assert code_of(export, people, MAY, date(2026, 6, 2)) == "day_not_over"
    assert code_of(export, people, MAY, MAY) == "days_turned"
    assert code_of(export, people, date(2026, 1, 1), date(2026, 2, 1)) == "nothing_to_export"


def test_the_preview_says_what_the_export_will_hold_and_keeps_nothing(people: Standing) -> None:
    fund = make_fund(people, received=500)
    give(people, fund, make_budget(people), 20)
    kept = mapping(people)

    def look() -> Any:
        return preview_export(viewer=people.ngozi, mapping=kept, fund=None, starts_on=MAY, ends_on=JUNE)

    before = look()
    assert (before.count, before.debits, before.credits, len(before.rows)) == (3, pounds(1020), pounds(1020), 6)
    assert (before.before, before.repeated, before.is_closed) == ([], None, False)
    assert not LedgerExport.objects.exists()
    made = export(people, mapping=kept)
    close_month(by=people.ngozi, last_day=JUNE - timedelta(days=1), now=NOW)
    after = look()
    assert (after.count, after.before, after.repeated, after.is_closed) == (0, [made], made, True)
    assert first_rows_of_export(viewer=people.ngozi, export=made)[1][0][:4] == [
        "01",
        "01/05/2026",
        CODES["bank"],
        "500.00",
    ]


def test_the_next_export_begins_where_the_last_one_ended(people: Standing) -> None:
    assert next_days_to_export(viewer=people.ngozi, today=JUNE) == (JUNE, date(2026, 5, 31))
    make_fund(people, received=10)
    assert next_days_to_export(viewer=people.ngozi, today=JUNE) == (MAY, date(2026, 5, 31))
    export(people, MAY, date(2026, 5, 11))
    assert next_days_to_export(viewer=people.ngozi, today=JUNE) == (date(2026, 5, 11), date(2026, 5, 31))


def test_a_changed_mapping_is_a_new_version_and_the_old_one_stays(people: Standing) -> None:
    first = mapping(people)
    assert mapping(people) == first
    second = mapping(people, date_format="%Y-%m-%d")
    assert (first.version, second.version) == (1, 2)
    assert export_mappings(people.ngozi) == [second]
    assert get_export_mapping(viewer=people.ngozi, mapping_id=first.id) == first


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"columns": [one for one in COLUMNS if one["holds"] != "date"]}, "column_needed"),
        ({"columns": [one for one in COLUMNS if one["holds"] != "account"]}, "column_needed"),
        ({"columns": [one for one in COLUMNS if one["holds"] != "credit"]}, "sums_unclear"),
        ({"columns": [*COLUMNS, {"holds": "amount", "heading": ""}]}, "sums_unclear"),
        ({"columns": [*COLUMNS, {"holds": "fixed", "heading": "x", "value": "=1+1"}]}, "text_unfit"),
        ({"columns": [*COLUMNS, {"holds": "fixed", "heading": "x" * 61, "value": ""}]}, "text_unfit"),
        ({"codes": CODES | {"bank": " "}}, "code_needed"),
        ({"codes": CODES | {"bank": "@9100"}}, "code_unfit"),
        ({"codes": CODES | {"spent:yachts": "9100"}}, "code_unfit"),
        ({"date_format": "%c"}, "day_unknown"),
    ],
)
def test_a_mapping_that_no_ledger_could_read_is_refused(people: Standing, changed: dict[str, Any], code: str) -> None:
    assert code_of(save_export_mapping, by=people.ngozi, name="Ledger", content=MAPPING | changed, now=NOW) == code
    assert not ExportMapping.objects.exists()


def test_a_mapping_needs_a_name(people: Standing) -> None:
    assert code_of(save_export_mapping, by=people.ngozi, name=" ", content=MAPPING, now=NOW) == "name_needed"


@pytest.mark.parametrize("who", ["wren", "callum", "administrator", "system"])
def test_only_finance_and_the_manager_export(people: Standing, who: str) -> None:
    make_fund(people, received=10)
    kept, made = mapping(people), export(people)
    by = system_member() if who == "system" else getattr(people, who)
    with pytest.raises(NotAllowed):
        export_ledger(by=by, mapping=kept, starts_on=MAY, ends_on=JUNE, now=NOW)
    with pytest.raises(NotAllowed):
        save_export_mapping(by=by, name="Mine", content=MAPPING, now=NOW)
    with pytest.raises(NotAllowed):
        take_export_back(by=by, export=made, reason="I may not.", now=NOW)
    assert not exports_visible_to(by).exists()
    assert get_export(viewer=by, export_id=made.id) is None
    assert get_export_mapping(viewer=by, mapping_id=kept.id) is None
    assert (export_mappings(by), late_movements(by)) == ([], None)
    assert first_rows_of_export(viewer=by, export=made) == ([], [])
    assert preview_export(viewer=by, mapping=kept, fund=None, starts_on=MAY, ends_on=JUNE) is None


def test_a_promise_is_exported_too(people: Standing) -> None:
    fund = make_fund(people)
    promise_money(by=people.ngozi, fund=fund, amount=pounds(30), now=LAST_MONTH)
    made = export(people)
    assert [(row["Nominal"], row["Description"]) for row in rows(made)] == [
        (CODES["grant_receivable"], "Promised by a funder"),
        (CODES["fund_promised"], "Promised by a funder"),
    ]
