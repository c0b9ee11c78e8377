"""A member's proven address at work, for tests."""

from __future__ import annotations

from datetime import datetime

from commonpurse.parties.partners.commands import choose_work_mail, prove_work_address, write_work_address
from commonpurse.parties.partners.models import Member, WorkAddress
from commonpurse.parties.partners.proving import work_code_of


def proven_address(
    member: Member, now: datetime, *, address: str = "wren@work.example.org", days: bool = True, waits: bool = False
) -> WorkAddress:
    made = write_work_address(by=member, address=address, now=now)
    assert prove_work_address(by=member, figures=work_code_of(made), now=now)
    return choose_work_mail(by=member, days=days, waits=waits, now=now)
