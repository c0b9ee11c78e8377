"""The pure rules: whose account, what is a repeat, what a line explains."""

from __future__ import annotations

import time
from datetime import date, timedelta
from itertools import accumulate
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonpurse.kernel.identity import new_id
from commonpurse.money.reconciliation.rules import (
    AUTOMATIC_FROM,
    Candidate,
    FundHint,
    KnownLine,
    LineFacts,
    MatchKind,
    MatchRule,
    OwnAccount,
    age_band,
    find_repeats,
    is_same_account,
    looks_like_charge,
    match_all,
    suggest_funds,
    suggest_payments,
)
from commonpurse.money.reconciliation.rules.matching import DetailFacts

UK = OwnAccount(sort_code="200415", account_number="77755544")
GERMAN = OwnAccount(iban="DE89370400440532013000")


@pytest.mark.parametrize(
    ("own", "written", "bank", "is_ours"),
    [
        (UK, "20041577755544", None, True),
        (UK, "20-04-15 77755544", None, True),
        (UK, "200415/77755544", None, True),
        (UK, "77755544", None, True),
        (UK, "77755544", "200415", True),
        (UK, "77755544", "999999", False),
        (UK, "77755544", "BUKBGB22", True),
        (UK, "GB29BUKB20041577755544", None, True),
        (UK, "GB29BUKB20041577755545", None, False),
        (UK, "20041577755545", None, False),
        (UK, "7775554", None, False),
        (UK, "", None, False),
        (GERMAN, "DE89 3704 0044 0532 0130 00", None, True),
        (GERMAN, "DE89370400440532013000EUR", None, True),
        (GERMAN, "37040044/0532013000", None, True),
        (GERMAN, "37040044/532013000", None, True),
        (GERMAN, "0532013000", None, True),
        (GERMAN, "3000", None, False),
        (GERMAN, "/", None, False),
        (GERMAN, "DE89370400440532013001", None, False),
    ],
)
def test_banks_write_one_account_in_many_ways(own: OwnAccount, written: str, bank: str | None, is_ours: bool) -> None:
    assert is_same_account(own, written, bank) is is_ours


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "up to a week"), (7, "up to a week"), (8, "up to a month"), (93, "older")]
)
def test_age_falls_into_one_band(days: int, words: str) -> None:
    assert age_band(days).words == words


# Repeats ---------------------------------------------------------------------------------------------------------


def day(*amounts: int, opening: int | None = None, keys: str | None = None, form: str = "camt.053") -> list[KnownLine]:
    """Lines of one day. Without `keys` an amount is its own key: equal amounts are twins."""
    balances = list(accumulate(amounts, initial=opening or 0))[1:]
    return [
        KnownLine(keys[i] if keys else str(amount), amount, balances[i] if opening is not None else None, form)
        for i, amount in enumerate(amounts)
    ]


@pytest.mark.parametrize(
    ("known", "new", "repeats"),
    [
        pytest.param([], day(5, 5), [False, False], id="twins in a first file are both new"),
        pytest.param(day(5, 5), day(5, 5), [True, True], id="twins sent again are both known"),
        pytest.param(day(5), day(5, 5), [True, False], id="a twin more is one more"),
        pytest.param(day(1, 2), day(2, 1), [True, True], id="another order is no other line"),
        pytest.param(day(1, 5, opening=0), day(5, 2, opening=6), [False, False], id="cut between two twins"),
        pytest.param(day(5, 2, opening=6), day(1, 5, opening=0), [False, False], id="the second half came first"),
        pytest.param(day(1, 5, 5, opening=0), day(5, 5, 2, opening=1), [True, True, False], id="overlapping"),
        pytest.param(day(5, 5, 2, opening=1), day(1, 5, 5, opening=0), [False, True, True], id="overlapping before"),
        pytest.param(day(1, 5, 5, 2, opening=0), day(5, 5, opening=1), [True, True], id="within what is known"),
        pytest.param(day(1, 2, 3, opening=0), day(3, 2, 1, opening=0), [True] * 3, id="balances, another order"),
        pytest.param(day(1, 5, opening=0), day(1, 5), [True, True], id="the new file states no balances"),
        pytest.param(
            day(7, 7, keys="ab"), day(7, 7, keys="cd", form="csv"), [True, True], id="another format, other references"
        ),
        pytest.param(day(7, keys="a"), day(7, keys="b"), [False], id="the same format, another reference: a true twin"),
        pytest.param(
            day(7, keys="a", opening=0), day(7, keys="b", opening=0), [True], id="the balances leave no room for a twin"
        ),
        pytest.param(
            day(5, -5, keys="ab", opening=0),
            day(5, -5, keys="cd", opening=0),
            [False, False],
            id="there and back twice",
        ),
        pytest.param(
            day(3, opening=6) + day(1, 5, opening=0), day(1, 5, 3, opening=0), [True] * 3, id="pieces in any order"
        ),
    ],
)
def test_a_line_is_new_or_known(known: list[KnownLine], new: list[KnownLine], repeats: list[bool]) -> None:
    assert find_repeats(known, new) == repeats


def test_a_day_that_goes_there_and_back_ten_thousand_times_is_told_in_a_moment() -> None:
    amounts = [5, -5] * 10_000
    began = time.perf_counter()
    assert all(find_repeats(day(*amounts, opening=0), day(*amounts, opening=0)))
    assert time.perf_counter() - began < 10  # seconds; a reading takes some hundredths


@given(
    st.lists(st.sampled_from([5, 7, -3]), min_size=1, max_size=8), st.integers(0, 8), st.integers(0, 8), st.booleans()
)
@settings(max_examples=500)
def test_a_day_cut_anywhere_adds_up_to_the_day(amounts: list[int], first: int, second: int, swapped: bool) -> None:
    """Two pieces of one day, overlapping or not, with balances: together they are the day, then the day adds nothing.

    Amounts that bring the balance back to where it was leave two readings; there, less is added, never more.
    """
    whole = day(*amounts, opening=100)
    start, end = min(first, len(amounts)), min(second, len(amounts))
    pieces = [whole[: max(start, end)], whole[min(start, end) :]]
    known: list[KnownLine] = []
    for piece in pieces[:: -1 if swapped else 1]:
        known += [line for line, is_repeat in zip(piece, find_repeats(known, piece), strict=True) if not is_repeat]
    balances = [100, *(line.balance_after_minor for line in whole)]
    if len(set(balances)) == len(balances):
        assert sorted(line.amount_minor for line in known) == sorted(amounts)
    assert len(known) <= len(amounts)
    assert all(find_repeats(whole, whole))


# Matching --------------------------------------------------------------------------------------------------------

REFERENCE = "CPABCDEFGHIJKLMNOP"
ON = date(2026, 10, 5)


def candidate(amount: int = 5000, reference: str = REFERENCE, **more: object) -> Candidate:
    given = {
        "payment": new_id(), "end_to_end_id": reference, "amount_minor": amount, "back_minor": 0, "is_open": True,
        "name": "Ada Okafor", "account": "12345678", "remittance": "Cooker", "requested_on": ON, "message_id": "M1",
        "group_id": "M1-1",
    }  # fmt: skip
    return Candidate(**{**given, **more})  # type: ignore[arg-type]


def line(amount: int = -5000, **more: object) -> LineFacts:
    return LineFacts(**{"line": new_id(), "on": ON, "amount_minor": amount, **more})  # type: ignore[arg-type]


def only(lines: list[LineFacts], candidates: list[Candidate]) -> tuple[MatchRule, list[UUID]] | None:
    found = match_all(lines, candidates)
    if not found:
        return None
    (one,) = found.values()
    assert one.score >= AUTOMATIC_FROM
    return one.rule, [part.payment for part in one.parts]


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"end_to_end_id": REFERENCE}, MatchRule.END_TO_END_ID),
        ({"text": f"FPO ADA OKAFOR {REFERENCE} COOKER"}, MatchRule.REFERENCE_IN_TEXT),
        ({"text": f"FPO {REFERENCE[:9]} {REFERENCE[9:]}"}, MatchRule.REFERENCE_IN_TEXT),
        ({"text": REFERENCE.lower()}, MatchRule.REFERENCE_IN_TEXT),
        ({"end_to_end_id": REFERENCE[:12]}, MatchRule.CUT_REFERENCE),
        ({"name": "ADA OKAFOR"}, MatchRule.NAME_AMOUNT_DATE),
        ({"name": "ADA OKAFOR", "on": ON + timedelta(days=6)}, MatchRule.NAME_AMOUNT_DATE),
    ],
)
def test_a_payment_is_known_by(facts: dict[str, object], rule: MatchRule) -> None:
    one = candidate()
    assert only([line(**facts)], [one]) == (rule, [one.payment])


@pytest.mark.parametrize(
    "facts",
    [
        {"end_to_end_id": REFERENCE, "amount": -5001},
        {"text": REFERENCE, "amount": -4999},
        {"end_to_end_id": REFERENCE[:11]},
        {"name": "ADA", "on": ON},
        {"name": "ADA OKAFOR", "on": ON - timedelta(days=1)},
        {"name": "ADA OKAFOR", "on": ON + timedelta(days=7)},
        {"name": "ADA OKAFOR", "end_to_end_id": "SOMETHING-ELSE"},
        {"name": "SAM"},
        {},
    ],
)
def test_what_is_not_certain_is_left_to_a_person(facts: dict[str, object]) -> None:
    amount = facts.pop("amount", -5000)
    assert only([line(amount, **facts)], [candidate()]) is None  # type: ignore[arg-type]


def test_two_payments_that_fit_alike_are_not_guessed_between() -> None:
    twins = [candidate(reference="CPAAAAAAAAAAAAAAAA"), candidate(reference="CPBBBBBBBBBBBBBBBB")]
    unnamed = line(name="Ada Okafor")
    assert only([unnamed], twins) is None
    # Once the other line says its own, one payment is left.
    named = line(end_to_end_id="CPBBBBBBBBBBBBBBBB")
    found = match_all([unnamed, named], twins)
    assert found[unnamed.line].parts[0].payment == twins[0].payment


def test_one_payment_that_two_lines_fit_is_not_guessed_for() -> None:
    assert match_all([line(name="Ada Okafor"), line(name="Ada Okafor")], [candidate()]) == {}


def test_a_payment_shown_as_paid_is_not_paid_again() -> None:
    assert only([line(end_to_end_id=REFERENCE)], [candidate(is_open=False)]) is None


def batch(*details: DetailFacts, amount: int = -8000, **more: object) -> LineFacts:
    return line(amount, is_batch=True, details=tuple(details), **more)


def test_a_batch_is_its_payments_if_every_one_is_ours() -> None:
    ours = [candidate(5000, "CPAAAAAAAAAAAAAAAA"), candidate(3000, "CPBBBBBBBBBBBBBBBB")]
    details = [DetailFacts(one.amount_minor, one.end_to_end_id, "", "") for one in ours]
    assert only([batch(*details)], ours) == (MatchRule.BATCH_DETAILS, [one.payment for one in ours])
    assert only([batch(*details, amount=-9000)], ours) is None
    assert only([batch(details[0], DetailFacts(3000, "UNKNOWN", "", ""))], ours) is None
    assert only([batch(details[0], details[0])], ours) is None


def test_a_batch_payment_without_reference_is_found_within_its_file() -> None:
    ours = [candidate(5000, "CPAAAAAAAAAAAAAAAA"), candidate(3000, "CPBBBBBBBBBBBBBBBB", name="Jo Bloggs")]
    details = [DetailFacts(5000, "CPAAAAAAAAAAAAAAAA", "", ""), DetailFacts(3000, "", "", "JO BLOGGS")]
    assert only([batch(*details, batch_message_id="M1")], ours) == (MatchRule.BATCH_DETAILS, [o.payment for o in ours])
    assert only([batch(*details)], ours) is None


@pytest.mark.parametrize("named", [{"batch_message_id": "M1"}, {"batch_group_id": "M1-1"}])
def test_one_sum_for_a_whole_file_is_all_of_its_open_payments(named: dict[str, str]) -> None:
    ours = [candidate(5000, "CPAAAAAAAAAAAAAAAA"), candidate(3000, "CPBBBBBBBBBBBBBBBB")]
    assert only([batch(**named)], ours) == (MatchRule.BATCH_TOTAL, [one.payment for one in ours])
    assert only([batch(amount=-8001, **named)], ours) is None


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"end_to_end_id": REFERENCE}, MatchRule.END_TO_END_ID),
        ({"text": f"RETURNED AC04 {REFERENCE[:12]}"}, MatchRule.CUT_REFERENCE),
        ({"name": "Ada Okafor", "return_reason": "AC04"}, MatchRule.NAME_AMOUNT_DATE),
        ({"name": "Ada Okafor", "text": "UNPAID"}, MatchRule.NAME_AMOUNT_DATE),
    ],
)
def test_money_that_comes_back_is_known_by(facts: dict[str, object], rule: MatchRule) -> None:
    paid = candidate(is_open=False)
    came = line(5000, on=ON + timedelta(days=3), **facts)
    assert only([came], [paid]) == (rule, [paid.payment])
    assert match_all([came], [paid])[came.line].kind is MatchKind.RETURNED


def test_money_in_from_somebody_of_that_name_is_no_return() -> None:
    assert only([line(5000, name="Ada Okafor")], [candidate(is_open=False)]) is None


def test_no_more_comes_back_than_is_still_out() -> None:
    assert only([line(5000, end_to_end_id=REFERENCE)], [candidate(back_minor=1000)]) is None
    assert only([line(4000, end_to_end_id=REFERENCE)], [candidate(back_minor=1000)]) is not None


def test_a_payment_and_its_return_on_one_statement_are_both_matched() -> None:
    out, back = line(end_to_end_id=REFERENCE), line(5000, end_to_end_id=REFERENCE, return_reason="AC04")
    found = match_all([back, out], [candidate()])
    assert (found[out.line].kind, found[back.line].kind) == (MatchKind.PAYMENT, MatchKind.RETURNED)


def test_suggestions_are_ranked_and_never_certain() -> None:
    same_amount = candidate(reference="CPAAAAAAAAAAAAAAAA", name="Somebody Else")
    same_name = candidate(reference="CPBBBBBBBBBBBBBBBB")
    nothing = candidate(1, "CPCCCCCCCCCCCCCCCC", name="Nobody", requested_on=ON - timedelta(days=90))
    found = suggest_payments(line(name="Ada Okafor", text="cooker"), [nothing, same_amount, same_name])
    assert [one.parts[0].payment for one in found] == [same_name.payment, same_amount.payment]
    assert all(1 <= one.score < AUTOMATIC_FROM for one in found)


def test_a_fund_is_suggested_by_its_funder_its_name_and_what_it_owes() -> None:
    hints = [
        FundHint(new_id(), "Home Fund", "Tidewater Trust", 50000),
        FundHint(new_id(), "Health Fund", "Harbour Council", 0),
    ]
    ranked = suggest_funds("BGC TIDEWATER TRUST GRANT", 50000, hints)
    assert ranked == [(75, hints[0].fund)]
    assert suggest_funds("J LOMBARD RENT", 700, hints) == []


@pytest.mark.parametrize(
    ("amount", "text", "code", "is_charge"),
    [
        (-650, "ACCOUNT CHARGES", "", True),
        (-650, "x", "ACMT/MDOP/CHRG", True),
        (-650, "MONTHLY FEE", "", True),
        (650, "ACCOUNT CHARGES", "", False),
        (-650, "COFFEE AND CAKE", "", False),
    ],
)
def test_a_charge_is_told_by_its_words_or_code(amount: int, text: str, code: str, is_charge: bool) -> None:
    assert looks_like_charge(amount, text, code) is is_charge
