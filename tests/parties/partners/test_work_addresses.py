"""An address at work is proven before anything goes there, chosen for, changed, taken off, and kept no longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.delivery import CannotDeliver, Post
from commonpurse.parties.partners.commands import (
    choose_work_mail,
    end_membership,
    end_work_address,
    hand_over_work_codes,
    prove_work_address,
    restore_membership,
    write_work_address,
)
from commonpurse.parties.partners.models import Member, WorkAddress
from commonpurse.parties.partners.proving import work_code_of
from commonpurse.parties.partners.queries import address_proven_since, who_wants_days, work_address_of
from commonpurse.parties.partners.rules import WorkAddressRefused, write_work_code
from commonpurse.parties.partners.rules.work_addresses import WORDS
from tests.factories import NOW, Standing, standing_people
from tests.kernel.messages.posting import Kept
from tests.parties.partners.addresses import proven_address

pytestmark = pytest.mark.django_db
WORK = "wren@work.example.org"


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def later(**by: int) -> dict[str, object]:
    return {"now": NOW + timedelta(**by)}


def test_an_address_counts_once_its_code_is_typed_in_time_by_who_is_signed_in(people: Standing) -> None:
    wren, kept = people.wren, Kept()
    with pytest.raises(WorkAddressRefused):
        choose_work_mail(by=wren, days=True, waits=True, now=NOW)
    with pytest.raises(WorkAddressRefused, match="no e-mail address"):
        write_work_address(by=wren, address="wren at work", now=NOW)
    made = write_work_address(by=wren, address=f" {WORK} ", now=NOW)
    assert hand_over_work_codes(by=people.administrator, post=Post({}), now=NOW) == {}
    for _ in range(2):
        hand_over_work_codes(by=people.administrator, post=kept.post, now=NOW)
    (letter,) = kept.letters
    assert (letter.address, work_code_of(made) in letter.content.body) == (WORK, True)
    assert not prove_work_address(by=people.femi, figures=work_code_of(made), now=NOW)
    assert not prove_work_address(by=wren, figures="12", now=NOW)
    assert not prove_work_address(by=wren, figures=work_code_of(made), **later(minutes=30))
    assert prove_work_address(by=wren, figures=f"{work_code_of(made)[:3]} {work_code_of(made)[3:]}", now=NOW)
    assert write_work_address(by=wren, address=WORK, now=NOW).id == made.id
    assert (address_proven_since(viewer=people.administrator, member=wren), who_wants_days([wren.id])) == (NOW, set())
    assert address_proven_since(viewer=people.femi, member=wren) is None


def test_a_code_is_tried_five_times_and_no_more_than_five_go_in_an_hour(people: Standing) -> None:
    made = write_work_address(by=people.wren, address=WORK, now=NOW)
    for _ in range(5):
        assert not prove_work_address(by=people.wren, figures="x", now=NOW)
    assert not prove_work_address(by=people.wren, figures=work_code_of(made), now=NOW)
    for _ in range(4):
        write_work_address(by=people.wren, address=WORK, now=NOW)
    with pytest.raises(WorkAddressRefused, match="too many"):
        write_work_address(by=people.wren, address=WORK, now=NOW)
    write_work_address(by=people.wren, address=WORK, **later(hours=1))
    kept = Kept()
    kept.failing = [CannotDeliver("no_connection")]
    assert hand_over_work_codes(by=people.administrator, post=kept.post, **later(hours=1)) == {"failed": 1}


def test_another_address_takes_over_what_was_chosen_and_the_old_one_is_kept_no_longer(people: Standing) -> None:
    wren = people.wren
    first = proven_address(wren, NOW, waits=True)
    second = write_work_address(by=wren, address="w@other.example.org", **later(hours=1))
    assert work_address_of(viewer=wren).proven == first
    assert prove_work_address(by=wren, figures=work_code_of(second), **later(hours=1))
    own = work_address_of(viewer=wren)
    assert own.proven is not None
    assert (own.proven.id, own.proven.days_from, own.proven.waits_from, own.waiting) == (second.id, NOW, NOW, None)
    assert WorkAddress.objects.get(id=first.id).address == ""
    chosen = choose_work_mail(by=wren, days=True, waits=False, **later(hours=2))
    assert (chosen.days_from, chosen.waits_from) == (NOW, None)
    for _ in range(2):
        end_work_address(by=wren, now=NOW)
    assert not WorkAddress.objects.exclude(address="").exists()


def test_with_a_members_access_their_address_goes_and_is_proven_anew_when_they_come_back(people: Standing) -> None:
    proven_address(people.wren, NOW)
    end_membership(by=people.administrator, member=people.wren, now=NOW)
    assert not WorkAddress.objects.exclude(address="").exists()
    gone = Member.objects.get(id=people.wren.id)
    with pytest.raises(NotAllowed):
        write_work_address(by=gone, address=WORK, now=NOW)
    restore_membership(by=people.administrator, member=gone, now=NOW)
    assert who_wants_days([gone.id]) == set()


def test_a_code_comes_in_words_that_tell_nothing_in_each_language() -> None:
    texts = [write_work_code("123456", tag) for tag in WORDS]
    assert [(each.language, each.body.count("123456"), "Commonpurse" in each.body) for each in texts] == [
        (tag, 1, False) for tag in WORDS
    ]


BREACHES: dict[str, Callable[[WorkAddress], dict[str, object]]] = {
    "work_address_proven_once": lambda a: {"proven_at": NOW},
    "work_address_waiting_once": lambda a: {"days_from": None, "waits_from": None},
    "work_address_goes_with_its_end": lambda a: {"ended_at": NOW},
    "work_address_tries_end": lambda a: {"tries": 6},
    "work_address_proven_before_use": lambda a: {"days_from": NOW},
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(people: Standing, name: str) -> None:
    address = proven_address(people.wren, NOW)
    if name == "work_address_waiting_once":
        write_work_address(by=people.wren, address="w@other.example.org", now=NOW)
    given = {"member": people.wren, "address": "x@example.org", "made_at": NOW} | BREACHES[name](address)
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkAddress.objects.create(**given)
