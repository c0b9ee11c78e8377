"""One place says where a letter goes. Old contacts never learn new ones: 200 changes, each followed to the post."""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.models import News
from commonpurse.kernel.messages.rules import Hours
from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.commands import change_payee_account
from commonpurse.money.payments.commands.payees import NEWS_ACCOUNT_CHANGED
from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.people.commands import add_contact_way, change_contact_way, choose_messages
from commonpurse.parties.people.models import ContactWay
from commonpurse.parties.people.queries import message_ways_of
from commonpurse.parties.protected.addressing import NoSafeAddress, PostalAddress, address_for_letter
from commonpurse.parties.protected.commands import end_protected_detail, protect_detail
from commonpurse.parties.protected.commands.messages import send_messages
from commonpurse.parties.protected.models import ProtectedDetail, Reveal
from commonpurse.parties.protected.rules import ReasonTooShort
from tests.factories import NOW, Standing, make_payee, standing_people
from tests.habits.reading import SOURCE
from tests.kernel.messages.posting import SITE, Kept, make_news

REASON = "The letter about her new flat"


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def add(people: Standing, kind: str, value: str, *, is_safe: bool = True, now: datetime = NOW) -> ContactWay:
    return add_contact_way(by=people.wren, person=people.ada, kind=kind, value=value, is_safe_to_use=is_safe, now=now)


def letter(people: Standing, now: datetime = NOW) -> PostalAddress:
    return address_for_letter(by=people.wren, person=people.ada, reason=REASON, now=now)


def test_a_letter_goes_to_the_safe_way_for_letters(people: Standing) -> None:
    add(people, "letter", "The old flat", is_safe=False)
    add(people, "letter", "Care of the library")
    found = letter(people)
    assert (found.text.shown(), found.is_protected) == ("Care of the library", False)


def test_with_a_protected_address_it_goes_there_and_nowhere_else(people: Standing) -> None:
    add(people, "letter", "The old flat")
    protect_detail(by=people.wren, person=people.ada, kind="phone", value="07700 900999", now=NOW)
    detail = protect_detail(by=people.wren, person=people.ada, kind="address", value="12 Harbour Road", now=NOW)
    found = letter(people)
    assert (found.text.shown(), found.is_protected) == ("12 Harbour Road", True)
    assert Reveal.objects.get().reason == REASON
    assert AccessRow.objects.get().why == REASON
    assert "Harbour Road" not in repr(found)
    end_protected_detail(by=people.wren, detail=detail, now=NOW)
    assert letter(people).text.shown() == "The old flat"


def test_a_protected_address_needs_its_reason_here_too(people: Standing) -> None:
    protect_detail(by=people.wren, person=people.ada, kind="address", value="12 Harbour Road", now=NOW)
    with pytest.raises(ReasonTooShort):
        address_for_letter(by=people.wren, person=people.ada, reason="post", now=NOW)


def test_without_a_safe_way_there_is_no_letter(people: Standing) -> None:
    add(people, "letter", "The old flat", is_safe=False)
    with pytest.raises(NoSafeAddress) as refused:
        letter(people)
    assert "flat" not in str(refused.value)


@pytest.mark.parametrize("who", ["femi", "ngozi", "administrator", "stranger"])
def test_who_may_not_open_it_is_told_the_same_with_and_without_one(people: Standing, who: str) -> None:
    for _ in range(2):
        with pytest.raises(NotAllowed) as refused:
            address_for_letter(by=getattr(people, who), person=people.ada, reason=REASON, now=NOW)
        assert str(refused.value) == ""
        protect_detail(by=people.wren, person=people.ada, kind="address", value="12 Harbour Road", now=NOW)


def made(name: str) -> Iterator[str]:
    """The files that make a Destination or a Letter."""
    for path in SOURCE.rglob("*.py"):
        calls = (node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
        if any(isinstance(called, ast.Name) and called.id == name for called in calls):
            yield str(path.relative_to(SOURCE))


def test_nothing_but_the_address_service_says_where_a_message_goes() -> None:
    assert list(made("Destination")) == ["parties/protected/addressing.py"]
    # A code to sign in goes to the number that she confirmed for codes, while it is safe and unchanged.
    # A letter for the work coach is a paper that she is handed, and goes nowhere.
    on_paper = {"web/parts/papers/benefits_letter.py"}
    # A code that proves an address at work goes to that address, and to no person's.
    at_work = {"parties/partners/commands/work_addresses.py"}
    to_people = {"kernel/messages/commands.py", "parties/signin/commands/text_codes.py"}
    assert set(made("Letter")) - on_paper - at_work == to_people


# 200 changes ----------------------------------------------------------------------------------------------------------


class Changes:
    """Ada's contacts change again and again; each change is one that the site offers."""

    def __init__(self, people: Standing, seed: int):
        self.people = people
        self.random = random.Random(seed)
        self.number = 0
        self.values: set[str] = set()
        self.payee = make_payee(people).payee

    def fresh(self, kind: str) -> str:
        self.number += 1
        value = {"text": f"07700 9{self.number:05}", "email": f"ada{self.number}@example.org"}.get(
            kind, f"{self.number} Harbour Road"
        )
        self.values.add(value)
        return value

    def one(self, now: datetime) -> None:
        acts: list[Callable[[datetime], object]] = [
            self.move_to_a_new_way,
            self.move_to_a_new_way,
            self.call_one_unsafe,
            self.protect,
            self.end_protected,
            self.change_payee,
        ]
        self.random.choice(acts)(now)

    def move_to_a_new_way(self, now: datetime) -> None:
        kind = self.random.choice(["text", "email", "letter"])
        for way in ContactWay.objects.filter(person=self.people.ada, kind=kind, is_safe_to_use=True):
            change_contact_way(by=self.people.wren, contact_way=way, is_safe_to_use=False, how="", now=now)
        add(self.people, kind, self.fresh(kind), now=now)

    def call_one_unsafe(self, now: datetime) -> None:
        way = ContactWay.objects.filter(person=self.people.ada, is_safe_to_use=True).first()
        if way is not None:
            change_contact_way(by=self.people.wren, contact_way=way, is_safe_to_use=False, how="", now=now)

    def protect(self, now: datetime) -> None:
        kind = self.random.choice(["address", "phone", "workplace", "school"])
        protect_detail(by=self.people.wren, person=self.people.ada, kind=kind, value=self.fresh("letter"), now=now)

    def end_protected(self, now: datetime) -> None:
        detail = ProtectedDetail.objects.filter(person=self.people.ada, ended_at=None).first()
        if detail is not None:
            end_protected_detail(by=self.people.wren, detail=detail, now=now)

    def change_payee(self, now: datetime) -> None:
        self.number += 1
        account = TypedAccount("20-00-00", f"{33_000_000 + self.number}")
        self.values.add(account.account_number)
        change_payee_account(
            by=self.people.wren, payee=self.payee, holder_name="Ada Lovelace", account=account, now=now
        )


def say_yes_to_all(people: Standing, now: datetime) -> None:
    ways = message_ways_of(viewer=people.ada, person=people.ada, today=now.date())
    choose_messages(by=people.ada, person=people.ada, wanted={way.id: Hours.DAY for way in ways}, now=now)


def test_after_200_changes_no_old_contact_was_told_of_a_new_one(people: Standing) -> None:
    changes = Changes(people, seed=20260601)
    changes.move_to_a_new_way(NOW)
    went = 0
    for number in range(200):
        now = NOW + timedelta(days=number)
        say_yes_to_all(people, now - timedelta(hours=2))
        changes.one(now)
        # Only a changed account is news at all, and it is told like any other: not what, not where.
        told = News.objects.filter(happened_at=now).values_list("kind", flat=True)
        assert set(told) <= {NEWS_ACCOUNT_CHANGED}
        make_news(people.ada.id, now)
        kept = Kept()
        for later in (now, now + timedelta(minutes=40)):
            send_messages(by=people.administrator, post=kept.post, site_address=SITE, now=later)
        safe = {way.value.replace(" ", "") for way in ContactWay.objects.filter(person=people.ada, is_safe_to_use=True)}
        for each in kept.letters:
            assert each.address in safe
            said = f"{each.content.subject} {each.content.body}"
            assert [value for value in changes.values if value in said] == []
            assert not any(character.isdigit() for character in said)
        went += len(kept.letters)
    assert went > 50
    assert changes.number > 100
