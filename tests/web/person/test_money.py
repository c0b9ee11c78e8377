from __future__ import annotations

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.queries import person_money
from commonpurse.money.decisions.models import Ask
from tests.factories import TODAY, Standing
from tests.web.scenes import Scene


def test_she_sees_one_sum_and_the_purse_in_parts(scene: Scene, sign_in):
    text = sign_in(scene.people.ada).get("/money/").content.decode()
    assert '<span class="unseen">590 pounds</span>' in text
    for part, amount in [
        ("Yours now", "£590.00"),
        ("On its way", "£215.00"),
        ("Kept for what was asked", "£35.00"),
        ("Its time is over", "£60.00"),
    ]:
        assert f'{part}</span> <span class="sum">{amount}</span>' in text


def test_the_parts_of_the_purse_add_up_to_all_that_is_hers(scene: Scene):
    from commonpurse.money.payments.models import Payment
    from commonpurse.money.payments.queries import with_money_back
    from commonpurse.web.parts.money import money_parts

    has = person_money(viewer=scene.people.ada, person=scene.people.ada, today=TODAY)
    assert has is not None
    parts = dict(money_parts(has, with_money_back(Payment.objects.all())))
    at_the_bank = Money(4000, "GBP")
    assert sum(part.minor for part in parts.values()) == (has.available + has.held + at_the_bank).minor


def test_what_happened_is_told_in_sentences(scene: Scene, sign_in):
    text = sign_in(scene.people.ada).get("/money/").content.decode()
    sent = "£40 to your own account for furniture and white goods was sent to the bank."
    assert f"{sent} The bank has not said yet that it is paid. Wren decided." in text
    assert "£900 came in from Home Fund: “A home”." in text
    assert "received" not in text


def test_before_her_budget_is_opened_she_reads_what_to_do(standing: Standing, sign_in):
    text = sign_in(standing.stranger).get("/money/").content.decode()
    assert "You have no money here yet." in text
    assert "£" not in text


def test_each_answer_says_whom_it_waits_for_and_since_when(scene: Scene, sign_in):
    text = sign_in(scene.people.ada).get(f"/money/asks/{scene.waiting.id}/").content.decode()
    assert "It waits for a worker since Sunday 31 May." in text
    declined = sign_in(scene.people.ada).get(f"/money/asks/{scene.declined.id}/").content.decode()
    assert "Answered by Wren" in declined
    assert "One is enough for the room you have." in declined


def test_an_ask_of_somebody_else_is_not_there(scene: Scene, sign_in):
    assert Ask.objects.filter(id=scene.waiting.id).exists()
    assert sign_in(scene.people.stranger).get(f"/money/asks/{scene.waiting.id}/").status_code == 404
