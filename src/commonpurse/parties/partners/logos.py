"""Read a picture that somebody gave us and write it anew, small and clean."""

from __future__ import annotations

import io
import warnings

from PIL import Image

from commonpurse.parties.partners.rules import LARGEST_LOGO_BYTES, LOGO_HEIGHT, LOGO_WIDTH, LookRefused

MOST_PIXELS = 25_000_000  # what unpacks to more is no logo


def write_logo(content: bytes) -> tuple[bytes, int, int]:
    """Return the picture as a PNG no larger than it is shown, with its width and height in pixels.

    Raises: LookRefused (`logo_too_large`, `logo_unreadable`).
    """
    if len(content) > LARGEST_LOGO_BYTES:
        raise LookRefused(
            "This picture has more than {largest} KB. Choose a smaller one.",
            code="logo_too_large",
            field="logo",
            largest=LARGEST_LOGO_BYTES // 1000,
        )
    unreadable = LookRefused(
        "This is no picture that we can read. Choose a PNG or JPEG file.", code="logo_unreadable", field="logo"
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=["PNG", "JPEG"])
            if picture.width * picture.height > MOST_PIXELS:
                raise unreadable
            drawn = picture.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise unreadable from error
    drawn.thumbnail((LOGO_WIDTH, LOGO_HEIGHT))
    clean = Image.new("RGBA", drawn.size)
    clean.paste(drawn)  # the pixels alone: no text, no place, no colour profile comes along
    written = io.BytesIO()
    clean.save(written, format="PNG", optimize=True)
    return written.getvalue(), *clean.size
