from __future__ import annotations

from django.test import Client

from commonpurse.parties.consent.models import AccessRow
from commonpurse.rights.concerns.models import Concern
from tests.factories import NOW, Standing


def test_she_complains_about_her_worker_who_finds_nothing_and_reads_the_answer(standing: Standing, sign_in, clock):
    ada, priya, wren = sign_in(standing.ada), sign_in(standing.priya), sign_in(standing.wren)
    told = {"subject": "somebody", "about": str(standing.wren.id), "words": "She told my sister."}
    page = ada.post("/money/wrong/tell/", told, follow=True).content.decode()
    assert "We have it." in page
    assert "The answer comes by Monday 29 June" in page
    concern = Concern.objects.get()
    assert concern.about_member == standing.wren
    for address in ("/administrator/complaints/", f"/administrator/complaints/{concern.id}/"):
        assert wren.get(address).status_code == 403
        assert "She told my sister." not in wren.get(f"/worker/people/{standing.ada.id}/").content.decode()
    assert "The answer comes by" in priya.get("/administrator/complaints/").content.decode()
    answer = {"outcome": "right", "answer": "We spoke with her."}
    priya.post(f"/administrator/complaints/{concern.id}/", answer)
    page = ada.get(f"/money/wrong/{concern.id}/").content.decode()
    assert "We spoke with her." in page
    assert "Wycliffe House" in page
    page = ada.post(f"/money/wrong/{concern.id}/", {"note": "I still mind."}, follow=True).content.decode()
    assert "I still mind." in page
    assert "Put my note beside it" not in page


def test_an_answer_that_is_late_stands_first_and_says_so(standing: Standing, sign_in, clock):
    Concern.objects.create(
        kind="complaint",
        person=standing.ada,
        subject="money",
        words="x",
        asked_at=NOW,
        answer_by=NOW.date().replace(day=2),
    )
    Concern.objects.create(
        kind="complaint",
        person=standing.ada,
        subject="money",
        words="x",
        asked_at=NOW,
        answer_by=NOW.replace(month=5).date(),
    )
    page = sign_in(standing.priya).get("/administrator/complaints/").content.decode()
    assert page.index("Late: the answer was due on") < page.index("The answer comes by")
    assert "Late:" in sign_in(standing.ada).get("/money/wrong/").content.decode()


def test_from_a_look_she_did_not_expect_she_comes_to_a_complaint_about_it(standing: Standing, sign_in, clock):
    def look(person, viewer) -> str:
        row = AccessRow.objects.create(
            person=person, viewer_kind="member", viewer_id=viewer.id, why="to see", fields=["name"], looked_at=NOW
        )
        return f"/money/wrong/look/{row.id}/"

    ada = sign_in(standing.ada)
    mine = look(standing.ada, standing.wren)
    assert "Wren, Open Door" in ada.get(mine).content.decode()
    assert ada.post(mine, {"words": "Why?"}).status_code == 303
    concern = Concern.objects.get()
    assert (concern.subject, concern.about_member) == ("look", standing.wren)
    assert ada.get(look(standing.stranger, standing.priya)).status_code == 404


def test_a_worker_beside_her_does_not_read_what_is_about_them(standing: Standing, sign_in, clock):
    sign_in(standing.ada).post(
        "/money/wrong/tell/", {"subject": "somebody", "about": str(standing.wren.id), "words": "She told my sister."}
    )
    client = sign_in(standing.wren)
    client.post(f"/worker/people/{standing.ada.id}/beside/", {"reason": "To read a letter together"})
    assert client.get("/money/wrong/").status_code == 200
    assert "How somebody treated me" not in client.get("/money/wrong/").content.decode()
    assert client.get(f"/money/wrong/{Concern.objects.get().id}/").status_code == 404


def test_she_asks_to_put_something_right_or_changes_it_herself(standing: Standing, sign_in, clock):
    ada = sign_in(standing.ada)
    page = ada.get("/money/wrong/part/safe/").content.decode()
    assert "/money/protected/" in page
    assert ada.post("/money/wrong/part/money/", {"words": "It was £90."}).status_code == 303
    assert ada.get("/money/wrong/part/looked/").status_code == 404


def test_what_she_says_is_not_true_stands_beside_what_is_held_with_her_note(standing: Standing, sign_in, clock):
    ada = sign_in(standing.ada)
    ada.post("/money/wrong/part/about/", {"words": "I am called Augusta."})
    assert "You told us that this is not true." in ada.get("/money/held/").content.decode()
    concern = Concern.objects.get()
    answer = {"outcome": "not_right", "answer": "The papers say Ada."}
    sign_in(standing.priya).post(f"/administrator/complaints/{concern.id}/", answer)
    ada.post(f"/money/wrong/{concern.id}/", {"note": "The papers are old."})
    assert "The papers are old." in ada.get("/money/held/").content.decode()


def test_somebody_without_a_sign_in_complains(standing: Standing, clock):
    client = Client()
    assert "Something is wrong" in client.get("/").content.decode()
    assert client.post("/complain/", {"words": "Nobody rings."}).status_code == 422
    page = client.post("/complain/", {"words": "Nobody rings.", "contact": "01632 960001"}).content.decode()
    assert "You get an answer by Monday 29 June" in page
    assert Concern.objects.get().person is None
