"""Automatic matches are right: 1,000 lines of the demo bank, which delays, cuts, moves and drops references, books
batches with and without their payments, sends money back, and carries lines that concern nobody.

The bank is given real payment files and knows which payments each line is about; the matching sees only its statements.
Few names, few round amounts, the same people every week: the worst case for guessing.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from commonpurse.demo.bank import Account, DemoBank
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.payments.accounts import UkAccount
from commonpurse.money.payments.rails.bank_file.pain001_write import Debtor, Instruction, write_pain001
from commonpurse.money.payments.rules import make_reference
from commonpurse.money.reconciliation.facts import facts_of
from commonpurse.money.reconciliation.formats import read_statements
from commonpurse.money.reconciliation.formats.records import Entry
from commonpurse.money.reconciliation.lines import line_of_entry
from commonpurse.money.reconciliation.models import Statement, StatementSeries
from commonpurse.money.reconciliation.rules import Candidate, LineFacts, MatchKind, OwnAccount, examine, match_all

OPENED_ON = date(2026, 1, 5)
WEEKS = 28
DEBTOR = Debtor("Harbour Partnership", UkAccount("040004", "10203040"), "GBP")
FORENAMES = ["Ada", "Sam", "Jo", "Maryam", "Piotr", "Grace", "Tunde", "Aoife", "Li", "Bronwen"]
SURNAMES = ["Okafor", "Jones", "Smith", "Ali", "Nowak"]
# A real name, cut by a bank to 18 characters, may be that of two people.
LONG_NAMES = ["Christopher Montgomery-Jones", "Christopher Montgomery-Smith"]


def names() -> list[str]:
    return [f"{first} {last}" for first in FORENAMES for last in SURNAMES] + LONG_NAMES


def payments_of_week(week: int, dice: random.Random) -> list[Instruction]:
    day = OPENED_ON + timedelta(days=7 * week + 1)
    people = list(enumerate(names()))
    chosen = dice.sample(people, 44) + dice.sample(people, 6)  # six are paid twice
    return [
        Instruction(
            end_to_end_id=make_reference("CP", new_id()),
            debtor=DEBTOR,
            requested_on=day,
            amount=Money(dice.choice([2_000, 2_500, 5_000, 5_000, 10_000]), "GBP"),
            creditor_name=name,
            creditor_account=UkAccount("200000", f"555{number:03d}{'99' if number % 17 == 3 else '11'}"),
            remittance="Your money",
        )
        for number, name in chosen
    ]


def candidate_of(one: Instruction, message_id: str) -> Candidate:
    account = one.creditor_account
    return Candidate(
        payment=new_id(), end_to_end_id=one.end_to_end_id, amount_minor=one.amount.minor, back_minor=0, is_open=True,
        name=one.creditor_name, account=account.account_number if isinstance(account, UkAccount) else "",
        remittance=one.remittance, requested_on=one.requested_on, message_id=message_id, group_id=f"{message_id}-1",
    )  # fmt: skip


def lines_of(statement: bytes) -> list[tuple[str, LineFacts]]:
    """(the bank's reference, what of the line speaks), as the import makes them."""
    own = OwnAccount("040004", "10203040")
    (examined,) = examine(read_statements(statement), own=own, currency="GBP").statements
    entries = [record for record in read_statements(statement) if isinstance(record, Entry)]
    lines = [
        line_of_entry(entry, line, statement=Statement(), series=StatementSeries(), nth=1, place=1, currency="GBP")
        for entry, line in zip(entries, examined.lines, strict=True)
    ]
    return [(line.bank_reference, facts_of(line)) for line in lines]


@pytest.mark.parametrize("seed", [1, 7, 42])
def test_a_thousand_lines_are_matched_and_every_automatic_match_is_right(seed: int) -> None:
    dice = random.Random(seed)
    bank = DemoBank(Account("Harbour Partnership", "10203040", "040004"), seed, OPENED_ON)
    known: dict[str, Candidate] = {}
    outcome: Counter[str] = Counter()
    by_rule: Counter[str] = Counter()
    lines = 0
    for week in range(WEEKS + 1):
        start = OPENED_ON + timedelta(days=7 * week)
        if week < WEEKS:
            payments = payments_of_week(week, dice)
            message_id = make_reference("CM", new_id())
            content = write_pain001(
                payments,
                version="09",
                message_id=message_id,
                made_at=datetime(2026, 1, 1, tzinfo=UTC),
                initiating_party="H",
            )
            bank.take_file(content, on=start)
            known |= {one.end_to_end_id: candidate_of(one, message_id) for one in payments}
        read = lines_of(bank.statement(start, start + timedelta(days=7)))
        truth = bank.truth()
        found = match_all([facts for _, facts in read], list(known.values()))
        ids = {one.payment: one.end_to_end_id for one in known.values()}
        lines += len(read)
        for reference, facts in read:
            about = set(truth[reference])
            match = found.get(facts.line)
            if match is None:
                outcome["left to a person" if about else "concerns nobody, and said so"] += 1
                continue
            by_rule[match.rule.value] += 1
            said = {ids[part.payment] for part in match.parts}
            outcome["right" if said == about else "wrong"] += 1
            for end_to_end_id in said:
                one = known[end_to_end_id]
                back = one.amount_minor if match.kind is MatchKind.RETURNED else 0
                known[end_to_end_id] = replace(one, is_open=False, back_minor=back)
    assert lines >= 1_000, outcome
    automatic = outcome["right"] + outcome["wrong"]
    assert outcome["right"] / automatic >= 0.999, (outcome, by_rule)
    assert automatic / (automatic + outcome["left to a person"]) > 0.9, (outcome, by_rule)
    assert len(by_rule) >= 5, by_rule
