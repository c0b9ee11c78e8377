"""Break-glass: one person, one hour, a typed reason, a guardian who is told, a review, and the person who learns of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from commonpurse.kernel.context import acting, context_of
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.models import News
from commonpurse.parties.consent.commands import (
    CannotRecordLook,
    GuardianRefused,
    agree_guardian,
    ask_guardian,
    decline_guardian,
    end_lawful_basis,
    log_access,
)
from commonpurse.parties.consent.models import AccessRow, BreakGlass, LawfulBasis
from commonpurse.parties.consent.queries import current_guardian
from commonpurse.parties.consent.rules import GlassRefused, Item, review_until
from commonpurse.parties.partners.commands import add_member, end_membership
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people import commands
from commonpurse.parties.people.access import may
from commonpurse.parties.people.commands import (
    Sought,
    add_contact_way,
    break_glass,
    open_in_emergency,
    raise_wall,
    review_opening,
)
from commonpurse.parties.people.commands import openings as openings_module
from commonpurse.parties.people.models import ContactWay, Person
from commonpurse.parties.people.openings import (
    REVIEWING,
    count_to_review,
    get_opening,
    get_to_review,
    looks_told,
    open_record,
    openings_now,
    openings_to_review,
    openings_told,
    reviewed_openings,
)
from commonpurse.parties.people.sharing import looks_at, what_was_shared, who_looked
from commonpurse.parties.protected.commands import protect_detail, reveal_detail
from commonpurse.parties.protected.queries import protected_while_open, reveals_of
from commonpurse.rights.concerns.queries import member_who_looked
from commonpurse.rights.held.queries import held_on
from tests.factories import LAST_MONTH, NOW, TODAY, Standing, standing_people

WHY = "She rang and said that he is at her door."
BORN = date(1990, 2, 3)
LATE = NOW + timedelta(days=4)


@pytest.fixture
def people(db: None) -> Standing:
    """Priya is the guardian."""
    standing = standing_people()
    asked = ask_guardian(by=standing.administrator, member=standing.priya, now=LAST_MONTH)
    agree_guardian(by=standing.priya, asked=asked, now=LAST_MONTH)
    return standing


def opened(people: Standing, by: Member | None = None) -> BreakGlass:
    return break_glass(by=by or people.femi, person=people.ada, reason=WHY, now=NOW)


def rows_seen(viewer: Member, person: Person, now: datetime) -> bool:
    """By the rows of the database, on PostgreSQL; where there is no such wall, by the gate."""
    with acting(context_of(viewer, purpose="to test", today=TODAY, now=now)):
        if connection.vendor != "postgresql":
            return bool([each for each in openings_now(viewer=viewer, now=now) if each.person_id == person.id])
        return Person.objects.filter(id=person.id).exists() and ContactWay.objects.filter(person=person).exists()


def test_it_opens_one_record_for_an_hour_and_not_a_minute_more(people: Standing) -> None:
    add_contact_way(
        by=people.ada, person=people.ada, kind="phone", value="07700 900111", is_safe_to_use=True, now=LAST_MONTH
    )
    add_contact_way(
        by=people.ada, person=people.ada, kind="text", value="07700 900222", is_safe_to_use=False, now=LAST_MONTH
    )
    opening = opened(people)
    last = NOW + timedelta(minutes=60) - timedelta(seconds=1)
    for moment in (NOW, last):
        found = get_opening(viewer=people.femi, opening_id=opening.id, now=moment)
        assert found == opening
        record = open_record(viewer=people.femi, opening=found, now=moment)
        assert record is not None
        assert [way.value for way in record.ways] == ["07700 900111"]
        assert [support.member for support in record.supports] == [people.wren]
        assert rows_seen(people.femi, people.ada, moment)
        assert not rows_seen(people.femi, people.stranger, moment)
    for moment in (NOW + timedelta(minutes=60), NOW + timedelta(minutes=61)):
        assert get_opening(viewer=people.femi, opening_id=opening.id, now=moment) is None
        assert open_record(viewer=people.femi, opening=opening, now=moment) is None
        assert openings_now(viewer=people.femi, now=moment) == []
        assert not rows_seen(people.femi, people.ada, moment)


def test_it_opens_no_list_and_no_other_page(people: Standing) -> None:
    opened(people)
    assert not any(may(people.femi, people.ada, item, TODAY) for item in Item)
    assert get_opening(viewer=people.wren, opening_id=BreakGlass.objects.get().id, now=NOW) is None


def test_the_guardian_is_told_in_the_same_act(people: Standing) -> None:
    opening = opened(people)
    assert (opening.guardian, opening.alarmed_at) == (people.priya, NOW)
    news = News.objects.get(recipient_id=people.priya.id)
    assert (news.kind, news.subject_id, news.happened_at) == (commands.NEWS_OPENED, opening.id, NOW)
    assert count_to_review(viewer=people.priya, now=NOW) == 1


def test_nothing_opens_when_the_guardian_cannot_be_told(people: Standing, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**given: object) -> None:
        raise RuntimeError("the table is gone")

    monkeypatch.setattr(openings_module, "note_news", fails)
    with pytest.raises(RuntimeError):
        opened(people)
    assert not BreakGlass.objects.exists()
    assert openings_now(viewer=people.femi, now=NOW) == []


def test_nothing_opens_when_the_look_cannot_be_written_down(people: Standing, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**given: object) -> None:
        raise CannotRecordLook("We cannot show this page now.")

    monkeypatch.setattr(openings_module, "log_access", fails)
    with pytest.raises(CannotRecordLook):
        opened(people)
    assert not BreakGlass.objects.exists()


def test_nothing_opens_while_nobody_is_guardian(db: None) -> None:
    people = standing_people()
    with pytest.raises(GlassRefused, match="Nobody is named"):
        opened(people)


def test_a_look_at_what_is_open_has_the_typed_reason(people: Standing) -> None:
    opened(people)
    row = AccessRow.objects.get(person=people.ada)
    assert (row.viewer_id, row.why, row.looked_at) == (people.femi.id, WHY, NOW)


@pytest.mark.parametrize("reason", ["", "emergency", "1234567890 1234567890 12", "a b c d e f g h i", "why? " * 80])
def test_a_reason_that_says_nothing_is_refused(people: Standing, reason: str) -> None:
    with pytest.raises(GlassRefused):
        break_glass(by=people.femi, person=people.ada, reason=reason, now=NOW)


def test_who_may_open(people: Standing) -> None:
    for member in (people.femi, people.wren):
        assert opened(people, member).member == member
    for member in (people.ngozi, people.callum, people.administrator):
        with pytest.raises(NotAllowed):
            opened(people, member)
    for basis in LawfulBasis.objects.filter(organisation=people.femi.organisation, ended_at=None):
        end_lawful_basis(by=people.administrator, basis=basis, now=NOW)
    with pytest.raises(NotAllowed):
        opened(people)
    assert openings_now(viewer=people.femi, now=NOW) == []  # what was open is shut


def test_it_never_goes_over_a_wall_also_one_raised_in_that_hour(people: Standing) -> None:
    opening = opened(people)
    raise_wall(by=people.ada, person=people.ada, member=people.femi, bond="ex_partner", now=NOW)
    assert get_opening(viewer=people.femi, opening_id=opening.id, now=NOW) is None
    assert not rows_seen(people.femi, people.ada, NOW)
    with pytest.raises(NotAllowed):
        opened(people)


def test_a_leaver_has_nothing_open(people: Standing) -> None:
    opening = opened(people)
    end_membership(by=people.administrator, member=people.femi, now=NOW)
    people.femi.refresh_from_db()
    assert get_opening(viewer=people.femi, opening_id=opening.id, now=NOW) is None


def test_the_same_again_is_the_same_opening_and_no_longer_hour(people: Standing) -> None:
    first = opened(people)
    again = break_glass(by=people.femi, person=people.ada, reason=WHY, now=NOW + timedelta(minutes=50))
    assert (again.id, again.closes_at) == (first.id, NOW + timedelta(minutes=60))


def test_the_guardian_does_not_watch_over_herself(people: Standing) -> None:
    with pytest.raises(GlassRefused):  # nobody else is a manager
        opened(people, people.priya)


def test_a_guardian_who_is_kept_away_is_not_told(people: Standing) -> None:
    raise_wall(by=people.ada, person=people.ada, member=people.priya, bond="relative", now=NOW)
    with pytest.raises(GlassRefused):
        opened(people)


# Who is found ---------------------------------------------------------------------------------------------------------


def test_somebody_is_found_by_what_is_exactly_known_of_them(people: Standing) -> None:
    Person.objects.filter(id=people.ada.id).update(date_of_birth=BORN)
    for sought in (Sought(reference=" h-001 "), Sought(name="ada", date_of_birth=BORN)):
        assert open_in_emergency(by=people.femi, sought=sought, reason=WHY, now=NOW).person == people.ada


def test_nobody_is_found_by_a_part_and_too_many_tries_close_the_door(people: Standing) -> None:
    Person.objects.filter(id=people.ada.id).update(date_of_birth=BORN)
    raise_wall(by=people.priya, person=people.stranger, member=people.femi, bond="relative", now=LAST_MONTH)
    said = set()
    for sought in (
        Sought(reference="H-00"),
        Sought(reference="H-002"),  # there, and kept away from Femi
        Sought(name="Ad", date_of_birth=BORN),
        Sought(name="Ada", date_of_birth=date(1990, 2, 4)),
        Sought(reference="%"),
    ):
        with pytest.raises(GlassRefused) as refused:
            open_in_emergency(by=people.femi, sought=sought, reason=WHY, now=NOW)
        said.add(str(refused.value))
    assert len(said) == 1
    with pytest.raises(GlassRefused, match="too many times"):
        open_in_emergency(by=people.femi, sought=Sought(reference="H-001"), reason=WHY, now=NOW)
    later = NOW + timedelta(minutes=61)
    assert open_in_emergency(by=people.femi, sought=Sought(reference="H-001"), reason=WHY, now=later)


def test_a_name_alone_is_not_enough(people: Standing) -> None:
    with pytest.raises(GlassRefused, match="date of birth"):
        open_in_emergency(by=people.femi, sought=Sought(name="Ada"), reason=WHY, now=NOW)
    with pytest.raises(NotAllowed):
        open_in_emergency(by=people.ngozi, sought=Sought(reference="H-001"), reason=WHY, now=NOW)


# What is protected ----------------------------------------------------------------------------------------------------


def test_a_protected_detail_opens_one_at_a_time_while_the_hour_runs(people: Standing) -> None:
    detail = protect_detail(by=people.ada, person=people.ada, kind="phone", value="07700 900321", now=LAST_MONTH)
    with pytest.raises(NotAllowed):
        reveal_detail(by=people.femi, detail=detail, reason="I need to ring her now.", now=NOW)
    opened(people)
    assert protected_while_open(viewer=people.femi, person=people.ada, now=NOW) == [detail]
    shown = reveal_detail(by=people.femi, detail=detail, reason="I need to ring her now.", now=NOW)
    assert shown.shown() == "07700 900321"
    over = NOW + timedelta(minutes=60)
    assert protected_while_open(viewer=people.femi, person=people.ada, now=over) == []
    with pytest.raises(NotAllowed):
        reveal_detail(by=people.femi, detail=detail, reason="I need to ring her now.", now=over)


# The review -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opened_at", "until"),
    [
        (
            datetime(2026, 6, 1, 9, 30, tzinfo=UTC),
            datetime(2026, 6, 3, 23, 0, tzinfo=UTC),
        ),  # Monday: to Wednesday's end
        (datetime(2026, 6, 5, 9, 30, tzinfo=UTC), datetime(2026, 6, 9, 23, 0, tzinfo=UTC)),  # Friday: to Tuesday's end
        (datetime(2026, 12, 24, 9, 30, tzinfo=UTC), datetime(2026, 12, 31, 0, 0, tzinfo=UTC)),  # over Christmas
    ],
)
def test_it_is_reviewed_by_the_end_of_the_second_working_day(opened_at: datetime, until: datetime) -> None:
    assert review_until(opened_at) == until


def test_the_guardian_reviews_and_the_person_is_told(people: Standing) -> None:
    opening = opened(people)
    assert openings_told(viewer=people.ada, now=NOW) == []  # the guardian may still find that it is not safe
    with acting(context_of(people.priya, purpose="to test", today=TODAY, now=NOW)):
        (waiting,) = openings_to_review(viewer=people.priya, now=NOW)
        assert (waiting.opening, waiting.may_review, waiting.is_overdue) == (opening, True, False)
        review_opening(by=people.priya, opening=opening, was_right=True, note="She was in danger.", now=NOW)
        assert openings_to_review(viewer=people.priya, now=NOW) == []
        assert [each.opening for each in reviewed_openings(viewer=people.priya, now=NOW)] == [opening]
    (told,) = openings_told(viewer=people.ada, now=NOW)
    assert (told.reason, told.was_right, told.review_note) == (WHY, True, "She was in danger.")
    assert [look.why for look in looks_told(viewer=people.ada, now=NOW)] == [WHY]
    with pytest.raises(GlassRefused, match="already"):
        review_opening(by=people.priya, opening=opening, was_right=False, note="No.", now=NOW)


def test_a_written_reason_keeps_it_from_the_person_and_nothing_else_shows_it(people: Standing) -> None:
    opening = opened(people)
    review_opening(
        by=people.priya,
        opening=opening,
        was_right=True,
        note="She was in danger.",
        kept_from_person_why="He reads her phone.",
        now=NOW,
    )
    assert openings_told(viewer=people.ada, now=LATE) == []
    assert not looks_told(viewer=people.ada, now=LATE)


def test_no_list_of_hers_shows_what_was_looked_at_in_an_opening_before_she_is_told_of_it(people: Standing) -> None:
    kept = protect_detail(by=people.ada, person=people.ada, kind="phone", value="07700 900123", now=NOW)
    before = NOW - timedelta(minutes=5)
    log_access(viewer=people.wren, person_id=people.ada.id, why="to work with her", fields=["money"], now=before)
    opening = opened(people)
    reveal_detail(by=people.femi, detail=kept, reason="To ring her now.", now=NOW + timedelta(minutes=1))
    hers = [each.id for each in AccessRow.objects.filter(person=people.ada, viewer_id=people.femi.id)]
    assert hers

    def told_of(now: datetime) -> tuple[set[Member], set[Member], bool, bool]:
        looked = who_looked(viewer=people.ada, person=people.ada, now=now)
        looks = [member_who_looked(viewer=people.ada, look_id=each, now=now) for each in hers]
        then = what_was_shared(viewer=people.ada, member=people.femi, at=NOW + timedelta(hours=1), now=now)
        reveals = reveals_of(viewer=people.ada, detail=kept, now=now)
        by = {each.revealed_to for each in reveals if each.revealed_to}
        return {member for member, _organisation in looked}, by, any(looks), bool(then.looks)

    soon = NOW + timedelta(hours=2)
    assert told_of(soon) == ({people.wren}, set(), False, False)
    review_opening(by=people.priya, opening=opening, was_right=True, note="She was in danger.", now=soon)
    assert told_of(soon) == ({people.wren, people.femi}, {people.femi}, True, True)


def test_no_look_of_an_opening_kept_from_her_is_shown_nor_those_of_the_guardian_for_it(people: Standing) -> None:
    usual, during, reviewed = NOW - timedelta(minutes=1), NOW + timedelta(minutes=5), NOW + timedelta(hours=2)

    def look(viewer: Member, why: str, at: datetime) -> AccessRow:
        log_access(viewer=viewer, person_id=people.ada.id, why=why, fields=["name"], now=at)
        return AccessRow.objects.get(viewer_id=viewer.id, looked_at=at)

    before = look(people.priya, REVIEWING, usual)
    opening = opened(people)
    told_later = [AccessRow.objects.get(why=WHY), look(people.femi, "to see her", during)]
    told_later.append(look(people.priya, REVIEWING, reviewed))

    def seen(now: datetime) -> set[AccessRow]:
        with acting(context_of(people.ada, purpose="to test", today=TODAY, now=now)):
            shown = set(looks_at(viewer=people.ada, person=people.ada, now=now))
            named = {member.id for member, _ in who_looked(viewer=people.ada, person=people.ada, now=now)}
            assert named == {row.viewer_id for row in shown}
            for row in (before, *told_later):
                asked = member_who_looked(viewer=people.ada, look_id=row.id, now=now)
                assert (asked is not None) == (row in shown)
            then = what_was_shared(viewer=people.ada, member=people.femi, at=LATE, now=now)
            assert {row.why for row in then.looks} <= {row.why for row in shown}
            return shown

    assert seen(reviewed) == {before}
    given = {"by": people.priya, "opening": opening, "was_right": True, "note": "She was in danger.", "now": reviewed}
    review_opening(**given, kept_from_person_why="He reads her phone.")
    assert seen(LATE) == {before}
    BreakGlass.objects.filter(id=opening.id).update(kept_from_person_why="")
    assert seen(LATE) == {before, *told_later}


def test_who_opened_it_never_reviews_it(people: Standing) -> None:
    opening = opened(people)
    for member in (people.femi, people.wren, people.administrator):
        assert get_to_review(viewer=member, opening_id=opening.id, now=LATE) is None
        with pytest.raises(NotAllowed):
            review_opening(by=member, opening=opening, was_right=True, note="It was right.", now=LATE)


def test_what_is_overdue_climbs_to_the_manager_and_is_told_to_the_person(people: Standing) -> None:
    other = ask_guardian(by=people.administrator, member=people.callum, now=NOW)
    agree_guardian(by=people.priya, asked=other, now=NOW)
    opening = opened(people)
    assert opening.guardian == people.callum
    assert openings_to_review(viewer=people.priya, now=NOW) == []
    with pytest.raises(NotAllowed):
        review_opening(by=people.priya, opening=opening, was_right=True, note="It was right.", now=NOW)
    (late,) = openings_to_review(viewer=people.priya, now=LATE)
    assert (late.opening, late.is_overdue, late.may_review) == (opening, True, True)
    assert openings_told(viewer=people.ada, now=LATE) == [opening]
    review_opening(by=people.priya, opening=opening, was_right=False, note="He could have asked.", now=LATE)


def test_the_guardian_sees_what_was_looked_at(people: Standing) -> None:
    opening = opened(people)
    detail = protect_detail(by=people.ada, person=people.ada, kind="phone", value="07700 900321", now=LAST_MONTH)
    reveal_detail(by=people.femi, detail=detail, reason="I need to ring her now.", now=NOW)
    found = get_to_review(viewer=people.priya, opening_id=opening.id, now=NOW)
    assert found is not None
    assert list(found.fields) == ["opened in an emergency", "protected phone"]


def test_a_review_says_what_was_found(people: Standing) -> None:
    with pytest.raises(GlassRefused):
        review_opening(by=people.priya, opening=opened(people), was_right=True, note=" ", now=NOW)


def test_without_anybody_to_be_told_a_real_reference_and_an_invented_one_give_one_answer(people: Standing) -> None:
    def said(by: Member, reference: str) -> str:
        with acting(context_of(by, purpose="to test", today=TODAY, now=NOW)), pytest.raises(GlassRefused) as refused:
            open_in_emergency(by=by, sought=Sought(reference=reference), reason=WHY, now=NOW)
        return str(refused.value)

    # The guardian herself is told of nothing of her own, and no other manager is there.
    assert said(people.priya, "H-001") == said(people.priya, "H-999")
    end_membership(by=people.administrator, member=people.priya, now=NOW)
    assert said(people.femi, "H-001") == said(people.femi, "H-999")


# The guardian ---------------------------------------------------------------------------------------------------------


def test_no_made_up_member_agrees_to_a_guardian(db: None) -> None:
    people = standing_people()
    asked = ask_guardian(by=people.priya, member=people.callum, now=NOW)
    bob = add_member(by=people.priya, organisation=people.council, name="Bob", roles=["administrator"], now=NOW)
    with pytest.raises(GuardianRefused, match="same hand"):
        agree_guardian(by=bob, asked=asked, now=NOW)
    assert current_guardian() is None


def test_two_people_name_the_guardian(db: None) -> None:
    people = standing_people()
    asked = ask_guardian(by=people.administrator, member=people.callum, now=NOW)
    assert current_guardian() is None
    assert ask_guardian(by=people.priya, member=people.callum, now=NOW) == asked
    with pytest.raises(GuardianRefused, match="Somebody else"):
        agree_guardian(by=people.administrator, asked=asked, now=NOW)
    with pytest.raises(GuardianRefused, match="waits already"):
        ask_guardian(by=people.priya, member=people.wren, now=NOW)
    for member in (people.wren, people.ngozi):
        with pytest.raises(NotAllowed):
            ask_guardian(by=member, member=people.callum, now=NOW)
        with pytest.raises(NotAllowed):
            agree_guardian(by=member, asked=asked, now=NOW)
        with pytest.raises(NotAllowed):
            decline_guardian(by=member, asked=asked, now=NOW)
    agreed = agree_guardian(by=people.priya, asked=asked, now=NOW)
    assert agree_guardian(by=people.priya, asked=asked, now=NOW) == agreed
    assert current_guardian() == people.callum
    with pytest.raises(GuardianRefused, match="already"):
        decline_guardian(by=people.priya, asked=asked, now=NOW)


def test_a_name_that_was_declined_stays_so(db: None) -> None:
    people = standing_people()
    asked = ask_guardian(by=people.administrator, member=people.callum, now=NOW)
    declined = decline_guardian(by=people.administrator, asked=asked, now=NOW)
    assert decline_guardian(by=people.priya, asked=asked, now=NOW) == declined
    with pytest.raises(GuardianRefused, match="said no"):
        agree_guardian(by=people.priya, asked=asked, now=NOW)
    again = ask_guardian(by=people.administrator, member=people.callum, now=NOW)
    end_membership(by=people.administrator, member=people.callum, now=NOW)
    with pytest.raises(GuardianRefused, match="any more"):
        agree_guardian(by=people.priya, asked=again, now=NOW)


def test_what_she_is_given_of_herself_has_no_trace_of_an_opening_that_is_kept_from_her(people: Standing) -> None:
    detail = protect_detail(by=people.ada, person=people.ada, kind="phone", value="07700 900321", now=LAST_MONTH)
    opening = opened(people)
    reveal_detail(by=people.femi, detail=detail, reason="I need to ring her now.", now=NOW)

    def given() -> str:
        held = held_on(viewer=people.ada, person=people.ada, today=TODAY)
        assert held is not None
        return str([(each.name, each.rows) for each in held.tables])

    assert WHY not in given()
    assert "I need to ring her" not in given()
    assert "emergency" not in given()
    review_opening(by=people.priya, opening=opening, was_right=True, note="She was in danger.", now=NOW)
    assert WHY in given()
    assert "I need to ring her" in given()
