"""What the rows of a statement say."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import translation

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.queries import TracedAllocation, TracedCorrection
from commonpurse.web.parts.statements import put_right
from commonpurse.web.parts.written import money
from tests.factories import NOW

GIVEN, BACK = Money(20000, "GBP"), Money(5000, "GBP")


@pytest.mark.parametrize("language", ["en-gb", "cy", "ar"])
def test_sums_inside_a_sentence_keep_their_order_in_every_language(language: str) -> None:
    back = TracedCorrection(uuid4(), BACK, "Paid twice", NOW)
    given = TracedAllocation(*(uuid4() for _ in range(4)), "Home Fund", GIVEN, "A bed", NOW, (back,))
    with translation.override(language):
        words = put_right(given, back)
        assert money(BACK) in words
        assert money(GIVEN) in words
