"""What counts for an ask now: the limits it is under, what stands in the way, and on whose desk it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.models import Budget, Line
from commonpurse.money.budgets.queries import AS_IT_IS, sources_of
from commonpurse.money.budgets.rules import BudgetRefused, Going, Share, SpendKind, draw, shares
from commonpurse.money.decisions.models import Ask, Turn
from commonpurse.money.decisions.queries.locks import obstacle_of_locks
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
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.access import WORKS_WITH_PEOPLE, may, open_on
from commonpurse.parties.people.models import Person, Support
from commonpurse.support.agreements.models import Agreement, Limit
from commonpurse.support.agreements.queries import Named, WhoDecides, who_decides_each
from commonpurse.support.agreements.rules import DecidesHow, DecisionKind


@dataclass(frozen=True)
class Standing:
    """How an ask stands under the agreement. `silent`: a need is met only because nobody answered in time."""

    kinds: tuple[DecisionKind, ...]
    needs: tuple[Need, ...]
    agreement: Agreement | None
    by_limit: Mapping[UUID, WhoDecides] = field(default_factory=dict)
    silent: bool = False

    def named_in(self, need: Need) -> tuple[Named, ...]:
        return self.by_limit[need.limit].named

    def limit_of(self, need: Need) -> Limit:
        limit = self.by_limit[need.limit].limit
        assert limit is not None, "a need is under a limit"  # noqa: S101
        return limit

    def is_named_in(self, need: Need, who: Member | Person) -> bool:
        return any(named.who == who for named in self.named_in(need))


def standing_before(*, person: Person, amount_minor: int, is_new_payee: bool, on: date) -> Standing:
    """How an ask would stand that is not made yet: every limit that it would be under, none of them met."""
    each = who_decides_each(person=person, on=on)
    agreement = each[DecisionKind.SPEND].agreement
    up_to = agreement.spend_up_to_minor if agreement is not None else None
    kinds = kinds_touched(amount_minor, up_to, is_new_payee=is_new_payee)
    by_limit = {
        found.limit.id: found for kind in kinds if (found := each[kind]).limit is not None and not found.is_hers
    }
    needs = []
    for limit, found in by_limit.items():
        nobody = found.how is DecidesHow.AFTER_TALKING and not any(
            can_be_asked(named.who, person, on) for named in found.named
        )
        # With nobody left to talk to, it is hers at once.
        needs.append(Need(found.kind, found.how, tuple(named.name for named in found.named), limit, is_met=nobody))
    return Standing(kinds, tuple(needs), agreement, by_limit)


def standing_of(ask: Ask, now: datetime) -> Standing:
    """How an ask stands now: who has agreed or was talked to, and what time has made hers. Read it under its lock."""
    before = standing_before(
        person=ask.person, amount_minor=ask.amount_minor, is_new_payee=ask.is_new_payee, on=business_date(now)
    )
    if not before.needs:
        return before
    said = set(ask.assents.values_list("limit_id", flat=True))
    is_late = now >= yes_by_silence_at(ask.asked_at)
    talks_over = {limit for limit, until in _talks_until(ask).items() if until <= now}
    needs, silent = [], False
    for need in before.needs:
        by_time = is_late or need.limit in talks_over
        silent = silent or (by_time and not need.is_met and need.limit not in said)
        is_met = need.is_met or by_time or need.limit in said
        needs.append(Need(need.kind, need.how, need.names, need.limit, is_met))
    return Standing(before.kinds, tuple(needs), before.agreement, before.by_limit, silent)


def _talks_until(ask: Ask) -> dict[UUID, datetime]:
    """Until when each talk was to be had, by its limit: the first time that the ask waited for it."""
    until: dict[UUID, datetime] = {}
    for limit, end in ask.turns.filter(waits_for=WaitsFor.TALK.value).order_by("-round").values_list("limit", "until"):
        if end is not None:
            until[limit] = end
    return until


def can_be_asked(who: Member | Person, person: Person, on: date) -> bool:
    """Whether one who is named can answer now: still here, on this side of every wall, and let do so by the person."""
    level = Level.ACT if isinstance(who, Member) else Level.SEE
    with acting_as_system("to find whose turn it is"):
        return may(who, person, Item.MONEY_DETAIL, on, level)


def workers_who_can_answer(person: Person, on: date) -> list[Member]:
    """Who works with the person and may do things with her money, by name."""
    with acting_as_system("to find whose turn it is"):
        working = Support.objects.filter(open_on(on), person=person, member__is_active=True)
        members = Member.objects.filter(
            id__in=working.values("member"), member_roles__role__in=WORKS_WITH_PEOPLE
        ).distinct()
        return [member for member in members if may(member, person, Item.MONEY_DETAIL, on, Level.ACT)]


def managers_who_can_answer(person: Person, on: date) -> list[Member]:
    """The partnership's managers, without those behind a wall from her."""
    with acting_as_system("to find whose turn it is"):
        managers = Member.objects.filter(is_active=True, member_roles__role="manager").distinct()
        return [member for member in managers if may(member, person, Item.MONEY_DETAIL, on, Level.ACT)]


def last_round(ask: Ask) -> list[Turn]:
    """The turns that count: those of the last time that it began to wait."""
    turns = list(ask.turns.select_related("member", "helper").order_by("round", "place"))
    return [turn for turn in turns if turn.round == turns[-1].round]


def whose_turn(turns: Sequence[Turn], person: Person, now: datetime) -> Turn | None:
    """The turn that counts now, of one round. None where all are over."""
    on = business_date(now)
    who_can = {turn.place for turn in turns if _can_take(turn, person, on)}
    place = turn_now([(turn.place, turn.until) for turn in turns], now, who_can)
    return next((turn for turn in turns if turn.place == place), None)


def _can_take(turn: Turn, person: Person, on: date) -> bool:
    if turn.role == TurnRole.NAMED:
        return turn.who is not None and can_be_asked(turn.who, person, on)
    if turn.role == TurnRole.WORKER:
        return bool(workers_who_can_answer(person, on))
    return turn.role == TurnRole.BOARD or bool(managers_who_can_answer(person, on))


def desk_of(ask: Ask, now: datetime) -> Desk | None:
    """On whose desk an ask is that waits, and until when; None where it waits for nobody but her."""
    turns = last_round(ask)
    turn = whose_turn(turns, ask.person, now)
    if turn is None:
        return None
    names: tuple[str, ...] = ()
    if turn.waits_for == WaitsFor.TALK:
        names = tuple(Named(each.who).name for each in turns if each.who is not None)
    elif turn.who is not None:
        names = (Named(turn.who).name,)
    elif turn.role == TurnRole.WORKER:
        names = tuple(member.name for member in workers_who_can_answer(ask.person, business_date(now)))
    return Desk(TurnRole(turn.role), names, turn.until)


@dataclass(frozen=True)
class MoneyThere:
    """What the money says to it: what stops it, if anything, what each fund would give, and what there is in all."""

    stop: Stop | None
    shares: Sequence[Share]
    available: Money


def money_for(budget: Budget, amount: Money, kind: SpendKind, on: date, going: Going = AS_IT_IS) -> MoneyThere:
    """Ask the money itself, whoever looks. Show it only to who may see her budget."""
    with acting_as_system("to see whether there is money for it"):
        lines = list(Line.objects.filter(budget=budget).select_related("fund").order_by("id"))
        sources = sources_of(lines, on=on, going=going)
    usable = [each.available_minor for each in sources if each.is_usable_on(on)]
    available = Money(sum(usable), amount.currency)
    stop = None
    try:
        draw(sources, amount, kind, on)
    except BudgetRefused as refused:
        payable = sum(source.payable_minor(kind, on) for source in sources)
        stop = Stop(refused.code, refused.message, offer=Money(payable, amount.currency))
    return MoneyThere(stop, shares(sources, amount, kind, on), available)


def stop_of(
    *,
    viewer: Member | Person,
    person: Person,
    budget: Budget,
    amount: Money,
    spend_kind: SpendKind,
    pay_to: str = "",
    now: datetime,
) -> Stop | None:
    """What stands in the way beside the agreement: first her own locks, then the money."""
    lock = obstacle_of_locks(
        person=person,
        amount=amount,
        spend_kind=spend_kind,
        payee_name=pay_to,
        now=now,
        for_herself=viewer.id == person.id,
    )
    if lock is not None:
        return Stop(lock.code, lock.sentence, is_own_lock=True)
    return money_for(budget, amount, spend_kind, business_date(now)).stop


def check_release_decided(
    *, by: Member | Person, person: Person, amount: Money, is_new_payee: bool, ask: Ask | None, now: datetime
) -> Standing:
    """Refuse a release of what was not decided: whoever acts, and by whichever door.

    What was asked for and granted is decided, but for paying somebody new, where that was not part of it. Who is named
    in the limit agrees by releasing it. Returns how it stands, for the decision that is written down.
    Raises: AskRefused (`others_must_agree`, `talk_first`).
    """
    found = standing_before(person=person, amount_minor=amount.minor, is_new_payee=is_new_payee, on=business_date(now))
    decided: set[UUID] = set()
    if ask is not None:
        decided = {need.limit for need in found.needs if need.kind is not DecisionKind.NEW_PAYEE or ask.is_new_payee}
        decided |= set(ask.assents.values_list("limit_id", flat=True))
    for need in found.needs:
        if need.is_met or need.limit in decided or found.is_named_in(need, by):
            continue
        if need.how is DecidesHow.AFTER_TALKING:
            raise AskRefused(
                "First there is a talk with {names:or}. Ask for this, and say that you talked. Then it can be paid.",
                code="talk_first",
                names=need.names,
            )
        raise AskRefused(
            "{names:or} must agree to this first. Ask for it: then they are told, and there is a clock.",
            code="others_must_agree",
            names=need.names,
        )
    return found


def currency_now() -> str:
    return the_partnership().currency
