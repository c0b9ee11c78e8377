from __future__ import annotations

from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.models import User


def viewer_of(user: User) -> Member | Person | None:
    """Whom a signed-in user is, or None when that member has left or the sign-in was switched off."""
    if not user.is_active:
        return None
    if user.member is not None:
        return user.member if user.member.is_active else None
    return user.person


def find_user(username: str) -> User | None:
    """The user of that sign-in name, or None."""
    return User.objects.select_related("member", "person").filter(username=username).first()
