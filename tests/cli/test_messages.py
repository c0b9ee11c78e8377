"""`commonpurse messages`, as the program of its own that the operator lets run."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from commonpurse.kernel.messages.models import Message
from commonpurse.kernel.messages.rules import Hours, is_open
from commonpurse.parties.people.commands import add_contact_way, choose_messages
from commonpurse.parties.people.models import ContactWay
from commonpurse.parties.signin.commands import choose_text_codes
from commonpurse.parties.signin.ways import figures_of
from tests.cli.running import environment_for, run_commonpurse
from tests.factories import Standing, standing_people
from tests.kernel.messages.posting import make_news

pytestmark = pytest.mark.alike

# The program reads the clock: by night it keeps what it would send by day.
NOW = datetime.now(UTC)
EXPECTED = "sent" if is_open(Hours.DAY, NOW) else "waiting"


def ada_wants_texts(people: Standing) -> None:
    then = NOW - timedelta(days=1)
    way = add_contact_way(
        by=people.wren, person=people.ada, kind="text", value="07700 900123", is_safe_to_use=True, now=then
    )
    choose_messages(by=people.ada, person=people.ada, wanted={way.id: Hours.DAY}, now=then)
    make_news(people.ada.id, NOW - timedelta(minutes=30))


@pytest.fixture
def site(fresh_database: str, tmp_path: Path) -> dict[str, str]:
    people = standing_people()
    ada_wants_texts(people)
    return {
        "COMMONPURSE_DATABASE": fresh_database,
        "COMMONPURSE_TEXTS": f"folder:{tmp_path / 'texts'}",
        "COMMONPURSE_ADDRESS": "https://pages.example.org/",
    }


def texts_in(folder: Path) -> list[dict[str, str]]:
    return [json.loads(path.read_text()) for path in folder.glob("*.json")]


def test_what_is_due_goes_into_the_folder_once(site: dict[str, str], tmp_path: Path) -> None:
    for _ in range(2):
        done = run_commonpurse("messages", "send", "--as", "Alex Admin", data_folder=tmp_path, **site)
        assert (done.returncode, done.stderr) == (0, "")
        assert "07700" not in done.stdout
    assert Message.objects.get().state == EXPECTED
    if EXPECTED == "sent":
        (text,) = texts_in(tmp_path / "texts")
        assert text["to"] == "07700900123"
        assert "https://pages.example.org/" in text["text"]
        assert done.stdout == "Nothing was due.\n"


def test_a_code_to_sign_in_goes_at_any_hour(site: dict[str, str], tmp_path: Path) -> None:
    way = ContactWay.objects.select_related("person").get(kind="text")
    site |= {"COMMONPURSE_SECRET_KEY": settings.SECRET_KEY}  # it knows the codes only by the same key
    # A code lives ten minutes: it begins now, and not when this file was read.
    chosen = choose_text_codes(by=way.person, contact_way_id=way.id, now=datetime.now(UTC))
    for _ in range(2):
        done = run_commonpurse("messages", "send", "--as", "Alex Admin", data_folder=tmp_path, **site)
        assert done.returncode == 0
        assert "07700" not in done.stdout
    figures = figures_of(chosen.codes.get())
    (text,) = [text for text in texts_in(tmp_path / "texts") if figures in text["text"]]
    assert text["to"] == "07700900123"


def test_without_a_way_out_messages_stay_and_the_program_says_so(site: dict[str, str], tmp_path: Path) -> None:
    done = run_commonpurse(
        "messages", "send", "--as", "Alex Admin", data_folder=tmp_path, **(site | {"COMMONPURSE_TEXTS": ""})
    )
    assert (done.returncode, done.stdout) == (0, "Nothing was due.\n")
    assert done.stderr == "No way out is set up, so messages stay in the outbox.\n"
    assert Message.objects.get().state == "waiting"


def test_the_outbox_is_listed_without_saying_to_whom(site: dict[str, str], tmp_path: Path) -> None:
    kept = site | {"COMMONPURSE_TEXTS": ""}
    run_commonpurse("messages", "send", "--as", "Alex Admin", data_folder=tmp_path, **kept)
    listed = run_commonpurse("messages", "list", "--as", "Alex Admin", data_folder=tmp_path, **kept)
    message = Message.objects.get()
    assert str(message.id) in listed.stdout
    assert "Waiting to go, not before" in listed.stdout
    found = run_commonpurse("messages", "list", "--as", "Alex Admin", "--json", data_folder=tmp_path, **kept)
    (row,) = json.loads(found.stdout)
    assert set(row) == {"id", "way", "state", "code", "failures", "queued_at", "next_try_at", "sent_at"}
    none = run_commonpurse("messages", "list", "--as", "Alex Admin", "--state", "sent", data_folder=tmp_path, **kept)
    assert none.stdout == "There is no such message.\n"
    wrong = run_commonpurse("messages", "list", "--as", "Alex Admin", "--state", "lost", data_folder=tmp_path, **kept)
    assert wrong.returncode == 2


@pytest.mark.parametrize("verb", ["send", "list"])
def test_who_does_not_keep_the_outbox_is_refused(site: dict[str, str], tmp_path: Path, verb: str) -> None:
    done = run_commonpurse("messages", verb, "--as", "Wren", data_folder=tmp_path, **site)
    assert (done.returncode, done.stderr) == (1, "You may not do this.\n")


def test_it_goes_on_until_it_is_stopped(site: dict[str, str], tmp_path: Path) -> None:
    going = subprocess.Popen(
        [sys.executable, "-m", "commonpurse", "messages", "send", "--as", "Alex Admin", "--every", "5"],
        env=environment_for(tmp_path, **site),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and Message.objects.filter(state=EXPECTED).count() == 0:
            time.sleep(0.2)
        assert going.poll() is None
        assert Message.objects.get().state == EXPECTED
    finally:
        going.send_signal(signal.SIGINT)
        _, errors = going.communicate(timeout=30)
    assert b"Traceback" not in errors
