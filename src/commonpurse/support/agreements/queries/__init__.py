"""The questions about agreements, by what they ask."""

from commonpurse.support.agreements.queries.deciding import (
    Named,
    WhoDecides,
    agreement_in_force,
    who_decides,
    who_decides_each,
)
from commonpurse.support.agreements.queries.wordings import (
    Agreed,
    Starting,
    agreed_with,
    agreements_visible_to,
    changes_of,
    draft_of,
    get_agreement,
    get_open_wish,
    hash_of,
    newest_templates,
    picture_of,
    starting_words,
    wishes_of,
    wishes_waiting_for,
    wording_of,
)

__all__ = [
    "Agreed",
    "Named",
    "Starting",
    "WhoDecides",
    "agreed_with",
    "agreement_in_force",
    "agreements_visible_to",
    "changes_of",
    "draft_of",
    "get_agreement",
    "get_open_wish",
    "hash_of",
    "newest_templates",
    "picture_of",
    "starting_words",
    "who_decides",
    "who_decides_each",
    "wishes_of",
    "wishes_waiting_for",
    "wording_of",
]
