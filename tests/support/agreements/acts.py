"""How a limit and a risk record are made in tests, by the real commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from commonpurse.kernel.periods import business_date
from commonpurse.support.agreements.commands import (
    ask_to_end_limit,
    set_limit,
    sign_risk_record,
    write_risk_record,
)
from commonpurse.support.agreements.models import Limit, LimitEndAsk, RiskRecord
from commonpurse.support.agreements.rules import DecidesHow, DecisionKind, PersonSays, SignerRole
from tests.factories import NOW, Standing

RISK_TEXTS = {
    "concern": "She may give money away at the door.",
    "what_matters": "My own front door, and paying for things myself.",
    "what_could_go_wrong": "A neighbour talks me out of my money.",
    "how_bad": "A week with little food. We could put it right.",
    "what_helps": "Wren rings on Fridays. The chain on the door.",
    "signs": "I stop picking up the phone.",
    "who_does_what": "I keep the chain on. Wren rings on Fridays.",
    "why_worth_it": "I learn it by doing it, and it is my money.",
}


def make_limit(people: Standing, **given: Any) -> Limit:
    """Wren must agree too before Ada spends, for 30 days from NOW."""
    now = given.get("now", NOW)
    wanted: dict[str, Any] = {
        "by": people.wren,
        "person": people.ada,
        "kind": DecisionKind.SPEND,
        "how": DecidesHow.AGREE_TOO,
        "named": [people.wren],
        "concern": "A neighbour asks for money at the door.",
        "lifts_when": "Three weeks without a knock.",
        "ends_on": business_date(now) + timedelta(days=30),
        "person_says": PersonSays.GO_ALONG,
        "persons_words": "I want it over soon.",
        "why_no_risk_record": "It happened twice this week.",
        "now": now,
    }
    return set_limit(**(wanted | given))


def make_risk_record(people: Standing, **given: Any) -> RiskRecord:
    """What Wren wrote down with Ada; nobody has signed."""
    now = given.get("now", NOW)
    wanted: dict[str, Any] = {
        "by": people.wren,
        "person": people.ada,
        "texts": RISK_TEXTS,
        "review_on": business_date(now) + timedelta(days=60),
        "now": now,
    }
    return write_risk_record(**(wanted | given))


def sign_all(people: Standing, record: RiskRecord, now: datetime = NOW) -> RiskRecord:
    """Ada, Wren and Priya sign, each on a screen of their own."""
    sign_risk_record(by=people.ada, record=record, role=SignerRole.PERSON, now=now)
    sign_risk_record(by=people.wren, record=record, role=SignerRole.WORKER, now=now)
    return sign_risk_record(by=people.priya, record=record, role=SignerRole.MANAGER, now=now)


@dataclass(frozen=True)
class LimitsOfAda:
    """What stands on the pages about limits and risk records. Her agreement draws the line above what she asks for."""

    limit: Limit  # on bigger sums: ends in ten days
    asked_to_end: LimitEndAsk  # of the limit on paying somebody new
    risk_record: RiskRecord  # Ada and Wren have signed
    risk_in_force: RiskRecord


def limits_of_ada(people: Standing, now: datetime) -> LimitsOfAda:
    """Beside the limit that there is already, on paying somebody new."""
    in_force = sign_all(people, make_risk_record(people, now=now), now)
    wording = RISK_TEXTS | {"concern": "She may miss a call from the landlord."}
    record = make_risk_record(people, texts=wording, now=now)
    sign_risk_record(by=people.ada, record=record, role=SignerRole.PERSON, now=now)
    sign_risk_record(by=people.wren, record=record, role=SignerRole.WORKER, now=now)
    new_payee = Limit.objects.get(person=people.ada, kind="new_payee")
    ten_days = business_date(now) + timedelta(days=10)
    return LimitsOfAda(
        limit=make_limit(people, kind=DecisionKind.SPEND_MORE, ends_on=ten_days, now=now),
        asked_to_end=ask_to_end_limit(by=people.ada, limit=new_payee, persons_words="It is quiet now.", now=now),
        risk_record=record,
        risk_in_force=in_force,
    )
