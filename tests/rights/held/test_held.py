"""What is given to a person who asks what we hold: all of it, nothing of others, however much it is."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.keys.commands import destroy_key
from commonpurse.money.budgets.rules import LegalBasis, OrderType
from commonpurse.money.decisions.commands import block_spending
from commonpurse.parties.attachments.queries import open_attachment
from commonpurse.parties.consent.models import AccessRow, Wall
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.people.commands import SharedWith, add_contact_way, give_permissions
from commonpurse.parties.protected.commands import protect_detail
from commonpurse.rights.held.queries import YOU, columns_of, held_on, opened_attachments, opened_details
from commonpurse.rights.held.rules import COLUMN_WORDS, HIDDEN, LEFT_OUT, TABLES, Group, Table
from commonpurse.web.parts.held import held_zip
from tests.factories import NOW, TODAY, Standing, make_attachment, make_fund, record_check, standing_people, told
from tests.habits.test_whose_rows import OURS, leads_to_a_person
from tests.walls.row_walls import walled_tables

# Columns that hold the id of whoever it is about, though they are no key of the database.
ABOUT_SOMEBODY = ("recipient_id", "subject_id", "actor_id", "viewer_id")


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def table_of(held, label: str):
    return next(each for each in held.tables if each.table.label == label)


def test_every_table_that_leads_to_a_person_is_given_or_left_out_for_a_reason():
    personal = {
        model._meta.label
        for model in OURS
        if leads_to_a_person(model) or any(each.column in ABOUT_SOMEBODY for each in model._meta.concrete_fields)
    }
    given = {table.label for table in TABLES}
    assert personal - given == set(LEFT_OUT)
    assert all(LEFT_OUT.values())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.label)
def test_every_column_is_given_in_words_or_hidden_for_a_reason(table: Table):
    shown = {column.name for column in columns_of(table)}
    there = {each.column for each in apps.get_model(table.label)._meta.concrete_fields}
    assert shown <= set(COLUMN_WORDS)
    assert there - shown <= set(HIDDEN)
    assert all(HIDDEN[column] for column in there - shown)


def test_she_is_given_her_own_rows_and_nobody_elses(people: Standing):
    add_contact_way(
        by=people.wren, person=people.ada, kind="phone", value="07700 900123", is_safe_to_use=True, how="", now=NOW
    )
    held = held_on(viewer=people.ada, person=people.ada, today=TODAY)
    assert held.is_whole
    (row,) = table_of(held, "people.Person").rows
    assert (row["called_by"], row["reference"], row["added_by_id"]) == ("Ada", "H-001", "Wren, Open Door")
    assert [way["value"] for way in table_of(held, "people.ContactWay").rows] == ["07700 900123"]
    hers = held_on(viewer=people.stranger, person=people.stranger, today=TODAY)
    assert table_of(hers, "people.ContactWay").rows == []


def test_a_value_is_the_same_in_both_databases(people: Standing):
    held = held_on(viewer=people.ada, person=people.ada, today=TODAY)
    (row,) = table_of(held, "people.Person").rows
    assert row["id"] == str(people.ada.id)
    assert row["added_at"] == people.ada.added_at
    assert row["needs_interpreter"] is False
    (look,) = [row for row in table_of(held, "audit.AuditEvent").rows if row["event_type"] == "person_added"]
    assert look["facts"] == {} or isinstance(look["facts"], dict)


def test_nobody_else_takes_it(people: Standing):
    for viewer in (people.stranger, people.femi, people.ngozi, people.callum):
        assert held_on(viewer=viewer, person=people.ada, today=TODAY) is None
    assert opened_details(by=people.stranger, person=people.ada, now=NOW, today=TODAY) == {}


def test_her_worker_prints_what_she_shares_and_no_more(people: Standing):
    held = held_on(viewer=people.wren, person=people.ada, today=TODAY)
    assert not held.is_whole
    groups = {each.table.group for each in held.tables}
    assert Group.CONTACT in groups
    assert groups.isdisjoint({Group.LOOKED, Group.SAFE, Group.WAYS_IN, Group.SHARING, Group.TRAIL})


# What who sees one item sees besides (consent.rules.GOES_ALONG).
GOES_ALONG_WITH = {item: {item, Item.NAME, Item.PAYMENT_NAME} for item in Item}
GOES_ALONG_WITH[Item.MONEY_DETAIL].add(Item.PAYMENTS)


def test_no_worker_is_handed_a_table_that_its_own_wall_would_keep_from_them():
    walls = walled_tables()
    handed = {apps.get_model(table.label)._meta.db_table: table.asks for table in TABLES if table.asks is not None}
    assert {"budgets_exclusioncheck", "payments_proof"} <= set(handed) <= set(walls)
    narrower = {
        name
        for name, item in handed.items()
        if walls[name].hers_alone or not GOES_ALONG_WITH[item] & {*walls[name].items}
    }
    assert narrower == set()


def test_a_member_prints_an_order_of_a_court_only_where_she_shares_what_is_of_courts(people: Standing):
    record_check(people, make_fund(people, legal_basis=LegalBasis.CARE_ACT_DP), order=OrderType.ALCOHOL_TREATMENT)

    def printed() -> list[str]:
        return [each.table.label for each in held_on(viewer=people.priya, person=people.ada, today=TODAY).tables]

    assert "budgets.Review" in printed()
    assert "budgets.ExclusionCheck" not in printed()
    to_priya = SharedWith(member=people.priya)
    give_permissions(by=people.ada, person=people.ada, to=to_priya, told=told(Item.OFFENCE), now=NOW)
    assert "budgets.ExclusionCheck" in printed()


def test_her_own_rules_are_printed_by_nobody_else(people: Standing):
    block_spending(by=people.ada, person=people.ada, words="Betfred", now=NOW)
    hers = held_on(viewer=people.ada, person=people.ada, today=TODAY)
    assert [row["words"] for row in table_of(hers, "decisions.Lock").rows] == ["betfred"]
    printed = held_on(viewer=people.wren, person=people.ada, today=TODAY)
    assert "decisions.Lock" not in [each.table.label for each in printed.tables]
    assert "betfred" not in str([table.rows for table in printed.tables]).lower()


def test_who_looked_is_in_it_by_name(people: Standing):
    for viewer, kind, organisation in ((people.wren, "member", people.charity.id), (people.ada, "person", None)):
        AccessRow.objects.create(
            person=people.ada,
            viewer_kind=kind,
            viewer_id=viewer.id,
            organisation_id=organisation,
            roles=[],
            why="to see",
            fields=["name"],
            looked_at=NOW,
        )
    held = held_on(viewer=people.ada, person=people.ada, today=TODAY)
    assert [row["viewer_id"] for row in table_of(held, "consent.AccessRow").rows] == ["Wren, Open Door", YOU]


def test_who_is_kept_apart_from_her_is_not_named(people: Standing):
    """Femi asked for a wall himself: to her it is not there, and wherever he acted he has no name."""
    Wall.objects.create(person=people.ada, member=people.femi, bond="other", raised_by_id=people.femi.id, raised_at=NOW)
    AccessRow.objects.create(
        person=people.ada,
        viewer_kind="member",
        viewer_id=people.femi.id,
        organisation_id=people.femi.organisation_id,
        roles=[],
        why="to see",
        fields=["name"],
        looked_at=NOW - timedelta(days=40),
    )
    held = held_on(viewer=people.ada, person=people.ada, today=TODAY)
    assert table_of(held, "consent.Wall").rows == []
    assert "Femi" not in str([table.rows for table in held.tables])


def test_what_is_kept_safe_is_opened_for_her_alone_and_written_down(people: Standing):
    detail = protect_detail(by=people.ada, person=people.ada, kind="phone", value="07700 900321", now=NOW)
    held = held_on(viewer=people.ada, person=people.ada, today=TODAY)
    assert "900321" not in str([table.rows for table in held.tables])
    opened = opened_details(by=people.ada, person=people.ada, now=NOW, today=TODAY)
    assert opened == {str(detail.id): "07700 900321"}
    assert detail.reveals.count() == 1


def test_her_pictures_are_in_her_own_file_as_they_are(people: Standing):
    attachment = make_attachment(people)
    pictures = opened_attachments(by=people.ada, person=people.ada, now=NOW)
    held = held_on(viewer=people.ada, person=people.ada, today=TODAY)
    with zipfile.ZipFile(io.BytesIO(held_zip(held, {}, NOW, pictures))) as archive:
        content = archive.read(f"pictures/{attachment.id}.jpg")
    assert content == open_attachment(viewer=people.ada, attachment=attachment, now=NOW).content
    assert opened_attachments(by=people.stranger, person=people.ada, now=NOW) == {}


def test_a_picture_that_does_not_open_keeps_nothing_else_back(people: Standing, own_keyring: Path):
    make_attachment(people)
    destroy_key(by=people.priya, subject_id=people.ada.id, now=NOW)
    assert opened_attachments(by=people.ada, person=people.ada, now=NOW) == {}
    assert len(table_of(held_on(viewer=people.ada, person=people.ada, today=TODAY), "attachments.Attachment").rows) == 1


def test_twenty_thousand_rows_cost_no_more_questions(people: Standing):
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            held_on(viewer=people.ada, person=people.ada, today=TODAY)
        return len(asked)

    before = statements()
    AccessRow.objects.bulk_create(
        AccessRow(
            id=new_id(),
            person=people.ada,
            viewer_kind="member",
            viewer_id=people.wren.id,
            why="to see",
            fields=["name"],
            looked_at=NOW,
        )
        for _ in range(20_000)
    )
    assert statements() == before <= 5
    held = held_on(viewer=people.ada, person=people.ada, today=TODAY)
    assert len(table_of(held, "consent.AccessRow").rows) == 20_000


def test_the_files_hold_everything_under_names_that_tell_nothing(people: Standing):
    detail = protect_detail(by=people.ada, person=people.ada, kind="phone", value="07700 900321", now=NOW)
    held = held_on(viewer=people.ada, person=people.ada, today=TODAY)
    archive = zipfile.ZipFile(io.BytesIO(held_zip(held, {str(detail.id): "07700 900321"}, NOW)))
    whole = json.loads(archive.read("everything.json"))
    assert set(archive.namelist()) == {"everything.json"} | {f"{name}.csv" for name in whole["tables"]}
    assert whole["tables"]["people-person"][0]["called_by"] == "Ada"
    assert whole["tables"]["protected-protecteddetail"][0]["text"] == "07700 900321"
    assert "07700 900321" in archive.read("protected-protecteddetail.csv").decode()
    assert all(rows for rows in whole["tables"].values())
