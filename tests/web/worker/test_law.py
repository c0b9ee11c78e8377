"""What the law asks before money goes out direct: what a worker sees, what the manager writes down, what Ada reads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from commonpurse.money.budgets.models import ExclusionCheck, Fund, HoldingPeriod, Line
from commonpurse.money.budgets.rules import LegalBasis
from commonpurse.parties.people.commands import withdraw_permissions
from tests.factories import NOW, TODAY, give, make_fund
from tests.web.scenes import Scene

BARRED = "We cannot pay Care Fund out to you now."
AGAIN = "When it is checked and all is well, we can pay it to you again."


@pytest.fixture
def care(scene: Scene) -> Fund:
    """Money under the Care Act in Ada's budget; nobody has asked about her."""
    fund = make_fund(scene.people, "Care Fund", received=100, legal_basis=LegalBasis.CARE_ACT_DP)
    give(scene.people, fund, scene.budget, 50)
    return fund


def written(care: Fund, **changed: Any) -> dict[str, Any]:
    return {
        "bases": ["care_act_dp"],
        "authority": str(care.funder_id),
        "result": "clear",
        "order_type": "",
        "checked_on": TODAY.isoformat(),
        "ends_on": (TODAY + timedelta(days=90)).isoformat(),
    } | changed


def test_the_manager_writes_a_check_down_and_is_not_shown_it(scene: Scene, care: Fund, sign_in) -> None:
    address = f"/worker/people/{scene.people.ada.id}/law/"
    priya, wren, ada = sign_in(scene.people.priya), sign_in(scene.people.wren), sign_in(scene.people.ada)
    assert "Care Fund cannot be paid out direct now." in priya.get(address).content.decode()
    assert BARRED in ada.get("/money/law/").content.decode()
    assert priya.post(address, written(care, result="excluded")).status_code == 422
    excluded = written(care, result="excluded", order_type="alcohol_treatment")
    assert priya.post(address, excluded).status_code == 303
    after = priya.get(address).content.decode()
    assert "Care Fund cannot be paid out direct now." in after
    # The form names every order; what was found stands nowhere else.
    assert after.count("Alcohol treatment requirement") == 1
    assert "To be asked again" not in after
    hers = wren.get(address).content.decode()
    assert "Alcohol treatment requirement" in hers
    assert "Write down a check" not in hers
    own = ada.get("/money/law/").content.decode()
    assert BARRED in own
    assert "Alcohol treatment requirement" in own
    assert "Use Home Fund" in own
    assert priya.post(address, written(care)).status_code == 303
    assert AGAIN in own
    free = ada.get("/money/law/").content.decode()
    assert "All your money can come to you." in free
    assert AGAIN not in free
    assert ExclusionCheck.objects.count() == 2


def test_a_worker_who_is_not_shown_it_reads_what_can_be_done(scene: Scene, care: Fund, sign_in) -> None:
    address = f"/worker/people/{scene.people.ada.id}/law/"
    sign_in(scene.people.priya).post(address, written(care, result="excluded", order_type="alcohol_treatment"))
    withdraw_permissions(by=scene.people.ada, permissions=scene.people.ada.permissions.filter(item="offence"), now=NOW)
    page = sign_in(scene.people.wren).get(address).content.decode()
    assert "Care Fund cannot be paid out direct now." in page
    assert "Use other money." in page
    assert "Alcohol" not in page
    assert sign_in(scene.people.wren).post(address, written(care)).status_code == 403
    assert sign_in(scene.people.femi).get(address).status_code == 404


def test_a_provider_is_named_where_another_organisation_holds_such_money(scene: Scene, care: Fund, sign_in) -> None:
    line = Line.objects.get(fund=care)
    address = f"/worker/people/{scene.people.ada.id}/lines/{line.id}/"
    step = {"holding_type": "third_party_held", "reason": "They pay the shops.", "ends_on": "2026-07-01"}
    wren = sign_in(scene.people.wren)
    assert "Choose which provider holds it" in wren.post(address, step).content.decode()
    assert wren.post(address, step | {"provider": str(scene.people.charity.id)}).status_code == 303
    assert HoldingPeriod.objects.get(line=line).provider == scene.people.charity
    assert "All of it can go out direct now." in wren.get(f"/worker/people/{scene.people.ada.id}/law/").content.decode()
