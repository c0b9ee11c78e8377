from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.requests import check_same_request, hash_request, one_request
from commonpurse.kernel.texts import check_fits
from commonpurse.money.budgets.commands import free_hold, hold_for
from commonpurse.money.budgets.models import Budget, Hold
from commonpurse.money.budgets.rules import BudgetRefused, SpendKind, check_amount
from commonpurse.money.decisions.access import can_ask, can_decide, can_withdraw
from commonpurse.money.decisions.commands.deciding import record_decision
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.queries import check_locks
from commonpurse.money.decisions.rules import (
    NEWS_ANSWERED,
    AskState,
    Ground,
    LockRefused,
    Outcome,
    check_next,
    check_reason,
    check_use,
    check_what_for,
    check_would_change,
)
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.models import Person


def make_ask(
    *,
    by: Member | Person,
    budget: Budget,
    what_for: str,
    amount: Money,
    spend_kind: SpendKind,
    request_id: UUID,
    now: datetime,
    pay_to: str = "",
) -> Ask:
    """Ask for money of a budget. The same request again asks nothing more.

    When the person asks for what is there, and no rule is against it, the answer is yes at once: it is her money.
    Otherwise the ask waits for whoever works with her.
    Raises: AskRefused (`what_for_needed`), TextTooLong, BudgetRefused (`amount_not_positive`, `other_currency`),
    RequestReused.
    """
    if not can_ask(by, budget, business_date(now)):
        raise NotAllowed
    kind = SpendKind(spend_kind)
    asked = hash_request(
        budget=budget.id,
        what_for=what_for.strip(),
        amount=amount,
        spend_kind=kind.value,
        pay_to=pay_to.strip(),
        by=by.id,
    )
    with one_request(Ask.objects.filter(request_id=request_id).exists):
        # Two of the same request at once: the second waits here, and is then answered as a repeat.
        Budget.objects.select_for_update(no_key=True).get(id=budget.id)
        known = Ask.objects.filter(request_id=request_id).first()
        if known is not None:
            check_same_request(known.request_hash, asked)
            return known
        check_what_for(what_for)
        check_fits(Ask, what_for=what_for, pay_to=pay_to)
        check_amount(amount, the_partnership().currency)
        ask = Ask.objects.create(
            person_id=budget.person_id,
            budget=budget,
            what_for=what_for.strip(),
            spend_kind=kind.value,
            amount_minor=amount.minor,
            pay_to=pay_to.strip(),
            **_author("asked_by", by),
            asked_at=now,
            request_id=request_id,
            request_hash=asked,
        )
        record_event(
            "ask_made",
            by=by.id,
            subject_type="ask",
            subject_id=ask.id,
            now=now,
            amount_minor=amount.minor,
            spend_kind=kind.value,
        )
        if isinstance(by, Person):
            try:
                with transaction.atomic():
                    _grant(ask, by=by, amount=amount, now=now)
            except (BudgetRefused, LockRefused):
                return ask  # it waits; `what_stands_in_the_way` says on the page why
        return ask


def grant_ask(*, by: Member, ask: Ask, now: datetime) -> Ask:
    """Answer yes: set the money aside. Answering yes again changes nothing.

    Raises: AskRefused (`ask_answered`), BudgetRefused (as `hold_for`), LockRefused, where a rule of her own stands
    against it.
    """
    if not can_decide(by, ask.budget, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(ask)
        if current.state == AskState.GRANTED:
            return current
        check_next(AskState(current.state), AskState.GRANTED, is_used=False)
        note_news(recipient_id=current.budget.person_id, kind=NEWS_ANSWERED, subject_id=current.id, now=now)
        return _grant(current, by=by, amount=Money(current.amount_minor, the_partnership().currency), now=now)


def decline_ask(
    *,
    by: Member,
    ask: Ask,
    reason: str,
    would_change: str,
    now: datetime,
    options: Sequence[str] = (),
    persons_view: str = "",
) -> Ask:
    """Answer no, with the reason that the person will read, the author she can ask, and what would change it.

    `options`: what else was thought of; `persons_view`: what she says to it.
    Raises: AskRefused (`reason_needed`, `would_change_needed`, `ask_answered`), TextTooLong.
    """
    if not can_decide(by, ask.budget, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(ask)
        check_next(AskState(current.state), AskState.DECLINED, is_used=False)
        check_reason(reason)
        check_would_change(would_change)
        check_fits(Ask, reason=reason)
        note_news(recipient_id=current.budget.person_id, kind=NEWS_ANSWERED, subject_id=current.id, now=now)
        declined = _decide(current, AskState.DECLINED, by=by, now=now, reason=reason.strip())
        record_decision(
            declined,
            Outcome.NO,
            ground=Ground.MONEY,
            by=by,
            now=now,
            reason=reason,
            would_change=would_change,
            options=options,
            persons_view=persons_view,
        )
        return declined


def withdraw_ask(*, by: Member | Person, ask: Ask, now: datetime, reason: str = "") -> Ask:
    """Take an ask back; money that was set aside for it is free again. Taking it back again changes nothing.

    Raises: AskRefused (`ask_used` when a payment is being made with its money, `ask_answered`), TextTooLong.
    """
    if not can_withdraw(by, ask.budget, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(ask)
        if current.state == AskState.WITHDRAWN:
            return current
        check_fits(Ask, reason=reason)
        check_next(AskState(current.state), AskState.WITHDRAWN, is_used=current.used_at is not None)
        if current.hold is not None:
            free_hold(by=by, hold=current.hold, now=now)
        return _decide(current, AskState.WITHDRAWN, by=by, now=now, reason=reason.strip())


def use_ask(*, by: Member | Person, ask: Ask, now: datetime) -> Hold:
    """Take the money of a granted ask for a payment, once; return the hold that has it.

    From then on the ask cannot be withdrawn: the payment can. Raises: AskRefused (`ask_used`, `ask_not_granted`).
    """
    if not can_ask(by, ask.budget, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(ask)
        check_use(AskState(current.state), has_hold=current.hold is not None, is_used=current.used_at is not None)
        assert current.hold is not None, "by the rule above"  # noqa: S101
        current.used_at = now
        current.save(update_fields=["used_at"])
        record_event("ask_used", by=by.id, subject_type="ask", subject_id=current.id, now=now)
        return current.hold


def _locked(ask: Ask) -> Ask:
    """Lock the ask before any account: every command does so in this order, so nobody waits in a circle.

    No table is joined: PostgreSQL reads the locked row anew after waiting, but a joined one as it was before, so a
    hold that was made meanwhile would be missing and its money never freed.
    """
    return Ask.objects.select_for_update(no_key=True).get(id=ask.id)


def _grant(ask: Ask, *, by: Member | Person, amount: Money, now: datetime) -> Ask:
    check_locks(
        by=by,
        person=ask.budget.person,
        amount=amount,
        spend_kind=SpendKind(ask.spend_kind),
        payee_name=ask.pay_to,
        now=now,
    )
    ask.hold = hold_for(
        by=by,
        budget=ask.budget,
        amount=amount,
        spend_kind=SpendKind(ask.spend_kind),
        on=business_date(now),
        hold_id=new_id(),
        now=now,
    )
    granted = _decide(ask, AskState.GRANTED, by=by, now=now)
    is_hers = isinstance(by, Person) or ask.asked_by_member is not None
    record_decision(
        granted,
        Outcome.YES,
        ground=Ground.HERS if isinstance(by, Person) else Ground.TOLD if is_hers else Ground.MONEY,
        by=by,
        now=now,
    )
    return granted


def _decide(ask: Ask, state: AskState, *, by: Member | Person, now: datetime, reason: str = "") -> Ask:
    ask.state = state.value
    ask.decided_by_member = by if isinstance(by, Member) else None
    ask.decided_by_person = by if isinstance(by, Person) else None
    ask.decided_at, ask.reason = now, reason
    ask.save(update_fields=["hold", "state", "decided_by_member", "decided_by_person", "decided_at", "reason"])
    record_event(f"ask_{state.value}", by=by.id, subject_type="ask", subject_id=ask.id, now=now)
    return ask


def _author(role: str, actor: Member | Person) -> dict[str, Any]:
    return {f"{role}_member" if isinstance(actor, Member) else f"{role}_person": actor}
