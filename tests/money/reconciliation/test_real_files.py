"""Meet every EXPECTED.json of the real statements through the command, key by key.

The tables below name every key of those files. A key maps to where the same fact stands in what
`statement check --json` prints; the few that map to nothing say why. A key that is in no table fails the test.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from commonpurse.cli.statement import statement

MAPPINGS = Path(__file__).parent / "mappings"
pytestmark = pytest.mark.real_files

Shown = dict[str, Any]
Compare = Callable[[Shown, Any], bool]


def run(file: Path) -> tuple[int, Shown]:
    arguments = ["check", str(file), "--json"]
    if file.suffix == ".csv":
        arguments += ["--mapping", str(MAPPINGS / f"{file.stem}.json")]
    result = CliRunner().invoke(statement, arguments)
    return result.exit_code, json.loads(result.stdout)


def at(*path: str) -> Compare:
    """The value under this path of our JSON is the expected one."""

    def compare(shown: Shown, expected: Any) -> bool:
        for name in path:
            shown = shown[name]
        return shown == expected

    return compare


def left_out(because: str) -> Compare:
    assert because
    return lambda shown, expected: True


def all_sums(shown: Shown) -> dict[str, Shown]:
    """Booked and pending together: EXPECTED adds both, we keep them apart."""
    together: dict[str, Shown] = {}
    for sums in (shown["sums"], shown["pending_sums"]):
        for currency, one in sums.items():
            before = together.get(currency, {"credits": "0", "debits": "0", "net": "0"})
            together[currency] = {key: str(Decimal(before[key]) + Decimal(one[key])) for key in one}
    return together


def total(key: str) -> Compare:
    """The sum over all currencies, pending included."""
    return lambda shown, expected: (
        sum((Decimal(one[key]) for one in all_sums(shown).values()), Decimal(0)) == Decimal(expected)
    )


def same_number(key: str) -> Compare:
    return lambda shown, expected: Decimal(shown[key]) == Decimal(expected)


# Per file ---------------------------------------------------------------------------------------------------------
CAMT_FILE: dict[str, Compare] = {
    "bytes": at("file", "bytes"),
    "bom": at("file", "byte_order_mark"),
    "declared_encoding": at("file", "declared_encoding"),
    "crlf": at("file", "carriage_returns"),
    "well_formed": lambda shown, expected: expected is not any("well-formed" in error for error in shown["errors"]),
    "namespace": at("file", "namespace"),
    "body": at("file", "body"),
    "message_id": at("file", "message_id"),
    "created": at("file", "created"),
    "statements": left_out("compared one by one, below"),
    "schema_check": left_out("nothing is validated: banks break the schema, and what is there is read"),
}
MT940_FILE: dict[str, Compare] = {
    "bytes": at("file", "bytes"),
    "decodes_as": lambda shown, expected: shown["file"]["encoding"] == "utf-8" and expected in ("ascii", "utf-8"),
    "crlf": at("file", "carriage_returns"),
    "statements": left_out("compared one by one, below"),
    "transactions": lambda shown, expected: sum(one["counts"]["lines"] for one in shown["statements"]) == expected,
    "kind": lambda shown, expected: shown["format"] == expected.lower(),
}
OFX_FILE: dict[str, Compare] = {
    "bytes": at("file", "bytes"),
    "style": at("version"),
    "crlf": at("file", "carriage_returns"),
    "statements": left_out("compared one by one, below"),
    # 0 is success and says nothing; every other code is a warning.
    "status_codes": lambda shown, expected: (
        [code for code in expected if code != "0"]
        == [code for code in expected if any(f"(code {code})" in warning for warning in shown["warnings"])]
    ),
}
CSV_FILE: dict[str, Compare] = {
    "encoding": at("file", "encoding"),
    "delimiter": left_out("the mapping says it; with a wrong one no heading is found and the file is refused"),
    "rows_before_data": lambda shown, expected: (shown["file"]["heading_line"] or 0) == expected,
    "transactions": lambda shown, expected: shown["statements"][0]["counts"]["lines"] == expected,
    "credits": lambda shown, expected: total("credits")(shown["statements"][0], expected),
    "debits": lambda shown, expected: total("debits")(shown["statements"][0], expected),
    "net": lambda shown, expected: total("net")(shown["statements"][0], expected),
    "currency": lambda shown, expected: (
        shown["statements"][0]["currency"] == (None if expected == "mixed" else expected)
    ),
    "how": left_out("words for whoever writes the mapping"),
    "ambiguous": left_out("words; the three files are compared with hand-made figures, below"),
}

# Per statement ----------------------------------------------------------------------------------------------------
CAMT_STATEMENT: dict[str, Compare] = {
    "id": at("id"),
    "account": at("account"),
    # Null there means that the account names none; ours then is that of the balances or entries.
    "account_currency": lambda shown, expected: expected is None or shown["currency"] == expected,
    "from": at("from"),
    "to": at("to"),
    "electronic_seq": at("number"),
    "legal_seq": at("legal_number"),
    "balances": lambda shown, expected: (
        [
            {"type": b["code"], "subtype": b["subtype"], "amount": b["amount"], "ccy": b["currency"], "date": b["date"]}
            for b in shown["balances"]
        ]
        == expected
    ),
    "counts": left_out("compared one by one, below"),
    "entry_status": at("counts", "by_status"),
    "sums": lambda shown, expected: (
        all_sums(shown)
        == {c: {"credits": s["credit_sum"], "debits": s["debit_sum"], "net": s["net"]} for c, s in expected.items()}
    ),
    "opening": at("opening"),
    "closing": at("closing"),
    "reconciles": at("reconciles"),
    "difference_opening_plus_booked_minus_closing": same_number("difference"),
}
CAMT_COUNTS = {
    "entries": "lines",
    "credits": "credits",
    "debits": "debits",
    "reversal_flag": "reversals",
    "with_tx_details": "with_details",
    "tx_details": "details",
    "batch_entries": "batches",
    "return_info": "returns",
    "no_booking_date": "without_booking_date",
    "no_value_date": "without_value_date",
    "no_reference": "without_reference",
    "entries_in_other_currency": "in_other_currency",
}
MT940_STATEMENT: dict[str, Compare] = {
    "reference": at("id"),
    "account": at("account"),
    "number": at("number"),
    "opening": lambda shown, expected: mt940_balance(shown, "60") == expected,
    "closing": lambda shown, expected: mt940_balance(shown, "62") == expected,
    "available": lambda shown, expected: mt940_balance(shown, "64") == expected,
    "n": at("entries"),
    "credits": at("credits"),
    "debits": at("debits"),
    "net": at("net"),
    "n_credit": at("counts", "credits"),
    "n_debit": at("counts", "debits"),
    "reversals": at("counts", "reversals"),
    "unparsed_61": at("unreadable"),
    "details_86": at("counts", "notes"),
    "no_entry_date": at("counts", "without_booking_date"),
    "intermediate": at("is_intermediate"),
    "reconciles": at("reconciles"),
    "difference_opening_plus_net_minus_closing": same_number("difference"),
}
OFX_STATEMENT: dict[str, Compare] = {
    "kind": at("kind"),
    "currency": at("currency"),
    "account": at("account"),
    "bank": at("bank"),
    "transactions": at("entries"),
    "credits": at("credits"),
    "debits": at("debits"),
    "net": at("net"),
    "unparsable_amounts": at("unreadable"),
    # EXPECTED counts dates that are missing; ours counts those that do not read as well: one file has such a one.
    "without_date": lambda shown, expected: shown["counts"]["without_booking_date"] - shown["unreadable"] == expected,
    "repeated_fitids": at("counts", "repeated_references"),
    "ledger_balance": at("closing"),
    "ledger_date": lambda shown, expected: (
        expected in [b["date"] for b in shown["balances"] if b["code"] == "LEDGERBAL"]
    ),
}


def mt940_balance(shown: Shown, code: str) -> Shown | None:
    found = [b for b in shown["balances"] if b["code"].startswith(code)]
    return {"amount": found[0]["amount"], "date": found[0]["date"], "ccy": found[0]["currency"]} if found else None


def compare(table: dict[str, Compare], shown: Shown, expected: Shown, where: str) -> None:
    unknown = expected.keys() - table.keys()
    assert not unknown, f"{where}: no line in the table for {sorted(unknown)}"
    wrong = {key: value for key, value in expected.items() if not table[key](shown, value)}
    assert not wrong, f"{where}: expected {wrong}, shown {shown}"


def expected_of(real_files: Path, folder: str) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((real_files / folder / "EXPECTED.json").read_text())
    assert len(expected) > 10
    return expected


def test_every_camt_file_is_read_as_expected(real_files: Path) -> None:
    for name, expected in expected_of(real_files, "camt").items():
        exit_code, shown = run(real_files / "camt" / name)
        # A message with no body holds nothing to read; one with a body and no statement was read and is empty.
        assert exit_code == (0 if "statements" in expected else 1), name
        compare(CAMT_FILE, shown, expected, name)
        statements = expected.get("statements", [])
        assert len(shown["statements"]) == len(statements), name
        for ours, theirs in zip(shown["statements"], statements, strict=True):
            compare(CAMT_STATEMENT, ours, theirs, name)
            assert theirs["counts"].keys() == CAMT_COUNTS.keys()
            for key, our_key in CAMT_COUNTS.items():
                assert ours["counts"][our_key] == theirs["counts"][key], (name, key)
            assert ours["entries"] == theirs["entry_status"].get("BOOK", 0), name
            assert ours["pending"] == theirs["entry_status"].get("PDNG", 0), name
            if "reconciles" not in theirs:
                assert ours["reconciles"] is None, name


def test_every_mt940_file_is_read_as_expected(real_files: Path) -> None:
    for name, expected in expected_of(real_files, "mt940").items():
        exit_code, shown = run(real_files / "mt940" / name)
        assert exit_code == 0, name
        compare(MT940_FILE, shown, expected, name)
        assert shown["format"] == expected.get("kind", "MT940").lower(), name
        assert len(shown["statements"]) == len(expected["statements"]), name
        for ours, theirs in zip(shown["statements"], expected["statements"], strict=True):
            compare(MT940_STATEMENT, ours, theirs, name)
            if "reconciles" not in theirs:
                assert ours["reconciles"] is None, name


def test_every_ofx_file_is_read_as_expected(real_files: Path) -> None:
    for name, expected in expected_of(real_files, "ofx").items():
        exit_code, shown = run(real_files / "ofx" / name)
        assert exit_code == 0, name
        compare(OFX_FILE, shown, expected, name)
        assert len(shown["statements"]) == len(expected["statements"]), name
        for ours, theirs in zip(shown["statements"], expected["statements"], strict=True):
            compare(OFX_STATEMENT, ours, theirs, name)
            assert ours["opening"] is None, name
            if "ledger_balance" not in theirs:
                assert ours["closing"] is None, name


def test_every_csv_file_is_read_as_expected_with_our_mapping(real_files: Path) -> None:
    for name, expected in expected_of(real_files, "statement-csv").items():
        exit_code, shown = run(real_files / "statement-csv" / name)
        assert exit_code == 0, name
        assert len(shown["statements"]) == 1, name
        compare(CSV_FILE, shown, expected, name)


AMBIGUOUS = {
    # name: (entries, unreadable, credits, debits)
    "bank2ynab__test_row_format_CD_flag.csv": (73, 3, "1878.20", "6319.36"),  # three rows say EUR instead of in or out
    "bankstatementparser__csv_garbled_amount.csv": (2, 1, "100.00", "0"),
    "oca__debit_credit.csv": (2, 0, "1533.50", "33.50"),  # the flag is believed, as the balances bear out
}


def test_the_ambiguous_csv_files_are_read_as_far_as_they_can_be(real_files: Path) -> None:
    expected = expected_of(real_files, "statement-csv")
    assert {name for name, one in expected.items() if "ambiguous" in one} == AMBIGUOUS.keys()
    for name, (entries, unreadable, credits, debits) in AMBIGUOUS.items():
        _, shown = run(real_files / "statement-csv" / name)
        ours = shown["statements"][0]
        assert (ours["entries"], ours["unreadable"], ours["credits"], ours["debits"]) == (
            entries,
            unreadable,
            credits,
            debits,
        )
        assert ours["warnings"]


def test_a_csv_file_gives_the_same_as_its_ofx_twin(real_files: Path) -> None:
    _, ofx = run(real_files / "statement-csv" / "csv2ofx__default.ofx")
    _, table = run(real_files / "statement-csv" / "csv2ofx__default.csv")
    assert sum(one["entries"] for one in ofx["statements"]) == table["statements"][0]["entries"]


def test_every_hostile_file_is_refused_with_a_sentence(real_files: Path) -> None:
    for file in sorted((real_files / "hostile-input").iterdir()):
        exit_code, shown = run(file) if file.suffix != ".csv" else (1, {})
        assert exit_code == 1, file.name
        assert shown["statements"] == [], file.name
        assert all(error.endswith(".") for error in shown["errors"]), file.name
        if "DOCTYPE" in file.read_text(errors="replace")[:500]:
            assert "document type" in shown["errors"][0], file.name
