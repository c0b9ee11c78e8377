"""The verbs about people: their records, and whether and how they are written to."""

from commonpurse.parties.people.commands.importing import PeopleImport, import_people
from commonpurse.parties.people.commands.leaving import end_work_of_organisation
from commonpurse.parties.people.commands.messages import (
    WayNotOffered,
    choose_messages,
    gather_news,
)
from commonpurse.parties.people.commands.openings import (
    NEWS_OPENED,
    Sought,
    break_glass,
    open_in_emergency,
    review_opening,
)
from commonpurse.parties.people.commands.permissions import (
    CannotShareWith,
    SharedWith,
    end_sharing_with_organisation,
    give_again,
    give_permissions,
    withdraw_permissions,
)
from commonpurse.parties.people.commands.records import (
    ThereAlready,
    add_contact_way,
    add_person,
    add_person_name,
    change_contact_way,
    change_person,
    keep_person,
)
from commonpurse.parties.people.commands.representatives import (
    RepresentativeRefused,
    agree_representative,
    end_representative,
    name_representative,
)
from commonpurse.parties.people.commands.requests import (
    AnsweredAlready,
    CannotAsk,
    answer_permission_request,
    ask_permission,
)
from commonpurse.parties.people.commands.supports import (
    CannotSupport,
    SupportEnded,
    SupportEndTooEarly,
    end_support,
    keep_support,
    start_support,
)
from commonpurse.parties.people.commands.walls import WallRefused, end_wall, raise_wall
from commonpurse.parties.people.commands.whereabouts import say_while_away, tell_whereabouts
from commonpurse.parties.people.keeping import NoLawfulBasis, ReferenceTaken

__all__ = [
    "NEWS_OPENED",
    "AnsweredAlready",
    "CannotAsk",
    "CannotShareWith",
    "CannotSupport",
    "NoLawfulBasis",
    "PeopleImport",
    "ReferenceTaken",
    "RepresentativeRefused",
    "SharedWith",
    "Sought",
    "SupportEndTooEarly",
    "SupportEnded",
    "ThereAlready",
    "WallRefused",
    "WayNotOffered",
    "add_contact_way",
    "add_person",
    "add_person_name",
    "agree_representative",
    "answer_permission_request",
    "ask_permission",
    "break_glass",
    "change_contact_way",
    "change_person",
    "choose_messages",
    "end_representative",
    "end_sharing_with_organisation",
    "end_support",
    "end_wall",
    "end_work_of_organisation",
    "gather_news",
    "give_again",
    "give_permissions",
    "import_people",
    "keep_person",
    "keep_support",
    "name_representative",
    "open_in_emergency",
    "raise_wall",
    "review_opening",
    "say_while_away",
    "start_support",
    "tell_whereabouts",
    "withdraw_permissions",
]
