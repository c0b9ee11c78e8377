"""Files as people send them, and as they should not."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F
# Somewhere in the sea, as a phone writes it: degrees, minutes, seconds.
POSITION = {1: "N", 2: (54.0, 30.0, 0.0), 3: "E", 4: (4.0, 30.0, 0.0)}


def photo(size: tuple[int, int] = (1200, 900), form: str = "JPEG", **options: Any) -> bytes:
    """A photo: red on the left, blue on the right."""
    drawn = Image.new("RGB", size, "red")
    drawn.paste("blue", (size[0] // 2, 0, *size))
    written = io.BytesIO()
    drawn.save(written, format=form, **options)
    return written.getvalue()


def photo_with_place(form: str = "JPEG", orientation: int = 1) -> bytes:
    """As a phone makes it: where it was taken, by which phone, and which way is up."""
    exif = Image.Exif()
    exif[GPS], exif[ORIENTATION], exif[MAKER] = POSITION, orientation, "Phone of Ada"
    return photo(form=form, exif=exif.tobytes(), **({"comment": b"at home"} if form == "JPEG" else {}))


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few kilobytes whose head says that it unpacks to gigabytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 3_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def paper(*, packed: bool = False, **root: Any) -> bytes:
    """A PDF of one page, with `root` in its catalogue. `packed`: all objects lie in compressed streams."""
    made = pikepdf.new()
    made.add_blank_page()
    page = made.pages[0]
    page.Contents = made.make_stream(b"q 1 0 0 1 0 0 cm Q")
    for name, value in root.items():
        made.Root[f"/{name}"] = made.make_indirect(value) if isinstance(value, pikepdf.Object) else value
    written = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    made.save(written, object_stream_mode=mode, compress_streams=True)
    return written.getvalue()


def action(kind: str, **more: Any) -> pikepdf.Dictionary:
    """Something that happens when the paper is opened."""
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **more)


SCRIPT = {"JS": "app.alert('hello')"}


def raw_paper(*objects: bytes) -> bytes:
    """A PDF whose objects are written out as they are given; readers mend what its table of places would say."""
    numbered = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(objects, start=1))
    return b"%PDF-1.7\n" + numbered + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


def stream(content: bytes, head: bytes = b"/Filter /FlateDecode") -> bytes:
    """An object with packed content."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), head, content)


def sent(content: bytes, name: str = "photo.jpg", claims: str = "image/jpeg") -> SimpleUploadedFile:
    """The file as a form hands it on."""
    return SimpleUploadedFile(name, content, content_type=claims)
