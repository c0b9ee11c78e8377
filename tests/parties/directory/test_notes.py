"""Anybody says that something is not right; a member looks, puts it right, and it is assured from that day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import TextTooLong
from commonpurse.parties.directory.commands import (
    answer_note,
    import_services,
    note_service,
    pass_note_on,
    put_service_right,
)
from commonpurse.parties.directory.commands.notes import NobodyOutside, NoteAnswered, NotesFull
from commonpurse.parties.directory.corrections import correction_of
from commonpurse.parties.directory.models import CostOption, ListedOrganisation, Service, ServiceNote
from commonpurse.parties.directory.queries import (
    Assurer,
    assurer_of,
    get_note,
    get_service,
    notes_of,
    notes_waiting,
    prices_on,
    search_services,
    services_to_put_right,
)
from commonpurse.parties.directory.rules import MOST_OPEN_NOTES, is_stale
from commonpurse.rights.retention.commands import run_retention
from tests.factories import NOW, TODAY, Standing, standing_people
from tests.parties.directory.made_feeds import page, read, service

LATER = NOW + timedelta(days=7)


@pytest.fixture
def people(db: None) -> Standing:
    standing = standing_people()
    bring(standing, page(service()))
    return standing


def bring(people: Standing, value: object, now=NOW):
    return import_services(by=people.priya, feed_name="Council", read=read(value), now=now)


def the_service() -> Service:
    found = get_service(Service.objects.get().id)
    assert found is not None
    return found


def put_right(people: Standing, by=None, now=LATER, **said) -> Service:
    wanted = correction_of(the_service())
    changed = type(wanted)(**(vars(wanted) | said))
    return put_service_right(by=by or people.wren, service=the_service(), correction=changed, now=now)


def test_anybody_says_what_is_not_right_and_it_waits_for_a_member(people: Standing) -> None:
    note = note_service(service=the_service(), kind="times", words="  It opens  at one now. ", now=NOW)
    assert [(one.words, one.kind) for one in notes_waiting(people.wren)] == [("It opens at one now.", "times")]
    assert notes_of(people.wren, the_service()).get() == note
    assert get_note(people.wren, note.id) == note
    assert not notes_waiting(people.callum).exists()
    assert not services_to_put_right(people.ngozi).exists()
    assert AuditEvent.objects.get(event_type="service_noted").facts == {"kind": "times"}


def test_the_same_note_again_is_the_one_that_is_there_and_too_many_are_refused(people: Standing) -> None:
    one = note_service(service=the_service(), kind="closed", words="", now=NOW)
    assert note_service(service=the_service(), kind="closed", words="", now=LATER) == one
    for number in range(MOST_OPEN_NOTES - 1):
        note_service(service=the_service(), kind="other", words=f"Word {number}", now=NOW)
    with pytest.raises(NotesFull):
        note_service(service=the_service(), kind="other", words="One more", now=NOW)


@pytest.mark.parametrize(("kind", "words"), [("bad", ""), ("other", "  "), ("times", "x" * 501), ("times", "a\x00b")])
def test_a_note_that_says_nothing_or_too_much_is_refused(people: Standing, kind: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        note_service(service=the_service(), kind=kind, words=words, now=NOW)
    assert refused.value.field in ("kind", "words")
    assert not ServiceNote.objects.exists()


def test_who_looks_and_finds_it_right_assures_it_anew(people: Standing) -> None:
    note = note_service(service=the_service(), kind="times", words="", now=NOW)
    answer_note(by=people.wren, note=note, now=LATER)
    found = the_service()
    assert (found.assured_on, found.assured_by, found.assurer) == (business_date(LATER), people.wren, "")
    assert not notes_waiting(people.wren).exists()
    with pytest.raises(NoteAnswered):
        answer_note(by=people.wren, note=note, now=LATER)
    for by in (people.callum, people.ngozi, people.ada):
        with pytest.raises(NotAllowed):
            answer_note(by=by, note=note, now=LATER)


def turns(people: Standing) -> list[int]:
    """Where the note stands in the lists of Wren and of Femi."""
    return [notes_waiting(each).get().turn for each in (people.wren, people.femi)]


def test_a_note_reaches_who_checked_last_then_the_partner_whose_service_it_is_then_an_office_outside(
    people: Standing,
) -> None:
    note = note_service(service=the_service(), kind="times", words="", now=NOW)
    with pytest.raises(NobodyOutside):
        pass_note_on(by=people.wren, note=note, now=NOW)
    Service.objects.update(assurer="list@council.example.org")
    assert assurer_of(the_service()) == Assurer(address="list@council.example.org")
    assert turns(people) == [2, 2]
    ListedOrganisation.objects.update(organisation=people.charity, email="us@council.example.org")
    assert assurer_of(the_service()) == Assurer(organisation=people.charity)
    assert turns(people) == [1, 2]
    Service.objects.update(assured_by=people.femi, put_right_at=NOW)
    assert assurer_of(the_service()) == Assurer(member=people.femi)
    assert turns(people) == [1, 0]
    passed = pass_note_on(by=people.wren, note=note, now=LATER)
    assert pass_note_on(by=people.femi, note=note, now=LATER + timedelta(days=1)).passed_on_at == LATER
    assert (passed.passed_on_by, notes_waiting(people.femi).get()) == (people.wren, note)
    assert turns(people) == [3, 3]
    answer_note(by=people.wren, note=note, now=LATER)
    for by, refused in ((people.wren, NoteAnswered), (people.ngozi, NotAllowed)):
        with pytest.raises(refused):
            pass_note_on(by=by, note=note, now=LATER)


def test_a_service_is_put_right_with_its_notes_its_words_and_its_price(people: Standing) -> None:
    note = note_service(service=the_service(), kind="cost", words="It is 3 pounds.", now=NOW)
    found = put_right(
        people,
        name="Hot Plates",
        times="Each day at noon",
        who_for="Anybody",
        address="9 Quay Road, Quillhaven",
        postcode="qh9 9zz",
        price=Money(300, "GBP"),
    )
    assert (found.name, found.assured_on, found.assured_by) == ("Hot Plates", business_date(LATER), people.wren)
    assert [one.words for one in found.schedules.all()] == ["Each day at noon"]
    assert [one.words for one in found.eligibilities.all()] == ["Anybody"]
    assert [at.location.postcode for at in found.at_locations.all()] == ["QH9 9ZZ"]
    assert [price.option.amount for price in prices_on(found, business_date(LATER))] == [Money(300, "GBP")]
    assert CostOption.objects.filter(gone_at=LATER, amount_minor=250).exists()
    note.refresh_from_db()
    assert (note.outcome, note.answered_by) == ("put_right", people.wren)
    assert search_services("plates QH9").ids == [found.id]
    assert search_services("QH1").ids == []


def test_nothing_changed_is_assured_too(people: Standing) -> None:
    before = the_service().changed_at
    found = put_right(people)
    assert (found.assured_on, found.changed_at) == (business_date(LATER), before)
    assert [(one.days, one.words) for one in found.schedules.all()] == [("MO,TH", "")]
    assert AuditEvent.objects.filter(event_type="service_assured").exists()


def test_what_was_put_right_stays_until_the_feed_looked_later(people: Standing) -> None:
    put_right(people, name="Hot Plates")
    assert bring(people, page(service()), LATER).unchanged == 1
    result = bring(people, page(service(description="Other words.")), LATER)
    assert (result.kept_ours, the_service().name) == (1, "Hot Plates")
    newer = service(description="Other words.", assured_date=(business_date(LATER) + timedelta(days=1)).isoformat())
    assert bring(people, page(newer), LATER + timedelta(days=2)).updated == 1
    found = the_service()
    assert (found.name, found.assured_by, found.put_right_at) == ("Warm Meals", None, None)


@pytest.mark.parametrize(
    "said",
    [{"name": " "}, {"status": "odd"}, {"website": "javascript:alert(1)"}, {"phone": "1" * 61}, {"times": "x" * 2_001}],
)
def test_a_correction_that_cannot_be_is_refused_at_its_field(people: Standing, said: dict) -> None:
    with pytest.raises(Refused) as refused:
        put_right(people, **said)
    assert refused.value.field == next(iter(said))
    assert the_service().assured_by is None


def test_only_who_works_with_people_puts_right_and_nothing_that_is_gone(people: Standing) -> None:
    for by in (people.callum, people.ngozi, people.ada):
        with pytest.raises(NotAllowed):
            put_right(people, by=by)
    bring(people, page(service("Other")), LATER)
    gone = Service.objects.get(name="Warm Meals")
    with pytest.raises(Refused):
        note_service(service=gone, kind="closed", words="", now=LATER)
    with pytest.raises(Refused):
        put_service_right(by=people.wren, service=gone, correction=correction_of(gone), now=LATER)


def test_what_nobody_looked_at_for_half_a_year_is_said_to_be_old() -> None:
    assert is_stale(None, TODAY)
    assert is_stale(date(2025, 11, 1), TODAY)
    assert not is_stale(date(2026, 3, 1), TODAY)


def test_a_name_too_long_for_its_column_is_refused_in_a_sentence(people: Standing) -> None:
    with pytest.raises(TextTooLong):
        put_right(people, name="x" * 301)


def test_what_was_told_goes_half_a_year_after_somebody_looked_and_not_before(people: Standing) -> None:
    place = the_service()
    answered = note_service(service=place, kind="cost", words="It is £3 now.", now=NOW)
    answer_note(by=people.wren, note=answered, now=NOW)
    waiting = note_service(service=place, kind="times", words="", now=NOW)
    run_retention(by=people.priya, now=NOW + timedelta(days=182))
    assert ServiceNote.objects.count() == 2
    run_retention(by=people.priya, now=NOW + timedelta(days=184))
    assert set(ServiceNote.objects.values_list("id", flat=True)) == {waiting.id}
