"""Twenty seeded secrets are rendered nowhere: on no page or download, in no message, log or error. And nothing tells
whether there are any: to who may not open them each page is the same, byte for byte, with and without.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from commonpurse.config.logs import PlainFormatter, write_last_error
from commonpurse.kernel.errors import Refused
from commonpurse.kernel.keys.keyring import read_keyring
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.people.commands import SharedWith, add_contact_way, give_permissions
from commonpurse.parties.protected.commands import end_protected_detail, protect_detail, reveal_detail
from commonpurse.parties.protected.commands.messages import send_messages
from commonpurse.parties.protected.models import ProtectedDetail, SealedDetail
from commonpurse.web.worker import protected as reveal_page
from tests.conftest import IS_LONG
from tests.factories import NOW, told
from tests.kernel.messages.posting import SITE, Kept, make_news
from tests.web.parts.papers.pdf import read_pdf
from tests.web.scenes import PROTECTED, Scene
from tests.web.site_map import PAGES, PageOf, of_ada
from tests.web.test_pages import ask

EVERYBODY = ("ada", "stranger", "wren", "femi", "ngozi", "tom", "callum", "priya", "administrator")
# Who may open what is protected about Ada: herself, her worker, the manager.
MAY_OPEN = ("ada", "wren", "priya")
# By day the twins are looked at by those who may not open it, of each kind; by night by everybody.
SHUT_OUT = ("stranger", "femi", "ngozi", "callum", "administrator")
# Where it says to them that there is something. Everywhere else they too see nothing of it.
SAYS_SO = {"worker:about", "person:protected", "person:held", "person:take_held"}
# Another each time it is opened: a code, a challenge, a key, the list of where one is signed in.
MADE_ANEW = {
    *("person:new_card", "worker:new_card", "member:app", "member:sessions", "administrator:member_sessions"),
    *("person:passkey_asked", "member:passkey_asked", "member:confirm_passkey_asked"),
}

OF_ADA = {
    "address": [
        "14 Quillmaker’s Row, Tidehaven",
        "c/o <b>Lantern</b> House & Sons, 9 Eel Pie Yard",
        "٧ شارع الميناء القديم",
    ],
    "phone": ["07700 900 462", "+44 (0)7700 900463"],
    "workplace": ["Brindlewick Laundry, back door", "The Saltmarsh bakery, nights"],
    "school": ["St Ottilie’s Infants, class Wagtail", "Fernhollow nursery"],
    "other": ["Red Vauxhall, plate QX19 ZZB", "x" * 40 + "Longwinded" + "y" * 250],
}
OF_SAM = {"address": ["2 Nettlebed Wharf"], "phone": ["07700 900464"]}
ENDED = "31 Formerly Terrace"
# Written down as not safe: who reaches her must read it, on these pages, so that nobody uses it by mistake.
UNSAFE = [("letter", "5 Wolfsbane Court, with him"), ("text", "07700 900465"), ("email", "wolf.at.door@example.org")]
FOR_WHO_REACHES_HER = {"worker:about", "worker:person", "worker:change_contact"}
# What each person reads of everything that is held on her, and takes away. What is protected stays shut there too.
HELD = {"person:held", "person:take_held"}
# Who opened something, and why, as they typed it: told to the person alone.
LOOKED = {"person:looks", "person:looks_csv"}
REASONS = ["Her solicitor Mx Umberfield asks for it", "A parcel from Auntie Quorra"]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged meanwhile, as the site writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(PlainFormatter())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def seed(scene: Scene) -> dict[str, set[str]]:
    """Put the secrets in. Returns each with the pages on which it may stand."""
    people = scene.people
    seeds: dict[str, set[str]] = {PROTECTED: set(), ENDED: set()}
    for person, given in ((people.ada, OF_ADA), (people.stranger, OF_SAM)):
        for kind, values in given.items():
            for value in values:
                detail = protect_detail(by=people.priya, person=person, kind=kind, value=value, now=NOW)
                seeds[value] = set()
    for reason in REASONS:
        reveal_detail(by=people.priya, detail=detail, reason=reason, now=NOW)
        seeds[reason] = HELD | LOOKED
    old = protect_detail(by=people.wren, person=people.ada, kind="address", value=ENDED, now=NOW)
    end_protected_detail(by=people.wren, detail=old, now=NOW)
    for kind, value in UNSAFE:
        add_contact_way(by=people.wren, person=people.ada, kind=kind, value=value, is_safe_to_use=False, now=NOW)
        seeds[value] = FOR_WHO_REACHES_HER | HELD
    return seeds


def forms_of_a_secret(secret: str) -> set[str]:
    """How a secret may be written by whatever lets it out."""
    forms = {secret, escape(secret), quote(secret), quote_plus(secret), ascii(secret)[1:-1]}
    figures = re.sub(r"[\s()+]", "", secret)
    if figures.isdigit():
        forms |= {figures, figures[-9:]}  # as dialled, and after a country's own number
    return forms


def hits(seeds: dict[str, set[str]], text: str, where: str = "") -> list[str]:
    """Which secrets stand in a text that may not."""
    return [
        secret
        for secret, allowed in seeds.items()
        if where not in allowed and any(form in text for form in forms_of_a_secret(secret))
    ]


RANDOM = re.compile(
    r'(name="(?:csrfmiddlewaretoken|form_mark|request_id)" value=")[^"]*|(?<=/pay/|look/)[0-9a-f-]{36}|CreationDate.*|/ID.*'
)


def text_of(answer: HttpResponse) -> str:
    """All that an answer says: its body, read out where it is a paper, and its headers."""
    if answer.headers.get("Content-Type") == "application/pdf":
        body = read_pdf(answer.content).root.text
    else:
        body = (
            b"".join(answer.streaming_content).decode()
            if answer.streaming
            else answer.content.decode("utf-8", "replace")
        )  # type: ignore[attr-defined]
    headers = [f"{name}: {value}" for name, value in answer.headers.items() if name != "Content-Length"]
    return RANDOM.sub(r"\1", "\n".join([str(answer.status_code), *headers, body]))


# Whoever follows one is signed out, or is somebody else.
WAYS_OUT = {"public:sign_out", "public:sign_in_to_demo"}


def each_address() -> list[PageOf]:
    """Each page once; who opens it does not matter, all are let try."""
    return [next(pages) for _, pages in groupby(PAGES, key=lambda page: page.name)]


def opened(scene: Scene, sign_in: Any, who: str, pages: list[PageOf]) -> Iterator[tuple[PageOf, str]]:
    client = sign_in(getattr(scene.people, who), raise_request_exception=False)
    for page in pages:
        if page.name not in WAYS_OUT:
            # A page may name its own address: that of what is not there is as long as that of what is.
            yield page, text_of(ask(client, page, scene)).replace(page.address(scene), "(here)")


@pytest.mark.alike
def test_twenty_secrets_stand_on_no_page_in_no_download_and_in_no_log(
    scene: Scene, sign_in: Any, log: io.StringIO
) -> None:
    seeds = seed(scene)
    assert len(seeds) >= 20
    found: list[tuple[str, str, str]] = []
    shown = 0
    for who in EVERYBODY:
        mine = [page for page in PAGES if page.opened_by in (None, who)]
        others = [page for page in each_address() if page.name.startswith(("worker:", "person:", "finance:payment"))]
        for page, text in opened(scene, sign_in, who, mine + [page for page in others if page not in mine]):
            shown += text.startswith("200")
            found += [(who, page.name, secret) for secret in hits(seeds, text, page.name)]
    assert shown > 150
    assert found == []
    assert hits(seeds, log.getvalue()) == []


def test_no_search_finds_anybody_by_a_secret(scene: Scene, sign_in: Any) -> None:
    seeds = seed(scene)
    for who, address in (
        ("wren", "/find/"),
        ("priya", "/find/"),
        ("wren", "/worker/"),
        ("ngozi", "/finance/payments/"),
    ):
        client = sign_in(getattr(scene.people, who))

        def page(words: str, client: Client = client, address: str = address) -> str:
            text = client.post(address, {"find": words}, follow=True).content.decode().replace(escape(words), "")
            return re.sub(r'value="[^"]*"', "", RANDOM.sub("", text))

        found_nobody = page("nobody has this")
        for secret in [
            secret for secret, allowed in seeds.items() if len(secret) < 100 and not allowed & FOR_WHO_REACHES_HER
        ]:
            assert page(secret) == found_nobody, (who, secret)


def test_no_message_says_a_secret_or_goes_to_one(scene: Scene) -> None:
    seeds = seed(scene)
    make_news(scene.people.ada.id, NOW)
    kept = Kept()
    for hours in range(0, 72, 6):
        send_messages(
            by=scene.people.administrator, post=kept.post, site_address=SITE, now=NOW.replace(day=1 + hours // 24)
        )
    said = "\n".join(f"{each.address} {each.content!r} {each!r}" for each in kept.letters)
    assert kept.letters
    assert hits(seeds, said) == []
    assert mail.outbox == []


def test_no_table_holds_a_protected_detail_in_plain(scene: Scene, keyring: Path) -> None:
    seeds = {secret: set[str]() for secret, allowed in seed(scene).items() if not allowed}
    for model in apps.get_models():
        if connection.vendor == "postgresql" and model is SealedDetail:
            continue  # the app role may not read it at all: tests/parties/protected
        for row in model._base_manager.values_list():
            text = " ".join(
                bytes(each).decode("latin-1") if isinstance(each, bytes | memoryview) else str(each) for each in row
            )
            assert hits(seeds, text) == [], model
            assert not any(each.key in text.encode("latin-1", "replace") for each in read_keyring(keyring).versions)


# Whether there is any ---------------------------------------------------------------------------------------------------


@pytest.mark.alike
def test_to_who_may_not_open_it_every_page_is_the_same_with_and_without(scene: Scene, sign_in: Any) -> None:
    """The twin records: Ada with one protected detail, and with a dozen. For a stranger there is no difference.

    Nor for Femi, who is let see how she is reached, and so opens the very page that says it to others.
    """
    to_femi = SharedWith(member=scene.people.femi)
    give_permissions(
        by=scene.people.ada, person=scene.people.ada, to=to_femi, told=told(Item.CONTACT, level=Level.SEE), now=NOW
    )

    def all_pages() -> dict[tuple[str, str, str], str]:
        found = {}
        for who in EVERYBODY if IS_LONG else SHUT_OUT:
            mine = [page for page in PAGES if page.opened_by == who and not page.is_post_only]
            pages = [page for page in mine if page.name not in SAYS_SO | MADE_ANEW]
            if who not in MAY_OPEN:
                pages += [
                    page
                    for page in each_address()
                    if page.name.startswith("worker:") and page.name not in MADE_ANEW and page not in pages
                ]
            for number, (page, text) in enumerate(opened(scene, sign_in, who, pages)):
                found[who, page.name, str(number)] = text
        return found

    def all_pages_anew() -> dict[tuple[str, str, str], str]:
        """As if nobody had looked before: each look and each session of the walk itself is undone."""
        with transaction.atomic():
            found = all_pages()
            transaction.set_rollback(True)
        return found

    before = all_pages_anew()
    for kind, values in OF_ADA.items():
        for value in values:
            protect_detail(by=scene.people.wren, person=scene.people.ada, kind=kind, value=value, now=NOW)
    after = all_pages_anew()
    assert len(before) > 150
    about = next(text for (who, name, _), text in before.items() if (who, name) == ("femi", "worker:about"))
    assert about.startswith("200")
    assert not re.search("(?i)protected", about)
    assert [key for key in before if before[key] != after[key]] == []


def test_the_twin_records_differ_where_they_should(scene: Scene, sign_in: Any) -> None:
    about = next(page for page in PAGES if page.name == "worker:about")
    [(_, before)] = opened(scene, sign_in, "wren", [about])
    protect_detail(by=scene.people.wren, person=scene.people.ada, kind="school", value="Fernhollow", now=NOW)
    [(_, after)] = opened(scene, sign_in, "wren", [about])
    assert "There is a protected school" not in before
    assert "There is a protected school" in after


def test_an_address_that_is_not_there_answers_like_one_that_is_not_hers_to_open(scene: Scene, sign_in: Any) -> None:
    made_up = of_ada(scene) | {"detail_id": scene.people.ada.id}
    for who in ("femi", "ngozi", "stranger", "ada"):
        answers = [
            next(
                opened(
                    scene, sign_in, who, [PageOf(name, who, lambda scene, id=detail_id: made_up | {"detail_id": id})]
                )
            )[1]
            for name in ("worker:reveal", "worker:end_protected")
            for detail_id in (scene.protected.id, made_up["detail_id"])
        ]
        assert len(set(answers)) == 1, who


# Errors -----------------------------------------------------------------------------------------------------------------


def breaks_with_it(**given: Any) -> Any:
    """A fault of ours in the worst place: what is protected is open, and the error says it."""
    shown = reveal_detail(**given)
    try:
        int(shown.shown())
    except ValueError as error:
        raise RuntimeError(f"no way to post to {shown.shown()}") from error


def post_reason(scene: Scene, sign_in: Any) -> HttpResponse:
    client = sign_in(scene.people.wren, raise_request_exception=False)
    address = next(page for page in PAGES if page.name == "worker:reveal").address(scene)
    answer: HttpResponse = client.post(address, {"protected_reason": REASONS[0]})
    return answer


def test_a_protected_address_in_the_text_of_an_error_reaches_neither_page_nor_log(
    scene: Scene, sign_in: Any, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reveal_page, "reveal_detail", breaks_with_it)
    answer = post_reason(scene, sign_in)
    assert answer.status_code == 500
    seeds = {PROTECTED: set[str](), REASONS[0]: set[str]()}
    assert hits(seeds, text_of(answer)) == []
    written = log.getvalue()
    assert "builtins.RuntimeError" in written
    assert "builtins.ValueError" in written
    assert "breaks_with_it" in written
    assert hits(seeds, written) == []
    assert mail.outbox == []


def test_the_hunt_finds_an_address_that_is_planted_in_an_error(
    scene: Scene, sign_in: Any, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: with the texts of errors let through, each of the two places is caught."""
    seeds = {PROTECTED: set[str]()}
    monkeypatch.setattr(PlainFormatter, "formatException", logging.Formatter.formatException)
    monkeypatch.setattr(reveal_page, "reveal_detail", breaks_with_it)
    post_reason(scene, sign_in)
    assert hits(seeds, log.getvalue()) == [PROTECTED]

    def refuses_with_it(**given: Any) -> Any:
        raise Refused("There is no post to {where}.", where=reveal_detail(**given).shown())

    monkeypatch.setattr(reveal_page, "reveal_detail", refuses_with_it)
    assert hits(seeds, text_of(post_reason(scene, sign_in))) == [PROTECTED]


def test_another_handlers_account_of_an_error_is_not_written_down(log: io.StringIO) -> None:
    """A handler before ours may keep the text of the error in the record: ours does not take it over."""
    other = logging.StreamHandler(io.StringIO())
    logging.getLogger().handlers.insert(0, other)
    try:
        int(PROTECTED)
    except ValueError:
        logging.getLogger("commonpurse.tests").exception("it broke")
    finally:
        logging.getLogger().removeHandler(other)
    assert PROTECTED in other.stream.getvalue()
    assert "it broke" in log.getvalue()
    assert PROTECTED not in log.getvalue()


def test_an_error_that_ends_a_command_is_written_down_without_its_text(log: io.StringIO) -> None:
    try:
        int(PROTECTED)
    except ValueError as error:
        write_last_error(type(error), error, error.__traceback__)
    assert "builtins.ValueError" in log.getvalue()
    assert PROTECTED not in log.getvalue()


def test_the_site_logs_by_this_formatter_and_sends_no_report_by_mail() -> None:
    handlers: dict[str, dict[str, str]] = settings.LOGGING["handlers"]
    assert {handler["formatter"] for handler in handlers.values()} == {"plain"}
    assert settings.LOGGING["formatters"]["plain"]["()"] == f"{PlainFormatter.__module__}.{PlainFormatter.__qualname__}"
    assert not logging.getLogger("django").handlers
    assert settings.ADMINS == []


def test_nothing_was_left_out_of_what_is_seeded(scene: Scene) -> None:
    seed(scene)
    kinds = set(ProtectedDetail.objects.filter(person=scene.people.ada).values_list("kind", flat=True))
    assert kinds == set(OF_ADA)


def test_a_visitor_who_is_not_signed_in_reads_none(scene: Scene) -> None:
    seeds = seed(scene)
    client = Client(raise_request_exception=False)
    assert [page.name for page in PAGES if hits(seeds, text_of(ask(client, page, scene)))] == []
