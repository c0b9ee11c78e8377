"""However a bank cuts, names, encodes or orders its files: the lines are kept once each, and twins both.

Each example is five to eight statements made of one list of lines, imported for real and rolled back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate

import pytest
from django.db import transaction
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from commonpurse.money.reconciliation.formats.column_map import ColumnMap
from commonpurse.money.reconciliation.models import StatementLine
from tests.money.reconciliation.made_statements import Line, bank_csv, mt940
from tests.money.reconciliation.reading import columns
from tests.money.reconciliation.scene import NUMBER, Scene, assert_ledger_is_clean, make_scene

FORMATS = ["camt", "camt with references", "mt940", "csv", "csv shuffled"]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]
HEADINGS = ["Date", "Description", "Paid out", "Paid in", "Balance"]


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


@st.composite
def booked_lines(draw: st.DrawFn) -> list[Line]:
    """Up to a dozen lines over three days, few amounts and few texts: many true twins."""
    days = sorted(draw(st.lists(st.integers(1, 3), min_size=1, max_size=12)))
    return [
        Line(
            date(2026, 6, day),
            draw(st.sampled_from([Decimal("5.00"), Decimal("7.50"), Decimal("-5.00")])),
            draw(st.sampled_from(["Zoë £", "Rent, due", "x"])),
            bank_id=f"REF{place:05d}",
        )
        for place, day in enumerate(days)
    ]


def balances(lines: Sequence[Line]) -> list[Decimal]:
    return list(accumulate((one.amount for one in lines), initial=Decimal("100.00")))


def write(
    scene: Scene, form: str, lines: Sequence[Line], opening: Decimal, order: Sequence[str]
) -> tuple[str, ColumnMap | None]:
    """Write a piece as the bank would, with its own opening and closing."""
    plain = [Line(one.on, one.amount, one.text) for one in lines]
    if form.startswith("camt"):
        return scene.statement(*(lines if "references" in form else plain), opening=str(opening)), None
    if form == "mt940":
        return mt940(plain, opening=opening).replace("20041577755544", NUMBER), None
    return bank_csv(plain, opening=opening, order=order), columns()


def kept() -> Counter[tuple[date, int]]:
    return Counter(StatementLine.objects.filter(kind="entry").values_list("booked_on", "amount_minor"))


@given(
    lines=booked_lines(),
    form=st.sampled_from(FORMATS),
    cuts=st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12)),
    swapped=st.permutations(range(3)),
    encoding=st.sampled_from(ENCODINGS),
    order=st.permutations(HEADINGS),
)
@settings(max_examples=60)
def test_pieces_in_any_order_then_the_whole_again_are_the_lines_once(
    scene: Scene,
    lines: list[Line],
    form: str,
    cuts: tuple[int, int, int],
    swapped: Sequence[int],
    encoding: str,
    order: Sequence[str],
) -> None:
    after = balances(lines)
    # Where the balance comes back to where it was, two readings are possible: see the test of the rule itself.
    assume(len(set(after)) == len(after))
    first, second, third = sorted(min(cut, len(lines)) for cut in cuts)
    # Three pieces that together are the whole; the middle one overlaps with both.
    pieces = [(0, second), (first, third), (second, len(lines))]
    ordered = order if form == "csv shuffled" else HEADINGS
    expected = Counter((one.on, int(one.amount * 100)) for one in lines)
    with transaction.atomic():
        for start, end in [*(pieces[place] for place in swapped), (0, len(lines)), *pieces]:
            if start == end:
                continue
            text, using = write(scene, form, lines[start:end], after[start], ordered)
            scene.read(text.encode(encoding), f"{start}-{end}.txt", mapping=using)
            assert not kept() - expected
        assert kept() == expected
        assert scene.bank == int((after[-1]) * 100)
        text, using = write(scene, form, lines, after[0], HEADINGS)
        assert scene.read(text.encode("utf-16"), "renamed.txt", mapping=using).new_count == 0
        assert_ledger_is_clean()
        transaction.set_rollback(True)


@given(lines=booked_lines(), forms=st.permutations(FORMATS))
@settings(max_examples=20)
def test_the_same_days_in_every_format_are_the_lines_once(
    scene: Scene, lines: list[Line], forms: Sequence[str]
) -> None:
    expected = Counter((one.on, int(one.amount * 100)) for one in lines)
    with transaction.atomic():
        for form in forms:
            text, using = write(scene, form, lines, Decimal("100.00"), HEADINGS)
            scene.read(text, form, mapping=using)
        assert kept() == expected
        transaction.set_rollback(True)


@given(lines=booked_lines(), off_by=st.sampled_from([Decimal("0.01"), Decimal("-5.00"), Decimal("1000.00")]))
@settings(max_examples=20)
def test_a_sum_that_is_off_keeps_nothing(scene: Scene, lines: list[Line], off_by: Decimal) -> None:
    closing = balances(lines)[-1] + off_by
    with pytest.raises(Exception, match="was not imported"):
        scene.read(scene.statement(*lines, opening="100.00", closing=closing))
    assert not StatementLine.objects.exists()
