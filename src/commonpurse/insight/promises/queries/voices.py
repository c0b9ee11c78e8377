"""What people with a budget said to a draft: theirs with their own, for partners the words alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from commonpurse.insight.promises.access import can_say_how_kept, can_see_promises
from commonpurse.insight.promises.models import CharterVoice
from commonpurse.kernel.context import acting_as_system
from commonpurse.parties.partners.models import CharterClause, CharterVersion, Member
from commonpurse.parties.people.models import Person


@dataclass(frozen=True)
class Said:
    """What was said of a clause, and the name she chose for it, or none. A day or number would lead to her."""

    words: str
    called: str


def voices_of(*, viewer: Member, version: CharterVersion) -> dict[UUID, list[Said]]:
    """What people said of each clause of the open draft, by its id, in turn; and nothing of who they are.

    Of a version that is published nothing: they could not take it back any more.
    """
    found: dict[UUID, list[Said]] = defaultdict(list)
    if not can_see_promises(viewer):
        return found
    with acting_as_system("to let partners read what people say of the draft, and not who says it"):
        rows = CharterVoice.objects.filter(
            clause__version=version, clause__version__is_draft=True, is_proposal=False, taken_back_at=None
        )
        # By their words: in the order of the days one could tell whose it is.
        for clause_id, words, called in rows.order_by("words", "id").values_list("clause_id", "words", "called"):
            found[clause_id].append(Said(words, called))
    return found


def named_proposals(*, viewer: Member, version: CharterVersion) -> dict[UUID, str]:
    """The clauses of a version that people proposed, by their ids: each with the name she chose for it, or none."""
    if not can_see_promises(viewer):
        return {}
    with acting_as_system("to say of a clause that somebody with a budget proposed it, and not who"):
        rows = CharterVoice.objects.filter(clause__version=version, is_proposal=True)
        return dict(rows.values_list("clause_id", "called"))


def own_voices(*, viewer: Person) -> list[CharterVoice]:
    """What she said to the draft that is open and did not take back, in turn."""
    if not can_say_how_kept(viewer):
        return []
    said = CharterVoice.objects.filter(person=viewer, clause__version__is_draft=True, taken_back_at=None)
    return list(said.select_related("clause"))


def get_draft_clause(*, viewer: Person, clause_id: UUID) -> CharterClause | None:
    """A clause of the draft that is open, for who may say something of it."""
    if not can_say_how_kept(viewer):
        return None
    return CharterClause.objects.filter(id=clause_id, version__is_draft=True).first()
