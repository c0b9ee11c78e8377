"""Who coordinates, how the weeks were, when somebody was last in touch, and a calendar that says nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from commonpurse.kernel.calendars import as_ical
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.models import News
from commonpurse.parties.partners.commands import end_membership
from commonpurse.parties.people.commands import end_support, raise_wall, start_support
from commonpurse.parties.people.models import Support
from commonpurse.support.plans.commands import (
    answer_coordinator,
    ask_about_weeks,
    check_in,
    choose_week_ask,
    make_calendar,
    move_step,
    name_coordinator,
    note_contact,
    remind_of_steps,
    shut_calendar,
)
from commonpurse.support.plans.models import CalendarFeed, CheckIn, Coordinator
from commonpurse.support.plans.queries import (
    Coordinating,
    InTouch,
    a_word_with,
    calendar_of,
    check_ins_of,
    coordinating,
    could_coordinate,
    days_of_secret,
    in_touch_of,
)
from commonpurse.support.plans.rules import (
    NEWS_STEP_SOON,
    NEWS_WEEK_ASKED,
    OVERLAP_DAYS,
    AskedHow,
    CoordinatorRefused,
    Face,
    PlanRefused,
    State,
)
from tests.factories import NOW, TODAY, Standing
from tests.support.plans.making import by_member, make_step

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=OVERLAP_DAYS)


def of_ada(people: Standing, today: Any = TODAY) -> Coordinating:
    found = coordinating(viewer=people.ada, person=people.ada, today=today)
    assert found is not None
    return found


def name(people: Standing, member: Any, by: Any = None) -> Coordinator:
    return name_coordinator(by=by or people.priya, person=people.ada, member=member, now=NOW)


def works_too(people: Standing) -> None:
    """Femi works with Ada too, from today on."""
    start_support(by=people.priya, person=people.ada, member=people.femi, starts_on=TODAY, now=NOW)


def test_who_coordinates_is_named_and_begins_with_her_yes(people: Standing) -> None:
    named = name(people, people.wren)
    assert name(people, people.wren) == named
    assert (of_ada(people).lead, of_ada(people).waiting) == (None, named)
    with pytest.raises(NotAllowed):
        answer_coordinator(by=people.stranger, named=named, is_yes=True, now=NOW)
    for _ in range(2):
        answer_coordinator(by=people.ada, named=named, is_yes=True, now=NOW)
    assert of_ada(people).lead == named
    known = in_touch_of(viewer=people.wren, person_ids=[people.ada.id], today=TODAY)
    assert known == {people.ada.id: InTouch("Wren", lead_is_here=True)}
    assert in_touch_of(viewer=people.femi, person_ids=[people.ada.id], today=TODAY) == {}
    assert [one.caseload for one in could_coordinate(viewer=people.ada, person=people.ada, today=TODAY)] == [1]


def test_with_her_no_nothing_changes(people: Standing) -> None:
    named = name(people, people.wren)
    answer_coordinator(by=people.ada, named=named, is_yes=False, now=NOW)
    assert (of_ada(people).lead, of_ada(people).waiting) == (None, None)


def test_a_handover_has_an_overlap_and_then_one_coordinates(people: Standing) -> None:
    first = name(people, people.wren, by=people.ada)
    works_too(people)
    second = name(people, people.femi)
    assert of_ada(people).lead == first
    answer_coordinator(by=people.ada, named=second, is_yes=True, now=NOW)
    shown = of_ada(people)
    assert (shown.lead, shown.handing_over) == (second, [first])
    after = of_ada(people, TODAY + timedelta(days=OVERLAP_DAYS))
    assert (after.lead, after.handing_over) == (second, [])


def test_it_never_ends_by_leaving_and_the_gap_shows(people: Standing) -> None:
    first = name(people, people.wren, by=people.ada)
    end_membership(by=people.administrator, member=people.wren, now=NOW)
    shown = of_ada(people)
    assert (shown.lead, shown.is_gap) == (first, True)
    works_too(people)
    second = name(people, people.femi, by=people.ada)
    assert (of_ada(people).lead, of_ada(people).handing_over, of_ada(people).is_gap) == (second, [], False)


def test_her_own_choice_answers_what_was_named_for_her(people: Standing) -> None:
    works_too(people)
    waiting = name(people, people.femi)
    with pytest.raises(CoordinatorRefused):
        name(people, people.wren)
    chosen = name(people, people.wren, by=people.ada)
    waiting.refresh_from_db()
    assert (of_ada(people).lead, waiting.is_agreed) == (chosen, False)


@pytest.mark.parametrize("who", ["femi", "ngozi"])
def test_who_does_not_work_with_her_cannot_coordinate(people: Standing, who: str) -> None:
    with pytest.raises(CoordinatorRefused) as no:
        name(people, getattr(people, who))
    assert no.value.code == "works_not_with_her"


def test_nobody_names_themselves_to_somebody_they_know_nothing_of(people: Standing) -> None:
    for by in (people.wren, people.femi, people.stranger):
        with pytest.raises(NotAllowed):
            name(people, people.wren, by=by)


def last_in_touch_told(people: Standing, viewer: Any) -> Any:
    return in_touch_of(viewer=viewer, person_ids=[people.ada.id], today=TODAY)[people.ada.id].last_on


def test_a_week_is_told_by_her_or_written_down_and_shown_to_whom_she_shares_it_with(people: Standing) -> None:
    hers = {check_in(by=people.ada, person=people.ada, face=Face.BAD, words="Cold.", now=NOW).id for _ in range(2)}
    assert len(hers) == 1
    for minutes, face in ((1, Face.GOOD), (2, Face.BAD)):
        check_in(by=people.ada, person=people.ada, face=face, words="Cold.", now=NOW + timedelta(minutes=minutes))
    works_too(people)
    assert last_in_touch_told(people, people.wren) == TODAY
    assert last_in_touch_told(people, people.femi) is None  # Femi knows her name: that she told it is not his to know
    check_in(by=people.wren, person=people.ada, face=Face.GOOD, now=NOW + timedelta(days=7))
    told = check_ins_of(viewer=people.wren, person=people.ada, today=TODAY)
    assert [one.face for one in told] == ["good", "bad", "good", "bad"]
    assert check_ins_of(viewer=people.femi, person=people.ada, today=TODAY) == []
    with pytest.raises(NotAllowed):
        check_in(by=people.femi, person=people.ada, face=Face.GOOD, now=NOW)
    for viewer in (people.wren, people.femi):
        assert last_in_touch_told(people, viewer) == TODAY + timedelta(days=7)


def test_that_one_was_in_touch_says_nothing_of_how_it_was(people: Standing) -> None:
    for _ in range(2):
        note_contact(by=people.wren, person=people.ada, now=NOW)
    assert [(one.face, one.words) for one in CheckIn.objects.all()] == [("", "")]
    with pytest.raises(NotAllowed):
        note_contact(by=people.femi, person=people.ada, now=NOW)


def quiet_people(*, viewer: Any, today: Any) -> list[Any]:
    return a_word_with(viewer=viewer, today=today).quiet


def test_whoever_was_not_heard_of_for_two_weeks_is_shown_to_who_works_with_her(people: Standing) -> None:
    works_too(people)
    [never] = quiet_people(viewer=people.wren, today=TODAY)
    assert (never.person, never.last_on, never.is_nobodys) == (people.ada, None, False)
    assert never.since == Support.objects.get(member=people.wren).starts_on
    note_contact(by=people.wren, person=people.ada, now=NOW)
    check_in(by=people.ada, person=people.ada, face=Face.BAD, now=NOW + timedelta(days=5))  # nobody was in touch by it
    for days, quiet in ((0, False), (13, False), (14, True)):
        for viewer in (people.wren, people.femi):  # Femi knows her name, and no more
            found = quiet_people(viewer=viewer, today=TODAY + timedelta(days=days))
            assert [one.last_on for one in found] == ([TODAY] if quiet else [])
    told = quiet_people(viewer=people.priya, today=TODAY + timedelta(days=14))
    assert people.ada not in [one.person for one in told]  # who works with her is told


def test_of_whom_nobody_works_with_a_manager_is_told_and_nobody_behind_a_wall(people: Standing) -> None:
    later = TODAY + timedelta(days=14)
    end_support(by=people.priya, support=Support.objects.get(member=people.wren), ends_on=TODAY, now=NOW)
    assert [one.person for one in quiet_people(viewer=people.priya, today=TODAY)] == [people.stranger]
    found = quiet_people(viewer=people.priya, today=later)
    assert {(one.person, one.since, one.is_nobodys) for one in found} >= {(people.ada, TODAY, True)}
    assert quiet_people(viewer=people.wren, today=later) == []
    raise_wall(by=people.ada, person=people.ada, member=people.priya, bond="relative", now=NOW)
    assert people.ada not in [one.person for one in quiet_people(viewer=people.priya, today=later)]


def weeks_to_ask(*, viewer: Any, today: Any) -> list[Any]:
    return a_word_with(viewer=viewer, today=today).to_ask


def ask_me(people: Standing, how: AskedHow, *, weekday: int = 4) -> None:
    """Ada says on Monday how she wants to be asked on Fridays."""
    choose_week_ask(by=people.ada, person=people.ada, how=how, weekday=weekday, now=NOW)


def test_she_is_asked_by_her_news_once_on_her_day_unless_she_said_it_already(people: Standing) -> None:
    def asked(days: int) -> int:
        return ask_about_weeks(by=people.priya, now=NOW + timedelta(days=days))

    assert asked(4) == 0  # nobody is asked who never said so
    ask_me(people, AskedHow.BY_NEWS)
    assert [asked(days) for days in (3, 4, 4, 5, 6)] == [0, 1, 1, 1, 0]
    news = News.objects.filter(kind=NEWS_WEEK_ASKED)
    assert [(each.recipient_id, each.happened_at) for each in news] == [(people.ada.id, NOW + timedelta(days=4))]
    check_in(by=people.ada, person=people.ada, face=Face.GOOD, now=NOW + timedelta(days=8))
    assert asked(11) == 0
    note_contact(by=people.wren, person=people.ada, now=NOW + timedelta(days=17))
    assert asked(18) == 1
    ask_me(people, AskedHow.NOT)
    assert asked(25) == 0
    with pytest.raises(NotAllowed):
        ask_about_weeks(by=people.wren, now=NOW)
    with pytest.raises(NotAllowed):
        choose_week_ask(by=people.wren, person=people.ada, how=AskedHow.NOT, weekday=1, now=NOW)  # type: ignore[arg-type]
    with pytest.raises(PlanRefused):
        ask_me(people, AskedHow.BY_NEWS, weekday=7)


def test_who_wants_to_be_asked_in_person_stands_with_who_coordinates(people: Standing) -> None:
    ask_me(people, AskedHow.IN_PERSON)
    friday, monday = TODAY + timedelta(days=4), TODAY + timedelta(days=7)
    assert weeks_to_ask(viewer=people.wren, today=friday) == []  # nobody coordinates yet
    name(people, people.wren, by=people.ada)
    works_too(people)
    for viewer, day, is_asked in (
        (people.wren, friday - timedelta(days=1), False),
        (people.wren, friday, True),
        (people.wren, monday, True),
        (people.femi, friday, False),
    ):
        assert [one.person for one in weeks_to_ask(viewer=viewer, today=day)] == ([people.ada] if is_asked else [])
    assert ask_about_weeks(by=people.priya, now=NOW + timedelta(days=4)) == 0
    check_in(by=people.wren, person=people.ada, face=Face.SO_SO, now=NOW + timedelta(days=5))
    assert weeks_to_ask(viewer=people.wren, today=monday) == []


def test_the_calendar_holds_her_own_days_and_not_a_word_of_hers(people: Standing) -> None:
    step = make_step(people)
    make_step(people, what="Ring them", owner=by_member(people.wren))
    make_step(people, what="Some day", by_when=None)
    done = make_step(people, what="Sleep", by_when=TODAY)
    move_step(by=people.ada, step=done, to=State.DONE, now=NOW)
    secret = make_calendar(by=people.ada, person=people.ada, now=NOW).secret
    days = days_of_secret(secret, today=TODAY)
    assert days is not None
    text = as_ical(days)
    assert text.splitlines() == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//days//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{step.id}",
        "DTSTAMP:20260601T093000Z",
        "SEQUENCE:0",
        "DTSTART;VALUE=DATE:20260611",
        "DTEND;VALUE=DATE:20260612",
        "SUMMARY:Something to do",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    assert text.count("\r\n") == len(text.splitlines())


def test_a_leaked_address_is_shut_and_another_made(people: Standing) -> None:
    first = make_calendar(by=people.ada, person=people.ada, now=NOW)
    assert first.secret not in str(list(CalendarFeed.objects.values()))
    second = make_calendar(by=people.ada, person=people.ada, now=NOW)
    found = [days_of_secret(secret, today=TODAY) for secret in (first.secret, second.secret, "")]
    assert found == [None, [], None]
    for _ in range(2):
        shut_calendar(by=people.ada, person=people.ada, now=NOW)
    assert (days_of_secret(second.secret, today=TODAY), calendar_of(viewer=people.ada)) == (None, None)
    with pytest.raises(NotAllowed):
        make_calendar(by=people.wren, person=people.ada, now=NOW)  # type: ignore[arg-type]


def test_she_is_reminded_once_the_day_before_of_her_own_steps_alone(people: Standing) -> None:
    hers = make_step(people)
    make_step(people, owner=by_member(people.wren))
    make_step(people, what="Some day", by_when=None)
    eve = NOW + timedelta(days=9)
    assert remind_of_steps(by=people.priya, now=NOW) == 0
    assert [remind_of_steps(by=people.priya, now=eve + timedelta(hours=hours)) for hours in (0, 1)] == [1, 1]
    reminded = News.objects.filter(kind=NEWS_STEP_SOON)
    assert [(news.recipient_id, news.subject_id) for news in reminded] == [(people.ada.id, hers.id)]
    move_step(by=people.ada, step=hers, to=State.DONE, now=eve)
    assert remind_of_steps(by=people.priya, now=eve) == 0
    with pytest.raises(NotAllowed):
        remind_of_steps(by=people.wren, now=eve)
