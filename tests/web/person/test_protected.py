from __future__ import annotations

import re

from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.protected.commands import protect_detail, reveal_detail
from commonpurse.parties.protected.models import ProtectedDetail, Reveal
from commonpurse.parties.protected.queries import reveals_of
from tests.factories import NOW, Standing

ADDRESS = "12 Harbour Road"


def test_she_keeps_something_safe_looks_at_it_and_takes_it_off(standing: Standing, sign_in, clock):
    client = sign_in(standing.ada)
    assert "Nothing is here yet." in client.get("/money/protected/").content.decode()
    assert client.post("/money/protected/add/", {"protected_kind": "address"}).status_code == 422
    form = {"protected_kind": "address", "protected_value": ADDRESS}
    text = client.post("/money/protected/add/", form, follow=True).content.decode()
    assert "We keep it safe now." in text
    assert ADDRESS not in text
    page = f"/money/protected/{ProtectedDetail.objects.get().id}/"
    assert ADDRESS not in client.get(page).content.decode()
    assert not Reveal.objects.exists()
    assert ADDRESS in client.post(page).content.decode()
    assert Reveal.objects.get().revealed_to is None
    assert AccessRow.objects.filter(viewer_id=standing.ada.id, fields=["protected address"]).count() == 1
    assert "It is off your list now." in client.post(f"{page}end/", follow=True).content.decode()
    assert client.post(page).status_code == 404


def test_what_is_kept_safe_for_another_is_not_there(standing: Standing, sign_in, clock):
    detail = protect_detail(by=standing.wren, person=standing.ada, kind="address", value=ADDRESS, now=NOW)
    client = sign_in(standing.stranger)
    assert "Nothing is here yet." in client.get("/money/protected/").content.decode()
    for address in (f"/money/protected/{detail.id}/", f"/money/protected/{detail.id}/end/"):
        assert client.get(address).status_code == client.post(address).status_code == 404


def test_she_reads_who_opened_it_and_why(standing: Standing, sign_in, clock):
    detail = protect_detail(by=standing.ada, person=standing.ada, kind="address", value=ADDRESS, now=NOW)
    client, page = sign_in(standing.ada), f"/money/protected/{detail.id}/"
    assert "Nobody but you." in client.post(page).content.decode()
    reveal_detail(by=standing.wren, detail=detail, reason="For her <new> bus pass", now=NOW)
    assert "bus pass" not in client.get(page).content.decode()
    text = client.post(page).content.decode()
    assert re.search(r"Wren.*Open Door.*For her &lt;new&gt; bus pass", text, re.DOTALL)
    for other in (standing.wren, standing.stranger):
        assert not reveals_of(viewer=other, detail=detail, now=NOW).exists()
