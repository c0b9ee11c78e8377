from __future__ import annotations

import pytest

from commonpurse.money.decisions.rules import (
    NEXT,
    STATE_WORDS,
    AskRefused,
    AskState,
    check_next,
    check_reason,
    check_what_for,
)

WAITING, GRANTED, DECLINED, WITHDRAWN = AskState

# fmt: off
LIFE = [
    # from       to          used    refused with
    (WAITING,    GRANTED,    False,  None),
    (WAITING,    DECLINED,   False,  None),
    (WAITING,    WITHDRAWN,  False,  None),
    (WAITING,    WAITING,    False,  "ask_answered"),
    (GRANTED,    WITHDRAWN,  False,  None),
    (GRANTED,    WITHDRAWN,  True,   "ask_used"),
    (GRANTED,    DECLINED,   False,  "ask_answered"),
    (GRANTED,    WAITING,    False,  "ask_answered"),
    (DECLINED,   GRANTED,    False,  "ask_answered"),
    (DECLINED,   WITHDRAWN,  False,  "ask_answered"),
    (WITHDRAWN,  GRANTED,    False,  "ask_answered"),
    (WITHDRAWN,  DECLINED,   False,  "ask_answered"),
]
# fmt: on


@pytest.mark.parametrize(("state", "wanted", "is_used", "code"), LIFE)
def test_the_life_of_an_ask(state: AskState, wanted: AskState, is_used: bool, code: str | None) -> None:
    if code is None:
        check_next(state, wanted, is_used=is_used)
    else:
        with pytest.raises(AskRefused) as refused:
            check_next(state, wanted, is_used=is_used)
        assert refused.value.code == code


def test_each_state_has_its_next_ones_and_its_words() -> None:
    assert set(NEXT) == set(STATE_WORDS) == set(AskState)


def test_an_ask_says_what_for() -> None:
    with pytest.raises(AskRefused) as refused:
        check_what_for("  ")
    assert (refused.value.code, refused.value.field) == ("what_for_needed", "what_for")


def test_a_no_has_a_reason() -> None:
    with pytest.raises(AskRefused) as refused:
        check_reason(" ")
    assert refused.value.code == "reason_needed"
