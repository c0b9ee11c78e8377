"""Why an ask gets the answer it gets: one explanation, which the pages, the API and the command line all show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import LONDON, business_date
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.queries import AS_IT_IS
from commonpurse.money.budgets.rules import Going, Obstacle, SpendKind
from commonpurse.money.decisions.models import Ask, Lock
from commonpurse.money.decisions.queries.answering import (
    MoneyThere,
    Standing,
    currency_of,
    desk_of,
    money_for,
    standing_before,
    standing_of,
)
from commonpurse.money.decisions.queries.known import Known, known_of, known_of_ask
from commonpurse.money.decisions.queries.locks import (
    OWN_RULE,
    first_obstacle,
    friends_among,
    own_locks,
    waits_while_away,
)
from commonpurse.money.decisions.queries.waiting import Clock, clock_of
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
from commonpurse.parties.partners.models import Member
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
    """The answer to an ask, the sentence, what comes next, and the reasons. It changes nothing.

    `money`: what the money says to it; `friends`: whom she wants to ask first, for her alone. Of an ask that waits,
    `clock`: whose turn it is, and `talk_with`: whom it can be talked about with.
    """

    answer: AnswerKind
    sentence: Words
    next_step: Words
    names: tuple[str, ...]
    until: datetime | None
    yes_at: datetime | None
    code: str
    reasons: tuple[Reason, ...]
    amount: Money
    money: MoneyThere
    has_total: bool
    friends: Sequence[Lock]
    agreement_number: int | None
    limits: tuple[UUID, ...]
    clock: Clock | None = None
    talk_with: tuple[Named, ...] = ()

    @property
    def available(self) -> Money | None:
        """How much she could use in all; None for who sees what she asks for, and not how much she has."""
        return self.money.available if self.has_total else None

    def with_warnings(self, warnings: Sequence[Words]) -> Explanation:
        """The same, with what else is to be said, which stops nothing."""
        return replace(self, reasons=(*self.reasons, *(Reason(ReasonOf.WARNING, words) for words in warnings)))

    @property
    def warnings(self) -> tuple[Words, ...]:
        return tuple(each.says for each in self.reasons if each.of is ReasonOf.WARNING)

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
            "available_minor": self.available.minor if self.available is not None else None,
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
    budget: Budget | None = None,
    going: Going = AS_IT_IS,
) -> Explanation | None:
    """Say what the person would be answered if she asked for this now, and why; None where it is not to be seen.

    `what_for` changes no answer: nobody's reason is judged. `budget`: hers, where it is at hand.
    `going`: into whose hands it is to come.
    """
    known = known_of(person, now, viewer=viewer)
    if not known.is_shown_to(viewer):
        return None
    budget = budget or Budget.objects.filter(person=person).first()
    standing = standing_before(known, amount_minor=amount.minor, is_new_payee=is_new_payee)
    beside = _beside(viewer, known, budget, amount, SpendKind(spend_kind), pay_to, going)
    need = next_need(standing.needs)
    desk = _desk_to_come(known, standing, need, has_money=beside.money.stop is None)
    return _explained(standing, beside, desk, yes_by_silence_at(now), amount)


def explain_waiting(*, viewer: Member | Person, ask: Ask, now: datetime) -> Explanation | None:
    """Say how an ask stands that waits, and why; None where it is answered already, or not to be seen."""
    if ask.state != AskState.WAITING:
        return None
    known = known_of_ask(ask, now, viewer=viewer)
    if not known.is_shown_to(viewer):
        return None
    standing = standing_of(ask, known)
    beside = _beside(
        viewer,
        known,
        ask.budget,
        Money(ask.amount_minor, currency_of(ask)),
        SpendKind(ask.spend_kind),
        ask.pay_to,
        ask.going,
        asked_by_her=ask.asked_by_person_id == ask.person_id,
    )
    waits = next_need(standing.needs) is not None or beside.money.stop is not None
    found = _explained(
        standing, beside, desk_of(known) if waits else None, yes_by_silence_at(ask.asked_at), beside.amount
    )
    if not waits:
        return found  # for nobody but her: a rule of her own stands against it
    return replace(found, clock=clock_of(known), talk_with=_talk_with(known))


def _talk_with(known: Known) -> tuple[Named, ...]:
    talks = [turn.who for turn in known.last_round if turn.waits_for == WaitsFor.TALK and turn.who is not None]
    return tuple(Named(who) for who in talks if known.can_be_asked(who))


@dataclass(frozen=True)
class Beside:
    """What stands beside the agreement: her own rules, and the money. `has_total`: the viewer may see how much."""

    amount: Money
    lock: Stop | None
    friends: Sequence[Lock]
    money: MoneyThere
    has_total: bool


def _beside(
    viewer: Member | Person,
    known: Known,
    budget: Budget | None,
    amount: Money,
    kind: SpendKind,
    pay_to: str,
    going: Going,
    *,
    asked_by_her: bool = False,
) -> Beside:
    """`asked_by_her`: it was asked already, and by her; else it is as if who looks asked for it."""
    is_hers = viewer.id == known.person.id
    locks = own_locks(known.person, known.now)
    if _waits_while_away(known, asked_by_her=is_hers or asked_by_her):
        own: Obstacle | None = OWN_RULE
    else:
        own = first_obstacle(locks, amount, kind, [pay_to] if pay_to else [], known.now, for_herself=is_hers)
    if budget is None:
        none = Money(0, amount.currency)
        money = MoneyThere(Stop("no_budget", Words("There is no money here yet."), offer=none), (), none)
    else:
        money = money_for(budget, amount, kind, known.on, going)
    return Beside(
        amount,
        Stop(own.code, own.sentence, is_own_lock=True) if own is not None else None,
        friends_among(locks, amount, known.now) if is_hers else (),
        money,
        known.shows_total_to(viewer),
    )


def _waits_while_away(known: Known, *, asked_by_her: bool) -> bool:
    if known.only_hers is not None:
        return known.only_hers and not asked_by_her
    return waits_while_away(known.person, asked_by_her=asked_by_her)


def _desk_to_come(known: Known, standing: Standing, need: Need | None, *, has_money: bool) -> Desk | None:
    """Who would have it first, were it asked now."""
    if need is None and has_money:
        return None
    waits_for = WaitsFor.MONEY
    named: tuple[Named, ...] = ()
    if need is not None:
        waits_for = WaitsFor.TALK if need.how is DecidesHow.AFTER_TALKING else WaitsFor.AGREEMENT
        named = standing.named_in(need)
    turns = plan_turns(waits_for, len(named), known.now)
    can = {
        turn.place
        for turn in turns
        if turn.role is TurnRole.BOARD
        or (turn.role is TurnRole.MANAGER and known.managers)
        or (turn.role is TurnRole.WORKER and known.workers)
        or (turn.named is not None and known.can_be_asked(named[turn.named].who))
    }
    place = turn_now([(turn.place, turn.until) for turn in turns], known.now, can)
    turn = next((turn for turn in turns if turn.place == place), None)
    if turn is None:
        return None
    names: tuple[str, ...] = ()
    if turn.role is TurnRole.WORKER:
        names = tuple(worker.name for worker in known.workers)
    elif waits_for is WaitsFor.TALK:
        names = tuple(each.name for each in named)
    elif turn.named is not None:
        names = (named[turn.named].name,)
    return Desk(turn.role, names, turn.until)


def _explained(standing: Standing, beside: Beside, desk: Desk | None, yes_at: datetime, amount: Money) -> Explanation:
    lock, money = beside.lock, beside.money
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
        ),
        amount=amount,
        money=money,
        has_total=beside.has_total,
        friends=beside.friends,
        agreement_number=standing.agreement.number if standing.agreement else None,
        limits=tuple(need.limit for need in standing.needs),
    )


def _of_agreement(standing: Standing) -> list[Reason]:
    if standing.agreement is None:
        counts = Words("No agreement is signed yet. So the person decides.")
    else:
        counts = Words("Agreement number {number} counts.", number=standing.agreement.number)
    found = [Reason(ReasonOf.AGREEMENT, counts)]
    if standing.by_panel:
        found.append(Reason(ReasonOf.AGREEMENT, Words("A panel has said yes to this.")))
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
