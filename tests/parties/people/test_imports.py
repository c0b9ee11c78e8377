from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.context import acting, context_of
from commonpurse.kernel.errors import FileRefused, RowError
from commonpurse.parties.partners.commands import add_member
from commonpurse.parties.people.commands import ReferenceTaken, add_person, import_people
from commonpurse.parties.people.imports import HEADINGS, PeopleFile, read_people, with_errors
from commonpurse.parties.people.models import ContactWay, Person, PersonName, Support
from tests.factories import NOW, TODAY, Standing, standing_people

GOOD = """\
reference,called_by,date_of_birth,name_on_papers,language,page_format,needs_interpreter,\
contact_kind,contact,contact_is_safe,contact_how,worker
H-101,Noor,1990-02-28,Noor Haddad,ar,easy_read,yes,text,07700 900001,no,never after six,Wren
H-102,Kit,27/03/1984,,,,,,,,,
H-103,"Jo, the younger",,,,,,,,,,
"""


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def after_heading(rows: str) -> bytes:
    return f"reference,called_by\n{rows}".encode()


def errors_of(text: str) -> list[tuple[int | None, str | None]]:
    return [(error.row, error.field) for error in read_people(text.encode(), today=TODAY).errors]


def test_a_file_brings_people_with_all_that_it_says(people: Standing) -> None:
    found = import_people(by=people.priya, content=GOOD.encode(), now=NOW)
    assert (len(found.added), found.there_already) == (3, 0)
    noor = Person.objects.get(reference="H-101")
    assert (noor.called_by, noor.date_of_birth, noor.language) == ("Noor", date(1990, 2, 28), "ar")
    assert (noor.page_format, noor.needs_interpreter, noor.added_by) == ("easy_read", True, people.priya)
    way = ContactWay.objects.get(person=noor)
    assert (way.kind, way.value, way.is_safe_to_use, way.how) == ("text", "07700 900001", False, "never after six")
    assert PersonName.objects.get(person=noor).name == "Noor Haddad"
    assert Support.objects.get(person=noor).member == people.wren
    kit = Person.objects.get(reference="H-102")
    assert (kit.date_of_birth, kit.language, kit.page_format) == (date(1984, 3, 27), "en", "standard")
    assert Person.objects.get(reference="H-103").called_by == "Jo, the younger"
    facts = AuditEvent.objects.get(event_type="people_imported").facts
    assert (facts["added"], facts["there_already"]) == (3, 0)


def test_the_same_file_again_adds_nobody(people: Standing) -> None:
    import_people(by=people.priya, content=GOOD.encode(), now=NOW)
    again = import_people(by=people.priya, content=GOOD.encode("utf-8-sig"), now=NOW)
    assert (len(again.added), again.there_already) == (0, 3)
    longer = GOOD + "H-104,Lou,,,,,,,,,,\n"
    assert [person.called_by for person in import_people(by=people.priya, content=longer.encode(), now=NOW).added] == [
        "Lou"
    ]
    assert Person.objects.count() == 2 + 4
    assert ContactWay.objects.count() == 1


def test_an_import_adds_and_never_changes(people: Standing) -> None:
    with pytest.raises(FileRefused) as refused:
        import_people(by=people.priya, content=b"reference,called_by,language\nH-001,Adele,fr\n", now=NOW)
    assert [(error.row, error.field) for error in refused.value.errors] == [(2, "called_by"), (2, "language")]
    assert Person.objects.get(reference="H-001").called_by == "Ada"


def test_every_error_of_every_row_is_told_and_nobody_is_added(people: Standing) -> None:
    text = """\
reference,called_by,date_of_birth,language,page_format,needs_interpreter,contact_kind,contact,contact_is_safe,worker
H-201,Good,,,,,,,,Wren
,Nameless,30/02/1990,Welsh,braille,maybe,pigeon,07700 900002,,Nobody
H-202,,1990-1-2,,,,phone,,yes,
H-201,Twice,,,,,,,,
H-203,Worker,,,,,,,,Callum
"""
    with pytest.raises(FileRefused) as refused:
        import_people(by=people.priya, content=text.encode(), now=NOW)
    assert [(error.row, error.field) for error in refused.value.errors] == [
        (3, "contact_is_safe"),
        (3, "contact_kind"),
        (3, "date_of_birth"),
        (3, "language"),
        (3, "needs_interpreter"),
        (3, "page_format"),
        (3, "reference"),
        (4, "called_by"),
        (4, "contact_is_safe"),
        (4, "contact_kind"),
        (4, "date_of_birth"),
        (5, "reference"),
        (6, "worker"),
    ]
    assert Person.objects.count() == 2
    assert "13 things are not right" in refused.value.message


def test_two_workers_of_one_name_are_not_guessed_between(people: Standing) -> None:
    add_member(by=people.administrator, organisation=people.council, name="Wren", roles=["worker"], now=NOW)
    with pytest.raises(FileRefused) as refused:
        import_people(by=people.priya, content=GOOD.encode(), now=NOW)
    assert refused.value.errors == [RowError(2, "worker", "Two workers have this name.")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "It is empty."),
        (b"\xff\xfeh\x00i\x00", 'It is not in UTF-8. Save it as "CSV UTF-8".'),
        (b"reference,called_by\nH-1,Zo\xeb\n", 'It is not in UTF-8. Save it as "CSV UTF-8".'),
        (b"PK\x03\x04\x00\x00", 'It is not a text file. Save it as "CSV UTF-8".'),
        (b'reference,called_by\nH-1,"Ada\n', 'A quotation mark " opens a cell and never closes it.'),
        (b"x" * 5_000_001, "It is larger than 5 MB."),
        (b"reference,called_by\n" + b"H,A\n" * 10_001, "It has more than 10,000 rows. Split it."),
        (b"reference,called_by\n", "There are no rows."),
    ],
)
def test_what_is_no_list_of_people_is_refused_in_one_sentence(content: bytes, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_people(content, today=TODAY)
    assert [error.reason for error in refused.value.errors] == [reason]


def test_the_columns_are_named_in_the_first_row() -> None:
    with pytest.raises(FileRefused) as refused:
        read_people(b"called_by,Surname,called_by\nAda,Lowe,Ada\n", today=TODAY)
    assert sorted((error.row, error.field) for error in refused.value.errors) == [
        (1, "Surname"),
        (1, "called_by"),
        (1, "reference"),
    ]


def test_a_row_with_more_cells_than_columns_is_an_error_and_an_empty_row_is_none() -> None:
    assert errors_of("reference,called_by\n\n,\nH-1,Ada,Lowe\nH-2,Kit\n") == [(4, None)]


def test_the_clerk_gets_the_file_back_with_its_errors_and_can_give_it_again(people: Standing) -> None:
    text = "reference,called_by,contact_kind,contact,contact_is_safe\nH-301,Ada=,phone,+44 1632 960001,\nH-302,Kit,,,\n"
    with pytest.raises(FileRefused) as refused:
        import_people(by=people.priya, content=text.encode(), now=NOW)
    back = with_errors(text.encode(), refused.value.errors)
    assert back.splitlines() == [
        "reference,called_by,contact_kind,contact,contact_is_safe,what_is_wrong",
        "H-301,Ada=,phone,'+44 1632 960001,,contact_is_safe: Say yes or no: is it safe to use?",
        "H-302,Kit,,,,",
    ]
    mended = back.replace("960001,,", "960001,yes,")
    import_people(by=people.priya, content=mended.encode(), now=NOW)
    assert ContactWay.objects.get(person__reference="H-301").value == "+44 1632 960001"


def test_errors_about_the_whole_file_stand_in_its_first_row() -> None:
    back = with_errors(b"reference\nH-1\n", [RowError(1, "called_by", "This column is missing.")])
    assert back == "reference,what_is_wrong\r\nH-1,called_by: This column is missing.\r\n"


def test_nothing_that_a_name_holds_runs_in_the_clerks_spreadsheet() -> None:
    name = '\u2060=HYPERLINK("http://example.org")'
    content = f'reference,called_by\nH-1,"{name.replace(chr(34), chr(34) * 2)}"\n'.encode()
    assert with_errors(content, []).splitlines()[1].split(",")[1].startswith("\"'")


def outcome_of(content: bytes) -> PeopleFile | FileRefused:
    try:
        return read_people(content, today=TODAY)
    except FileRefused as refusal:
        return refusal


@given(st.binary(max_size=300) | st.text(alphabet=st.sampled_from('ab,"\r\n=0'), max_size=80).map(after_heading))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    outcome = outcome_of(content)
    assert outcome.errors or isinstance(outcome, PeopleFile)


CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(HEADINGS, CELL)), min_size=1, max_size=6))
def test_every_row_is_read_or_has_an_error_and_comes_back_either_way(rows: list[dict[str, str]]) -> None:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADINGS)
    writer.writeheader()
    writer.writerows(rows)
    content = out.getvalue().encode()
    found = outcome_of(content)
    if isinstance(found, FileRefused):
        return  # every cell empty, or a NUL
    kept = {person.row for person in found.people}
    wrong = {error.row for error in found.errors}
    assert not kept & wrong
    back = list(csv.reader(io.StringIO(with_errors(content, found.errors), newline="")))
    assert {number for number, cells in enumerate(back, start=1) if number > 1 and cells[-1]} == wrong


def test_a_reference_of_somebody_unknown_to_whoever_writes_it_gives_one_answer_and_no_more(people: Standing) -> None:
    coordinator = add_member(
        by=people.administrator, organisation=people.charity, name="Cora", roles=["coordinator"], now=NOW
    )
    errors = []
    with acting(context_of(coordinator, purpose="to test", today=TODAY, now=NOW)):
        with pytest.raises(ReferenceTaken):
            add_person(by=coordinator, called_by="Noor", reference="H-001", now=NOW)
        for name in ("Ada", "Somebody else"):
            with pytest.raises(FileRefused) as refused:
                import_people(by=coordinator, content=f"reference,called_by\nH-001,{name}\n".encode(), now=NOW)
            errors.append([(error.row, error.field, str(error.reason)) for error in refused.value.errors])
        assert errors[0] == errors[1]
        mine = b"reference,called_by\nH-777,Noor\n"
        assert len(import_people(by=coordinator, content=mine, now=NOW).added) == 1
        assert import_people(by=coordinator, content=mine, now=NOW).there_already == 1
        assert add_person(by=coordinator, called_by="Kit", reference="H-778", now=NOW).called_by == "Kit"
