"""What a person has answered so far on her way to a payment: kept a day for her alone, on whichever phone she goes on.

It outlives a session, as the drafts of forms do, and no word of it stands in an address.
docs/adr/0064-pay-in-five-taps.md says why.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from commonpurse.kernel.identity import new_id
from commonpurse.web.parts.drafts import KEPT_FOR, forget_what_is_old
from commonpurse.web.parts.models import BegunPayment
from commonpurse.web.request import PageRequest

LATER = "later"  # the payee of who does not know yet whom to pay


@dataclass(frozen=True)
class Answers:
    """The answers of one payment to be. `pay_id` names it from the first page to the last, so that it is paid once.

    `payee` is the id of one of her payees, or LATER. `done` is the page that it led to.
    """

    pay_id: UUID
    kind: str = ""
    what_for: str = ""
    amount_minor: int = 0
    payee: str = ""
    done: str = ""

    @property
    def next_page(self) -> str:
        """The name of the first page that still has a question, or the one to check them all."""
        if not self.kind:
            return "person:pay_kind"
        if not (self.what_for and self.amount_minor):
            return "person:pay_what"
        return "person:pay_check" if self.payee else "person:pay_who"


def begin(request: PageRequest, **given: Any) -> Answers:
    """Begin a payment with what is known of it already."""
    forget_what_is_old(request.now)
    return keep(request, Answers(new_id(), **given))


def keep(request: PageRequest, answers: Answers, **more: Any) -> Answers:
    """Keep the answers, with those just given."""
    kept = replace(answers, **more)
    content = json.dumps({name: value for name, value in asdict(kept).items() if name != "pay_id"})
    BegunPayment.objects.update_or_create(
        id=kept.pay_id, user_id=str(request.user.pk), defaults={"content": content, "kept_at": request.now}
    )
    return kept


def answers_of(request: PageRequest, pay_id: UUID) -> Answers | None:
    """What she has answered; None when a day has gone by, or when it is somebody else's."""
    mine = BegunPayment.objects.filter(user_id=str(request.user.pk), kept_at__gt=request.now - KEPT_FOR)
    begun = mine.filter(id=pay_id).first()
    return Answers(pay_id, **json.loads(begun.content)) if begun else None


def finish(request: PageRequest, answers: Answers, address: str) -> None:
    """It is done: forget the answers, and know only where it led, for who comes back by the back button."""
    keep(request, Answers(answers.pay_id), done=address)
