"""The one place that writes a decision down: whoever answers, and by whatever way the answer came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.money.budgets.models import Hold
from commonpurse.money.decisions.models import Ask, Decision
from commonpurse.money.decisions.queries.answering import Standing
from commonpurse.money.decisions.rules import Ground, Outcome, strictest
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.models import Limit
from commonpurse.support.agreements.queries import agreement_in_force
from commonpurse.support.agreements.rules import DecidesHow


def record_decision(
    ask: Ask,
    outcome: Outcome,
    *,
    ground: Ground,
    by: Member | Person,
    now: datetime,
    limit: Limit | None = None,
    reason: str = "",
    would_change: str = "",
    options: Sequence[str] = (),
    persons_view: str = "",
    steps: Sequence[Mapping[str, Any]] = (),
    known: Mapping[str, Any] | None = None,
) -> Decision:
    """Write down the answer to an ask, in the place of the one before, inside the transaction of the answer itself.

    No gate of its own: the command that answers has asked. Call it under the lock of the ask. Raises: TextTooLong.
    """
    check_fits(Decision, reason=reason, would_change=would_change, persons_view=persons_view)
    before = Decision.objects.filter(ask=ask).order_by("-number").first()
    return Decision.objects.create(
        person_id=ask.person_id,
        ask=ask,
        number=before.number + 1 if before else 1,
        replaces=before,
        outcome=outcome.value,
        ground=ground.value,
        decided_by_member=by if isinstance(by, Member) else None,
        decided_by_person=by if isinstance(by, Person) else None,
        decided_at=now,
        agreement=agreement_in_force(person=ask.person),
        limit=limit,
        options=[option.strip() for option in options if option.strip()],
        persons_view=persons_view.strip(),
        reason=reason.strip(),
        would_change=would_change.strip(),
        amount_minor=ask.amount_minor,
        steps=list(steps),
        known={"on": business_date(now).isoformat(), **(known or {})},
    )


def record_release(hold: Hold, *, by: Member | Person, standing: Standing, now: datetime) -> Decision:
    """Write down that money was released without an ask: as the person told a worker, by who acts for her, or by who
    had to agree. No gate of its own: the release has asked.
    """
    person = hold.budget.person
    ground, author = _whose_release(person, by, standing)
    need = strictest(standing.needs)
    return Decision.objects.create(
        person=person,
        hold=hold,
        number=1,
        outcome=Outcome.YES.value,
        ground=ground.value,
        decided_by_member=author if isinstance(author, Member) else None,
        decided_by_person=author if isinstance(author, Person) else None,
        decided_at=now,
        agreement=standing.agreement,
        limit=standing.limit_of(need) if need else None,
        amount_minor=hold.amount_minor,
        steps=[{"step": "released", "who": str(by.id), "from": now.isoformat(), "until": now.isoformat()}],
        known={"on": business_date(now).isoformat(), "kinds": [kind.value for kind in standing.kinds]},
    )


def _whose_release(person: Person, by: Member | Person, standing: Standing) -> tuple[Ground, Member | Person]:
    need = strictest(standing.needs)
    if need is not None and need.how is not DecidesHow.AFTER_TALKING:
        return (Ground.AGREED if need.how is DecidesHow.AGREE_TOO else Ground.OTHER), by
    if need is not None:
        return Ground.TALKED, person
    if by.id == person.id:
        return Ground.HERS, person
    return (Ground.TOLD, person) if isinstance(by, Member) else (Ground.HELPER, by)
