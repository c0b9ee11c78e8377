"""On which basis an organisation stands, written down and ended, and what hangs on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.consent.commands import BasisEnded, end_lawful_basis, set_lawful_basis
from commonpurse.parties.consent.models import LawfulBasis
from commonpurse.parties.consent.queries import bases_to_review, has_live_basis, lawful_bases_of
from commonpurse.parties.consent.rules import BasisRefused, Item
from commonpurse.parties.people.access import may
from commonpurse.parties.people.commands import NoLawfulBasis, add_person
from tests.factories import NOW, TODAY, Standing, stand_on_a_basis, standing_people

NEXT_YEAR = TODAY + timedelta(days=365)


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def set_it(people: Standing, **given: Any) -> LawfulBasis:
    wanted: dict[str, Any] = {
        "by": people.administrator,
        "organisation": people.charity,
        "purpose": "  To give people money of their own ",
        "art6": "f",
        "art9": "9(2)(a)",
        "notice_version": "2026-2",
        "review_on": NEXT_YEAR,
        "now": NOW,
    }
    return set_lawful_basis(**(wanted | given))


def only_basis_of(organisation: Any) -> LawfulBasis:
    return lawful_bases_of(organisation).get()


def test_a_basis_is_kept_with_who_set_it_and_the_same_again_is_the_one_there(people: Standing) -> None:
    basis = set_it(people)
    assert (basis.purpose, basis.set_by) == ("To give people money of their own", people.administrator)
    assert set_it(people) == basis
    assert set_it(people, art6="b") != basis
    assert AuditEvent.objects.filter(event_type="lawful_basis_set", recorded_at=NOW).count() == 2


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"purpose": "  "}, "purpose"),
        ({"art6": "z"}, "art6"),
        ({"art6": "e"}, "art6"),  # a public task is the public body's own
        ({"notice_version": ""}, "notice_version"),
        ({"review_on": TODAY}, "review_on"),
        ({"review_on": TODAY + timedelta(days=1_099)}, "review_on"),
    ],
)
def test_what_a_charity_cannot_stand_on_is_refused_by_its_field(people: Standing, given: Any, field: str) -> None:
    with pytest.raises(BasisRefused) as refused:
        set_it(people, **given)
    assert refused.value.field == field


def test_a_public_body_stands_on_its_task_and_on_no_recognised_interest(people: Standing) -> None:
    assert set_it(people, organisation=people.council, art6="e").art6 == "e"
    with pytest.raises(BasisRefused, match="public body stands on its public task"):
        set_it(people, organisation=people.council, art6="ea")


@pytest.mark.parametrize("actor", ["wren", "ngozi", "callum", "femi"])
def test_only_the_manager_and_the_administrator_say_on_what_an_organisation_stands(
    people: Standing, actor: str
) -> None:
    by = getattr(people, actor)
    with pytest.raises(NotAllowed):
        set_it(people, by=by)
    with pytest.raises(NotAllowed):
        end_lawful_basis(by=by, basis=only_basis_of(people.charity), now=NOW)


def test_the_end_of_the_last_basis_ends_all_sight_and_another_one_opens_it_again(people: Standing) -> None:
    assert may(people.wren, people.ada, Item.CONTACT, TODAY)
    ended = end_lawful_basis(by=people.priya, basis=only_basis_of(people.charity), now=NOW)
    assert (ended.ended_at, ended.ended_by) == (NOW, people.priya)
    assert not has_live_basis(people.wren)
    assert not may(people.wren, people.ada, Item.NAME, TODAY)
    assert may(people.priya, people.ada, Item.NAME, TODAY)
    with pytest.raises(NoLawfulBasis):
        add_person(by=people.wren, called_by="Noor", now=NOW)
    with pytest.raises(BasisEnded):
        end_lawful_basis(by=people.priya, basis=ended, now=NOW)
    stand_on_a_basis(people.charity, by=people.priya, now=NOW)
    assert may(people.wren, people.ada, Item.CONTACT, TODAY)


def test_of_two_bases_one_may_end_and_sight_stays(people: Standing) -> None:
    set_it(people)
    end_lawful_basis(by=people.priya, basis=lawful_bases_of(people.charity)[0], now=NOW)
    assert may(people.wren, people.ada, Item.NAME, TODAY)


def test_what_is_to_be_looked_at_again_stands_in_a_list_from_its_day_on(people: Standing) -> None:
    soon = set_it(people, review_on=TODAY + timedelta(days=3))
    assert list(bases_to_review(TODAY + timedelta(days=2))) == []
    assert list(bases_to_review(TODAY + timedelta(days=3))) == [soon]
    end_lawful_basis(by=people.priya, basis=soon, now=NOW)
    assert list(bases_to_review(TODAY + timedelta(days=3))) == []
