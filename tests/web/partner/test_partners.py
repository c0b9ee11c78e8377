"""Members find a partner by what it says; who may write of their own organisation; what a person reads of it."""

from __future__ import annotations

from django.urls import reverse

from commonpurse.parties.partners.commands import open_team, put_in_team, write_offer
from commonpurse.parties.partners.models import PartnerOffer, Team, WorkContact
from commonpurse.parties.partners.rules import OfferKind
from commonpurse.support.blockages.queries import MayFlex
from commonpurse.support.blockages.rules import FlexKind, NamedTeam
from commonpurse.web.parts.flexes import who_flexes
from tests.factories import NOW
from tests.web.scenes import Scene

CONTACT = {"name": "Key desk", "about": "Keys", "phone": "01632 960199", "email": "", "hours": "", "whose": "all"}


def test_a_partner_is_found_by_what_it_offers(scene: Scene, sign_in) -> None:
    femi = sign_in(scene.people.femi)
    found = femi.post(reverse("partner:partners"), {"find": "warm room"}, follow=True).content.decode()
    assert "1 partner" in found
    for words in ("Open Door", "Street team", "01632 960111", "ID without a deposit", "Signed the charter"):
        assert words in found, words
    nothing = femi.post(reverse("partner:partners"), {"find": "helicopter"}, follow=True).content.decode()
    assert "No partner says this of itself." in nothing


def test_who_is_in_a_team_writes_for_it_and_for_nothing_else(scene: Scene, sign_in) -> None:
    wren, priya, team = sign_in(scene.people.wren), sign_in(scene.people.priya), scene.offering.team
    assert wren.post(reverse("partner:add_contact"), CONTACT | {"name": ""}).status_code == 422
    refused = wren.post(reverse("partner:add_contact"), CONTACT | {"phone": "at home"})
    assert (refused.status_code, "Write the phone number in figures" in refused.content.decode()) == (422, True)
    wren.post(reverse("partner:contact", args=[scene.offering.contact.id]), CONTACT | {"whose": team.id})
    assert WorkContact.objects.now().get(team=team).phone == "01632 960199"
    for address in (
        reverse("partner:team", args=[team.id]),
        reverse("partner:offer", args=[scene.offering.offer.id]),
    ):
        assert priya.post(address, {"close": "1", "end": "1"}).status_code == 404
    wren.post(reverse("partner:add_offer"), {"whose": "all", "kind": OfferKind.TIME, "words": "An hour"}, follow=True)
    wren.post(reverse("partner:offer", args=[scene.offering.offer.id]), {"end": "1"})
    assert [each.words for each in PartnerOffer.objects.now().exclude(kind="decision")] == ["An hour"]


def test_who_only_is_in_a_team_writes_for_that_team_and_decides_nothing(scene: Scene, sign_in) -> None:
    people, ngozi = scene.people, sign_in(scene.people.ngozi)
    assert "Who speaks for your organisation writes this" in ngozi.get(reverse("partner:own")).content.decode()
    team = open_team(by=people.priya, name="Payments desk", does="Money", now=NOW)
    put_in_team(by=people.priya, team=team, member=people.ngozi, now=NOW)
    assert ngozi.post(reverse("partner:own"), {"name": "x", "does": "x"}).status_code == 403
    assert ngozi.post(reverse("partner:add_contact"), CONTACT).status_code == 422  # of the whole organisation
    assert ngozi.post(reverse("partner:add_contact"), CONTACT | {"whose": team.id}).status_code == 303
    yes = {"kind": OfferKind.DECISION, "words": "Paid the same day"}
    assert ngozi.post(reverse("partner:add_offer"), yes | {"whose": team.id}).status_code == 422
    decided = write_offer(by=people.priya, team=team, now=NOW, **yes)
    assert ngozi.get(reverse("partner:offer", args=[decided.id])).status_code == 404
    own = ngozi.get(reverse("partner:own")).content.decode()
    assert own.count("/partners/own/contact/") == 2  # a new one, and the one that stands
    assert str(decided.id) not in own


def test_a_team_is_opened_filled_and_closed_on_its_page(scene: Scene, sign_in) -> None:
    wren = sign_in(scene.people.wren)
    done = wren.post(reverse("partner:own"), {"name": "Home team", "does": "Homes"}, follow=True)
    team = Team.objects.get(name="Home team")
    assert "Say who is in it." in done.content.decode()
    page = reverse("partner:team", args=[team.id])
    assert wren.post(page, {"put_in": "1", "member": ""}).status_code == 422
    wren.post(page, {"put_in": "1", "member": scene.people.wren.id})
    place = team.places.get()
    assert "Nobody is in it yet." in wren.post(page, {"take_out": place.id}, follow=True).content.decode()
    assert wren.post(page, {"change": "1", "name": "Street team", "does": "x"}).status_code == 422
    closed = wren.post(page, {"close": "1"}, follow=True).content.decode()
    assert "The team is closed." in closed
    assert "Home team" not in closed


def test_a_team_is_named_for_a_kind_of_giving_way(scene: Scene, sign_in) -> None:
    sign_in(scene.people.wren).post(reverse("partner:flexing"), {"cultural_team": scene.offering.team.id})
    shown = sign_in(scene.people.femi).get(reverse("partner:flexing")).content.decode()
    assert "whoever works with people, in the team Street team" in shown
    team = scene.offering.team
    for is_closed, words in ((True, "was named, and is closed"), (False, "nobody in it may do this yet")):
        named = NamedTeam(team.id, team.name, is_closed, frozenset())
        assert words in who_flexes(MayFlex(scene.people.charity, {}, {FlexKind.LEGAL: named}, {}), FlexKind.LEGAL)


def test_a_person_reads_what_is_marked_for_people_of_her_own_team(scene: Scene, sign_in) -> None:
    shown = sign_in(scene.people.ada).get(reverse("person:reach")).content.decode()
    assert "01632 960111" in shown
    assert "01632 960112" not in shown
    assert "01632 960111" not in sign_in(scene.people.stranger).get(reverse("person:reach")).content.decode()
