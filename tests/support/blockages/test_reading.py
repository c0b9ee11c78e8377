"""What the group and the board may not read waits for her yes to one line; and who is asked may be nobody of ours."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.helping import OnlyAlone, helped_by
from commonpurse.kernel.messages.models import News
from commonpurse.parties.partners.queries import system_member
from commonpurse.parties.people.commands import raise_wall
from commonpurse.support.blockages.commands import end_blockage, move_blockages_on, take_back_reading
from commonpurse.support.blockages.models import BlockageShown
from commonpurse.support.blockages.queries import (
    Unread,
    agenda_of,
    answers_of,
    asked_of,
    get_blockage,
    get_blockage_told,
    get_what_is_let,
    may_answer,
    may_answer_reading,
    reading_of,
)
from commonpurse.support.blockages.rules import FlexKind, Level, Outcome, Reads, group_until
from commonpurse.support.plans.commands import name_coordinator
from tests.factories import NOW, TODAY, Standing
from tests.support.blockages.making import make_blockage, make_flex, make_let, make_no, make_unread
from tests.support.blockages.test_blockages import refused
from tests.support.plans.making import show_plan_to

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def of_board(people: Standing, today: Any = TODAY) -> Any:
    found = agenda_of(viewer=people.priya, level=Level.BOARD, today=today)
    assert found is not None
    return found


def test_nobody_there_may_read_it_so_she_is_asked_and_the_board_reads_what_it_waits_for(people: Standing) -> None:
    hers = make_blockage(people)
    at_board = NOW + (group_until(hers.answer_by) + DAY - TODAY)
    for at in (NOW + (hers.answer_by + DAY - TODAY), at_board):  # she is asked for the group, and again for the board
        move_blockages_on(by=system_member(), now=at)
    news = News.objects.filter(subject_id=hers.id, recipient_id=people.ada.id).order_by("happened_at")
    assert [one.kind for one in news] == ["blockage_may_read", "blockage_board_may_read"]
    found = of_board(people, at_board.date())
    assert (found.blockages, found.unread) == ([], [Unread(Reads.WAITS, at_board.date(), has_asked=True)])
    assert get_what_is_let(viewer=people.priya, blockage_id=hers.id, today=at_board.date()) is None
    show_plan_to(people, people.priya)  # somebody of the board reads it by the plan: nobody is asked any more
    assert reading_of(hers, at_board.date()).reads is Reads.BY_THE_PLAN
    refused("reading_not_asked", make_let, people, hers, now=at_board)
    refused("reading_not_asked", make_let, people, hers)  # it is with who was asked


def test_her_yes_opens_one_line_to_who_sits_there_and_closes_again(people: Standing) -> None:
    hers = make_unread(people)
    for other in (people.priya, people.femi, people.stranger):
        with pytest.raises(NotAllowed):
            make_let(people, hers, by=other)
    with helped_by(people.wren.id), pytest.raises(OnlyAlone):
        make_let(people, hers)
    said = make_let(people, hers)
    assert make_let(people, hers) == said
    assert News.objects.filter(subject_id=hers.id, recipient_id=people.priya.id, kind="blockage_to_board").exists()
    assert (said.reader, [one.id for one in of_board(people).blockages], of_board(people).unread) == (
        "board",
        [hers.id],
        [],
    )
    assert get_what_is_let(viewer=people.priya, blockage_id=hers.id, today=TODAY) == hers
    assert get_blockage(viewer=people.priya, blockage_id=hers.id, today=TODAY) is None  # nothing of her plan
    for outside in (people.femi, people.ngozi):
        assert get_what_is_let(viewer=outside, blockage_id=hers.id, today=TODAY) is None
        assert not may_answer(viewer=outside, blockage=hers, today=TODAY)
    take_back_reading(by=people.ada, blockage=hers, now=NOW)
    assert get_what_is_let(viewer=people.priya, blockage_id=hers.id, today=TODAY) is None
    with pytest.raises(NotAllowed):
        make_flex(people, hers, by=people.priya)
    assert not make_let(people, hers, is_yes=False).is_yes
    assert [one.reads for one in of_board(people).unread] == [Reads.NOT_THIS]
    make_let(people, hers)
    make_flex(people, hers, by=people.priya)
    assert get_what_is_let(viewer=people.priya, blockage_id=hers.id, today=TODAY) is None  # it was to answer it
    assert BlockageShown.objects.filter(blockage=hers).count() == 3


def test_no_wall_is_opened_by_it_and_a_yes_to_the_group_is_none_to_the_board(people: Standing) -> None:
    hers = make_unread(people, now=NOW - 3 * DAY)
    early = NOW - 30 * DAY
    assert make_let(people, hers, now=early).reader == "group"
    assert reading_of(hers, early.date()).reads is Reads.LET
    assert reading_of(hers, TODAY).reads is Reads.WAITS
    refused("moved_meanwhile", make_let, people, hers, level=Level.GROUP)  # a page that was open since then
    make_let(people, hers)
    raise_wall(by=people.ada, person=people.ada, member=people.priya, bond="landlord", now=NOW)
    assert get_what_is_let(viewer=people.priya, blockage_id=hers.id, today=TODAY) is None
    assert (of_board(people).blockages, of_board(people).unread) == ([], [])


def test_who_was_asked_writes_down_what_she_said_and_she_is_told(people: Standing) -> None:
    hers = make_blockage(people)
    at_board = NOW + (group_until(hers.answer_by) + DAY - TODAY)
    said = make_let(people, hers, by=people.wren, is_yes=False, now=at_board)
    assert said.told_to == people.wren
    other = make_let(people, hers, by=people.wren, now=at_board)
    take_back_reading(by=people.wren, blockage=hers, now=at_board)
    assert reading_of(hers, at_board.date()).reads is Reads.WAITS
    news = News.objects.filter(recipient_id=people.ada.id).order_by("id")
    assert list(news.values_list("kind", "subject_id")) == [
        ("blockage_read_written", said.id),
        ("blockage_read_written", other.id),
        ("blockage_read_taken_back", other.id),
    ]
    assert get_blockage_told(viewer=people.ada, shown_id=said.id, today=TODAY) == hers
    assert get_blockage_told(viewer=people.stranger, shown_id=said.id, today=TODAY) is None


def test_what_she_said_herself_no_worker_writes_over(people: Standing) -> None:
    hers = make_blockage(people)
    at_board = NOW + (group_until(hers.answer_by) + DAY - TODAY)
    for is_yes in (False, True):
        make_let(people, hers, is_yes=is_yes, now=at_board)
        refused("said_herself", make_let, people, hers, by=people.wren, is_yes=not is_yes, now=at_board)
        reading = reading_of(hers, at_board.date())
        assert not may_answer_reading(viewer=people.wren, blockage=hers, reading=reading, today=at_board.date())
    refused("said_herself", take_back_reading, by=people.wren, blockage=hers, now=at_board)
    end_blockage(by=people.ada, blockage=hers, now=at_board)
    assert News.objects.filter(subject_id=hers.id, recipient_id=people.priya.id, kind="blockage_gone").exists()


def test_somebody_else_is_asked_in_words_by_who_coordinates_or_raised_it_or_the_group_at_once(people: Standing) -> None:
    words: dict[str, Any] = {"asked": None, "asked_words": "Housing office"}
    refused("asked_words_needed", make_blockage, people, asked=None, asked_words=" ")
    partner = f"the {people.wren.organisation.name.upper()}"
    refused("asked_is_partner", make_blockage, people, asked=None, asked_words=partner)
    at_once = make_blockage(people, words="x", **words)
    assert (at_once.asked, at_once.level_on(TODAY), at_once.to_group_at) == (None, Level.GROUP, NOW)
    assert move_blockages_on(by=system_member(), now=NOW) == {}
    raised = make_blockage(people, by=people.wren, words="y", **words)
    assert (raised.asked, raised.asked_words, raised.level_on(TODAY)) == (
        people.wren,
        "Housing office",
        Level.PRACTITIONER,
    )
    name_coordinator(by=people.ada, person=people.ada, member=people.wren, now=NOW)
    hers = make_blockage(people, words="z", **words)
    assert (hers.asked, hers in asked_of(viewer=people.wren, today=TODAY)) == (people.wren, True)
    # They tell how the housing office gave way: that is nobody's authority here. A rule for all is the board's still.
    assert FlexKind.LEGAL in answers_of(viewer=people.wren, blockage=hers)[1]
    refused("authority_needed", make_flex, people, hers, outcome=Outcome.CHANGED)
    assert make_flex(people, hers, kind=FlexKind.LEGAL).organisation is None  # it was no partner that gave way
    no = make_no(people, raised)
    assert (no.outcome, no.tells_of_others) == ("refused", True)
