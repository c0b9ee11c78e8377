"""Something is wrong: who takes it, who answers by when, and who never learns of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from commonpurse.kernel.context import acting, context_of
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.texts import TextTooLong
from commonpurse.parties.consent.models import Wall
from commonpurse.parties.partners.commands import add_member
from commonpurse.rights.concerns.commands import (
    ConcernAnswered,
    TooManyAtOnce,
    add_note,
    answer_concern,
    ask_to_correct,
    complain_from_outside,
    make_complaint,
)
from commonpurse.rights.concerns.models import Concern
from commonpurse.rights.concerns.queries import get_concern, get_own_concern, open_concerns, own_concerns
from commonpurse.rights.concerns.rules import MOST_FROM_OUTSIDE_AN_HOUR, ConcernRefused, answer_by
from tests.factories import NOW, Standing, standing_people

ANSWER = {"outcome": "not_right", "answer": "The book says so."}


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def complaint(people: Standing) -> Concern:
    return make_complaint(by=people.ada, subject="somebody", about=people.wren, words=" She shouted. ", now=NOW)


@pytest.mark.parametrize(
    ("asked_on", "by"),
    [
        (date(2026, 6, 1), date(2026, 6, 29)),  # 20 working days on
        (date(2026, 12, 14), date(2027, 1, 14)),  # with three bank holidays
        (date(2026, 12, 23), date(2027, 1, 23)),  # 20 working days would be two days more than a month
        (date(2026, 4, 1), date(2026, 5, 1)),  # with Easter
        (date(2027, 1, 31), date(2027, 2, 28)),  # a month on there is no 31st
    ],
)
def test_an_answer_comes_in_twenty_working_days_and_within_a_month(asked_on: date, by: date):
    assert answer_by(asked_on) == by
    assert answer_by(asked_on) - asked_on <= timedelta(days=31)


def test_it_is_taken_as_it_was_said_and_answered_by_a_manager(people: Standing, complaint: Concern):
    assert (complaint.words, complaint.answer_by) == ("She shouted.", date(2026, 6, 29))
    assert [one.id for one in open_concerns(viewer=people.priya)] == [complaint.id]
    answer_concern(by=people.priya, concern=complaint, now=NOW, **ANSWER)
    assert open_concerns(viewer=people.priya) == []
    (hers,) = own_concerns(viewer=people.ada)
    assert (hers.outcome, hers.answer, hers.answered_by) == ("not_right", "The book says so.", people.priya)
    with pytest.raises(ConcernAnswered):
        answer_concern(by=people.priya, concern=complaint, now=NOW, **ANSWER)


def test_whom_it_is_about_finds_nothing_and_answers_nothing(people: Standing):
    """Also where it is about the manager: then an administrator answers."""
    of_priya = make_complaint(by=people.ada, subject="somebody", about=people.priya, words="She was late.", now=NOW)
    of_wren = make_complaint(by=people.ada, subject="somebody", about=people.wren, words="She shouted.", now=NOW)
    assert [one.id for one in open_concerns(viewer=people.priya)] == [of_wren.id]
    assert get_concern(viewer=people.priya, concern_id=of_priya.id) is None
    assert [one.id for one in open_concerns(viewer=people.administrator)] == [of_priya.id]
    for member in (people.priya, people.wren, people.femi, people.ngozi):
        with pytest.raises(NotAllowed):
            answer_concern(by=member, concern=of_priya, now=NOW, **ANSWER)
    answer_concern(by=people.administrator, concern=of_priya, now=NOW, **ANSWER)


def test_beside_a_worker_it_does_not_stand_what_is_about_them(people: Standing, complaint: Concern):
    assert own_concerns(viewer=people.ada, beside=people.wren) == []
    assert get_own_concern(viewer=people.ada, concern_id=complaint.id, beside=people.wren) is None
    assert [one.id for one in own_concerns(viewer=people.ada, beside=people.femi)] == [complaint.id]


def test_who_is_kept_apart_from_her_does_not_read_it(people: Standing, complaint: Concern):
    other = add_member(by=people.administrator, organisation=people.council, name="Moss", roles=["manager"], now=NOW)
    assert open_concerns(viewer=other) != []
    Wall.objects.create(person=people.ada, member=other, bond="relative", raised_by_id=people.ada.id, raised_at=NOW)
    assert open_concerns(viewer=other) == []


def test_another_person_finds_nothing(people: Standing, complaint: Concern):
    assert own_concerns(viewer=people.stranger) == []
    with pytest.raises(NotAllowed):
        add_note(by=people.stranger, concern=complaint, note="Mine", now=NOW)


def test_the_database_shows_it_to_her_alone(people: Standing, complaint: Concern):
    """On PostgreSQL, by row-level security. On SQLite the questions in the code stand alone."""
    if connection.vendor != "postgresql":
        assert get_own_concern(viewer=people.stranger, concern_id=complaint.id) is None
        return
    for viewer, sees in ((people.ada, True), (people.wren, False), (people.priya, False), (people.stranger, False)):
        with acting(context_of(viewer, purpose="a test", now=NOW)):
            assert Concern.objects.exists() is sees


def test_she_puts_her_note_beside_the_answer_once(people: Standing, complaint: Concern):
    with pytest.raises(ConcernRefused):
        add_note(by=people.ada, concern=complaint, note="Too soon", now=NOW)
    answer_concern(by=people.priya, concern=complaint, now=NOW, **ANSWER)
    noted = add_note(by=people.ada, concern=complaint, note=" I was there. ", now=NOW)
    assert noted.note == "I was there."
    with pytest.raises(ConcernRefused):
        add_note(by=people.ada, concern=complaint, note="Another", now=NOW)


def test_she_asks_that_something_held_be_put_right(people: Standing):
    concern = ask_to_correct(by=people.ada, group="contact", words="That number is old.", now=NOW)
    assert (concern.kind, concern.about_group) == ("correction", "contact")
    with pytest.raises(ConcernRefused):
        ask_to_correct(by=people.ada, group="looked", words="Nobody did.", now=NOW)


def test_somebody_without_a_sign_in_complains_and_says_how_to_be_answered(people: Standing):
    concern = complain_from_outside(words="Nobody rings.", contact="01632 960001", now=NOW)
    assert concern in open_concerns(viewer=people.priya)
    with pytest.raises(ConcernRefused):
        complain_from_outside(words="Nobody rings.", contact="  ", now=NOW)


def test_a_flood_from_outside_is_stopped(people: Standing):
    for _ in range(MOST_FROM_OUTSIDE_AN_HOUR):
        complain_from_outside(words="Spam", contact="x", now=NOW)
    with pytest.raises(TooManyAtOnce):
        complain_from_outside(words="Spam", contact="x", now=NOW)
    assert complain_from_outside(words="Real", contact="x", now=NOW + timedelta(hours=2))


@pytest.mark.parametrize(
    "wrong", [{"subject": "weather"}, {"words": "   "}, {"words": "x" * 2001}], ids=["subject", "empty", "long"]
)
def test_what_cannot_be_kept_is_refused(people: Standing, wrong: dict[str, Any]):
    with pytest.raises((ConcernRefused, TextTooLong)):
        make_complaint(**({"by": people.ada, "subject": "money", "words": "It is late.", "now": NOW} | wrong))


@pytest.mark.parametrize("wrong", [{"outcome": "maybe"}, {"answer": " "}], ids=["outcome", "answer"])
def test_an_answer_without_a_reason_is_refused(people: Standing, complaint: Concern, wrong: dict[str, str]):
    with pytest.raises(ConcernRefused):
        answer_concern(by=people.priya, concern=complaint, now=NOW, **(ANSWER | wrong))


THEN = datetime(2026, 6, 2, tzinfo=UTC)
BREACHES: list[tuple[str, dict[str, Any]]] = [
    ("concern_has_words", {"words": ""}),
    ("concern_can_be_answered", {"person": None}),
    ("concern_about_something", {"about_group": "contact"}),
    ("concern_answer_whole", {"answered_at": THEN}),
    ("concern_note_has_moment", {"note": "x"}),
]


@pytest.mark.parametrize(("name", "wrong"), BREACHES, ids=[name for name, _ in BREACHES])
def test_the_database_refuses_what_no_command_writes(people: Standing, name: str, wrong: dict[str, Any]):
    right = {"kind": "complaint", "person": people.ada, "subject": "money", "words": "x", "asked_at": NOW}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Concern.objects.create(**(right | {"answer_by": date(2026, 7, 1)} | wrong))


def test_the_database_lets_nobody_answer_about_themselves(people: Standing):
    with pytest.raises(IntegrityError, match="concern_answered_by_another"), transaction.atomic():
        Concern.objects.create(
            kind="complaint",
            person=people.ada,
            subject="money",
            words="x",
            asked_at=NOW,
            answer_by=date(2026, 7, 1),
            about_member=people.priya,
            answered_by=people.priya,
            answered_at=NOW,
            outcome="right",
            answer="x",
        )


def test_what_was_told_stays_as_it_was(people: Standing, complaint: Concern):
    with pytest.raises(IntegrityError, match=r"concerns_concern.*append.only"), transaction.atomic():
        Concern.objects.filter(id=complaint.id).update(words="She was kind.")
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM concerns_concern")
