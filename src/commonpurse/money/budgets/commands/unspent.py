from __future__ import annotations

from datetime import datetime
from uuid import uuid5

from django.db import transaction

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.access import can_keep_outbox
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.models import Line
from commonpurse.money.budgets.rules import NEWS_MONEY_ENDS, TOLD_EARLY, UnspentRule
from commonpurse.money.ledger.queries import available_minor
from commonpurse.parties.partners.models import Member


def tell_of_money_ending(*, by: Member, now: datetime) -> int:
    """Write down, as news for each person, that money she has left can be used only for a while. Return how many.

    Eight weeks before the end, and once for each end: where the fund's end was moved she is told of the new one.
    """
    if not can_keep_outbox(by):
        raise NotAllowed
    today = business_date(now)
    with acting_as_system("to tell people that their money ends"), transaction.atomic():
        ending = Line.objects.filter(
            fund__unspent_rule=UnspentRule.RETURNS_TO_FUND.value,
            fund__ends_on__gt=today,
            fund__ends_on__lte=today + TOLD_EARLY,
        ).alias(left=available_minor("account"))
        found = list(ending.filter(left__gt=0).values_list("id", "person", "fund__ends_on").order_by("id"))
        for line, person, ends_on in found:
            note_news(recipient_id=person, kind=NEWS_MONEY_ENDS, subject_id=uuid5(line, str(ends_on)), now=now)
    return len(found)
