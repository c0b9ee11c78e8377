"""What is in the way, on the pages: raised on a phone, answered, offered to the next, decided by the board."""

from __future__ import annotations

import pytest
from django.urls import reverse

from commonpurse.support.blockages.models import Blockage, Flex, RuleDecision
from tests.factories import Standing
from tests.support.blockages.making import DONE, LINE, RULE, flex_three_times, make_blockage, make_no
from tests.web.person.test_agreement import words_of

pytestmark = pytest.mark.usefixtures("clock")


def test_she_raises_a_line_her_worker_bends_the_rule_and_the_next_is_shown_how(standing: Standing, sign_in) -> None:
    ada, wren = sign_in(standing.ada), sign_in(standing.wren)
    raised = {"words": LINE, "asked": f"member:{standing.wren.id}", "answer_by": ""}
    assert "is asked, until" in words_of(ada.post(person_address("raise/"), raised, follow=True))
    made = Blockage.objects.get()
    at = f"/worker/people/{standing.ada.id}/in-the-way/{made.id}/"
    assert LINE in words_of(wren.get("/worker/in-the-way/"))
    answer = {"outcome": "flexed", "reason": "", "rule": RULE, "done": DONE, "kind": "cultural"}
    missing = wren.post(at, answer)
    assert missing.status_code == 422
    assert DONE in missing.content.decode(), "what was typed is kept"
    assert "The person is told." in words_of(wren.post(at, answer | {"reason": "It is only paper."}, follow=True))
    late = wren.post(at, answer | {"outcome": "refused", "reason": "Second thoughts"})
    assert late.status_code == 422
    assert "has answered this before you" in words_of(late)
    assert "Second thoughts" in late.content.decode(), "what was typed is kept"
    assert "It is only paper." in words_of(ada.get(person_address(f"{made.id}/")))
    again = raised | {"words": "They want a photo ID for housing"}
    first = words_of(ada.post(person_address("raise/"), again))
    assert DONE in first
    assert Blockage.objects.count() == 1, "nothing is raised before she has seen it"
    ada.post(person_address("raise/"), again | {"seen": "1"})
    second = Blockage.objects.exclude(id=made.id).get()
    assert "1 thing is in somebody’s way, and you are asked to move it" in words_of(wren.get("/worker/asks/waiting/"))
    assert "Who was asked knows now." in words_of(ada.post(person_address(f"{second.id}/"), follow=True))
    assert "in somebody’s way" not in words_of(wren.get("/worker/asks/waiting/"))
    assert "has just answered. Read it here." in words_of(ada.post(person_address(f"{made.id}/"), follow=True))
    assert Flex.objects.count() == 1


def test_the_board_finds_the_rule_on_its_agenda_decides_and_takes_the_log_along(standing: Standing, sign_in) -> None:
    rule, priya = flex_three_times(standing).rule, sign_in(standing.priya)
    assert RULE in words_of(priya.get("/manager/board/agenda/board/"))
    given = {
        "verdict": "changed",
        "words": "A letter counts as ID",
        "reason": "It kept people out.",
        "owner": str(standing.wren.id),
        "due_on": "3 July",
    }
    assert "It is decided." in words_of(priya.post(f"/manager/board/rules/{rule.id}/", given, follow=True))
    second = priya.post(f"/manager/board/rules/{rule.id}/", given | {"words": "Other"})
    assert second.status_code == 422
    assert "Somebody may have decided before you" in words_of(second)
    made = RuleDecision.objects.get()
    board = words_of(priya.get("/manager/board/agenda/board/"))
    assert "sees to it, by" in board
    wren = sign_in(standing.wren)
    assert wren.get("/manager/board/agenda/board/").status_code == 404
    assert "It is done" in words_of(wren.get("/manager/board/changes/")), "who sees to it says so"
    assert sign_in(standing.femi).post("/manager/board/changes/", {"decision": str(made.id)}).status_code == 403
    assert "It is done, and stands in the log." in words_of(
        wren.post("/manager/board/changes/", {"decision": str(made.id)}, follow=True)
    )
    made.refresh_from_db()
    assert made.done_by == standing.wren
    assert priya.get(f"/manager/board/changes/{made.decided_at.year}.pdf").content.startswith(b"%PDF")
    table = priya.get(f"/manager/board/changes/{made.decided_at.year}.csv").content.decode()
    assert "A letter counts as ID" in table
    assert "Ada" not in table


def person_address(rest: str) -> str:
    return reverse("person:blockages") + rest


def test_she_reads_that_it_was_the_others_who_said_no(standing: Standing, sign_in) -> None:
    made = make_blockage(standing, by=standing.wren, asked=None, asked_words="The housing office")
    make_no(standing, made)
    page = words_of(sign_in(standing.ada).get(person_address(f"{made.id}/")))
    assert "writes that The housing office said no." in page


def test_she_asks_somebody_who_is_not_here_and_lets_the_group_read_that_one_line(standing: Standing, sign_in) -> None:
    ada, priya = sign_in(standing.ada), sign_in(standing.priya)
    raised = {"words": LINE, "asked": "else", "asked_words": "", "answer_by": ""}
    form = ada.get(person_address("raise/")).content.decode()
    assert "Is somebody not in the list?" in form
    missing = ada.post(person_address("raise/"), raised)
    assert (missing.status_code, "Write who can move it." in missing.content.decode()) == (422, True)
    page = words_of(ada.post(person_address("raise/"), raised | {"asked_words": "The housing office"}, follow=True))
    assert "It waits for your yes to read it." in page
    assert "Let the group read this" in page
    agenda = "/manager/board/agenda/group/"
    unread = words_of(priya.get(agenda))
    assert "It waits for a yes from the person to read it." in unread
    assert ("It came here on" in unread, "housing office" in unread) == (True, False)
    made = Blockage.objects.get()
    at = f"/manager/board/in-the-way/{made.id}/"
    assert priya.get(at).status_code == 404
    read, yes = person_address(f"{made.id}/read/"), {"say": "yes", "level": "group"}
    assert "It has moved on" in words_of(ada.post(read, yes | {"level": "board"}, follow=True))
    assert "You said: not this one." in words_of(ada.post(read, yes | {"say": "no"}, follow=True))
    made_known = person_address(f"{made.shown.get().id}/")  # the address that news of it has
    assert "You said: not this one." in words_of(ada.get(made_known))
    assert "The person said no to reading it here." in words_of(priya.get(agenda))
    assert "You let the group read this." in words_of(ada.post(read, yes, follow=True))
    assert at in priya.get(agenda).content.decode()
    opened = words_of(priya.get(at))
    assert ("Ada" in opened, "The housing office" in opened) == (True, True)
    assert priya.get(f"/worker/people/{standing.ada.id}/in-the-way/{made.id}/").status_code == 404
    assert "They do not see it any more." in words_of(ada.post(read, {"say": "take_back"}, follow=True))
    assert priya.get(at).status_code == 404
    ada.post(read, yes)
    answer = {"outcome": "refused", "reason": "We rang them. They do not budge.", "rule": "", "done": "", "kind": ""}
    assert "Your answer is kept." in words_of(priya.post(at, answer, follow=True))
    assert "We rang them." in words_of(ada.get(person_address(f"{made.id}/")))
