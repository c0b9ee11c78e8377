"""Scores need leave for their wording; with it they are kept by day, decide nothing, and go with the referral."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.rights.retention.commands import run_retention
from commonpurse.support.referrals.commands import (
    decline_referral,
    end_ndt_permission,
    remove_ndt_scores,
    revoke_referral,
)
from commonpurse.support.referrals.models import NdtPermission, NdtScores
from commonpurse.support.referrals.ndt import MOST, Area, NdtRefused, allowed, check_scores, total_of
from commonpurse.support.referrals.queries import ndt_permission_now, ndt_permissions, scores_of_referral
from commonpurse.support.referrals.rules import KEPT_AFTER_NO, ReferralRefused
from tests.factories import NOW, TODAY, Standing
from tests.habits.reading import SOURCE
from tests.support.referrals.making import make_leave, make_referral, make_scores


def test_each_area_has_its_own_numbers_and_the_sum_is_at_most_forty_eight() -> None:
    most = {area: allowed(area)[-1] for area in Area}
    assert (total_of(most), len(Area)) == (MOST, 10)
    assert check_scores(most) == most
    for broken in ({Area.HOUSING: 5}, {Area.RISK_TO_OTHERS: 3}, {Area.STRESS: -1}):
        with pytest.raises(NdtRefused):
            check_scores(most | broken)
    with pytest.raises(NdtRefused):
        check_scores({Area.STRESS: 1})


@pytest.mark.django_db
def test_without_leave_no_score_is_kept_and_none_is_shown(people: Standing) -> None:
    referral = make_referral(people)
    with pytest.raises(NdtRefused) as refused:
        make_scores(people, referral)
    assert refused.value.code == "no_permission"
    with pytest.raises(NotAllowed):
        make_leave(people, by=people.priya)
    with pytest.raises(NotAllowed):
        ndt_permissions(viewer=people.wren)
    for broken in ({"reference": " "}, {"given_by": ""}, {"given_on": TODAY + timedelta(days=1)}, {"given_on": None}):
        with pytest.raises(NdtRefused):
            make_leave(people, **broken)
    first, again = make_leave(people), make_leave(people)
    newer = make_leave(people, reference="Letter 13")
    assert (first, ndt_permission_now(), NdtPermission.objects.count()) == (again, newer, 2)
    kept = make_scores(people, referral)
    assert (kept.total, kept.permission) == (12, newer)
    for _ in range(2):
        end_ndt_permission(by=people.administrator, permission=newer, now=NOW)
    assert scores_of_referral(viewer=people.wren, referral_id=referral.id) is None
    with pytest.raises(NotAllowed):
        end_ndt_permission(by=people.wren, permission=newer, now=NOW)


@pytest.mark.django_db
def test_who_put_her_forward_and_the_group_keep_them_once_a_day_and_take_them_off(people: Standing) -> None:
    make_leave(people)
    referral = make_referral(people)
    first = make_scores(people, referral)
    assert make_scores(people, referral, by=people.priya) == first
    other = first.scores | {Area.HOUSING: 4}
    for broken in ({"scores": other}, {"on": TODAY + timedelta(days=1)}, {"on": None}):
        with pytest.raises(NdtRefused):
            make_scores(people, referral, **broken)
    earlier = make_scores(people, referral, scores=other, on=TODAY - timedelta(days=30))
    for viewer in (people.wren, people.priya):
        found = scores_of_referral(viewer=viewer, referral_id=referral.id)
        assert found is not None
        assert found.scores == [first, earlier]
    assert scores_of_referral(viewer=people.femi, referral_id=referral.id) is None
    with pytest.raises(NotAllowed):
        make_scores(people, referral, by=people.femi)
    with pytest.raises(NotAllowed):
        remove_ndt_scores(by=people.femi, scores=earlier, now=NOW)
    for _ in range(2):
        remove_ndt_scores(by=people.wren, scores=earlier, now=NOW)
    assert list(NdtScores.objects.all()) == [first]
    assert not re.search(
        r"[1-8]", "".join(map(str, AuditEvent.objects.filter(event_type__startswith="ndt_r").values_list("facts")))
    )
    revoke_referral(by=people.wren, referral=referral, reason="She does not want it.", now=NOW)
    with pytest.raises(ReferralRefused):
        make_scores(people, referral, on=TODAY - timedelta(days=2))


@pytest.mark.django_db
def test_they_are_erased_with_a_referral_of_which_nothing_came(people: Standing) -> None:
    make_leave(people)
    referral = make_referral(people)
    make_scores(people, referral)
    decline_referral(by=people.priya, referral=referral, reason="Elsewhere.", instead="We ring.", now=NOW)
    run_retention(by=people.priya, now=NOW + KEPT_AFTER_NO + timedelta(seconds=1))
    assert not NdtScores.objects.exists()


def test_no_other_code_reads_a_score_and_none_of_money_does() -> None:
    """No list, no order, no figure and no sum: only the page behind a referral, and what erases and hands it out."""
    may = {
        *("support/referrals/models/__init__.py", "support/referrals/models/scores.py"),
        *("support/referrals/queries/scores.py", "support/referrals/commands/scoring.py"),
        *("support/referrals/commands/meeting.py", "support/referrals/migrations/0002_scores_with_leave.py"),
        *("rights/held/rules/tables.py", "rights/retention/rules.py", "rights/erasure/commands.py"),
    }
    reading = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if re.search(r"NdtScores|ndt_scores\b", path.read_text())
    }
    named_by_their_verbs = {
        "support/referrals/access.py",
        "support/referrals/commands/__init__.py",
        "web/worker/scores.py",
        "demo/referral_acts.py",
    }
    assert reading - named_by_their_verbs == may
    assert not [path for path in reading if path.startswith(("money/", "insight/"))]
