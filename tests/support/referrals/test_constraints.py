"""Each constraint of referrals is broken once, past every rule, on the database itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Model

from commonpurse.support.referrals.models import NdtPermission
from tests.factories import NOW, TODAY, Standing
from tests.support.agreements.test_constraints import refused
from tests.support.referrals.making import Referrals, make_leave, referrals_of_all_kinds

pytestmark = pytest.mark.django_db
FREE = {"code": "FREE22"}
BROKEN: list[tuple[str, Callable[[Referrals], Model], dict[str, Any]]] = [
    ("referral_code_once", lambda s: s.waiting, {}),
    ("referral_state_known", lambda s: s.waiting, FREE | {"state": "x"}),
    ("referral_says_who_and_why", lambda s: s.waiting, FREE | {"strengths": ""}),
    ("referral_comes_with_an_offer", lambda s: s.waiting, FREE | {"what": ""}),
    ("referral_stands_on_something", lambda s: s.waiting, FREE | {"agreed_on": None}),
    ("referral_stands_on_something", lambda s: s.waiting, FREE | {"ground": "basis"}),
    ("referral_accepted_leads_to_a_person", lambda s: s.waiting, FREE | {"state": "accepted"}),
    ("referral_listed_since", lambda s: s.listed, FREE | {"listed_at": None}),
    ("referral_closed_when_nothing_came_of_it", lambda s: s.waiting, FREE | {"closed_at": NOW}),
    ("referral_declined_is_closed", lambda s: s.declined, FREE | {"closed_at": None}),
    ("caseload_decision_known", lambda s: s.decision, {"outcome": "waiting"}),
    ("caseload_decision_has_reason", lambda s: s.decision, {"reason": ""}),
    ("caseload_decision_says_what_instead", lambda s: s.decision, {"outcome": "declined"}),
    (
        "caseload_decision_coordinator_of_accepted",
        lambda s: s.decision,
        {"outcome": "listed", "coordinator_id": "wren"},
    ),
    ("referral_is_somebodys", lambda s: s.waiting, FREE | {"whose": "family"}),
    ("caseload_decision_by_one", lambda s: s.decision, {"is_by_person": True}),
    ("name_opening_says_why", lambda s: s.opening, {"why": ""}),
    ("ndt_permission_says_who_and_where", lambda s: s.leave, {"reference": ""}),
    ("ndt_permission_ended_by_one", lambda s: s.leave, {"ended_at": NOW}),
    ("ndt_scores_once_a_day", lambda s: s.scores, {}),
    ("ndt_scores_by_one", lambda s: s.scores, {"on": TODAY - timedelta(days=1), "housing": 5}),
    ("ndt_scores_by_two", lambda s: s.scores, {"on": TODAY - timedelta(days=1), "risk_to_others": 3}),
    ("decided_with_once", lambda s: s.together, {}),
    ("same_answer_once", lambda s: s.same, {}),
    ("equality_answer_once", lambda s: s.answers, {}),
    ("equality_answer_from_somebody", lambda s: s.answers, {"kept_by_id": None}),
    ("equality_answer_gender_known", lambda s: s.answers, {"gender": "x"}),
    ("equality_answer_ethnic_group_known", lambda s: s.answers, {"ethnic_group": "x"}),
    ("equality_answer_disabled_known", lambda s: s.answers, {"disabled": "x"}),
]


def test_each_broken_row_is_refused(people: Standing) -> None:
    rows = referrals_of_all_kinds(people, NOW)
    for name, row, changed in BROKEN:
        given = {key: people.wren.id if value == "wren" else value for key, value in changed.items()}
        # A row without another's key, where the key is not what is broken.
        if name.startswith("equality") and name != "equality_answer_once":
            given |= {"referral_id": rows.waiting.id, "person_id": None}
        refused(name, row(rows), **given)


def test_nobody_rewrites_who_gave_leave(people: Standing) -> None:
    make_leave(people)
    with pytest.raises(DatabaseError), transaction.atomic():
        NdtPermission.objects.update(reference="Other")
