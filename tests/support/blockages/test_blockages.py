"""What is in the way is raised, climbs by the days, is answered once; a flex is remembered; three bring the rule up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.models import News
from commonpurse.parties.consent.rules import Level as Sharing
from commonpurse.parties.directory.rules import SAID_AS as NEEDS_SAID_AS
from commonpurse.parties.partners.queries import system_member
from commonpurse.parties.people.commands import add_person_name, raise_wall
from commonpurse.support.blockages.commands import (
    answer_blockage,
    end_blockage,
    finish_rule_decision,
    move_blockages_on,
    raise_blockage,
)
from commonpurse.support.blockages.models import Blockage, Flex, RuleDecision
from commonpurse.support.blockages.queries import (
    agenda_of,
    asked_of,
    blockages_of,
    changes_of_year,
    count_for_board,
    get_blockage,
    may_answer,
    precedents_for,
    precedents_like,
    rules_waiting,
)
from commonpurse.support.blockages.rules import (
    SAID_OF_RULES,
    BlockageRefused,
    FlexKind,
    Level,
    Outcome,
    Verdict,
    group_until,
    level_on,
    may_give,
    usual_answer_by,
)
from tests.factories import NOW, TODAY, Standing
from tests.support.blockages.making import (
    DONE,
    LINE,
    RULE,
    flex_three_times,
    make_blockage,
    make_flex,
    make_rule_decision,
)
from tests.support.plans.making import show_plan_to

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def refused(code: str, write: Any, *args: Any, **given: Any) -> BlockageRefused:
    with pytest.raises(BlockageRefused) as caught:
        write(*args, **given)
    assert caught.value.code == code
    return caught.value


def test_one_line_is_raised_by_her_or_who_sees_her_plan_and_seen_by_no_one_else(people: Standing) -> None:
    hers = make_blockage(people)
    assert (hers.answer_by, hers.asked, make_blockage(people)) == (usual_answer_by(TODAY), people.wren, hers)
    assert [one.id for one in blockages_of(viewer=people.wren, person=people.ada, today=TODAY) or []] == [hers.id]
    for outside in (people.femi, people.stranger, people.priya):
        assert blockages_of(viewer=outside, person=people.ada, today=TODAY) is None
        assert get_blockage(viewer=outside, blockage_id=hers.id, today=TODAY) is None
        with pytest.raises(NotAllowed):
            make_blockage(people, by=outside)
    wrens = make_blockage(people, by=people.wren, words="No bus after six", asked=people.charity)
    assert News.objects.get(subject_id=wrens.id).recipient_id == people.ada.id
    refused("words_needed", make_blockage, people, words=" ")
    refused("asked_sees_nothing", make_blockage, people, words="x", asked=people.femi)
    for day in (TODAY - DAY, TODAY + 91 * DAY):
        refused("day_impossible", make_blockage, people, words="x", answer_by=day)


def test_the_days_alone_say_whose_turn_it_is() -> None:
    until = usual_answer_by(TODAY)
    last = group_until(until)
    turns = [level_on(until, day) for day in (TODAY, until, until + DAY, last, last + DAY)]
    assert turns == [Level.PRACTITIONER, Level.PRACTITIONER, Level.GROUP, Level.GROUP, Level.BOARD]


def test_what_climbed_is_told_once_and_who_sits_there_may_answer(people: Standing) -> None:
    hers = make_blockage(people)
    show_plan_to(people, people.priya)
    until = group_until(hers.answer_by)
    job = system_member()
    assert not may_answer(viewer=people.priya, blockage=hers, today=TODAY)
    assert sum(move_blockages_on(by=job, now=NOW).values()) == 0
    to_group, to_board = (NOW + (day - TODAY + DAY) for day in (hers.answer_by, until))
    assert move_blockages_on(by=job, now=to_group) == {Level.GROUP: 1}
    assert move_blockages_on(by=job, now=to_group) == {}
    assert move_blockages_on(by=people.priya, now=to_board) == {Level.BOARD: 1}
    assert News.objects.filter(subject_id=hers.id, recipient_id=people.ada.id).count() == 2
    found = agenda_of(viewer=people.priya, level=Level.BOARD, today=until + DAY)
    assert found is not None
    assert ([one.id for one in found.blockages], found.unseen) == ([hers.id], 0)
    assert may_answer(viewer=people.priya, blockage=hers, today=until + DAY)
    with pytest.raises(NotAllowed):
        move_blockages_on(by=people.wren, now=NOW)


def test_the_board_counts_what_it_may_not_read(people: Standing) -> None:
    hers = make_blockage(people)
    found = agenda_of(viewer=people.priya, level=Level.GROUP, today=hers.answer_by + DAY)
    assert found is not None
    assert (found.blockages, found.unseen) == ([], 1)
    on_board = group_until(hers.answer_by) + DAY
    assert count_for_board(viewer=people.priya, today=on_board) == 1
    raise_wall(by=people.ada, person=people.ada, member=people.priya, bond="landlord", now=NOW)
    found = agenda_of(viewer=people.priya, level=Level.GROUP, today=hers.answer_by + DAY)
    assert found is not None
    assert (found.blockages, found.unseen) == ([], 0)  # of who is kept away from her, not even the number
    assert count_for_board(viewer=people.priya, today=on_board) == 0
    assert agenda_of(viewer=people.wren, level=Level.GROUP, today=hers.answer_by + DAY) is None


def test_of_two_who_answer_at_once_the_second_is_told_who_was_first(people: Standing) -> None:
    hers = make_blockage(people, asked=people.charity if people.wren.organisation == people.charity else people.council)
    show_plan_to(people, people.femi, level=Sharing.SEE)
    late = hers.answer_by + timedelta(days=60)
    show_plan_to(people, people.priya)
    assert [one.id for one in asked_of(viewer=people.wren, today=TODAY)] == [hers.id]
    make_flex(people, hers)
    make_flex(people, hers)  # sent twice is answered once
    assert Flex.objects.count() == 1
    at = NOW + (late - TODAY)
    said = refused("answered_meanwhile", make_flex, people, hers, by=people.priya, reason="Other", now=at)
    assert str(said.message).startswith(f"{people.wren.name} has answered this before you: Bent this once.")
    assert Blockage.objects.get(id=hers.id).reason == "Nobody should wait for a paper."
    assert News.objects.filter(subject_id=hers.id, recipient_id=people.ada.id).count() == 1


def test_an_answer_says_why_and_what_is_remembered_names_nobody(people: Standing) -> None:
    hers = make_blockage(people)
    for code, given in {
        "reason_needed": {"reason": " "},
        "rule_needed": {"rule": ""},
        "done_needed": {"done": ""},
        "kind_needed": {"kind": None},
        "names_somebody": {"done": f"{people.ada.called_by.upper()} brought a letter"},
    }.items():
        refused(code, make_flex, people, hers, **given)
    add_person_name(by=people.wren, person=people.ada, name="Adaline Brook-Hill", used_for="before", now=NOW)
    refused("names_somebody", make_flex, people, hers, done="Ms brook brought a letter")
    no = answer_blockage(by=people.wren, blockage=hers, outcome=Outcome.REFUSED, reason="The law says so.", now=NOW)
    assert (no.outcome, no.rule, Flex.objects.count()) == ("refused", None, 0)


def test_a_flex_is_found_by_the_words_of_the_rule(people: Standing) -> None:
    flex = make_flex(people)
    for typed in ("ID for the HOUSING lists", "no photo at the list"):
        found = precedents_like(viewer=people.stranger, typed=typed)
        assert [(one.rule.words, one.flexes[0].done) for one in found] == [(RULE, DONE)]
    assert precedents_like(viewer=people.ada, typed="a bus pass") == []
    other = make_blockage(people, words="They ask an ID again")
    assert [one.rule for one in precedents_for(viewer=people.wren, blockage=other)] == [flex.rule]
    assert (flex.month.day, flex.organisation) == (1, people.wren.organisation)


def test_three_flexes_of_one_rule_bring_it_before_the_board_once(people: Standing) -> None:
    make_flex(people, make_blockage(people, words="x"))
    make_flex(people, make_blockage(people, words="y"), rule=RULE.upper())
    assert rules_waiting() == []
    rule = make_flex(people, make_blockage(people, words="z")).rule
    assert [(one.rule, one.flexes) for one in rules_waiting()] == [(rule, 3)]
    with pytest.raises(NotAllowed):
        make_rule_decision(people, rule, by=people.wren)
    for code, given in {
        "what_changes_needed": {"words": ""},
        "reason_needed": {"reason": ""},
        "owner_needed": {"owner": None},
        "day_impossible": {"due_on": TODAY - DAY},
    }.items():
        refused(code, make_rule_decision, people, rule, **given)
    made = make_rule_decision(people, rule)
    assert make_rule_decision(people, rule) == made
    assert rules_waiting() == []
    refused("not_on_agenda", make_rule_decision, people, rule, reason="Another", verdict=Verdict.KEPT)
    with pytest.raises(NotAllowed):
        finish_rule_decision(by=people.femi, decision=made, now=NOW)
    assert finish_rule_decision(by=people.wren, decision=made, now=NOW).done_at == NOW
    log = changes_of_year(viewer=people.ada, year=TODAY.year)
    assert log is not None
    assert ([one.id for one in log.decisions], len(log.flexes)) == ([made.id], 3)


def test_a_rule_changed_in_one_answer_stands_in_the_log(people: Standing) -> None:
    flex_three_times(people)
    show_plan_to(people, people.priya)
    hers = make_blockage(people, words="w", asked=people.priya)
    make = {"outcome": Outcome.CHANGED, "reason": "Enough.", "rule": RULE, "done": "No ID is asked", "kind": None}
    answer_blockage(by=people.priya, blockage=hers, now=NOW, **make)  # type: ignore[arg-type]
    made = RuleDecision.objects.get()
    assert (made.verdict, made.words, made.owner, rules_waiting()) == ("changed", "No ID is asked", people.priya, [])


def test_only_who_has_the_authority_gives_way(people: Standing) -> None:
    hers, show = make_blockage(people), show_plan_to
    show(people, people.priya)
    for given in ({"kind": FlexKind.LEGAL}, {"kind": FlexKind.ECONOMIC}, {"outcome": Outcome.CHANGED}):
        said = refused("authority_needed", make_flex, people, hers, **given)
        assert str(said.message).startswith("This takes somebody ")
    with pytest.raises(NotAllowed):
        make_flex(people, hers, by=people.priya)  # it has not climbed yet
    at_board = NOW + (group_until(hers.answer_by) - TODAY + DAY)
    make_flex(people, hers, by=people.priya, kind=FlexKind.LEGAL, now=at_board)
    assert Blockage.objects.get(id=hers.id).outcome == "flexed"
    levels = {at: sum(may_give(at, Outcome.FLEXED, kind) for kind in FlexKind) for at in Level}
    assert levels == {Level.PRACTITIONER: 1, Level.GROUP: 4, Level.BOARD: 5}
    assert [may_give(at, Outcome.CHANGED, None) for at in Level] == [False, False, True]
    assert all(may_give(at, Outcome.REFUSED, None) for at in Level)


def test_she_says_that_it_is_not_in_her_way_any_more(people: Standing) -> None:
    hers = make_blockage(people)
    for other in (people.wren, people.femi, people.stranger):
        with pytest.raises(NotAllowed):
            end_blockage(by=other, blockage=hers, now=NOW)
    for _twice in range(2):
        assert end_blockage(by=people.ada, blockage=hers, now=NOW).gone_at == NOW
    assert asked_of(viewer=people.wren, today=TODAY) == []
    assert move_blockages_on(by=system_member(), now=NOW + timedelta(days=60)) == {}
    refused("gone_meanwhile", make_flex, people, hers)
    kinds = News.objects.filter(recipient_id=people.wren.id, subject_id=hers.id).values_list("kind", flat=True)
    assert sorted(kinds) == ["blockage_asked", "blockage_gone"]
    answered = make_flex_of(people, words="x")
    refused("answered_meanwhile", end_blockage, by=people.ada, blockage=answered, now=NOW)


def make_flex_of(people: Standing, words: str) -> Blockage:
    made = make_blockage(people, words=words)
    make_flex(people, made)
    return made


def test_a_flex_is_found_by_words_of_the_same_meaning(people: Standing) -> None:
    rule = make_flex(people).rule
    for typed in ("They want identity papers", "A hostel asked for my passport"):
        assert [one.rule for one in precedents_like(viewer=people.ada, typed=typed)] == [rule]
    assert precedents_like(viewer=people.ada, typed="The rent and the bill are in one") == []
    said = [word for group in SAID_OF_RULES for word in group]
    assert len(said) == len(set(said))
    assert not set(said) & set(NEEDS_SAID_AS), "a word of two groups would join them"


def test_a_line_that_is_open_is_sent_twice_only_by_the_same_to_the_same(people: Standing) -> None:
    assert make_blockage(people) == make_blockage(people)
    with pytest.raises(BlockageRefused) as refused:
        make_blockage(people, asked=people.charity)
    assert refused.value.code == "open_already"


def test_the_same_line_may_come_again_once_it_was_answered(people: Standing) -> None:
    make_flex(people)
    again = raise_blockage(by=people.ada, person=people.ada, words=LINE, asked=people.wren, now=NOW)
    assert again.is_open
