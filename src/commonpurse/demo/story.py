"""Nine months of the invented place, told by the real commands from its founding to this day.

Each week looks alike: on the first working day finance reads the bank's statement of the week before; on the second
new budgets are opened, money is given out, asks are answered and what came back is mended; on the last but one the file
for the bank is made by one finance officer, approved by the other and sent; on the last the bank's answer is read.
Ten days after a month its books are closed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from commonpurse.demo import (
    agreed_acts,
    blockage_acts,
    challenge_acts,
    charter_acts,
    chosen_acts,
    deciding_acts,
    directory_acts,
    lawful_acts,
    leaving_acts,
    message_acts,
    order_acts,
    partner_acts,
    place,
    plan_acts,
    pooling_acts,
    promise_acts,
    readiness_acts,
    referral_acts,
    rosa_acts,
    stand_in_acts,
    step_acts,
)
from commonpurse.demo.agreed_acts import agree_together
from commonpurse.demo.check_acts import write_down_checks
from commonpurse.demo.finance_acts import give_out, make_file, read_answers, send_file
from commonpurse.demo.founding import found
from commonpurse.demo.last_days import tell_last_days
from commonpurse.demo.lawful_acts import UNTIL_REVIEW, hold_reviews, set_tiers
from commonpurse.demo.message_acts import choose_ways, leave_some_waiting, send_round
from commonpurse.demo.people_acts import answer_asks, hold_for_a_while, live, mend_payments, open_budgets
from commonpurse.demo.protected_acts import protect_some
from commonpurse.demo.statement_acts import close_last_month, read_statement
from commonpurse.demo.telling import Act, Story, first_monday, moment, open_bank, working_days, working_moment_before
from commonpurse.demo.wishes import Wish, wishes_of
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.periods import business_date
from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.commands import add_debtor_account

Told = Callable[[str, int, int], None]
PEOPLE_A_WEEK = 4
FIRST_WEEK_OF_BUDGETS = 4  # by then the first money has arrived
WEEK = timedelta(days=7)
PAST_TWO = (0, 0, 5, 15, 20, 35)  # minutes; Tomasz checks after his lunch, and before the bank's hour
TOP_UP_WEEKS, TOP_UP_SHARE = (18, 30), 0.5
HOSPITAL_WEEK = 31


def tell(*, now: datetime, told: Told = lambda what, done, whole: None) -> Story:
    """Tell the whole story into an empty database, up to `now`. `told` hears what is told, how far, of how much."""
    try:
        return _tell(now, told)
    except (Refused, NotAllowed) as refusal:
        faults = [str(refusal), *(str(error) for error in getattr(refusal, "errors", []))]
        raise RuntimeError(f"the story met a rule that it does not know: {' '.join(faults)}") from refusal


def _tell(now: datetime, told: Told) -> Story:
    begins_on = first_monday(now)
    cast = found(moment(begins_on, 9), now)
    account = add_debtor_account(
        by=cast["Ngozi"],
        name="Current account",
        holder_name=place.HOLDER,
        account=TypedAccount(sort_code=place.SORT_CODE, account_number=place.ACCOUNT_NUMBER),
        now=moment(begins_on, 10),
    )
    story = Story(
        now=now,
        cast=cast,
        account=account,
        bank=open_bank(begins_on, now),
        read_until=begins_on,
        closed_until=begins_on,
    )
    choose_ways(story, moment(begins_on, 11))
    protect_some(story, moment(begins_on, 12))
    set_tiers(story, moment(begins_on, 13))
    decided = decided_on(story)
    weeks = (business_date(now) - begins_on).days // 7 + 1
    diary = diary_of(weeks)
    for week in range(weeks):
        monday = begins_on + week * WEEK
        told(f"The week of {monday:%-d %B}", week, weeks)
        tell_week(story, week, monday, diary, decided)
    told("The last days", weeks, weeks)
    tell_last_days(story)
    leave_some_waiting(story)
    return story


@dataclass(frozen=True)
class Entry:
    """That the person of this place in the list wants something in this week."""

    place: int
    wish: Wish


def opens_in_week(person: int) -> int:
    """Return the week in which the person of that place in the list gets a budget."""
    return FIRST_WEEK_OF_BUDGETS + person // PEOPLE_A_WEEK


def diary_of(weeks: int) -> dict[int, list[Entry]]:
    """Return what comes up in each week, over all people."""
    diary: dict[int, list[Entry]] = {}
    for person in range(len(place.NAMES)):
        opens = opens_in_week(person)
        for wish in wishes_of(person, weeks=weeks - opens - 1, seed=person):
            diary.setdefault(opens + 1 + wish.weeks, []).append(Entry(person, wish))
    return diary


def decided_on(story: Story) -> dict[date, list[Act]]:
    """Return what is agreed and decided on which day, counted back from the end."""
    acts: dict[date, list[Act]] = {}
    decided = (agreed_acts, deciding_acts, challenge_acts, lawful_acts)
    partners = (charter_acts, partner_acts, promise_acts, readiness_acts, pooling_acts, leaving_acts)
    came_in = (referral_acts, chosen_acts, rosa_acts)
    planned = (plan_acts, step_acts, stand_in_acts, *came_in, blockage_acts, directory_acts, order_acts)
    told = (*decided, message_acts, *planned, *partners)
    for days, act in (pair for chapter in told for pair in chapter.ACTS):
        acts.setdefault(business_date(working_moment_before(story.now, days)), []).append(act)
    return acts


def tell_week(
    story: Story, week: int, monday: date, diary: dict[int, list[Entry]], decided: dict[date, list[Act]]
) -> None:
    """Tell one week, as far as it is over."""
    days = working_days(monday, story.now)
    people = story.cast.people
    for number, day in enumerate(days):
        send_round(story, moment(day, 8, 30))
        if number == 0 and monday > story.read_until:
            read_statement(story, monday, moment(day, 9))
            close_last_month(story, moment(day, 9, 20))
        if number == 1 or len(days) == 1:
            begin = [pair for place_, pair in enumerate(people) if opens_in_week(place_) == week]
            open_budgets(story, begin, moment(day, 9, 30))
            write_down_checks(story, begin, moment(day, 9, 40))
            give_out(story, [invented for invented, _ in begin], moment(day, 9, 45), reason="To begin with")
            agree_together(story, begin, moment(day, 9, 48))
            sat_down = [pair for place_, pair in enumerate(people) if opens_in_week(place_) == week - UNTIL_REVIEW]
            hold_reviews(story, sat_down, moment(day, 9, 49))
            if week in TOP_UP_WEEKS:
                top_up(story, week, moment(day, 9, 50))
            if week == HOSPITAL_WEEK:
                until = business_date(story.now) + timedelta(days=60)
                hold_for_a_while(story, "Big Col", moment(day, 9, 55), until)
            answer_asks(story, moment(day, 10))
            mend_payments(story, moment(day, 10, 30))
        entries = diary.get(week, [])
        for turn, entry in enumerate(entries):
            if (entry.place + week) % len(days) == number:
                invented, person = people[entry.place]
                live(story, invented, person, entry.wish, moment(day, 11, turn % 60))
        for act in decided.get(day, []):
            act(story, moment(day, 12, 30))
        if number == len(days) - 2:
            bank_file = make_file(story, moment(day, 13, 30))
            if bank_file is not None:
                send_file(story, bank_file, moment(day, 14, story.dice("check", day).choice(PAST_TWO)))
        if number == len(days) - 1:
            read_answers(story, moment(day, 16))
        send_round(story, moment(day, 16, 30))


def top_up(story: Story, week: int, at: datetime) -> None:
    """Give half of those who have a budget a second sum."""
    again = [
        invented
        for invented, _ in story.cast.people
        if invented.reference in story.budgets and story.dice("again", week, invented.reference).random() < TOP_UP_SHARE
    ]
    give_out(story, again, at, reason="After the review")
