"""Phone numbers in her own words can be tapped; nothing else becomes one, and no text becomes markup."""

from __future__ import annotations

import pytest
from django.template.defaultfilters import linebreaks_filter

from commonpurse.web.parts.templatetags.parts import dialled


@pytest.mark.parametrize(
    ("written", "rings"),
    [
        ("May, 01632 960111", "01632960111"),
        ("Wren (mornings): 07700-900123.", "07700900123"),
        ("(020) 7946 0018", "02079460018"),
        ("+44 (0)7700 900123, at night", "+447700900123"),
        ("+44 1632 960111", "+441632960111"),
        ("Childline 0800 1111", "08001111"),
        ("Samaritans: 116 123", "116123"),
    ],
)
def test_a_number_is_found_as_people_write_it(written: str, rings: str) -> None:
    assert f'<a href="tel:{rings}" dir="ltr">' in dialled(written)


@pytest.mark.parametrize(
    "written",
    [
        "On 01/02/2026",
        " 01-02-2026",
        " 20-00-00",
        " £01632.96",
        " at 09:00",
        " Flat 1110",
        " 0123 45",
        " A0163296011123",
        " 12345678901234",
        " £999",
        " £01632960111",
        " € 116 123",
        " Room 999",
        "\n    01632 960111 234",
        " 111 High Street",
    ],
)
def test_a_day_a_sum_or_an_account_is_no_number_to_ring(written: str) -> None:
    assert "<a" not in dialled(written)


def test_what_is_typed_stays_text() -> None:
    shown = dialled(linebreaks_filter("May <b>01632 960111</b>\n01632 960112", autoescape=True))
    assert "&lt;b&gt;" in shown
    assert shown.count("<a ") == 2
    assert dialled("<script>01632 960111</script>").startswith("&lt;script&gt;")
