"""What people with a budget say to the charter, as pages show it: under the name they chose for it, or none."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonpurse.web.parts.written import named


def voice_name(called: str) -> str:
    """Who said it, as far as partners are told."""
    if called:
        return _("{name}, who has a budget here").format(name=named(called))
    return _("Somebody who has a budget here")
