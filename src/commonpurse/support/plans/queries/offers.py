"""What became of what was offered when somebody was put forward: the step itself, and nothing else of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from commonpurse.support.plans.models import Step
from commonpurse.support.plans.rules import OfferState, State, is_offer_late, is_to_call_to_mind, offer_state


@dataclass(frozen=True)
class OfferStands:
    """Where an offer stands on a day. `is_theirs`: who offered it does it, not family for whom they wrote."""

    step_id: UUID
    state: OfferState
    is_late: bool
    is_to_call_to_mind: bool
    is_theirs: bool


def step_of_offer(*, person: str, offered_by: str, what: str, by_when: str) -> Subquery:
    """The step that an offer became, as one value beside a row with these columns: none of them changes in a step.

    A part of another question, which has asked whether it may, and asks as the system. The first step with these words
    is the offer: what came later is another.
    """
    steps = Step.objects.filter(
        person=OuterRef(person), written_by_member=OuterRef(offered_by), what=OuterRef(what), by_when=OuterRef(by_when)
    )
    told = JSONObject(
        id="id",
        state="state",
        is_accepted="is_accepted",
        is_taken_back="is_taken_back",
        owner="owner_member",
        author="written_by_member",
    )
    return Subquery(steps.order_by("written_at", "id").values(told=told)[:1])


def offer_stands(told: Mapping[str, Any] | None, *, by_when: date, today: date) -> OfferStands | None:
    """Where it stands; None where there is no such step."""
    if told is None:
        return None
    is_accepted = None if told["is_accepted"] is None else bool(told["is_accepted"])
    state = offer_state(state=State(told["state"]), is_accepted=is_accepted, is_taken_back=bool(told["is_taken_back"]))
    return OfferStands(
        step_id=UUID(told["id"]),
        state=state,
        is_late=is_offer_late(state, by_when, today),
        is_to_call_to_mind=is_to_call_to_mind(state, by_when, today),
        is_theirs=told["owner"] is not None and told["owner"] == told["author"],
    )
