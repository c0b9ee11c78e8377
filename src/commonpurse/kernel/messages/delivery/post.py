"""The post of this installation, made of its settings."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from commonpurse.kernel.messages.delivery.letters import Carrier, Post
from commonpurse.kernel.messages.delivery.mail import MailCarrier
from commonpurse.kernel.messages.delivery.texts import CommandTexts, FolderTexts
from commonpurse.kernel.messages.rules import Way


def the_post() -> Post:
    """Return the carriers that the environment asks for: none, unless it names one."""
    carriers: dict[Way, Carrier] = {}
    if settings.MAIL_LEAVES:
        carriers[Way.EMAIL] = MailCarrier(settings.DEFAULT_FROM_EMAIL)
    if settings.TEXTS_FOLDER:
        carriers[Way.TEXT] = FolderTexts(Path(settings.TEXTS_FOLDER))
    elif settings.TEXTS_PROGRAM:
        carriers[Way.TEXT] = CommandTexts(settings.TEXTS_PROGRAM)
    return Post(carriers)
