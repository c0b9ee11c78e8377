"""Each constraint of challenges, seats and learnings is broken once, past every rule; and none of them is rewritten."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from commonpurse.kernel.identity import new_id
from commonpurse.money.decisions.models import Challenge, Learning, PanelSeat
from tests.factories import NOW, TODAY
from tests.money.decisions.test_challenges import Scene, called, scene

__all__ = ["scene"]

MONTH = TODAY.replace(day=1)
BREACHES: dict[str, tuple[type[models.Model], dict[str, Any]]] = {
    "challenge_raised_by_one": (Challenge, {"raised_by_person_id": None}),
    "challenge_has_case": (Challenge, {"case_told": ""}),
    "challenge_verdict_known": (
        Challenge,
        {"verdict": "perhaps", "reason": "So.", "concluded_at": NOW, "concluded_by_id": "priya"},
    ),
    "challenge_conclusion_whole": (Challenge, {"verdict": "keep"}),
    "challenge_concluded_or_withdrawn": (
        Challenge,
        {
            "verdict": "keep",
            "reason": "So.",
            "concluded_at": NOW,
            "concluded_by_id": "priya",
            "withdrawn_at": NOW,
        },
    ),
    "panel_seat_of_one": (PanelSeat, {"member_id": None}),
    "panel_seat_not_her_own": (PanelSeat, {"member_id": None, "peer_id": "ada"}),
    "panel_seat_answer_whole": (PanelSeat, {"verdict": "keep"}),
    "panel_seat_verdict_known": (PanelSeat, {"verdict": "perhaps", "view": "So.", "answered_at": NOW}),
    "panel_seat_member_once": (PanelSeat, {"member_id": "femi"}),
    "panel_seat_peer_once": (PanelSeat, {"member_id": None, "peer_id": "stranger"}),
    "learning_says_something": (Learning, {"learning": ""}),
    "learning_verdict_known": (Learning, {"verdict": "perhaps"}),
    "learning_of_a_month": (Learning, {"month": MONTH.replace(day=2)}),
}


def told(scene: Scene, model: type[models.Model], challenge: Challenge) -> dict[str, Any]:
    """A row of the model that the database takes."""
    people = scene.people
    if model is PanelSeat:
        return {"person_id": people.ada.id, "challenge_id": challenge.id, "member_id": people.ngozi.id, "asked_at": NOW}
    if model is Learning:
        return {"month": MONTH, "verdict": "keep", "learning": "Ask first."}
    return {
        "person_id": people.ada.id,
        "decision_id": scene.no.id,
        "case_told": "A bike.",
        "raised_by_person_id": people.ada.id,
        "raised_at": NOW,
        "hear_by": TODAY,
    }


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(scene: Scene, name: str) -> None:
    model, changed = BREACHES[name]
    named = {
        key: getattr(scene.people, value).id if key.endswith("_id") and value is not None else value
        for key, value in changed.items()
    }
    challenge = Challenge() if model is Challenge else called(scene)
    given = told(scene, model, challenge)
    with transaction.atomic():  # what is changed would be taken as it is
        model._default_manager.create(id=new_id(), **given)
        transaction.set_rollback(True)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        model._default_manager.create(id=new_id(), **(given | named))
    if connection.vendor == "postgresql":
        assert name in str(refused.value)


@pytest.mark.parametrize("what", ["case_told", "words", "hear_by"])
def test_what_was_challenged_is_never_rewritten(scene: Scene, what: str) -> None:
    challenge = called(scene)
    value = TODAY if what == "hear_by" else "Something else."
    with pytest.raises(DatabaseError, match=r"append.only|permission denied"), transaction.atomic():
        Challenge.objects.filter(id=challenge.id).update(**{what: value})
