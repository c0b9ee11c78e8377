"""Money goes back off a person's line only by a notice that stands; she has time, and can have it looked at again."""

from __future__ import annotations

import ast
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.models import News
from commonpurse.kernel.requests import RequestReused
from commonpurse.money.budgets.commands import free_hold, hold_for
from commonpurse.money.budgets.models import Line
from commonpurse.money.budgets.queries import person_money
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import (
    agree_notice,
    ask_notice_again,
    conclude_notice,
    give_notice,
    hear_notice,
    read_notice,
    reclaim_money,
    withdraw_notice,
)
from commonpurse.money.decisions.models import NoticePart
from commonpurse.money.decisions.queries import (
    get_notice,
    notices_of,
    notices_visible_to,
    parts_of,
    reclaims_without_concluded_notice,
    steps_open_to,
)
from commonpurse.money.decisions.rules import RepaymentRefused, share_out
from commonpurse.money.ledger.commands import Journal, post_journal, post_row
from commonpurse.money.ledger.queries import trial_balance, verify_ledger
from commonpurse.money.ledger.rules import TransferCode
from commonpurse.parties.partners.commands import add_member
from tests.factories import NOW, TODAY, Standing, make_budget, make_fund, pounds, standing_people
from tests.habits.reading import SOURCE
from tests.money.decisions.noticing import AFTER, LAST_DAY, agreed, given, write
from tests.parties.people.acting_for import act_for


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def budget(people: Standing) -> Any:
    """Ada has £300 of one fund."""
    return make_budget(people, (make_fund(people, received=500), 300))


def available(people: Standing) -> int:
    money = person_money(viewer=people.ada, person=people.ada, today=TODAY)
    assert money is not None
    return money.available.minor // 100


def refusal(act: Any) -> str:
    with pytest.raises(RepaymentRefused) as refused:
        act()
    return refused.value.code


def heard(people: Standing, budget: Any, outcome: str, amount: int | None = None) -> Any:
    """A notice of £200 that Ada asked to be looked at again, and Priya did."""
    notice = given(people, budget, 200)
    ask_notice_again(by=people.ada, notice=notice, words="I still need it for the deposit.", now=NOW)
    return hear_notice(
        by=people.priya,
        notice=notice,
        outcome=outcome,
        reasons="Her plan says so.",
        amount=None if amount is None else pounds(amount),
        now=NOW + timedelta(days=3),
    )


# The whole way --------------------------------------------------------------------------------------------------------


def test_after_the_time_without_a_word_the_money_goes_back_to_its_fund(people: Standing, budget: Any) -> None:
    notice = given(people, budget, 200)
    assert (notice.given_on, notice.pay_by_on) == (TODAY, LAST_DAY)
    conclude_notice(by=people.ngozi, notice=notice, now=AFTER)
    assert available(people) == 300, "nothing moves before the last step"
    for _ in range(2):  # the second time takes nothing
        done = reclaim_money(by=people.tom, notice=notice, now=AFTER)
        assert (done.reclaimed, available(people)) == (pounds(200), 100)
    assert reclaims_without_concluded_notice() == []
    assert verify_ledger() == []
    assert trial_balance()["GBP"].difference == pounds(0)
    assert [event.event_type for event in AuditEvent.objects.filter(subject_id=notice.id).order_by("id")] == [
        "notice_written",
        "notice_agreed",
        "notice_given",
        "notice_concluded",
        "money_reclaimed",
    ]


def test_she_is_told_at_each_step_that_is_hers_to_know(people: Standing, budget: Any) -> None:
    notice = heard(people, budget, "reduced", 50)
    conclude_notice(by=people.tom, notice=notice, now=AFTER)
    reclaim_money(by=people.tom, notice=notice, now=AFTER)
    kinds = [news.kind for news in News.objects.filter(recipient_id=people.ada.id).order_by("happened_at", "id")]
    assert kinds == ["notice_given", "notice_heard", "notice_concluded", "money_reclaimed"]


def test_what_another_writes_is_nothing_to_her_until_it_was_given(people: Standing, budget: Any) -> None:
    notice = agreed(people, budget, 200)
    assert get_notice(viewer=people.ada, notice_id=notice.id, today=TODAY) is None
    assert not News.objects.exists()
    give_notice(by=people.tom, notice=notice, how="her_page", on=TODAY, now=NOW)
    shown = get_notice(viewer=people.ada, notice_id=notice.id, today=TODAY)
    assert shown is not None
    [part] = parts_of(shown)
    assert (part.fund_name, part.amount, part.taken) == ("Home Fund", pounds(200), None)


def test_on_her_page_it_is_given_when_she_says_that_she_has_read_it(people: Standing, budget: Any) -> None:
    notice, read_at = agreed(people, budget, 200), NOW + timedelta(days=9)
    for _ in range(2):
        shown = give_notice(by=people.tom, notice=notice, how="her_page", on=TODAY, now=NOW)
    assert (shown.state, shown.pay_by_on, shown.is_to_be_read) == ("agreed", None, True)
    assert refusal(lambda: conclude_notice(by=people.tom, notice=notice, now=AFTER)) == "wrong_state"
    for other in (people.wren, people.tom, people.stranger):
        with pytest.raises(NotAllowed):
            read_notice(by=other, notice=notice, now=NOW)  # type: ignore[arg-type]
    for day in (read_at, AFTER):  # saying it again moves no day
        read = read_notice(by=people.ada, notice=notice, now=day)
    assert (read.state, read.given_how, read.given_on, read.noted_by) == ("given", "her_page", read_at.date(), None)
    assert read.pay_by_on == read_at.date() + timedelta(days=28)
    assert [news.kind for news in News.objects.filter(recipient_id=people.ada.id)] == ["notice_shown"]
    assert ask_notice_again(by=people.ada, notice=notice, now=read_at).state == "asked_again"


def test_what_is_on_her_page_unread_can_be_given_on_paper_or_taken_off(people: Standing, budget: Any) -> None:
    first, second = (agreed(people, budget, amount) for amount in (10, 20))
    assert refusal(lambda: read_notice(by=people.ada, notice=first, now=NOW)) == "not_shown"
    for notice in (first, second):
        give_notice(by=people.tom, notice=notice, how="her_page", on=TODAY, now=NOW)
    assert give_notice(by=people.tom, notice=first, how="in_hand", on=TODAY, now=NOW).given_on == TODAY
    assert read_notice(by=people.ada, notice=first, now=AFTER).given_how == "in_hand"
    withdraw_notice(by=people.tom, notice=second, why="We were wrong.", now=NOW)
    assert refusal(lambda: read_notice(by=people.ada, notice=second, now=NOW)) == "wrong_state"


def test_by_post_it_counts_as_given_two_working_days_later(people: Standing, budget: Any) -> None:
    friday = NOW + timedelta(days=4)
    notice = give_notice(by=people.ngozi, notice=agreed(people, budget, 10), how="post", on=friday.date(), now=friday)
    assert notice.given_on == (friday + timedelta(days=4)).date()  # the Tuesday
    assert notice.pay_by_on == (friday + timedelta(days=32)).date()


@pytest.mark.parametrize("days", [-1, 1])
def test_the_day_it_was_given_is_not_before_it_was_agreed_nor_to_come(people: Standing, budget: Any, days: int) -> None:
    notice, on = agreed(people, budget, 10), TODAY + timedelta(days=days)
    assert refusal(lambda: give_notice(by=people.tom, notice=notice, how="in_hand", on=on, now=NOW)) == "day_wrong"


# What keeps it from being taken ---------------------------------------------------------------------------------------


def test_nothing_is_taken_before_each_step_was_made(people: Standing, budget: Any) -> None:
    notice = write(people, budget, 200)

    def take() -> str:
        return refusal(lambda: reclaim_money(by=people.ngozi, notice=notice, now=AFTER))

    assert take() == "not_concluded"
    agree_notice(by=people.tom, notice=notice, now=NOW)
    assert take() == "not_concluded"
    give_notice(by=people.tom, notice=notice, how="read_out", on=TODAY, now=NOW)
    assert take() == "not_concluded"
    assert available(people) == 300


def test_on_the_last_day_she_still_has_time(people: Standing, budget: Any) -> None:
    notice, last_day = given(people, budget, 200), AFTER - timedelta(days=1)
    assert refusal(lambda: conclude_notice(by=people.tom, notice=notice, now=last_day)) == "time_not_passed"
    assert ask_notice_again(by=people.ada, notice=notice, now=last_day).state == "asked_again"


def test_an_early_answer_does_not_shorten_her_time(people: Standing, budget: Any) -> None:
    notice = conclude_notice(by=people.tom, notice=heard(people, budget, "upheld"), now=NOW + timedelta(days=4))
    early = NOW + timedelta(days=5)
    assert refusal(lambda: reclaim_money(by=people.tom, notice=notice, now=early)) == "time_not_passed"
    assert reclaim_money(by=people.tom, notice=notice, now=AFTER).reclaimed == pounds(200)


def test_while_it_is_looked_at_again_it_does_not_stand(people: Standing, budget: Any) -> None:
    notice = ask_notice_again(by=people.ada, notice=given(people, budget, 200), now=NOW)
    assert refusal(lambda: conclude_notice(by=people.ngozi, notice=notice, now=AFTER)) == "wrong_state"
    assert refusal(lambda: reclaim_money(by=people.ngozi, notice=notice, now=AFTER)) == "not_concluded"


@pytest.mark.parametrize("way", ["before she had it", "while her time ran", "looked at again", "when it stood"])
def test_what_was_taken_off_takes_nothing(people: Standing, budget: Any, way: str) -> None:
    if way == "looked at again":
        notice = heard(people, budget, "withdrawn")
        assert notice.withdrawn_why == "Her plan says so."
    else:
        notice = write(people, budget, 200) if way == "before she had it" else given(people, budget, 200)
        if way == "when it stood":
            conclude_notice(by=people.tom, notice=notice, now=AFTER)
        for _ in range(2):
            withdraw_notice(by=people.ngozi, notice=notice, why="We were wrong.", now=AFTER)
    assert refusal(lambda: reclaim_money(by=people.ngozi, notice=notice, now=AFTER)) == "notice_withdrawn"
    assert available(people) == 300


def test_after_money_went_back_it_is_too_late_to_take_the_notice_off(people: Standing, budget: Any) -> None:
    notice = conclude_notice(by=people.tom, notice=given(people, budget, 200), now=AFTER)
    reclaim_money(by=people.tom, notice=notice, now=AFTER)
    assert refusal(lambda: withdraw_notice(by=people.tom, notice=notice, why="No.", now=AFTER)) == "taken_already"


def test_who_held_the_money_pays_and_the_budget_does_not(people: Standing, budget: Any) -> None:
    notice = given(people, budget, 900, who_pays="holder")  # it may be more than is there
    conclude_notice(by=people.tom, notice=notice, now=AFTER)
    assert refusal(lambda: reclaim_money(by=people.tom, notice=notice, now=AFTER)) == "holder_pays"


# How much -------------------------------------------------------------------------------------------------------------


def test_money_kept_for_a_yes_stays_untouched_and_is_not_taken_later(people: Standing, budget: Any) -> None:
    notice = conclude_notice(by=people.tom, notice=given(people, budget, 200), now=AFTER)
    hold = hold_for(
        by=people.ada,
        budget=budget,
        amount=pounds(250),
        spend_kind=SpendKind.FOOD,
        on=TODAY,
        hold_id=new_id(),
        now=AFTER,
    )
    assert reclaim_money(by=people.tom, notice=notice, now=AFTER).reclaimed == pounds(50)
    free_hold(by=people.ada, hold=hold, now=AFTER)
    reclaim_money(by=people.tom, notice=notice, now=AFTER)
    assert available(people) == 250
    assert reclaims_without_concluded_notice() == []


def test_where_nothing_is_free_nothing_is_taken(people: Standing, budget: Any) -> None:
    notice = conclude_notice(by=people.tom, notice=given(people, budget, 200), now=AFTER)
    wanted = {"by": people.ada, "budget": budget, "spend_kind": SpendKind.FOOD, "on": TODAY, "hold_id": new_id()}
    hold_for(**wanted, amount=pounds(300), now=AFTER)
    assert refusal(lambda: reclaim_money(by=people.tom, notice=notice, now=AFTER)) == "nothing_there"


def test_the_smaller_sum_of_the_second_look_is_what_goes_back(people: Standing, budget: Any) -> None:
    notice = conclude_notice(by=people.tom, notice=heard(people, budget, "reduced", 50), now=AFTER)
    assert reclaim_money(by=people.tom, notice=notice, now=AFTER).reclaimed == pounds(50)


def test_a_notice_of_two_lines_takes_of_each_no_more_than_it_says(people: Standing) -> None:
    budget = make_budget(people, (make_fund(people, received=50), 50), (make_fund(people, "Other", received=90), 90))
    first, second = Line.objects.filter(budget=budget).order_by("opened_at", "id")
    notice = given(people, budget, 1, parts={first.id: pounds(20), second.id: pounds(30)})
    assert notice.amount == pounds(50)
    reclaim_money(by=people.tom, notice=conclude_notice(by=people.tom, notice=notice, now=AFTER), now=AFTER)
    taken = dict(NoticePart.objects.filter(notice=notice).values_list("line", "taken_minor"))
    assert taken == {first.id: 2000, second.id: 3000}


@settings(max_examples=30, deadline=None)
@for_all(st.integers(1, 500), st.lists(st.tuples(st.integers(1, 300), st.integers(-50, 300)), min_size=1, max_size=4))
def test_no_share_is_more_than_asked_or_free_and_all_are_no_more_than_the_sum(
    total: int, parts: list[tuple[int, int]]
) -> None:
    try:
        taken = share_out(total, parts)
    except RepaymentRefused:
        assert all(free <= 0 for _, free in parts)
        return
    assert all(0 <= take <= min(asked, max(free, 0)) for take, (asked, free) in zip(taken, parts, strict=True))
    assert sum(taken) == min(total, sum(min(asked, max(free, 0)) for asked, free in parts))


# What is written ------------------------------------------------------------------------------------------------------

WRONG: dict[str, dict[str, Any]] = {
    "ground_unknown": {"ground": "because"},
    "reasons_needed": {"reasons": " "},
    "evidence_needed": {"evidence": ""},
    "payer_unknown": {"who_pays": "the neighbour"},
    "time_too_short": {"days_to_pay": 27},
    "time_too_long": {"days_to_pay": 400},
    "amount_needed": {"parts": {}},
    "line_unknown": {"parts": {new_id(): pounds(1)}},
}


@pytest.mark.parametrize("code", WRONG)
def test_a_notice_says_all_that_the_law_asks(people: Standing, budget: Any, code: str) -> None:
    assert refusal(lambda: write(people, budget, 10, **WRONG[code])) == code


def test_what_is_spent_is_not_asked_back(people: Standing, budget: Any) -> None:
    assert refusal(lambda: write(people, budget, 301)) == "more_than_there_is"


def test_the_same_request_writes_one_notice_and_another_under_its_id_is_refused(people: Standing, budget: Any) -> None:
    request = new_id()
    first = write(people, budget, 200, request_id=request)
    assert write(people, budget, 200, request_id=request).id == first.id
    with pytest.raises(RequestReused):
        write(people, budget, 199, request_id=request)


# Who ------------------------------------------------------------------------------------------------------------------


def test_who_wrote_it_does_not_agree_and_neither_of_the_two_judges_it(people: Standing, budget: Any) -> None:
    notice = write(people, budget, 200)
    assert refusal(lambda: agree_notice(by=people.ngozi, notice=notice, now=NOW)) == "same_person"
    for _ in range(2):
        agree_notice(by=people.tom, notice=notice, now=NOW)
    give_notice(by=people.ngozi, notice=notice, how="in_hand", on=TODAY, now=NOW)
    ask_notice_again(by=people.ada, notice=notice, now=NOW)
    for judge in (people.ngozi, people.tom):
        assert (
            refusal(lambda by=judge: hear_notice(by=by, notice=notice, outcome="upheld", reasons="So.", now=NOW))
            == "had_a_hand"
        )
    assert hear_notice(by=people.priya, notice=notice, outcome="upheld", reasons="So.", now=NOW).state == "heard"


def test_whom_the_writer_let_in_is_no_second_pair_of_eyes(people: Standing, budget: Any) -> None:
    wanted = {"organisation": people.council, "roles": ("finance",), "now": NOW}
    made_up = add_member(by=people.administrator, name="Bo", **wanted)
    type(made_up).objects.filter(id=made_up.id).update(added_by=people.ngozi)
    made_up.refresh_from_db()
    notice = write(people, budget, 200)
    assert refusal(lambda: agree_notice(by=made_up, notice=notice, now=NOW)) == "let_in_by_maker"


@pytest.mark.parametrize("who", ["ada", "wren", "helper"])
def test_she_her_worker_and_her_helper_can_ask_in_one_tap(people: Standing, budget: Any, who: str) -> None:
    notice = given(people, budget, 200)
    by = act_for(people, by=people.ada, now=NOW).helper if who == "helper" else getattr(people, who)
    for _ in range(2):
        assert ask_notice_again(by=by, notice=notice, now=NOW).state == "asked_again"
    told = News.objects.filter(recipient_id=people.ada.id, kind="notice_asked_again").count()
    assert told == (0 if who == "ada" else 1)


def test_after_her_last_day_it_is_too_late_to_ask(people: Standing, budget: Any) -> None:
    notice = given(people, budget, 200)
    assert refusal(lambda: ask_notice_again(by=people.ada, notice=notice, now=AFTER)) == "too_late"


@pytest.mark.parametrize("who", ["wren", "femi", "callum", "administrator"])
def test_only_finance_and_the_manager_keep_notices(people: Standing, budget: Any, who: str) -> None:
    by, notice = getattr(people, who), given(people, budget, 200)
    acts = [
        lambda: write(people, budget, 1, by=by),
        lambda: agree_notice(by=by, notice=notice, now=NOW),
        lambda: give_notice(by=by, notice=notice, how="post", on=TODAY, now=NOW),
        lambda: hear_notice(by=by, notice=notice, outcome="upheld", reasons="x", now=NOW),
        lambda: withdraw_notice(by=by, notice=notice, why="x", now=NOW),
        lambda: conclude_notice(by=by, notice=notice, now=AFTER),
        lambda: reclaim_money(by=by, notice=notice, now=AFTER),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize("who", ["femi", "stranger"])
def test_nobody_else_asks_for_her_or_sees_it(people: Standing, budget: Any, who: str) -> None:
    notice, other = given(people, budget, 200), getattr(people, who)
    assert get_notice(viewer=other, notice_id=notice.id, today=TODAY) is None
    with pytest.raises(NotAllowed):
        ask_notice_again(by=other, notice=notice, now=NOW)


def test_lists_show_what_is_to_be_done_and_what_is_over(people: Standing, budget: Any) -> None:
    notice = given(people, budget, 200)
    seen = notices_visible_to(people.priya, TODAY)
    assert ([*seen.open()], [*seen.over()]) == ([notice], [])
    assert [*notices_of(viewer=people.wren, person=people.ada, today=TODAY)] == [notice]
    withdraw_notice(by=people.ngozi, notice=notice, why="We were wrong.", now=NOW)
    assert ([*seen.open()], [*seen.over()]) == ([], [notice])


def test_the_page_offers_the_steps_that_the_commands_take(people: Standing, budget: Any) -> None:
    notice = write(people, budget, 200)

    def may(who: Any, today: Any = TODAY) -> set[str]:
        current = get_notice(viewer=people.priya, notice_id=notice.id, today=TODAY)
        assert current is not None
        steps = vars(steps_open_to(who, current, today))
        return {name for name, value in steps.items() if name.startswith("may_") and value}

    assert may(people.ngozi) == {"may_withdraw"}
    assert may(people.tom) == {"may_agree", "may_withdraw"}
    agree_notice(by=people.tom, notice=notice, now=NOW)
    assert may(people.tom) == {"may_give", "may_withdraw"}
    give_notice(by=people.tom, notice=notice, how="in_hand", on=TODAY, now=NOW)
    assert (may(people.tom), may(people.tom, AFTER.date())) == ({"may_withdraw"}, {"may_conclude", "may_withdraw"})
    ask_notice_again(by=people.ada, notice=notice, now=NOW)
    assert (may(people.tom), may(people.priya)) == ({"may_withdraw"}, {"may_hear", "may_withdraw"})
    hear_notice(by=people.priya, notice=notice, outcome="upheld", reasons="So.", now=NOW)
    conclude_notice(by=people.tom, notice=notice, now=NOW)
    assert (may(people.tom), may(people.tom, AFTER.date())) == ({"may_withdraw"}, {"may_take", "may_withdraw"})


# The books ------------------------------------------------------------------------------------------------------------


def test_a_reclaim_that_a_notice_does_not_allow_is_listed(people: Standing, budget: Any) -> None:
    """Planted past `reclaim_money`: under a notice that was only given, and under one that stands, by another row."""
    stands = conclude_notice(by=people.tom, notice=given(people, budget, 100), now=AFTER)
    reclaim_money(by=people.tom, notice=stands, now=AFTER)
    running, line = given(people, budget, 50), Line.objects.get(budget=budget)
    fund = line.fund.fund_accounts.get(code="fund").account_id
    planted = []
    for authority in (running.id, stands.id, new_id()):
        planted.append(new_id())
        row = post_row(
            id=planted[-1],
            code=TransferCode.RECLAIM,
            debit_account=line.account_id,
            credit_account=fund,
            amount=pounds(1),
            authority=authority,
        )
        post_journal(Journal(new_id(), (row,)), by=people.ngozi.id, now=NOW)
    listed = reclaims_without_concluded_notice()
    assert {each.what for each in listed} == {"reclaims"}
    assert {each.subject for each in listed} == set(planted)


def test_no_other_verb_takes_money_back() -> None:
    """Searches the source for whoever could post it: the word itself, and the code's name."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            is_code = isinstance(node, ast.Attribute) and node.attr == "RECLAIM"
            if is_code or (isinstance(node, ast.Constant) and node.value == "reclaim"):
                found.add(str(path.relative_to(SOURCE)))
    assert found == {
        "money/ledger/rules.py",  # what the code is called, and that it needs an authority
        "money/ledger/queries/verification.py",  # finds them
        "money/exports/rules.py",  # what it is called in the partner's books
        "money/decisions/commands/repayments.py",
    }
