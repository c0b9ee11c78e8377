"""What she says to letting the group, or the board, read one line; and taking it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.helping import check_alone
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.rules import Explained, ExplainedFormat
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.blockages.access import can_answer_reading, who_could_be_let_read
from commonpurse.support.blockages.models import Blockage, BlockageShown
from commonpurse.support.blockages.queries.reading import reading_of
from commonpurse.support.blockages.rules import (
    NEWS_BLOCKAGE_READ_TAKEN_BACK,
    NEWS_BLOCKAGE_READ_WRITTEN,
    NEWS_BLOCKAGE_TO_BOARD,
    NEWS_BLOCKAGE_TO_GROUP,
    Level,
    ReadingTold,
    check_level_asked,
    check_not_her_own,
    check_reading_asked,
    check_reading_told,
)


def answer_reading(
    *, by: Member | Person, blockage: Blockage, level: Level | None, is_yes: bool, told: ReadingTold, now: datetime
) -> BlockageShown:
    """Let whose turn it is, the group or the board, read this one line; or not. The other answer takes its place.

    `level`: of whom she was asked. Where it climbed meanwhile, what she says is not taken for the next. It opens none
    of her plan, and counts at this level and while it is open. With a yes those who sit there are told. A member writes
    down what she said to them: then she is told. Over what she said herself they write nothing. The same answer again
    changes nothing.
    Raises: OnlyAlone, BlockageRefused (`reading_not_asked`, `moved_meanwhile`, `told_how`, `said_herself`).
    """
    today = business_date(now)
    if not can_answer_reading(by, blockage, today):
        raise NotAllowed
    if isinstance(by, Person):
        check_alone()
    check_reading_told(told)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=blockage.person_id)
        current = Blockage.objects.select_for_update(no_key=True, of=("self",)).get(id=blockage.id)
        reading = reading_of(current, today)
        check_reading_asked(reading.reads if reading else None)
        assert reading is not None, "as checked"  # noqa: S101
        check_level_asked(level, now_at=reading.level)
        if reading.said is not None:
            if reading.said.is_yes == is_yes:
                return reading.said
            check_not_her_own(is_by_member=isinstance(by, Member), said_herself=reading.said.is_by_herself)
            _end(reading.said, by=by, now=now)
        made = BlockageShown.objects.create(
            person_id=current.person_id,
            blockage=current,
            reader=reading.level.value,
            is_yes=is_yes,
            explained=Explained(told.explained).value,
            explained_format=ExplainedFormat(told.explained_format).value,
            wording=told.wording.strip(),
            told_to=by if isinstance(by, Member) else None,
            given_at=now,
        )
        _noted("blockage_reading_answered", current, by=by, now=now, reader=made.reader, is_yes=is_yes)
        if isinstance(by, Member):
            note_news(recipient_id=current.person_id, kind=NEWS_BLOCKAGE_READ_WRITTEN, subject_id=made.id, now=now)
        if is_yes:
            news = NEWS_BLOCKAGE_TO_BOARD if reading.level is Level.BOARD else NEWS_BLOCKAGE_TO_GROUP
            others = [one.id for one in who_could_be_let_read(current, reading.level) if one.id != by.id]
            with acting_as_system("to tell others that they may read one line"):
                for member_id in others:
                    note_news(recipient_id=member_id, kind=news, subject_id=current.id, now=now)
        return made


def take_back_reading(*, by: Member | Person, blockage: Blockage, now: datetime) -> None:
    """Take back that the group or the board may read it, from the very next request on. Nothing said: nothing changes.

    What she said herself no member takes back. Raises: OnlyAlone, BlockageRefused (`said_herself`).
    """
    today = business_date(now)
    if not can_answer_reading(by, blockage, today):
        raise NotAllowed
    if isinstance(by, Person):
        check_alone()
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=blockage.person_id)
        for said in BlockageShown.objects.filter(blockage=blockage.id, is_yes=True, ended_at=None):
            check_not_her_own(is_by_member=isinstance(by, Member), said_herself=said.is_by_herself)
            _end(said, by=by, now=now)
            _noted("blockage_reading_taken_back", blockage, by=by, now=now, reader=said.reader)
            if isinstance(by, Member):
                news = NEWS_BLOCKAGE_READ_TAKEN_BACK
                note_news(recipient_id=blockage.person_id, kind=news, subject_id=said.id, now=now)


def _end(said: BlockageShown, *, by: Member | Person, now: datetime) -> None:
    said.ended_at, said.ended_by_id = now, by.id
    said.save(update_fields=["ended_at", "ended_by_id"])


def _noted(event: str, blockage: Blockage, *, by: Member | Person, now: datetime, **facts: str | bool) -> None:
    record_event(
        event,
        by=by.id,
        subject_type="person",
        subject_id=blockage.person_id,
        now=now,
        blockage=str(blockage.id),
        **facts,
    )
