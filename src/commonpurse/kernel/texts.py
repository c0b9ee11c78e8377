"""What somebody typed must fit where it is kept: refused in a sentence, on both databases alike.

PostgreSQL breaks off a command whose text is too long for its column; SQLite keeps any length.
"""

from __future__ import annotations

from django.db import models

from commonpurse.kernel.errors import Refused


class TextTooLong(Refused):
    code = "text_too_long"


def check_fits(model: type[models.Model], **texts: str) -> None:
    """Check texts, each under the name of its column, against the length that the column keeps.

    Raises: TextTooLong for the first that is longer, blanks around it left out.
    """
    for name, text in texts.items():
        longest = getattr(model._meta.get_field(name), "max_length", None)
        if longest is not None and len(text.strip()) > longest:
            raise TextTooLong("Write this in {longest} characters or fewer.", field=name, longest=longest)
