"""When money may be taken back off a person's line: only by a notice, whose steps these are. Plain values only.

Source: National Health Service (Direct Payments) Regulations 2013, SI 2013/1617, reg 15: on which grounds, and that the
notice gives reasons, amount, time to pay and who pays, and can be looked at again. Used here for every fund.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.kernel.words import Words
from commonpurse.kernel.workdays import working_days_after
from commonpurse.support.agreements.rules import check_counts_as_reason

# Our own choice, docs/adr/0091: the regulation says "a reasonable period"; four weeks is what a bill mostly gives.
FEWEST_DAYS = 28
MOST_DAYS = 366
# Source: Civil Procedure Rules 6.26: a letter counts as given on the second working day after it was posted.
POST_TAKES_WORKING_DAYS = 2


class RepaymentRefused(Refused):
    """A rule about notices said no. The code says which."""

    code = "repayment_refused"


class NoticeGround(StrEnum):
    """Why money may be asked back. Source: SI 2013/1617, reg 15."""

    CHANGED = "changed"
    UNSPENT = "unspent"
    BARRED_USE = "barred_use"
    CRIME = "crime"
    DEATH = "death"


class WhoPays(StrEnum):
    """Whose money it is that goes back."""

    BUDGET = "budget"
    HOLDER = "holder"
    ESTATE = "estate"


class GivenHow(StrEnum):
    """How the notice reached her."""

    IN_HAND = "in_hand"
    READ_OUT = "read_out"
    POST = "post"
    HER_PAGE = "her_page"


class NoticeState(StrEnum):
    WRITTEN = "written"
    AGREED = "agreed"
    GIVEN = "given"
    ASKED_AGAIN = "asked_again"
    HEARD = "heard"
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"


class NoticeNews(StrEnum):
    """What the person is told of, once each."""

    SHOWN = "notice_shown"
    GIVEN = "notice_given"
    ASKED_AGAIN = "notice_asked_again"
    HEARD = "notice_heard"
    CONCLUDED = "notice_concluded"
    WITHDRAWN = "notice_withdrawn"
    TAKEN = "money_reclaimed"


class NoticeOutcome(StrEnum):
    """What came of looking at it again."""

    UPHELD = "upheld"
    REDUCED = "reduced"
    WITHDRAWN = "withdrawn"


NOTICE_GROUND_WORDS = {
    NoticeGround.CHANGED: Words("The plan, or how they live, has changed a lot"),
    NoticeGround.UNSPENT: Words("A large sum was not spent"),
    NoticeGround.BARRED_USE: Words("Money went on something that the law or a rule bars"),
    NoticeGround.CRIME: Words("It looks as if a crime was done with the money"),
    NoticeGround.DEATH: Words("The person has died"),
}
# The same, said to her.
NOTICE_GROUND_SAID = {
    NoticeGround.CHANGED: Words("Your plan, or how you live, has changed a lot."),
    NoticeGround.UNSPENT: Words("A large part of the money was not spent."),
    NoticeGround.BARRED_USE: Words("Some money went on a thing that the law or a rule does not let it pay for."),
    NoticeGround.CRIME: Words("It looks as if somebody did a crime with the money."),
    NoticeGround.DEATH: Words("The person whose money it was has died."),
}
WHO_PAYS_WORDS = {
    WhoPays.BUDGET: Words("It comes out of what is left on the budget"),
    WhoPays.HOLDER: Words("Who held the money for them pays it"),
    WhoPays.ESTATE: Words("It comes out of the budget of who died"),
}
WHO_PAYS_SAID = {
    WhoPays.BUDGET: Words("It comes out of your budget. You pay nothing from your own pocket."),
    WhoPays.HOLDER: Words("Whoever held the money for you pays it. You pay nothing."),
    WhoPays.ESTATE: Words("It comes out of what is left on the budget. The family pays nothing."),
}
GIVEN_HOW_WORDS = {
    GivenHow.IN_HAND: Words("Given in hand"),
    GivenHow.READ_OUT: Words("Read out to them, and left with them"),
    GivenHow.POST: Words("Sent by post"),
    GivenHow.HER_PAGE: Words("Shown on their own page"),
}
# How one reads that is on her page, and that she has not said she has read.
SHOWN_WORDS = Words("On their page, not read yet")
SHOWN_SAID = Words("You have not said yet that you read it")
STATE_OF_NOTICE_WORDS = {
    NoticeState.WRITTEN: Words("Waits for a second person"),
    NoticeState.AGREED: Words("Agreed, not given yet"),
    NoticeState.GIVEN: Words("Given, the time to answer runs"),
    NoticeState.ASKED_AGAIN: Words("Is looked at again"),
    NoticeState.HEARD: Words("Was looked at again"),
    NoticeState.CONCLUDED: Words("Stands"),
    NoticeState.WITHDRAWN: Words("Taken off"),
}
# The same, said to her.
STATE_OF_NOTICE_SAID = {
    NoticeState.WRITTEN: Words("Not given to you yet"),
    NoticeState.AGREED: Words("Not given to you yet"),
    NoticeState.GIVEN: Words("You can ask us to look again"),
    NoticeState.ASKED_AGAIN: Words("We look at it again"),
    NoticeState.HEARD: Words("We looked at it again"),
    NoticeState.CONCLUDED: Words("It stands"),
    NoticeState.WITHDRAWN: Words("It is off"),
}
NOTICE_OUTCOME_WORDS = {
    NoticeOutcome.UPHELD: Words("It stays as it is"),
    NoticeOutcome.REDUCED: Words("It is less"),
    NoticeOutcome.WITHDRAWN: Words("It is taken off"),
}
NOTICE_NEXT = {
    NoticeState.WRITTEN: frozenset({NoticeState.AGREED, NoticeState.WITHDRAWN}),
    NoticeState.AGREED: frozenset({NoticeState.GIVEN, NoticeState.WITHDRAWN}),
    NoticeState.GIVEN: frozenset({NoticeState.ASKED_AGAIN, NoticeState.CONCLUDED, NoticeState.WITHDRAWN}),
    NoticeState.ASKED_AGAIN: frozenset({NoticeState.HEARD, NoticeState.WITHDRAWN}),
    NoticeState.HEARD: frozenset({NoticeState.CONCLUDED, NoticeState.WITHDRAWN}),
    NoticeState.CONCLUDED: frozenset({NoticeState.WITHDRAWN}),
    NoticeState.WITHDRAWN: frozenset(),
}

NOT_THERE_NOW = {
    NoticeState.WRITTEN: Words("Somebody else must agree to this notice first."),
    NoticeState.AGREED: Words("The notice was not given to the person yet. Give it first, and write down how."),
    NoticeState.GIVEN: Words("The notice was given already. The time to answer it runs."),
    NoticeState.ASKED_AGAIN: Words("It is being looked at again. Wait for what comes of it."),
    NoticeState.HEARD: Words("It was looked at again already."),
    NoticeState.CONCLUDED: Words("This notice stands. Nothing more can be asked or answered on it."),
    NoticeState.WITHDRAWN: Words("This notice was taken off. No money moves by it."),
}


def check_notice(
    *,
    ground: str,
    reasons: str,
    evidence: str,
    who_pays: str,
    days_to_pay: int,
    parts: Mapping[UUID, Money],
    available: Mapping[UUID, Money],
) -> None:
    """Check what is written. `parts`: how much is asked of each line; `available`: what each line has free now.

    Raises: RepaymentRefused (`ground_unknown`, `reasons_needed`, `evidence_needed`, `reason_is_score`,
    `reason_is_refusal`, `payer_unknown`, `time_too_short`, `time_too_long`, `amount_needed`, `line_unknown`,
    `more_than_there_is`).
    """
    if ground not in set(NoticeGround):
        raise RepaymentRefused("Choose from the list why.", code="ground_unknown", field="ground")
    if not reasons.strip():
        raise RepaymentRefused("Say why, in words the person can read.", code="reasons_needed", field="reasons")
    if not evidence.strip():
        raise RepaymentRefused("Say what shows it.", code="evidence_needed", field="evidence")
    check_counts_as_reason(reasons, field="reasons", refused=RepaymentRefused)
    check_counts_as_reason(evidence, field="evidence", refused=RepaymentRefused)
    if who_pays not in set(WhoPays):
        raise RepaymentRefused("Choose from the list who pays.", code="payer_unknown", field="who_pays")
    if days_to_pay < FEWEST_DAYS:
        raise RepaymentRefused(
            "Give at least {days} days.", code="time_too_short", field="days_to_pay", days=FEWEST_DAYS
        )
    if days_to_pay > MOST_DAYS:
        raise RepaymentRefused("Give at most {days} days.", code="time_too_long", field="days_to_pay", days=MOST_DAYS)
    if not parts or any(part.minor <= 0 for part in parts.values()):
        raise RepaymentRefused("Write an amount above zero.", code="amount_needed")
    for line, part in parts.items():
        if line not in available:
            raise RepaymentRefused("That part of the budget is not theirs.", code="line_unknown")
        if who_pays != WhoPays.HOLDER and part > available[line]:
            raise RepaymentRefused(
                "Only {available} of it is there and free. Ask for that or less. What is spent stays spent.",
                code="more_than_there_is",
                available=available[line],
            )


def check_step_of_notice(state: NoticeState, wanted: NoticeState) -> None:
    """Raises: RepaymentRefused (`wrong_state`), saying what there is to do first."""
    if wanted not in NOTICE_NEXT[state]:
        raise RepaymentRefused(NOT_THERE_NOW[state], code="wrong_state", state=state.value)


def check_second_agrees(issued_by: UUID, by: UUID) -> None:
    """Raises: RepaymentRefused (`same_person`)."""
    if issued_by == by:
        raise RepaymentRefused("You wrote this notice. Somebody else must agree to it.", code="same_person")


def check_third_hears(by: UUID, *, issued_by: UUID, agreed_by: UUID | None) -> None:
    """Who wrote the notice, or agreed to it, does not judge it. Raises: RepaymentRefused (`had_a_hand`)."""
    if by in (issued_by, agreed_by):
        raise RepaymentRefused(
            "You wrote this notice or agreed to it. Somebody who did not must look at it again.", code="had_a_hand"
        )


def check_why(why: str, field: str = "why") -> None:
    """Raises: RepaymentRefused (`reason_needed`)."""
    if not why.strip():
        raise RepaymentRefused("Say in plain words why. The person can read it.", code="reason_needed", field=field)


def check_is_shown(*, is_shown: bool) -> None:
    """Raises: RepaymentRefused (`not_shown`)."""
    if not is_shown:
        raise RepaymentRefused("This notice is not on your page.", code="not_shown")


def read_given(how: str, on: date, *, agreed_on: date, today: date) -> date:
    """Return the day on which it counts as given. Raises: RepaymentRefused (`how_unknown`, `day_wrong`).

    What is shown on her page counts from the day on which she says that she has read it, and from no other.
    """
    if how not in set(GivenHow):
        raise RepaymentRefused("Choose from the list how it was given.", code="how_unknown", field="how")
    if not agreed_on <= on <= today:
        raise RepaymentRefused(
            "Choose a day from {agreed_on:weekday} to today.", code="day_wrong", field="on", agreed_on=agreed_on
        )
    return working_days_after(on, POST_TAKES_WORKING_DAYS) if how == GivenHow.POST else on


def pay_by(given_on: date, days_to_pay: int) -> date:
    """The last day on which she can ask again; nothing is taken on it or before."""
    return given_on + timedelta(days=days_to_pay)


def check_in_time(pay_by_on: date, today: date) -> None:
    """Raises: RepaymentRefused (`too_late`)."""
    if today > pay_by_on:
        raise RepaymentRefused(
            "The last day to ask was {pay_by_on:weekday}. Tell your worker, or complain.",
            code="too_late",
            pay_by_on=pay_by_on,
        )


def check_time_has_passed(pay_by_on: date, today: date) -> None:
    """Raises: RepaymentRefused (`time_not_passed`)."""
    if today <= pay_by_on:
        raise RepaymentRefused(
            "The person has until {pay_by_on:weekday}. Wait for the day after.",
            code="time_not_passed",
            pay_by_on=pay_by_on,
        )


def read_outcome(outcome: str, reasons: str, amount: Money | None, whole: Money) -> Money | None:
    """Return the sum that is left of the notice, or None where it is taken off.

    Raises: RepaymentRefused (`outcome_unknown`, `reason_needed`, `reason_is_score`, `reason_is_refusal`,
    `amount_not_less`).
    """
    if outcome not in set(NoticeOutcome):
        raise RepaymentRefused("Choose what comes of it.", code="outcome_unknown", field="outcome")
    check_why(reasons, "reasons")
    if outcome == NoticeOutcome.WITHDRAWN:
        return None
    check_counts_as_reason(reasons, field="reasons", refused=RepaymentRefused)
    if outcome == NoticeOutcome.UPHELD:
        return whole
    if amount is None or not Money(0, whole.currency) < amount < whole:
        raise RepaymentRefused(
            "Write the new sum: above zero, and less than {whole}.", code="amount_not_less", field="amount", whole=whole
        )
    return amount


def check_may_be_taken(state: NoticeState, who_pays: WhoPays, pay_by_on: date | None, today: date) -> date:
    """Raises: RepaymentRefused (`not_concluded`, `notice_withdrawn`, `holder_pays`, `time_not_passed`)."""
    if state == NoticeState.WITHDRAWN:
        raise RepaymentRefused(NOT_THERE_NOW[state], code="notice_withdrawn")
    if state != NoticeState.CONCLUDED or pay_by_on is None:
        raise RepaymentRefused(
            "Money goes back only by a notice that stands. This one does not yet.", code="not_concluded"
        )
    if who_pays == WhoPays.HOLDER:
        raise RepaymentRefused(
            "By this notice another pays, and not the budget. Wait for their money at the bank.", code="holder_pays"
        )
    check_time_has_passed(pay_by_on, today)
    return pay_by_on


def share_out(total_minor: int, parts: Sequence[tuple[int, int]]) -> list[int]:
    """Say what each line gives: in the order of the notice, never more than its part, nor than it has free.

    `parts`: of each line what the notice asks and what is available, in minor units.
    Raises: RepaymentRefused (`nothing_there`).
    """
    left, taken = total_minor, []
    for asked, available in parts:
        take = max(0, min(left, asked, available))
        taken.append(take)
        left -= take
    if not any(taken):
        raise RepaymentRefused(
            "Nothing is free on the budget now. What is kept for something stays kept.", code="nothing_there"
        )
    return taken
