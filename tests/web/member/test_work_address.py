"""A member's own address at work, on their own page: written, proven, chosen for, taken off."""

from __future__ import annotations

import pytest

from commonpurse.parties.partners.models import WorkAddress
from commonpurse.parties.partners.proving import work_code_of
from commonpurse.parties.partners.queries import work_address_of
from tests.factories import Standing
from tests.web.person.test_agreement import words_of

pytestmark = pytest.mark.usefixtures("clock")
PAGE = "/account/e-mail/"


def test_an_address_is_proven_then_chosen_for_and_an_administrator_sees_that_there_is_one(
    standing: Standing, sign_in
) -> None:
    wren = sign_in(standing.wren)
    assert wren.post(PAGE, {"act": "write", "address": "wren"}).status_code == 422
    said = words_of(wren.post(PAGE, {"act": "write", "address": "wren@work.example.org"}, follow=True))
    assert "A code goes to" in said
    assert wren.post(PAGE, {"act": "prove", "code": "1"}).status_code == 422
    assert wren.post(PAGE, {"act": "choose", "wanted": "days"}).status_code == 422
    code = work_code_of(WorkAddress.objects.get())
    said = words_of(wren.post(PAGE, {"act": "prove", "code": code}, follow=True))
    assert "wren@work.example.org" in said
    assert "It is saved." in words_of(wren.post(PAGE, {"act": "choose", "wanted": "days"}, follow=True))
    own = work_address_of(viewer=standing.wren).proven
    assert own is not None
    assert (own.days_from is not None, own.waits_from) == (True, None)
    said = words_of(sign_in(standing.administrator).get(f"/administrator/members/{standing.wren.id}/"))
    assert ("Only they see all of it." in said, "wren@work" in said) == (True, False)
    assert "We keep it no longer." in words_of(wren.post(PAGE, {"act": "end"}, follow=True))
    assert not WorkAddress.objects.exclude(address="").exists()
