from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.requests import check_same_request, hash_request, one_request
from commonpurse.kernel.texts import check_fits
from commonpurse.money.budgets.commands import free_hold
from commonpurse.money.budgets.models import Budget, Hold
from commonpurse.money.budgets.rules import PaidTo, SpendKind, check_amount
from commonpurse.money.decisions.access import can_answer, can_ask, can_withdraw
from commonpurse.money.decisions.commands.deciding import record_decision
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.queries import Known, Standing, desk_of, known_of_ask, standing_of
from commonpurse.money.decisions.queries.answering import money_for
from commonpurse.money.decisions.rules import (
    NEWS_ANSWERED,
    NEWS_TAKEN_BACK,
    AskRefused,
    AskState,
    Ground,
    MayAnswer,
    Need,
    Outcome,
    check_next,
    check_reason,
    check_use,
    check_what_for,
    check_wish,
    check_would_change,
    may_answer,
    next_need,
)
from commonpurse.money.decisions.settling import (
    add_assent,
    grant_as_it_stands,
    keep_answer,
    known_of,
    lock_ask,
    settle_ask,
    steps_of,
)
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.rules import DecidesHow


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
    is_new_payee: bool = False,
    paid_to: PaidTo | None = None,
    talked_with: Member | Person | None = None,
    pays_when_happened: bool = False,
) -> Ask:
    """Ask for money of a budget, as the person, or as a worker who writes down what she asked for.

    It is answered at once: where she decides, and the money allows it, yes. Else it waits, for a talk, for who must
    agree too, or for money, with a clock (`rules.turns`). `is_new_payee`: whom to pay was never paid before.
    `paid_to`: into whose hands it is to come, where that is known; only money that the law lets go there is set aside.
    `talked_with`: she says that she has talked to them already. `pays_when_happened`: nobody is paid before
    `let_ask_be_paid`. The same request again asks nothing more.
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
        **({"is_new_payee": True} if is_new_payee else {}),
        **({"paid_to": paid_to.value} if paid_to else {}),
        **({"talked_with": talked_with.id} if talked_with else {}),
        **({"pays_when_happened": True} if pays_when_happened else {}),
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
            is_new_payee=is_new_payee,
            paid_to=paid_to.value if paid_to else "",
            pays_when_happened=pays_when_happened,
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
        if talked_with is None and isinstance(by, Member):
            talked_with = by  # who writes it down for her has talked with her
        if talked_with is not None:
            standing = standing_of(ask, known_of_ask(ask, now))
            for need in standing.needs:
                if need.how is DecidesHow.AFTER_TALKING and standing.is_named_in(need, talked_with):
                    add_assent(ask, need, how="talked", who=talked_with, by=by, now=now)
        return settle_ask(ask, by=by, now=now)


def grant_ask(*, by: Member | Person, ask: Ask, now: datetime) -> Ask:
    """Say yes to an ask: the money is set aside once everybody has agreed who must. Saying it again changes nothing.

    By a member, or by a helper of hers who is named in the limit. Who is named may at any time; others when it is
    their turn. Under a talk, it says that the talk was had. A yes is kept where the money is short or a rule of her
    own stands: the ask then waits for that, and for nobody's yes any more. What is hers to decide waits for money
    alone: then this sets it aside as soon as there is some.
    Raises: AskRefused (`ask_answered`, `others_turn`, `talk_first`); and where there was no yes to keep, BudgetRefused
    (as `hold_for`), LockRefused.
    """
    if not can_answer(by, ask.budget, business_date(now)):
        raise NotAllowed
    with transaction.atomic(), acting_as_system("to answer an ask as it stands"):
        current = lock_ask(ask)
        if current.state == AskState.GRANTED:
            return current
        check_next(AskState(current.state), AskState.GRANTED, is_used=False)
        known = known_of_ask(current, now)
        standing = standing_of(current, known)
        need = next_need(standing.needs)
        if need is not None:
            is_talk = need.how is DecidesHow.AFTER_TALKING
            if is_talk and not standing.is_named_in(need, by):
                raise AskRefused(
                    "First there is a talk with {names:or}. Then it is for the person to decide.",
                    code="talk_first",
                    names=need.names,
                )
            if not is_talk:
                _check_turn(standing, need, by, known)
            answered = [need] if is_talk else _agrees_to(standing, need, by)
            for each in answered:
                add_assent(current, each, how="talked" if is_talk else "agreed", who=by, by=by, now=now)
            return settle_ask(current, by=by, now=now)
        return grant_as_it_stands(current, standing, by=by, now=now)


def decline_ask(
    *,
    by: Member | Person,
    ask: Ask,
    reason: str,
    would_change: str,
    now: datetime,
    options: Sequence[str] = (),
    persons_view: str = "",
) -> Ask:
    """Answer no, with the reason that the person will read, the author she can ask, and what would change it.

    Only who must agree may say no, and only in their turn; what is hers to decide is refused for the money alone.
    `options`: what else was thought of; `persons_view`: what she says to it.
    Raises: AskRefused (`reason_needed`, `would_change_needed`, `ask_answered`, `others_turn`, `hers_to_decide`,
    `panel_said_yes`), TextTooLong.
    """
    if not can_answer(by, ask.budget, business_date(now)):
        raise NotAllowed
    with transaction.atomic(), acting_as_system("to answer an ask as it stands"):
        current = lock_ask(ask)
        check_next(AskState(current.state), AskState.DECLINED, is_used=False)
        check_reason(reason)
        check_would_change(would_change)
        check_fits(Ask, reason=reason)
        known = known_of_ask(current, now)
        standing = standing_of(current, known)
        if standing.by_panel:
            raise AskRefused("A panel has said yes to this. It is no more for you to refuse.", code="panel_said_yes")
        need = next_need(standing.needs)
        money = ""
        ground = Ground.MONEY
        if need is None or need.how is DecidesHow.AFTER_TALKING:
            amount = Money(current.amount_minor, the_partnership().currency)
            found = money_for(current.budget, amount, SpendKind(current.spend_kind), business_date(now), current.going)
            if found.stop is None or need is not None or not isinstance(by, Member):
                raise AskRefused(
                    "This is for the person to decide. You can talk about it, and not say no.", code="hers_to_decide"
                )
            money = found.stop.code
        else:
            _check_turn(standing, need, by, known)
            ground = Ground.AGREED if need.how is DecidesHow.AGREE_TOO else Ground.OTHER
        note_news(recipient_id=current.person_id, kind=NEWS_ANSWERED, subject_id=current.id, now=now)
        steps = steps_of(current, now)
        declined = keep_answer(current, AskState.DECLINED, author=by, by=by, now=now, reason=reason.strip())
        record_decision(
            declined,
            Outcome.NO,
            ground=ground,
            by=by,
            now=now,
            limit=standing.limit_of(need) if need else None,
            reason=reason,
            would_change=would_change,
            options=options,
            persons_view=persons_view,
            steps=steps,
            known=known_of(standing, money),
        )
        return declined


def withdraw_ask(*, by: Member | Person, ask: Ask, now: datetime, reason: str = "") -> Ask:
    """Take an ask back; money that was set aside for it is free again. Taking it back again changes nothing.

    It is the person's alone. A member who wrote it down for her may, because she wants it: `reason` says how she said
    so, and she has news of it, for else taking back would be a no without a reason, an author and a challenge.
    Raises: AskRefused (`wish_needed`, `ask_used` when a payment is being made with its money, `ask_answered`),
    TextTooLong.
    """
    if not can_withdraw(by, ask, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        current = lock_ask(ask)
        if current.state == AskState.WITHDRAWN:
            return current
        check_fits(Ask, reason=reason)
        check_next(AskState(current.state), AskState.WITHDRAWN, is_used=current.used_at is not None)
        if by.id != current.person_id:
            check_wish(reason)
            note_news(recipient_id=current.person_id, kind=NEWS_TAKEN_BACK, subject_id=current.id, now=now)
        if current.hold is not None:
            free_hold(by=by, hold=current.hold, now=now)
        return keep_answer(current, AskState.WITHDRAWN, author=by, by=by, now=now, reason=reason.strip())


def use_ask(*, by: Member | Person, ask: Ask, now: datetime) -> Hold:
    """Take the money of a granted ask for a payment, once; return the hold that has it.

    From then on the ask cannot be withdrawn: the payment can. Raises: AskRefused (`ask_used`, `ask_not_granted`,
    `not_happened_yet`).
    """
    if not can_ask(by, ask.budget, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        current = lock_ask(ask)
        check_use(
            AskState(current.state),
            has_hold=current.hold is not None,
            is_used=current.used_at is not None,
            waits_to_happen=current.waits_to_happen,
        )
        assert current.hold is not None, "by the rule above"  # noqa: S101
        current.used_at = now
        current.save(update_fields=["used_at"])
        record_event("ask_used", by=by.id, subject_type="ask", subject_id=current.id, now=now)
        return current.hold


def _agrees_to(standing: Standing, need: Need, by: Member | Person) -> list[Need]:
    """Which of those that wait for a yes this one gives it to: what they are named in, or all when it is their turn."""
    waiting = [each for each in standing.needs if not each.is_met and each.how is not DecidesHow.AFTER_TALKING]
    if standing.is_named_in(need, by):
        return [each for each in waiting if standing.is_named_in(each, by)]
    return waiting


def _check_turn(standing: Standing, need: Need, by: Member | Person, known: Known) -> None:
    """Raises: AskRefused (`others_turn`), with who has it and until when."""
    desk = desk_of(known)
    found = may_answer(
        need,
        is_named=standing.is_named_in(need, by),
        desk_role=desk.role if desk else None,
        is_manager=isinstance(by, Member) and by.has_role("manager"),
        works_with_her=isinstance(by, Member),
    )
    if found is not MayAnswer.YES:
        raise AskRefused(
            "It is not your turn. {names:or} must answer this first, or let the time pass.",
            code="others_turn",
            names=need.names,
        )


def _author(role: str, actor: Member | Person) -> dict[str, Any]:
    return {f"{role}_member" if isinstance(actor, Member) else f"{role}_person": actor}
