"""Who coordinates is away and somebody stands in: before, during, after, and where she says: not this one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from commonpurse.kernel.context import acting, context_of
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.models import News
from commonpurse.parties.consent.access import members_shared_with
from commonpurse.parties.consent.models import Absence, StandIn
from commonpurse.parties.consent.rules import (
    AWAY_DAYS,
    AWAY_DAYS_IN_ALL,
    Item,
    Level,
    StandInRefused,
    check_away,
    check_longer,
)
from commonpurse.parties.partners.commands import add_member, end_membership, restore_membership
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import may, people_shared_with, works_with
from commonpurse.parties.people.commands import CannotSupport, raise_wall, start_support
from commonpurse.parties.people.sharing import items_seen
from commonpurse.support.plans.commands import (
    end_absence,
    make_absence_longer,
    move_step,
    name_coordinator,
    name_stand_in,
    refuse_stand_in,
    say_away,
    write_words,
)
from commonpurse.support.plans.models import PlanWords
from commonpurse.support.plans.queries import (
    AbsenceShown,
    absences_seen_by,
    could_stand_in,
    get_absence,
    get_stand_in,
    plan_with_team,
    standing_in_of,
    steps_to_do,
    who_could_be_away,
    who_for_whom,
)
from commonpurse.support.plans.queries.coordinating import coordinators_on
from commonpurse.support.plans.rules import Part, State
from commonpurse.web.parts.plans import coordinator_said
from tests.factories import LAST_MONTH, NOW, TODAY, Standing, standing_people
from tests.support.plans.making import by_member, make_step

FIRST = TODAY + timedelta(days=7)
BACK = TODAY + timedelta(days=21)


@dataclass(frozen=True)
class Away:
    """Wren coordinates for Ada and is away in a week, for two; Omar, of the same organisation, stands in."""

    people: Standing
    omar: Member
    absence: Absence

    @property
    def stand_in(self) -> StandIn:
        return StandIn.objects.get(absence=self.absence, member=self.omar)


@pytest.fixture
def people(db: None) -> Standing:
    made = standing_people()
    name_coordinator(by=made.ada, person=made.ada, member=made.wren, now=LAST_MONTH)
    return made


def worker(people: Standing, name: str = "Omar", *roles: str) -> Member:
    given = {"organisation": people.charity, "roles": roles or ["worker"]}
    return add_member(by=people.administrator, name=name, now=LAST_MONTH, **given)


def say(people: Standing, stand_in: Member, **given: Any) -> Absence:
    wanted = {"by": people.wren, "member": people.wren, "starts_on": FIRST, "ends_on": BACK, "now": NOW}
    return say_away(stand_in=stand_in, **(wanted | given))


@pytest.fixture
def away(people: Standing) -> Away:
    omar = worker(people)
    return Away(people, omar, say(people, omar))


def at(day: date) -> datetime:
    return NOW + (day - TODAY)


def words_seen(member: Member, day: date) -> int:
    """How many rows of plans the member is shown on that day: on PostgreSQL by the wall of the rows."""
    with acting(context_of(member, purpose="to look", today=day, now=at(day))):
        return PlanWords.objects.filter(person__in=people_shared_with(member, day, Item.PLAN)).count()


def test_who_stands_in_sees_what_she_shares_with_the_coordinator_from_the_first_day_until_the_last(away: Away) -> None:
    ada, omar = away.people.ada, away.omar
    write_words(by=ada, person=ada, part=Part.HOPE, words="A garden.", now=NOW)
    for day, is_in in (
        (FIRST - timedelta(days=1), False),
        (FIRST, True),
        (BACK - timedelta(days=1), True),
        (BACK, False),
    ):
        assert may(omar, ada, Item.NAME, day) is may(omar, ada, Item.PLAN, day, Level.ACT) is is_in, day
        assert works_with(omar, ada, day) is is_in
        assert members_shared_with(ada.id, Item.PLAN, day).filter(id=omar.id).exists() is is_in
        assert words_seen(omar, day) == is_in
        assert (Item.PLAN in items_seen(viewer=omar, person=ada, today=day)) is is_in
    # What she told Wren by its own name stays with Wren, and so do people for whom Wren does not coordinate.
    assert may(away.people.wren, ada, Item.HEALTH, FIRST)
    assert not may(omar, ada, Item.HEALTH, FIRST)
    assert not may(omar, away.people.stranger, Item.NAME, FIRST)


def test_she_is_told_and_reads_who_stands_in_and_wren_stays_her_coordinator(away: Away) -> None:
    ada = away.people.ada
    assert News.objects.get(recipient_id=ada.id, kind="stand_in_named").subject_id == away.stand_in.id
    page = plan_with_team(viewer=ada, person=ada, today=FIRST)
    assert page is not None
    assert page.coordinating.lead is not None
    assert page.coordinating.stand_in is not None
    assert (page.coordinating.stand_in.id, page.coordinating.stand_in.ends_on) == (away.stand_in.id, BACK)
    assert page.coordinating.lead.member == away.people.wren
    assert away.omar in page.team
    assert coordinator_said(page.coordinating, ada)[1].icon == "person"
    assert len(coordinator_said(page.coordinating, away.people.wren)) == 1  # who is away is not told of her answer here
    assert get_stand_in(viewer=ada, stand_in_id=away.stand_in.id) == away.stand_in
    assert get_stand_in(viewer=away.people.stranger, stand_in_id=away.stand_in.id) is None
    assert [each.person for each in standing_in_of(viewer=away.omar, today=FIRST)] == [ada]
    assert standing_in_of(viewer=away.omar, today=BACK) == []


def test_not_this_one_shuts_at_once_and_the_manager_finds_somebody_else(away: Away) -> None:
    ada, priya = away.people.ada, away.people.priya
    for nobody in (away.people.stranger, away.people.wren, priya):
        with pytest.raises(NotAllowed):
            refuse_stand_in(by=nobody, stand_in=away.stand_in, now=NOW)  # type: ignore[arg-type]
    refused = refuse_stand_in(by=ada, stand_in=away.stand_in, now=NOW)
    assert refuse_stand_in(by=ada, stand_in=refused, now=at(FIRST)).refused_at == NOW
    assert not may(away.omar, ada, Item.NAME, FIRST)
    assert words_seen(away.omar, FIRST) == 0
    (shown,) = absences_seen_by(viewer=priya, today=TODAY)
    assert (shown.by, shown.open_count, shown.open) == ([], 1, [ada])
    (own,) = absences_seen_by(viewer=away.people.wren, today=TODAY)
    assert (own.open_count, own.open) == (1, [])  # who is away is not told who turned it away
    with pytest.raises(StandInRefused) as caught:
        name_stand_in(by=priya, absence=away.absence, person=ada, member=away.omar, now=NOW)
    assert caught.value.code == "turned_away"
    with pytest.raises(NotAllowed):
        name_stand_in(by=away.people.wren, absence=away.absence, person=ada, member=away.omar, now=NOW)
    with pytest.raises(NotAllowed):
        name_stand_in(
            by=priya, absence=away.absence, person=away.people.stranger, member=worker(away.people, "Bo"), now=NOW
        )
    june = worker(away.people, "June", "coordinator")
    for viewer, offered in ((priya, [("Ada", ["Bo", "June"])]), (away.people.wren, [])):
        seen = get_absence(viewer=viewer, absence_id=away.absence.id)
        assert seen is not None
        found = who_for_whom(viewer=viewer, shown=seen)
        # Not Omar, whom she turned away.
        assert [(who.called_by, [one.name for one in some]) for who, some in found] == offered
    named = name_stand_in(by=priya, absence=away.absence, person=ada, member=june, now=NOW)
    assert name_stand_in(by=priya, absence=away.absence, person=ada, member=june, now=NOW) == named
    assert may(june, ada, Item.PLAN, FIRST)
    assert get(away, priya).led == [ada]  # somebody else can be named in place of June
    other = name_stand_in(by=priya, absence=away.absence, person=ada, member=worker(away.people, "Kit"), now=NOW)
    assert not may(june, ada, Item.NAME, FIRST)
    assert may(other.member, ada, Item.PLAN, FIRST)
    # Not this one holds the next time as well.
    end_absence(by=priya, absence=away.absence, now=NOW)
    again = say(away.people, away.omar)
    assert not again.stand_ins.exists()
    assert get(away, priya, again).open == [ada]
    with pytest.raises(StandInRefused, match="not this one"):
        name_stand_in(by=priya, absence=again, person=ada, member=away.omar, now=NOW)


def get(away: Away, viewer: Member, absence: Absence | None = None) -> AbsenceShown:
    shown = get_absence(viewer=viewer, absence_id=(absence or away.absence).id)
    assert shown is not None
    return shown


def test_who_leaves_or_is_kept_away_stands_in_no_more_and_a_wall_shows_in_no_count(away: Away) -> None:
    ada, priya, today = away.people.ada, away.people.priya, FIRST
    end_membership(by=away.people.administrator, member=away.omar, now=NOW)
    assert coordinators_on(ada, today).stand_in is None
    assert get(away, priya).open == [ada]
    restore_membership(by=away.people.administrator, member=away.omar, now=NOW)
    raise_wall(by=ada, person=ada, organisation=away.people.council, bond="relative", now=NOW)
    assert (get(away, priya).by, get(away, priya).open_count) == ([], 0)
    raise_wall(by=ada, person=ada, member=away.omar, bond="relative", now=NOW)
    assert StandIn.objects.get().ended_at == NOW
    assert coordinators_on(ada, today).stand_in is None
    assert (get(away, away.people.wren).open_count, get(away, priya).open_count) == (1, 0)


def test_it_goes_on_longer_or_ends_earlier_and_she_is_told(away: Away) -> None:
    ada, wren, later = away.people.ada, away.people.wren, BACK + timedelta(days=7)
    with pytest.raises(NotAllowed):
        make_absence_longer(by=away.omar, absence=away.absence, ends_on=later, now=NOW)
    longer = make_absence_longer(by=wren, absence=away.absence, ends_on=later, now=at(FIRST))
    assert make_absence_longer(by=wren, absence=longer, ends_on=later, now=at(FIRST)) == longer
    assert may(away.omar, ada, Item.PLAN, BACK)
    with pytest.raises(NotAllowed):
        end_absence(by=away.omar, absence=longer, now=at(BACK))
    longer = make_absence_longer(by=wren, absence=longer, ends_on=later + timedelta(days=1), now=at(BACK))
    assert News.objects.filter(recipient_id=ada.id, kind="stand_in_longer").count() == 2
    ended = end_absence(by=away.people.priya, absence=longer, now=at(FIRST))
    assert end_absence(by=wren, absence=ended, now=at(BACK)).ended_at == at(FIRST)
    assert not may(away.omar, ada, Item.NAME, FIRST)
    kinds = set(News.objects.filter(recipient_id=ada.id).values_list("kind", flat=True))
    assert {"stand_in_named", "stand_in_longer", "stand_in_over"} <= kinds
    with pytest.raises(StandInRefused) as caught:
        make_absence_longer(by=wren, absence=ended, ends_on=later, now=at(FIRST))
    assert caught.value.code == "absence_over"
    assert absences_seen_by(viewer=wren, today=FIRST) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"stand_in": lambda p: p.femi}, "another_organisation"),
        ({"stand_in": lambda p: p.wren}, "stands_in_for_oneself"),
        ({"stand_in": lambda p: worker(p, "Ines", "administrator")}, "works_not_with_people"),
        ({"starts_on": TODAY - timedelta(days=1)}, "away_in_the_past"),
        ({"ends_on": FIRST}, "away_ends_first"),
        ({"ends_on": FIRST + timedelta(days=AWAY_DAYS + 1)}, "away_too_long"),
    ],
)
def test_what_cannot_be_said(people: Standing, given: dict[str, Any], code: str) -> None:
    omar = worker(people)
    wanted = {"stand_in": lambda _: omar} | given
    with pytest.raises(StandInRefused) as caught:
        say(people, **(wanted | {"stand_in": wanted["stand_in"](people)}))
    assert caught.value.code == code
    assert not Absence.objects.exists()


def test_it_is_said_once_by_who_is_away_or_a_manager_for_whom_somebody_is_led(away: Away) -> None:
    people, omar = away.people, away.omar
    assert say(people, omar) == away.absence
    with pytest.raises(StandInRefused) as caught:
        say(people, worker(people, "June"))
    assert caught.value.code == "away_already"
    with pytest.raises(NotAllowed):
        say(people, omar, by=omar)
    with pytest.raises(StandInRefused) as caught:
        say(people, omar, by=people.priya, starts_on=BACK - timedelta(days=1), ends_on=BACK + timedelta(days=1))
    assert caught.value.code == "away_already"
    with pytest.raises(StandInRefused) as caught:
        say_away(by=omar, member=omar, stand_in=people.wren, starts_on=FIRST, ends_on=BACK, now=NOW)
    assert caught.value.code == "away_as_well"
    with pytest.raises(StandInRefused) as caught:
        say_away(by=omar, member=omar, stand_in=people.wren, starts_on=BACK, ends_on=BACK + timedelta(days=1), now=NOW)
    assert caught.value.code == "nobody_coordinated"
    assert who_could_be_away(viewer=people.priya) == who_could_be_away(viewer=people.wren) == [people.wren]
    assert who_could_be_away(viewer=omar) == []
    assert could_stand_in(viewer=people.femi, member=people.wren) == []
    assert omar in could_stand_in(viewer=people.wren, member=people.wren)
    assert get_absence(viewer=omar, absence_id=away.absence.id) is None


def test_who_is_kept_away_from_her_stands_in_for_her_never_and_only_the_manager_sees_that_somebody_is_missing(
    people: Standing,
) -> None:
    omar = worker(people)
    raise_wall(by=people.ada, person=people.ada, member=omar, bond="relative", now=NOW)
    absence = say(people, omar)
    assert not StandIn.objects.exists()
    assert not News.objects.filter(kind="stand_in_named").exists()
    shown = get_absence(viewer=people.priya, absence_id=absence.id)
    assert shown is not None
    assert shown.open == [people.ada]
    with pytest.raises(StandInRefused) as caught:
        name_stand_in(by=people.priya, absence=absence, person=people.ada, member=omar, now=NOW)
    assert caught.value.code == "works_not_with_people"


def test_with_the_next_coordinator_nobody_stands_in_for_the_one_before(away: Away) -> None:
    people, june = away.people, worker(away.people, "June")
    start_support(by=people.priya, person=people.ada, member=june, starts_on=TODAY, now=NOW)
    name_coordinator(by=people.ada, person=people.ada, member=june, now=NOW)
    assert not may(away.omar, people.ada, Item.NAME, FIRST)
    (shown,) = absences_seen_by(viewer=people.priya, today=TODAY)
    assert (shown.by, shown.open_count) == ([], 0)


def test_who_stands_in_does_the_coordinators_steps_and_does_not_stay_by_their_own_word(people: Standing) -> None:
    june = worker(people, "June", "coordinator")
    step = make_step(people, what="Ring them", owner=by_member(people.wren), by_when=None)
    say(people, june, starts_on=TODAY)
    assert steps_to_do(viewer=june, today=TODAY) == [step]
    assert move_step(by=june, step=step, to=State.DONE, now=NOW).state == State.DONE
    with pytest.raises(CannotSupport):
        start_support(by=june, person=people.ada, member=june, starts_on=TODAY, now=NOW)


def test_the_days_of_an_absence_by_the_rule() -> None:
    check_away(starts_on=TODAY, ends_on=TODAY + timedelta(days=AWAY_DAYS), today=TODAY)
    with pytest.raises(StandInRefused, match="half a year"):
        check_away(starts_on=TODAY + timedelta(days=400), ends_on=TODAY + timedelta(days=401), today=TODAY)
    first = TODAY - timedelta(days=60)
    last = first + timedelta(days=AWAY_DAYS_IN_ALL)
    check_longer(last, now_until=TODAY, starts_on=first, today=TODAY)
    for wrong in (TODAY, last + timedelta(days=1)):
        with pytest.raises(StandInRefused):
            check_longer(wrong, now_until=TODAY, starts_on=first, today=TODAY)
