"""The last days of the story: what waits for the visitor to do."""

from __future__ import annotations

from datetime import datetime, timedelta

from commonpurse.demo import place
from commonpurse.demo.deciding_acts import free_of, see_that_there_is
from commonpurse.demo.finance_acts import make_file, read_answers, send_file
from commonpurse.demo.founding import pounds
from commonpurse.demo.people_acts import live, payee_for, release
from commonpurse.demo.rights_acts import complain, keep_somebody_away, share_with_femi
from commonpurse.demo.telling import Story, who, working_moment_before
from commonpurse.demo.wishes import Wish
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.commands import allocate_money
from commonpurse.money.budgets.queries import person_money
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import make_ask
from commonpurse.money.decisions.rules import AskState
from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.business_days import business_days_after
from commonpurse.money.payments.commands import change_payee_account
from commonpurse.money.payments.queries import next_execution_day

# Malik's account was changed on the last afternoon at work. Where that is too long ago for the 72 hours of the wait
# still to run for the visitor, it was changed this many hours ago, on whatever day that was.
AT_MOST_HOURS_AGO, ELSE_HOURS_AGO = 66, 20
BUS_PASS = Wish(0, "A bus pass", "travel", 3_850, "own", asks=False)
PHONE_DATA = Wish(0, "Data for three months", "phone_and_data", 2_100, "own", asks=False)
BIKE = Wish(0, "Getting my bike repaired", "travel", 4_250, "supplier", "Quay Street Cycles", asks=False)
DESK_LAMP = Wish(0, "A lamp to read by", "household_setup", 1_850, "own")
LESSONS = Wish(0, "Five driving lessons", "course_fees", 17_500, "own")
ADAS_COURSE_COSTS = 28_000  # below what her own rule asks a friend about
METER = Wish(0, "The electricity meter", "household_setup", 3_000, "own", asks=False)
SENT_LAST, WAITING_FOR_FILE, WAITING_AFTER_FILE = 4, 6, 3


def tell_last_days(story: Story) -> None:
    """Tell what is open at the end, each thing at its own time, none after `now`."""
    last = working_moment_before(story.now, 0)
    acts = [
        (working_moment_before(story.now, 3), share_with_femi),
        (working_moment_before(story.now, 2), keep_somebody_away),
        (working_moment_before(story.now, 2), complain),
        (working_moment_before(story.now, 1), ada_gets_more),
        (last_afternoon(story.now), malik_changes_his_bank),
        (working_moment_before(story.now, 3), leave_a_yes),
        (last, send_a_last_file),
        (last + timedelta(minutes=10), ada_asks),
        (last + timedelta(minutes=15), malik_asks),
        (last + timedelta(minutes=20), leave_a_file_to_approve),
        (last + timedelta(minutes=40), leave_some_ready),
    ]
    for at, act in sorted(acts, key=lambda pair: pair[0]):
        act(story, min(at, story.now))


def has_own_scene(invented: place.InventedPerson) -> bool:
    return invented.called_by in ("Ada", "Malik")


def last_afternoon(now: datetime) -> datetime:
    """Return the end of the last afternoon at work, if the 72 hours from then still run; else the day before `now`."""
    afternoons = (working_moment_before(now, days) + timedelta(hours=6, minutes=30) for days in (0, 1))
    latest = next(at for at in afternoons if at <= now)
    return latest if now - latest <= timedelta(hours=AT_MOST_HOURS_AGO) else now - timedelta(hours=ELSE_HOURS_AGO)


def ada_gets_more(story: Story, at: datetime) -> None:
    """Give Ada's budget enough for the course that she has found."""
    invented, _ = who(story, "Ada")
    allocate_money(
        by=story.cast["Ngozi"],
        fund=story.cast.funds["fresh_start"],
        budget=story.budgets[invented.reference],
        amount=pounds(150),
        reason="Towards the course that Ada has found",
        request_id=new_id(),
        now=at,
    )


def ada_asks(story: Story, at: datetime) -> None:
    """Let Ada ask for the course that she found. She decides after a talk with Wren: the ask waits for that."""
    invented, ada = who(story, "Ada")
    costs = min(ADAS_COURSE_COSTS, free_of(story, "Ada", at) // 100 * 100)
    course = Wish(0, "A course to become a support worker", "course_fees", costs, "supplier", "Tidewater College")
    payee_for(story, invented, ada, course, at)
    live(story, invented, ada, course, at)


def malik_asks(story: Story, at: datetime) -> None:
    """Let Malik ask for what Wren must agree to as well, and Idris after her: the clock runs."""
    invented, malik = who(story, "Malik")
    see_that_there_is(story, "Malik", LESSONS.amount_minor, "For his driving test", at)
    live(story, invented, malik, LESSONS, at)


def leave_a_yes(story: Story, at: datetime) -> None:
    """Let somebody have a yes to a small thing that nobody has released yet: the manager finds it waiting."""
    for invented, person in story.cast.people:
        if has_own_scene(invented) or invented.worker.startswith("Wren"):
            continue
        money = person_money(viewer=person, person=person, today=business_date(at))
        if money is not None and money.available.minor >= DESK_LAMP.amount_minor:
            ask = make_ask(
                by=person,
                budget=story.budgets[invented.reference],
                what_for=DESK_LAMP.what_for,
                amount=Money(DESK_LAMP.amount_minor, place.CURRENCY),
                spend_kind=SpendKind(DESK_LAMP.spend_kind),
                request_id=new_id(),
                now=at,
            )
            if ask.state == AskState.GRANTED:
                return


def malik_changes_his_bank(story: Story, at: datetime) -> None:
    """Let Wren write down Malik's new account: money to it waits, and one payment waits with it."""
    invented, malik = who(story, "Malik")
    first = payee_for(story, invented, malik, BUS_PASS, at)
    story.payees[invented.reference, "own"] = change_payee_account(
        by=story.cast["Wren"],
        payee=first.payee,
        holder_name=invented.name_at_bank,
        account=TypedAccount(sort_code="004418", account_number="60718293"),
        now=at,
    )
    release(story, invented, malik, BUS_PASS, at + timedelta(minutes=15))


def send_a_last_file(story: Story, at: datetime) -> None:
    """Send a file that no statement shows yet: its payments are sent, and not known to be paid.

    One of them the bank refuses at once, for an account that does not exist: it is Wren's to mend.
    """
    release_some(story, SENT_LAST, METER, at)
    wrens = [pair for pair in story.cast.people if pair[0].worker.startswith("Wren") and not has_own_scene(pair[0])]
    next(pair for pair in wrens if release(story, *pair, BIKE, at) is not None)
    bank_file = make_file(story, at)
    if bank_file is not None:
        send_file(story, bank_file, at)
        read_answers(story, at + timedelta(minutes=12))


def leave_a_file_to_approve(story: Story, at: datetime) -> None:
    """Let Ngozi make a file that Tomasz has not looked at. It asks for a day late enough for the visitor."""
    release_some(story, WAITING_FOR_FILE, PHONE_DATA, at)
    day = business_days_after(next_execution_day(story.account, story.now), 2)
    make_file(story, min(at + timedelta(minutes=10), story.now), day)


def leave_some_ready(story: Story, at: datetime) -> None:
    """Leave a few payments ready for a file that the visitor makes."""
    release_some(story, WAITING_AFTER_FILE, BUS_PASS, at)


def release_some(story: Story, count: int, wish: Wish, at: datetime) -> None:
    """Release the same small thing for so many people, other than those with a story of their own."""
    for invented, person in reversed(story.cast.people):
        if count and not has_own_scene(invented) and release(story, invented, person, wish, at) is not None:
            count -= 1
