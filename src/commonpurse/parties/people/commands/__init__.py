"""The verbs about people: their records, and whether and how they are written to."""

from commonpurse.parties.people.commands.messages import (
    WayNotOffered,
    choose_messages,
    gather_news,
)
from commonpurse.parties.people.commands.records import (
    CannotSupport,
    PeopleImport,
    ReferenceTaken,
    SupportEnded,
    SupportEndTooEarly,
    ThereAlready,
    add_contact_way,
    add_person,
    add_person_name,
    change_contact_way,
    change_person,
    end_support,
    import_people,
    start_support,
)

__all__ = [
    "CannotSupport",
    "PeopleImport",
    "ReferenceTaken",
    "SupportEndTooEarly",
    "SupportEnded",
    "ThereAlready",
    "WayNotOffered",
    "add_contact_way",
    "add_person",
    "add_person_name",
    "change_contact_way",
    "change_person",
    "choose_messages",
    "end_support",
    "gather_news",
    "import_people",
    "start_support",
]
