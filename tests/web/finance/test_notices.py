"""A notice about money back goes through its pages: written, agreed, given, asked again, answered, taken."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from commonpurse.money.budgets.models import Line
from commonpurse.money.decisions.commands import conclude_notice, reclaim_money
from commonpurse.money.decisions.models import RepaymentNotice
from tests.factories import NOW, make_budget, make_fund
from tests.money.decisions.noticing import given, write
from tests.web.scenes import Scene

WRITTEN = {
    "ground": "unspent",
    "reasons": "You moved.",
    "evidence": "The plan of May.",
    "who_pays": "budget",
    "days_to_pay": "28",
}


def test_the_whole_way_from_writing_to_taking(standing, sign_in, clock, monkeypatch):
    budget = make_budget(standing, (make_fund(standing, received=500), 300))
    ngozi, tom, priya, ada = (sign_in(one) for one in (standing.ngozi, standing.tom, standing.priya, standing.ada))
    address = reverse("finance:write_notice", args=[budget.id])
    assert "£300.00 is there and free." in ngozi.get(address).content.decode()
    assert "What is spent stays spent." in ngozi.post(address, WRITTEN | {"from_0": "301"}).content.decode()
    assert "Give at least 28 days." in ngozi.post(address, WRITTEN | {"days_to_pay": "7"}).content.decode()
    page = ngozi.post(address, WRITTEN | {"from_0": "200"}, follow=True)
    notice = RepaymentNotice.objects.get()
    theirs, hers = reverse("finance:notice", args=[notice.id]), reverse("person:notice", args=[notice.id])
    assert "Somebody else must agree now." in page.content.decode()
    assert 'value="agree"' not in page.content.decode()
    assert ada.get(hers).status_code == 404

    assert "Print it and give it" in tom.post(theirs, {"act": "agree"}, follow=True).content.decode()
    answer = tom.post(theirs, {"act": "give", "how": "in_hand", "on": "1/6/2026"}, follow=True).content.decode()
    assert "The person has until Monday 29 June." in answer

    first = ada.get(reverse("person:money")).content.decode()
    assert "There is a notice about £200." in first
    page = ada.get(hers).content.decode()
    assert "We ask for £200 back. Nothing has gone yet." in page
    assert "It waits until Monday 29 June." in page
    assert "We look at it again." in ada.post(hers, {}, follow=True).content.decode()  # one tap

    assert "You wrote this notice or agreed to it." in tom.get(theirs).content.decode()
    assert tom.post(theirs, {"act": "hear", "outcome": "upheld", "reasons": "So."}).status_code == 422
    heard = {"act": "hear", "outcome": "reduced", "amount": "50", "reasons": "The deposit is still to come."}
    assert "It is answered." in priya.post(theirs, heard, follow=True).content.decode()
    assert "The deposit is still to come." in ada.get(hers).content.decode()
    assert "for £50.00" in tom.post(theirs, {"act": "conclude"}, follow=True).content.decode()
    assert "until Monday 29 June" in tom.post(theirs, {"act": "take"}).content.decode()  # her time still runs

    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=29))
    assert "£50.00 went back." in sign_in(standing.tom).post(theirs, {"act": "take"}, follow=True).content.decode()
    assert "£50 went back on Tuesday 30 June." in sign_in(standing.ada).get(hers).content.decode()


def test_what_went_back_stands_on_her_statement_and_in_her_story(standing, sign_in, clock):
    budget = make_budget(standing, (make_fund(standing, received=500), 300))
    notice = given(standing, budget, 20, now=NOW - timedelta(days=30))
    conclude_notice(by=standing.tom, notice=notice, now=NOW)
    reclaim_money(by=standing.tom, notice=notice, now=NOW)
    words = "£20 went back. It was said in the notice of Saturday 2 May."
    ada = sign_in(standing.ada)
    for name in ("person:statement", "person:money", "person:sources"):
        page = ada.get(reverse(name)).content.decode()
        assert words in page, name
        assert "There is a notice about" not in page
    statement = ada.get(reverse("person:statement")).content.decode()
    assert "£280.00" in statement  # what is left, as on her first page
    assert words in sign_in(standing.wren).get(reverse("worker:story", args=[standing.ada.id])).content.decode()


def test_a_notice_is_taken_off_with_words_for_her(standing, sign_in, clock):
    budget = make_budget(standing, (make_fund(standing, received=500), 300))
    notice = given(standing, budget, 20)
    tom, theirs = sign_in(standing.tom), reverse("finance:notice", args=[notice.id])
    assert tom.post(theirs, {"act": "withdraw", "why": ""}).status_code == 422
    tom.post(theirs, {"act": "withdraw", "why": "We had read the plan wrong."})
    page = sign_in(standing.ada).get(reverse("person:notice", args=[notice.id])).content.decode()
    assert "This notice is off. No money goes back." in page
    assert "We had read the plan wrong." in page


def test_the_letter_is_a_tagged_paper_in_both_sizes(scene: Scene, sign_in):
    for who, name in ((scene.people.ada, "person"), (scene.people.ngozi, "finance")):
        address = reverse(f"{name}:notice_paper", args=[scene.notice_running.id])
        for size in ("standard", "large"):
            answer = sign_in(who).get(address, {"print": size})
            assert answer.content.startswith(b"%PDF")
            assert b"StructTreeRoot" in answer.content


def test_another_persons_notice_is_not_there_for_her(standing, sign_in, clock):
    budget = make_budget(standing, (make_fund(standing, received=500), 300))
    notice = given(standing, budget, 20)
    other = sign_in(standing.stranger)
    for name in ("person:notice", "person:notice_paper"):
        assert other.get(reverse(name, args=[notice.id])).status_code == 404
    assert "There is no notice." in other.get(reverse("person:notices")).content.decode()


def test_the_list_says_what_is_to_be_done_and_todays_page_counts_it(standing, sign_in, clock):
    budget = make_budget(standing, (make_fund(standing, received=500), 300))
    assert Line.objects.filter(budget=budget).count() == 1
    ngozi = sign_in(standing.ngozi)
    assert "No notice is open." in ngozi.get(reverse("finance:notices")).content.decode()
    write(standing, budget, 20)
    assert "£20.00 of H-001" in " ".join(ngozi.get(reverse("finance:notices")).content.decode().split())
    assert "Each says what its next step is." in ngozi.get(reverse("finance:today")).content.decode()
