"""What people really type, paste and send: nothing breaks, nothing is lost, and a sentence says what to do."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from uuid import UUID, uuid4

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from commonpurse.money.budgets.models import Fund
from commonpurse.money.decisions.models import Ask
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.parties.people.models import Person
from commonpurse.web.parts.models import BegunPayment
from tests.conftest import IS_LONG
from tests.factories import TypedAccount, make_payee, release
from tests.web.forms_on_pages import FormOnPage, forms_of, is_typed, typed_forms
from tests.web.scenes import Scene
from tests.web.site_map import PAGES, SHOWN, PageOf
from tests.web.test_pages import everything

NAMES = {
    "in Arabic": "محمد بن عبد الله",
    "with an emoji": "Zoë 🌻 Star",
    "of two hundred letters": "Wolfeschlegelsteinhausen " * 8,
    "with an apostrophe": "Siobhán O’Neill-D'Arcy",
    "with angle brackets": "<script>alert(1)</script> & Sons",
    "from right to left in an English one": "Ada \u05d0\u05d3\u05d4\u200e King",
}
PROBLEM = re.compile(r'class="problem"')


@pytest.fixture
def clients(scene: Scene, sign_in) -> dict[str | None, Client]:
    names = {page.opened_by for page in SHOWN if page.opened_by}
    return {None: Client()} | {name: sign_in(getattr(scene.people, name)) for name in names}


def form_at(client: Client, page: PageOf, scene: Scene, number: int = 0) -> FormOnPage:
    address = page.address(scene)
    return list(forms_of(page, address, client.get(address)))[number]


def words_of(answer: HttpResponse) -> str:
    """What a page says, tags read as a browser reads them."""
    return " ".join(lxml.html.fromstring(answer.content.decode()).text_content().split())


# Names --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_is_kept_and_shown_as_it_was_typed(kind, scene, sign_in):
    name = NAMES[kind].strip()
    wren = sign_in(scene.people.wren)
    form = form_at(wren, PageOf("worker:add_person", "wren"), scene)
    said = form.values() | {"called_by": [name], "reference": ["H-991"]}
    answer = wren.post(form.action, said)
    assert answer.status_code == 303, words_of(answer)
    added = Person.objects.get(reference="H-991")
    assert added.called_by == name
    plain = " ".join(name.split())
    for address in (answer.headers["Location"], f"/worker/people/{added.id}/about/", "/worker/"):
        page = wren.get(address)
        assert page.status_code == 200
        assert plain in words_of(page), address
        assert "<script>alert" not in page.content.decode()
    own = sign_in(added)
    for address in ("/money/", "/money/pay/", "/money/statement/"):
        assert own.get(address).status_code == 200


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200b", "\ufeff", "\u2028", "\U000e0041", "\x1b", "\x00"])
def test_a_sign_that_lets_a_name_read_as_another_is_refused_with_a_sentence(sign, scene, sign_in):
    wren = sign_in(scene.people.wren)
    form = form_at(wren, PageOf("worker:add_person", "wren"), scene)
    answer = wren.post(form.action, form.values() | {"called_by": [f"Ada {sign}oN"], "reference": ["H-991"]})
    assert answer.status_code == 422
    assert "There is a sign in this that cannot be read." in words_of(answer)
    assert not Person.objects.filter(reference="H-991").exists()


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_in_a_heading_keeps_its_own_direction(kind, scene, sign_in):
    """The heading of a person's page begins or ends with the name: it stands in an element of its own direction."""
    Person.objects.filter(id=scene.people.ada.id).update(called_by=NAMES[kind].strip())
    wren = sign_in(scene.people.wren)
    tree = lxml.html.fromstring(wren.get(f"/worker/people/{scene.people.ada.id}/").content.decode())
    assert " ".join(NAMES[kind].split()) in [" ".join(one.text_content().split()) for one in tree.xpath("//h1//bdi")]


@pytest.mark.parametrize("kind", NAMES)
def test_a_payee_of_any_name_is_written_down_or_refused_with_a_sentence(kind, scene, sign_in):
    ada = sign_in(scene.people.ada)
    form = form_at(ada, PageOf("person:add_payee_of", "ada", lambda scene: {"kind": "supplier"}), scene)
    answer = ada.post(form.action, form.filled() | {"name": [NAMES[kind][:100]]})
    if answer.status_code == 422:
        assert PROBLEM.search(answer.content.decode())
        return
    assert answer.status_code == 303
    assert " ".join(NAMES[kind][:100].split()) in words_of(ada.get("/money/payees/"))


def pay(scene: Scene, name: str) -> None:
    """Let Ada pay somebody of this name."""
    account = TypedAccount("20-00-00", "33445566")
    release(scene.people, scene.budget, make_payee(scene.people, PayeeKind.SUPPLIER, name, account), 3)


@pytest.mark.parametrize("kind", sorted(NAMES.keys() - {"from right to left in an English one"}))
def test_a_name_stands_on_her_page_and_in_her_file(kind, scene, sign_in):
    pay(scene, NAMES[kind][:100])
    ada = sign_in(scene.people.ada)
    plain = " ".join(NAMES[kind][:100].split())
    assert plain in words_of(ada.get("/money/payments/"))
    assert plain in ada.get("/money/statement.csv").content.decode("utf-8-sig")


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x.example")', "+1", "-1", "@SUM(A1)", "\t=1"])
def test_words_that_a_spreadsheet_would_run_are_only_words(name, scene, sign_in):
    Fund.objects.filter(id=scene.fund.id).update(name=name)
    pay(scene, name)
    for who, address in (("ada", "/money/statement.csv"), ("callum", reverse("funder:fund_csv", args=[scene.fund.id]))):
        answer = sign_in(getattr(scene.people, who)).get(address)
        assert answer.status_code == 200
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        cells = [cell for row in rows for cell in row if not re.fullmatch(r"-?[0-9.]+", cell)]
        assert cells
        assert [cell for cell in cells if cell.lstrip()[:1] in ("=", "+", "-", "@")] == []


# Sums ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["12.50", "£12.50", " 12.50 ", "\t£12.50\n", "12.50\u00a0"])
def test_a_sum_pasted_with_blanks_around_it_is_read(typed, scene, sign_in):
    assert ask_for(sign_in(scene.people.ada), scene, typed).status_code == 302
    assert json.loads(BegunPayment.objects.get(id=scene.half_asked).content)["amount_minor"] == 1250


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("£ 12.50", "Write the amount without a space, like £12.50."),
        ("12 50", "Write the amount without a space, like £12.50."),
        ("1,200", "Write the amount without a comma, like £12.50 or 1200."),
        ("12.5", "Write the pence with two figures, like £12.50."),
        ("-5", "Write an amount above zero, without a minus, like £12.50."),
        ("twelve", "Write the amount in figures, like 12 or £12.50."),
        ("１２", "Write the amount in figures, like 12 or £12.50."),
        ("1e9", "Write the amount in figures, like 12 or £12.50."),
        ("99999999999", "Write the amount in figures, like 12 or £12.50."),
        ("€5", "Write the amount in figures, like 12 or £12.50."),
        ("", "Write how much you need."),
    ],
)
def test_a_sum_that_cannot_be_read_is_refused_with_a_sentence_and_kept(typed, sentence, scene, sign_in):
    before = Ask.objects.count()
    answer = ask_for(sign_in(scene.people.ada), scene, typed)
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    [form] = forms_of(WHAT, WHAT.address(scene), answer)
    assert form.values()["amount"] == [typed]
    assert form.values()["what_for"] == ["A kettle"]
    assert Ask.objects.count() == before


WHAT = PageOf("person:pay_what", "ada", lambda scene: {"pay_id": scene.half_asked})


def ask_for(ada: Client, scene: Scene, amount: str) -> HttpResponse:
    form = form_at(ada, WHAT, scene)
    return ada.post(form.action, form.values() | {"what_for": ["A kettle"], "amount": [amount]})


# Every form ---------------------------------------------------------------------------------------------------------


def wrong_values(form: FormOnPage) -> dict[str, str]:
    """For each text field of a form, something that no rule can take."""
    texts = [one for one in form.controls if is_typed(one) and one.tag in ("input", "textarea")]
    return {
        one.get("name"): "a\x00b"
        for one in texts
        if one.get("type", "text") not in ("radio", "checkbox", "date", "file", "time")
    }


@pytest.mark.alike
def test_one_wrong_value_loses_no_other(scene, clients):
    """The table: a text field of every form holds what cannot be read; the others stay as typed.

    By day one field of each form, another with each form; by night every field in turn.
    """
    tried, lost = 0, []
    after = everything()
    for number, form in enumerate(typed_forms(scene, clients)):
        client = clients[form.page.opened_by]
        values = list(wrong_values(form).items())
        for name, wrong in values if IS_LONG else values[number % max(len(values), 1) :][:1]:
            said = form.filled() | {name: [wrong]}
            answer = client.post(form.action, said)
            tried += 1
            before, after = after, everything()
            if answer.status_code != 422 or after != before:
                lost.append((str(form), name, answer.status_code))
                continue
            if not PROBLEM.search(answer.content.decode()):
                lost.append((str(form), name, "no sentence"))
            again = [
                one for one in forms_of(form.page, form.action, answer) if set(form.typed_names) <= set(one.typed_names)
            ]
            shown = again[0].values() if again else {}
            lost += [
                (str(form), name, "lost", other)
                for other in form.typed_names
                if other != name and shown.get(other) != said.get(other)
            ]
    assert lost == []
    assert tried > 40


@pytest.mark.night
def test_no_sentence_on_a_form_is_the_frameworks_own(scene, clients):
    """Too long, unreadable, empty, a choice that is gone: our words, on every form."""
    theirs = re.compile(r"Ensure this value|Select a valid|This field is required|Null characters|Enter a valid")
    found = []
    for form in typed_forms(scene, clients):
        client = clients[form.page.opened_by]
        for wrong in ("", "x" * 10_000, "a\x00b"):
            said = form.filled() | {name: [wrong] for name in form.typed_names}
            answer = client.post(form.action, said)
            # A paper that is handed over is no page of words, and is looked through all the same.
            words = theirs.findall(answer.content.decode(errors="replace"))
            if words or answer.status_code >= 500:
                found.append((str(form), wrong[:3], answer.status_code, words[:1]))
    assert found == []


SEARCHES = [("worker:people", "wren"), ("finance:given", "ngozi")]


@pytest.mark.parametrize(("name", "who"), SEARCHES)
@pytest.mark.parametrize("words", ["a\x00b", "%", "'; DROP TABLE people_person; --", "\x1b[31m", "🌻" * 300])
def test_any_words_can_be_looked_for(name, who, words, scene, sign_in):
    client = sign_in(getattr(scene.people, who))
    address = next(page for page in PAGES if page.name == name).address(scene)
    assert client.post(address, {"find": words}).status_code == 302
    assert client.get(address).status_code == 200


QUERIES = ["?page=%00&state=%00", "?page=9999999999999999999&x=1", "?page=1e9&state=-1"]


@pytest.mark.alike
def test_no_address_breaks_a_page(scene, clients):
    """Each page with one of them in turn by day, and with all by night."""
    broken = []
    for number, page in enumerate(SHOWN):
        for query in QUERIES if IS_LONG else [QUERIES[number % len(QUERIES)]]:
            answer = clients[page.opened_by].get(page.address(scene) + query)
            if answer.status_code not in (200, 302, 400, 404):
                broken.append((page.name, query, answer.status_code))
    assert broken == []


# Uploads ------------------------------------------------------------------------------------------------------------


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "teal").save(out, "PNG")
    return out.getvalue()


def zipped() -> bytes:
    """Ten million times nothing: small to send, large to open."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("statement.xml", b"0" * 10_000_000)
    return out.getvalue()


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha">%s]><Document>&j;</Document>""" % b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 20) for letter in b"bcdefghij"
)
READS_A_FILE = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><Document>&x;</Document>'
FILES = {
    "a picture with another name": png(),
    "an archive that swells": zipped(),
    "a text that swells": LAUGHS,
    "a text that asks for a file of ours": READS_A_FILE,
    "half of a statement": b'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCst',
    "one byte": b"\x00",
    "words": "Dear bank, here is my statement. Yours, Ümit".encode("utf-16"),
    "nothing but blanks": b"   \n\n  ",
}


@pytest.mark.parametrize("kind", FILES)
def test_a_statement_that_is_none_is_refused_with_a_sentence(kind, scene, sign_in, django_capture_on_commit_callbacks):
    ngozi = sign_in(scene.people.ngozi)
    before = everything()
    said = {"account": str(scene.account.id), "file": SimpleUploadedFile("statement.xml", FILES[kind])}
    with django_capture_on_commit_callbacks(execute=True):
        answer = ngozi.post(reverse("finance:import"), said)
    assert answer.status_code in (302, 422)
    page = ngozi.get(answer.headers["Location"]) if answer.status_code == 302 else answer
    assert page.status_code in (200, 422)
    is_refused = PROBLEM.search(page.content.decode()) or "We do not know these columns yet" in words_of(page)
    assert is_refused, words_of(page)
    assert everything() == before


@pytest.mark.parametrize("kind", FILES)
def test_a_report_that_is_none_is_refused_with_a_sentence(kind, scene, sign_in):
    ngozi = sign_in(scene.people.ngozi)
    before = everything()
    answer = ngozi.post(reverse("finance:reports"), {"file": SimpleUploadedFile("report.xml", FILES[kind])})
    assert answer.status_code == 422
    assert PROBLEM.search(answer.content.decode())
    assert everything() == before


@pytest.mark.parametrize("name", ["finance:import", "finance:reports"])
def test_an_empty_file_is_refused_with_a_sentence(name, scene, sign_in):
    said = {"account": str(scene.account.id), "file": SimpleUploadedFile("empty.xml", b"")}
    answer = sign_in(scene.people.ngozi).post(reverse(name), said)
    assert answer.status_code == 422
    words = words_of(answer)
    assert "This file is empty." in words or "There is nothing in this file." in words


@pytest.mark.parametrize("file_name", ["../../etc/passwd", "a\x00.xml", "x" * 300 + ".xml", "<b>.xml", "ملف.xml"])
def test_a_file_of_any_name_is_read_and_named_safely(file_name, scene, sign_in, django_capture_on_commit_callbacks):
    ngozi = sign_in(scene.people.ngozi)
    said = {"account": str(scene.account.id), "file": SimpleUploadedFile(file_name, b"no statement")}
    with django_capture_on_commit_callbacks(execute=True):
        answer = ngozi.post(reverse("finance:import"), said)
    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        page = ngozi.get(answer.headers["Location"])
        assert page.status_code == 200
        assert "<b>" not in page.content.decode()


# Who may not --------------------------------------------------------------------------------------------------------

STRANGERS = [("femi", "worker:"), ("stranger", "person:")]


@pytest.mark.parametrize(("who", "door"), STRANGERS)
def test_what_one_may_not_see_looks_to_the_byte_like_what_is_not_there(who, door, scene, sign_in):
    differ, tried = [], 0
    for page in SHOWN:
        arguments = page.arguments(scene)
        # What is theirs alone, as what they opened in an emergency, they see; and a price, or a promise of the draft,
        # that everybody can read.
        if (
            page.opened_by == who
            or page.name in ("person:order_this", "worker:order_for_whom", "person:speak_to_promise")
            or not page.name.startswith(door)
            or not any(isinstance(value, UUID) for value in arguments.values())
        ):
            continue
        tried += 1
        nobodys = {name: uuid4() if isinstance(value, UUID) else value for name, value in arguments.items()}
        addresses = [page.address(scene), reverse(page.name, kwargs=nobodys)]
        # Each with a session of its own: a notice of the one must not stand on the other.
        there, nowhere = [bare(sign_in(getattr(scene.people, who)).get(address), address) for address in addresses]
        # A payment that was begun by nobody, or by somebody else, leads to a beginning.
        allowed = (
            ("302 /money/pay/",) if page.name.startswith("person:pay_") and page.name != "person:pay_again" else ()
        )
        if there != nowhere or not there.startswith(("403 ", "404 ", *allowed)):
            differ.append(page.name)
    assert differ == []
    assert tried > 3


def bare(answer: HttpResponse, address: str) -> str:
    """The page without what is random on every page, and without the address that was asked for."""
    text = re.sub(r'(name="(?:csrfmiddlewaretoken|form_mark)" value=)"[^"]*"', r"\1", answer.content.decode())
    return f"{answer.status_code} {answer.headers.get('Location', '')}{text.replace(address, '')}"


# A stale page -------------------------------------------------------------------------------------------------------


def test_who_answers_an_ask_that_somebody_answered_meanwhile_is_told_and_sees_how_it_stands(scene, sign_in):
    wren, priya = sign_in(scene.people.wren), sign_in(scene.people.priya)
    page = PageOf("worker:ask", "wren", lambda scene: {"ask_id": scene.waiting.id})
    old = form_at(wren, page, scene)
    other = form_at(priya, page, scene, number=1)
    assert priya.post(other.action, other.filled()).status_code == 303
    answer = wren.post(old.action, old.values() | {"answer": ["yes"]})
    assert answer.status_code == 422
    assert PROBLEM.search(answer.content.decode())
    assert re.search(r"Answered by ?Priya", words_of(answer))
    assert Ask.objects.get(id=scene.waiting.id).state == "declined"


def test_who_writes_a_no_to_what_was_answered_meanwhile_is_told(scene, sign_in):
    wren, priya = sign_in(scene.people.wren), sign_in(scene.people.priya)
    page = PageOf("worker:ask", "wren", lambda scene: {"ask_id": scene.waiting.id})
    no, yes = form_at(wren, page, scene, number=1), form_at(priya, page, scene)
    assert priya.post(yes.action, yes.values() | {"answer": ["yes"]}).status_code == 303
    answer = wren.post(no.action, no.filled())
    assert answer.status_code == 422
    assert PROBLEM.search(answer.content.decode())
    assert Ask.objects.get(id=scene.waiting.id).state == "granted"


def test_who_pays_an_ask_that_was_taken_back_meanwhile_is_told(scene, sign_in):
    ada, other = sign_in(scene.people.ada), sign_in(scene.people.ada)
    page = PageOf("person:one_ask", "ada", lambda scene: {"ask_id": scene.granted.id})
    pay, back = form_at(ada, page, scene), form_at(other, page, scene, number=1)
    assert other.post(back.action, back.values() | {"take_back": ["1"]}).status_code == 303
    answer = ada.post(pay.action, pay.filled())
    assert answer.status_code in (200, 422)
    assert "goes to" not in words_of(answer)


# Without pictures, with little -------------------------------------------------------------------------------------


@pytest.mark.alike
def test_every_link_and_button_has_words_without_its_picture(scene, clients):
    silent = []
    for page in SHOWN:
        tree = lxml.html.fromstring(clients[page.opened_by].get(page.address(scene)).content.decode())
        for element in tree.xpath("//a[@href] | //button"):
            said = element.text_content().strip() or element.get("aria-label", "").strip()
            if not said and not element.xpath(".//img[@alt and string-length(@alt) > 0]"):
                silent.append((page.name, lxml.html.tostring(element)[:100]))
        silent += [(page.name, "a picture without words") for image in tree.xpath("//img[not(@alt)]")]
    assert silent == []


def test_a_form_with_far_too_much_in_it_is_refused_with_a_page(scene, sign_in):
    ada = sign_in(scene.people.ada, raise_request_exception=False)
    many = {f"field{number}": ["x"] for number in range(2000)}
    answer = ada.post("/money/pay/", many)
    assert answer.status_code == 400
    assert "We could not read what was sent" in words_of(answer)


# Signing in ---------------------------------------------------------------------------------------------------------


def test_a_sign_in_without_any_cookie_says_what_is_needed_and_why(db):
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "ada", "password": "x"})
    assert answer.status_code == 403
    assert "Your browser keeps no cookies" in words_of(answer)
    assert "It tells us that it is still you." in words_of(answer)


def test_a_sign_in_page_that_is_too_old_leads_to_a_fresh_one(db):
    client = Client(enforce_csrf_checks=True)
    client.get("/sign-in/")
    client.cookies["sessionid"] = "old"
    answer = client.post("/sign-in/", {"username": "ada", "password": "x"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in/")


def test_a_user_name_that_no_database_holds_is_refused_with_a_sentence(scene):
    answer = Client().post("/sign-in/", {"username": "a\x00b", "password": "a\x00b"})
    assert answer.status_code == 422
    assert "cannot be read" in words_of(answer)


def test_a_button_of_the_demo_on_a_page_that_is_too_old_leads_to_the_front_page(scene, sign_in):
    client = Client(enforce_csrf_checks=True)
    client.get("/sign-in/")
    answer = client.post("/sign-in/demo/", {"username": "ada"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "Please try once more." in words_of(client.get("/"))
