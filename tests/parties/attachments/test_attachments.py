"""A picture or a paper is kept sealed, opened for who may see it, and gone with the person's key."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.keys.commands import destroy_key, seal_content_for_subject
from commonpurse.kernel.keys.queries import CannotOpen, KeyDestroyed
from commonpurse.kernel.requests import RequestReused
from commonpurse.parties.attachments.commands import keep_attachment
from commonpurse.parties.attachments.models import Attachment, SealedAttachment
from commonpurse.parties.attachments.queries import get_attachment, open_attachment
from commonpurse.parties.attachments.rules import LARGEST_UPLOAD_BYTES, AttachmentRefused
from commonpurse.parties.consent.models import Permission
from commonpurse.parties.people.commands import withdraw_permissions
from commonpurse.parties.people.models import Person
from tests.factories import NOW, TODAY, Standing, make_attachment, standing_people
from tests.parties.attachments.files import SCRIPT, action, bomb, paper, photo, photo_with_place, sent


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def keep(people: Standing, content: bytes, **given) -> Attachment:
    name, claims = given.pop("name", "photo.jpg"), given.pop("claims", "image/jpeg")
    wanted = {"by": people.ada, "person": people.ada, "now": NOW, "file": sent(content, name, claims)}
    return keep_attachment(**(wanted | given))


def refused(people: Standing, content: bytes, **given) -> str:
    with pytest.raises(AttachmentRefused) as found:
        keep(people, content, **given)
    assert found.value.field == "file"
    assert not Attachment.objects.exists()
    return found.value.code


def test_a_photo_is_kept_sealed_and_opens_for_her_and_her_worker(people: Standing) -> None:
    attachment = keep(people, photo_with_place())
    assert (attachment.kind, attachment.width, attachment.height) == ("picture", 1200, 900)
    assert attachment.made_by == people.ada
    sealed = bytes(SealedAttachment.objects.get(attachment=attachment).sealed)
    for viewer in (people.ada, people.wren, people.priya):
        opened = open_attachment(viewer=viewer, attachment=attachment, now=NOW)
        assert opened.content_type == "image/jpeg"
        assert opened.content.startswith(b"\xff\xd8\xff")
        assert len(opened.content) == attachment.size_bytes
        assert opened.content[:40] not in sealed
        assert "xff" not in repr(opened)
    assert AuditEvent.objects.filter(event_type="attachment_kept", subject_id=attachment.id).count() == 1


def test_a_paper_is_kept_as_it_came(people: Standing) -> None:
    came = paper(packed=True)
    attachment = keep(people, came, by=people.wren)
    assert (attachment.kind, attachment.width, attachment.made_by) == ("pdf", None, people.wren)
    opened = open_attachment(viewer=people.ada, attachment=attachment, now=NOW)
    assert (opened.content, opened.content_type) == (came, "application/pdf")


@pytest.mark.parametrize("who", ["ngozi", "callum", "femi", "stranger", "administrator"])
def test_nobody_else_keeps_or_opens_one(people: Standing, who: str) -> None:
    """Finance and a funder may know that there is a proof; the picture is not for them."""
    actor, attachment = getattr(people, who), make_attachment(people)
    with pytest.raises(NotAllowed):
        keep(people, photo(), by=actor)
    with pytest.raises(NotAllowed):
        open_attachment(viewer=actor, attachment=attachment, now=NOW)
    assert get_attachment(viewer=actor, attachment_id=attachment.id, today=TODAY) is None
    assert get_attachment(viewer=people.wren, attachment_id=attachment.id, today=TODAY) == attachment


def test_it_shuts_for_a_worker_when_the_person_takes_it_back(people: Standing) -> None:
    attachment = make_attachment(people)
    given = Permission.objects.filter(person=people.ada, member=people.wren)
    withdraw_permissions(by=people.ada, permissions=given, now=NOW)
    with pytest.raises(NotAllowed):
        open_attachment(viewer=people.wren, attachment=attachment, now=NOW + timedelta(days=1))


def test_what_a_file_claims_to_be_is_not_believed(people: Standing) -> None:
    assert keep(people, photo(form="PNG"), name="paper.pdf", claims="application/pdf").kind == "picture"
    assert keep(people, paper(), name="photo.jpg", claims="image/jpeg").kind == "pdf"
    program, page = b"\x7fELF" + b"\x00" * 200, b"<html><script>alert(1)</script></html>"
    for content in (program, page):
        with pytest.raises(AttachmentRefused) as found:
            keep(people, content)
        assert found.value.code == "attachment_unreadable"


def test_a_photo_of_40_mb_is_refused_with_what_to_do(people: Standing) -> None:
    with pytest.raises(AttachmentRefused) as found:
        keep(people, photo() + b"\x00" * 40_000_000)
    assert found.value.code == "attachment_too_large"
    assert str(found.value.message).startswith("This file has 41 MB. We can take 12 MB. Take a screenshot")
    assert refused(people, b"") == "attachment_empty"


def test_what_lies_about_its_size_is_read_no_further(people: Standing) -> None:
    file = sent(b"\x00" * (LARGEST_UPLOAD_BYTES + 10))
    file.size = 10
    with pytest.raises(AttachmentRefused) as found:
        keep(people, b"", file=file)
    assert (found.value.code, file.tell()) == ("attachment_too_large", LARGEST_UPLOAD_BYTES + 1)


def test_a_heic_is_kept_as_a_picture_that_every_browser_shows(people: Standing) -> None:
    attachment = keep(people, photo((400, 300), "HEIF"), name="IMG_0001.HEIC", claims="application/octet-stream")
    assert open_attachment(viewer=people.ada, attachment=attachment, now=NOW).content_type == "image/jpeg"


def test_what_could_do_harm_is_refused(people: Standing) -> None:
    assert refused(people, bomb()) == "attachment_pixels"
    for packed in (False, True):
        content = paper(packed=packed, OpenAction=action("JavaScript", **SCRIPT))
        assert refused(people, content) == "attachment_unsafe_pdf"


def test_the_same_request_again_is_the_same_attachment(people: Standing) -> None:
    request_id, came = new_id(), photo()
    first = keep(people, came, request_id=request_id)
    assert keep(people, came, request_id=request_id) == first
    with pytest.raises(RequestReused):
        keep(people, photo((10, 10)), request_id=request_id)
    assert Attachment.objects.count() == 1


def test_it_opens_in_its_own_place_only(people: Standing) -> None:
    first, second = make_attachment(people), make_attachment(people)
    taken = SealedAttachment.objects.get(attachment=first).sealed
    third = Attachment.objects.create(
        person=people.ada, kind="picture", size_bytes=1, width=1, height=1, made_at=NOW, made_by_person=people.ada
    )
    SealedAttachment.objects.create(attachment=third, person=people.ada, sealed=bytes(taken))
    with pytest.raises(CannotOpen):
        open_attachment(viewer=people.ada, attachment=third, now=NOW)
    assert open_attachment(viewer=people.ada, attachment=second, now=NOW).content


def test_with_her_key_every_picture_is_gone(people: Standing, own_keyring: Path) -> None:
    attachment = make_attachment(people)
    destroy_key(by=people.priya, subject_id=people.ada.id, now=NOW)
    with pytest.raises(KeyDestroyed):
        open_attachment(viewer=people.ada, attachment=attachment, now=NOW)
    with pytest.raises(KeyDestroyed):
        seal_content_for_subject(subject_id=people.ada.id, field="x", content=b"x", now=NOW)


# The operator's virus check -------------------------------------------------------------------------------------------


def program(folder: Path, text: str) -> str:
    path = folder / "check"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o700)
    return str(path)


def test_the_virus_check_is_handed_the_file_as_it_came(people: Standing, tmp_path: Path, monkeypatch) -> None:
    seen, came = tmp_path / "seen", photo()
    monkeypatch.setattr(settings, "VIRUS_CHECK_PROGRAM", program(tmp_path, f"cat > {seen}"))
    assert keep(people, came).kind == "picture"
    assert seen.read_bytes() == came


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cat > /dev/null; exit 1", "attachment_virus"),
        ("exit 2", "attachment_unchecked"),
        ("kill $$", "attachment_unchecked"),
    ],
)
def test_what_the_virus_check_does_not_call_clean_is_refused(
    people: Standing, tmp_path: Path, monkeypatch, text: str, code: str
) -> None:
    monkeypatch.setattr(settings, "VIRUS_CHECK_PROGRAM", program(tmp_path, text))
    assert refused(people, photo()) == code


def test_a_virus_check_that_is_not_there_refuses_everything(people: Standing, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(settings, "VIRUS_CHECK_PROGRAM", str(tmp_path / "nothing"))
    assert refused(people, photo()) == "attachment_unchecked"


# What the database keeps ----------------------------------------------------------------------------------------------

BROKEN = {
    "attachment_kind_known": {"width": None},
    "attachment_not_empty": {"size_bytes": 0},
    "attachment_made_by_one": {"made_by_person": None},
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_what_is_no_attachment(people: Standing, name: str) -> None:
    right: dict = {"person": people.ada, "kind": "picture", "size_bytes": 1, "width": 1, "height": 1, "made_at": NOW}
    right["made_by_person"] = people.ada
    Attachment.objects.create(**right)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Attachment.objects.create(**(right | BROKEN[name]))


def test_what_is_kept_is_never_changed(people: Standing) -> None:
    attachment = make_attachment(people)
    for change in (
        lambda: Attachment.objects.filter(id=attachment.id).update(kind="pdf", width=None, height=None),
        lambda: SealedAttachment.objects.filter(attachment=attachment).update(sealed=b"other"),
        lambda: SealedAttachment.objects.filter(attachment=attachment).delete(),
    ):
        with pytest.raises(DatabaseError, match=r"append.only|permission denied"), transaction.atomic():
            change()
    assert Person.objects.filter(id=people.ada.id).exists()
