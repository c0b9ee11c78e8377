"""Text messages: into a folder that something else empties, or through a program that the operator names."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from commonpurse.kernel.messages.delivery.letters import CannotDeliver, Letter
from commonpurse.kernel.messages.rules import LONGEST_HAND_OVER_SECONDS

# Source: sysexits.h (BSD): what the program says when the number is wrong for good.
EXIT_ADDRESS_WRONG = 65


def as_json(letter: Letter) -> str:
    """What is handed on: an id that stays the same for a second try, the number, the text."""
    given = {"id": str(letter.message_id), "to": letter.address, "text": letter.content.body}
    return json.dumps(given, ensure_ascii=False)


class FolderTexts:
    """Writes each text as a file of its own, whole or not at all, readable by this user alone."""

    def __init__(self, folder: Path):
        self.folder = folder

    def hand_over(self, letter: Letter) -> None:
        final = self.folder / f"{letter.message_id}.json"
        half = final.with_suffix(".part")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(as_json(letter))
                file.flush()
                os.fsync(file.fileno())
            half.replace(final)
        except OSError as error:
            raise CannotDeliver("no_connection") from error


class CommandTexts:
    """Runs a program for each text, with the JSON on its standard input: in a list of processes no number shows.

    It answers by its exit code: 0 taken, 65 the number is wrong for good, anything else not taken now.
    """

    def __init__(self, program: str):
        self.program = program

    def hand_over(self, letter: Letter) -> None:
        try:
            ended = subprocess.run(
                [self.program],
                input=as_json(letter).encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=LONGEST_HAND_OVER_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise CannotDeliver("no_answer", may_have_gone=True) from error
        except OSError as error:  # it is not there, or may not be run
            raise CannotDeliver("no_connection") from error
        if ended.returncode < 0:  # it was stopped by a signal, at whatever point it was
            raise CannotDeliver("no_answer", may_have_gone=True)
        if ended.returncode == EXIT_ADDRESS_WRONG:
            raise CannotDeliver("address_refused", permanent=True)
        if ended.returncode:
            raise CannotDeliver("service_refused")
