"""Why an ask gets the answer it gets: one explanation, which the pages, the API and the command line all show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import LONDON, business_date
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.queries import AS_IT_IS
from commonpurse.money.budgets.rules import Going, SpendKind
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.queries.answering import (
    MoneyThere,
    Standing,
    can_be_asked,
    currency_now,
    desk_of,
    managers_who_can_answer,
    money_for,
    standing_before,
    standing_of,
    workers_who_can_answer,
)
from commonpurse.money.decisions.queries.locks import obstacle_of_locks
from commonpurse.money.decisions.rules import (
    Answer,
    AnswerKind,
    AskState,
    Desk,
    Need,
    Stop,
    TurnRole,
    WaitsFor,
    answer,
    next_need,
    plan_turns,
    turn_now,
    yes_by_silence_at,
)
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import may
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.queries import Named
from commonpurse.support.agreements.rules import DECIDES_WORDS, KIND_WORDS, DecidesHow


class ReasonOf(StrEnum):
    """What a reason is about, in the order in which they are shown."""

    AGREEMENT = "agreement"
    LIMIT = "limit"
    LOCKS = "locks"
    MONEY = "money"
    CLOCK = "clock"
    WARNING = "warning"


@dataclass(frozen=True)
class Reason:
    """One step of the reasoning, in a sentence. `stops`: it is why the answer is not yes."""

    of: ReasonOf
    says: Words
    stops: bool = False


@dataclass(frozen=True)
class Explanation:
    """The answer to an ask, the sentence, what comes next, and the reasons. It changes nothing."""

    answer: AnswerKind
    sentence: Words
    next_step: Words
    names: tuple[str, ...]
    until: datetime | None
    yes_at: datetime | None
    code: str
    reasons: tuple[Reason, ...]
    amount: Money
    available: Money
    agreement_number: int | None
    limits: tuple[UUID, ...]

    def as_data(self) -> dict[str, Any]:
        """As programs read it: plain values, moments in ISO 8601, sums in minor units."""
        return {
            "answer": self.answer.value,
            "code": self.code,
            "sentence": str(self.sentence),
            "next_step": str(self.next_step),
            "names": list(self.names),
            "until": self.until.isoformat() if self.until else None,
            "yes_at": self.yes_at.isoformat() if self.yes_at else None,
            "reasons": [{"of": each.of.value, "says": str(each.says), "stops": each.stops} for each in self.reasons],
            "amount_minor": self.amount.minor,
            "available_minor": self.available.minor,
            "currency": self.amount.currency,
            "agreement_number": self.agreement_number,
            "limits": [str(limit) for limit in self.limits],
        }


def explain_ask(
    *,
    viewer: Member | Person,
    person: Person,
    what_for: str,
    amount: Money,
    now: datetime,
    spend_kind: SpendKind = SpendKind.OTHER,
    pay_to: str = "",
    is_new_payee: bool = False,
    going: Going = AS_IT_IS,
    warnings: Sequence[Words] = (),
) -> Explanation | None:
    """Say what the person would be answered if she asked for this now, and why; None where it is not to be seen.

    `what_for` changes no answer: nobody's reason is judged. `going`: into whose hands it is to come. `warnings`: what
    else to say, which stops nothing.
    """
    on = business_date(now)
    if not may(viewer, person, Item.MONEY_DETAIL, on):
        return None
    budget = Budget.objects.filter(person=person).first()
    standing = standing_before(person=person, amount_minor=amount.minor, is_new_payee=is_new_payee, on=on)
    lock, money = _what_stops(viewer, person, budget, amount, SpendKind(spend_kind), pay_to, now, going)
    need = next_need(standing.needs)
    desk = _desk_to_come(person, standing, need, has_money=money.stop is None, now=now)
    return _explained(standing, lock, money, desk, yes_by_silence_at(now), amount, warnings)


def explain_waiting(*, viewer: Member | Person, ask: Ask, now: datetime) -> Explanation | None:
    """Say how an ask stands that waits, and why; None where it is answered already, or not to be seen."""
    if ask.state != AskState.WAITING or not may(viewer, ask.person, Item.MONEY_DETAIL, business_date(now)):
        return None
    amount = Money(ask.amount_minor, currency_now())
    standing = standing_of(ask, now)
    kind = SpendKind(ask.spend_kind)
    lock, money = _what_stops(viewer, ask.person, ask.budget, amount, kind, ask.pay_to, now, ask.going)
    return _explained(standing, lock, money, desk_of(ask, now), yes_by_silence_at(ask.asked_at), amount, ())


def _what_stops(
    viewer: Member | Person,
    person: Person,
    budget: Budget | None,
    amount: Money,
    kind: SpendKind,
    pay_to: str,
    now: datetime,
    going: Going,
) -> tuple[Stop | None, MoneyThere]:
    own = obstacle_of_locks(
        person=person,
        amount=amount,
        spend_kind=kind,
        payee_name=pay_to,
        now=now,
        for_herself=viewer.id == person.id,
    )
    lock = Stop(own.code, own.sentence, is_own_lock=True) if own is not None else None
    if budget is None:
        none = Money(0, amount.currency)
        return lock, MoneyThere(Stop("no_budget", Words("There is no money here yet."), offer=none), (), none)
    return lock, money_for(budget, amount, kind, business_date(now), going)


def _desk_to_come(
    person: Person, standing: Standing, need: Need | None, *, has_money: bool, now: datetime
) -> Desk | None:
    """Who would have it first, were it asked now."""
    if need is None and has_money:
        return None
    on = business_date(now)
    waits_for = WaitsFor.MONEY
    named: tuple[Named, ...] = ()
    if need is not None:
        waits_for = WaitsFor.TALK if need.how is DecidesHow.AFTER_TALKING else WaitsFor.AGREEMENT
        named = standing.named_in(need)
    turns = plan_turns(waits_for, len(named), now)
    can = {
        turn.place
        for turn in turns
        if turn.role is TurnRole.BOARD
        or (turn.role is TurnRole.MANAGER and managers_who_can_answer(person, on))
        or (turn.role is TurnRole.WORKER and workers_who_can_answer(person, on))
        or (turn.named is not None and can_be_asked(named[turn.named].who, person, on))
    }
    place = turn_now([(turn.place, turn.until) for turn in turns], now, can)
    turn = next((turn for turn in turns if turn.place == place), None)
    if turn is None:
        return None
    names: tuple[str, ...] = ()
    if turn.role is TurnRole.WORKER:
        names = tuple(member.name for member in workers_who_can_answer(person, on))
    elif waits_for is WaitsFor.TALK:
        names = tuple(each.name for each in named)
    elif turn.named is not None:
        names = (named[turn.named].name,)
    return Desk(turn.role, names, turn.until)


def _explained(
    standing: Standing,
    lock: Stop | None,
    money: MoneyThere,
    desk: Desk | None,
    yes_at: datetime,
    amount: Money,
    warnings: Sequence[Words],
) -> Explanation:
    # An ask that waits for somebody's yes waits for it first; whether there is money is asked when it is a yes.
    need = next_need(standing.needs)
    waits = need is not None and money.stop is None
    found: Answer = answer(standing.needs, lock or money.stop, desk=desk, yes_at=yes_at if waits else None)
    return Explanation(
        answer=found.kind,
        sentence=found.sentence,
        next_step=found.next_step,
        names=found.names,
        until=found.until,
        yes_at=yes_at if waits and found.kind is AnswerKind.WAITING else None,
        code=found.code,
        reasons=(
            *_of_agreement(standing),
            _of_lock(lock),
            *_of_money(money, amount),
            *_of_clock(found, yes_at if waits and found.kind is AnswerKind.WAITING else None),
            *(Reason(ReasonOf.WARNING, words) for words in warnings),
        ),
        amount=amount,
        available=money.available,
        agreement_number=standing.agreement.number if standing.agreement else None,
        limits=tuple(need.limit for need in standing.needs),
    )


def _of_agreement(standing: Standing) -> list[Reason]:
    if standing.agreement is None:
        counts = Words("No agreement is signed yet. So the person decides.")
    else:
        counts = Words("Agreement number {number} counts.", number=standing.agreement.number)
    found = [Reason(ReasonOf.AGREEMENT, counts)]
    under = {need.kind: need for need in standing.needs}
    for kind in standing.kinds:
        need = under.get(kind)
        if need is None:
            says = Words("{kind}: {who}.", kind=KIND_WORDS[kind], who=DECIDES_WORDS[DecidesHow.I_DO])
            found.append(Reason(ReasonOf.LIMIT, says))
            continue
        limit = standing.limit_of(need)
        found.append(
            Reason(
                ReasonOf.LIMIT,
                Words.paragraph(
                    Words(
                        "{kind}: {who}.",
                        kind=KIND_WORDS[kind],
                        who=Words(DECIDES_WORDS[need.how].template, names=need.names),
                    ),
                    Words("Because: {concern}", concern=limit.concern),
                    Words("It ends by itself on {day}.", day=limit.ends_on),
                ),
                stops=not need.is_met,
            )
        )
    return found


def _of_lock(lock: Stop | None) -> Reason:
    if lock is None:
        return Reason(ReasonOf.LOCKS, Words("No rule of the person’s own stands against it."))
    return Reason(ReasonOf.LOCKS, lock.sentence, stops=True)


def _of_money(money: MoneyThere, amount: Money) -> list[Reason]:
    found = [
        Reason(
            ReasonOf.MONEY,
            Words("{fund} gives {sum}.", fund=share.source.fund_name, sum=Money(share.gives_minor, amount.currency)),
        )
        for share in money.shares
        if share.gives_minor and share.obstacle is None
    ]
    found += [Reason(ReasonOf.MONEY, share.obstacle.sentence) for share in money.shares if share.obstacle is not None]
    if money.stop is not None:
        found.append(Reason(ReasonOf.MONEY, money.stop.sentence, stops=True))
    return found


def _of_clock(found: Answer, yes_at: datetime | None) -> list[Reason]:
    clock = []
    if found.until is not None:
        clock.append(Reason(ReasonOf.CLOCK, Words("This turn ends on {day:weekday} at {time}.", **_at(found.until))))
    if yes_at is not None:
        clock.append(
            Reason(ReasonOf.CLOCK, Words("If no answer comes, it is yes on {day:weekday} at {time}.", **_at(yes_at)))
        )
    return clock


def _at(moment: datetime) -> dict[str, object]:
    return {"day": business_date(moment), "time": f"{moment.astimezone(LONDON):%H:%M}"}
