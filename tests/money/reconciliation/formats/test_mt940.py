"""MT940 and MT942: what is read, what is said, and how little a bank's wrapping matters."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from commonpurse.money.reconciliation.formats.mt940_details import read_narrative
from commonpurse.money.reconciliation.formats.records import Status, Weight
from tests.money.reconciliation.made_statements import line, mt940
from tests.money.reconciliation.reading import check, ends, entries, problems


def one_line(field: str, narrative: str = "Free text") -> str:
    return f":20:A\n:25:1\n:60F:C261001GBP10,00\n:61:{field}\n:86:{narrative}\n:62F:C261031GBP10,00\n"


def test_a_made_statement_adds_up() -> None:
    (one,) = check(mt940([line(5, "-12.50", bank_id="B1"), line(6, "30.00")])).statements
    assert (one.reconciles, one.as_json()["net"], one.head.number) == (True, "17.50", "1/1")


@pytest.mark.parametrize(
    ("field", "way", "amount", "value_on", "booked_on"),
    [
        ("2610051006C30,00NTRFNONREF", True, "30.00", date(2026, 10, 5), date(2026, 10, 6)),
        ("261005D30,NTRFNONREF", False, "30.0", date(2026, 10, 5), None),
        ("2610051006DR6,5NTRF", False, "6.5", date(2026, 10, 5), date(2026, 10, 6)),  # R is the third letter of EUR
        ("2610051006CN0,01NTRF", True, "0.01", date(2026, 10, 5), date(2026, 10, 6)),
        ("261005    DD212,39NMSC", False, "212.39", date(2026, 10, 5), None),
        ("2612310102C1,00NTRF", True, "1.00", date(2026, 12, 31), date(2027, 1, 2)),
        ("2701021231C1,00NTRF", True, "1.00", date(2027, 1, 2), date(2026, 12, 31)),
        ("2610051006C\n30,00NTRF", True, "30.00", date(2026, 10, 5), date(2026, 10, 6)),
    ],
)
def test_field_61_in_its_many_shapes(
    field: str, way: bool, amount: str, value_on: date, booked_on: date | None
) -> None:
    (one,) = entries(one_line(field))
    assert (one.is_credit, str(one.amount), one.value_on, one.booked_on) == (way, amount, value_on, booked_on)


@pytest.mark.parametrize(("mark", "signed"), [("RC", "-5.00"), ("RD", "5.00"), ("C", "5.00"), ("D", "-5.00")])
def test_a_reversal_takes_the_other_way(mark: str, signed: str) -> None:
    (one,) = entries(one_line(f"261005{mark}5,00NTRF"))
    assert (one.signed, one.is_reversal) == (Decimal(signed), mark.startswith("R"))


def test_what_the_bank_only_expects_is_pending() -> None:
    (one,) = entries(one_line("261005EC5,00NTRF"))
    assert one.status is Status.PENDING


def test_thirtieth_of_february_becomes_the_last_of_the_month_and_is_told() -> None:
    text = one_line("2602300301D6,00NTRF")
    assert entries(text)[0].value_on == date(2026, 2, 28)
    assert "“260230”" in problems(text, weight=Weight.WARNING)[0]


@pytest.mark.parametrize(
    "field",
    [
        "261005C12.50NTRF",
        "261005C,50NTRF",
        "261005C1,2,3NTRF",
        "261305C5,00NTRF",
        "rubbish",
        "261005X5,00",
        "2610059999C5,00NTRF",
    ],
)
def test_a_line_that_does_not_read_is_said_and_stays(field: str) -> None:
    text = one_line(field)
    assert len(entries(text)) == 1
    assert problems(text, weight=Weight.UNREADABLE)[0].startswith("line 4, 61: ")


def test_a_time_broken_over_two_lines_starts_no_field() -> None:
    text = one_line("2610051006D6,00NTRF", "x" * 60 + "T16\n:20:37 the rest")
    (one,) = entries(text)
    assert one.remittance.endswith("T16 :20:37 the rest")
    assert len(ends(text)) == 1


def test_a_dash_that_a_payer_wrote_ends_no_statement() -> None:
    text = one_line("2610051006D6,00NTRF", "one\n-\ntwo").replace(":62F:", ":61:2610061006C6,00NTRF\n:62F:")
    assert len(entries(text)) == 2
    assert check(text).statements[0].reconciles is True


def test_statements_without_separators_begin_at_field_20() -> None:
    text = one_line("261005D1,00NTRF") * 3
    assert len(ends(text)) == 3


def test_a_statement_with_two_accounts_or_openings_is_not_trusted() -> None:
    twice = one_line("261005D1,00NTRF").replace(":60F:", ":25:2\n:60F:C261001GBP99,00\n:60F:")
    assert len(problems(twice, weight=Weight.UNREADABLE)) == 2


def test_mt942_is_known_by_its_floor_limit_and_warns_of_a_wrong_total() -> None:
    text = ":20:A\n:25:1\n:28C:1\n:34F:GBPD0,\n:13D:2610051200+0000\n:61:2610051005D2,00NTRF\n:86:x\n:90D:1GBP3,00\n"
    checked = check(text)
    assert (checked.head.format, checked.statements[0].currency) == ("mt942", "GBP")
    assert "stated as 3.00" in checked.statements[0].warnings[0]


@pytest.mark.parametrize(
    ("lines", "end_to_end_id", "name", "remittance"),
    [
        (
            ["166?00CREDIT?20EREF+E-1?21SVWZ+For the cooker?32Ada?33 Okafor?31GB1"],
            "E-1",
            "Ada Okafor",
            "For the cooker",
        ),
        (["166?00CREDIT?20EREF+E-", "1?21SVWZ+For", "the cooker"], "E-1", None, "Forthe cooker"),
        (["/EREF/E-1/BENM//NAME/Ada Okafor/REMI/For the cooker"], "E-1", "Ada Okafor", "For the cooker"),
        (["/EREF/NOTPROVIDED/REMI/x"], None, None, "x"),
        (["Anything  at", "all"], None, None, "Anything at all"),
        ([""], None, None, ""),
    ],
)
def test_the_narrative_is_read_in_each_of_its_ways(
    lines: list[str], end_to_end_id: str | None, name: str | None, remittance: str
) -> None:
    found = read_narrative(lines)
    assert (found.end_to_end_id, found.name, found.remittance) == (end_to_end_id, name, remittance)


def test_a_field_without_end_is_refused() -> None:
    text = one_line("261005D1,00NTRF", "\n".join(["x" * 60_000] * 30))
    assert "longer than any bank writes" in problems(text, weight=Weight.REFUSED)[0]
