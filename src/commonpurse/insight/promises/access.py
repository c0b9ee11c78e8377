from __future__ import annotations

from commonpurse.insight.promises.models import RepairTalk
from commonpurse.kernel.helping import helper_id
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def can_see_promises(viewer: object) -> bool:
    """Every partner's members read how each keeps its word, the funder's too: they hold each other to it."""
    return (
        isinstance(viewer, Member) and viewer.is_active and not viewer.is_system and viewer.organisation_id is not None
    )


def can_read_notes(viewer: Member, talk: RepairTalk) -> bool:
    """What was said in a talk is for the two who talked."""
    return can_see_promises(viewer) and viewer.organisation_id in (talk.asked_for_id, talk.about_id)


def can_say_how_kept(actor: object) -> bool:
    """A person herself, and nobody who helps her: what she says of a partner is hers."""
    return isinstance(actor, Person) and helper_id.get() is None
