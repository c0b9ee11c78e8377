"""An error of ours, from the fund's page to the second person's answer."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonpurse.kernel.identity import new_id
from commonpurse.money.budgets.commands import ask_correction, hold_for
from commonpurse.money.budgets.models import Correction, MoneyIn
from commonpurse.money.budgets.queries import fund_figures, person_money
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.parties.consent.models import AccessRow
from tests.factories import NOW, TODAY, pounds
from tests.web.scenes import Scene

TYPED_TWICE = "The same £40 was typed twice."


def figures(scene: Scene):
    return fund_figures(viewer=scene.people.ngozi, funds=[scene.fund])[scene.fund.id]


def available(scene: Scene):
    money = person_money(viewer=scene.people.ada, person=scene.people.ada, today=TODAY)
    assert money is not None
    return money.available


def form_of(scene: Scene, **given: str) -> tuple[str, dict[str, str]]:
    address = f"/finance/funds/{scene.fund.id}/given/{scene.given.id}/put-right/"
    wanted = {"request_id": str(new_id()), "amount": "40", "reason": TYPED_TWICE, "step": "check"}
    return address, wanted | given


def page_of(scene: Scene, correction: Correction | None = None) -> str:
    return f"/finance/to-put-right/{(correction or scene.to_put_right).id}/"


def main_of(answer) -> str:
    """The words of the page, without its frame."""
    return re.sub(r"\s+", " ", answer.content.decode().split("<main")[1].split("</main>")[0])


def hidden_of(text: str) -> dict[str, str]:
    """What the page's form keeps for the next step."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))
    found.pop("form_mark", None)  # whose form it is: not one of the answers
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}


def hold_all_but(scene: Scene, amount: int) -> None:
    """Keep what the person has of the fund for something, but for `amount` pounds."""
    money = person_money(viewer=scene.people.ada, person=scene.people.ada, today=TODAY)
    assert money is not None
    rest = money.available - money.lapsed - pounds(amount)
    hold_for(
        by=scene.people.wren, budget=scene.budget, amount=rest, spend_kind=SpendKind.FOOD, on=TODAY,
        hold_id=new_id(), now=NOW,
    )  # fmt: skip


# From the fund to the sum -------------------------------------------------------------------------------------------


def test_each_sum_of_a_fund_leads_to_its_own_form(scene: Scene, sign_in):
    client = sign_in(scene.people.ngozi)
    fund = f"/finance/funds/{scene.fund.id}/"
    page = main_of(client.get(fund))
    assert f'href="{fund}given/"' in page
    assert f'href="{fund}received/"' in page
    given = main_of(client.get(f"{fund}given/"))
    assert f'href="{fund}given/{scene.given.id}/put-right/"' in given
    assert "H-001" in given
    assert "Ada" not in given, "the reference is enough"
    assert f'href="{page_of(scene)}"' in given, "what waits already is said"
    received = main_of(client.get(f"{fund}received/"))
    assert f'href="{fund}received/{scene.arrived.id}/put-right/"' in received
    wrong = MoneyIn.objects.get(amount_minor=1000)
    assert f"{wrong.id}/put-right/" not in received, "all of it was put right"
    assert "All of it was put right" in received


def test_a_persons_sums_are_found_by_reference_which_stays_out_of_the_address(scene: Scene, sign_in):
    client, address = sign_in(scene.people.ngozi), f"/finance/funds/{scene.fund.id}/given/"
    found = client.post(address, {"find": "h-001"}, follow=True)
    assert found.redirect_chain == [(address, 302)]
    assert f"{scene.given.id}/put-right/" in main_of(found)
    other = main_of(client.post(address, {"find": "H-002"}, follow=True))
    assert "This fund gave nothing to that reference." in other
    assert str(scene.given.id) not in other
    assert str(scene.given.id) in main_of(client.post(address, {"find": ""}, follow=True))


def test_a_sum_is_looked_for_in_its_own_fund_only(scene: Scene, sign_in):
    client = sign_in(scene.people.ngozi)
    for kind, thing in (("given", scene.given), ("received", scene.arrived)):
        assert client.get(f"/finance/funds/{scene.fund.id}/{kind}/{thing.id}/put-right/").status_code == 200
        assert client.get(f"/finance/funds/{scene.ended_fund.id}/{kind}/{thing.id}/put-right/").status_code == 404


# Asking -------------------------------------------------------------------------------------------------------------


def test_an_error_is_asked_to_be_put_right_in_two_steps_and_nothing_moves(scene: Scene, sign_in):
    client, before = sign_in(scene.people.ngozi), (figures(scene), available(scene))
    count = Correction.objects.count()
    address, form = form_of(scene)
    check = client.post(address, form)
    assert check.status_code == 200
    assert "Ask to put £40.00 right?" in main_of(check)
    assert Correction.objects.count() == count, "looking at it keeps nothing"
    kept = hidden_of(main_of(check))
    assert kept == {name: form[name] for name in ("request_id", "amount", "reason")}
    for _ in range(2):  # sent twice, asked once
        answer = client.post(address, kept | {"step": "ask"}, follow=True)
    asked = Correction.objects.get(reason=TYPED_TWICE)
    assert answer.redirect_chain == [(page_of(scene, asked), 303)]
    page = main_of(answer)
    assert "You asked for it. Somebody else must agree now." in page
    assert 'value="agree"' not in page, "who asked sees no button to agree"
    assert "Somebody else of finance, or the manager, must agree." in page
    assert (figures(scene), available(scene)) == before


def test_what_was_typed_can_be_changed_before_it_is_asked(scene: Scene, sign_in):
    address, form = form_of(scene, step="change")
    page = sign_in(scene.people.ngozi).post(address, form)
    assert page.status_code == 200
    assert 'value="40"' in main_of(page)
    assert TYPED_TWICE in main_of(page)
    assert 'role="alert"' not in main_of(page)


# fmt: off
REFUSED = [
    ({"amount": ""},     "Write how much is wrong."),
    ({"amount": "4,0"},  "12.50"),
    ({"amount": "0"},    "Write an amount above zero."),
    ({"amount": "901"},  "Only £900.00 of it is left to put right. Choose that or less."),
    ({"reason": "  "},   "Say in plain words what went wrong."),
]
# fmt: on


@pytest.mark.parametrize("step", ["check", "ask"])
@pytest.mark.parametrize(("wrong", "sentence"), REFUSED)
def test_a_form_that_cannot_be_asked_comes_back_with_what_was_typed(scene: Scene, sign_in, wrong, sentence, step):
    count = Correction.objects.count()
    address, form = form_of(scene, **wrong, step=step)
    answer = sign_in(scene.people.ngozi).post(address, form)
    page = main_of(answer)
    assert answer.status_code == 422
    assert page.count(sentence) == 2, "in the summary and at the field"
    for kept in (form["amount"], form["reason"].strip(), form["request_id"]):
        assert kept in page
    assert Correction.objects.count() == count


def test_the_form_says_how_much_is_left_and_how_much_of_it_is_free(scene: Scene, sign_in):
    hold_all_but(scene, 25)
    address, form = form_of(scene)
    client = sign_in(scene.people.ngozi)
    page = main_of(client.get(address))
    assert re.search(r"Can be put right</dt>\s*<dd>\s*£25.00\. The rest is spent or kept for something\.", page)
    refused = client.post(address, form)
    assert refused.status_code == 422
    assert "£15.00 of it is spent or kept for something; only £25.00 can be put right." in main_of(refused)


def test_a_sum_of_which_nothing_is_left_has_no_form(scene: Scene, sign_in):
    wrong = MoneyIn.objects.get(amount_minor=1000)
    page = main_of(sign_in(scene.people.ngozi).get(f"/finance/funds/{scene.fund.id}/received/{wrong.id}/put-right/"))
    assert "Nothing of it can be put right now." in page
    assert "See what will happen" not in page


# Answering ----------------------------------------------------------------------------------------------------------


def pressing(today: str) -> str:
    """The part of the day's page that says what presses."""
    return today.split('<ul class="doors">')[1].split("</ul>")[0]


def test_what_waits_stands_on_the_day_s_page_and_on_a_list_with_who_since_when_and_why(scene: Scene, sign_in):
    for who, own in ((scene.people.ngozi, True), (scene.people.tom, False), (scene.people.priya, False)):
        client = sign_in(who)
        today = main_of(client.get("/finance/"))
        assert "Errors of ours" in pressing(today)
        page = main_of(client.get("/finance/to-put-right/"))
        assert "£50.00 given to H-001 from Home Fund" in page
        assert "Ngozi asks for it since Monday 1 June at 10:30." in page
        assert "A sum for another person was added to this one." in page
        assert ("You asked. Somebody else must agree." in page) is own
        assert ("Look at it and decide" in page) is not own
        assert "£10.00 counted to Home Fund" in page.split("Answered</h2>")[1]
        assert "£30.00 given to H-001 from Home Fund" in page.split("Answered</h2>")[1]


def test_nothing_waits_is_said_too(scene: Scene, sign_in):
    client = sign_in(scene.people.tom)
    client.post(page_of(scene), {"act": "agree"})
    assert "Errors of ours" not in pressing(main_of(client.get("/finance/")))
    assert 'href="/finance/to-put-right/"' in main_of(client.get("/finance/funds/")), (
        "the list can be found all the same"
    )
    assert "Nothing waits." in main_of(client.get("/finance/to-put-right/"))


def test_a_second_person_agrees_and_the_money_is_back(scene: Scene, sign_in):
    before, hers = figures(scene), available(scene)
    client = sign_in(scene.people.tom)
    page = main_of(client.get(page_of(scene)))
    assert "I agree: put £50.00 right" in page
    assert "The money goes back to Home Fund at once." in page
    for _ in range(2):  # the button pressed twice moves once
        answer = client.post(page_of(scene), {"act": "agree"}, follow=True)
        assert answer.redirect_chain == [(page_of(scene), 303)]
        assert "£50.00 is back in Home Fund. The person can read why." in main_of(answer)
    assert figures(scene).left - before.left == pounds(50)
    assert hers - available(scene) == pounds(50)
    assert "Agreed by" in main_of(answer)
    assert 'value="agree"' not in main_of(answer)
    assert 'value="decline"' not in main_of(answer)
    hers_to_read = main_of(sign_in(scene.people.ada).get("/money/statement/"))
    assert "The error was ours" in hers_to_read
    assert "A sum for another person was added to this one" in hers_to_read


def test_a_second_person_says_no_with_a_reason(scene: Scene, sign_in):
    before = figures(scene)
    client = sign_in(scene.people.tom)
    empty = client.post(page_of(scene), {"act": "decline", "reason": " "})
    assert empty.status_code == 422
    assert main_of(empty).count("Say in plain words why it should stay as it is.") == 2
    answer = client.post(page_of(scene), {"act": "decline", "reason": "The sum is right."}, follow=True)
    page = main_of(answer)
    assert "It stays as it is, and no money moved." in page
    assert "Said no" in page
    assert "The sum is right." in page
    assert figures(scene) == before
    late = client.post(page_of(scene), {"act": "agree"})
    assert late.status_code == 422
    assert "Somebody said no to this. Ask anew if it is still wrong." in main_of(late)


def test_who_asked_cannot_agree_but_may_take_it_back(scene: Scene, sign_in):
    before, client = figures(scene), sign_in(scene.people.ngozi)
    tried = client.post(page_of(scene), {"act": "agree"})
    assert tried.status_code == 422
    assert "You asked for this. Somebody else must agree to it." in main_of(tried)
    assert figures(scene) == before
    back = client.post(page_of(scene), {"act": "decline", "reason": "I read the wrong row."}, follow=True)
    assert "Taken back by" in main_of(back)
    assert Correction.objects.get(id=scene.to_put_right.id).declined_by == scene.people.ngozi


def test_it_is_too_late_to_say_no_to_what_was_agreed(scene: Scene, sign_in):
    sign_in(scene.people.tom).post(page_of(scene), {"act": "agree"})
    late = sign_in(scene.people.priya).post(page_of(scene), {"act": "decline", "reason": "Wait"})
    assert late.status_code == 422
    assert "It is too late to say no." in main_of(late)
    assert "Agreed by" in main_of(late), "the page shows how it stands now"


def test_money_that_is_spent_since_is_said_before_anybody_agrees(scene: Scene, sign_in):
    hold_all_but(scene, 20)
    client = sign_in(scene.people.tom)
    sentence = "£30.00 of it is spent or kept for something; only £20.00 can be put right."
    assert sentence in main_of(client.get(page_of(scene)))
    tried = client.post(page_of(scene), {"act": "agree"})
    assert tried.status_code == 422
    assert main_of(tried).count(sentence) == 1
    assert Correction.objects.get(id=scene.to_put_right.id).is_waiting


def test_money_of_a_wrong_fund_leads_to_the_banks_line(scene: Scene, sign_in):
    client, line = sign_in(scene.people.ngozi), f"/finance/to-match/{scene.money_in.id}/"
    client.post(line, {"act": "fund", "fund": str(scene.fund.id)})
    arrived = MoneyIn.objects.get(amount_minor=100000)
    address = f"/finance/funds/{scene.fund.id}/received/{arrived.id}/put-right/"
    form = {"request_id": str(new_id()), "amount": "1000", "reason": "It is for the Winter Fund."}
    assert "The money that nobody has explained yet" in main_of(client.post(address, form | {"step": "check"}))
    client.post(address, form | {"step": "ask"})
    asked = Correction.objects.get(money_in=arrived)
    second = sign_in(scene.people.tom)
    done = main_of(second.post(page_of(scene, asked), {"act": "agree"}, follow=True))
    assert "£1,000.00 is no longer counted to Home Fund." in done
    assert f'href="{line}"' in done
    second.post(line, {"act": "undo", "reason": "It is for the Winter Fund."})
    second.post(line, {"act": "fund", "fund": str(scene.ended_fund.id)})
    assert MoneyIn.objects.get(amount_minor=100000, fund=scene.ended_fund)
    assert f'href="{line}"' not in main_of(second.get(page_of(scene, asked))), "the line says something else now"


# Who sees it --------------------------------------------------------------------------------------------------------


def test_who_looks_at_a_persons_sums_is_written_down(scene: Scene, sign_in):
    client = sign_in(scene.people.tom)
    for address in (
        f"/finance/funds/{scene.fund.id}/given/",
        form_of(scene)[0],
        "/finance/to-put-right/",
        page_of(scene),
    ):
        before = AccessRow.objects.count()
        client.get(address)
        rows = list(AccessRow.objects.order_by("looked_at", "id")[before:])
        assert [(row.person_id, row.viewer_id, row.fields) for row in rows] == [
            (scene.people.ada.id, scene.people.tom.id, ["reference", "money"])
        ], address


def test_lists_cost_the_same_however_long_they_are(scene: Scene, sign_in):
    client = sign_in(scene.people.ngozi)
    addresses = ["/finance/to-put-right/", f"/finance/funds/{scene.fund.id}/given/"]
    for address in addresses:
        client.get(address)
    counts = [statements_of(client, address) for address in addresses]
    for number in range(6):
        ask_correction(
            by=scene.people.ngozi, amount=pounds(1), reason=f"Error {number}", request_id=new_id(), now=NOW,
            allocation=scene.given,
        )  # fmt: skip
    assert [statements_of(client, address) for address in addresses] == counts


def statements_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked.captured_queries)


@pytest.mark.parametrize("who", ["ada", "wren", "femi", "callum", "administrator"])
def test_nobody_else_asks_or_answers(scene: Scene, sign_in, who):
    client, count = sign_in(getattr(scene.people, who)), Correction.objects.count()
    address, form = form_of(scene, step="ask")
    assert client.post(address, form).status_code == 403
    for act in ("agree", "decline"):
        assert client.post(page_of(scene), {"act": act, "reason": "No"}).status_code == 403
    assert Correction.objects.count() == count
    assert Correction.objects.get(id=scene.to_put_right.id).is_waiting
