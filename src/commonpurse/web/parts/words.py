"""What the domain says, in the language of the page. The domain itself writes English and knows no reader."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext


def translated(words: Any) -> str:
    """Translate a label or sentence that the domain wrote; nothing stays nothing."""
    return gettext(str(words)) if words else ""
