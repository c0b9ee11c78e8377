"""Erasing a person: her words are nowhere afterwards, and every balance is what it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import CharField, JSONField, TextField

from commonpurse.insight.promises.queries import voices_of
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.helping import OnlyAlone, helped_by
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.keys.models import DataKey, Erasure
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import decline_ask, make_ask
from commonpurse.money.ledger.models import Account
from commonpurse.money.ledger.queries import verify_ledger
from commonpurse.money.orders.commands import cancel_order, say_could_not_get
from commonpurse.money.orders.rules import Reason
from commonpurse.money.payments.commands import stop_payment
from commonpurse.money.payments.models import Payment
from commonpurse.parties.consent.models import AccessRow, Permission
from commonpurse.parties.partners.commands import add_member, open_charter_draft
from commonpurse.parties.partners.queries import charter_draft
from commonpurse.parties.people.commands import add_contact_way, add_person_name
from commonpurse.parties.people.models import Person, Support
from commonpurse.parties.protected.commands import protect_detail
from commonpurse.parties.signin.commands import begin_help, make_card, make_user, recognise_person
from commonpurse.parties.signin.models import User
from commonpurse.parties.signin.queries import viewer_of
from commonpurse.parties.signin.rules import Known
from commonpurse.rights.concerns.commands import answer_concern, make_complaint
from commonpurse.rights.erasure.commands import agree_erasure, ask_erasure, decline_erasure
from commonpurse.rights.erasure.models import ErasureRequest
from commonpurse.rights.erasure.queries import erasures_visible_to, own_erasure
from commonpurse.rights.erasure.rules import ALL_MARKS, KEPT_TEXTS, CannotErase, ErasureAnswered
from commonpurse.rights.held.rules import TABLES
from commonpurse.support.plans.commands import ask_about_weeks, choose_week_ask
from commonpurse.support.plans.models import WeekAsk
from commonpurse.support.plans.queries import a_word_with
from commonpurse.support.plans.rules import AskedHow
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
)
from tests.insight.promises.promising import make_voice
from tests.money.orders.making import list_meals, make_order, price_of
from tests.support.blockages.making import make_let, make_unread

# Everything of hers that somebody might look for, in whatever table.
HERS = ("Ada", "Lovelace", "07700900555", "Rosebud", "1988-05-19", "33445566", "H-001")
PROTECTED = "12 Harbour Road"


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def lived(people: Standing) -> Standing:
    """Ada has used everything that keeps words of hers, and nothing moves any more."""
    ada, wren = people.ada, people.wren
    Person.objects.filter(id=ada.id).update(date_of_birth=date(1988, 5, 19))
    ada.refresh_from_db()
    add_person_name(by=wren, person=ada, name="Augusta Lovelace", used_for="papers", now=NOW)
    way = {"kind": "text", "value": "07700900555", "is_safe_to_use": True, "how": "Say Rosebud"}
    add_contact_way(by=wren, person=ada, now=NOW, **way)
    protect_detail(by=wren, person=ada, kind="address", value=PROTECTED, now=NOW)
    make_user(by=people.administrator, username="ada.lovelace", password=None, whose=ada, now=NOW)
    budget = make_budget(people, (make_fund(people, received=900), 500))
    payee = make_payee(people)
    asked = {"what_for": "Rosebud the kettle", "pay_to": "Ada", "spend_kind": SpendKind.HOUSEHOLD_SETUP}
    ask = make_ask(by=wren, budget=budget, amount=pounds(600), request_id=new_id(), now=NOW, **asked)
    decline_ask(by=wren, ask=ask, reason="Rosebud has one.", would_change="Rosebud says it broke.", now=NOW)
    payment = release(people, budget, payee, 20)
    stop_payment(by=wren, payment=payment, reason="Rosebud found one.", now=NOW)
    say_could_not_get(by=ada, person=ada, reason=Reason.NONE_HERE, searched="Rosebud", now=NOW)
    order = make_order(people, budget, price_of(list_meals(people)), by=wren)
    cancel_order(by=wren, order=order, how="Rosebud rang.", now=NOW)
    concern = make_complaint(by=ada, subject="money", words="Rosebud is late.", now=NOW)
    answer_concern(by=people.priya, concern=concern, outcome="right", answer="Yes, Ada.", now=NOW)
    clause = open_charter_draft(by=people.priya, now=NOW).clauses.all()[0]
    make_voice(people, clause, NOW, words="Rosebud asks: when?", called="Ada")
    look = {"viewer_kind": "member", "viewer_id": wren.id, "fields": ["name"], "looked_at": NOW}
    AccessRow.objects.create(person=ada, why="Rosebud rang", **look)
    return people


def texts() -> Iterator[tuple[str, str]]:
    """Every value of every table as text, raw, as a dump would hold it; what the wall hides is sealed anyway."""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            if table == "protected_sealeddetail":
                continue
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  names of our own tables
            for row in cursor.fetchall():
                yield table, " ".join(str(value) for value in row)


def found(*needles: str) -> set[tuple[str, str]]:
    return {(table, needle) for table, text in texts() for needle in needles if needle in text}


def balances() -> dict[str, tuple[Any, ...]]:
    columns = ("debits_posted_minor", "credits_posted_minor", "debits_pending_minor", "version")
    return {str(row[0]): row[1:] for row in Account.objects.values_list("id", *columns)}


def erase(people: Standing) -> ErasureRequest:
    early = ask_erasure(by=people.ada, person=people.ada, now=NOW)
    decline_erasure(by=people.priya, request=early, reason="Rosebud is on its way.", now=NOW)
    request = ask_erasure(by=people.ada, person=people.ada, now=NOW)
    return agree_erasure(by=people.priya, request=request, now=NOW)


def test_her_words_are_nowhere_afterwards_but_where_the_list_says(lived: Standing):
    before = found(*HERS)
    assert {needle for _, needle in before} >= {"Ada", "Lovelace", "07700900555", "Rosebud", "1988-05-19", "H-001"}
    erase(lived)
    left = {(table, needle) for table, needle in found(*HERS) if table not in KEPT_TEXTS}
    assert left == set()
    draft = charter_draft()
    assert draft is not None
    assert voices_of(viewer=lived.wren, version=draft) == {}  # partners read no mark in the place of her words
    person = Person.objects.get(id=lived.ada.id)
    assert (person.called_by, person.date_of_birth, person.reference) == ("Somebody", None, "")


def test_every_balance_is_the_same_and_the_books_are_in_order(lived: Standing):
    before, payments = balances(), list(Payment.objects.values_list("id", "amount_minor", "state"))
    erase(lived)
    assert balances() == before
    assert list(Payment.objects.values_list("id", "amount_minor", "state")) == payments
    assert verify_ledger() == []


def test_her_key_is_destroyed_and_her_ways_in_and_what_she_shares_end(lived: Standing):
    erase(lived)
    assert DataKey.objects.get(subject_id=lived.ada.id).wrapped is None
    assert Erasure.objects.filter(subject_id=lived.ada.id).exists()
    user = User.objects.get(person=lived.ada)
    assert viewer_of(user) is None
    assert not Permission.objects.filter(person=lived.ada, withdrawn_at=None).exists()
    assert not Support.objects.filter(person=lived.ada, ends_on=None).exists()


def test_she_is_asked_nothing_afterwards_stands_in_no_list_of_the_quiet_and_no_line_of_hers_stays_open(lived: Standing):
    ada, later = lived.ada, TODAY + timedelta(days=30)
    choose_week_ask(by=ada, person=ada, how=AskedHow.BY_NEWS, weekday=0, now=NOW - timedelta(days=1))
    let = make_let(lived, make_unread(lived))
    assert ask_about_weeks(by=lived.priya, now=NOW) == 1
    erase(lived)
    let.refresh_from_db()
    assert (let.ended_at, let.ended_by_id) == (NOW, lived.priya.id)
    newest = WeekAsk.objects.filter(person=ada).order_by("-chosen_at")[0]
    assert newest.asked_how == AskedHow.NOT
    # As it stood with who was erased before the asking ended by it.
    WeekAsk.objects.create(person=ada, asked_how="by_news", weekday=0, chosen_at=NOW + timedelta(days=1))
    assert ask_about_weeks(by=lived.priya, now=NOW + timedelta(days=7)) == 0
    assert [one.person for one in a_word_with(viewer=lived.priya, today=later).quiet] == [lived.stranger]


def test_while_money_moves_nothing_is_erased_and_it_says_what_is_left_to_do(lived: Standing):
    budget = Payment.objects.get().budget
    release(lived, budget, Payment.objects.get().payee_account, 5)
    request = ask_erasure(by=lived.ada, person=lived.ada, now=NOW)
    with pytest.raises(CannotErase, match="Money is on its way: 1"):
        agree_erasure(by=lived.priya, request=request, now=NOW)
    assert Person.objects.get(id=lived.ada.id).called_by == "Ada"
    assert own_erasure(viewer=lived.ada).agreed_at is None


def test_nobody_asks_for_it_while_they_sit_beside_her(people: Standing):
    with helped_by(people.priya.id), pytest.raises(OnlyAlone):
        ask_erasure(by=people.ada, person=people.ada, now=NOW)
    assert not ErasureRequest.objects.exists()


@pytest.mark.parametrize("hand", ["made her card", "sat beside her", "recognised her"])
def test_a_manager_who_had_a_hand_in_her_sign_in_is_not_the_second_one(people: Standing, hand: str):
    if hand == "made her card":
        make_card(by=people.priya, person=people.ada, now=NOW)
    elif hand == "recognised her":
        make_card(by=people.priya, person=people.ada, now=NOW)
        recognise_person(by=people.priya, person=people.ada, knew=list(Known)[:2], now=NOW)
    else:
        begin_help(by=people.priya, person=people.ada, reason="The form", device="", now=NOW)
    request = ask_erasure(by=people.ada, person=people.ada, now=NOW)
    with pytest.raises(CannotErase, match="Another manager"):
        agree_erasure(by=people.priya, request=request, now=NOW)
    assert Person.objects.get(id=people.ada.id).called_by == "Ada"


def test_two_people_decide_it(people: Standing):
    request = ask_erasure(by=people.priya, person=people.ada, now=NOW)
    assert ask_erasure(by=people.ada, person=people.ada, now=NOW) == request
    for member in (people.priya, people.wren, people.ngozi, people.administrator):
        with pytest.raises(NotAllowed):
            agree_erasure(by=member, request=request, now=NOW)
    for actor in (people.stranger, people.wren):
        with pytest.raises(NotAllowed):
            ask_erasure(by=actor, person=people.ada, now=NOW)
    assert list(erasures_visible_to(people.priya, TODAY)) == [request]
    assert list(erasures_visible_to(people.wren, TODAY)) == []


def test_a_manager_whom_the_first_let_in_is_not_the_second_one(people: Standing):
    made_up = add_member(by=people.priya, organisation=people.council, name="Bob", roles=["manager"], now=NOW)
    request = ask_erasure(by=people.priya, person=people.ada, now=NOW)
    with pytest.raises(CannotErase, match="same hand"):
        agree_erasure(by=made_up, request=request, now=NOW)


def test_a_no_has_a_reason_and_she_can_ask_again(people: Standing):
    request = ask_erasure(by=people.ada, person=people.ada, now=NOW)
    with pytest.raises(CannotErase):
        decline_erasure(by=people.priya, request=request, reason=" ", now=NOW)
    decline_erasure(by=people.priya, request=request, reason="A court asked for it.", now=NOW)
    assert own_erasure(viewer=people.ada).decline_reason == "A court asked for it."
    with pytest.raises(ErasureAnswered):
        agree_erasure(by=people.priya, request=request, now=NOW)
    assert ask_erasure(by=people.ada, person=people.ada, now=NOW + timedelta(days=1)).id != request.id


def test_another_person_keeps_everything(lived: Standing):
    erase(lived)
    assert Person.objects.get(id=lived.stranger.id).called_by == "Sam"


def test_without_two_who_agreed_no_console_blanks_a_row(lived: Standing):
    ask_erasure(by=lived.ada, person=lived.ada, now=NOW)
    for statement in (
        "UPDATE decisions_ask SET what_for = 'erased'",
        "UPDATE consent_accessrow SET why = 'erased'",
        "UPDATE payments_payee SET name = 'erased'",
    ):
        with pytest.raises(IntegrityError, match=r"append.only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_with_their_leave_nothing_but_the_mark_can_be_written(lived: Standing):
    erase(lived)
    for statement in (
        "UPDATE decisions_ask SET what_for = 'A yacht'",
        "UPDATE decisions_ask SET amount_minor = 1, what_for = 'erased'",
        "UPDATE payments_payee SET name = 'Moss'",
    ):
        with (
            pytest.raises((IntegrityError, ProgrammingError)),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_each_table_that_is_blanked_is_there_with_its_columns():
    tables = {model._meta.db_table: model for model in apps.get_models()}
    for table, marks in ALL_MARKS.items():
        assert set(marks) <= {field.column for field in tables[table]._meta.concrete_fields}
    assert set(KEPT_TEXTS) <= set(tables)


# Tables whose rows change as they like, blanked by name in the command.
BLANKED_BY_NAME = {
    "people_person",
    "people_personname",
    "people_contactway",
    "signin_user",
    "signin_signin",
    "signin_card",
    "orders_unmetwish",  # it goes as a whole
}
# Texts that name nobody: codes, ids, hashes of what is gone, and ours of members.
SAY_NOTHING = {
    *("request_hash", "end_to_end_id", "currency", "code", "kind", "roles", "fields", "knew", "check_reason"),
    *("event_type", "subject_type", "facts", "system_user", "keyring_version"),
    *("steps", "known"),  # codes, ids, sums and moments
    "sha256",  # of bytes that are sealed with a key of hers, which is thrown away
    "contact",  # of people without a sign-in alone
}


def test_every_free_text_of_a_person_is_blanked_or_says_nothing():
    left = set()
    for table in TABLES:
        model = apps.get_model(table.label)
        marked = ALL_MARKS.get(model._meta.db_table, {})
        for field in model._meta.concrete_fields:
            is_free = isinstance(field, CharField | TextField | JSONField) and not field.choices
            if is_free and field.column not in marked and model._meta.db_table not in BLANKED_BY_NAME:
                left.add(field.column)
    assert left == SAY_NOTHING


BREACHES: list[tuple[str, dict[str, Any]]] = [
    ("erasure_request_agreement_whole", {"agreed_at": NOW}),
    ("erasure_request_declining_whole", {"declined_at": NOW}),
]


@pytest.mark.parametrize(("name", "wrong"), BREACHES, ids=[name for name, _ in BREACHES])
def test_the_database_refuses_what_no_command_writes(people: Standing, name: str, wrong: dict[str, Any]):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ErasureRequest.objects.create(person=people.ada, asked_at=NOW, answer_by=TODAY, **wrong)


def test_the_database_lets_nobody_agree_with_themselves_or_ask_twice(people: Standing):
    given = {"person": people.ada, "asked_at": NOW, "answer_by": TODAY}
    alone = {"asked_by_member": people.priya, "agreed_by": people.priya, "agreed_at": NOW}
    with pytest.raises(IntegrityError, match="erasure_request_agreed_by_another"), transaction.atomic():
        ErasureRequest.objects.create(**given, **alone)
    ErasureRequest.objects.create(**given)
    # SQLite names the columns, PostgreSQL the constraint: erasure_request_open_once.
    with pytest.raises(IntegrityError, match=r"erasure_request_open_once|person_id"), transaction.atomic():
        ErasureRequest.objects.create(**given)
