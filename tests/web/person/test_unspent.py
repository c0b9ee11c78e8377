"""What Ada reads of money that ends soon, and what she can do."""

from __future__ import annotations

from datetime import timedelta

from commonpurse.money.budgets.models import Fund, Review
from tests.factories import NOW, TODAY
from tests.web.scenes import Scene


def test_money_that_ends_soon_is_said_with_what_she_can_do(scene: Scene, sign_in) -> None:
    ada = sign_in(scene.people.ada)
    assert "This money ends soon" not in ada.get("/money/sources/").content.decode()
    Fund.objects.filter(id=scene.fund.id).update(ends_on=TODAY + timedelta(days=50))
    page = ada.get("/money/sources/").content.decode()
    assert "This money ends soon" in page
    assert "Talk about keeping it for longer" in page
    assert ada.post("/money/talk/", {"concern": "May I keep my money for longer?"}).status_code == 303


def test_the_manager_reads_how_many_talks_are_overdue(scene: Scene, sign_in) -> None:
    priya = sign_in(scene.people.priya)
    assert "should have been held by now" not in priya.get("/manager/waits/").content.decode()
    Review.objects.create(
        person=scene.people.ada,
        due_on=TODAY - timedelta(days=1),
        concern="The rent",
        raised_at=NOW,
        raised_by_person=scene.people.ada,
    )
    assert "1 talk about money should have been held by now" in priya.get("/manager/waits/").content.decode()
