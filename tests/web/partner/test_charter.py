"""Members read, write and sign the partners' charter on its pages; everybody reads who signed."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from commonpurse.parties.partners.commands import answer_clause, publish_charter
from commonpurse.parties.partners.models import CharterSignature
from commonpurse.parties.partners.queries import charter_draft, current_charter
from tests.factories import NOW
from tests.web.scenes import Scene

HERE, DRAFT = "partner:charter", "partner:draft"


def test_a_version_that_changed_while_it_was_read_is_refused_and_shows_what_changed(
    client: Client, scene: Scene, sign_in
) -> None:
    femi, priya = sign_in(scene.people.femi), sign_in(scene.people.priya)
    read = current_charter()
    assert read is not None
    femi.post(reverse("partner:clause", args=[scene.clause.id]), {"act": "yes"})
    answer_clause(by=scene.people.wren, clause=scene.clause, agrees=True, now=NOW)
    blind = priya.post(reverse(DRAFT), {"act": "publish", "agreed": [str(scene.clause.id)]}, follow=True)
    assert "Nothing is published. Read it once more." in blind.content.decode()
    agreed = re.findall(r'name="agreed" value="([^"]+)"', priya.get(reverse(DRAFT)).content.decode())
    published = priya.post(reverse(DRAFT), {"act": "publish", "agreed": agreed}, follow=True)
    assert "Published." in published.content.decode()
    refused = femi.post(reverse(HERE), {"version": read.id})
    shown = refused.content.decode()
    assert refused.status_code == 422
    for words in ("Nothing is signed", "What is different", "We say sorry."):
        assert words in shown, words
    newest = current_charter()
    assert newest is not None
    signed = femi.post(reverse(HERE), {"version": newest.id}, follow=True)
    assert "Signed. Thank you." in signed.content.decode()
    everybody = client.get(reverse("public:charter")).content.decode()
    assert everybody.index("Night Shelter") < everybody.index("Open Door")  # by name, not by who signed first
    assert "Signed an earlier version" in everybody


def test_a_signature_is_taken_back_and_everybody_reads_why(client: Client, scene: Scene, sign_in) -> None:
    wren, ngozi = sign_in(scene.people.wren), sign_in(scene.people.ngozi)
    assert wren.post(reverse("partner:take_back"), {"reason": " "}).status_code == 422
    assert ngozi.post(reverse("partner:take_back"), {"reason": "Not mine."}).status_code == 403
    done = wren.post(reverse("partner:take_back"), {"reason": "We run no such service now."}, follow=True)
    assert "You can sign again" in done.content.decode()
    assert "We run no such service now." in client.get(reverse("public:charter")).content.decode()
    assert CharterSignature.objects.get().withdrawn_by == scene.people.wren
    again = wren.post(reverse("partner:take_back"), {"reason": "Twice."})
    assert (again.status_code, "nothing to take back" in again.content.decode()) == (422, True)


def test_a_draft_is_begun_written_and_talked_about_on_its_pages(scene: Scene, sign_in) -> None:
    wren, priya = sign_in(scene.people.wren), sign_in(scene.people.priya)
    assert wren.post(reverse(DRAFT), {"act": "propose", "part": "values", "words": ""}).status_code == 422
    wren.post(reverse(DRAFT), {"act": "propose", "part": "values", "words": "We laugh too."})
    assert "We laugh too." in priya.get(reverse(DRAFT)).content.decode()
    clause = reverse("partner:clause", args=[scene.clause.id])
    priya.post(clause, {"act": "remark", "remark-words": "To whoever we hurt."})
    priya.post(clause, {"act": "other", "other-words": "We say sorry to whoever we hurt."})
    assert "To whoever we hurt." in wren.get(clause).content.decode()
    draft = charter_draft()
    assert draft is not None
    assert draft.clauses.get(words="We say sorry to whoever we hurt.").replaces == scene.clause
    assert wren.post(reverse(DRAFT), {"act": "publish"}).status_code == 403
    for member in (scene.people.wren, scene.people.femi):
        answer_clause(by=member, clause=scene.clause, agrees=True, now=NOW)
    publish_charter(by=scene.people.priya, now=NOW)
    late = wren.post(clause, {"act": "yes"}, follow=True)
    assert "No draft of the charter is open" in late.content.decode()
    typed = "We laugh too, and cry."
    for address, sent in (
        (clause, {"act": "remark", "remark-words": typed}),
        (reverse(DRAFT), {"act": "propose", "part": "values", "words": typed}),
    ):
        late = wren.post(address, sent)
        shown = late.content.decode()
        assert "No draft of the charter is open" in shown
        assert typed in shown  # nothing that was typed is lost
    priya.post(reverse(DRAFT), {"act": "begin"})
    assert charter_draft() is not None


def test_guidance_is_published_and_who_speaks_is_named_and_ended(client: Client, scene: Scene, sign_in) -> None:
    priya = sign_in(scene.people.priya)
    tom, speakers = sign_in(scene.people.tom), reverse("partner:speakers")
    words = {"words": "Say no early.", "holds_from": "1/6/2026"}
    assert tom.post(reverse("partner:guidance"), words).status_code == 403
    priya.post(speakers, {"member": scene.people.tom.id})
    assert "Published." in tom.post(reverse("partner:guidance"), words, follow=True).content.decode()
    shown = client.get(reverse("public:guidance", args=[scene.people.council.id])).content.decode()
    assert "Say no early." in shown
    row = scene.people.tom.spokes.get()
    assert "Ended." in priya.post(speakers, {"end": row.id}, follow=True).content.decode()
    assert tom.post(reverse("partner:guidance"), words).status_code == 403
