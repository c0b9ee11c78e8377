from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend

from commonpurse.kernel.context import acting_as_system
from commonpurse.parties.signin.models import User


class NameAndPassword(ModelBackend):
    """Sign in by user name and password. The wrong name and the wrong password take the same time and answer."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Let in only an active user, and a member only while active: a leaver is out at the next request."""
        return user.is_active and (user.member is None or user.member.is_active)

    def get_user(self, user_id: UUID) -> User | None:
        """Return the user with member and person in one query, on every request anew."""
        # Who is signed in is not known yet: no row of a person would show.
        with acting_as_system("to find out who is signed in"):
            user = User.objects.select_related("member__organisation", "person").filter(id=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
