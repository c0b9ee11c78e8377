"""The plan of somebody whom she helps, as far as they show it: to read, to do her own steps, to propose, to say thanks.

Hers alone to open: who sits beside her has no yes of the one whose plan it is.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.support.plans.commands import (
    move_step,
    take_back_proposal,
    thank_for_step,
    write_goal,
    write_step,
    write_words,
)
from commonpurse.support.plans.queries import (
    check_ins_of,
    get_own_proposal,
    get_step,
    open_goals_of,
    owners_offered,
    plan_with_team,
    plans_shown_to,
)
from commonpurse.support.plans.rules import PART_WORDS, Part, State
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.pages import go, go_on, or_404, refuse, show
from commonpurse.web.parts.plans import (
    GoalForm,
    PlanWordsForm,
    StepForm,
    WordForm,
    coordinator_said,
    goal_lines,
    part_lines,
    proposal_lines,
    step_line,
    step_lines,
    week_line,
    who_words,
)
from commonpurse.web.parts.words import said, translated
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest, look_at

GOAL, STEP = "goal", "step"
DONE_SHOWN, WEEKS_SHOWN = 5, 3


def who_shows_plan(request: PageRequest, person_id: UUID) -> tuple[Any, bool]:
    """Somebody who shows her their plan, and whether she may say something; else the page is not there."""
    shown = plans_shown_to(viewer=request.person, today=request.today)
    found = or_404(next((one for one in shown if one.person.id == person_id), None))
    look_at(request, person_id, "name", "plan")
    return found.person, found.may_say


@door(PERSON, why="to see the plan of somebody she helps", alone=True)
def helped_plan(request: PageRequest, person_id: UUID) -> HttpResponse:
    """The plan in their words; her own steps first; what she proposed and they have not answered."""
    her, may_say = who_shows_plan(request, person_id)
    me, today = request.person, request.today
    page = or_404(plan_with_team(viewer=me, person=her, today=today))
    found = page.plan
    weeks = check_ins_of(viewer=me, person=her, today=today, count=WEEKS_SHOWN)
    if weeks:
        look_at(request, her.id, "weeks")
    mine = [one for one in found.open_steps if one.owner_helper_id == me.id]
    return show(
        request,
        "person/helped_plan.html",
        her=her,
        mine=step_lines(mine, found, me, today),
        parts=[part for part in part_lines(found.words, Part) if part.words],
        goals=goal_lines(found, me, today),
        steps=step_lines([one for one in found.steps if one not in mine], found, me, today),
        done=step_lines(found.done[:DONE_SHOWN], found, me, today),
        proposals=[line for line in proposal_lines(found, me) if line.is_mine],
        coordinates=coordinator_said(page.coordinating, me),
        team=[who_words(who) for who in page.team if who.id != me.id],
        story=[week_line(one, me) for one in weeks],
        is_empty=found.is_empty,
        may_write=may_say,
    )


@door(PERSON, why="to do a step for somebody she helps", methods="GET POST", alone=True)
def helped_step(request: PageRequest, person_id: UUID, step_id: UUID) -> HttpResponse:
    """One step: her own to do, another's to say thanks for."""
    her, may_say = who_shows_plan(request, person_id)
    me = request.person
    found = or_404(get_step(viewer=me, person=her, step_id=step_id, today=request.today))
    form, refusal = WordForm(posted(request)), ""
    if request.method == "POST" and form.is_valid():
        line, to = form.cleaned_data["words"], request.POST.get("to", "")
        try:
            if to == "thanks":
                thank_for_step(by=me, step=found, words=line, now=request.now)
            elif to in (State.DONE, State.GIVEN_UP, State.OPEN):
                move_step(by=me, step=found, to=State(to), words=line, now=request.now)
            else:
                raise Http404
        except Refused as refused:
            refusal = said(refused)
        else:
            happened = _("It is written down. {name} can read it.").format(name=named(her.called_by))
            return go(request, happened, "person:helped_plan", her.id)
    return show(
        request,
        "person/helped_step.html",
        status=422 if refusal else 200,
        refusal=refusal,
        her=her,
        step=found,
        line=step_line(found, me, request.today),
        form=form,
        may_write=may_say,
    )


@door(PERSON, why="to propose something to somebody she helps", methods="GET POST", alone=True)
def propose(request: PageRequest, person_id: UUID, kind: str) -> HttpResponse:
    """A step, a goal, or words under a heading. They wait for a yes."""
    her, may_say = who_shows_plan(request, person_id)
    me, today = request.person, request.today
    if not may_say:
        raise NotAllowed
    if kind not in (STEP, GOAL, *Part):
        raise Http404
    given: dict[str, Any] = {"by": me, "person": her, "now": request.now}
    form: Any
    if kind == STEP:
        goals, offered = (
            open_goals_of(viewer=me, person=her, today=today),
            owners_offered(viewer=me, person=her, today=today),
        )
        initial = {"owner": f"helper:{me.id}"}
        form = StepForm(posted(request), viewer=me, person=her, offered=offered, goals=goals, initial=initial)
    else:
        form = GoalForm(posted(request)) if kind == GOAL else PlanWordsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            if kind == STEP:
                write_step(**given, **form.given)
            elif kind == GOAL:
                write_goal(**given, words=form.cleaned_data["words"], scale=form.scale)
            else:
                write_words(**given, part=Part(kind), words=form.cleaned_data["words"])
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("It waits for {name} to say yes or no.").format(name=named(her.called_by))
            return go(request, happened, "person:helped_plan", her.id)
    headings = {STEP: _("An idea for a step"), GOAL: _("An idea for a goal")}
    heading = headings.get(kind) or translated(PART_WORDS[Part(kind)])
    return show(request, "person/helped_propose.html", form=form, her=her, heading=heading)


@door(PERSON, why="to take back what she proposed to somebody she helps", methods="POST", alone=True)
def take_back(request: PageRequest, person_id: UUID, proposal_id: UUID) -> HttpResponse:
    """What she proposed herself, while it waits."""
    her, _may_say = who_shows_plan(request, person_id)
    found = get_own_proposal(viewer=request.person, person=her, proposal_id=proposal_id, today=request.today)
    if found is None:
        raise Http404
    try:
        take_back_proposal(by=request.person, proposal=found, now=request.now)
    except Refused as refused:
        return go_on(request, said(refused), reverse("person:helped_plan", args=[her.id]), is_done=False)
    return go(request, _("It is taken back."), "person:helped_plan", her.id)
