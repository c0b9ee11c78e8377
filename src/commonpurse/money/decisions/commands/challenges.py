from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.money.budgets.commands import hold_for
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.access import can_challenge, can_convene_panel, can_take_challenge_back, said_no
from commonpurse.money.decisions.commands.deciding import record_decision
from commonpurse.money.decisions.models import Ask, Challenge, Decision, Learning, PanelSeat
from commonpurse.money.decisions.queries import is_named_in_limit, names_to_leave_out, obstacle_of_locks, panel_of
from commonpurse.money.decisions.rules import (
    NEWS_ASKED_TO_HEAR,
    NEWS_CHALLENGE_HEARD,
    AskState,
    ChallengeRefused,
    Ground,
    Outcome,
    Seat,
    Verdict,
    check_may_ask_more,
    check_may_be_challenged,
    check_names_nobody,
    check_panel,
    check_said,
    check_verdict,
    hear_by,
)
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.access import is_kept_from, may, open_on
from commonpurse.parties.people.models import Person, Representative, Support


def challenge_decision(
    *, by: Member | Person, decision: Decision, case: str, now: datetime, words: str = ""
) -> Challenge:
    """Ask that a panel hears a no. Nothing else changes meanwhile: what was promised stays promised.

    `case`: what the panel reads, without a name. The same no again returns the challenge that is there.
    Raises: ChallengeRefused (`not_a_no`, `words_needed`, `names_somebody`), TextTooLong.
    """
    if not can_challenge(by, decision, business_date(now)):
        raise NotAllowed
    if decision.ask_id is None:  # money that was released without an ask: nobody said no
        check_may_be_challenged(is_no=False, is_newest=True, is_challenged=False)
    with transaction.atomic():
        ask = Ask.objects.select_for_update(no_key=True).get(id=decision.asked.id)
        known = Challenge.objects.filter(decision=decision).first()
        if known is not None and known.is_open:
            return known
        newest = Decision.objects.filter(ask=ask).order_by("-number").first()
        check_may_be_challenged(
            is_no=decision.outcome == Outcome.NO and ask.state == AskState.DECLINED,
            is_newest=newest == decision,
            is_challenged=known is not None,
        )
        check_said(case, field="case")
        check_names_nobody(case, names_to_leave_out(decision), field="case")
        check_fits(Challenge, case_told=case, words=words)
        challenge = Challenge.objects.create(
            person_id=decision.person_id,
            decision=decision,
            words=words.strip(),
            case_told=case.strip(),
            **{f"raised_by_{'member' if isinstance(by, Member) else 'person'}": by},
            raised_at=now,
            hear_by=hear_by(business_date(now)),
        )
        return _noted("challenge_raised", challenge, by=by, now=now)


def withdraw_challenge(*, by: Person, challenge: Challenge, now: datetime) -> Challenge:
    """Take a challenge back. Taking it back again changes nothing. Raises: ChallengeRefused (`challenge_over`)."""
    if not can_take_challenge_back(by, challenge):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(challenge)
        if current.withdrawn_at is not None:
            return current
        _check_open(current)
        current.withdrawn_at = now
        current.save(update_fields=["withdrawn_at"])
        return _noted("challenge_withdrawn", current, by=by, now=now)


def call_panel(
    *, by: Member, challenge: Challenge, members: Sequence[Member], peers: Sequence[Person], now: datetime
) -> Challenge:
    """Ask these to hear it, beside those who were asked before. Each reads the case, and not whose it is.

    Nobody is added after the first answer, but when the day is over and too few have answered. A manager who said the
    no, and is the only one, asks once.
    Raises: ChallengeRefused (`panel_small`, `panel_without_peer`, `panel_not_apart`, `peer_without_budget`,
    `panel_fixed`, `challenge_over`).
    """
    today = business_date(now)
    if not can_convene_panel(by, challenge, today):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(challenge)
        _check_open(current)
        seated = list(PanelSeat.objects.filter(challenge=current).select_related("member", "peer"))
        known = {seat.member_id or seat.peer_id for seat in seated}
        named: list[Member | Person] = [*members, *peers]
        asked = [who for who in dict.fromkeys(named) if who.id not in known]
        if seated and not asked:
            return current
        check_may_ask_more(panel_of(current, today), asked_by_author=said_no(by, current))
        everybody = [*(seat.member or seat.peer for seat in seated), *asked]
        with acting_as_system("to see who stands apart"):
            check_panel([_seat_of(who, current, today) for who in everybody if who is not None])
        for who in asked:
            key = "member" if isinstance(who, Member) else "peer"
            seat = PanelSeat.objects.create(person_id=current.person_id, challenge=current, asked_at=now, **{key: who})
            note_news(recipient_id=who.id, kind=NEWS_ASKED_TO_HEAR, subject_id=seat.id, now=now)
        return _noted("panel_called", current, by=by, now=now, seats=len(everybody))


def answer_on_panel(*, by: Member | Person, seat_id: UUID, verdict: Verdict, view: str, now: datetime) -> PanelSeat:
    """Say on a panel what should come of the no, and why. Said once: it is not changed afterwards.

    Raises: ChallengeRefused (`words_needed`, `answered_already`, `panel_done`, `challenge_over`), TextTooLong.
    """
    key = "member" if isinstance(by, Member) else "peer"
    # A seat is in the record of another person, which the one who sits on it may not see.
    with acting_as_system("to answer on a panel"), transaction.atomic():
        seats = PanelSeat.objects.filter(id=seat_id, **{key: by})
        challenge = Challenge.objects.filter(seats__in=seats).first()
        if challenge is None or (isinstance(by, Member) and not by.is_active):
            raise NotAllowed
        current = _locked(challenge)
        seat = seats.select_for_update(no_key=True, of=("self",)).get()
        _check_open(current)
        if seat.answered_at is not None:
            raise ChallengeRefused("You answered this already. Your answer counts.", code="answered_already")
        if panel_of(current, business_date(now)).is_done:
            raise ChallengeRefused("The day is over, and the others have answered. Thank you.", code="panel_done")
        check_said(view, field="view")
        check_fits(PanelSeat, view=view)
        seat.verdict, seat.view, seat.answered_at = Verdict(verdict).value, view.strip(), now
        seat.save(update_fields=["verdict", "view", "answered_at"])
        record_event("panel_answered", by=by.id, subject_type="challenge", subject_id=current.id, now=now)
        return seat


def conclude_challenge(*, by: Member, challenge: Challenge, reason: str, learning: str, now: datetime) -> Challenge:
    """Write down what the panel said, which is counted and not chosen. A change makes the no a yes, with its money: at
    once, or once no rule of her own stands against it.

    Once all have answered, or the day is over and enough have. `learning` is published for everybody, with the month
    alone. Concluding again changes nothing.
    Raises: ChallengeRefused (`panel_not_done`, `words_needed`, `names_somebody`, `challenge_over`), BudgetRefused (as
    `hold_for`: the money is not there any more; it is added first), TextTooLong.
    """
    on = business_date(now)
    if not can_convene_panel(by, challenge, on):
        raise NotAllowed
    with transaction.atomic():
        # In the order of every command: the ask, and only then what belongs to it, and accounts last.
        ask = Ask.objects.select_for_update(no_key=True).get(id=challenge.decision.asked.id)
        current = _locked(challenge)
        if current.concluded_at is not None:
            return current
        _check_open(current)
        verdict = check_verdict(panel_of(current, on))
        check_said(reason, field="reason")
        check_said(learning, field="learning")
        check_names_nobody(learning, names_to_leave_out(current.decision), field="learning")
        check_fits(Decision, reason=reason)  # a yes keeps it whole in its decision
        check_fits(Learning, learning=learning)
        current.verdict, current.reason, current.concluded_at, current.concluded_by = (
            verdict.value,
            reason.strip(),
            now,
            by,
        )
        current.save(update_fields=["verdict", "reason", "concluded_at", "concluded_by"])
        Learning.objects.create(month=on.replace(day=1), verdict=verdict.value, learning=learning.strip())
        if verdict is Verdict.CHANGE:
            _turn_into_yes(ask, by=by, reason=reason, now=now)
        note_news(recipient_id=current.person_id, kind=NEWS_CHALLENGE_HEARD, subject_id=current.id, now=now)
        return _noted("challenge_concluded", current, by=by, now=now, verdict=verdict.value)


def _turn_into_yes(ask: Ask, *, by: Member, reason: str, now: datetime) -> None:
    """Set the money aside and answer yes, in the panel's name. An ask that she took back meanwhile stays taken back.

    Where a rule of her own stands against it, the yes is written down and the ask waits for her alone: money that was
    set aside could be released past a pause of hers. Once the rule is off, it is set aside (`settle_ask`).
    """
    if ask.state != AskState.DECLINED:
        return
    record_decision(ask, Outcome.YES, ground=Ground.PANEL, by=by, now=now, reason=reason)
    amount, kind = Money(ask.amount_minor, the_partnership().currency), SpendKind(ask.spend_kind)
    ask.reason = ""
    if obstacle_of_locks(person=ask.person, amount=amount, spend_kind=kind, payee_name=ask.pay_to, now=now) is None:
        ask.hold = hold_for(
            by=by,
            budget=ask.budget,
            amount=amount,
            spend_kind=kind,
            on=business_date(now),
            hold_id=new_id(),
            now=now,
            going=ask.going,
        )
        ask.state, ask.decided_by_member, ask.decided_at = AskState.GRANTED.value, by, now
    else:
        ask.state, ask.decided_by_member, ask.decided_at = AskState.WAITING.value, None, None
    ask.decided_by_person = None
    ask.save(update_fields=["hold", "state", "reason", "decided_by_member", "decided_by_person", "decided_at"])


def _seat_of(who: Member | Person, challenge: Challenge, today: date) -> Seat:
    """How near somebody stands. Asked as the system: the manager may not know of a wall."""
    her = challenge.person
    near = {
        "said_no": said_no(who, challenge),
        "sees_her_money": may(who, her, Item.MONEY_DETAIL, today),
        "is_named": is_named_in_limit(who, challenge, today),
    }
    if isinstance(who, Member):
        return Seat(
            is_peer=False,
            works_with_her=Support.objects.filter(open_on(today), member=who, person=her).exists(),
            is_kept_apart=is_kept_from(who, her),
            **near,
        )
    return Seat(
        is_peer=True,
        is_herself=who.id == her.id,
        helps_her=Representative.objects.live_on(today).filter(helper=who, person=her).exists(),
        holds_budget=Budget.objects.filter(person=who).exists(),
        **near,
    )


def _locked(challenge: Challenge) -> Challenge:
    return Challenge.objects.select_for_update(no_key=True).get(id=challenge.id)


def _check_open(challenge: Challenge) -> None:
    if not challenge.is_open:
        raise ChallengeRefused("This challenge is over. Look at what came of it.", code="challenge_over")


def _noted(event: str, challenge: Challenge, *, by: Member | Person, now: datetime, **facts: Any) -> Challenge:
    record_event(event, by=by.id, subject_type="challenge", subject_id=challenge.id, now=now, **facts)
    return challenge
