"""Who sits in the groups, on its page; and the meeting, as who was named finds it."""

from __future__ import annotations

from typing import Any

from commonpurse.parties.people.models import Person, Support
from commonpurse.support.referrals.models import DecidedWith
from tests.web.scenes import Scene

PAGE, MEETING = "/partners/groups/", "/partners/caseload/"


def test_a_manager_gives_a_seat_and_who_has_it_holds_the_meeting_with_others(scene: Scene, sign_in: Any) -> None:
    people, referral = scene.people, scene.referrals.waiting
    priya, femi = sign_in(people.priya), sign_in(people.femi)
    one = f"{MEETING}{referral.id}/"
    assert [femi.get(address).status_code for address in (MEETING, one)] == [403, 403]
    assert MEETING not in femi.get(PAGE).content.decode()
    given = {"group": "caseload", "caseload-member": str(people.femi.id)}
    assert femi.post(PAGE, given).status_code == 403
    assert priya.post(PAGE, given | {"caseload-member": ""}).status_code == 422
    assert "They sit in it from now on." in priya.post(PAGE, given, follow=True).content.decode()
    assert MEETING in femi.get("/worker/").content.decode()  # it stands in the menu
    agenda = femi.get(MEETING).content.decode()
    assert referral.code in agenda
    assert "Nell Brook" not in agenda
    femi.post(one, {"open": "1", "why": "To see whether they are here"})
    taken = {"decide": "1", "outcome": "accepted", "reason": "Wanted.", "together": [str(people.priya.id)]}
    assert "who coordinates?" not in femi.get(one).content.decode()  # a manager names them
    assert femi.post(one, taken).status_code == 303
    nell = Person.objects.get(called_by="Nell Brook")
    assert not Support.objects.filter(person=nell).exists()
    assert DecidedWith.objects.filter(person=nell, member=people.priya).exists()
    assert "together with Priya" in femi.get(MEETING).content.decode()
    seat = people.femi.seats.get(ended_at=None)
    assert sign_in(people.wren).post(PAGE, {"end": str(seat.id)}).status_code == 403
    femi.post(PAGE, {"end": str(seat.id)})
    assert femi.get(MEETING).status_code == 403
