"""What somebody typed must fit where it is kept: refused in a sentence, on both databases alike.

PostgreSQL breaks off a command whose text is too long for its column; SQLite keeps any length. PostgreSQL keeps no
NUL, and no page or file shows a control character. A name that reads as another is a way to be paid in its place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from commonpurse.kernel.errors import Refused

if TYPE_CHECKING:
    from django.db import models

# What nobody sees and nobody types, and what makes a text look like another one:
# - everything below a blank but the tab and the line's end, and the second such set (Unicode, category Cc);
# - what turns the order of the letters after it, so that a name or a file could read as another (UAX 9: embeddings,
#   overrides, isolates). Marks of direction alone (U+200E, U+200F, U+061C) stay: they come along with pasted Arabic;
# - blanks without width but the joiners that Persian, Hindi and emoji need, and breaks of lines that look like none;
# - tags, which spell a second, unseen text (U+E0000 to U+E007F).
CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    r"\u202a-\u202e\u2066-\u2069\u200b\u2028\u2029\u2060-\u2064\ufeff\U000e0000-\U000e007f]"
)


class TextTooLong(Refused):
    code = "text_too_long"


class TextUnreadable(Refused):
    """A character that nobody can see or type, such as the end mark of another program."""

    code = "text_unreadable"

    def __init__(self, field: str | None = None) -> None:
        super().__init__("There is a sign in this that cannot be read. Please type it anew.", field=field)


def is_readable(text: str) -> bool:
    """Whether the text holds nothing that nobody sees, but tabs and ends of lines: see `CONTROL`."""
    return CONTROL.search(text) is None


def check_fits(model: type[models.Model], **texts: str) -> None:
    """Check texts, each under the name of its column, against the length that the column keeps.

    Raises: TextTooLong for the first that is longer, blanks around it left out; TextUnreadable.
    """
    for name, text in texts.items():
        if not is_readable(text):
            raise TextUnreadable(name)
        longest = getattr(model._meta.get_field(name), "max_length", None)
        if longest is not None and len(text.strip()) > longest:
            raise TextTooLong("Write this in {longest} characters or fewer.", field=name, longest=longest)
