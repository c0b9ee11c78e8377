"""More about a referral: behind a link, where there is leave for it, and nowhere else."""

from __future__ import annotations

import pytest

from commonpurse.support.referrals.models import NdtScores
from commonpurse.support.referrals.ndt import Area, allowed
from tests.factories import Standing
from tests.support.referrals.making import make_referral
from tests.web.person.test_agreement import words_of

pytestmark = pytest.mark.usefixtures("clock")
LEAVE = "/administrator/assessment/"


def test_no_page_speaks_of_scores_before_leave_is_written_down_and_none_after_it_ended(
    standing: Standing, sign_in
) -> None:
    referral = make_referral(standing)
    wren, admin = sign_in(standing.wren), sign_in(standing.administrator)
    page, more = f"/worker/referrals/{referral.id}/", f"/worker/referrals/{referral.id}/more/"
    assert "More about this referral" not in words_of(wren.get(page))
    assert wren.get(more).status_code == 404
    given = {"given_by": "Who holds the rights", "given_on": "1 May", "reference": "Letter 12"}
    assert admin.post(LEAVE, given | {"reference": ""}).status_code == 422
    assert "Given by Who holds the rights" in words_of(admin.post(LEAVE, given, follow=True))
    assert sign_in(standing.priya).get(LEAVE).status_code == 403
    assert "More about this referral" in words_of(wren.get(page))
    numbers = {area.value: str(allowed(area)[-1]) for area in Area}
    assert wren.post(more, numbers | {"on": "today", "housing": ""}).status_code == 422
    assert "48 of 48" in words_of(wren.post(more, numbers | {"on": "today"}, follow=True))
    kept = NdtScores.objects.get()
    assert "48" not in words_of(wren.get(page))
    assert sign_in(standing.femi).get(more).status_code == 404
    assert "They are gone." in words_of(wren.post(more, {"off": str(kept.id)}, follow=True))
    assert wren.post(more, {"off": "x"}).status_code == 404
    admin.post(LEAVE, {"end": str(kept.permission_id)})
    assert wren.get(more).status_code == 404
