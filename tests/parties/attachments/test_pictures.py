"""A picture is drawn anew: small, upright, and nothing of it but its pixels."""

from __future__ import annotations

import io

import pillow_heif
import pytest
from PIL import Image

from commonpurse.parties.attachments import pictures
from commonpurse.parties.attachments.pictures import write_picture
from commonpurse.parties.attachments.rules import LONGEST_SIDE, MOST_PIXELS, TooManyPixels, UnreadablePicture
from tests.parties.attachments.files import GPS, bomb, photo, photo_with_place


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def is_red_and_blue(picture: Image.Image, red: tuple[int, int], blue: tuple[int, int]) -> bool:
    left, right = picture.getpixel(red), picture.getpixel(blue)
    return left[0] > 180 > 80 > left[2] and right[2] > 180 > 80 > right[0]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_what_phones_send_becomes_a_small_jpeg(form: str) -> None:
    written, width, height = write_picture(photo((2000, 1500), form))
    assert (width, height) == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)
    assert (opened(written).format, opened(written).size) == ("JPEG", (width, height))
    assert is_red_and_blue(opened(written), (10, 10), (width - 10, 10))


def test_a_small_picture_is_not_blown_up() -> None:
    assert write_picture(photo((30, 20)))[1:] == (30, 20)


@pytest.mark.parametrize("form", ["JPEG", "HEIF", "WEBP", "PNG"])
def test_where_it_was_taken_does_not_stay(form: str) -> None:
    came = photo_with_place(form)
    assert opened(came).getexif().get_ifd(GPS), "the photo that came knows its place"
    assert b"Phone of Ada" in came
    written = write_picture(came)[0]
    assert not opened(written).getexif()
    assert set(opened(written).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for left in (b"Exif", b"Phone of Ada", b"at home", b"http://ns.adobe.com"):
        assert left not in written


def test_it_stands_upright() -> None:
    written, width, height = write_picture(photo_with_place(orientation=6))  # turn it a quarter to the right
    assert (width, height) == (900, 1200)
    assert is_red_and_blue(opened(written), (450, 50), (450, 1150))


def test_what_lets_light_through_stands_on_white() -> None:
    glass = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(glass, format="PNG")
    assert opened(write_picture(glass.getvalue())[0]).getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_a_picture_of_any_kind_of_colour_can_be_read(mode: str) -> None:
    written = io.BytesIO()
    Image.new(mode, (40, 30)).save(written, format="JPEG" if mode == "CMYK" else "PNG")
    assert opened(write_picture(written.getvalue())[0]).mode == "RGB"


@pytest.mark.parametrize("size", [(60_000, 60_000), (10_000, 5_001), (2_000_000_000, 1)])
def test_a_bomb_is_refused_before_any_of_it_is_unpacked(size: tuple[int, int], monkeypatch) -> None:
    monkeypatch.setattr(pictures, "_shrunk", lambda picture: pytest.fail("it was unpacked"))
    assert size[0] * size[1] > MOST_PIXELS
    with pytest.raises((TooManyPixels, UnreadablePicture)):
        write_picture(bomb(*size))


def test_a_heic_that_claims_too_much_is_refused_too() -> None:
    came = photo((640, 480), "HEIF")
    size = (640).to_bytes(4, "big") + (480).to_bytes(4, "big")
    assert size in came
    with pytest.raises((TooManyPixels, UnreadablePicture)):
        write_picture(came.replace(size, (60_000).to_bytes(4, "big") * 2))
    assert pillow_heif.is_supported(came)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 500, b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"GIF89a" + b"\x00" * 50],
    ids=["nothing", "zeros", "a drawing with a script", "another kind"],
)
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadablePicture):
        write_picture(content)


def test_half_a_photo_is_refused() -> None:
    with pytest.raises(UnreadablePicture):
        write_picture(photo()[:800])
