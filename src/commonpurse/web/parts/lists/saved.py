"""The views that a member keeps of a list: theirs alone, at most twenty of each list.

They are habits of one reader, not acts of the partnership: no audit event is written of them.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.partners.queries import Member
from commonpurse.web.parts.models import SavedView

MOST_VIEWS = 20  # of one list; more would not be read as tabs


class TooManyViews(Refused):
    code = "too_many_views"


class ViewWithoutName(Refused):
    code = "view_without_name"


def views_of(*, viewer: Member, list_name: str) -> list[SavedView]:
    """The member's own views of a list, the oldest first."""
    return list(SavedView.objects.filter(member=viewer, list_name=list_name))


def save_view(*, by: Member, list_name: str, name: str, query: str, is_default: bool, now: datetime) -> SavedView:
    """Keep a view under that name; a view of the same name is kept anew in its place.

    Raises: ViewWithoutName, TextTooLong, TooManyViews.
    """
    name = name.strip()
    if not name:
        raise ViewWithoutName("Give the view a name.", field="name")
    check_fits(SavedView, name=name, query=query)
    with transaction.atomic():
        # Two tabs of one member: the second waits, and finds what the first kept.
        type(by).objects.select_for_update(no_key=True).get(pk=by.pk)
        own = SavedView.objects.filter(member=by, list_name=list_name)
        if not own.filter(name=name).exists() and own.count() >= MOST_VIEWS:
            raise TooManyViews("You have 20 views of this list. Take one away first.", field="name")
        if is_default:
            own.filter(is_default=True).update(is_default=False)
        kept, _ = SavedView.objects.update_or_create(
            member=by,
            list_name=list_name,
            name=name,
            defaults={"query": query, "is_default": is_default},
            create_defaults={"query": query, "is_default": is_default, "saved_at": now},
        )
    return kept


def remove_view(*, by: Member, view_id: UUID, list_name: str, now: datetime) -> SavedView | None:
    """Take an own view away and return what it was, so that it can be put back; None where there is none of theirs."""
    with transaction.atomic():
        found = SavedView.objects.filter(member=by, id=view_id, list_name=list_name).first()
        if found is not None:
            SavedView.objects.filter(id=found.id).delete()
    return found
