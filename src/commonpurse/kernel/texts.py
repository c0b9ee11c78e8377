"""What somebody typed must fit where it is kept: refused in a sentence, on both databases alike.

PostgreSQL breaks off a command whose text is too long for its column; SQLite keeps any length. PostgreSQL keeps no
NUL, and no page or file shows a control character.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from commonpurse.kernel.errors import Refused

if TYPE_CHECKING:
    from django.db import models

# Everything below a blank but the tab and the line's end, and the second such set. Source: Unicode, category Cc.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class TextTooLong(Refused):
    code = "text_too_long"


class TextUnreadable(Refused):
    """A character that nobody can see or type, such as the end mark of another program."""

    code = "text_unreadable"

    def __init__(self, field: str | None = None) -> None:
        super().__init__("There is a sign in this that cannot be read. Please type it anew.", field=field)


def is_readable(text: str) -> bool:
    """Whether the text holds no control characters but tabs and ends of lines."""
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
