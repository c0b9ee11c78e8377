from __future__ import annotations

import io
import zipfile

from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.protected.commands import protect_detail
from commonpurse.parties.protected.models import Reveal
from tests.factories import NOW, Standing

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


def test_with_a_worker_beside_her_nothing_of_it_is_shown_or_taken(standing: Standing, sign_in, clock):
    protect_detail(by=standing.wren, person=standing.ada, kind="phone", value=NUMBER, now=NOW)
    client = sign_in(standing.wren)
    client.post(f"/worker/people/{standing.ada.id}/beside/", {"reason": "To read a letter together"})
    page = client.get("/money/held/")
    assert page.status_code == 403
    assert "Who looked" not in page.content.decode()
    answer = client.post("/money/held/take/", {"kind": "data", "with_safe": "on"})
    assert answer.status_code == 403
    assert not Reveal.objects.exists()


def test_a_worker_prints_it_when_she_asks(standing: Standing, sign_in, clock):
    client, page = sign_in(standing.wren), f"/worker/people/{standing.ada.id}/held/"
    assert client.post(page, {}).status_code == 422
    answer = client.post(page, {"asked": "on"})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert AccessRow.objects.filter(viewer_id=standing.wren.id, fields=["everything held, on paper"]).count() == 1
    assert sign_in(standing.femi).get(page).status_code == 404
