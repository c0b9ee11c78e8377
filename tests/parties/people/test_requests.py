"""Asking a person to share more, who looked, and what was shared at a moment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.models import News
from commonpurse.parties.consent.commands import end_lawful_basis, log_access, set_lawful_basis
from commonpurse.parties.consent.models import AccessRow, Permission, PermissionRequest
from commonpurse.parties.consent.queries import (
    all_lawful_bases,
    get_lawful_basis,
    lawful_bases_of,
    organisations_without_basis,
)
from commonpurse.parties.consent.rules import ASK_AGAIN_DAYS, ITEMS_TO_SHARE, Item, Level
from commonpurse.parties.partners.models import MemberRole
from commonpurse.parties.people.access import may
from commonpurse.parties.people.commands import (
    AnsweredAlready,
    CannotAsk,
    SharedWith,
    answer_permission_request,
    ask_permission,
    give_again,
    give_permissions,
    start_support,
    withdraw_permissions,
)
from commonpurse.parties.people.sharing import (
    items_seen,
    looks_at,
    requests_of,
    requests_to_answer,
    shared_with_me,
    what_was_shared,
    who_looked,
)
from tests.factories import NOW, TODAY, Standing, standing_people, told

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def people(db: None) -> Standing:
    made = standing_people()
    start_support(by=made.priya, person=made.ada, member=made.femi, starts_on=TODAY, now=NOW)
    return made


def ask(people: Standing, item: Item = Item.PLAN, **given: Any) -> PermissionRequest:
    wanted = {"by": people.femi, "person": people.ada, "level": Level.SEE, "why": " To plan the move. ", "now": NOW}
    return ask_permission(item=item, **(wanted | given))


# Asking for more ------------------------------------------------------------------------------------------------------


def test_what_is_asked_waits_on_her_page_and_shows_nothing_yet(people: Standing) -> None:
    asked = ask(people)
    assert list(requests_to_answer(viewer=people.ada)) == [asked]
    assert list(requests_to_answer(viewer=people.stranger)) == []
    assert asked.why == "To plan the move."
    assert not may(people.femi, people.ada, Item.PLAN, TODAY)
    assert News.objects.filter(recipient_id=people.ada.id, kind="asked_to_share", subject_id=asked.id).exists()


def test_a_yes_shares_it_under_the_words_she_read(people: Standing) -> None:
    asked = ask(people)
    answer_permission_request(by=people.ada, request=asked, told=told(Item.PLAN, level=Level.SEE), now=LATER)
    assert may(people.femi, people.ada, Item.PLAN, TODAY)
    given = Permission.objects.get(member=people.femi, item=Item.PLAN)
    assert (given.told_to, given.given_at) == (None, LATER)
    with pytest.raises(AnsweredAlready):
        answer_permission_request(by=people.ada, request=asked, told=None, now=LATER)


def test_a_no_looks_to_who_asked_like_no_answer(people: Standing) -> None:
    before = LATER - timedelta(days=1)
    silent, refused = ask(people, Item.PLAN), ask(people, Item.NOTES)
    answer_permission_request(by=people.ada, request=refused, told=None, now=LATER)
    shown = requests_of(viewer=people.femi, person=people.ada, since=before)
    assert {each.item for each in shown} == {silent.item, refused.item}
    assert not may(people.femi, people.ada, Item.NOTES, TODAY)
    answers = []
    for item in (Item.PLAN, Item.NOTES):
        with pytest.raises(CannotAsk) as found:
            ask(people, item, now=LATER)
        answers.append(str(found.value))
    assert len(set(answers)) == 1


def test_the_same_may_be_asked_after_a_month_and_takes_the_place_of_the_old(people: Standing) -> None:
    first = ask(people)
    again = ask(people, now=NOW + timedelta(days=ASK_AGAIN_DAYS))
    assert list(requests_to_answer(viewer=people.ada)) == [again]
    first.refresh_from_db()
    assert first.is_yes is False


def test_a_fourth_thing_in_a_month_is_too_much(people: Standing) -> None:
    for item in (Item.PLAN, Item.NOTES, Item.HEALTH):
        ask(people, item)
    with pytest.raises(CannotAsk, match="three things this month"):
        ask(people, Item.CONTACT)


def test_what_is_shared_already_is_not_asked_for(people: Standing) -> None:
    with pytest.raises(CannotAsk, match="shared with you already"):
        ask(people, by=people.wren, level=Level.ACT)
    with pytest.raises(CannotAsk, match="Choose what"):
        ask(people, Item.NAME)


@pytest.mark.parametrize("actor", ["callum", "ngozi", "administrator"])
def test_who_does_not_know_her_cannot_ask_her(people: Standing, actor: str) -> None:
    with pytest.raises(NotAllowed):
        ask(people, by=getattr(people, actor))


def test_nobody_answers_for_her_and_who_left_gets_nothing(people: Standing) -> None:
    asked = ask(people)
    with pytest.raises(NotAllowed):
        answer_permission_request(by=people.stranger, request=asked, told=told(Item.PLAN), now=LATER)
    people.femi.is_active = False
    people.femi.save(update_fields=["is_active"])
    assert list(requests_to_answer(viewer=people.ada)) == []
    with pytest.raises(CannotAsk, match="do not work here"):
        answer_permission_request(by=people.ada, request=asked, told=told(Item.PLAN), now=LATER)


def test_an_answer_is_not_rewritten(people: Standing) -> None:
    asked = ask(people)
    answer_permission_request(by=people.ada, request=asked, told=None, now=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        PermissionRequest.objects.filter(id=asked.id).update(is_yes=True)


# A stop undone --------------------------------------------------------------------------------------------------------


def test_a_stop_that_was_a_slip_is_undone_word_for_word(people: Standing) -> None:
    to = SharedWith(member=people.femi)
    kept = give_permissions(by=people.ada, person=people.ada, to=to, told=told(Item.PLAN, Item.NOTES), now=NOW)
    withdraw_permissions(by=people.ada, permissions=kept, now=LATER)
    gone = list(Permission.objects.filter(id__in=[each.id for each in kept]))
    again = give_again(by=people.ada, permissions=gone, now=LATER)
    assert [(each.item, each.level, each.ends_on, each.wording) for each in again] == [
        (each.item, each.level, each.ends_on, each.wording) for each in kept
    ]
    assert may(people.femi, people.ada, Item.NOTES, TODAY)
    assert give_again(by=people.ada, permissions=gone, now=LATER) == []  # shared already
    with pytest.raises(NotAllowed):
        give_again(by=people.stranger, permissions=gone, now=LATER)


# Who looked -----------------------------------------------------------------------------------------------------------


def look(people: Standing, viewer: Any, now: Any = NOW, why: str = "to work with her") -> AccessRow:
    log_access(viewer=viewer, person_id=people.ada.id, why=why, fields=["money"], now=now)
    return AccessRow.objects.get(person=people.ada.id, viewer_id=viewer.id, looked_at=now)


def test_she_alone_reads_who_looked_and_her_own_looks_are_not_in_it(people: Standing) -> None:
    give_permissions(
        by=people.ada, person=people.ada, to=SharedWith(helper=people.stranger), told=told(Item.PLAN), now=NOW
    )
    wrens, helpers = look(people, people.wren), look(people, people.stranger, LATER)
    look(people, people.ada)
    assert list(looks_at(viewer=people.ada, person=people.ada, now=LATER)) == [helpers, wrens]
    assert list(looks_at(viewer=people.stranger, person=people.ada, now=LATER)) == []
    for member in (people.wren, people.priya):
        assert list(looks_at(viewer=member, person=people.ada, now=LATER)) == []  # type: ignore[arg-type]
    assert [member for member, _organisation in who_looked(viewer=people.ada, person=people.ada, now=LATER)] == [
        people.wren
    ]


# What is seen, and what was -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["wren", "femi", "priya", "ngozi", "callum"])
def test_what_a_page_may_show_is_what_the_gate_says(people: Standing, name: str) -> None:
    give_permissions(
        by=people.ada,
        person=people.ada,
        to=SharedWith(organisation=people.femi.organisation),
        told=told(Item.PLAN, Item.NOTES, level=Level.COMMENT),
        now=NOW,
    )
    give_permissions(by=people.ada, person=people.ada, to=SharedWith(member=people.femi), told=told(Item.PLAN), now=NOW)
    viewer = getattr(people, name)
    found = items_seen(viewer=viewer, person=people.ada, today=TODAY)
    by_gate = {
        item: max(level for level in Level if may(viewer, people.ada, item, TODAY, level))
        for item in ITEMS_TO_SHARE
        if may(viewer, people.ada, item, TODAY)
    }
    if name == "ngozi":  # finance pays, and finds nobody's page
        by_gate = {}
    assert found == by_gate
    assert (shared_with_me(viewer=viewer, person=people.ada, today=TODAY) != []) is (name in ("wren", "femi"))


def test_a_moment_is_replayed_from_what_stood_then(people: Standing) -> None:
    to = SharedWith(member=people.femi)
    first = give_permissions(
        by=people.ada, person=people.ada, to=to, told=told(Item.PLAN, wording="First words."), now=NOW
    )
    seen = look(people, people.femi, NOW + timedelta(minutes=5))
    withdraw_permissions(by=people.ada, permissions=first, now=NOW + timedelta(minutes=10))
    give_permissions(by=people.ada, person=people.ada, to=to, told=told(Item.NOTES, wording="New words."), now=LATER)

    def then(minutes: int) -> Any:
        return what_was_shared(viewer=people.ada, member=people.femi, at=NOW + timedelta(minutes=minutes), now=LATER)

    assert (then(-1).items, then(-1).knew_name) == ({}, True)
    assert (then(0).items, then(0).looks) == ({Item.PLAN: Level.ACT}, [])
    assert [each.wording for each in then(7).permissions] == ["First words."]
    assert then(7).looks == [seen]
    assert then(10).items == {}
    assert [each.wording for each in then(125).permissions] == ["New words."]


def test_a_moment_without_a_basis_is_replayed_as_nothing(people: Standing) -> None:
    give_permissions(by=people.ada, person=people.ada, to=SharedWith(member=people.femi), told=told(Item.PLAN), now=NOW)
    basis = lawful_bases_of(people.femi.organisation).get()  # type: ignore[arg-type]
    end_lawful_basis(by=people.priya, basis=basis, now=LATER)
    shared = what_was_shared(viewer=people.ada, member=people.femi, at=LATER - timedelta(minutes=1), now=LATER)
    assert shared.items == {Item.PLAN: Level.ACT}
    shut = what_was_shared(viewer=people.ada, member=people.femi, at=LATER, now=LATER)
    assert (shut.items, shut.was_shut) == ({}, True)


def test_the_role_of_a_look_counts_and_not_the_role_of_today(people: Standing) -> None:
    look(people, people.priya)
    MemberRole.objects.create(member=people.priya, role="worker", given_at=NOW)
    shared = what_was_shared(viewer=people.ada, member=people.priya, at=LATER, now=LATER)
    assert shared.items[Item.CONTACT] == Level.ACT
    assert shared.looks[0].roles == ["manager"]
    assert not shared.knew_name  # she was no worker when she looked


def test_who_stands_on_nothing_is_named(people: Standing) -> None:
    assert list(organisations_without_basis()) == []
    basis = lawful_bases_of(people.charity).get()
    assert get_lawful_basis(basis.id) == basis
    end_lawful_basis(by=people.administrator, basis=basis, now=NOW)
    assert get_lawful_basis(basis.id) is None
    assert list(organisations_without_basis()) == [people.charity]
    anew = set_lawful_basis(
        by=people.administrator,
        organisation=people.charity,
        purpose="To help",
        art6="f",
        notice_version="2",
        review_on=TODAY + timedelta(days=9),
        now=NOW,
    )
    assert anew in all_lawful_bases()
    assert list(organisations_without_basis()) == []
