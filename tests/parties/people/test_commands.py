from __future__ import annotations

from datetime import date, timedelta

import pytest

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.parties.people.commands import (
    CannotSupport,
    ReferenceTaken,
    SupportEnded,
    SupportEndTooEarly,
    ThereAlready,
    add_contact_way,
    add_person,
    add_person_name,
    change_contact_way,
    change_person,
    end_support,
    start_support,
)
from commonpurse.parties.people.models import Person, Support
from commonpurse.parties.people.queries import get_person
from commonpurse.parties.people.rules import RecordUnreadable
from tests.factories import LAST_MONTH, NOW, TODAY, Standing, standing_people


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def test_a_person_is_taken_on_with_what_she_needs(people: Standing) -> None:
    noor = add_person(
        by=people.wren,
        called_by=" Noor ",
        date_of_birth=date(1990, 2, 28),
        language="ar",
        page_format="easy_read",
        needs_interpreter=True,
        reference="H-100",
        now=NOW,
    )
    kept = Person.objects.get(id=noor.id)
    assert (kept.called_by, kept.date_of_birth, kept.language) == ("Noor", date(1990, 2, 28), "ar")
    assert (kept.page_format, kept.needs_interpreter, kept.reference) == ("easy_read", True, "H-100")
    assert AuditEvent.objects.get(event_type="person_added", subject_id=noor.id).facts == {}


def test_the_worker_who_takes_a_person_on_works_with_her_from_that_day(people: Standing) -> None:
    noor = add_person(by=people.wren, called_by="Noor", now=NOW)
    assert Support.objects.get(person=noor).member == people.wren
    by_the_manager = add_person(by=people.priya, called_by="Kit", now=NOW)
    assert not Support.objects.filter(person=by_the_manager).exists()


def test_two_people_never_share_a_reference(people: Standing) -> None:
    with pytest.raises(ReferenceTaken) as refused:
        add_person(by=people.wren, called_by="Noor", reference="H-001", now=NOW)
    assert refused.value.field == "reference"
    add_person(by=people.wren, called_by="One", now=NOW)
    add_person(by=people.wren, called_by="Two", now=NOW)  # none is no reference to share


@pytest.mark.parametrize(
    ("field", "value"),
    [("called_by", " "), ("language", "Welsh"), ("page_format", "braille"), ("date_of_birth", date(2027, 1, 1))],
)
def test_what_cannot_be_read_is_refused_with_its_field(people: Standing, field: str, value: object) -> None:
    with pytest.raises(RecordUnreadable) as refused:
        add_person(**{"by": people.wren, "called_by": "Noor", "now": NOW, field: value})  # type: ignore[arg-type]
    assert refused.value.field == field
    assert Person.objects.count() == 2


def test_a_person_says_what_she_wants_to_be_called(people: Standing) -> None:
    wanted = {"called_by": "Addie", "language": "en", "page_format": "large_print", "needs_interpreter": False}
    changed = change_person(by=people.ada, person=people.ada, now=NOW, **wanted)  # type: ignore[arg-type]
    assert (changed.called_by, changed.page_format) == ("Addie", "large_print")
    event = AuditEvent.objects.get(event_type="person_changed")
    assert event.facts == {"fields": ["called_by", "page_format"]}
    change_person(by=people.ada, person=people.ada, now=NOW, **wanted)  # type: ignore[arg-type]
    assert AuditEvent.objects.filter(event_type="person_changed").count() == 1


def test_a_way_to_reach_her_says_whether_it_is_safe_and_how(people: Standing) -> None:
    way = add_contact_way(
        by=people.ada,
        person=people.ada,
        kind="phone",
        value="01632 960001",
        is_safe_to_use=True,
        how="mornings only",
        now=NOW,
    )
    with pytest.raises(ThereAlready):
        add_contact_way(
            by=people.ada, person=people.ada, kind="phone", value="01632 960001", is_safe_to_use=True, now=NOW
        )
    changed = change_contact_way(by=people.wren, contact_way=way, is_safe_to_use=False, how="he answers it", now=NOW)
    assert (changed.is_safe_to_use, changed.how) == (False, "he answers it")
    facts = [event.facts for event in AuditEvent.objects.filter(event_type__startswith="contact_way")]
    assert facts == [{"kind": "phone", "is_safe_to_use": True}, {"kind": "phone", "is_safe_to_use": False}]


def test_another_name_is_kept_once_for_each_use(people: Standing) -> None:
    add_person_name(by=people.ada, person=people.ada, name="Ada Lowe", used_for="bank", now=NOW)
    add_person_name(by=people.ada, person=people.ada, name="Ada Lowe", used_for="papers", now=NOW)
    with pytest.raises(ThereAlready):
        add_person_name(by=people.ada, person=people.ada, name="Ada Lowe ", used_for="bank", now=NOW)
    with pytest.raises(RecordUnreadable):
        add_person_name(by=people.ada, person=people.ada, name="Ada Lowe", used_for="stage", now=NOW)


def test_support_is_by_a_worker_once_at_a_time(people: Standing) -> None:
    with pytest.raises(CannotSupport):
        start_support(by=people.priya, person=people.ada, member=people.callum, starts_on=TODAY, now=NOW)
    with pytest.raises(ThereAlready):
        start_support(by=people.priya, person=people.ada, member=people.wren, starts_on=TODAY, now=NOW)


def test_support_ends_after_it_started_and_can_start_again(people: Standing) -> None:
    support = Support.objects.get(person=people.ada, member=people.wren)
    with pytest.raises(SupportEndTooEarly):
        end_support(by=people.priya, support=support, ends_on=support.starts_on - timedelta(days=1), now=LAST_MONTH)
    assert end_support(by=people.priya, support=support, ends_on=TODAY, now=NOW).ends_on == TODAY
    start_support(by=people.priya, person=people.ada, member=people.wren, starts_on=TODAY, now=NOW)
    assert Support.objects.filter(person=people.ada, member=people.wren).count() == 2


def test_who_was_named_by_mistake_sees_nothing_from_that_moment(people: Standing) -> None:
    support = start_support(by=people.priya, person=people.ada, member=people.femi, starts_on=TODAY, now=NOW)
    assert get_person(viewer=people.femi, person_id=people.ada.id, today=TODAY) == people.ada
    end_support(by=people.priya, support=support, ends_on=TODAY, now=NOW)
    assert get_person(viewer=people.femi, person_id=people.ada.id, today=TODAY) is None


def test_what_has_ended_is_not_made_longer(people: Standing) -> None:
    support = Support.objects.get(person=people.ada, member=people.wren)
    end_support(by=people.priya, support=support, ends_on=TODAY + timedelta(days=9), now=NOW)
    end_support(by=people.priya, support=support, ends_on=TODAY, now=NOW)
    with pytest.raises(SupportEnded):
        end_support(by=people.priya, support=support, ends_on=TODAY + timedelta(days=9), now=NOW)
