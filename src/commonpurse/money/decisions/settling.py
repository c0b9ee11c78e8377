"""How an answer comes to an ask: at once, by who is named, by time, or by money that came. One room for all of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.access import can_hold_money
from commonpurse.money.budgets.commands import hold_for
from commonpurse.money.budgets.rules import BudgetRefused, SpendKind
from commonpurse.money.decisions.commands.deciding import record_decision
from commonpurse.money.decisions.models import Ask, Assent, Challenge, Turn
from commonpurse.money.decisions.queries import Known, Standing, known_of_ask, standing_of
from commonpurse.money.decisions.queries.answering import currency_now, whose_turn
from commonpurse.money.decisions.queries.locks import check_locks
from commonpurse.money.decisions.rules import (
    NEWS_ANSWERED,
    NEWS_ON_THE_BOARDS_LIST,
    NEWS_YOUR_TURN,
    AskState,
    Ground,
    LockRefused,
    Need,
    Outcome,
    TurnRole,
    Verdict,
    WaitsFor,
    next_need,
    plan_turns,
    strictest,
)
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.rules import DecidesHow


def lock_ask(ask: Ask) -> Ask:
    """Lock the ask before any account: every command does so in this order, so nobody waits in a circle.

    No table is joined: PostgreSQL reads the locked row anew after waiting, but a joined one as it was before, so a
    hold that was made meanwhile would be missing and its money never freed.
    """
    return Ask.objects.select_for_update(no_key=True).get(id=ask.id)


def settle_ask(ask: Ask, *, by: Member | Person, now: datetime) -> Ask:
    """Answer an ask that waits as it stands now: yes where it can be, else see to it that somebody has it.

    Call it under the lock of the ask, after the gate of the verb that asks for it. Doing it again changes nothing.
    """
    with acting_as_system("to answer an ask as it stands"):
        known = known_of_ask(ask, now)
        standing = standing_of(ask, known)
        need = next_need(standing.needs)
        if need is None:
            try:
                with transaction.atomic():
                    return grant_as_it_stands(ask, standing, by=by, now=now)
            except LockRefused:
                _end_round(known)  # it waits for her alone, and is looked at again by every job
                return ask
            except BudgetRefused:
                _wait(ask, WaitsFor.MONEY, None, standing, known)
                return ask
        waits_for = WaitsFor.TALK if need.how is DecidesHow.AFTER_TALKING else WaitsFor.AGREEMENT
        _wait(ask, waits_for, need, standing, known)
        return ask


def grant_as_it_stands(ask: Ask, standing: Standing, *, by: Member | Person, now: datetime) -> Ask:
    """Set the money aside and write down whose yes it was. Raises: BudgetRefused (as `hold_for`), LockRefused."""
    ground, author = _whose_yes(ask, standing, by)
    amount, kind = Money(ask.amount_minor, currency_now()), SpendKind(ask.spend_kind)
    # Her own rules hold whoever acts; a sentence about them is for her eyes alone.
    check_locks(
        by=by,
        person=ask.person,
        amount=amount,
        spend_kind=kind,
        payee_name=ask.pay_to,
        now=now,
        asked_by_her=ask.asked_by_person_id == ask.person_id,
    )
    acts = by.id == ask.person_id or (isinstance(by, Member) and not by.is_system)
    on = business_date(now)
    ask.hold = hold_for(
        by=by if acts and can_hold_money(by, ask.budget, on) else ask.person,
        budget=ask.budget,
        amount=amount,
        spend_kind=kind,
        on=on,
        hold_id=new_id(),
        now=now,
        going=ask.going,
    )
    if by.id != ask.person_id:
        note_news(recipient_id=ask.person_id, kind=NEWS_ANSWERED, subject_id=ask.id, now=now)
    answered = keep_answer(ask, AskState.GRANTED, author=author, by=by, now=now)
    if standing.by_panel:
        return answered  # the yes was written down when the panel was heard
    need = strictest(standing.needs)
    record_decision(
        answered,
        Outcome.YES,
        ground=ground,
        by=author,
        now=now,
        limit=standing.limit_of(need) if need else None,
        steps=steps_of(ask, now),
        known=known_of(standing),
    )
    return answered


def keep_answer(
    ask: Ask, state: AskState, *, author: Member | Person, by: Member | Person, now: datetime, reason: str = ""
) -> Ask:
    """Write the answer into the ask. `author`: whose answer it is; `by`: who acted."""
    ask.state = state.value
    ask.decided_by_member = author if isinstance(author, Member) else None
    ask.decided_by_person = author if isinstance(author, Person) else None
    ask.decided_at, ask.reason = now, reason
    ask.save(update_fields=["hold", "state", "decided_by_member", "decided_by_person", "decided_at", "reason"])
    record_event(f"ask_{state.value}", by=by.id, subject_type="ask", subject_id=ask.id, now=now)
    return ask


def _whose_yes(ask: Ask, standing: Standing, by: Member | Person) -> tuple[Ground, Member | Person]:
    """By what right it is a yes, and whose it is. Where it is hers it is hers, whoever wrote it down or found money."""
    if standing.by_panel:
        return Ground.PANEL, _whose_yes_it_was(ask)
    need = strictest(standing.needs)
    if standing.silent:
        return Ground.SILENCE, ask.person
    if need is None:
        waited_for_money = ask.turns.filter(waits_for=WaitsFor.MONEY.value).exists()
        if waited_for_money and isinstance(by, Member) and not by.is_system:
            return Ground.MONEY, by
        return (Ground.HERS if ask.asked_by_member_id is None else Ground.TOLD), ask.person
    said = Assent.objects.filter(ask=ask, limit=need.limit).select_related("member", "helper").first()
    if need.how is DecidesHow.AFTER_TALKING:
        return (Ground.TALKED if said else Ground.HERS), ask.person
    assert said is not None, "met by nobody's yes and not by time"  # noqa: S101
    return (Ground.AGREED if need.how is DecidesHow.AGREE_TOO else Ground.OTHER), said.who


def _whose_yes_it_was(ask: Ask) -> Member | Person:
    """Who wrote down what the panel said; where nobody did in time it is hers."""
    won = Challenge.objects.filter(decision__ask=ask, verdict=Verdict.CHANGE.value).order_by("-concluded_at")
    author = won.select_related("concluded_by")[0].concluded_by
    assert author is not None, "a verdict has who wrote it down"  # noqa: S101
    return ask.person if author.is_system else author


def _wait(ask: Ask, waits_for: WaitsFor, need: Need | None, standing: Standing, known: Known) -> None:
    """See to it that somebody has it: plan the turns when it begins to wait for this, and tell whose turn it is."""
    turns = known.last_round
    limit = need.limit if need else None
    if not turns or (turns[0].waits_for, turns[0].limit_id) != (waits_for, limit):
        named = [each.who for each in standing.named_in(need)] if need else []
        turns = [
            Turn.objects.create(
                person_id=ask.person_id,
                ask=ask,
                round=known.turns[-1].round + 1 if known.turns else 1,
                waits_for=waits_for.value,
                limit_id=limit,
                place=planned.place,
                role=planned.role.value,
                **_who(None if planned.named is None else named[planned.named]),
                begins_at=planned.begins_at,
                until=planned.until,
            )
            for planned in plan_turns(waits_for, len(named), known.now)
        ]
    current = whose_turn(turns, known)
    if current is None:
        return
    # A talk is with any of those named: all are told at once.
    for turn in turns if waits_for is WaitsFor.TALK else [current]:
        _tell(turn, ask, known)


def _end_round(known: Known) -> None:
    """Take it off every desk: only a rule of her own stands, and nobody but she can end that."""
    Turn.objects.filter(id__in=[turn.id for turn in known.last_round]).update(over_at=known.now)


def _tell(turn: Turn, ask: Ask, known: Known) -> None:
    """Tell who has it, once; the board every day."""
    on, now = known.on, known.now
    if turn.role == TurnRole.BOARD:
        for member in known.managers or administrators():
            day = uuid5(NAMESPACE_OID, f"{ask.id} {on.isoformat()}")
            note_news(recipient_id=member.id, kind=NEWS_ON_THE_BOARDS_LIST, subject_id=day, now=now)
    if turn.told_at is not None:
        return
    turn.told_at = now
    turn.save(update_fields=["told_at"])
    told: list[UUID] = []
    if turn.role == TurnRole.NAMED and turn.who is not None and known.can_be_asked(turn.who):
        told = [turn.who.id]
    elif turn.role == TurnRole.WORKER:
        told = [each.id for each in known.workers]
    elif turn.role == TurnRole.MANAGER:
        told = [each.id for each in known.managers]
    for who in told:
        note_news(recipient_id=who, kind=NEWS_YOUR_TURN, subject_id=turn.id, now=now)
    record_event(
        "ask_handed_on",
        by=ask.person_id,
        subject_type="ask",
        subject_id=ask.id,
        now=now,
        role=turn.role,
        place=turn.place,
    )


def administrators() -> list[Member]:
    return list(Member.objects.filter(is_active=True, member_roles__role="administrator").distinct())


def add_assent(ask: Ask, need: Need, *, how: str, who: Member | Person, by: Member | Person, now: datetime) -> Assent:
    """Write down that who is named agreed, or was talked to. A part of the verb that answers."""
    return Assent.objects.create(
        person_id=ask.person_id,
        ask=ask,
        limit_id=need.limit,
        how=how,
        **_who(who),
        said_by_member=by if isinstance(by, Member) else None,
        said_by_person=by if isinstance(by, Person) else None,
        said_at=now,
    )


def steps_of(ask: Ask, now: datetime) -> list[dict[str, Any]]:
    """Who had it on their desk, from when until when, as a decision keeps it: codes, ids and moments."""
    told = list(ask.turns.exclude(told_at=None).order_by("told_at", "round", "place"))
    steps = [{"step": "asked", "who": str(ask.asked_by.id), "from": ask.asked_at, "until": ask.asked_at}]
    for place, turn in enumerate(told):
        following = [later.told_at for later in told[place + 1 :] if later.told_at != turn.told_at]
        ends = [end for end in (turn.over_at, *following, now) if end is not None]
        steps.append(
            {
                "step": f"{turn.waits_for}:{turn.role}",
                "who": str(turn.who.id) if turn.who else "",
                "from": turn.told_at,
                "until": min(ends),
            }
        )
    return [
        {name: value.isoformat() if isinstance(value, datetime) else value for name, value in step.items()}
        for step in steps
    ]


def known_of(standing: Standing, stop: str = "") -> dict[str, Any]:
    """What was known, as a decision keeps it: codes and ids."""
    return {
        "kinds": [kind.value for kind in standing.kinds],
        "limits": [
            {"limit": str(need.limit), "kind": need.kind.value, "how": need.how.value, "met": need.is_met}
            for need in standing.needs
        ],
        "silent": standing.silent,
        "money": stop or "enough",
    }


def _who(who: Member | Person | None) -> dict[str, Any]:
    return {
        "member": who if isinstance(who, Member) else None,
        "helper": who if isinstance(who, Person) else None,
    }
