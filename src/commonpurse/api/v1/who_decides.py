"""GET /api/v1/people/{person_id}/who-decides: for each kind of decision who decides it today, and until when."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Router, Schema

from commonpurse.api.v1.about import about_a_person, person_of
from commonpurse.support.agreements.queries import who_decides_each
from commonpurse.support.agreements.rules import KIND_WORDS
from commonpurse.web.doors import SIGNED_IN, door

router = Router()


class KindDecided(Schema):
    """One kind of decision. `until`: the first day on which the person decides alone again; empty where she does."""

    kind: str
    words: str
    how: str
    how_words: str
    names: list[str]
    until: date | None


class WhoDecidesAnswer(Schema):
    """`agreement`: the number of the agreement in force, empty before the first; `spend_up_to_minor`: its line between
    spending and spending more, in the currency's smaller unit."""

    on: date
    agreement: int | None
    spend_up_to_minor: int | None
    kinds: list[KindDecided]


@router.get("/people/{uuid:person_id}/who-decides", response=WhoDecidesAnswer, url_name="who_decides")
@door(SIGNED_IN, why="to see who decides what", is_api=True)
@about_a_person("who decides")
def who_decides(request: Any, person_id: UUID) -> WhoDecidesAnswer:
    """Say who decides what. The start is that the person does."""
    answers = who_decides_each(person=person_of(request, person_id), on=request.today)
    agreement = next(iter(answers.values())).agreement
    return WhoDecidesAnswer(
        on=request.today,
        agreement=agreement.number if agreement else None,
        spend_up_to_minor=agreement.spend_up_to_minor if agreement else None,
        kinds=[
            KindDecided(
                kind=kind.value,
                words=KIND_WORDS[kind],
                how=answer.how.value,
                how_words=answer.words,
                names=[named.name for named in answer.named],
                until=answer.until,
            )
            for kind, answer in answers.items()
        ],
    )
