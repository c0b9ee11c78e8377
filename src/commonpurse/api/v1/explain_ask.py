"""POST /api/v1/people/{person_id}/asks/explain: what she would be answered if she asked for this now, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from ninja import Field, Router, Schema

from commonpurse.api.v1.about import about_a_person, person_of
from commonpurse.kernel.money import parse_amount
from commonpurse.money.budgets.rules import SpendKind, check_amount
from commonpurse.money.decisions.rules import AnswerKind, check_what_for
from commonpurse.money.payments.explaining import explain_with_payee
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.web.doors import SIGNED_IN, door

router = Router()


class AskExplained(Schema):
    """What is asked for. `amount` as people write it: 120 or 12.50, in the partnership's currency. `pay_to`: a name,
    empty where it is not known yet; one who was never paid is somebody new."""

    what_for: str = Field(max_length=300)
    amount: str = Field(max_length=20)
    spend_kind: SpendKind = SpendKind.OTHER
    pay_to: str = Field("", max_length=200)


class ReasonGiven(Schema):
    """One step of the reasoning. `stops`: it is why the answer is not yes."""

    of: str
    says: str
    stops: bool


class AskAnswer(Schema):
    """The answer as the pages and the command line give it: `sentence` says it, `next_step` what comes then.

    `until`: when this turn ends; `yes_at`: when it is yes, if nobody answers. `available_minor`: empty for who is not
    shown how much money the person has.
    """

    answer: AnswerKind
    code: str
    sentence: str
    next_step: str
    names: list[str]
    until: datetime | None
    yes_at: datetime | None
    reasons: list[ReasonGiven]
    amount_minor: int
    available_minor: int | None
    currency: str
    agreement_number: int | None
    limits: list[UUID]


@router.post("/people/{uuid:person_id}/asks/explain", response=AskAnswer, url_name="explain_ask")
@door(SIGNED_IN, why="to see how an ask would be answered", methods="POST", is_api=True)
@about_a_person("asks", "money")
def explain(request: Any, person_id: UUID, asked: AskExplained) -> dict[str, Any]:
    """Answer it without asking it: nothing is changed, and what was typed is kept nowhere."""
    currency = the_partnership().currency
    check_what_for(asked.what_for)
    amount = parse_amount(asked.amount, currency)
    check_amount(amount, currency)
    found = explain_with_payee(
        viewer=request.viewer,
        person=person_of(request, person_id),
        what_for=asked.what_for,
        amount=amount,
        spend_kind=asked.spend_kind,
        payee_name=asked.pay_to,
        now=request.now,
    )
    if found is None:
        raise Http404
    return found.as_data()
