"""What keeps the money lawful here: receipts, talks about the money, money asked back, and what people have saved."""

from __future__ import annotations

from datetime import datetime, timedelta

from commonpurse.demo import place
from commonpurse.demo.agreed_acts import drawn
from commonpurse.demo.founding import pounds
from commonpurse.demo.telling import Act, Story, who
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.commands import ask_for_review, hold_review
from commonpurse.money.budgets.queries import person_money
from commonpurse.money.decisions.commands import (
    agree_notice,
    ask_notice_again,
    conclude_notice,
    give_notice,
    hear_notice,
    reclaim_money,
    tell_own_capital,
    write_notice,
)
from commonpurse.money.decisions.models import RepaymentNotice
from commonpurse.money.decisions.rules import GivenHow, NoticeGround, NoticeOutcome, WhoPays
from commonpurse.money.payments.commands import give_proof, set_proof_tiers, waive_proof, write_about_proof
from commonpurse.money.payments.models import Payment
from commonpurse.parties.people.models import Person

# Receipts -------------------------------------------------------------------------------------------------------------

WROTE_A_LINE = {
    "Rosalind": "It is in the kitchen and it hums.",
    "Tunde": "Paid at the desk. The lady was kind.",
    "Kit": "Got it, and it works.",
    "Jonah": "I have them on now.",
}
SENT_A_PHOTO = ("Ada", "Pearl", "Bex")


def set_tiers(story: Story, at: datetime) -> None:
    """Let one fund ask for less than the others: a line from £150 on, and agreeing beforehand from £400 on."""
    set_proof_tiers(
        by=story.cast["Ngozi"],
        fund=story.cast.funds["fresh_start"],
        line_from=pounds(150),
        agreed_from=pounds(400),
        now=at,
    )


def payments_of(person: Person) -> list[Payment]:
    """Return what was paid for somebody, the largest first."""
    return list(Payment.objects.filter(person=person, state="settled").order_by("-amount_minor", "id"))


def give_receipts(story: Story, at: datetime) -> None:
    for called_by, line in WROTE_A_LINE.items():
        _, person = who(story, called_by)
        for payment in payments_of(person)[:1]:
            give_proof(by=person, payment=payment, words=line, file=None, request_id=new_id(), now=at)
    for called_by in SENT_A_PHOTO:
        _, person = who(story, called_by)
        for payment in payments_of(person)[:1]:
            sum_ = f"{payment.amount_minor // 100}.{payment.amount_minor % 100:02d}"
            lines = ["1 x as ordered", "", f"TOTAL  GBP {sum_}", "", "Thank you"]
            photo = drawn((480, 460), "RECEIPT", lines)
            give_proof(by=person, payment=payment, words="", file=photo, request_id=new_id(), now=at)


def talk_about_one(story: Story, at: datetime) -> None:
    """Let Wren ask after a receipt that is not there, and say of another that none is needed."""
    wren = story.cast["Wren"]
    _, dee = who(story, "Dee")
    _, ada = who(story, "Ada")
    for payment in payments_of(dee)[:1]:
        asked = "Hi Dee, did you get a slip for this? A photo or a line is enough. No rush."
        write_about_proof(by=wren, payment=payment, words=asked, request_id=new_id(), now=at)
        answered = "It is in a drawer at my mum’s. I go there on Sunday."
        write_about_proof(by=dee, payment=payment, words=answered, request_id=new_id(), now=at + timedelta(minutes=40))
    for payment in payments_of(ada)[1:2]:
        reason = "We bought it together, and I saw it."
        waive_proof(by=wren, payment=payment, reason=reason, request_id=new_id(), now=at)


# Talks about the money ------------------------------------------------------------------------------------------------

UNTIL_REVIEW, NOT_HELD = 12, ("Maeve", "Noor", "Reuben")  # weeks after the budget was opened
SAID = (
    "It is going well. I want to keep on as it is.",
    "I was afraid to spend it at first. Now I am not.",
    "I would like to see what I have on paper, each month.",
    "Good, but the forms at the bank were hard.",
)
CHANGES = ("Nothing for now.", "A letter on paper each month.", "We go to the bank together once.", "")


def hold_reviews(story: Story, people: list[tuple[place.InventedPerson, Person]], at: datetime) -> None:
    """Let workers sit down with those whose budgets were opened a season ago; a few are still to come."""
    today = business_date(at)
    for invented, person in people:
        if invented.called_by not in NOT_HELD:
            dice = story.dice("review", invented.reference)
            hold_review(
                by=story.cast.worker_of(invented),
                person=person,
                held_on=today,
                said=dice.choice(SAID),
                changes=dice.choice(CHANGES),
                next_due=today + timedelta(days=270),
                now=at,
            )


def somebody_asks_for_a_talk(story: Story, at: datetime) -> None:
    invented, person = who(story, "Anton")
    concern = "The rent goes up in January. We should look at what is left."
    ask_for_review(by=story.cast.worker_of(invented), person=person, concern=concern, now=at)


# Money asked back -----------------------------------------------------------------------------------------------------

ASKED_BACK = pounds(60)
SPARES = ("Ravi", "Lien", "Abdi", "Marta", "Jaz", "Hamza", "Joss", "Ewan", "Precious", "Wilma")


def largest_line(story: Story, at: datetime, without: str = "") -> tuple[str, place.InventedPerson, object]:
    """Find somebody of `SPARES` of whose money a good deal is free, and the line on which most of it is."""
    for called_by in SPARES:
        invented, person = who(story, called_by)
        money = person_money(viewer=person, person=person, today=business_date(at))
        line = max(money.lines, key=lambda line: line.available.minor, default=None) if money else None
        if called_by != without and line is not None and line.available.minor >= 4 * ASKED_BACK.minor:
            return called_by, invented, line.line_id
    raise LookupError("nobody has enough to spare")


def write_and_give(story: Story, reasons: str, evidence: str, at: datetime, without: str = "") -> RepaymentNotice:
    """Let Ngozi write a notice, Priya agree to it, and Ngozi give it: three steps of an hour each."""
    _, invented, line = largest_line(story, at, without)
    notice = write_notice(
        by=story.cast["Ngozi"],
        budget=story.budgets[invented.reference],
        ground=NoticeGround.UNSPENT,
        reasons=reasons,
        evidence=evidence,
        who_pays=WhoPays.BUDGET,
        days_to_pay=28,
        parts={line: ASKED_BACK},  # type: ignore[dict-item]
        request_id=new_id(),
        now=at,
    )
    agreed = agree_notice(by=story.cast["Priya"], notice=notice, now=at + timedelta(minutes=30))
    return give_notice(
        by=story.cast["Ngozi"],
        notice=agreed,
        how=GivenHow.IN_HAND,
        on=business_date(at),
        now=at + timedelta(minutes=60),
    )


def ask_back_too_much(story: Story, at: datetime) -> None:
    story.notices["off"] = write_and_give(
        story, "This part was for a bed. We thought that the bed was a gift.", "A note of a visit in spring.", at
    )


def it_is_asked_again(story: Story, at: datetime) -> None:
    notice = story.notices["off"]
    words = "The gift was a cot, for the baby. I still need my bed."
    story.notices["off"] = ask_notice_again(by=notice.person, notice=notice, words=words, now=at)


def it_is_taken_off(story: Story, at: datetime) -> None:
    """Let Tomasz, who had no hand in it, look at it again: we were wrong."""
    hear_notice(
        by=story.cast["Tomasz"],
        notice=story.notices["off"],
        outcome=NoticeOutcome.WITHDRAWN,
        reasons="You are right. We mixed up a cot and a bed. The money stays yours. We are sorry.",
        now=at,
    )


def ask_back_a_little(story: Story, at: datetime) -> None:
    story.notices["stands"] = write_and_give(
        story,
        "This part was for bus fares. Now you have a free pass, and need no fares.",
        "The letter with the free pass.",
        at,
        without=story.notices["off"].person.called_by,
    )


def it_stands(story: Story, at: datetime) -> None:
    """Let the time to ask again go by; then the notice stands, and the money goes back to the fund."""
    stands = conclude_notice(by=story.cast["Priya"], notice=story.notices["stands"], now=at)
    reclaim_money(by=story.cast["Ngozi"], notice=stands, now=at + timedelta(minutes=30))


# Savings --------------------------------------------------------------------------------------------------------------

SAVED = {"Ada": 340, "Malik": 5_850}


def tell_savings(story: Story, at: datetime) -> None:
    """Let two people say what they have saved. Only they see it."""
    for called_by, saved in SAVED.items():
        _, person = who(story, called_by)
        tell_own_capital(by=person, person=person, amount=Money(saved * 100, place.CURRENCY), now=at)


# (how many working days before the end, what)
ACTS: tuple[tuple[int, Act], ...] = (
    (60, ask_back_too_much),
    (55, it_is_asked_again),
    (50, it_is_taken_off),
    (48, ask_back_a_little),
    (26, it_stands),
    (15, give_receipts),
    (14, tell_savings),
    (5, talk_about_one),
    (3, somebody_asks_for_a_talk),
)
