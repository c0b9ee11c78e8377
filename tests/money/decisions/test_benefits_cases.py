"""The worked cases of `benefits_cases.txt`, line by line, against the rules that came with the product."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.money.budgets.rules import LegalBasis
from commonpurse.money.decisions.rules.benefits import (
    PER_WORDS,
    Benefit,
    FundBeside,
    Option,
    Paid,
    Part,
    Reach,
    Way,
    less_minor,
    options,
    outcomes,
    reach_of,
    rules_on,
)
from commonpurse.money.decisions.rules.benefits_shipped import SHIPPED

TABLE = (Path(__file__).parent / "benefits_cases.txt").read_text().splitlines()
HEAD, *LINES = [[cell.strip() for cell in line.split("|")] for line in TABLE if line and not line.startswith("#")]
BENEFITS = dict(zip(["UC", "HB", "OLD", "PC", "CARE"], Benefit, strict=True))
OUTCOMES = {"under": Reach.UNDER, "less": Reach.TARIFF, "none": Reach.LIMIT}
BASES = {
    "charity": LegalBasis.CHARITABLE_GRANT,
    "lwp": LegalBasis.LOCAL_WELFARE_PROVISION,
    "power": LegalBasis.COUNCIL_GENERAL_POWER,
    "prevention": LegalBasis.HOMELESSNESS_PREVENTION_GRANT,
    "care": LegalBasis.CARE_ACT_DP,
    "nhs": LegalBasis.NHS_DP,
}
PART = re.compile(r"([\d,.]+) (\w+)")
PAID = re.compile(r"(?:(?P<day>[\d-]{10}) )?(?P<parts>.+?)(?: shown (?P<shown>[\d,.]+))?(?P<direct> direct)?")
TODAY = date(2026, 6, 1)
UC = rules_on(SHIPPED, TODAY)[Benefit.UNIVERSAL_CREDIT]


def pence(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))


def paid(text: str, on: date) -> Paid:
    """Read `2026-01-10 300.00 charity + 200.00 lwp shown 250.00`, or without a day what is paid now."""
    found = PAID.fullmatch(text)
    assert found is not None, text
    parts = tuple(Part(BASES[name], pence(sum)) for sum, name in PART.findall(found["parts"]))
    came_on = date.fromisoformat(found["day"]) if found["day"] else on
    total = sum(part.amount_minor for part in parts)
    return Paid(came_on, parts, total, pence(found["shown"] or "0"), is_direct=bool(found["direct"]))


def in_pounds(minor: int) -> str:
    return f"{minor // 100:,}.{minor % 100:02d}"


def in_words(option: Option) -> str:
    return f"{option.way} {in_pounds(option.up_to_minor)}" if option.up_to_minor else option.way.value


@pytest.mark.parametrize("cells", LINES, ids=[line[0] for line in LINES])
def test_a_worked_case_comes_out_as_it_says(cells: list[str]) -> None:
    case = dict(zip(HEAD, cells, strict=True))
    on, before, now = date.fromisoformat(case["on"]), case["paid before"], case["pays now"]
    earlier = [paid(text, on) for text in before.split("; ")] if before != "-" else []
    pays_now = paid(now, on) if now != "-" else None
    benefit = BENEFITS[case["benefit"]]
    (found,) = outcomes(
        {benefit: rules_on(SHIPPED, on)[benefit]},
        told_minor=None if case["she told us"] == "nothing" else pence(case["she told us"]),
        paid=earlier,
        pays_now=pays_now,
        on=on,
    )
    could_help = options(
        [found],
        amount_minor=pays_now.left_minor(on) if pays_now else 0,
        released_minor=sum(one.left_minor(on) for one in earlier),
    )
    less = f"{in_pounds(found.less_at_most_minor)} {PER_WORDS[found.rule.per]}" if found.less_at_most_minor else "-"
    assert {
        "lowest": in_pounds(found.lowest_minor),
        "highest": in_pounds(found.highest_minor),
        "outcome": next(word for word, reach in OUTCOMES.items() if reach == found.reach),
        "less at most": less,
        "could help": ", ".join(map(in_words, could_help)) or "-",
    } == {name: case[name] for name in ("lowest", "highest", "outcome", "less at most", "could help")}


def test_there_are_thirty_cases_and_each_has_a_source() -> None:
    assert len(LINES) >= 30
    assert {line[1] for line in LINES} == set(BENEFITS)
    assert all(line[-1] for line in LINES)
    assert [line[0] for line in LINES] == [f"{number:02}" for number in range(1, len(LINES) + 1)]


def test_another_fund_is_offered_only_where_it_helps_and_is_there() -> None:
    (found,) = outcomes(
        {UC.benefit: UC}, told_minor=5_900_00, paid=[], pays_now=paid("500.00 charity", TODAY), on=TODAY
    )
    lwp, charity = LegalBasis.LOCAL_WELFARE_PROVISION, LegalBasis.CHARITABLE_GRANT
    funds = [
        FundBeside("Enough", lwp, payable_minor=500_00, gives_minor=0),
        FundBeside("Too little", lwp, payable_minor=499_99, gives_minor=0),
        FundBeside("It counts as well", charity, payable_minor=900_00, gives_minor=0),
        FundBeside("It gives all already", lwp, payable_minor=900_00, gives_minor=500_00),
    ]
    offered = options([found], amount_minor=500_00, released_minor=0, funds=funds)
    assert [option.fund_name for option in offered if option.way == Way.OTHER_FUND] == ["Enough"]


def test_what_we_do_not_know_the_fund_of_counts() -> None:
    part = Part(None, 100_00)
    assert Paid(TODAY, (part,), 100_00).counted_minor(UC, TODAY) == 100_00


SAVED = st.integers(0, 20_000_00)


@given(SAVED, SAVED)
def test_more_savings_never_make_it_better(one: int, other: int) -> None:
    less, more = sorted((one, other))
    order = [Reach.UNDER, Reach.TARIFF, Reach.LIMIT]
    assert order.index(reach_of(UC, less)) <= order.index(reach_of(UC, more))
    if reach_of(UC, more) != Reach.LIMIT:
        assert less_minor(UC, less) <= less_minor(UC, more)


BASIS = st.sampled_from([*LegalBasis, None])
PARTS = st.lists(st.builds(Part, BASIS, st.integers(1, 9_000_00)), min_size=1, max_size=3).map(tuple)
PAYMENTS = st.lists(
    st.builds(
        lambda day, parts, shown, direct: Paid(day, parts, sum(p.amount_minor for p in parts), shown, direct),
        st.dates(date(2025, 1, 1), TODAY),
        PARTS,
        st.integers(0, 9_000_00),
        st.booleans(),
    ),
    max_size=4,
)


@given(st.none() | SAVED, PAYMENTS)
def test_the_range_is_between_what_she_said_and_all_that_was_paid(told: int | None, payments: list[Paid]) -> None:
    for found in outcomes(rules_on(SHIPPED, TODAY), told_minor=told, paid=payments, on=TODAY):
        assert found.lowest_minor == (told or 0)
        assert found.lowest_minor <= found.highest_minor <= (told or 0) + sum(one.amount_minor for one in payments)
        assert not found.is_touched_by_payment
