"""What finance does each week: give out money, make and send the bank's file, read what the bank answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from commonpurse.demo import place
from commonpurse.demo.founding import pounds
from commonpurse.demo.telling import Story
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.commands import NewAllocation, allocate_many
from commonpurse.money.payments.commands import (
    approve_bank_file,
    fetch_bank_file,
    make_bank_file,
    read_status_report,
    send_bank_file,
)
from commonpurse.money.payments.models import BankFile
from commonpurse.money.payments.rules import PaymentRefused

ADAS_FUNDS = {"fresh_start": 350, "prevention": 250, "health": 200}  # pounds
USUAL_SUMS = (250, 300, 400, 500, 650)  # pounds
UNTIL_SENT = (2, 3, 5, 5, 8, 10)  # minutes after the check
LASTING_FUNDS = ("fresh_start", "prevention", "welfare", "health")


def funds_of(story: Story, invented: place.InventedPerson, at: datetime) -> list[str]:
    """Choose the funds that give to a person: Ada has three, others one or two, and early ones the pilot's too."""
    if invented.called_by == "Ada":
        return list(ADAS_FUNDS)
    dice = story.dice("funds", invented.reference)
    chosen = dice.sample(LASTING_FUNDS, 2 if dice.random() < 0.45 else 1)
    is_early = story.cast.funds["winter"].period.starts_on + timedelta(days=100) > business_date(at)
    return [*chosen, "winter"] if is_early and dice.random() < 0.45 else chosen


def give_out(story: Story, people: list[place.InventedPerson], at: datetime, *, reason: str) -> None:
    """Give one round of money to these people's budgets."""
    round_of = [
        NewAllocation(
            fund=story.cast.funds[key],
            budget=story.budgets[invented.reference],
            amount=pounds(sum_of(story, invented, key, reason)),
            reason=reason,
            request_id=new_id(),
        )
        for invented in people
        for key in funds_of(story, invented, at)
        if business_date(at) in story.cast.funds[key].period
    ]
    if round_of:
        allocate_many(by=story.cast["Ngozi"], allocations=round_of, now=at)


def sum_of(story: Story, invented: place.InventedPerson, fund: str, reason: str) -> int:
    """Return what a fund gives to a person in one round, in pounds."""
    if invented.called_by == "Ada":
        return ADAS_FUNDS[fund]
    return story.dice("sum", fund, invented.reference, reason).choice(USUAL_SUMS)


def make_file(story: Story, at: datetime, requested_on: date | None = None) -> BankFile | None:
    """Let Ngozi put into a file what is ready; none where nothing is."""
    try:
        return make_bank_file(by=story.cast["Ngozi"], debtor_account=story.account, requested_on=requested_on, now=at)
    except PaymentRefused as refusal:
        if refusal.code != "nothing_to_pay":
            raise
        return None


def send_file(story: Story, bank_file: BankFile, at: datetime) -> None:
    """Let Tomasz approve what Ngozi made, send it, and hand its bytes, and nothing else, to the bank."""
    ngozi, tomasz = story.cast["Ngozi"], story.cast["Tomasz"]
    sent_at = at + timedelta(minutes=story.dice("send", at).choice(UNTIL_SENT))
    approve_bank_file(by=tomasz, bank_file=bank_file, now=at)
    send_bank_file(by=ngozi, bank_file=bank_file, now=sent_at)
    content = fetch_bank_file(by=ngozi, bank_file=bank_file, now=sent_at + timedelta(minutes=1))
    story.answers.append(story.bank.take_file(content, on=business_date(at)))


def read_answers(story: Story, at: datetime) -> None:
    """Read the status reports that the bank has sent."""
    for content in story.answers:
        read_status_report(by=story.cast["Ngozi"], content=content, now=at)
    story.answers = []
