"""The partnership's own name, colour and logo: whatever is chosen can be read, and nothing hides in a picture."""

from __future__ import annotations

import io

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.partners.colours import (
    DARK_CARD,
    DARK_INK,
    DARK_PAPER,
    PAPER,
    WHITE,
    contrast,
    for_dark,
    for_light,
    least_contrast,
)
from commonpurse.parties.partners.commands import remove_logo, set_logo, set_look
from commonpurse.parties.partners.models import Logo, Partnership
from commonpurse.parties.partners.queries import current_look, logo_content
from commonpurse.parties.partners.rules import LookRefused, check_colour
from tests.factories import NOW, Standing, standing_people
from tests.web.scenes import picture

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the known grey that just fails 4.5


@given(colours)
def test_whatever_colour_is_given_its_neighbours_can_be_read(colour: str) -> None:
    assert least_contrast(for_light(colour), (WHITE, PAPER)) >= 7
    assert least_contrast(for_dark(colour), (DARK_PAPER, DARK_CARD, DARK_INK)) >= 7


@given(colours)
def test_a_colour_is_taken_exactly_when_it_can_be_read_and_the_offer_is_taken(colour: str) -> None:
    try:
        check_colour(colour)
    except LookRefused as refused:
        assert least_contrast(colour, (WHITE, PAPER)) < 7
        check_colour(refused.facts["readable_colour"])
    else:
        assert least_contrast(colour, (WHITE, PAPER)) >= 7


@pytest.mark.parametrize("written", ["red", "#fff", "0b5d57", "#0B5D5G", "#0b5d57;}", " #0b5d5"])
def test_a_colour_has_one_way_to_be_written(written: str) -> None:
    with pytest.raises(LookRefused, match="Write the colour like"):
        check_colour(written)


def test_name_and_colour_are_kept_and_may_be_given_up(people: Standing) -> None:
    set_look(by=people.administrator, name="  Tidewater ", colour="#0B5D57", now=NOW)
    look = current_look()
    assert look is not None
    assert (look.name, look.colour) == ("Tidewater", "#0b5d57")
    set_look(by=people.priya, name="Tidewater", colour="", now=NOW)
    assert Partnership.objects.get().colour == ""


def test_only_who_manages_the_partnership_changes_its_look(people: Standing) -> None:
    for act in (
        lambda: set_look(by=people.wren, name="Mine", colour="", now=NOW),
        lambda: set_logo(by=people.ngozi, content=picture(), now=NOW),
        lambda: remove_logo(by=people.callum, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_logo_is_written_anew_small_and_without_what_was_hidden_in_it(people: Standing) -> None:
    hidden, written = PngInfo(), io.BytesIO()
    hidden.add_text("Comment", "taken at 12 Harbour Lane")
    Image.new("RGB", (2000, 300), "#7a1f5c").save(written, format="PNG", pnginfo=hidden)
    set_logo(by=people.administrator, content=written.getvalue() + b"<script>", now=NOW)
    kept = logo_content()
    assert kept is not None
    assert b"Harbour" not in kept
    assert b"<script>" not in kept
    with Image.open(io.BytesIO(kept)) as drawn:
        assert (drawn.format, drawn.size, drawn.info) == ("PNG", (480, 72), {})


@pytest.mark.parametrize("content", [b"", b"<svg></svg>", b"GIF89a", b"\x89PNG\r\n\x1a\n broken", b"x" * 200_001])
def test_what_is_no_picture_is_refused_and_the_old_logo_stays(people: Standing, content: bytes) -> None:
    set_logo(by=people.administrator, content=picture(), now=NOW)
    before = logo_content()
    with pytest.raises(LookRefused):
        set_logo(by=people.administrator, content=content, now=NOW)
    assert logo_content() == before


def test_a_picture_that_unpacks_to_too_much_is_refused(people: Standing) -> None:
    bomb = picture(width=9000, height=9000)
    assert len(bomb) < 300_000
    with pytest.raises(LookRefused):
        set_logo(by=people.administrator, content=bomb, now=NOW)


def test_a_logo_is_taken_away_and_that_twice_is_the_same(people: Standing) -> None:
    set_logo(by=people.administrator, content=picture(format="JPEG"), now=NOW)
    for _ in range(2):
        remove_logo(by=people.administrator, now=NOW)
    assert logo_content() is None


def test_the_database_takes_no_other_colour_and_no_second_logo(people: Standing) -> None:
    with pytest.raises(IntegrityError, match="partnership_colour_written"), transaction.atomic():
        Partnership.objects.update(colour="red;}")
    with pytest.raises(IntegrityError, match="logo_only_one"), transaction.atomic():
        Logo.objects.create(id=2, content=b"", width=1, height=1, changed_at=NOW)
