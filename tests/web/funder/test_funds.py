from __future__ import annotations

from commonpurse.parties.partners.commands import add_member, add_organisation
from tests.factories import NOW, make_fund
from tests.web.scenes import Scene


def test_a_funder_sees_sums_and_no_person(scene: Scene, sign_in):
    client = sign_in(scene.people.callum)
    for address in ("/funder/", f"/funder/funds/{scene.fund.id}/", f"/funder/funds/{scene.fund.id}/figures.csv"):
        text = client.get(address).content.decode()
        for secret in ("Ada", "H-001", "Harbour Homes", "Wren", "Curtains"):
            assert secret not in text
    page = client.get(f"/funder/funds/{scene.fund.id}/").content.decode()
    assert "£5,000.00" in page
    assert "Fewer than 5 people have money from this fund." in page
    assert "Furniture and white goods" not in page  # one person's choice: see test_reports.py


def test_a_funder_sees_no_fund_of_another(scene: Scene, sign_in):
    other = add_organisation(by=scene.people.administrator, name="Other Trust", kind="funder", now=NOW)
    stranger = add_member(by=scene.people.administrator, organisation=other, name="Olu", roles=["funder"], now=NOW)
    theirs = make_fund(scene.people, "Their Fund", funder=other)
    assert "Home Fund" not in sign_in(stranger).get("/funder/").content.decode()
    assert "Their Fund" not in sign_in(scene.people.callum).get("/funder/").content.decode()
    assert sign_in(scene.people.callum).get(f"/funder/funds/{theirs.id}/").status_code == 404
    assert sign_in(stranger).get(f"/funder/funds/{scene.fund.id}/figures.csv").status_code == 404


def test_the_figures_can_be_taken_along(scene: Scene, sign_in):
    answer = sign_in(scene.people.callum).get(f"/funder/funds/{scene.fund.id}/figures.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Received,,5000.00" in answer.content.decode()
