"""Draw a picture anew: upright, small, and nothing of the file but its pixels. So where it was taken stays behind."""

from __future__ import annotations

import io
import warnings

import pillow_heif
from PIL import Image, ImageOps

from commonpurse.parties.attachments.rules import LONGEST_SIDE, MOST_PIXELS, TooManyPixels, UnreadablePicture

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")  # what phones make; each reader more is one more that could have a fault
JPEG_QUALITY = 80  # of 95: small print stays readable

# No thumbnails and no depth images: of what a phone packs into one file, the picture alone.
pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def write_picture(content: bytes) -> tuple[bytes, int, int]:
    """Return the picture as a JPEG without anything but its pixels, with its width and height.

    How many pixels it has is read from its head, before any of them is unpacked.
    Raises: TooManyPixels, UnreadablePicture.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise TooManyPixels
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG unpacks at an eighth, where that is enough
                drawn = _on_white(ImageOps.exif_transpose(_shrunk(picture)))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    except (OSError, ValueError, SyntaxError, EOFError, RuntimeError, KeyError, TypeError, IndexError) as error:
        raise UnreadablePicture from error
    clean = Image.new("RGB", drawn.size)
    clean.paste(drawn)  # the pixels alone: no place, no time, no comment, no colour profile comes along
    written = io.BytesIO()
    clean.save(written, format="JPEG", quality=JPEG_QUALITY, optimize=True)
    return written.getvalue(), *clean.size


def _shrunk(picture: Image.Image) -> Image.Image:
    """The picture with its longest side no longer than we keep. It still says which way is up."""
    if picture.mode in ("P", "1", "I", "I;16", "F"):  # modes that do not blend: a reduced palette makes other colours
        exif = picture.getexif()
        picture = picture.convert("RGBA" if picture.mode == "P" else "RGB")
        picture.info["exif"] = exif.tobytes()
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    """What lets light through stands on white, as on paper: a JPEG knows no glass."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    glass = picture.convert("RGBA")
    paper = Image.new("RGBA", glass.size, "white")
    paper.alpha_composite(glass)
    return paper.convert("RGB")
