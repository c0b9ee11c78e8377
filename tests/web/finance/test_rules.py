from __future__ import annotations

import re

from commonpurse.money.budgets.models import SpendingRule
from commonpurse.money.budgets.queries import rules_of_funds, spending_rule_versions
from commonpurse.money.budgets.rules import Rule, SpendKind
from tests.web.scenes import Scene


def page_of(scene: Scene) -> str:
    return f"/finance/funds/{scene.fund.id}/rules/"


def typed(seen: int = 0, **changed: str) -> dict[str, str]:
    """The whole form with everything allowed, and `changed`."""
    form = {"seen": str(seen)}
    for kind in SpendKind:
        form |= {f"{kind}_answer": "yes", f"{kind}_limit": "", f"{kind}_reason": ""}
    return form | changed


def test_a_fund_without_rules_says_that_it_pays_for_everything(scene: Scene, sign_in):
    page = sign_in(scene.people.ngozi).get(page_of(scene)).content.decode()
    assert "it pays for everything" in page
    assert page.count("No limit") == len(SpendKind)


def test_new_rules_count_and_the_old_version_can_be_read(scene: Scene, sign_in):
    client = sign_in(scene.people.ngozi)
    first = typed(leisure_answer="no", leisure_reason="The funder pays for homes only.")
    assert client.post(page_of(scene) + "set/", first).status_code == 303
    second = typed(1, furniture_limit="250", furniture_reason="So that it lasts for more homes.")
    answer = client.post(page_of(scene) + "set/", second, follow=True).content.decode()
    assert "The rules are set." in answer
    assert rules_of_funds([scene.fund.id])[scene.fund.id] == {
        SpendKind.FURNITURE: Rule(True, "So that it lasts for more homes.", 25000)
    }
    assert "£250.00" in answer
    now, before = answer.split("What counted before", 1)
    assert "The funder pays for homes only." not in now
    assert "The funder pays for homes only." in before
    assert [one.version for one in spending_rule_versions(viewer=scene.people.ngozi, fund=scene.fund)] == [2, 1]


def test_the_form_opens_with_what_counts_now(scene: Scene, sign_in):
    client = sign_in(scene.people.ngozi)
    client.post(
        page_of(scene) + "set/", typed(furniture_limit="1250", furniture_reason="It must last.", food_answer="yes")
    )
    page = client.get(page_of(scene) + "set/").content.decode()
    assert re.search(r'name="furniture_limit"[^>]*value="1250.00"', page)
    assert 'value="It must last."' in page


def test_each_rule_that_lacks_a_reason_is_said_and_what_was_typed_is_kept(scene: Scene, sign_in):
    answer = sign_in(scene.people.ngozi).post(
        page_of(scene) + "set/",
        typed(food_answer="no", travel_limit="30", pet_care_reason="Kept as it was typed", clothing_limit="a lot"),
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say in plain words why there is a rule for food." in page
    assert "Say in plain words why there is a rule for travel." in page
    assert "Write a limit for pet care, or take the reason out." in page
    for kept in ('value="30"', 'value="Kept as it was typed"', 'value="a lot"'):
        assert kept in page
    assert not SpendingRule.objects.exists()


def test_rules_that_somebody_else_set_meanwhile_are_not_overwritten(scene: Scene, sign_in):
    no_food = typed(food_answer="no", food_reason="There is a food bank.")
    assert sign_in(scene.people.tom).post(page_of(scene) + "set/", no_food).status_code == 303
    answer = sign_in(scene.people.ngozi).post(page_of(scene) + "set/", typed())
    assert answer.status_code == 422
    assert "Somebody set other rules while you looked." in answer.content.decode()
    assert SpendKind.FOOD in rules_of_funds([scene.fund.id])[scene.fund.id]


def test_a_funder_and_a_worker_set_no_rules(scene: Scene, sign_in):
    for who in (scene.people.callum, scene.people.wren):
        assert sign_in(who).post(page_of(scene) + "set/", typed()).status_code == 403
