"""Taking money back off a person's line: only by a notice, step by step, each by somebody who may take it.

Written by one of finance or a manager, agreed by another, given to the person; she can have it looked at again by a
third. `reclaim_money` is the only verb of the whole project that posts the ledger's `reclaim`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.requests import check_same_request, hash_request, one_request
from commonpurse.kernel.texts import check_fits
from commonpurse.money.budgets.models import Budget, Line
from commonpurse.money.budgets.queries import fund_account_ids
from commonpurse.money.budgets.rules import check_amount
from commonpurse.money.decisions.access import can_ask_again, can_keep_notices, can_say_read
from commonpurse.money.decisions.models import NoticePart, Reconsideration, RepaymentNotice
from commonpurse.money.decisions.rules import (
    GivenHow,
    NoticeNews,
    NoticeOutcome,
    NoticeState,
    RepaymentRefused,
    WhoPays,
    check_in_time,
    check_is_shown,
    check_may_be_taken,
    check_notice,
    check_second_agrees,
    check_step_of_notice,
    check_third_hears,
    check_time_has_passed,
    check_why,
    pay_by,
    read_given,
    read_outcome,
    share_out,
)
from commonpurse.money.ledger.commands import Journal, lock_accounts, post_journal, post_row
from commonpurse.money.ledger.queries import balances_of
from commonpurse.money.ledger.rules import AccountCode, TransferCode
from commonpurse.parties.partners.hands import stand_apart
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.models import Person


def write_notice(
    *,
    by: Member,
    budget: Budget,
    ground: str,
    reasons: str,
    evidence: str,
    who_pays: str,
    days_to_pay: int,
    parts: Mapping[UUID, Money],
    request_id: UUID,
    now: datetime,
) -> RepaymentNotice:
    """Write a notice that money is asked back; `parts` says how much of which line. Nothing moves by it.

    It says nothing to the person until another member agreed and it was given to her. The same request again writes
    nothing more. Raises: RepaymentRefused (as `check_notice`), BudgetRefused (`amount_not_positive`, `other_currency`),
    TextTooLong, RequestReused.
    """
    if not can_keep_notices(by, budget.person, business_date(now)):
        raise NotAllowed
    asked = hash_request(
        budget=budget.id,
        ground=ground,
        reasons=reasons.strip(),
        evidence=evidence.strip(),
        who_pays=who_pays,
        days_to_pay=days_to_pay,
        by=by.id,
        **{str(line): part for line, part in parts.items()},
    )
    with one_request(RepaymentNotice.objects.filter(request_id=request_id).exists):
        Budget.objects.select_for_update(no_key=True).get(id=budget.id)
        known = RepaymentNotice.objects.filter(request_id=request_id).first()
        if known is not None:
            check_same_request(known.request_hash, asked)
            return known
        currency = the_partnership().currency
        for part in parts.values():
            check_amount(part, currency)
        lines = {line.id: line for line in Line.objects.filter(budget=budget)}
        free = balances_of({line.account_id for line in lines.values()})
        check_notice(
            ground=ground,
            reasons=reasons,
            evidence=evidence,
            who_pays=who_pays,
            days_to_pay=days_to_pay,
            parts=parts,
            available={line.id: free[line.account_id].available for line in lines.values()},
        )
        check_fits(RepaymentNotice, reasons=reasons, evidence=evidence)
        notice = RepaymentNotice.objects.create(
            person_id=budget.person_id,
            budget=budget,
            ground=ground,
            reasons=reasons.strip(),
            evidence=evidence.strip(),
            who_pays=who_pays,
            days_to_pay=days_to_pay,
            amount_minor=sum(part.minor for part in parts.values()),
            currency=currency,
            request_id=request_id,
            request_hash=asked,
            issued_at=now,
            issued_by=by,
        )
        NoticePart.objects.bulk_create(
            NoticePart(person_id=budget.person_id, notice=notice, line_id=line, amount_minor=part.minor)
            for line, part in parts.items()
        )
        _record("notice_written", notice, by=by, now=now, amount_minor=notice.amount_minor, ground=ground)
        return notice


def agree_notice(*, by: Member, notice: RepaymentNotice, now: datetime) -> RepaymentNotice:
    """Agree to what another member wrote, before the person gets it. Agreeing again changes nothing.

    Raises: RepaymentRefused (`same_person`, `let_in_by_maker`, `wrong_state`).
    """
    if not can_keep_notices(by, notice.person, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(notice)
        check_second_agrees(current.issued_by_id, by.id)
        if current.agreed_by_id == by.id:
            return current
        _check_apart(by, current.issued_by)
        _step(current, NoticeState.AGREED, agreed_at=now, agreed_by=by)
        _record("notice_agreed", current, by=by, now=now)
        return current


def give_notice(*, by: Member, notice: RepaymentNotice, how: str, on: date, now: datetime) -> RepaymentNotice:
    """Write down that the notice was given to the person: how, and on which day. Her time runs from then.

    By post it counts as given two working days later. Put on her own page it is given only by `read_notice`; until
    then no time runs, and it can be given in another way. The same again changes nothing.
    Raises: RepaymentRefused (`how_unknown`, `day_wrong`, `wrong_state`).
    """
    if not can_keep_notices(by, notice.person, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(notice)
        if current.state == NoticeState.GIVEN and current.given_how == how:
            return current
        check_step_of_notice(NoticeState(current.state), NoticeState.GIVEN)
        if how == GivenHow.HER_PAGE:
            return _put_on_her_page(current, by=by, now=now)
        assert current.agreed_at is not None, "by constraint, an agreed notice says when"  # noqa: S101
        given_on = read_given(how, on, agreed_on=business_date(current.agreed_at), today=business_date(now))
        _step(
            current,
            NoticeState.GIVEN,
            given_how=how,
            given_on=given_on,
            pay_by_on=pay_by(given_on, current.days_to_pay),
            noted_at=now,
            noted_by=by,
        )
        _record("notice_given", current, by=by, now=now, how=how)
        _tell(current, NoticeNews.GIVEN, now)
        return current


def read_notice(*, by: Person, notice: RepaymentNotice, now: datetime) -> RepaymentNotice:
    """She says that she has read the notice on her page: from this day her time runs. Saying it again changes nothing.

    Raises: RepaymentRefused (`not_shown`, `wrong_state`).
    """
    if not can_say_read(by, notice.person):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(notice)
        check_is_shown(is_shown=current.shown_at is not None)
        if current.state != NoticeState.AGREED and current.given_how is not None:
            return current
        today = business_date(now)
        _step(
            current,
            NoticeState.GIVEN,
            given_how=GivenHow.HER_PAGE.value,
            given_on=today,
            pay_by_on=pay_by(today, current.days_to_pay),
            noted_at=now,
        )
        _record("notice_read", current, by=by, now=now)
        return current


def ask_notice_again(
    *, by: Member | Person, notice: RepaymentNotice, now: datetime, words: str = "", evidence: str = ""
) -> RepaymentNotice:
    """Ask for the notice to be looked at again: she, who helps her, or who works with her. She need not say why.

    Asking again changes nothing. Raises: RepaymentRefused (`too_late`, `wrong_state`), TextTooLong.
    """
    if not can_ask_again(by, notice.person, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(notice)
        if current.state == NoticeState.ASKED_AGAIN:
            return current
        check_step_of_notice(NoticeState(current.state), NoticeState.ASKED_AGAIN)
        assert current.pay_by_on is not None, "by constraint, a given notice says until when"  # noqa: S101
        check_in_time(current.pay_by_on, business_date(now))
        check_fits(Reconsideration, words=words, evidence=evidence)
        assert current.agreed_by_id is not None, "by constraint, a given notice was agreed to"  # noqa: S101
        Reconsideration.objects.create(
            person_id=current.person_id,
            notice=current,
            words=words.strip(),
            evidence=evidence.strip(),
            asked_at=now,
            asked_by_member=by if isinstance(by, Member) else None,
            asked_by_person=by if isinstance(by, Person) else None,
            issued_by_id=current.issued_by_id,
            agreed_by_id=current.agreed_by_id,
        )
        _step(current, NoticeState.ASKED_AGAIN)
        _record("notice_asked_again", current, by=by, now=now)
        if by.id != current.person_id:
            _tell(current, NoticeNews.ASKED_AGAIN, now)
        return current


def hear_notice(
    *,
    by: Member,
    notice: RepaymentNotice,
    outcome: str,
    reasons: str,
    now: datetime,
    amount: Money | None = None,
) -> RepaymentNotice:
    """Say what comes of looking at it again: it stays, it is less (`amount`), or it is taken off; with reasons.

    Raises: RepaymentRefused (`had_a_hand`, `let_in_by_maker`, `outcome_unknown`, `reason_needed`, `amount_not_less`,
    `wrong_state` where another answered first), TextTooLong.
    """
    if not can_keep_notices(by, notice.person, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(notice)
        check_third_hears(by.id, issued_by=current.issued_by_id, agreed_by=current.agreed_by_id)
        check_step_of_notice(NoticeState(current.state), NoticeState.HEARD)
        _check_apart(by, current.issued_by)
        left = read_outcome(outcome, reasons, amount, current.amount)
        check_fits(Reconsideration, outcome_reasons=reasons)
        heard = Reconsideration.objects.select_for_update(no_key=True).get(notice=current)
        heard.heard_at, heard.heard_by, heard.outcome = now, by, outcome
        heard.outcome_minor, heard.outcome_reasons = left.minor if left else 0, reasons.strip()
        heard.save(update_fields=["heard_at", "heard_by", "outcome", "outcome_minor", "outcome_reasons"])
        if outcome == NoticeOutcome.WITHDRAWN:
            _withdraw(current, by=by, why=reasons, now=now)
        else:
            _step(current, NoticeState.HEARD)
        _record("notice_heard", current, by=by, now=now, outcome=outcome)
        _tell(current, NoticeNews.HEARD, now)
        return current


def withdraw_notice(*, by: Member, notice: RepaymentNotice, why: str, now: datetime) -> RepaymentNotice:
    """Take a notice off, with the reason, at any step before money went back. Taking it off again changes nothing.

    Raises: RepaymentRefused (`reason_needed`, `taken_already`), TextTooLong.
    """
    if not can_keep_notices(by, notice.person, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(notice)
        if current.state == NoticeState.WITHDRAWN:
            return current
        if current.reclaimed_at is not None:
            raise RepaymentRefused("The money went back already. Give it anew from the fund.", code="taken_already")
        check_why(why)
        check_fits(RepaymentNotice, withdrawn_why=why)
        _withdraw(current, by=by, why=why, now=now)
        _record("notice_withdrawn", current, by=by, now=now)
        if current.noted_at is not None or current.shown_at is not None:
            _tell(current, NoticeNews.WITHDRAWN, now)
        return current


def conclude_notice(*, by: Member, notice: RepaymentNotice, now: datetime) -> RepaymentNotice:
    """Say that the notice stands: nobody asked in time, or it was looked at again. Once more changes nothing.

    Raises: RepaymentRefused (`time_not_passed`, `wrong_state`).
    """
    if not can_keep_notices(by, notice.person, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        current = _locked(notice)
        if current.state == NoticeState.CONCLUDED:
            return current
        check_step_of_notice(NoticeState(current.state), NoticeState.CONCLUDED)
        left = current.amount_minor
        if current.state == NoticeState.GIVEN:
            assert current.pay_by_on is not None, "by constraint, a given notice says until when"  # noqa: S101
            check_time_has_passed(current.pay_by_on, business_date(now))
        else:
            left = Reconsideration.objects.get(notice=current).outcome_minor or 0
        _step(current, NoticeState.CONCLUDED, concluded_at=now, concluded_by=by, concluded_minor=left)
        _record("notice_concluded", current, by=by, now=now, amount_minor=left)
        _tell(current, NoticeNews.CONCLUDED, now)
        return current


def reclaim_money(*, by: Member, notice: RepaymentNotice, now: datetime) -> RepaymentNotice:
    """Take back what a concluded notice says, once, and no more than is free on each line today.

    Money kept for a yes, or on its way, stays where it is. What is not there now is not taken later either: that needs
    a notice of its own. Again it takes nothing. Raises: RepaymentRefused (`not_concluded`, `notice_withdrawn`,
    `holder_pays`, `time_not_passed`, `nothing_there`), LedgerRefused.
    """
    if not can_keep_notices(by, notice.person, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        Budget.objects.select_for_update(no_key=True).get(id=notice.budget_id)
        current = _locked(notice)
        if current.reclaimed_at is not None:
            return current
        check_may_be_taken(NoticeState(current.state), WhoPays(current.who_pays), current.pay_by_on, business_date(now))
        assert current.concluded_minor is not None, "by constraint, a concluded notice says of which sum"  # noqa: S101
        parts = list(NoticePart.objects.filter(notice=current).select_related("line").order_by("id"))
        funds = fund_account_ids(part.line.fund_id for part in parts)
        to = {part.id: funds[part.line.fund_id, AccountCode.FUND, ""] for part in parts}
        lock_accounts({*to.values(), *(part.line.account_id for part in parts)})
        free = balances_of({part.line.account_id for part in parts})
        taken = share_out(
            current.concluded_minor,
            [(part.amount_minor, free[part.line.account_id].available.minor) for part in parts],
        )
        rows = tuple(
            post_row(
                id=part.transfer,
                code=TransferCode.RECLAIM,
                debit_account=part.line.account_id,
                credit_account=to[part.id],
                amount=Money(minor, current.currency),
                authority=current.id,
            )
            for part, minor in zip(parts, taken, strict=True)
            if minor
        )
        post_journal(Journal(current.id, rows), by=by.id, now=now)
        for part, minor in zip(parts, taken, strict=True):
            part.taken_minor = minor
            part.save(update_fields=["taken_minor"])
        current.reclaimed_at, current.reclaimed_by, current.reclaimed_minor = now, by, sum(taken)
        current.save(update_fields=["reclaimed_at", "reclaimed_by", "reclaimed_minor"])
        _record("money_reclaimed", current, by=by, now=now, amount_minor=sum(taken), lines=len(rows))
        _tell(current, NoticeNews.TAKEN, now)
        return current


def _locked(notice: RepaymentNotice) -> RepaymentNotice:
    """Lock the notice before any account. No table is joined: it would be read as it was before the wait."""
    return RepaymentNotice.objects.select_for_update(no_key=True).get(id=notice.id)


def _check_apart(by: Member, maker: Member) -> None:
    """Who lets a member in could have made them up: see docs/adr/0078."""
    if not stand_apart(by, maker):
        raise RepaymentRefused(
            "Whoever wrote this notice, and you, were let in by the same hand. Somebody else must do it.",
            code="let_in_by_maker",
        )


def _step(notice: RepaymentNotice, state: NoticeState, **changed: Any) -> None:
    check_step_of_notice(NoticeState(notice.state), state)
    notice.state = state.value
    for name, value in changed.items():
        setattr(notice, name, value)
    notice.save(update_fields=["state", *changed])


def _put_on_her_page(notice: RepaymentNotice, *, by: Member, now: datetime) -> RepaymentNotice:
    if notice.shown_at is None:
        notice.shown_at, notice.shown_by = now, by
        notice.save(update_fields=["shown_at", "shown_by"])
        _record("notice_shown", notice, by=by, now=now)
        _tell(notice, NoticeNews.SHOWN, now)
    return notice


def _withdraw(notice: RepaymentNotice, *, by: Member, why: str, now: datetime) -> None:
    _step(notice, NoticeState.WITHDRAWN, withdrawn_at=now, withdrawn_by=by, withdrawn_why=why.strip())


def _tell(notice: RepaymentNotice, what: NoticeNews, now: datetime) -> None:
    """Let the person know that something happened to a notice that she has."""
    note_news(recipient_id=notice.person_id, kind=what.value, subject_id=notice.id, now=now)


def _record(
    event_type: str, notice: RepaymentNotice, *, by: Member | Person, now: datetime, **facts: int | str
) -> None:
    record_event(event_type, by=by.id, subject_type="notice", subject_id=notice.id, now=now, **facts)
