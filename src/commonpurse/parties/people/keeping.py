"""What every verb that takes people on asks first: a basis in law, and references that are free."""

from __future__ import annotations

from collections.abc import Collection

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import Refused
from commonpurse.parties.consent.queries import has_live_basis
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person

REFERENCE_TAKEN = "This reference cannot be used. Choose another one."


class ReferenceTaken(Refused):
    code = "reference_taken"


class NoLawfulBasis(Refused):
    """The organisation has not said why the law lets it hold something personal."""

    code = "no_lawful_basis"


def check_basis_of(member: Member) -> None:
    """Raises: NoLawfulBasis."""
    if not has_live_basis(member):
        raise NoLawfulBasis(
            "{organisation} has not written down why it may hold things about people. An administrator does it first, "
            "under “What we stand on”.",
            organisation=str(member.organisation),
        )


def people_here(references: Collection[str]) -> dict[str, Person]:
    """The people with these references, whoever may know them: by reference."""
    with acting_as_system("to see which references are free"):
        return {person.reference: person for person in Person.objects.filter(reference__in=references)}
