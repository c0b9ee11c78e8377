"""Her plan: what she says of herself, her goals and steps, what others propose, and all that happened."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.money.decisions.commands import point_ask_to_step
from commonpurse.money.decisions.queries import asks_visible_to
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.support.plans.commands import (
    answer_proposal,
    invite_to_step,
    mark_goal,
    move_goal,
    move_step,
    thank_for_step,
    write_goal,
    write_step,
    write_words,
)
from commonpurse.support.plans.queries import (
    PlanShown,
    check_ins_of,
    get_goal,
    get_proposal,
    get_step,
    marks_of,
    open_goals_of,
    owners_offered,
    plan_of,
    plan_with_team,
)
from commonpurse.support.plans.rules import OWN_PARTS, PART_WORDS, Part, State
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.downloads import attachment
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.parts.papers.making import paper_look
from commonpurse.web.parts.papers.plan import plan_paper
from commonpurse.web.parts.plans import (
    LEVEL_LINES,
    GoalForm,
    GoalMarkForm,
    PlanWordsForm,
    StepForm,
    WordForm,
    coordinator_said,
    goal_lines,
    has_day_to_come,
    initial_of_goal,
    initial_of_step,
    mark_lines,
    part_lines,
    proposal_line,
    proposal_lines,
    step_line,
    step_lines,
    week_line,
    who_words,
)
from commonpurse.web.parts.reading import paper_form
from commonpurse.web.parts.step_money import step_money
from commonpurse.web.parts.words import said, translated
from commonpurse.web.person.kept import go_or_ask
from commonpurse.web.person.told import whole_story
from commonpurse.web.person.weeks import week_faces
from commonpurse.web.request import PageRequest, look_at

DONE_SHOWN = 5
LEFT_SHOWN = 10
MONTHS_SHOWN = 12


def own_plan(request: PageRequest) -> PlanShown:
    """Her plan, which is there from the beginning, if empty."""
    look_at(request, request.person.id, "plan")
    return or_404(plan_of(viewer=request.person, person=request.person, today=request.today))


def own_step(request: PageRequest, step_id: UUID) -> Any:
    look_at(request, request.person.id, "plan")
    return or_404(get_step(viewer=request.person, person=request.person, step_id=step_id, today=request.today))


def own_goal(request: PageRequest, goal_id: UUID) -> Any:
    look_at(request, request.person.id, "plan")
    return or_404(get_goal(viewer=request.person, person=request.person, goal_id=goal_id, today=request.today))


@door(PERSON, why="to see her own plan")
def plan(request: PageRequest) -> HttpResponse:
    """All of it, what waits for her first."""
    person, today = request.person, request.today
    look_at(request, person.id, "plan")
    page = or_404(plan_with_team(viewer=person, person=person, today=today))
    found = page.plan
    weeks = check_ins_of(viewer=person, person=person, today=today, count=1)
    return show(
        request,
        "person/plan.html",
        proposals=proposal_lines(found, person),
        parts=part_lines(found.words, OWN_PARTS),
        goals=goal_lines(found, person, today),
        steps=step_lines(found.steps, found, person, today),
        done=step_lines(found.done[:DONE_SHOWN], found, person, today),
        is_empty=found.is_empty,
        team=[who_words(who) for who in page.team],
        coordinates=coordinator_said(page.coordinating, person),
        named=page.coordinating.waiting,
        week=week_line(weeks[0], person) if weeks else None,
        faces=week_faces(),
    )


@door(PERSON, why="to take along her own plan")
def plan_pdf(request: PageRequest) -> HttpResponse:
    """The same as a paper; in large print or easy read where she asks for it, or always reads so."""
    person, today = request.person, request.today
    look_at(request, person.id, "plan")
    page = or_404(plan_with_team(viewer=person, person=person, today=today))
    content = plan_paper(
        called_by=person.called_by,
        parts=part_lines(page.plan.words, OWN_PARTS),
        goals=goal_lines(page.plan, person, today),
        steps=step_lines(page.plan.steps, page.plan, person, today),
        team=[who_words(who) for who in page.team],
        done=step_lines(page.plan.done, page.plan, person, today),
        coordinates=[each.words for each in coordinator_said(page.coordinating, person)],
        form=paper_form(request),
        look=paper_look(),
        now=request.now,
    )
    return attachment(f"plan-{today}.pdf", content, "application/pdf")


@door(PERSON, why="to write in her own plan", methods="GET POST")
def words(request: PageRequest, part_name: str) -> HttpResponse:
    """What stands under one heading, to write anew or to take off."""
    if part_name not in set(Part):
        raise Http404
    part = Part(part_name)
    standing = own_plan(request).words.get(part)
    form = PlanWordsForm(posted(request), initial={"words": standing.words if standing else ""})
    back = "person:plan" if part in OWN_PARTS else "person:bad_day"
    if request.method == "POST" and form.is_valid():
        try:
            write_words(by=request.person, person=request.person, part=part, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("It stands in your plan."), back)
    return show(request, "person/plan_words.html", form=form, heading=translated(PART_WORDS[part]), part=part.value)


@door(PERSON, why="to write in her own plan", methods="GET POST")
def add_goal(request: PageRequest) -> HttpResponse:
    return written_goal(request, None)


@door(PERSON, why="to write in her own plan", methods="GET POST")
def change_goal(request: PageRequest, goal_id: UUID) -> HttpResponse:
    return written_goal(request, own_goal(request, goal_id))


def written_goal(request: PageRequest, before: Any) -> HttpResponse:
    form = GoalForm(posted(request), initial=initial_of_goal(before) if before else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = write_goal(
                by=request.person,
                person=request.person,
                words=form.cleaned_data["words"],
                scale=form.scale,
                replaces=before,
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("Your goal is in your plan."), "person:plan_goal", made.id)
    return show(request, "person/write_goal.html", form=form, before=before)


@door(PERSON, why="to see her own plan", methods="GET POST")
def goal(request: PageRequest, goal_id: UUID) -> HttpResponse:
    """One goal: where she is with it, reached, let go, or one again."""
    found = own_goal(request, goal_id)
    is_mark = request.POST.get("to") == "mark"
    mark_form = GoalMarkForm(posted(request) if is_mark else None, goal=found, prefix="mark")
    form, refusal = WordForm(None if is_mark else posted(request)), ""
    if is_mark and mark_form.is_valid():
        try:
            mark_goal(by=request.person, goal=found, now=request.now, **mark_form.given)
        except Refused as refused:
            refuse(mark_form, refused)
        else:
            return go(request, _("It is written down."), "person:plan_goal", found.id)
    elif request.method == "POST" and not is_mark and form.is_valid():
        try:
            move_goal(
                by=request.person,
                goal=found,
                to=moved_to(request),
                words=form.cleaned_data["words"],
                now=request.now,
            )
        except Refused as refused:
            refusal = said(refused)
        else:
            return go(request, _("It is written down."), "person:plan")
    return show(
        request,
        "person/plan_goal.html",
        status=422 if refusal or mark_form.errors else 200,
        refusal=refusal,
        goal=found,
        scale=[(translated(words), getattr(found, level.value)) for level, words in LEVEL_LINES],
        form=form,
        mark_form=mark_form,
        marks=mark_lines(marks_of(viewer=request.person, goal=found, today=request.today)),
    )


def moved_to(request: PageRequest) -> State:
    """Whither the button moves it."""
    to = request.POST.get("to", "")
    if to not in (State.DONE, State.GIVEN_UP, State.OPEN):
        raise Http404
    return State(to)


@door(PERSON, why="to write in her own plan", methods="GET POST")
def add_step(request: PageRequest) -> HttpResponse:
    return written_step(request, None)


@door(PERSON, why="to write in her own plan", methods="GET POST")
def change_step(request: PageRequest, step_id: UUID) -> HttpResponse:
    return written_step(request, own_step(request, step_id))


def written_step(request: PageRequest, before: Any) -> HttpResponse:
    look_at(request, request.person.id, "plan")
    form = StepForm(
        posted(request),
        viewer=request.person,
        person=request.person,
        offered=owners_offered(viewer=request.person, person=request.person, today=request.today),
        goals=open_goals_of(viewer=request.person, person=request.person, today=request.today),
        initial=initial_of_step(before) if before else {"goal": request.GET.get("goal", ""), "owner": "me"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            write_step(by=request.person, person=request.person, replaces=before, now=request.now, **form.given)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("The step is in your plan."), "person:plan")
    return show(request, "person/write_step.html", form=form, before=before)


class AskForm(PageForm):
    """Which of her asks is for this step."""

    ask = forms.ChoiceField(
        label=gettext_lazy("What did you ask for?"), error_messages={"required": gettext_lazy("Choose one.")}
    )


@door(PERSON, why="to see her own plan", methods="GET POST")
def step(request: PageRequest, step_id: UUID) -> HttpResponse:
    """One step: do it, give it up, open it again, say thanks; and what she asked for, to do it with."""
    found = own_step(request, step_id)
    hers = asks_visible_to(request.person, request.today).filter(person=request.person)
    asks = list(hers.filter(Q(plan_step=None) | Q(plan_step=found.id)).select_related("payment__reissued_as"))
    free = {str(one.id): one for one in asks if one.plan_step_id is None}
    pointing = [one for one in asks if one.plan_step_id is not None]
    is_ask = request.POST.get("to") == "ask"
    ask_form = AskForm(posted(request) if is_ask else None)
    ask_field: Any = ask_form.fields["ask"]
    ask_field.choices = [("", _("Choose one")), *((key, one.what_for) for key, one in free.items())]
    form, refusal = WordForm(None if is_ask else posted(request)), ""
    if request.method == "POST" and (ask_form if is_ask else form).is_valid():
        try:
            if is_ask:
                ask = free[ask_form.cleaned_data["ask"]]
                point_ask_to_step(by=request.person, ask=ask, step=found, now=request.now)
            elif request.POST.get("to") == "thanks":
                thank_for_step(by=request.person, step=found, words=form.cleaned_data["words"], now=request.now)
                return go_or_ask(request, _("It is written down."), "person:plan")
            elif request.POST.get("to") == "invite":
                invite_to_step(by=request.person, step=found, now=request.now)
                sent = _("The day goes by e-mail to each who wants that. It is in their news too.")
                return go(request, sent, "person:plan_step", found.id)
            else:
                line = form.cleaned_data["words"]
                move_step(by=request.person, step=found, to=moved_to(request), words=line, now=request.now)
        except Refused as refused:
            refusal = said(refused)
        else:
            return go(request, _("It is written down."), "person:plan")
    return show(
        request,
        "person/plan_step.html",
        status=422 if refusal else 200,
        refusal=refusal,
        step=found,
        line=step_line(found, request.person, request.today),
        form=form,
        has_day_to_come=has_day_to_come(found, request.today),
        money=step_money(pointing, request.person, the_partnership().currency) if pointing else [],
        ask_form=ask_form if free and found.is_accepted else None,
    )


@door(PERSON, why="to answer what somebody proposes", methods="GET POST")
def proposal(request: PageRequest, proposal_id: UUID) -> HttpResponse:
    """What somebody proposes: her yes puts it into her plan, her no leaves it out."""
    look_at(request, request.person.id, "plan")
    found = get_proposal(viewer=request.person, proposal_id=proposal_id)
    if found is None:
        raise Http404
    form, refusal = WordForm(posted(request)), ""
    if request.method == "POST" and form.is_valid():
        is_yes = request.POST.get("say") == "yes"
        answer = form.cleaned_data["words"]
        try:
            answer_proposal(by=request.person, proposal=found, is_yes=is_yes, answer=answer, now=request.now)
        except Refused as refused:
            refusal = said(refused)
        else:
            happened = _("It is in your plan now.") if is_yes else _("It stays out of your plan.")
            return go_or_ask(request, happened, "person:plan")
    return show(
        request,
        "person/plan_proposal.html",
        status=422 if refusal else 200,
        refusal=refusal,
        line=proposal_line(found, request.person),
        waits=found.waits,
        is_taken_back=found.is_taken_back,
        form=form,
    )


@door(PERSON, why="to look back at her own plan")
def history(request: PageRequest) -> HttpResponse:
    """All that happened, told by months, the newest of them open; and what was left, for the way back."""
    found = own_plan(request)
    look_at(request, request.person.id, "weeks", "orders")
    page = one_page(request, whole_story(request, found)[::-1], MONTHS_SHOWN)
    return show(
        request,
        "person/plan_history.html",
        page=page,
        months=page.object_list[::-1],
        left=[
            (left, hasattr(left, "what"), left.what if hasattr(left, "what") else left.words)
            for left in found.left[:LEFT_SHOWN]
        ],
    )
