"""What a person says may be shared, and what she takes back: who says it, what is kept, what it changes at once."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.queries import person_money
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import make_ask
from commonpurse.parties.consent.commands import end_lawful_basis
from commonpurse.parties.consent.models import Permission
from commonpurse.parties.consent.queries import lawful_bases_of
from commonpurse.parties.consent.rules import ITEMS_TO_SHARE, Item, Level, PermissionRefused
from commonpurse.parties.people.access import may
from commonpurse.parties.people.commands import (
    CannotShareWith,
    SharedWith,
    add_person,
    end_support,
    give_permissions,
    start_support,
    withdraw_permissions,
)
from commonpurse.parties.people.commands.permissions import end_sharing_with_member, keep_permissions
from commonpurse.parties.people.models import Person, Support
from tests.factories import (
    NOW,
    TODAY,
    Standing,
    make_budget,
    make_fund,
    make_payee,
    pounds,
    release,
    standing_people,
    told,
)

TOMORROW, NEXT_WEEK = TODAY + timedelta(days=1), TODAY + timedelta(days=7)


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def share(people: Standing, *items: Item, **given: Any) -> list[Permission]:
    """Ada shares these items with Femi by name, unless said otherwise."""
    wanted: dict[str, Any] = {"by": people.ada, "person": people.ada, "to": SharedWith(member=people.femi), "now": NOW}
    level = given.pop("level", Level.SEE)
    ends_on = given.pop("ends_on", None)
    wording = given.pop("wording", "Femi may see this.")
    return give_permissions(**(wanted | {"told": told(*items, level=level, ends_on=ends_on, wording=wording)} | given))


# Who sees which item -------------------------------------------------------------------------------------------------


def to_femi(p: Standing) -> None:
    share(p, Item.PLAN)


def to_femis_organisation(p: Standing) -> None:
    share(p, Item.PLAN, to=SharedWith(organisation=p.femi.organisation))


def to_workers(p: Standing) -> None:
    share(p, Item.PLAN, to=SharedWith(role="worker"))


def to_sam(p: Standing) -> None:
    share(p, Item.PLAN, to=SharedWith(helper=p.stranger))


def to_femi_later(p: Standing) -> None:
    share(p, Item.PLAN, starts_on=TOMORROW)


def to_femi_and_over(p: Standing) -> None:
    share(p, Item.PLAN, ends_on=TODAY, starts_on=TODAY - timedelta(days=3))


def to_femi_and_taken_back(p: Standing) -> None:
    withdraw_permissions(by=p.ada, permissions=share(p, Item.PLAN), now=NOW)


def to_femi_without_a_basis(p: Standing) -> None:
    share(p, Item.PLAN)
    end_lawful_basis(by=p.priya, basis=lawful_bases_of(p.femi.organisation).get(), now=NOW)


def to_femi_who_left(p: Standing) -> None:
    share(p, Item.PLAN)
    p.femi.is_active = False
    p.femi.save(update_fields=["is_active"])


def nothing(p: Standing) -> None:
    """Wren alone has what was said when Ada was taken on."""


VIEWERS = ["ada", "stranger", "wren", "femi", "priya", "ngozi", "callum", "administrator"]


@pytest.mark.parametrize(
    ("given", "seen_by"),
    [
        (nothing, {"ada", "wren"}),
        (to_femi, {"ada", "wren", "femi"}),
        (to_femis_organisation, {"ada", "wren", "femi"}),
        (to_workers, {"ada", "wren", "femi"}),
        (to_sam, {"ada", "wren", "stranger"}),
        (to_femi_later, {"ada", "wren"}),
        (to_femi_and_over, {"ada", "wren"}),
        (to_femi_and_taken_back, {"ada", "wren"}),
        (to_femi_without_a_basis, {"ada", "wren"}),
        (to_femi_who_left, {"ada", "wren"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_who_sees_her_plan(people: Standing, given: Callable[[Standing], None], seen_by: set[str]) -> None:
    given(people)
    assert {name for name in VIEWERS if may(getattr(people, name), people.ada, Item.PLAN, TODAY)} == seen_by
    # One item shared brings her name along, and no other item.
    others = seen_by - {"ada", "wren"}
    for name in others:
        viewer = getattr(people, name)
        seen = {item for item in Item if may(viewer, people.ada, item, TODAY)}
        assert seen == {Item.PLAN, Item.NAME, Item.PAYMENT_NAME}, name


def test_a_permission_to_an_organisation_is_for_those_who_work_with_people(people: Standing) -> None:
    share(people, Item.HEALTH, to=SharedWith(organisation=people.council))
    assert may(people.priya, people.ada, Item.HEALTH, TODAY)
    assert not may(people.ngozi, people.ada, Item.HEALTH, TODAY)


@pytest.mark.parametrize("given", Level)
@pytest.mark.parametrize("wanted", Level)
def test_a_level_includes_those_below_it_and_none_above(people: Standing, given: Level, wanted: Level) -> None:
    share(people, Item.NOTES, level=given)
    assert may(people.femi, people.ada, Item.NOTES, TODAY, wanted) is (given >= wanted)


def test_it_runs_from_its_first_day_to_the_day_before_its_end(people: Standing) -> None:
    share(people, Item.PLAN, starts_on=TOMORROW, ends_on=TOMORROW + timedelta(days=2))
    days = [TODAY + timedelta(days=number) for number in range(4)]
    assert [may(people.femi, people.ada, Item.PLAN, day) for day in days] == [False, True, True, False]


# Giving --------------------------------------------------------------------------------------------------------------


def test_what_is_kept_is_what_she_said_and_under_which_words(people: Standing) -> None:
    (given,) = share(people, Item.PLAN, level=Level.COMMENT, ends_on=NEXT_WEEK, wording="The words on her page.")
    assert (given.person, given.member, given.item, given.level) == (people.ada, people.femi, "plan", Level.COMMENT)
    assert (given.starts_on, given.ends_on, given.told_to) == (TODAY, NEXT_WEEK, None)
    assert (given.wording, given.explained, given.given_at) == ("The words on her page.", "spoken", NOW)
    assert AuditEvent.objects.filter(event_type="permission_given", subject_id=people.ada.id, actor_id=people.ada.id)


def test_a_worker_may_write_down_what_she_was_told_and_it_says_so(people: Standing) -> None:
    (given,) = share(people, Item.PLAN, by=people.wren)
    assert given.told_to == people.wren
    withdraw_permissions(by=people.wren, permissions=[given], now=NOW)
    assert not may(people.femi, people.ada, Item.PLAN, TODAY)


@pytest.mark.parametrize("actor", ["stranger", "femi", "ngozi", "callum", "administrator"])
def test_nobody_else_says_yes_or_no_for_her(people: Standing, actor: str) -> None:
    by = getattr(people, actor)
    with pytest.raises(NotAllowed):
        share(people, Item.PLAN, by=by)
    hers = list(Permission.objects.filter(person=people.ada))
    with pytest.raises(NotAllowed):
        withdraw_permissions(by=by, permissions=hers, now=NOW)
    assert Permission.objects.filter(person=people.ada, withdrawn_at=None).count() == len(hers)


def test_a_helper_who_is_shown_something_cannot_share_it_on(people: Standing) -> None:
    to_sam(people)
    with pytest.raises(NotAllowed):
        share(people, Item.PLAN, by=people.stranger)


def test_the_same_yes_again_is_the_one_there_and_another_replaces_it(people: Standing) -> None:
    (first,) = share(people, Item.PLAN)
    assert share(people, Item.PLAN) == [first]
    (second,) = share(people, Item.PLAN, level=Level.ACT)
    first.refresh_from_db()
    assert (first.withdrawn_at, first.withdrawn_by_id) == (NOW, people.ada.id)
    assert may(people.femi, people.ada, Item.PLAN, TODAY, Level.ACT)
    share(people, Item.NOTES)
    second.refresh_from_db()
    assert second.withdrawn_at is None  # what was not named stays as it was


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"items": ()}, "items"),
        ({"items": (Item.NAME,)}, "items"),
        ({"wording": "  "}, "wording"),
        ({"ends_on": TODAY}, "ends_on"),
        ({"ends_on": TODAY + timedelta(days=367)}, "ends_on"),
    ],
)
def test_what_cannot_be_shared_so_is_refused_by_its_field(people: Standing, given: dict[str, Any], field: str) -> None:
    items = given.pop("items", (Item.PLAN,))
    with pytest.raises(PermissionRefused) as refused:
        share(people, *items, **given)
    assert refused.value.field == field


def left(p: Standing) -> SharedWith:
    p.femi.is_active = False
    return SharedWith(member=p.femi)


@pytest.mark.parametrize(
    "to",
    [
        lambda p: SharedWith(),
        lambda p: SharedWith(member=p.femi, role="worker"),
        lambda p: SharedWith(role="king"),
        left,
        lambda p: SharedWith(helper=p.ada),
    ],
)
def test_it_is_for_one_who_can_be_shown_something(people: Standing, to: Callable[[Standing], SharedWith]) -> None:
    with pytest.raises(CannotShareWith):
        share(people, Item.PLAN, to=to(people))


def test_the_words_of_a_yes_are_kept_by_a_command_that_has_asked_its_own_gate(people: Standing) -> None:
    kept = keep_permissions(
        by=people.priya,
        person=people.ada,
        to=SharedWith(member=people.femi),
        told=told(Item.PLAN, Item.NOTES, level=Level.SEE),
        starts_on=TODAY,
        now=NOW,
    )
    assert [(each.item, each.told_to) for each in kept] == [("plan", people.priya), ("notes", people.priya)]


# In one's own favour --------------------------------------------------------------------------------------------------


def to_oneself(p: Standing) -> SharedWith:
    return SharedWith(member=p.femi)


@pytest.mark.parametrize(
    "to",
    [to_oneself, lambda p: SharedWith(organisation=p.femi.organisation), lambda p: SharedWith(role="worker")],
    ids=["by name", "by organisation", "by role"],
)
@pytest.mark.parametrize(
    ("item", "level"),
    [
        *((item, Level.ACT) for item in (Item.MONEY_DETAIL, Item.NOTES)),
        *((item, Level.SEE) for item in (Item.CONTACT, Item.HEALTH, Item.OFFENCE)),
        (Item.PLAN, Level.COMMENT),
    ],
)
def test_a_member_who_knows_her_name_writes_no_more_down_for_themselves_than_that_they_may_see(
    people: Standing, to: Callable[[Standing], SharedWith], item: Item, level: Level
) -> None:
    share(people, Item.PLAN)
    with pytest.raises(PermissionRefused):
        share(people, item, level=level, by=people.femi, to=to(people))
    assert not may(people.femi, people.ada, item, TODAY, level)
    share(people, Item.MONEY_TOTAL, by=people.femi, to=to(people))
    assert may(people.femi, people.ada, Item.MONEY_TOTAL, TODAY)


def test_she_herself_or_another_member_gives_what_nobody_writes_down_for_themselves(people: Standing) -> None:
    share(people, Item.CONTACT, level=Level.ACT)
    share(people, Item.MONEY_DETAIL, level=Level.ACT, by=people.priya)
    assert may(people.femi, people.ada, Item.CONTACT, TODAY, Level.ACT)
    assert may(people.femi, people.ada, Item.MONEY_DETAIL, TODAY, Level.ACT)


@pytest.mark.parametrize("item", [Item.HEALTH, Item.OFFENCE])
def test_who_takes_a_person_on_writes_down_neither_health_nor_offences(people: Standing, item: Item) -> None:
    with pytest.raises(PermissionRefused):
        add_person(by=people.wren, called_by="Sol", told=told(Item.PLAN, item), now=NOW)
    assert not Person.objects.filter(called_by="Sol").exists()


# Taking back ---------------------------------------------------------------------------------------------------------


def test_what_is_taken_back_is_gone_at_the_next_question_and_stays_written_down(people: Standing) -> None:
    plan, notes = share(people, Item.PLAN, Item.NOTES)
    withdraw_permissions(by=people.ada, permissions=[plan], now=NOW)
    assert not may(people.femi, people.ada, Item.PLAN, TODAY)
    assert may(people.femi, people.ada, Item.NOTES, TODAY)
    later = NOW + timedelta(hours=1)
    withdraw_permissions(by=people.ada, permissions=[plan, notes], now=later)
    plan.refresh_from_db()
    assert plan.withdrawn_at == NOW  # it was taken back then, not now
    assert not may(people.femi, people.ada, Item.NAME, TODAY)
    events = AuditEvent.objects.filter(event_type="permission_withdrawn").order_by("recorded_at")
    assert [event.facts["permissions"] for event in events] == [[str(plan.id)], [str(notes.id)]]


def test_with_the_work_ends_what_was_shared_by_name(people: Standing) -> None:
    support = start_support(
        by=people.priya, person=people.ada, member=people.femi, starts_on=TODAY, told=told(Item.PLAN), now=NOW
    )
    end_support(by=people.priya, support=support, ends_on=NEXT_WEEK, now=NOW)
    days = [NEXT_WEEK - timedelta(days=1), NEXT_WEEK]
    assert [may(people.femi, people.ada, Item.PLAN, day) for day in days] == [True, False]
    assert Permission.objects.get(member=people.femi, withdrawn_at=None).wording == told(Item.PLAN).wording


def test_an_end_today_leaves_nothing_and_what_ended_before_stays(people: Standing) -> None:
    soon, later = share(people, Item.PLAN, ends_on=TOMORROW) + share(people, Item.NOTES)
    end_sharing_with_member(by=people.priya, person=people.ada, member=people.femi, ends_on=TOMORROW, now=NOW)
    soon.refresh_from_db()
    later.refresh_from_db()
    assert (soon.withdrawn_at, later.withdrawn_at) == (None, NOW)
    end_sharing_with_member(by=people.priya, person=people.ada, member=people.femi, ends_on=TODAY, now=NOW)
    assert not may(people.femi, people.ada, Item.NAME, TODAY)


# A no costs nothing --------------------------------------------------------------------------------------------------


def money_of(people: Standing) -> Any:
    return person_money(viewer=people.ada, person=people.ada, today=TODAY)


def answer_to(act: Callable[[], Any]) -> str:
    """Do it and take it back: the state it comes to, or the code of the refusal."""
    with transaction.atomic():
        try:
            state = str(act().state)
        except Refused as refused:
            state = refused.code
        transaction.set_rollback(True)
    return state


def what_she_can_do(people: Standing, budget: Any, own: Any) -> dict[tuple[str, int], str]:
    """What she would be answered now, if she asked for so many pounds, or had them paid."""
    ask = {"by": people.ada, "budget": budget, "what_for": "Shoes", "spend_kind": SpendKind.CLOTHING, "now": NOW}
    found = {}
    for amount in (1, 90, 500):
        paid = answer_to(lambda amount=amount: release(people, budget, own, amount, by=people.ada))
        asked = answer_to(lambda amount=amount: make_ask(amount=pounds(amount), request_id=new_id(), **ask))
        found |= {("paid", amount): paid, ("asked", amount): asked}
    return found


def test_saying_no_never_lowers_the_money(people: Standing) -> None:
    """Whatever she shares and takes back, with whomever: her money, and what she can do with it, are the same."""
    fund = make_fund(people, received=500)
    budget = make_budget(people, (fund, 100))
    own = make_payee(people)
    money, acts = money_of(people), what_she_can_do(people, budget, own)
    assert acts["paid", 90] == "ready"
    assert acts["paid", 500] != "ready"
    chance = random.Random(20)
    whom = [
        SharedWith(member=people.femi),
        SharedWith(member=people.wren),
        SharedWith(organisation=people.council),
        SharedWith(role="worker"),
        SharedWith(role="finance"),
        SharedWith(helper=people.stranger),
    ]
    for number in range(40):
        running = list(Permission.objects.filter(person=people.ada, withdrawn_at=None))
        if running and chance.random() < 0.5:
            withdraw_permissions(
                by=people.ada, permissions=chance.sample(running, chance.randint(1, len(running))), now=NOW
            )
        else:
            items = chance.sample(ITEMS_TO_SHARE, chance.randint(1, len(ITEMS_TO_SHARE)))
            share(people, *items, to=chance.choice(whom), level=chance.choice(list(Level)))
        assert money_of(people) == money, number
        if number % 8 == 7:
            assert what_she_can_do(people, budget, own) == acts, number
    withdraw_permissions(by=people.ada, permissions=Permission.objects.filter(person=people.ada), now=NOW)
    end_support(by=people.priya, support=Support.objects.get(person=people.ada), ends_on=TODAY, now=NOW)
    assert (money_of(people), what_she_can_do(people, budget, own)) == (money, acts)
