"""Money together on its pages: written, agreed to, changed, left, and told of by quarter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from commonpurse.kernel.identity import new_id
from commonpurse.money.pooling.models import FundingAgreement, FundingNotice, QuarterStatement
from commonpurse.money.pooling.rules import Text
from commonpurse.parties.partners.commands import name_spokesperson
from tests.factories import NOW
from tests.web.scenes import Scene


def at(name: str, scene: Scene) -> str:
    return reverse(f"partner:together{name}", args=[scene.together.id])


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_manager_writes_half_an_agreement_and_reads_what_is_missing(scene: Scene, sign_in) -> None:
    priya = sign_in(scene.people.priya)
    given: dict[str, Any] = {
        "name": "Warm homes",
        "fund_kind": "grant",
        "aims": "Warm homes",
        "share_0_organisation": str(scene.people.council.id),
        "share_0_amount": "1200.50",
        "share_0_drawdown": "quarterly",
    }
    lost = priya.post(reverse("partner:together_write"), given | {"share_1_amount": "50"})
    assert lost.status_code == 422
    assert "Choose who puts this in." in lost.content.decode()
    assert not FundingAgreement.objects.filter(name="Warm homes").exists()
    no_pool = priya.post(
        reverse("partner:together_write"),
        given | {"fund_kind": "pooled_s75", "share_1_organisation": str(scene.people.charity.id)},
    )
    assert "Open Door can join by a grant or an aligned budget" in no_pool.content.decode()
    shown = priya.post(reverse("partner:together_write"), given, follow=True).content.decode()
    assert "Kept as a draft." in shown
    assert "£1,200.50." in shown
    for missing in ("Host organisation", "Two partners or more", "The fund that Harbour Council pays into"):
        assert missing in shown
    assert "We agree to this version" not in shown


def test_who_may_sign_for_their_organisation_finds_it_from_the_charter(scene: Scene, sign_in) -> None:
    femi, address = sign_in(scene.people.femi), reverse("partner:together")
    charter = reverse("partner:charter")
    assert (femi.get(address).status_code, address in text_of(femi, charter)) == (403, False)
    assert femi.get(at("_report", scene)).status_code == 403
    name_spokesperson(by=scene.people.priya, member=scene.people.femi, about_money=True, now=NOW)
    assert address in text_of(femi, charter)
    assert "Nothing is here yet." in text_of(femi, address)
    assert femi.get(at("_one", scene)).status_code == 404  # her organisation is no partner of it


def test_a_partner_agrees_to_what_it_read(scene: Scene, sign_in) -> None:
    callum, priya = sign_in(scene.people.callum), sign_in(scene.people.priya)
    shown = text_of(callum, at("_one", scene))
    assert "Version 1 holds until all have agreed to this one." in shown
    second = {"version": str(scene.together.versions.get(number=2).id)}
    assert callum.post(at("_one", scene), second | {"words": ""}).status_code == 422
    asked = callum.post(at("_one", scene), second | {"words": "90 days are right."}, follow=True).content.decode()
    assert "Said. The partners can read it." in asked
    assert "Tidewater Trust wants something otherwise in version 2." in asked
    assert '<td data-label="Before">90 days</td>' in shown
    read = str(scene.together.versions.get(number=2).id)
    form = text_of(priya, at("_change", scene))
    assert "As we said." in form
    given = {"seen": read, "why": "Longer again", "fund_kind": "aligned", "notice_days": "30", "starts_on": "1/1/2026"}
    given |= {"last_day": "31/12/2026", "share_0_organisation": str(scene.people.council.id)}
    given |= {text.value: "Other words." for text in Text}
    assert "A new version is written." in priya.post(at("_change", scene), given, follow=True).content.decode()
    refused = callum.post(at("_one", scene), {"version": read})
    assert refused.status_code == 422
    assert "Somebody wrote another version while you read this one." in refused.content.decode()
    again = priya.post(at("_change", scene), given | {"notice_days": "20"})
    assert again.status_code == 422
    shown = again.content.decode()
    assert "What is different in the newest version" in shown
    newest = str(scene.together.versions.get(number=3).id)
    assert f'value="{newest}"' in shown  # what was typed stands there, and can be sent on top of that version
    assert 'value="20"' in shown
    both = given | {"notice_days": "20", "seen": newest}
    assert "A new version is written." in priya.post(at("_change", scene), both, follow=True).content.decode()
    assert "Version 3" in text_of(priya, at("_versions", scene))


def test_with_the_last_yes_the_change_holds_and_a_partner_leaves(scene: Scene, sign_in) -> None:
    callum = sign_in(scene.people.callum)
    read = str(scene.together.versions.get(number=2).id)
    assert "You agreed for your" in callum.post(at("_one", scene), {"version": read}, follow=True).content.decode()
    assert "What version 2 says, which all agreed to" in text_of(callum, at("_one", scene))
    short = callum.post(at("_leave", scene), {"last_day": "30/6/2026", "reason": "Cuts"})
    assert "The notice is 60 days." in short.content.decode()
    shown = callum.post(at("_leave", scene), {"last_day": "30/9/2026", "reason": "Cuts"}, follow=True).content.decode()
    assert "It ends for all then, since too few are left." in shown
    assert "A proposal. Nothing moves by it" in shown
    assert "We stay" in text_of(callum, at("_leave", scene))
    callum.post(at("_leave", scene), {"stay": "yes"})
    assert FundingNotice.objects.get().withdrawn_at is not None
    priya = sign_in(scene.people.priya)
    wanted = {"last_day": "31/8/2026", "why": "It is done"}
    assert priya.post(at("_end", scene), wanted).status_code == 404
    first = scene.together.versions.get(number=1).id
    old = priya.post(at("_end", scene), wanted | {"seen": first})
    assert old.status_code == 422
    assert "It is done" in old.content.decode()
    assert "What is different in the newest version" in old.content.decode()
    assert f'value="{read}"' in old.content.decode()
    assert read in text_of(priya, at("_end", scene))
    ending = priya.post(at("_end", scene), wanted | {"seen": read}, follow=True)
    assert "Version 3 waits for a yes" in ending.content.decode()


def test_the_pool_manager_gives_a_statement_which_all_partners_read(scene: Scene, sign_in) -> None:
    ngozi, callum = sign_in(scene.people.ngozi), sign_in(scene.people.callum)
    due = text_of(callum, at("_one", scene))
    assert "A statement is" in due
    first = f"{at('_report', scene)}?quarter=2026-01-01"
    assert "Give it" not in text_of(callum, first)
    assert ngozi.post(first, {"note": ""}).status_code == 422
    ngozi.post(first, {"note": "A slow beginning."})
    assert QuarterStatement.objects.get().note == "A slow beginning."
    shown = text_of(callum, first)
    assert "What is different since it was given" not in shown
    told = QuarterStatement.objects.get()
    told.id = new_id()
    told.put_in_minor, told.left_minor, told.given_at = (
        told.put_in_minor + 1200,
        told.left_minor + 1200,
        told.given_at + timedelta(minutes=1),
    )
    told.save(force_insert=True)  # as if the books had been put right since
    shown = text_of(callum, first)
    assert "What is different since it was given" in shown
    assert "As it was given" in shown
    assert "Given to the partners" in shown
    assert "A slow beginning." in shown
    year = text_of(callum, f"{at('_report', scene)}?year=2026")
    assert "Annual return: 2026/27" in year
    csv = text_of(callum, f"{at('_report_csv', scene)}?quarter=2026-04-01")
    assert "Put in by Tidewater Trust,Quarter 1 of 2026/27,5000.00" in csv


def test_who_may_not_sign_finds_no_door(scene: Scene, sign_in) -> None:
    assert sign_in(scene.people.administrator).get(reverse("partner:together")).status_code == 403
    assert sign_in(scene.people.tom).get(at("_leave", scene)).status_code == 403
