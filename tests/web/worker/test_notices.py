"""A worker reads a notice with the person, and asks for her that it is looked at again."""

from __future__ import annotations

from django.http import QueryDict
from django.urls import reverse

from commonpurse.kernel.identity import new_id
from commonpurse.money.decisions.models import Reconsideration
from commonpurse.web.worker.notices import AgainForm
from tests.factories import make_budget, make_fund
from tests.money.decisions.noticing import agreed, given


def test_her_worker_asks_for_her_in_one_tap(standing, sign_in, clock):
    budget = make_budget(standing, (make_fund(standing, received=500), 300))
    notice, unseen = given(standing, budget, 20), agreed(standing, budget, 30)
    address, wren = reverse("worker:notices", args=[standing.ada.id]), sign_in(standing.wren)
    page = wren.get(address).content.decode()
    assert "The last day to ask again is Monday 29 June." in page
    assert "£30.00" not in page  # not given to her yet
    assert wren.post(address, {"notice": str(unseen.id)}).status_code == 404
    unread = wren.post(address, {"notice": str(notice.id), "words": "I need it." + "x" * 2000})
    assert unread.status_code == 422
    assert "I need it.xx" in unread.content.decode()
    answer = wren.post(address, {"notice": str(notice.id), "words": "I need it."}, follow=True).content.decode()
    assert "It is looked at again." in answer
    asked = Reconsideration.objects.get()
    assert (asked.asked_by_member, asked.words) == (standing.wren, "I need it.")
    assert (
        "You can ask us to look again"
        not in sign_in(standing.ada).get(reverse("person:notice", args=[notice.id])).content.decode()
    )


def test_what_was_typed_and_not_sent_comes_back_beside_its_own_notice():
    one, other = new_id(), new_id()
    kept = QueryDict(f"notice={one}&words=I+need+it.")
    assert AgainForm(initial={"notice": one}).take_up(kept)
    assert not AgainForm(initial={"notice": other}).take_up(kept)


def test_who_does_not_work_with_her_finds_nothing(standing, sign_in, clock):
    given(standing, make_budget(standing, (make_fund(standing, received=500), 300)), 20)
    assert sign_in(standing.femi).get(reverse("worker:notices", args=[standing.ada.id])).status_code == 404
