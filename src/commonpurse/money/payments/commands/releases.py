from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.requests import check_same_request, hash_request, one_request
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.commands import hold_for, hold_other_money
from commonpurse.money.budgets.models import Budget, Hold, Line
from commonpurse.money.budgets.queries import accounts_of_holds
from commonpurse.money.budgets.rules import Going, SpendKind, check_amount
from commonpurse.money.decisions.commands import use_ask
from commonpurse.money.decisions.commands.deciding import record_release
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.queries import check_locks, check_release_decided
from commonpurse.money.ledger.commands import lock_accounts
from commonpurse.money.payments.access import can_pay_as_ever, can_release_money, can_stop_payment
from commonpurse.money.payments.acting_for import check_acting_for
from commonpurse.money.payments.bands import Band
from commonpurse.money.payments.hands import going_to
from commonpurse.money.payments.models import Approval, PayeeAccount, Payment
from commonpurse.money.payments.queries import (
    current_modulus_table,
    is_new_payee,
    money_back_of,
    newest_account,
)
from commonpurse.money.payments.rails.bank_file.characters import write_in_scheme
from commonpurse.money.payments.rails.bank_file.pain001_write import check_transfer
from commonpurse.money.payments.release_checks import (
    check_account_may_be_paid,
    check_ask_of_budget,
    check_hands,
    check_hold_pays,
    is_drawn_anew,
    is_whom_was_asked,
)
from commonpurse.money.payments.rules import (
    MAY_BE_REISSUED,
    MAY_BE_STOPPED,
    NEWS_PAID_FOR_HER,
    PaymentRefused,
    PaymentState,
    Rail,
    make_reference,
)
from commonpurse.money.payments.second_looks import band_for_release
from commonpurse.money.payments.steps import lock_payments, note_events, stop_unsent
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.models import Person


def release_money(
    *,
    by: Member | Person,
    budget: Budget,
    payee_account: PayeeAccount,
    amount: Money,
    spend_kind: SpendKind,
    request_id: UUID,
    now: datetime,
    rail: str = Rail.BANK_FILE,
    ask: Ask | None = None,
    holding_type: str | None = None,
    holding_reason: str = "",
    remittance: str = "",
) -> Payment:
    """Release money of a budget to a payee. It is set aside now and goes out with the next file for the bank.

    A granted `ask` gives its own hold. Without one the money is held here, and what is released is what she told who
    releases it: where somebody must agree too, or be talked to, it is asked for first (`check_release_decided`). To an
    account that still waits the payment is made all the same, and waits with it; from the sum of a band on it waits for
    a second person (see `bands`), whoever releases and by whichever door. The same `request_id` again releases nothing
    more. Who acts for her releases so much on a day as was agreed, to whom it can go at once, and she is told of it.
    Raises: PaymentRefused (`payee_not_hers`, `account_changed`, `account_invalid`, `ask_differs`, `hold_gone`,
    `holding_needs_reason`, `fund_ended`, `not_direct_now`, `not_for_a_helper`, `over_helpers_limit`), BudgetRefused
    (as `hold_for`), AskRefused (`ask_used`, `ask_not_granted`, `not_happened_yet`, `others_must_agree`,
    `talk_first`, `yes_was_for_another`), LockRefused, where a rule of her own stands against it, CannotMakeFile,
    CannotBeWritten, TextTooLong, RequestReused.
    """
    if not can_release_money(by, budget, business_date(now)) or (isinstance(by, Person) and holding_type):
        raise NotAllowed
    kind = SpendKind(spend_kind)
    asked = hash_request(
        budget=budget.id,
        payee_account=payee_account.id,
        amount=amount,
        spend_kind=kind.value,
        rail=str(rail),
        ask=ask.id if ask else None,
        holding_type=holding_type,
        holding_reason=holding_reason.strip(),
        remittance=remittance,
    )
    with one_request(Payment.objects.filter(request_id=request_id).exists):
        known = _answered_before(budget, request_id, asked, by=by)
        if known is not None:
            return known
        check_amount(amount, the_partnership().currency)
        check_hands(holding_type, holding_reason)
        account = _payable_account(payee_account, budget, now=now)
        check_acting_for(by, budget, account, amount, now=now)
        standing = check_release_decided(
            by=by,
            person=budget.person,
            amount=amount,
            is_new_payee=is_new_payee(account.payee),
            ask=ask,
            is_whom_was_asked=is_whom_was_asked(ask, account),
            now=now,
        )
        going = going_to(account, holding_type)
        hold = _adopt_hold(ask, budget, amount, kind, by=by, now=now, going=going) if ask else None
        payment = _create(
            by=by,
            budget=budget,
            account=account,
            amount=amount,
            kind=kind,
            remittance=remittance,
            hold=hold,
            ask=ask,
            rail=Rail(rail),
            holding_type=holding_type or "",
            holding_reason=holding_reason.strip(),
            request_id=request_id,
            request_hash=asked,
            now=now,
            on=business_date(now),
        )
        if ask is None:
            record_release(payment.hold, by=by, standing=standing, now=now)
        return payment


def reissue_payment(
    *,
    by: Member | Person,
    payment: Payment,
    request_id: UUID,
    now: datetime,
    payee_account: PayeeAccount | None = None,
) -> Payment:
    """Pay again what came back or was refused by the bank, as a new payment linked to the old one.

    To the payee's newest account, waiting with it where it waits, or to another `payee_account` of the same payee: the
    money does not go back unasked to an account that was changed, and who is paid was decided. Once: the new one may be
    reissued in its turn. It was released in time where the first one was, so a fund that has ended since still pays.
    Raises: PaymentRefused (`not_reissuable`, `reissued_already`, `another_payee`, ...), and what `release_money`
    raises.
    """
    budget = payment.budget
    if not can_pay_as_ever(by, budget, business_date(now)):
        raise NotAllowed
    asked = hash_request(reissues=payment.id, payee_account=payee_account.id if payee_account else None)
    with one_request(Payment.objects.filter(request_id=request_id).exists):
        known = _answered_before(budget, request_id, asked, by=by)
        if known is not None:
            return known
        (old,) = lock_payments(Payment.objects.filter(id=payment.id))
        if PaymentState(old.state) not in MAY_BE_REISSUED:
            raise PaymentRefused(
                "This payment is “{state}”. Only one that came back or was refused is paid again.",
                code="not_reissuable",
                state=old.state_words,
            )
        if Payment.objects.filter(reissues=old).exists():
            raise PaymentRefused("This was paid again already. Look at the new payment.", code="reissued_already")
        if payee_account is not None and payee_account.payee_id != old.payee_account.payee_id:
            raise PaymentRefused("Pay somebody else by a new ask.", code="another_payee", field="payee")
        chosen = payee_account or newest_account(old.payee_account.payee.accounts.all())
        account = _payable_account(chosen or old.payee_account, budget, now=now)
        return _create(
            by=by,
            budget=budget,
            account=account,
            amount=Money(money_back_of(old.id), old.currency),
            kind=SpendKind(old.spend_kind),
            remittance=old.remittance,
            hold=None,
            ask=None,
            rail=Rail(old.rail),
            holding_type=old.holding_type,
            holding_reason=old.holding_reason,
            request_id=request_id,
            request_hash=asked,
            now=now,
            on=_first_released_on(old),
            reissues=old,
        )


def stop_payment(*, by: Member | Person, payment: Payment, reason: str, now: datetime) -> Payment:
    """Stop a payment that is in no file yet; its money is on the budget again. Stopping it again changes nothing.

    Raises: PaymentRefused (`reason_needed`, `too_late_to_stop`).
    """
    if not can_stop_payment(by, payment.budget, business_date(now)):
        raise NotAllowed
    with transaction.atomic():
        (current,) = lock_payments(Payment.objects.filter(id=payment.id))
        if current.state == PaymentState.STOPPED:
            return current
        if not reason.strip():
            raise PaymentRefused("Say in plain words why it is stopped.", code="reason_needed", field="reason")
        if PaymentState(current.state) not in MAY_BE_STOPPED:
            first = Words("Take the file back first.")
            todo = first if current.state == PaymentState.IN_FILE else Words("It cannot be called back.")
            there = Words("This payment is “{state}”.", state=current.state_words)
            raise PaymentRefused(Words.paragraph(there, todo), code="too_late_to_stop")
        lock_accounts(accounts_of_holds([current.hold_id]))
        stop_unsent([current], code="stopped", note=reason.strip(), by=by, now=now)
        record_event("payment_stopped", by=by.id, subject_type="payment", subject_id=current.id, now=now)
        return current


def _answered_before(budget: Budget, request_id: UUID, asked: str, *, by: Member | Person) -> Payment | None:
    """Lock the budget, so that the same request sent twice at once is answered one after the other.

    And before it the person: whoever changes or calls back one of her payees' accounts locks her too, so the account
    that is read next stays as it is until the payment stands, and a change finds the payment that it must stop.
    Raises: RequestReused.
    """
    Person.objects.select_for_update(no_key=True).get(id=budget.person_id)
    Budget.objects.select_for_update(no_key=True).get(id=budget.id)
    if isinstance(by, Member):
        # What one member releases on a day is added up over people: two releases at once would each miss the other.
        Member.objects.select_for_update(no_key=True).get(id=by.id)
    known = Payment.objects.filter(request_id=request_id).first()
    if known is not None:
        check_same_request(known.request_hash, asked)
    return known


def _payable_account(payee_account: PayeeAccount, budget: Budget, *, now: datetime) -> PayeeAccount:
    """Read the account again and refuse one that is not hers, was changed, or fails the table of today."""
    account = PayeeAccount.objects.select_related("payee", "replaced_by").get(id=payee_account.id)
    check_account_may_be_paid(account, budget, now=now, table=current_modulus_table())
    return account


def _adopt_hold(
    ask: Ask, budget: Budget, amount: Money, kind: SpendKind, *, by: Member | Person, now: datetime, going: Going
) -> Hold:
    """Take the hold of a granted ask, if it is for this and its money may still be used today.

    Where the law does not let that money go where this goes, other money of hers is set aside in its place.
    """
    check_ask_of_budget(ask, budget)
    hold, on = use_ask(by=by, ask=ask, now=now), business_date(now)
    is_anew = is_drawn_anew(hold, on=on, going=going)
    lines = Line.objects.filter(budget=budget) if is_anew else Line.objects.filter(legs__hold=hold)
    # Only the lines, and all at once. The grant of this very transaction has locked them, see `pay_or_ask`.
    lock_accounts(lines.values_list("account_id", flat=True))
    check_hold_pays(hold, amount, kind, on=on, going=going)
    if not is_anew:
        return hold
    return hold_other_money(by=by, hold=hold, amount=amount, on=on, hold_id=new_id(), now=now, going=going)


def _first_released_on(payment: Payment) -> date:
    """The day on which the first payment of this chain was released: a bank's failure takes no money from anybody."""
    while payment.reissues is not None:
        payment = payment.reissues
    return business_date(payment.created_at)


def _create(
    *,
    by: Member | Person,
    budget: Budget,
    account: PayeeAccount,
    amount: Money,
    kind: SpendKind,
    remittance: str,
    hold: Hold | None,
    ask: Ask | None,
    rail: Rail,
    holding_type: str,
    holding_reason: str,
    request_id: UUID,
    request_hash: str,
    now: datetime,
    on: date,
    reissues: Payment | None = None,
) -> Payment:
    """Hold the money if no ask did, as of the day `on`, and write the payment down."""
    check_transfer(amount, creditor_name=account.holder_name, creditor_account=account.named, remittance=remittance)
    # Her own rules, whoever acts. What was promised before still goes, but not to whom she has blocked since.
    check_locks(
        by=by,
        person=budget.person,
        amount=amount,
        spend_kind=kind,
        payee_name=account.payee.name,
        holder_name=account.holder_name,
        now=now,
        is_promised=hold is not None or reissues is not None,
    )
    payment_id = new_id()
    if hold is None:
        hold = hold_for(
            by=by,
            budget=budget,
            amount=amount,
            spend_kind=kind,
            on=on,
            hold_id=new_id(),
            now=now,
            going=going_to(account, holding_type),
        )
    band = band_for_release(by=by, budget=budget, amount=amount, now=now)
    waits = band is not None or not account.is_usable_at(now)
    payment = Payment.objects.create(
        id=payment_id,
        end_to_end_id=make_reference("CP", payment_id),
        person_id=budget.person_id,
        budget=budget,
        payee_account=account,
        amount_minor=amount.minor,
        currency=amount.currency,
        spend_kind=kind.value,
        remittance=write_in_scheme(remittance),
        rail=rail.value,
        ask=ask,
        hold=hold,
        state=(PaymentState.HELD if waits else PaymentState.READY).value,
        holding_type=holding_type,
        holding_reason=holding_reason,
        reissues=reissues,
        request_id=request_id,
        request_hash=request_hash,
        created_at=now,
        created_by_member=by if isinstance(by, Member) else None,
        created_by_person=by if isinstance(by, Person) else None,
    )
    if band is not None:
        _ask_second(payment, band, budget, by=by, now=now)
    if isinstance(by, Person) and by.id != budget.person_id:
        note_news(recipient_id=budget.person_id, kind=NEWS_PAID_FOR_HER, subject_id=payment.id, now=now)
    note_events([payment], by=by, now=now, code="reissued" if reissues else "released")
    record_event(
        "payment_reissued" if reissues else "money_released",
        by=by.id,
        subject_type="payment",
        subject_id=payment.id,
        now=now,
        budget=str(budget.id),
        amount_minor=amount.minor,
        spend_kind=kind.value,
        account=str(account.id),
        state=payment.state,
        holding_type=holding_type,
        reissues=str(reissues.id) if reissues else None,
        band=band.kind.value if band else None,
    )
    return payment


def _ask_second(payment: Payment, band: Band, budget: Budget, *, by: Member | Person, now: datetime) -> None:
    """Let the payment wait for somebody who looks at whom it pays, by the band as it is today."""
    assert band.from_minor is not None, "a band that is off is never reached"  # noqa: S101
    Approval.objects.create(
        payment=payment,
        person_id=budget.person_id,
        band_kind=band.kind.value,
        from_minor=band.from_minor,
        second_role=band.second_role,
        asked_at=now,
        asked_by_member=by if isinstance(by, Member) else None,
        asked_by_person=by if isinstance(by, Person) else None,
        account_by_member_id=payment.payee_account.added_by_member_id,
    )
