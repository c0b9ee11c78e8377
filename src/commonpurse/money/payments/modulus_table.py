"""Reading the weight table and the substitution table as Pay.UK gives them to banks and their customers.

The files are the operator's: none is part of this project. Plain Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from commonpurse.kernel.errors import FileRefused, RowError
from commonpurse.money.payments.modulus import Method, ModulusTable, WeightRow

FIGURES_OF_AN_ACCOUNT = 14  # sort code 6, account number 8
HIGHEST_EXCEPTION = 14  # version 6.40 of the published rules; a newer one needs this project changed first
SORT_CODE = re.compile(r"[0-9]{6}")
# Exceptions that only mean something as the second of two rows, and what the first one must then carry.
FIRST_OF_PAIR = {9: 2, 11: 10, 13: 12}


def read_modulus_tables(files: Iterable[tuple[str, str]]) -> ModulusTable:
    """Read one weight table and at most one substitution table, in any order, each as (name, text).

    A line of two numbers is a substitution, a longer one a weight row.
    Raises: FileRefused, naming every line that cannot be read.
    """
    rows: list[WeightRow] = []
    substitutes: dict[str, str] | None = None
    errors: list[RowError] = []
    for name, text in files:
        split = (
            (number, line.split()) for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1)
        )
        lines = [(number, words) for number, words in split if words]
        if not lines:
            errors.append(RowError(None, name, "the file is empty"))
        elif all(len(words) == 2 for _, words in lines):
            substitutes = (substitutes or {}) | _read_substitutes(lines, errors)
        else:
            rows += _read_rows(lines, errors)
    if not errors:
        errors += _check_ranges(rows)
    if errors:
        raise FileRefused("The table of sort codes was not loaded, because some lines cannot be right.", errors)
    return ModulusTable(tuple(rows), substitutes)


def write_weights(table: ModulusTable) -> str:
    """Write the weight rows in one fixed form, for storing and for the hash of a version."""
    lines = [
        [row.first, row.last, row.method, *row.weights, *([row.exception] if row.exception else [])]
        for row in table.rows
    ]
    return "".join(" ".join(map(str, line)) + "\n" for line in lines)


def write_substitutes(table: ModulusTable) -> str:
    """Write the substitutions in one fixed form; empty where that file was never given."""
    return "".join(f"{sort_code} {instead}\n" for sort_code, instead in sorted((table.substitutes or {}).items()))


def _read_substitutes(lines: list[tuple[int, list[str]]], errors: list[RowError]) -> dict[str, str]:
    for number, words in lines:
        if not all(SORT_CODE.fullmatch(word) for word in words):
            errors.append(RowError(number, None, "expected two sort codes of 6 figures"))
    return {sort_code: instead for _, (sort_code, instead) in lines}


def _read_rows(lines: list[tuple[int, list[str]]], errors: list[RowError]) -> list[WeightRow]:
    rows = []
    for number, words in lines:
        try:
            rows.append(_read_row(words))
        except ValueError as wrong:
            errors.append(RowError(number, None, str(wrong)))
    return rows


def _read_row(words: list[str]) -> WeightRow:
    without_exception = 3 + FIGURES_OF_AN_ACCOUNT
    if len(words) not in (without_exception, without_exception + 1):
        raise ValueError("expected two sort codes, a method, 14 weights and at most one exception")
    first, last, method = words[:3]
    if not (SORT_CODE.fullmatch(first) and SORT_CODE.fullmatch(last) and first <= last):
        raise ValueError("the range of sort codes is not two numbers of 6 figures in order")
    if method not in set(Method):
        raise ValueError(f"the method {method} is not known")
    if not all(re.fullmatch(r"-?[0-9]{1,3}", word) for word in words[3:]):
        raise ValueError("a weight or the exception is not a whole number")
    weights = tuple(int(word) for word in words[3:without_exception])
    exception = int(words[without_exception]) if len(words) > without_exception else 0
    if not 0 <= exception <= HIGHEST_EXCEPTION:
        raise ValueError(f"exception {exception} is newer than this program: ask for an update first")
    if method == Method.DOUBLE_ALTERNATE and min(weights) < 0:
        raise ValueError("the method DBLAL takes no weight below zero")
    return WeightRow(first, last, Method(method), weights, exception)


def _check_ranges(rows: list[WeightRow]) -> list[RowError]:
    """A sort code must find one row or a pair, never parts of two ranges."""
    if not rows:
        return [RowError(None, None, "no file holds the weights: give the weight table too")]
    errors = []
    exceptions: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        exceptions.setdefault((row.first, row.last), []).append(row.exception)
    for one, two in pairwise(sorted(exceptions)):
        if one[1] >= two[0]:
            errors.append(RowError(None, None, f"the ranges from {one[0]} and from {two[0]} overlap"))
    for (first, _), found in exceptions.items():
        if len(found) > 2:
            errors.append(
                RowError(None, None, f"the range from {first} has {len(found)} rows, the rules know two at most")
            )
        elif FIRST_OF_PAIR.get(found[-1], found[0]) != found[0]:
            errors.append(RowError(None, None, f"the range from {first} has exception {found[-1]} without its pair"))
    return errors
