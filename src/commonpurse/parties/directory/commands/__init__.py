from __future__ import annotations

from commonpurse.parties.directory.commands.feeds import ImportResult, import_services, set_feed_address
from commonpurse.parties.directory.commands.notes import answer_note, note_service, pass_note_on
from commonpurse.parties.directory.commands.services import put_service_right

__all__ = [
    "ImportResult",
    "answer_note",
    "import_services",
    "note_service",
    "pass_note_on",
    "put_service_right",
    "set_feed_address",
]
