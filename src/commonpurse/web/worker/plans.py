"""The plan of a person, for who works with her: to read, to propose, to do one's own steps, to say thanks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.money.decisions.queries import asks_visible_to
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.access import people_shared_with, stands_in_for
from commonpurse.parties.people.sharing import levels_seen_on, with_levels_seen
from commonpurse.support.plans.commands import (
    invite_to_step,
    move_step,
    take_back_proposal,
    thank_for_step,
    write_goal,
    write_step,
    write_words,
)
from commonpurse.support.plans.queries import (
    get_own_proposal,
    get_step,
    open_goals_of,
    owners_offered,
    plan_with_team,
    steps_to_do,
)
from commonpurse.support.plans.rules import PART_WORDS, Part, State
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.plans import (
    GoalForm,
    PlanWordsForm,
    StepForm,
    WordForm,
    coordinator_said,
    goal_lines,
    has_day_to_come,
    history_lines,
    initial_of_step,
    part_lines,
    proposal_lines,
    step_line,
    step_lines,
    who_words,
)
from commonpurse.web.parts.step_money import StepMoney, step_money
from commonpurse.web.parts.words import said, translated
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest, look_at

DONE_SHOWN = 5
HISTORY_SHOWN = 12


def who_shows_plan(request: PageRequest, person_id: UUID) -> Any:
    """A person who shows the worker her plan; else the page is not there."""
    seen = people_shared_with(request.member, request.today, Item.PLAN).filter(id=person_id)
    found = or_404(with_levels_seen(seen, viewer=request.member, today=request.today).first())
    look_at(request, found.id, "name", "plan")
    return found


def takes_ideas(who: Any, request: PageRequest) -> bool:
    """Whether she lets the worker say something about her plan, as was read along with her name."""
    return levels_seen_on(who, viewer=request.member).get(Item.PLAN, Level.SEE) >= Level.COMMENT


def who_takes_ideas(request: PageRequest, person_id: UUID) -> Any:
    """A person who lets the worker say something about her plan."""
    who = who_shows_plan(request, person_id)
    if not takes_ideas(who, request):
        raise NotAllowed
    return who


@door(WORKER, why="to see the plan of the person")
def plan(request: PageRequest, person_id: UUID) -> HttpResponse:
    """The plan as she wrote it, what waits for her, one's own steps, and what happened."""
    who = who_shows_plan(request, person_id)
    member, today = request.member, request.today
    page = or_404(plan_with_team(viewer=member, person=who, today=today))
    found = page.plan
    mine = [one for one in found.open_steps if one.owner_member_id == member.id]
    return show(
        request,
        "worker/plan.html",
        person=who,
        mine=step_lines(mine, found, member, today),
        proposals=proposal_lines(found, member),
        parts=part_lines(found.words, Part),
        goals=goal_lines(found, member, today),
        steps=step_lines([one for one in found.steps if one not in mine], found, member, today),
        done=step_lines(found.done[:DONE_SHOWN], found, member, today),
        team=[who_words(each) for each in page.team],
        coordinates=coordinator_said(page.coordinating, member),
        story=history_lines(found.history[:HISTORY_SHOWN], member),
        may_write=takes_ideas(who, request),
    )


@door(WORKER, why="to propose something for the plan of the person", methods="GET POST")
def words(request: PageRequest, person_id: UUID, part_name: str) -> HttpResponse:
    who = who_takes_ideas(request, person_id)
    if part_name not in set(Part):
        raise Http404
    form = PlanWordsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            write_words(by=request.member, person=who, part=Part(part_name), now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return waits_for_her(request, who)
    heading = translated(PART_WORDS[Part(part_name)])
    return show(request, "worker/propose.html", person=who, form=form, heading=heading)


@door(WORKER, why="to propose something for the plan of the person", methods="GET POST")
def goal(request: PageRequest, person_id: UUID) -> HttpResponse:
    who = who_takes_ideas(request, person_id)
    form = GoalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = {"words": form.cleaned_data["words"], "scale": form.scale}
        try:
            write_goal(by=request.member, person=who, now=request.now, **given)
        except Refused as refused:
            refuse(form, refused)
        else:
            return waits_for_her(request, who)
    return show(request, "worker/propose.html", person=who, form=form, heading=_("A goal"))


@door(WORKER, why="to propose something for the plan of the person", methods="GET POST")
def propose_step(request: PageRequest, person_id: UUID) -> HttpResponse:
    return proposed_step(request, who_takes_ideas(request, person_id), None)


@door(WORKER, why="to propose something for the plan of the person", methods="GET POST")
def propose_change(request: PageRequest, person_id: UUID, step_id: UUID) -> HttpResponse:
    who = who_takes_ideas(request, person_id)
    before = or_404(get_step(viewer=request.member, person=who, step_id=step_id, today=request.today))
    return proposed_step(request, who, before)


def proposed_step(request: PageRequest, who: Any, before: Any) -> HttpResponse:
    form = StepForm(
        posted(request),
        viewer=request.member,
        person=who,
        offered=owners_offered(viewer=request.member, person=who, today=request.today),
        goals=open_goals_of(viewer=request.member, person=who, today=request.today),
        initial=initial_of_step(before) if before else {"owner": f"member:{request.member.id}"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            write_step(by=request.member, person=who, replaces=before, now=request.now, **form.given)
        except Refused as refused:
            refuse(form, refused)
        else:
            return waits_for_her(request, who)
    return show(request, "worker/propose.html", person=who, form=form, heading=_("A step"))


def waits_for_her(request: PageRequest, who: Any) -> HttpResponse:
    happened = _("It waits for {name} to say yes or no.").format(name=named(who.called_by))
    return go(request, happened, "worker:plan", who.id)


@door(WORKER, why="to do a step of the plan of the person", methods="GET POST")
def step(request: PageRequest, person_id: UUID, step_id: UUID) -> HttpResponse:
    """One step: one's own to do, another's to say thanks for."""
    who = who_shows_plan(request, person_id)
    found = or_404(get_step(viewer=request.member, person=who, step_id=step_id, today=request.today))
    form, refusal = WordForm(posted(request)), ""
    is_stood_in = stands_in_for(request.member, found.owner_member_id, who.id, request.today)
    if request.method == "POST" and form.is_valid():
        line, to = form.cleaned_data["words"], request.POST.get("to", "")
        try:
            if to == "invite":
                invite_to_step(by=request.member, step=found, now=request.now)
                sent = _("The day goes to those on it who want e-mail from us. It is in their news too.")
                return go(request, sent, "worker:plan_step", who.id, found.id)
            if to == "thanks":
                thank_for_step(by=request.member, step=found, words=line, now=request.now)
            elif to in (State.DONE, State.GIVEN_UP, State.OPEN):
                move_step(by=request.member, step=found, to=State(to), words=line, now=request.now)
            else:
                raise Http404
        except Refused as refused:
            refusal = said(refused)
        else:
            return go(request, _("It is written down, for all on the team to see."), "worker:plan", who.id)
    return show(
        request,
        "worker/plan_step.html",
        status=422 if refusal else 200,
        refusal=refusal,
        person=who,
        step=found,
        line=step_line(found, request.member, request.today, stood_in=is_stood_in),
        form=form,
        may_write=takes_ideas(who, request),
        has_day_to_come=has_day_to_come(found, request.today),
        money=money_for(request, who, found),
    )


def in_place_of(one: Any, member: Any) -> str:
    """Whose step it is, where the member stands in for somebody; nothing where it is their own."""
    if one.owner_member_id == member.id:
        return ""
    return _("you stand in for {name}").format(name=named(one.owner_member.name))


def money_for(request: PageRequest, who: Any, step: Any) -> list[StepMoney]:
    """What was asked for a step, where she shows the worker what she asks for."""
    asks = asks_visible_to(request.member, request.today).filter(person=who.id, plan_step=step.id)
    found = list(asks.select_related("payment__reissued_as"))
    if found:
        look_at(request, who.id, "asks")
    return step_money(found, request.member, the_partnership().currency) if found else []


@door(WORKER, why="to take back what was proposed for the plan of the person", methods="POST")
def take_back(request: PageRequest, person_id: UUID, proposal_id: UUID) -> HttpResponse:
    """What one proposed oneself, while it waits."""
    who = who_shows_plan(request, person_id)
    found = get_own_proposal(viewer=request.member, person=who, proposal_id=proposal_id, today=request.today)
    if found is None:
        raise Http404
    try:
        take_back_proposal(by=request.member, proposal=found, now=request.now)
    except Refused as refused:
        return go(request, said(refused), "worker:plan", who.id)
    return go(request, _("It is taken back, and waits no more."), "worker:plan", who.id)


@door(WORKER, why="to see which steps are mine to do")
def steps(request: PageRequest) -> HttpResponse:
    """The steps that this worker does, of everybody, the next day first."""
    found = steps_to_do(viewer=request.member, today=request.today)
    look_at(request, {one.person_id for one in found}, "name", "plan")
    me = request.member
    lines = [
        (
            one.person,
            step_line(one, me, request.today, stood_in=True),
            in_place_of(one, me),
        )
        for one in found
    ]
    return show(request, "worker/steps.html", lines=lines)
