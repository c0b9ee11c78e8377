"""Two boards that decide one thing at the same moment, committing for real, on both databases: one decision stands."""

from __future__ import annotations

from datetime import timedelta

from commonpurse.kernel.messages.models import News
from commonpurse.parties.partners.commands import add_member
from commonpurse.support.blockages.models import Blockage, Flex, RuleDecision
from commonpurse.support.blockages.rules import group_until
from tests.factories import LAST_MONTH, NOW, TODAY, standing_people
from tests.money.budgets.test_parallel import at_once
from tests.support.blockages.making import flex_three_times, make_blockage, make_flex, make_rule_decision
from tests.support.plans.making import show_plan_to


def test_of_two_who_decide_at_once_one_decision_stands_and_the_other_is_refused(fresh_database: str) -> None:
    people = standing_people()
    second = add_member(
        by=people.administrator, organisation=people.charity, name="Mo", roles=["manager"], now=LAST_MONTH
    )
    board = [people.priya, second]
    for member in board:
        show_plan_to(people, member)
    hers = make_blockage(people)
    at_board = NOW + (group_until(hers.answer_by) - TODAY + timedelta(days=1))

    def answer(number: int) -> None:
        make_flex(people, hers, by=board[number], reason=f"Reason {number}", rule=f"Rule {number}", now=at_board)

    assert at_once(answer, 2) == {"done": 1, "answered_meanwhile": 1}
    stands = Blockage.objects.get(id=hers.id)
    assert (stands.reason, stands.rule and stands.rule.words) in [("Reason 0", "Rule 0"), ("Reason 1", "Rule 1")]
    assert Flex.objects.count() == 1
    assert News.objects.filter(recipient_id=people.ada.id, kind="blockage_answered").count() == 1
    rule = flex_three_times(people).rule

    def decide(number: int) -> None:
        make_rule_decision(people, rule, by=board[number], words=f"So from now on {number}")

    assert at_once(decide, 2) == {"done": 1, "not_on_agenda": 1}
    assert RuleDecision.objects.count() == 1
