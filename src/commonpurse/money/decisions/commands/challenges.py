from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.money.budgets.models import Budget
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.access import (
    can_challenge,
    can_convene_panel,
    can_move_asks,
    can_take_challenge_back,
    said_no,
)
from commonpurse.money.decisions.commands.deciding import record_decision
from commonpurse.money.decisions.models import Ask, Challenge, Decision, Learning, PanelSeat
from commonpurse.money.decisions.queries import is_named_in_limit, names_to_leave_out, panel_of
from commonpurse.money.decisions.queries.answering import money_for
from commonpurse.money.decisions.rules import (
    NEWS_ASKED_TO_HEAR,
    NEWS_CHALLENGE_HEARD,
    NEWS_CHALLENGE_UNHEARD,
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
    why_unheard,
)
from commonpurse.money.decisions.settling import lock_ask, settle_ask
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import system_member, the_partnership
from commonpurse.parties.people.access import is_kept_from, may, working_on
from commonpurse.parties.people.models import Person, Representative


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
        ask = lock_ask(decision.asked)
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
    """Write down what the panel said, which is counted and not chosen. A change makes the no a yes.

    Once all have answered, or the day is over and enough have. A yes stands, whatever there is: where the money is not
    there, or a rule of her own is against it, the ask waits for that alone. `learning` is published for everybody, with
    the month alone. Concluding again changes nothing.
    Raises: ChallengeRefused (`panel_not_done`, `words_needed`, `names_somebody`, `challenge_over`), TextTooLong.
    """
    on = business_date(now)
    if not can_convene_panel(by, challenge, on):
        raise NotAllowed
    with transaction.atomic():
        # In the order of every command: the ask, and only then what belongs to it, and accounts last.
        ask = lock_ask(challenge.decision.asked)
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
            _turn_into_yes(ask, ground=Ground.PANEL, author=by, by=by, reason=reason, now=now)
        current.decision.ask = ask
        note_news(recipient_id=current.person_id, kind=NEWS_CHALLENGE_HEARD, subject_id=current.id, now=now)
        return _noted("challenge_concluded", current, by=by, now=now, verdict=verdict.value)


def move_challenges_on(*, by: Member, now: datetime) -> Counter[str]:
    """Look at every challenge that is late: a week after its day the no is a yes, for nobody's silence is a no.

    Where there is money for it; else it stays the first on the manager's list. Not where a panel has kept the no. A job
    runs it every few minutes; running it twice does nothing twice. Returns how many became a yes, how many wait, and,
    where there are any, how many are `stuck`.
    """
    if not can_move_asks(by):
        raise NotAllowed
    today = business_date(now)
    moved: Counter[str] = Counter()
    with acting_as_system("to move challenges on that nobody has heard"):
        for late in Challenge.objects.open().filter(hear_by__lt=today).order_by("hear_by", "id"):
            try:
                with transaction.atomic():
                    ask = lock_ask(late.decision.asked)
                    current = _locked(late)
                    if current.is_open:
                        moved["granted" if _is_yes_unheard(current, ask, now) else "late"] += 1
            except (Refused, NotAllowed):
                moved["stuck"] += 1  # as with asks: it keeps nobody behind it from a yes
    return moved


def _is_yes_unheard(challenge: Challenge, ask: Ask, now: datetime) -> bool:
    """Make the no a yes where it has become one."""
    today = business_date(now)
    reason = why_unheard(panel_of(challenge, today), challenge.hear_by, today)
    amount = Money(ask.amount_minor, the_partnership().currency)
    if reason is None or money_for(ask.budget, amount, SpendKind(ask.spend_kind), today).stop is not None:
        return False
    job = system_member()
    challenge.verdict, challenge.reason = Verdict.CHANGE.value, str(reason)
    challenge.concluded_at, challenge.concluded_by = now, job
    challenge.save(update_fields=["verdict", "reason", "concluded_at", "concluded_by"])
    _turn_into_yes(ask, ground=Ground.SILENCE, author=ask.person, by=job, reason=reason, now=now)
    note_news(recipient_id=challenge.person_id, kind=NEWS_CHALLENGE_UNHEARD, subject_id=challenge.id, now=now)
    _noted("challenge_unheard", challenge, by=job, now=now)
    return True


def _turn_into_yes(
    ask: Ask, *, ground: Ground, author: Member | Person, by: Member, reason: str, now: datetime
) -> None:
    """Answer yes. The money is set aside as soon as it is there and no rule of her own is against it (`settle_ask`)."""
    if ask.state != AskState.DECLINED:
        return
    record_decision(ask, Outcome.YES, ground=ground, by=author, now=now, reason=reason)
    ask.state, ask.reason = AskState.WAITING.value, ""
    ask.decided_by_member, ask.decided_by_person, ask.decided_at = None, None, None
    ask.save(update_fields=["state", "reason", "decided_by_member", "decided_by_person", "decided_at"])
    settle_ask(ask, by=by, now=now)


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
            works_with_her=working_on(who.id, today).filter(person=her).exists(),
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
