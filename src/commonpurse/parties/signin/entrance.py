"""As which user somebody comes in who signs in without a name of their own choice."""

from __future__ import annotations

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.identity import new_id
from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.models import User


def user_of_person(person: Person) -> User:
    """The user of a person, made at her first way in. Its name means nothing and opens nothing."""
    with acting_as_system("to find or make the user of a person"):
        found = User.objects.filter(person=person).first()
        if found is None:
            found = User(username=f"person-{new_id().hex}", person=person)
            found.set_unusable_password()
            found.save(force_insert=True)
    found.person = person  # known here; where nobody is signed in yet it could not be read again
    return found
