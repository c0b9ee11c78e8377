from __future__ import annotations

import io
import zipfile

from django.test import Client

from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.protected.commands import protect_detail
from commonpurse.parties.protected.models import Reveal
from commonpurse.parties.signin.rules import Method
from tests.factories import NOW, Standing
from tests.web.conftest import let_in, user_of

NUMBER = "07700 900321"


def test_she_reads_it_and_takes_it_along(standing: Standing, sign_in, clock):
    protect_detail(by=standing.wren, person=standing.ada, kind="phone", value=NUMBER, now=NOW)
    client = sign_in(standing.ada)
    page = client.get("/money/held/").content.decode()
    assert "What we hold about you" in page
    assert "H-001" in page
    assert NUMBER not in page
    looked = AccessRow.objects.filter(viewer_id=standing.ada.id, fields=["everything held"])
    assert looked.count() == 1
    answer = client.post("/money/held/take/", {"kind": "data"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="what-we-hold-2026-06-01.zip"'
    assert not Reveal.objects.exists()
    answer = client.post("/money/held/take/", {"kind": "data", "with_safe": "on"})
    assert NUMBER in zipfile.ZipFile(io.BytesIO(answer.content)).read("everything.json").decode()
    assert Reveal.objects.get().revealed_to is None
    assert client.post("/money/held/take/", {}).status_code == 422


def test_the_paper_is_tagged_and_its_title_tells_nothing(standing: Standing, sign_in, clock):
    for kind in ("paper", "large"):
        answer = sign_in(standing.ada).post("/money/held/take/", {"kind": kind})
        assert answer.headers["Content-Type"] == "application/pdf"
        assert b"/StructTreeRoot" in answer.content
        assert b"<pdfuaid:part>1</pdfuaid:part>" in answer.content


def test_with_a_worker_beside_her_it_holds_what_she_shares_with_that_worker(standing: Standing, clock):
    protect_detail(by=standing.wren, person=standing.ada, kind="phone", value=NUMBER, now=NOW)
    client = Client()
    let_in(client, user_of(standing.ada), method=Method.ASSISTED, has_second_factor=False, assisted_by=standing.wren)
    page = client.get("/money/held/").content.decode()
    assert "A worker is with you now." in page
    assert "Who looked" not in page
    assert "Put in what you keep safe" not in page
    answer = client.post("/money/held/take/", {"kind": "data", "with_safe": "on"})
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert "people-person.csv" in names
    assert "consent-accessrow.csv" not in names
    assert not Reveal.objects.exists()


def test_a_worker_prints_it_when_she_asks(standing: Standing, sign_in, clock):
    client, page = sign_in(standing.wren), f"/worker/people/{standing.ada.id}/held/"
    assert client.post(page, {}).status_code == 422
    answer = client.post(page, {"asked": "on"})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert AccessRow.objects.filter(viewer_id=standing.wren.id, fields=["everything held, on paper"]).count() == 1
    assert sign_in(standing.femi).get(page).status_code == 404
