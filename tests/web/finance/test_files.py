from __future__ import annotations

import pytest
from django.test import Client

from commonpurse.money.payments.commands import call_back_payee_account
from commonpurse.money.payments.models import BankFile
from tests.factories import NOW, release
from tests.web.scenes import Scene

pytestmark = pytest.mark.usefixtures("made_from")


def make(client: Client, scene: Scene, **given: str):
    address = f"/finance/files/make/{scene.account.id}/"
    page = client.get(address)
    form = {"seen": page.context["seen"], "requested_on": page.context["earliest"].isoformat(), "version": "09"}
    return client.post(address, form | given)


def test_what_goes_in_is_shown_and_then_made(scene: Scene, sign_in):
    client = sign_in(scene.people.ngozi)
    page = client.get(f"/finance/files/make/{scene.account.id}/").content.decode()
    assert "1 payment, £22.00 in all." in page
    assert make(client, scene).status_code == 303
    made = BankFile.objects.order_by("-made_at", "-id").first()
    assert made is not None
    assert (made.payment_count, made.total_minor) == (1, 2200)


def test_a_list_that_changed_while_one_looked_is_shown_again(scene: Scene, sign_in):
    client = sign_in(scene.people.ngozi)
    files = BankFile.objects.count()
    address = f"/finance/files/make/{scene.account.id}/"
    page = client.get(address)
    form = {"seen": page.context["seen"], "requested_on": page.context["earliest"].isoformat(), "version": "09"}
    release(scene.people, scene.budget, scene.own, 3)
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert "Other payments became ready while you looked." in answer.content.decode()
    assert BankFile.objects.count() == files
    assert client.post(address, form | {"seen": answer.context["seen"]}).status_code == 303


@pytest.mark.parametrize("day", ["", "2026-06-06", "2020-01-01", "soon"])  # 6 June 2026 is a Saturday
def test_a_day_on_which_no_bank_pays_is_refused(scene: Scene, sign_in, day):
    assert make(sign_in(scene.people.ngozi), scene, requested_on=day).status_code == 422


def test_who_made_a_file_does_not_check_it(scene: Scene, sign_in):
    address = f"/finance/files/{scene.made_file.id}/"
    client = sign_in(scene.people.ngozi)
    assert "I checked it" not in client.get(address).content.decode()
    answer = client.post(address, {"act": "approve"})
    assert answer.status_code == 422
    assert "somebody else must check it" in answer.content.decode()


def test_a_file_is_checked_sent_and_fetched_the_same_each_time(scene: Scene, sign_in):
    address = f"/finance/files/{scene.made_file.id}/"
    maker, checker = sign_in(scene.people.ngozi), sign_in(scene.people.tom)
    assert maker.post(f"{address}content/").status_code == 422
    assert "You checked the file." in checker.post(address, {"act": "approve"}, follow=True).content.decode()
    assert maker.post(address, {"act": "send"}).status_code == 303
    first, second = maker.post(f"{address}content/"), checker.post(f"{address}content/")
    assert first.content == second.content
    assert first.content.startswith(b"<?xml")
    assert first.headers["Content-Disposition"] == f'attachment; filename="{scene.made_file.message_id}.xml"'
    assert maker.get(f"{address}content/").status_code == 405


def test_a_file_is_taken_back_before_it_is_sent_and_never_after(scene: Scene, sign_in):
    client = sign_in(scene.people.ngozi)
    answer = client.post(f"/finance/files/{scene.checked_file.id}/", {"act": "take_back"}, follow=True)
    assert "This file will never go to the bank." in answer.content.decode()
    refused = client.post(f"/finance/files/{scene.sent_file.id}/", {"act": "take_back"})
    assert refused.status_code == 422
    assert "It cannot be taken back." in refused.content.decode()


def test_an_act_that_no_button_has_does_nothing(scene: Scene, sign_in):
    assert sign_in(scene.people.tom).post(f"/finance/files/{scene.made_file.id}/", {"act": "pay"}).status_code == 200
    scene.made_file.refresh_from_db()
    assert scene.made_file.approved_at is None


def test_a_changed_account_is_marked_for_the_checker(scene: Scene, sign_in):
    sign_in(scene.people.priya).post(f"/worker/people/{scene.people.ada.id}/payees/{scene.changed.id}/call-back/")
    client = sign_in(scene.people.ngozi)
    answer = make(client, scene)
    assert "(changed)" in client.get(answer.headers["Location"]).content.decode()


def test_who_checks_sees_old_and_new_account_side_by_side(scene: Scene, sign_in):
    people = scene.people
    changed = scene.changed.accounts.get(replaces__isnull=False)
    call_back_payee_account(by=people.priya, payee_account=changed, now=NOW)
    release(people, scene.budget, changed, 31)
    client = sign_in(people.ngozi)
    assert make(client, scene).status_code == 303
    made = BankFile.objects.order_by("-made_at", "-id").first()
    page = sign_in(people.tom).get(f"/finance/files/{made.id}/").content.decode()
    look = page.split('id="look-first"')[1].split("</section>")[0]
    for account in (changed.replaces, changed):
        assert account.account_number in look, "both are shown whole"
    assert f"{people.priya.name} called the payee back" in look
    assert "The file before, sent on" in look
    largest = max(made.instructions.all(), key=lambda each: each.payment.amount_minor).payment
    assert f"to {largest.payee_account.holder_name}." in " ".join(look.split()), "the name on the account"


def test_of_equal_payments_none_is_called_the_largest(scene: Scene, sign_in):
    for _ in range(2):
        release(scene.people, scene.budget, scene.own, 200)
    make(sign_in(scene.people.ngozi), scene)
    made = BankFile.objects.order_by("-made_at", "-id").first()
    page = sign_in(scene.people.tom).get(f"/finance/files/{made.id}/").content.decode()
    assert "The largest sum is £200.00. It is in the file more than once." in page
    assert "The largest is" not in page


def test_a_file_of_known_accounts_says_so(scene: Scene, sign_in):
    page = sign_in(scene.people.tom).get(f"/finance/files/{scene.made_file.id}/").content.decode()
    assert "No account in it has changed since it was last paid." in page


def test_what_was_sent_has_nothing_more_to_check(scene: Scene, sign_in):
    page = sign_in(scene.people.tom).get(f"/finance/files/{scene.sent_file.id}/").content.decode()
    assert 'id="look-first"' not in page
