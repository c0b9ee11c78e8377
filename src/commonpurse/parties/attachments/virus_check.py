"""Ask the operator's virus check about a file, before anything of ours reads it."""

from __future__ import annotations

import subprocess

from django.conf import settings

from commonpurse.parties.attachments.rules import CannotCheck, NotClean

LONGEST_CHECK_SECONDS = 30
CLEAN, FOUND = 0, 1  # as clamdscan answers, and most others


def check_for_viruses(content: bytes) -> None:
    """Hand the file to the program that the operator named, if any. Raises: NotClean, CannotCheck."""
    program: str = settings.VIRUS_CHECK_PROGRAM
    if not program:
        return
    try:
        ended = subprocess.run(
            [program],
            input=content,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST_CHECK_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotCheck from error
    if ended.returncode == FOUND:
        raise NotClean
    if ended.returncode != CLEAN:
        raise CannotCheck
