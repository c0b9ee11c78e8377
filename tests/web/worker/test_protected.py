from __future__ import annotations

from commonpurse.kernel.keys.keyring import make_keyring
from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.people.commands import add_contact_way
from commonpurse.parties.protected.commands import protect_detail
from commonpurse.parties.protected.models import ProtectedDetail, Reveal
from tests.factories import NOW, Standing

ADDRESS = "12 Harbour Road"
REASON = "Her new card is to be posted"


def test_a_detail_is_locked_away_and_stands_on_no_page(standing: Standing, sign_in, clock):
    client, her = sign_in(standing.wren), f"/worker/people/{standing.ada.id}"
    assert "Nothing is protected yet" in client.get(f"{her}/about/").content.decode()
    form = {"protected_kind": "address", "protected_value": ADDRESS}
    text = client.post(f"{her}/protected/add/", form, follow=True).content.decode()
    assert "It is locked away." in text
    assert "There is a protected address" in text
    assert ADDRESS not in text
    assert ADDRESS not in client.get(f"{her}/").content.decode()


def test_what_also_stands_open_is_said_at_once(standing: Standing, sign_in, clock):
    client, her = sign_in(standing.wren), f"/worker/people/{standing.ada.id}"
    add_contact_way(
        by=standing.wren, person=standing.ada, kind="text", value="07700 900-555", is_safe_to_use=True, now=NOW
    )
    form = {"protected_kind": "phone", "protected_value": "07700 900 555"}
    text = client.post(f"{her}/protected/add/", form, follow=True).content.decode()
    assert "But the same stands open here" in text
    assert '<p class="notice warns"' in text
    other = client.post(f"{her}/protected/add/", form | {"protected_value": "07700 900 556"}, follow=True)
    assert "It stands on no page." in other.content.decode()


def test_it_is_opened_with_a_reason_once_and_the_look_is_written_down(standing: Standing, sign_in, clock):
    detail = protect_detail(by=standing.wren, person=standing.ada, kind="address", value=ADDRESS, now=NOW)
    client, page = sign_in(standing.wren), f"/worker/people/{standing.ada.id}/protected/{detail.id}/"
    assert ADDRESS not in client.get(page).content.decode()
    too_short = client.post(page, {"protected_reason": "ok"})
    assert too_short.status_code == 422
    assert "Say why you need it, in a few words." in too_short.content.decode()
    assert not Reveal.objects.exists()
    shown = client.post(page, {"protected_reason": REASON})
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "no-store"
    text = shown.content.decode()
    assert ADDRESS in text
    assert REASON not in text
    assert AccessRow.objects.filter(why=REASON, fields=["protected address"]).count() == 1
    assert ADDRESS not in client.get(page).content.decode()


def test_what_is_out_of_date_is_opened_no_more(standing: Standing, sign_in, clock):
    detail = protect_detail(by=standing.wren, person=standing.ada, kind="school", value=ADDRESS, now=NOW)
    client, page = sign_in(standing.wren), f"/worker/people/{standing.ada.id}/protected/{detail.id}/"
    assert "Nobody can open it." in client.post(f"{page}end/", follow=True).content.decode()
    assert ProtectedDetail.objects.get().ended_at == NOW
    for address in (page, f"{page}end/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"protected_reason": REASON}).status_code == 404


def test_a_worker_who_does_not_work_with_her_finds_nothing(standing: Standing, sign_in, clock):
    detail = protect_detail(by=standing.wren, person=standing.ada, kind="address", value=ADDRESS, now=NOW)
    client, her = sign_in(standing.femi), f"/worker/people/{standing.ada.id}"
    for address in (f"{her}/protected/add/", f"{her}/protected/{detail.id}/", f"{her}/protected/{detail.id}/end/"):
        assert client.get(address).status_code == client.post(address, {"protected_reason": REASON}).status_code == 404
    hers_beside_sam = f"/worker/people/{standing.stranger.id}/protected/{detail.id}/"
    assert sign_in(standing.priya).post(hers_beside_sam, {"protected_reason": REASON}).status_code == 404


def test_without_the_keyring_the_page_says_so_and_shows_nothing(standing: Standing, sign_in, clock, own_keyring):
    detail = protect_detail(by=standing.wren, person=standing.ada, kind="address", value=ADDRESS, now=NOW)
    own_keyring.unlink()
    client, her = sign_in(standing.wren), f"/worker/people/{standing.ada.id}"
    answers = [
        client.post(f"{her}/protected/{detail.id}/", {"protected_reason": REASON}),
        client.post(f"{her}/protected/add/", {"protected_kind": "phone", "protected_value": "07700 900555"}),
    ]
    for answer in answers:
        assert answer.status_code == 422
        assert "What is protected stays shut just now" in answer.content.decode()
    assert client.get(f"{her}/").status_code == 200
    make_keyring(own_keyring)
    assert client.post(f"{her}/protected/{detail.id}/", {"protected_reason": REASON}).status_code == 422
