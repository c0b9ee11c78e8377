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
    kinds_touched,
)
from commonpurse.support.agreements.rules import ASKED_KINDS

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


def test_limits_are_set_for_what_an_ask_touches_and_for_nothing_else() -> None:
    touched = {
        kind
        for amount in (10_00, 50_00)
        for is_new in (False, True)
        for kind in kinds_touched(amount, 30_00, is_new_payee=is_new)
    }
    assert touched == set(ASKED_KINDS)
