from __future__ import annotations

import html
import json
import re
import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonpurse.money.payments.models import DebtorAccount
from commonpurse.money.reconciliation.models import DifferenceRequest, Statement, StatementLine
from commonpurse.web.finance import import_jobs
from tests.factories import NOW, Standing, make_debtor_account, standing_people
from tests.money.reconciliation.made_statements import Line, camt053
from tests.web.scenes import NUMBER


@pytest.fixture
def people(fresh_database, clock) -> Standing:
    return standing_people()


@pytest.fixture
def account(people: Standing) -> DebtorAccount:
    return make_debtor_account(people)


def statement(*amounts: str, closing: str | None = None, account: str = NUMBER) -> bytes:
    lines = [Line(NOW.date() - timedelta(days=1), Decimal(amount), f"Line {amount}") for amount in amounts]
    more = {"closing": Decimal(closing)} if closing else {}
    return camt053(lines, opening=Decimal("0.00"), account=account, **more).encode()


def upload(client: Client, account: DebtorAccount, content: bytes, query: str = "", name: str = "june.xml") -> str:
    form = {"account": str(account.id), "file": SimpleUploadedFile(name, content)}
    answer = client.post(f"/finance/statements/import/{query}", form)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_file_is_looked_at_first_and_kept_only_when_one_says_so(people, account, sign_in):
    client = sign_in(people.ngozi)
    page = upload(client, account, statement("100.00", "-30.00"))
    looked = text_of(client, page)
    assert "What june.xml holds" in looked
    for words in ("£100.00", "£30.00", "£70.00", "camt.053"):
        assert words in looked
    assert not Statement.objects.exists()
    done = client.post(page, {"act": "import"}, follow=True).content.decode()
    assert "june.xml is read in" in done
    assert StatementLine.objects.filter(kind="entry").count() == 2


def test_the_same_file_again_adds_nothing(people, account, sign_in):
    client = sign_in(people.ngozi)
    for name in ("june.xml", "renamed.xml"):
        page = upload(client, account, statement("100.00"), name=name)
        done = client.post(page, {"act": "import"}, follow=True).content.decode()
    assert re.search(r"Here before</dt>\s*<dd>\s*1\s*</dd>", done)
    assert re.search(r"New lines</dt>\s*<dd>\s*0\s*</dd>", done)
    assert StatementLine.objects.filter(kind="entry").count() == 1


def test_the_file_itself_is_not_kept_once_it_is_read_in(people, account, sign_in, imports_folder: Path):
    client = sign_in(people.ngozi)
    page = upload(client, account, statement("100.00"))
    assert len(list(imports_folder.rglob("statement"))) == 1
    client.post(page, {"act": "import"})
    assert list(imports_folder.rglob("statement")) == []


@pytest.mark.parametrize(
    "content",
    [
        statement("100.00", account="11112222333344"),
        statement("100.00")[:400],
        statement("100.00").decode().replace("£", "").encode("utf-16")[:900],
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a 'aaaa'>]><Document>&a;</Document>",
        statement("100.00").replace(b"100.00", b"1OO.00"),
    ],
    ids=["another account", "truncated", "half of UTF-16", "entities", "unreadable amount"],
)
def test_a_file_that_cannot_be_taken_says_why_and_keeps_nothing(people, account, sign_in, content):
    client = sign_in(people.ngozi)
    page = upload(client, account, content)
    looked = text_of(client, page)
    assert "wrong in the file" in looked
    assert 'value="import"' not in looked
    forced = client.post(page, {"act": "import"}, follow=True).content.decode()
    assert "was not read in" in forced or "wrong in the file" in forced
    assert not StatementLine.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x00\x01\x02 nothing a bank writes", "We do not know what this is."),
        (b"%PDF-1.7 a statement to look at", "This is a PDF"),
        (b"PK\x03\x04....[Content_Types].xml", "This is a spreadsheet. Save it as CSV"),
        (b"PK\x03\x04....june.xml", "This is a packed file."),
        (b"\xd0\xcf\x11\xe0 old", "an office program"),
        (b"\x89PNG\r\n", "This is a picture."),
        (b"<!DOCTYPE html><html><body>Please sign in</body></html>", "This is a web page."),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"/>', "This is a status report"),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"/>', "This is a file of ours"),
        (b"  \n", "There is nothing in this file."),
    ],
)
def test_a_file_that_is_no_statement_is_answered_by_what_it_is(
    people, account, sign_in, imports_folder: Path, content: bytes, words: str
):
    form = {"account": str(account.id), "file": SimpleUploadedFile("statement.xml", content)}
    answer = sign_in(people.ngozi).post("/finance/statements/import/", form)
    assert answer.status_code == 422
    assert words in html.unescape(answer.content.decode())
    assert list(imports_folder.iterdir()) == []


def test_the_page_asks_for_that_part_only_while_it_works(people, account, sign_in, monkeypatch, imports_folder):
    apart: list[import_jobs.Job] = []
    monkeypatch.setattr(import_jobs, "READ_AT_ONCE", 10)
    monkeypatch.setattr(import_jobs, "run_apart", apart.append)
    client = sign_in(people.ngozi)
    page = upload(client, account, statement("100.00"))
    with apart[0].held():
        apart[0].note(done=30, all=100)
        part = client.get(page, headers={"HX-Request": "true"})
        assert 'value="30"' in part.content.decode()
        assert "<html" not in part.content.decode()
        assert "HX-Refresh" not in part.headers
    import_jobs.run(apart[0])
    done = client.get(page, headers={"HX-Request": "true"})
    assert (done.headers["HX-Refresh"], done.content) == ("true", b"")


def test_the_preview_shows_the_first_lines_and_what_is_here_already(people, account, sign_in):
    client = sign_in(people.ngozi)
    client.post(upload(client, account, statement("100.00", "-30.00")), {"act": "import"})
    again = text_of(client, upload(client, account, statement("100.00", "-30.00", "5.00")))
    assert "2 of its lines are here already" in again
    assert "for Main account" in again
    for words in ("Its first lines", "Line -30.00", "Line 5.00"):
        assert words in again
    done = client.post(upload(client, account, statement("100.00", "-30.00", "5.00")), {"act": "import"}, follow=True)
    assert re.search(r"Here before</dt>\s*<dd>\s*2\s*</dd>", done.content.decode())


def test_what_the_lines_say_is_forgotten_with_the_file(people, account, sign_in, imports_folder: Path):
    client = sign_in(people.ngozi)
    page = upload(client, account, statement("100.00"))
    assert "Line 100.00" in "".join(path.read_text() for path in imports_folder.rglob("job.json"))
    client.post(page, {"act": "import"})
    assert "Line 100.00" not in "".join(path.read_text() for path in imports_folder.rglob("job.json"))


def test_what_is_wrong_in_an_xml_file_is_given_as_a_list(people, account, sign_in):
    client = sign_in(people.ngozi)
    page = upload(client, account, statement("100.00", account="11112222333344"))
    fetched = client.get(page + "errors/")
    assert "june-errors.txt" in fetched.headers["Content-Disposition"]
    assert "is about another account" in fetched.content.decode()
    right = upload(client, account, statement("100.00"))
    assert client.get(right + "errors/").status_code == 404
    assert sign_in(people.tom).get(page + "errors/").status_code == 404


def test_a_difference_is_taken_only_by_a_second_person_with_the_same_file(people, account, sign_in):
    first, second = sign_in(people.ngozi), sign_in(people.tom)
    wrong = statement("100.00", closing="101.00")
    page = upload(first, account, wrong)
    assert "It does not add up" in text_of(first, page)
    assert first.post(page, {"act": "ask", "reason": ""}).status_code == 422
    first.post(page, {"act": "ask", "reason": "The bank rounds, and says so in its letter of May."})
    request = DifferenceRequest.objects.get()
    assert "Somebody else of finance must accept it." in text_of(first, "/finance/statements/")
    assert "The bank rounds" in text_of(second, "/finance/statements/")

    own = upload(first, account, wrong, f"?accept={request.id}")
    refused = first.post(own, {"act": "import"}, follow=True).content.decode()
    assert "somebody else must accept it" in refused

    other = upload(second, account, statement("100.00", closing="102.00"), f"?accept={request.id}")
    refused = second.post(other, {"act": "import"}, follow=True).content.decode()
    assert "This is not the file that was asked for." in refused
    assert not StatementLine.objects.exists()

    same = upload(second, account, wrong, f"?accept={request.id}")
    assert "Accept the difference and read it in" in text_of(second, same)
    done = second.post(same, {"act": "import"}, follow=True).content.decode()
    assert "is read in" in done
    request.refresh_from_db()
    assert request.accepted_by == people.tom


def test_nobody_sees_the_upload_of_another(people, account, sign_in):
    page = upload(sign_in(people.ngozi), account, statement("100.00"))
    assert sign_in(people.tom).get(page).status_code == 404
    assert sign_in(people.tom).post(page, {"act": "import"}).status_code == 404


@pytest.mark.parametrize("name", ["a" * 22, "..%2F..%2Fetc", "short", "a" * 21 + "."])
def test_a_name_that_is_no_upload_is_not_found(people, sign_in, name):
    assert sign_in(people.ngozi).get(f"/finance/statements/import/{name}/").status_code == 404


def test_a_request_that_is_not_there_is_not_found(people, account, sign_in):
    for asked in ("nonsense", "0197268c-0000-7000-8000-00000000000a"):
        assert sign_in(people.ngozi).get(f"/finance/statements/import/?accept={asked}").status_code == 404


def test_an_upload_needs_a_file_and_an_account(people, account, sign_in):
    answer = sign_in(people.ngozi).post("/finance/statements/import/", {})
    assert answer.status_code == 422
    assert "Choose the file." in answer.content.decode()
    assert "Choose the account." in answer.content.decode()


def test_a_large_file_is_read_apart_and_the_page_says_how_far(people, account, sign_in, monkeypatch, imports_folder):
    apart: list[import_jobs.Job] = []
    monkeypatch.setattr(import_jobs, "READ_AT_ONCE", 10)
    monkeypatch.setattr(import_jobs, "run_apart", apart.append)
    client = sign_in(people.ngozi)
    page = upload(client, account, statement("100.00"))
    (job,) = apart
    with job.held():
        job.note(done=30, all=100)
        running = text_of(client, page)
        assert '<meta http-equiv="refresh" content="2">' in running
        assert 'value="30"' in running
        # A second press while it runs starts nothing.
        client.post(page, {"act": "import"})
    assert len(apart) == 1
    stopped = text_of(client, page)
    assert "It stopped on the way" in stopped
    assert "refresh" not in stopped
    client.post(page, {"act": "look"})
    import_jobs.run(apart[1])
    assert "What june.xml holds" in text_of(client, page)


def test_a_process_of_its_own_reads_a_file_in(
    fresh_database, people, account, sign_in, monkeypatch, tmp_path, settings
):
    monkeypatch.setenv("COMMONPURSE_DATABASE", fresh_database)
    monkeypatch.setenv("COMMONPURSE_SECRET_KEY", settings.SECRET_KEY)
    monkeypatch.setenv("COMMONPURSE_DATA", str(tmp_path))
    monkeypatch.setattr(import_jobs, "READ_AT_ONCE", 10)
    client = sign_in(people.ngozi)
    page = upload(client, account, statement("100.00", "-1.00"))
    wait_for(client, page, "What june.xml holds")
    client.post(page, {"act": "import"})
    wait_for(client, page, "june.xml is read in")
    assert StatementLine.objects.filter(kind="entry").count() == 2


def wait_for(client: Client, page: str, words: str) -> None:
    until = time.monotonic() + 60
    while words not in (text := text_of(client, page)):
        assert time.monotonic() < until, text
        # Between its start and its lock the process is not yet to be seen; the page would offer to start again.
        time.sleep(0.3)


def test_somebody_who_left_meanwhile_imports_nothing(people, account, sign_in):
    client = sign_in(people.ngozi)
    page = upload(client, account, statement("100.00"))
    job = import_jobs.find_job(page.split("/")[-2], people.ngozi.id)
    assert job is not None
    people.ngozi.is_active = False
    people.ngozi.save(update_fields=["is_active"])
    import_jobs.start(job, "import")
    assert json.loads((job.folder / "job.json").read_text())["state"] == "refused"
    assert not StatementLine.objects.exists()


def test_uploads_are_forgotten_after_a_week(people, account, sign_in, imports_folder: Path):
    import os

    client = sign_in(people.ngozi)
    old = imports_folder / upload(client, account, statement("100.00")).split("/")[-2]
    week_ago = time.time() - import_jobs.KEPT_FOR - 60
    os.utime(old, (week_ago, week_ago))
    upload(client, account, statement("200.00"))
    assert not old.exists()
