"""What counts for an ask now: the limits it is under, what stands in the way, and on whose desk it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.queries import AS_IT_IS, sources_in
from commonpurse.money.budgets.rules import BudgetRefused, Going, Share, Source, SpendKind, draw, shares
from commonpurse.money.decisions.models import Ask, Turn
from commonpurse.money.decisions.queries.known import Known, known_of
from commonpurse.money.decisions.rules import (
    AskRefused,
    Desk,
    Need,
    Stop,
    TurnRole,
    WaitsFor,
    kinds_touched,
    turn_now,
    yes_by_silence_at,
)
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.models import Agreement, Limit
from commonpurse.support.agreements.queries import Named, WhoDecides
from commonpurse.support.agreements.rules import DecidesHow, DecisionKind


@dataclass(frozen=True)
class Standing:
    """How an ask stands under the agreement. `silent`: a need is met only because nobody answered in time; `by_panel`:
    all are met, for a panel has said yes.
    """

    kinds: tuple[DecisionKind, ...]
    needs: tuple[Need, ...]
    agreement: Agreement | None
    by_limit: Mapping[UUID, WhoDecides] = field(default_factory=dict)
    silent: bool = False
    by_panel: bool = False

    def named_in(self, need: Need) -> tuple[Named, ...]:
        return self.by_limit[need.limit].named

    def limit_of(self, need: Need) -> Limit:
        limit = self.by_limit[need.limit].limit
        assert limit is not None, "a need is under a limit"  # noqa: S101
        return limit

    def is_named_in(self, need: Need, who: Member | Person) -> bool:
        return any(named.who == who for named in self.named_in(need))


def standing_before(known: Known, *, amount_minor: int, is_new_payee: bool) -> Standing:
    """How an ask would stand that is not made yet: every limit that it would be under, none of them met."""
    agreement = known.decides[DecisionKind.SPEND].agreement
    up_to = agreement.spend_up_to_minor if agreement is not None else None
    kinds = kinds_touched(amount_minor, up_to, is_new_payee=is_new_payee)
    by_limit = {
        found.limit.id: found
        for kind in kinds
        if (found := known.decides[kind]).limit is not None and not found.is_hers
    }
    needs = []
    for limit, found in by_limit.items():
        nobody = found.how is DecidesHow.AFTER_TALKING and not any(
            known.can_be_asked(named.who) for named in found.named
        )
        # With nobody left to talk to, it is hers at once.
        needs.append(Need(found.kind, found.how, tuple(named.name for named in found.named), limit, is_met=nobody))
    return Standing(kinds, tuple(needs), agreement, by_limit)


def standing_of(ask: Ask, known: Known) -> Standing:
    """How an ask stands now: who has agreed or was talked to, what a panel said, and what time has made hers."""
    before = standing_before(known, amount_minor=ask.amount_minor, is_new_payee=ask.is_new_payee)
    if known.by_panel:
        return replace(before, needs=tuple(replace(need, is_met=True) for need in before.needs), by_panel=True)
    if not before.needs:
        return before
    is_late = known.now >= yes_by_silence_at(ask.asked_at)
    talks_over = {limit for limit, until in _talks_until(known).items() if until <= known.now}
    needs, silent = [], False
    for need in before.needs:
        by_time = is_late or need.limit in talks_over
        silent = silent or (by_time and not need.is_met and need.limit not in known.said)
        needs.append(replace(need, is_met=need.is_met or by_time or need.limit in known.said))
    return replace(before, needs=tuple(needs), silent=silent)


def _talks_until(known: Known) -> dict[UUID, datetime]:
    """Until when each talk was to be had, by its limit: the first time that the ask waited for it."""
    until: dict[UUID, datetime] = {}
    for turn in known.turns:
        if turn.waits_for == WaitsFor.TALK and turn.until is not None and turn.limit_id is not None:
            until.setdefault(turn.limit_id, turn.until)
    return until


def whose_turn(turns: Sequence[Turn], known: Known) -> Turn | None:
    """The turn that counts now, of one round. None where all are over."""
    who_can = {turn.place for turn in turns if _can_take(turn, known)}
    place = turn_now([(turn.place, turn.until) for turn in turns], known.now, who_can)
    return next((turn for turn in turns if turn.place == place), None)


def _can_take(turn: Turn, known: Known) -> bool:
    if turn.role == TurnRole.NAMED:
        return turn.who is not None and known.can_be_asked(turn.who)
    if turn.role == TurnRole.WORKER:
        return bool(known.workers)
    return turn.role == TurnRole.BOARD or bool(known.managers)


def desk_of(known: Known) -> Desk | None:
    """On whose desk an ask is that waits, and until when; None where it waits for nobody but her."""
    turns = known.last_round
    turn = whose_turn(turns, known)
    if turn is None:
        return None
    names: tuple[str, ...] = ()
    if turn.waits_for == WaitsFor.TALK:
        names = tuple(Named(each.who).name for each in turns if each.who is not None)
    elif turn.who is not None:
        names = (Named(turn.who).name,)
    elif turn.role == TurnRole.WORKER:
        names = tuple(worker.name for worker in known.workers)
    return Desk(TurnRole(turn.role), names, turn.until)


@dataclass(frozen=True)
class MoneyThere:
    """What the money says to it: what stops it, if anything, what each fund would give, and what there is in all."""

    stop: Stop | None
    shares: Sequence[Share]
    available: Money
    sources: Sequence[Source] = ()


def money_for(budget: Budget, amount: Money, kind: SpendKind, on: date, going: Going = AS_IT_IS) -> MoneyThere:
    """Ask the money itself, whoever looks. Show it only to who may see her budget."""
    sources = sources_in(budget, on=on, going=going)
    usable = [each.available_minor for each in sources if each.is_usable_on(on)]
    stop = None
    try:
        draw(sources, amount, kind, on)
    except BudgetRefused as refused:
        payable = sum(source.payable_minor(kind, on) for source in sources)
        stop = Stop(refused.code, refused.message, offer=Money(payable, amount.currency))
    return MoneyThere(stop, shares(sources, amount, kind, on), Money(sum(usable), amount.currency), tuple(sources))


def check_release_decided(
    *,
    by: Member | Person,
    person: Person,
    amount: Money,
    is_new_payee: bool,
    ask: Ask | None,
    now: datetime,
    is_whom_was_asked: bool = False,
) -> Standing:
    """Refuse a release of what was not decided: whoever acts, and by whichever door.

    What was asked for and granted is decided, but for paying somebody new: a yes to that is for whom the ask named
    (`is_whom_was_asked`), and for nobody else. Who is named in the limit agrees by releasing it. Returns how it stands,
    for the decision that is written down.
    Raises: AskRefused (`others_must_agree`, `talk_first`, `yes_was_for_another`).
    """
    found = standing_before(known_of(person, now), amount_minor=amount.minor, is_new_payee=is_new_payee)
    decided: set[UUID] = set()
    if ask is not None:
        said = set(ask.assents.values_list("limit_id", flat=True))
        said |= {need.limit for need in found.needs if need.kind is not DecisionKind.NEW_PAYEE or ask.is_new_payee}
        of_somebody_new = {need.limit for need in found.needs if need.kind is DecisionKind.NEW_PAYEE}
        decided = said if is_whom_was_asked else said - of_somebody_new
    for need in found.needs:
        if need.is_met or need.limit in decided or found.is_named_in(need, by):
            continue
        if ask is not None and ask.is_new_payee and need.kind is DecisionKind.NEW_PAYEE:
            raise AskRefused(
                "The yes was not for this payee, and it is somebody new. Ask anew, and say who is to be paid.",
                code="yes_was_for_another",
                field="payee",
            )
        if need.how is DecidesHow.AFTER_TALKING:
            raise AskRefused(
                "First there is a talk with {names:or}. Ask for this, and say that you talked. Then it can be paid.",
                code="talk_first",
                names=need.names,
            )
        raise AskRefused(
            "{names:or} must agree to this first. Ask for it: then it waits for them, with a clock.",
            code="others_must_agree",
            names=need.names,
        )
    return found


def currency_now() -> str:
    return the_partnership().currency


def currency_of(ask: Ask) -> str:
    """The currency of an ask; no statement where it was read with the ask."""
    return getattr(ask, "currency", "") or currency_now()
