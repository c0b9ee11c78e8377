"""What may be kept as a picture or a paper, and what a tired person is told where it may not. Plain values only."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words

MEGABYTE = 1_000_000
# Our own choice: a phone's photo has 2 to 6 MB, and one of 12 MB still comes through on a slow line.
LARGEST_UPLOAD_BYTES = 12 * MEGABYTE
# A paper is kept as it came: it cannot be made smaller. Our own choice: fifty scanned pages.
LARGEST_PAPER_BYTES = 5 * MEGABYTE
LONGEST_SIDE = 1600  # pixels: a receipt can still be read at this, and has some 300 KB
# The largest sensor that phones send without asking has 50 million; what unpacks to more could fill the memory.
MOST_PIXELS = 50_000_000


class AttachmentKind(StrEnum):
    PICTURE = "picture"
    PAPER = "pdf"


KIND_WORDS = {
    AttachmentKind.PICTURE: Words("Picture"),
    AttachmentKind.PAPER: Words("PDF"),
}
CONTENT_TYPES = {
    AttachmentKind.PICTURE: "image/jpeg",
    AttachmentKind.PAPER: "application/pdf",
}


class UploadedFile(Protocol):
    """What a form hands on. Its name and the type it claims are never read: its bytes say what it is."""

    @property
    def size(self) -> int | None: ...

    def read(self, num_bytes: int, /) -> bytes: ...

    def seek(self, offset: int, /) -> int: ...


class AttachmentRefused(Refused):
    """The file was not kept. `field` is always `file`."""

    code = "attachment_refused"

    def __init__(self, message: str, *, code: str, **facts: object):
        super().__init__(message, code=code, field="file", **facts)


class UnreadablePicture(AttachmentRefused):
    def __init__(self) -> None:
        super().__init__(
            "We cannot read this file. Send a photo (JPEG, PNG, HEIC or WebP) or a PDF. A screenshot works too.",
            code="attachment_unreadable",
        )


class TooManyPixels(AttachmentRefused):
    def __init__(self) -> None:
        super().__init__(
            "This picture is too big to open. Take a screenshot of it, and send that.", code="attachment_pixels"
        )


class UnsafePaper(AttachmentRefused):
    """A PDF in which something could run, hide or be locked, or of which we cannot rule it out."""

    def __init__(self) -> None:
        super().__init__(
            "We cannot take this PDF: it may hold more than what you see. Take a photo of it instead.",
            code="attachment_unsafe_pdf",
        )


class NotClean(AttachmentRefused):
    def __init__(self) -> None:
        super().__init__(
            "Our virus check stopped this file. Take a photo of it with your phone, and send that.",
            code="attachment_virus",
        )


class CannotCheck(AttachmentRefused):
    """A check that cannot run refuses: docs/adr/0079."""

    def __init__(self) -> None:
        super().__init__(
            "We cannot check files just now, so we took none. Try again later, or write a line instead.",
            code="attachment_unchecked",
        )


def check_size(size: int) -> None:
    """Raises: AttachmentRefused (`attachment_too_large`, `attachment_empty`)."""
    if not size:
        raise AttachmentRefused("This file is empty. Choose another.", code="attachment_empty")
    if size > LARGEST_UPLOAD_BYTES:
        raise AttachmentRefused(
            "This file has {size} MB. We can take {largest} MB. Take a screenshot of it, and send that.",
            code="attachment_too_large",
            size=-(-size // MEGABYTE),
            largest=LARGEST_UPLOAD_BYTES // MEGABYTE,
        )


def check_paper_size(size: int) -> None:
    """Raises: AttachmentRefused (`attachment_too_large`)."""
    if size > LARGEST_PAPER_BYTES:
        raise AttachmentRefused(
            "This PDF has {size} MB. We can take {largest} MB. Take a photo of the page that matters instead.",
            code="attachment_too_large",
            size=-(-size // MEGABYTE),
            largest=LARGEST_PAPER_BYTES // MEGABYTE,
        )
