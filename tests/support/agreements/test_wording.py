"""What a new wording changes is said sentence by sentence; what is signed has one mark."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonpurse.kernel.money import Money
from commonpurse.support.agreements.rules import (
    SHIPPED,
    AgreementRefused,
    ChangeKind,
    Part,
    SignedHow,
    Wording,
    changes_between,
    check_signature,
    check_wording,
    content_hash,
    sentences_in,
)

WORDING = Wording(
    what_for="A home. A bed and a kettle.",
    sum=Money(900_00, "GBP"),
    spend_up_to=Money(30_00, "GBP"),
    money_rules="You pick the things.\nWe pay the shop.",
    if_things_go_wrong="We talk.",
    how_to_challenge="Say so.",
)
PRESENT = st.sampled_from(["We talk.", "You pick the things.", "Ask Priya.", "Nobody takes it back."])


def said(before: Wording, now: Wording) -> list[tuple[str, str, str, str]]:
    return [(each.part, each.kind, str(each.before), str(each.now)) for each in changes_between(before, now)]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"what_for": "A home.   A bed and a\nkettle."}, [("what_for", "changed", "A bed and a kettle.", "kettle.")]),
        ({"money_rules": "You pick the things. We pay the shop."}, []),
        (
            {"money_rules": "You pick the things. We pay the shop at once."},
            [("money_rules", "changed", "We pay the shop.", "We pay the shop at once.")],
        ),
        (
            {"money_rules": "You pick the things."},
            [("money_rules", "gone", "We pay the shop.", "")],
        ),
        (
            {"if_things_go_wrong": "We talk. Nothing is taken from you."},
            [("if_things_go_wrong", "new", "", "Nothing is taken from you.")],
        ),
        (
            {"how_to_challenge": "Ring the office in the morning."},
            [
                ("how_to_challenge", "new", "", "Ring the office in the morning."),
                ("how_to_challenge", "gone", "Say so.", ""),
            ],
        ),
        (
            {"spend_up_to": Money(50_00, "GBP")},
            [("spend_up_to", "changed", "", "A small sum is up to £50.00 now. It was up to £30.00.")],
        ),
        (
            {"spend_up_to": None},
            [("spend_up_to", "gone", "All sums are alike now. A small sum was up to £30.00.", "")],
        ),
        ({"sum": Money(0, "GBP")}, [("sum", "changed", "", "It is £0.00 now. It was £900.00.")]),
    ],
)
def test_what_changed_is_said_sentence_by_sentence(changed, expected) -> None:
    if "what_for" in changed:  # a line's end ends a sentence, so here one is cut in two
        assert {kind for _, kind, *_ in said(WORDING, replace(WORDING, **changed))} <= {"new", "gone", "changed"}
    else:
        assert said(WORDING, replace(WORDING, **changed)) == expected


def test_a_line_that_was_not_drawn_before_is_new() -> None:
    found = changes_between(replace(WORDING, spend_up_to=None), WORDING)
    assert [(each.part, each.kind) for each in found] == [(Part.SPEND_UP_TO, ChangeKind.NEW)]
    assert str(found[0].now) == "A small sum is up to £30.00. There was no such line."


@settings(max_examples=40)
@given(before=st.lists(PRESENT, max_size=4), now=st.lists(PRESENT, max_size=4))
def test_no_sentence_is_lost_or_made_up(before: list[str], now: list[str]) -> None:
    """What stood before, less what is gone or changed, and with what is new or changed to, is what stands now."""
    old = replace(WORDING, money_rules=" ".join(before) or "None.")
    new = replace(WORDING, money_rules=" ".join(now) or "None.")
    left = sentences_in(old.money_rules)
    for change in changes_between(old, new):
        if change.before:
            left.remove(change.before)
        if change.now:
            left.append(change.now)
    assert sorted(left) == sorted(sentences_in(new.money_rules))


def test_the_mark_changes_with_every_word_sum_and_person() -> None:
    ada = uuid4()
    marks = {content_hash(WORDING, person_id=ada), content_hash(WORDING, person_id=uuid4())}
    for changed in (
        {"what_for": "A home."},
        {"sum": Money(1, "GBP")},
        {"sum": Money(900_00, "EUR")},
        {"spend_up_to": None},
        {"money_rules": "None."},
        {"if_things_go_wrong": "We sit down."},
        {"how_to_challenge": "Ring."},
    ):
        marks.add(content_hash(replace(WORDING, **changed), person_id=ada))
    assert len(marks) == 9
    assert content_hash(replace(WORDING), person_id=ada) in marks


@pytest.mark.parametrize("part", ["what_for", "money_rules", "if_things_go_wrong", "how_to_challenge"])
def test_an_agreement_says_all_of_it(part: str) -> None:
    with pytest.raises(AgreementRefused, match="says all of it") as refused:
        check_wording(replace(WORDING, **{part: "  "}))
    assert (refused.value.code, refused.value.field) == ("part_empty", part)


@pytest.mark.parametrize("changed", [{"sum": Money(-1, "GBP")}, {"spend_up_to": Money(0, "GBP")}])
def test_an_impossible_sum_is_refused(changed) -> None:
    with pytest.raises(AgreementRefused) as refused:
        check_wording(replace(WORDING, **changed))
    assert (refused.value.code, refused.value.field) == ("sum_impossible", next(iter(changed)))


def test_the_shipped_words_are_whole_agreements() -> None:
    assert len({one.key for one in SHIPPED}) == len(SHIPPED) == 3
    for one in SHIPPED:
        check_wording(
            Wording(
                str(one.what_for),
                Money(0, "GBP"),
                None,
                str(one.money_rules),
                str(one.if_things_go_wrong),
                str(one.how_to_challenge),
            )
        )


def test_what_was_said_is_written_down_and_a_paper_has_its_picture() -> None:
    check_signature(SignedHow.SCREEN, "", has_picture=False)
    check_signature(SignedHow.PAPER, "", has_picture=True)
    with pytest.raises(AgreementRefused, match="what was said"):
        check_signature(SignedHow.SPOKEN, " ", has_picture=False)
    with pytest.raises(AgreementRefused, match="picture"):
        check_signature(SignedHow.PAPER, "Signed.", has_picture=False)
