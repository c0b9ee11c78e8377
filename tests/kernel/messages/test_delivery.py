"""How a message leaves, and how each way of failing is told: for now, for good, or not known."""

from __future__ import annotations

import json
import smtplib
import stat
from collections.abc import Callable
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.test import override_settings

from commonpurse.kernel.calendars import DayToKeep, Method
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.delivery import CannotDeliver, CommandTexts, FolderTexts, Letter, MailCarrier, the_post
from commonpurse.kernel.messages.rules import EnclosedDay, Way, write_content
from tests.kernel.messages.mail_server import mail_server

SITE = "https://pages.example.org/"


def letter(way: Way = Way.TEXT, address: str = "07700900123", tag: str = "en", page_format: str = "standard") -> Letter:
    return Letter(new_id(), way, address, write_content(way, tag, page_format, SITE))


def mail_letter(**given: Any) -> Letter:
    return letter(Way.EMAIL, **({"address": "ada@example.org"} | given))


# E-mail ---------------------------------------------------------------------------------------------------------------


def test_a_mail_is_neutral_and_bears_the_name_of_its_message():
    given = mail_letter(tag="ar", page_format="large_print")
    MailCarrier("news@example.org").hand_over(given)
    (sent,) = mail.outbox
    assert (sent.to, sent.cc, sent.bcc, sent.from_email) == (["ada@example.org"], [], [], "news@example.org")
    assert sent.subject == "هناك خبر جديد"
    read = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    assert read["Message-ID"] == f"<{given.message_id}@example.org>"
    assert (read["Auto-Submitted"], read["Content-Language"]) == ("auto-generated", "ar")
    html = read.get_body(("html",))
    assert html is not None
    assert 'dir="rtl"' in html.get_content()
    plain = read.get_body(("plain",))
    assert plain is not None
    assert SITE in plain.get_content()
    names = {"Commonpurse", "Ada", "Harbour"}
    assert not any(name in sent.message().as_string() for name in names)


def test_a_day_goes_along_as_an_invite_that_names_nobody_but_its_reader():
    day = DayToKeep(new_id(), date(2026, 6, 11), datetime(2026, 6, 1, 9, 30, tzinfo=UTC), 2)
    content = write_content(Way.EMAIL, "cy", "standard", SITE, [EnclosedDay(day, Method.CANCEL)])
    MailCarrier("News <news@example.org>").hand_over(Letter(new_id(), Way.EMAIL, "ada+day@example.org", content))
    (sent,) = mail.outbox
    (enclosed,) = message_from_bytes(sent.message().as_bytes(), policy=policy.default).iter_attachments()
    assert enclosed.get_content_type() == "text/calendar"
    assert (enclosed.get_param("method"), enclosed.get_filename()) == ("CANCEL", "day.ics")
    lines = enclosed.get_content().replace("\r\n ", "").splitlines()
    assert {
        "METHOD:CANCEL",
        f"UID:{day.id}",
        "SEQUENCE:2",
        "SUMMARY:Rhywbeth i'w wneud",
        "ORGANIZER:mailto:news@example.org",
        "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:ada+day@example.org",
        "STATUS:CANCELLED",
    } <= set(lines)
    assert "Commonpurse" not in sent.message().as_string()


def failing(error: Exception, at: str) -> Callable[..., Any]:
    class Connection(locmem.EmailBackend):
        def open(self) -> bool:
            if at == "open":
                raise error
            return True

        def send_messages(self, messages: Any) -> int:
            raise error

        def close(self) -> None:
            raise OSError("it has hung up")

    return lambda **given: Connection()


@pytest.mark.parametrize(
    ("error", "at", "code", "permanent", "may_have_gone"),
    [
        (OSError("no route"), "open", "no_connection", False, False),
        (TimeoutError(), "open", "no_connection", False, False),
        (smtplib.SMTPAuthenticationError(535, b"no"), "open", "no_connection", False, False),
        (
            smtplib.SMTPRecipientsRefused({"ada@example.org": (550, b"no such user")}),
            "send",
            "address_refused",
            True,
            False,
        ),
        (smtplib.SMTPRecipientsRefused({"ada@example.org": (451, b"later")}), "send", "address_refused", False, False),
        (smtplib.SMTPSenderRefused(550, b"no", "news@example.org"), "send", "service_refused", False, False),
        (smtplib.SMTPDataError(554, b"spam"), "send", "service_refused", False, False),
        (smtplib.SMTPServerDisconnected(), "send", "no_answer", False, True),
        (TimeoutError(), "send", "no_answer", False, True),
        (ValueError("a line break"), "send", "address_unreadable", True, False),
    ],
)
def test_a_mail_server_that_says_no_is_told_from_one_that_says_nothing(
    monkeypatch, error, at, code, permanent, may_have_gone
):
    monkeypatch.setattr("commonpurse.kernel.messages.delivery.mail.get_connection", failing(error, at))
    with pytest.raises(CannotDeliver) as failure:
        MailCarrier("news@example.org").hand_over(mail_letter())
    found = failure.value
    assert (found.code, found.permanent, found.may_have_gone) == (code, permanent, may_have_gone)
    assert "ada@example.org" not in str(found)


def test_an_address_with_a_second_line_reaches_no_mail_server():
    with pytest.raises(CannotDeliver) as failure:
        MailCarrier("news@example.org").hand_over(mail_letter(address="ada@example.org\nBcc: other@example.org"))
    assert (failure.value.code, failure.value.permanent) == ("address_unreadable", True)
    assert mail.outbox == []


# Text messages --------------------------------------------------------------------------------------------------------


def test_a_text_is_put_into_a_folder_whole_and_for_this_user_alone(tmp_path):
    folder, given = tmp_path / "texts", letter()
    for _ in range(2):
        FolderTexts(folder).hand_over(given)
    (file,) = folder.iterdir()
    assert json.loads(file.read_text()) == {
        "id": str(given.message_id),
        "to": "07700900123",
        "text": given.content.body,
    }
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, file)] == [0o700, 0o600]


def test_a_folder_that_cannot_be_written_is_a_failure_for_now(tmp_path):
    (tmp_path / "texts").write_text("a file stands here")
    with pytest.raises(CannotDeliver) as failure:
        FolderTexts(tmp_path / "texts").hand_over(letter())
    assert (failure.value.permanent, failure.value.may_have_gone) == (False, False)


def program(folder: Path, body: str) -> CommandTexts:
    path = folder / "hand-on"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o700)
    return CommandTexts(str(path))


def test_a_program_gets_the_text_on_its_input_and_no_number_in_its_arguments(tmp_path):
    given = letter(tag="ar")
    program(tmp_path, f'echo "$#" > {tmp_path}/count; cat > {tmp_path}/given').hand_over(given)
    assert (tmp_path / "count").read_text() == "0\n"
    assert json.loads((tmp_path / "given").read_text())["text"] == given.content.body


@pytest.mark.parametrize(
    ("body", "code", "permanent", "may_have_gone"),
    [
        ("exit 65", "address_refused", True, False),
        ("exit 75", "service_refused", False, False),
        ("exit 1", "service_refused", False, False),
        ("kill -9 $$", "no_answer", False, True),
    ],
)
def test_a_program_answers_by_its_exit_code(tmp_path, body, code, permanent, may_have_gone):
    with pytest.raises(CannotDeliver) as failure:
        program(tmp_path, f"cat > /dev/null; {body}").hand_over(letter())
    found = failure.value
    assert (found.code, found.permanent, found.may_have_gone) == (code, permanent, may_have_gone)


def test_a_program_that_does_not_end_may_have_sent_it(tmp_path, monkeypatch):
    monkeypatch.setattr("commonpurse.kernel.messages.delivery.texts.LONGEST_HAND_OVER_SECONDS", 0.2)
    with pytest.raises(CannotDeliver) as failure:
        program(tmp_path, "exec sleep 5").hand_over(letter())
    assert failure.value.may_have_gone


def test_a_program_that_is_not_there_is_a_failure_for_now(tmp_path):
    with pytest.raises(CannotDeliver) as failure:
        CommandTexts(str(tmp_path / "nothing")).hand_over(letter())
    assert (failure.value.code, failure.value.may_have_gone) == ("no_connection", False)


# What the settings make of it -----------------------------------------------------------------------------------------


def test_by_default_nothing_leaves():
    assert the_post().ways == []


def test_the_settings_name_the_carriers(tmp_path):
    with override_settings(MAIL_LEAVES=True, TEXTS_FOLDER=tmp_path):
        post = the_post()
        assert set(post.ways) == {"email", "text"}
        post.hand_over(letter())
        assert len(list(tmp_path.iterdir())) == 1
    with override_settings(TEXTS_PROGRAM="/usr/bin/true"):
        assert the_post().ways == ["text"]


# A real server -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mood", "code", "permanent", "may_have_gone"),
    [
        ("knows nobody", "address_refused", True, False),
        ("is busy", "address_refused", False, False),
        ("refuses the letter", "service_refused", False, False),
        ("hangs up after the letter", "no_answer", False, True),
    ],
)
def test_what_a_mail_server_answers_decides_what_becomes_of_it(mood, code, permanent, may_have_gone):
    with mail_server(mood) as server, speaking_to(server.port), pytest.raises(CannotDeliver) as failure:
        MailCarrier("news@example.org").hand_over(mail_letter())
    found = failure.value
    assert (found.code, found.permanent, found.may_have_gone) == (code, permanent, may_have_gone)


def test_a_mail_server_that_takes_it_gets_it_once():
    with mail_server("takes it") as server, speaking_to(server.port):
        MailCarrier("news@example.org").hand_over(mail_letter())
    (taken,) = server.letters
    assert "Subject: There is news" in taken
    assert "To: ada@example.org" in taken


def test_where_no_mail_server_is_nothing_can_have_gone():
    with mail_server("takes it") as server:
        port = server.port
    with speaking_to(port), pytest.raises(CannotDeliver) as failure:
        MailCarrier("news@example.org").hand_over(mail_letter())
    assert (failure.value.code, failure.value.may_have_gone) == ("no_connection", False)


def speaking_to(port: int) -> override_settings:
    return override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_HOST_USER="",
        EMAIL_HOST_PASSWORD="",
        EMAIL_USE_TLS=False,
        EMAIL_USE_SSL=False,
    )
