"""A risk record as a paper: one page, whatever was written, with all of it on it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from commonpurse.support.agreements.rules import RISK_PARTS, AgreementRefused, check_risk_record
from commonpurse.web.parts.limits import RiskLine
from commonpurse.web.parts.papers.making import PaperLook
from commonpurse.web.parts.papers.risk import risk_paper
from commonpurse.web.parts.shapes import Fact
from tests.web.parts.papers.pdf import read_pdf

NOW = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
LONGEST_IN_ALL = 3_500  # letters


def paper_of(text: str) -> bytes:
    parts = [Fact(f"Part {number}", text) for number in range(len(RISK_PARTS))]
    line = RiskLine(
        id=None,
        concern=text,
        state="done",
        state_words="It counts",
        parts=parts,
        signed=["Ada (The person), Monday 1 June", "Wren (Worker), Monday 1 June", "Priya (Manager), Monday 1 June"],
        missing=[],
        review_on=date(2026, 9, 1),
        end="",
        may_change=True,
    )
    return risk_paper(line, called_by="Ada", look=PaperLook(), now=NOW)


EACH = LONGEST_IN_ALL // len(RISK_PARTS)
LONGEST = {"words": ("A neighbour knocks. " * EACH)[:EACH], "wide": "W" * EACH, "lines": "W\n" * (EACH // 2)}


@pytest.mark.parametrize("kind", ["short", *LONGEST])
def test_it_is_one_page_and_holds_all_of_it(kind: str) -> None:
    paper = read_pdf(paper_of(LONGEST.get(kind, "He knocks.")))
    assert paper.pages == 1
    assert paper.is_tagged
    assert [tag.text for tag in paper.root.all("H2")] == [*(f"Part {n}" for n in range(len(RISK_PARTS))), "Signed by"]
    assert "Priya (Manager), Monday 1 June" in [tag.text for tag in paper.root.all("P")]


def test_more_than_fits_on_a_page_is_refused_where_it_is_written() -> None:
    texts = dict.fromkeys(RISK_PARTS, "W" * EACH)
    check_risk_record(texts, review_on=date(2026, 9, 1), today=NOW.date())
    with pytest.raises(AgreementRefused, match="fit on one page"):
        check_risk_record(texts | {"signs": "W" * (EACH + 99)}, review_on=date(2026, 9, 1), today=NOW.date())
