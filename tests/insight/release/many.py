"""Payments by the thousand, written straight into the tables: for counting beside a plain count, and for measuring."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.models import Hold, HoldLeg, Line
from commonpurse.money.decisions.models import Ask
from commonpurse.money.ledger.commands import NewAccount, open_accounts
from commonpurse.money.ledger.rules import AccountCode
from commonpurse.money.payments.models import BankFile, Instruction, Payment, Settlement
from tests.insight.release.way import Way

FILE_OF = 400  # payments
A_STATEMENT = 500


@dataclass(frozen=True)
class Made:
    """The moments of one payment. `asked_at` None: nobody asked; `paid_on` None: it is on its way."""

    asked_at: datetime | None
    yes_at: datetime
    is_hers: bool
    released_at: datetime
    file_at: datetime
    checked_at: datetime
    sent_at: datetime
    paid_on: date | None


def story_of(count: int, *, today: date, seed: int = 1) -> Iterator[list[Made]]:
    """Files of payments over the 14 months before that day: long and short waits, at any hour, some not paid yet."""
    dice = random.Random(seed)
    files = -(-count // FILE_OF)
    end = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    for number in range(files):
        file_at = end - timedelta(days=425 * (files - number) / files, minutes=dice.randrange(1440))
        checked_at = file_at + timedelta(minutes=dice.choice((3, 40, 200, 3000)))
        sent_at = checked_at + timedelta(minutes=dice.choice((0, 5, 90, 1500)))
        payments = []
        for _ in range(min(FILE_OF, count - number * FILE_OF)):
            released_at = file_at - timedelta(seconds=dice.randrange(6 * 86_400))
            is_asked = dice.random() < 0.6
            yes_at = released_at - timedelta(seconds=dice.randrange(4 * 86_400)) if is_asked else released_at
            is_at_once = dice.random() < 0.5
            asked_at = yes_at - timedelta(seconds=0 if is_at_once else dice.randrange(9 * 86_400)) if is_asked else None
            paid_on = business_date(sent_at) + timedelta(days=dice.choice((0, 0, 1, 3)))
            payments.append(
                Made(
                    asked_at=asked_at,
                    yes_at=yes_at,
                    is_hers=dice.random() < 0.4,
                    released_at=released_at,
                    file_at=file_at,
                    checked_at=checked_at,
                    sent_at=sent_at,
                    paid_on=paid_on if dice.random() < 0.97 and paid_on <= today else None,
                )
            )
        yield payments


def write_down(way: Way, files: list[list[Made]]) -> None:
    """Write the rows of these files, as the commands would have, but without the ledger's."""
    ngozi, tom, line = way.people.ngozi, way.people.tom, Line.objects.get(budget=way.budget)
    for payments in files:
        first = payments[0]
        clearing = new_id()
        open_accounts([NewAccount(clearing, AccountCode.PAYMENT_CLEARING, "GBP")], by=ngozi.id, now=first.file_at)
        bank_file = BankFile.objects.create(
            message_id=f"CM{clearing.hex[:20]}",
            version="09",
            debtor_account=way.account,
            requested_on=first.sent_at.date(),
            payment_count=len(payments),
            total_minor=len(payments) * 1000,
            currency="GBP",
            content=b"-",
            sha256="-",
            clearing_account_id=clearing,
            made_at=first.file_at,
            made_by=ngozi,
            approved_at=first.checked_at,
            approved_by=tom,
            sent_at=first.sent_at,
            sent_by=ngozi,
        )
        holds = [hold_of(way, made) for made in payments]
        asks = [ask_of(way, made, hold) for made, hold in zip(payments, holds, strict=True)]
        released = [payment_of(way, *three) for three in zip(payments, holds, asks, strict=True)]
        Hold.objects.bulk_create(holds, batch_size=A_STATEMENT)
        legs = [HoldLeg(person_id=hold.person_id, hold=hold, line=line, amount_minor=1000) for hold in holds]
        HoldLeg.objects.bulk_create(legs, batch_size=A_STATEMENT)
        Ask.objects.bulk_create([ask for ask in asks if ask], batch_size=A_STATEMENT)
        Payment.objects.bulk_create(released, batch_size=A_STATEMENT)
        Instruction.objects.bulk_create(
            [
                Instruction(
                    person_id=one.person_id,
                    bank_file=bank_file,
                    payment=one,
                    end_to_end_id=one.end_to_end_id,
                    amount_minor=1000,
                )
                for one in released
            ],
            batch_size=A_STATEMENT,
        )
        Settlement.objects.bulk_create(
            [
                Settlement(
                    person_id=one.person_id,
                    payment=one,
                    source_id=new_id(),
                    settled_on=made.paid_on,
                    recorded_at=made.sent_at,
                    recorded_by=ngozi.id,
                )
                for one, made in zip(released, payments, strict=True)
                if made.paid_on
            ],
            batch_size=A_STATEMENT,
        )


def hold_of(way: Way, made: Made) -> Hold:
    return Hold(
        person=way.people.ada,
        budget=way.budget,
        amount_minor=1000,
        spend_kind="food",
        held_at=made.yes_at,
        held_by=way.people.wren.id,
    )


def ask_of(way: Way, made: Made, hold: Hold) -> Ask | None:
    if made.asked_at is None:
        return None
    ada, wren = way.people.ada, way.people.wren
    return Ask(
        person=ada,
        budget=way.budget,
        what_for="Food",
        spend_kind="food",
        amount_minor=1000,
        asked_by_person=ada,
        asked_at=made.asked_at,
        request_id=new_id(),
        request_hash="-",
        state="granted",
        hold=hold,
        decided_by_person=ada if made.is_hers else None,
        decided_by_member=None if made.is_hers else wren,
        decided_at=made.yes_at,
        used_at=made.released_at,
    )


def payment_of(way: Way, made: Made, hold: Hold, ask: Ask | None) -> Payment:
    id = new_id()
    return Payment(
        id=id,
        end_to_end_id=f"CP{id.hex}",
        person=way.people.ada,
        budget=way.budget,
        payee_account=way.own,
        amount_minor=1000,
        currency="GBP",
        spend_kind="food",
        rail="bank_file",
        ask=ask,
        hold=hold,
        state="settled" if made.paid_on else "sent",
        request_id=new_id(),
        request_hash="-",
        created_at=made.released_at,
        created_by_person=way.people.ada if made.is_hers else None,
        created_by_member=None if made.is_hers else way.people.wren,
    )
