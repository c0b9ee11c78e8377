"""The people and things that tests begin with, made by the real commands. Each app adds a section, small ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from commonpurse.kernel.periods import business_date
from commonpurse.parties.partners.commands import add_member, add_organisation, found_partnership
from commonpurse.parties.partners.models import Member, Organisation, Partnership
from commonpurse.parties.people.commands import add_person
from commonpurse.parties.people.models import Person

# A Monday in summer time, before noon in London.
NOW = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
TODAY = business_date(NOW)
LAST_MONTH = NOW - timedelta(days=31)


# Who is who -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """The standing people, the same in every test."""

    partnership: Partnership
    administrator: Member
    priya: Member  # the partnership's manager
    ngozi: Member  # finance
    tom: Member  # finance too: the second pair of eyes
    callum: Member  # funder, of `funder_organisation`
    wren: Member  # Ada's coordinator: she works with Ada and with nobody else
    femi: Member  # worker of another organisation; works with nobody here
    ada: Person  # holds a budget
    stranger: Person  # another person; nothing of Ada's is hers
    council: Organisation
    charity: Organisation
    funder_organisation: Organisation


def standing_people(currency: str = "GBP") -> Standing:
    """Found the partnership and bring everybody in, a month before NOW."""
    then = LAST_MONTH
    partnership, administrator = found_partnership(
        name="Harbour partnership",
        place="Harbour",
        currency=currency,
        administrator_name="Alex Admin",
        host_organisation="Harbour Council",
        now=then,
    )
    council = administrator.organisation
    assert council is not None
    charity = add_organisation(by=administrator, name="Open Door", kind="charity", now=then)
    other_charity = add_organisation(by=administrator, name="Night Shelter", kind="charity", now=then)
    funder = add_organisation(by=administrator, name="Tidewater Trust", kind="funder", now=then)

    def member(organisation: Organisation, name: str, *roles: str) -> Member:
        return add_member(by=administrator, organisation=organisation, name=name, roles=roles, now=then)

    priya = member(council, "Priya", "manager")
    wren = member(charity, "Wren", "worker", "coordinator")
    return Standing(
        partnership=partnership,
        administrator=administrator,
        priya=priya,
        ngozi=member(council, "Ngozi", "finance"),
        tom=member(council, "Tom", "finance"),
        callum=member(funder, "Callum", "funder"),
        wren=wren,
        femi=member(other_charity, "Femi", "worker"),
        ada=add_person(by=wren, called_by="Ada", reference="H-001", now=then),
        stranger=add_person(by=priya, called_by="Sam", reference="H-002", now=then),
        council=council,
        charity=charity,
        funder_organisation=funder,
    )
