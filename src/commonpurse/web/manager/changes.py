"""The operational group and the board: an agenda made by itself, what is decided about rules, and the year's log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.periods import business_date
from commonpurse.support.blockages.commands import answer_blockage, decide_rule, finish_rule_decision
from commonpurse.support.blockages.queries import (
    Agenda,
    ChangesOfYear,
    agenda_of,
    answers_of,
    changes_of_year,
    close_rules,
    could_own,
    get_rule,
    get_rule_decision,
    get_what_is_let,
    may_decide_rule,
    may_see_agenda,
    precedents_for,
    rules_waiting,
    to_do_of,
)
from commonpurse.support.blockages.rules import Level
from commonpurse.web.doors import MEMBER, WORKER, door
from commonpurse.web.parts.blockage_reading import unread_lines
from commonpurse.web.parts.blockages import (
    AnswerForm,
    RuleForm,
    blockage_line,
    whom_asked_words,
    with_addresses,
)
from commonpurse.web.parts.downloads import attachment, csv_file
from commonpurse.web.parts.flexes import who_flexed
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.parts.papers.changes import agenda_paper, changes_paper
from commonpurse.web.parts.papers.making import paper_look
from commonpurse.web.parts.shapes import Tab
from commonpurse.web.parts.words import translated
from commonpurse.web.request import PageRequest, look_at

# A person's trouble may be read by who sees her plan; a paper is laid on a table. So the paper names none.
LEVELS = (Level.GROUP, Level.BOARD)


def heading_of(level: Level) -> str:
    return _("The board’s agenda") if level is Level.BOARD else _("The operational group’s agenda")


def tabs(request: PageRequest, name: str) -> list[Tab]:
    """The group and the board, for who sits there; and what changed, for all who work here."""
    words = {Level.GROUP: _("Operational group"), Level.BOARD: _("Board")}
    views = [
        (reverse("manager:agenda", args=[level.value]), words[level], level.value)
        for level in LEVELS
        if may_see_agenda(viewer=request.member, level=level)
    ]
    views.append((reverse("manager:changes"), _("What changed"), "changes"))
    return [Tab(label, address, here == name) for address, label, here in views]


def agenda_at(request: PageRequest, level_name: str) -> tuple[Level, Agenda]:
    if level_name not in {level.value for level in LEVELS}:
        raise Http404
    level = Level(level_name)
    return level, or_404(agenda_of(viewer=request.member, level=level, today=request.today))


def to_do_lines(request: PageRequest, decisions: Iterable[Any]) -> list[tuple[Any, bool, bool]]:
    """Each decision that is not done, whether its day is over, and whether this member may say that it is done."""
    decides = may_decide_rule(viewer=request.member)
    return [(each, each.is_late(request.today), decides or each.owner_id == request.member.id) for each in decisions]


@door(WORKER, why="to see what climbed to the group and the board")
def agenda(request: PageRequest, level_name: str) -> HttpResponse:
    """What waits at one level today, what was decided and is not done, and what came of it lately."""
    level, found = agenda_at(request, level_name)
    let = {one.person_id for one in found.blockages if one.id in found.let}
    look_at(request, let, "name", "in the way")
    look_at(request, {one.person_id for one in (*found.blockages, *found.answered)} - let, "name", "plan")
    return show(
        request,
        "manager/agenda.html",
        sits_on_board=may_see_agenda(viewer=request.member, level=Level.BOARD),
        tabs=tabs(request, level.value),
        heading=heading_of(level),
        level=level.value,
        lines=with_addresses(found.blockages, request.member, request.today, let=found.let),
        unread=unread_lines(found.unread),
        rules=found.rules,
        to_do=to_do_lines(request, found.to_do),
        answered=with_addresses(found.answered, request.member, request.today),
        changed=found.changed,
    )


@door(WORKER, why="to see what climbed to the group and the board", methods="GET POST")
def blockage(request: PageRequest, blockage_id: UUID) -> HttpResponse:
    """One line that she let the group or the board read, and nothing else of hers; and the answer to it."""
    member, today = request.member, request.today
    found = or_404(get_what_is_let(viewer=member, blockage_id=blockage_id, today=today))
    look_at(request, found.person_id, "name", "in the way")
    level, within = found.level_on(today), answers_of(viewer=member, blockage=found)
    form = AnswerForm(posted(request), known=close_rules(found.words), within=within)
    if form.is_bound and form.is_valid():
        try:
            answer_blockage(by=member, blockage=found, now=request.now, **form.given)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("Your answer is kept. The person is told."), "manager:agenda", level.value)
    return show(
        request,
        "manager/blockage.html",
        sits_on_board=may_see_agenda(viewer=member, level=Level.BOARD),
        level=level.value,
        heading=heading_of(level),
        line=blockage_line(found, member, today),
        asked=whom_asked_words(found.asked_member, found.asked_organisation, found.asked_words),
        form=form,
        precedents=precedents_for(viewer=member, blockage=found),
    )


def finished(request: PageRequest) -> HttpResponse:
    try:
        decision_id = UUID(request.POST.get("decision", ""))
    except ValueError:
        raise Http404 from None
    decision = or_404(get_rule_decision(viewer=request.member, decision_id=decision_id))
    finish_rule_decision(by=request.member, decision=decision, now=request.now)
    return go(request, _("It is done, and stands in the log."), "manager:changes")


@door(WORKER, why="to take the agenda along")
def agenda_pdf(request: PageRequest, level_name: str) -> HttpResponse:
    level, found = agenda_at(request, level_name)
    content = agenda_paper(
        heading=heading_of(level),
        waiting=len(found.blockages) + found.unseen,
        rules=found.rules,
        to_do=found.to_do,
        look=paper_look(),
        now=request.now,
    )
    return attachment(f"agenda-{level.value}-{request.today}.pdf", content, "application/pdf")


@door(MEMBER, why="to decide about a rule that was bent three times", methods="GET POST")
def rule(request: PageRequest, rule_id: int) -> HttpResponse:
    """One rule, each time it was bent, and the decision where it waits for one."""
    found = or_404(get_rule(viewer=request.member, rule_id=rule_id))
    waits = any(one.rule.id == found.rule.id for one in rules_waiting())
    form = None
    if request.method == "POST" or (waits and may_decide_rule(viewer=request.member)):
        form = RuleForm(posted(request), owners=could_own(viewer=request.member))
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            decide_rule(by=request.member, rule=found.rule, now=request.now, **form.given)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("It is decided. It stands in the log."), "manager:changes")
    return show(
        request,
        "manager/rule.html",
        sits_on_board=may_see_agenda(viewer=request.member, level=Level.BOARD),
        tabs=tabs(request, ""),
        rule=found.rule,
        found=found,
        form=form,
    )


def changes_in(request: PageRequest, year: int | None) -> ChangesOfYear:
    this_year = request.today.year
    if year is not None and not this_year - 20 <= year <= this_year:
        raise Http404
    return or_404(changes_of_year(viewer=request.member, year=year or this_year))


@door(MEMBER, why="to see what changed in the year", methods="GET POST")
def changes(request: PageRequest, year: int | None = None) -> HttpResponse:
    """The log of one year, page by page; before it, what was decided and is not done."""
    if request.method == "POST":
        return finished(request)
    found = changes_in(request, year)
    return show(
        request,
        "manager/changes.html",
        sits_on_board=may_see_agenda(viewer=request.member, level=Level.BOARD),
        tabs=tabs(request, "changes"),
        found=found,
        page=one_page(request, found.lines),
        to_do=to_do_lines(request, to_do_of(viewer=request.member)),
        year=str(found.year),
        before=found.year - 1,
        after=found.year + 1 if found.year < request.today.year else None,
    )


@door(MEMBER, why="to take what changed in the year along")
def changes_pdf(request: PageRequest, year: int) -> HttpResponse:
    content = changes_paper(changes_in(request, year), look=paper_look(), now=request.now)
    return attachment(f"changes-{year}.pdf", content, "application/pdf")


@door(MEMBER, why="to take what changed in the year along")
def changes_csv(request: PageRequest, year: int) -> HttpResponse:
    found = changes_in(request, year)
    headings = [
        *(_("When"), _("What happened"), _("The rule"), _("What was done"), _("Why")),
        *(_("Who"), _("By when"), _("Done on")),
    ]
    rows = [
        [
            str(business_date(each.decided_at)),
            translated(each.verdict_words),
            each.rule.words,
            each.words,
            each.reason,
            each.owner.name,
            str(each.due_on),
            str(business_date(each.done_at)) if each.done_at else "",
        ]
        for each in found.decisions
    ]
    rows += [
        [
            f"{each.month:%Y-%m}",
            translated(each.kind_words),
            each.rule.words,
            each.done,
            *("", who_flexed(each), "", ""),
        ]
        for each in found.flexes
    ]
    return csv_file(f"changes-{year}.csv", headings, rows)
