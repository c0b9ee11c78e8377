"""Who is named to act for a person, by whom, for how long, and how it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.helping import OnlyAlone, helped_by
from commonpurse.kernel.messages.models import News
from commonpurse.parties.consent.models import Permission
from commonpurse.parties.consent.rules import Bond, Item, Level, PermissionRefused, RepresentativeKind
from commonpurse.parties.people.access import can_change_person, can_see_looks, can_write_down_permission, may
from commonpurse.parties.people.commands import (
    RepresentativeRefused,
    add_contact_way,
    agree_representative,
    end_representative,
    give_permissions,
    name_representative,
    raise_wall,
)
from commonpurse.parties.people.commands.permissions import SharedWith
from commonpurse.parties.people.models import Representative
from commonpurse.rights.erasure.access import can_ask_erasure
from commonpurse.rights.held.access import can_take_along
from tests.factories import EVERYTHING, NOW, TODAY, Standing, pounds, standing_people
from tests.parties.people.acting_for import WORDS, act_for, named

YEAR = timedelta(days=366)


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


# Who names whom -------------------------------------------------------------------------------------------------------

GRID = {
    "ada": {RepresentativeKind.HELPER: None},
    "wren": dict.fromkeys(RepresentativeKind),
    "priya": dict.fromkeys(RepresentativeKind),
}


@pytest.mark.parametrize("kind", RepresentativeKind)
@pytest.mark.parametrize("who", ["ada", "stranger", "wren", "femi", "priya", "ngozi", "callum", "administrator"])
def test_who_names_whom(people: Standing, who: str, kind: RepresentativeKind) -> None:
    if kind in GRID.get(who, {}):
        made = named(people, by=getattr(people, who), kind=kind)
        assert (made.person, made.helper, made.kind) == (people.ada, people.stranger, kind)
    else:
        with pytest.raises(RepresentativeRefused if who == "ada" else NotAllowed):
            named(people, by=getattr(people, who), kind=kind)
        assert not Representative.objects.exists()


def test_what_was_said_is_written_down_and_she_is_told(people: Standing) -> None:
    made = named(people)
    assert (made.told_to, made.decided_by, made.limit_minor, made.ends_on) == (people.wren, None, 5000, TODAY + YEAR)
    shown = Permission.objects.filter(person=people.ada, helper=people.stranger)
    assert {each.item: each.level for each in shown} == {"money_total": Level.SEE, "money_detail": Level.ACT}
    assert {each.wording for each in shown} == {WORDS}
    assert News.objects.filter(recipient_id=people.ada.id, kind="helper_written").exists()
    assert named(people, by=people.stranger, person=people.stranger, helper_name="ada ", helper_reference="h-001")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"helper_name": "Sam", "helper_reference": "H-001"}, "helper_name"),
        ({"helper_name": "Ada", "helper_reference": "H-001"}, "helper_name"),
        ({"helper_name": "Samuel"}, "helper_name"),
        ({"helper_reference": " "}, "helper_name"),
        ({"kind": "friend"}, "kind"),
        ({"limit": None}, "limit"),
        ({"limit": pounds(0)}, "limit"),
        ({"may_pay": False}, "limit"),
        ({"explained": "shouted"}, "explained"),
        ({"ends_on": TODAY}, "ends_on"),
        ({"ends_on": TODAY + YEAR + timedelta(days=1)}, "ends_on"),
    ],
)
def test_what_is_refused(people: Standing, given: dict[str, Any], field: str) -> None:
    with pytest.raises((RepresentativeRefused, PermissionRefused)) as refused:
        named(people, **given)
    assert refused.value.field == field
    assert not Permission.objects.filter(helper=people.stranger).exists()


def test_a_wrong_name_and_a_wrong_number_read_the_same(people: Standing) -> None:
    said = set()
    for given in ({"helper_name": "Nobody"}, {"helper_reference": "H-999"}, {"helper_reference": "H-001"}):
        with pytest.raises(Refused) as refused:
            named(people, **given)
        said.add(str(refused.value))
    assert len(said) == 1


def test_somebody_beside_her_names_nobody_for_her(people: Standing) -> None:
    with helped_by(people.wren.id), pytest.raises(OnlyAlone):
        named(people, by=people.ada)


def test_after_the_year_it_is_agreed_anew_with_a_worker_and_not_by_herself(people: Standing) -> None:
    first = named(people, by=people.ada)
    with pytest.raises(RepresentativeRefused, match="help already"):
        named(people, by=people.ada)
    then = NOW + YEAR
    with pytest.raises(RepresentativeRefused, match="Talk to your worker"):
        named(people, by=people.ada, now=then)
    again = named(people, by=people.priya, now=then)
    first.refresh_from_db()
    assert first.ended_at == then
    assert again.ends_on == first.ends_on + YEAR
    assert may(people.stranger, people.ada, Item.MONEY_TOTAL, first.ends_on)


# In her best interests ------------------------------------------------------------------------------------------------


def test_it_takes_two_members_to_decide_for_her(people: Standing) -> None:
    decided = named(people, kind=RepresentativeKind.AUTHORISED)
    assert not Permission.objects.filter(helper=people.stranger).exists()
    with pytest.raises(RepresentativeRefused, match="somebody else"):
        agree_representative(by=people.wren, representative=decided, wording=WORDS, now=NOW)
    for who in ("femi", "ngozi", "callum", "ada", "stranger"):
        with pytest.raises(NotAllowed):
            agree_representative(by=getattr(people, who), representative=decided, wording=WORDS, now=NOW)
    agreed = agree_representative(by=people.priya, representative=decided, wording=WORDS, now=NOW)
    assert (agreed.decided_by, agreed.agreed_by) == (people.wren, people.priya)
    assert may(people.stranger, people.ada, Item.MONEY_TOTAL, TODAY)
    assert agree_representative(by=people.priya, representative=decided, wording=WORDS, now=NOW) == agreed


def test_what_was_ended_or_needs_nobody_is_not_agreed_to(people: Standing) -> None:
    decided = named(people, kind=RepresentativeKind.AUTHORISED)
    end_representative(by=people.ada, representative=decided, is_silent=True, now=NOW)
    with pytest.raises(RepresentativeRefused, match="nothing to agree"):
        agree_representative(by=people.priya, representative=decided, wording=WORDS, now=NOW)
    with pytest.raises(RepresentativeRefused, match="nothing to agree"):
        agree_representative(by=people.priya, representative=named(people), wording=WORDS, now=NOW)


# The end --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RepresentativeKind)
@pytest.mark.parametrize("is_silent", [True, False])
def test_she_ends_it_in_one_step_at_once_and_in_silence_where_she_wants(
    people: Standing, kind: RepresentativeKind, is_silent: bool
) -> None:
    acts = act_for(people, kind=kind)
    ended = end_representative(by=people.ada, representative=acts, is_silent=is_silent, now=NOW)
    assert (ended.ended_at, ended.ended_by_id, ended.is_silent) == (NOW, people.ada.id, is_silent)
    assert {item for item in Item if may(people.stranger, people.ada, item, TODAY)} == set()
    assert News.objects.filter(recipient_id=people.stranger.id).exists() is not is_silent
    again = end_representative(by=people.wren, representative=acts, is_silent=not is_silent, now=NOW)
    assert (again.ended_by_id, again.is_silent) == (people.ada.id, is_silent)


def test_who_acts_for_her_does_not_keep_themselves_in(people: Standing) -> None:
    acts = act_for(people)
    for who in ("stranger", "femi", "ngozi"):
        with pytest.raises(NotAllowed):
            end_representative(by=getattr(people, who), representative=acts, is_silent=True, now=NOW)


# What no helper ever does ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RepresentativeKind)
def test_who_acts_for_her_sees_her_money_and_nothing_else(people: Standing, kind: RepresentativeKind) -> None:
    act_for(people, kind=kind)
    seen = {item for item in Item if may(people.stranger, people.ada, item, TODAY)}
    assert seen == {Item.NAME, Item.PAYMENT_NAME, Item.PAYMENTS, Item.MONEY_TOTAL, Item.MONEY_DETAIL}
    assert not any(may(people.stranger, people.ada, item, TODAY, Level.ACT) for item in Item)


def test_even_a_yes_to_everything_lets_no_helper_change_anything_of_hers(people: Standing) -> None:
    act_for(people)
    give_permissions(by=people.ada, person=people.ada, to=SharedWith(helper=people.stranger), told=EVERYTHING, now=NOW)
    sam, ada = people.stranger, people.ada
    assert not can_change_person(sam, ada, TODAY)
    assert not can_write_down_permission(sam, ada, TODAY)
    assert not can_see_looks(sam, ada)
    assert not can_take_along(sam, ada)
    assert not can_ask_erasure(sam, ada, TODAY)
    for act in (
        lambda: raise_wall(by=sam, person=ada, member=people.femi, bond=Bond.OTHER, now=NOW),
        lambda: add_contact_way(by=sam, person=ada, kind="phone", value="1", is_safe_to_use=True, now=NOW),
        lambda: named(people, by=sam),
        lambda: name_representative(
            by=sam,
            person=ada,
            helper_name="Sam",
            helper_reference="H-002",
            kind="helper",
            may_pay=False,
            explained="spoken",
            wording=WORDS,
            now=NOW,
        ),
    ):
        with pytest.raises(NotAllowed):
            act()
