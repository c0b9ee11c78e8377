"""The caseload meeting: what waits, one referral with its decision, and who is chosen beside who is put forward."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.parties.partners.queries import Member, members_of_group
from commonpurse.parties.partners.rules import Group
from commonpurse.support.referrals.access import can_hold_meeting, can_open_name
from commonpurse.support.referrals.commands import (
    accept_referral,
    answer_same,
    decline_referral,
    list_referral,
    open_name,
    revoke_referral,
)
from commonpurse.support.referrals.queries import (
    MaybeSame,
    agenda_of,
    could_coordinate_newly,
    equality_check,
    get_referral,
    maybe_the_same,
    ndt_permission_now,
    offers_of,
)
from commonpurse.support.referrals.rules import LONGEST_WHY, LONGEST_WORDS, MOVES, OPEN_STATES, STATE_WORDS, State
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.parts.forms import PageForm
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.plans import caseload_words, who_words
from commonpurse.web.parts.referrals import (
    asker_words,
    decision_lines,
    offer_line,
    offerer_words,
    standing_words,
    state_line,
)
from commonpurse.web.parts.told import ToldForm
from commonpurse.web.parts.words import translated
from commonpurse.web.request import PageRequest, look_at

# What is asked only where the outcome is a yes.
FOR_A_YES = {
    "shares": gettext_lazy(
        "If it is accepted: what did the person say that who coordinates may see, and do with them?"
    ),
    "explained": gettext_lazy("If they said so: how was it explained?"),
    "explained_format": gettext_lazy("If they said so: in which format?"),
}

ASKED_FOR = {State.ACCEPTED: ("coordinator", *FOR_A_YES), State.DECLINED: ("instead",)}


class DecideForm(ToldForm):
    """What is decided; and for a yes who coordinates, and what the person said that they may see and do."""

    field_order = ("outcome", "reason", "together", "instead", "coordinator", "shares", "explained", "explained_format")
    outcome = forms.ChoiceField(
        label=gettext_lazy("What is decided?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is decided.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Who referred reads it, and the person."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why. Who referred reads it.")},
    )
    together = forms.MultipleChoiceField(
        label=gettext_lazy("Who of the group decided it with you?"),
        help_text=gettext_lazy("Their names stand beside the decision. The person reads them."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    instead = forms.CharField(
        label=gettext_lazy("If it is declined: what is done instead?"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    coordinator = forms.ChoiceField(
        label=gettext_lazy("If it is accepted: who coordinates?"),
        help_text=gettext_lazy(
            "Behind each name: for how many they coordinate now. The person says yes or no to them."
        ),
        required=False,
    )

    def __init__(self, *args: Any, state: State, able: list[Any], group: list[Member], names: bool):
        super().__init__(*args)
        for name, label in FOR_A_YES.items():
            self.fields[name].label, self.fields[name].required = label, False
        self.group = {str(one.id): one for one in group}
        together: Any = self.fields["together"]
        together.choices = [(key, who_words(one)) for key, one in self.group.items()]
        if not self.group:
            del self.fields["together"]
        self.able = {str(one.member.id): one.member for one in able}
        outcome: Any = self.fields["outcome"]
        # Also what is not to be had any more, where it was asked for: the refusal then says what happened meanwhile.
        moves = MOVES.get(state, ())
        if self.is_bound and self.data.get("outcome") in set(MOVES[State.WAITING]) - set(moves):
            moves = MOVES[State.WAITING]
        outcome.choices = [(to.value, STATE_WORDS[to]) for to in moves]
        if len(moves) == 1:
            outcome.initial = moves[0].value
        coordinator: Any = self.fields["coordinator"]
        coordinator.choices = [
            ("", gettext_lazy("To be named later")),
            *((str(one.member.id), caseload_words(one)) for one in able),
        ]
        # What belongs to an outcome that is not on offer is not asked, nor who coordinates of who cannot name them.
        for to, asked in ASKED_FOR.items():
            for name in asked if to not in moves or (to is State.ACCEPTED and not names) else ():
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("shares") and not said.get("coordinator"):
            self.add_error("coordinator", _("Choose who coordinates. What the person said is a yes to them."))
        for name in ("explained", "explained_format"):
            if said.get("shares") and not said.get(name):
                self.add_error(name, _("Choose one."))
        return said

    def decide(self, request: PageRequest, referral: Any) -> None:
        said = self.cleaned_data
        given: dict[str, Any] = {
            "by": request.member,
            "referral": referral,
            "reason": said["reason"],
            "now": request.now,
        }
        outcome, together = State(said["outcome"]), [self.group[key] for key in said.get("together", [])]
        if outcome is State.ACCEPTED:
            told = self.told() if said.get("shares") else None
            coordinator = self.able.get(said.get("coordinator", ""))
            accept_referral(**given, together=together, coordinator=coordinator, told=told)
        elif outcome is State.DECLINED:
            decline_referral(**given, together=together, instead=said["instead"])
        elif outcome is State.LISTED:
            list_referral(**given, together=together)
        else:
            revoke_referral(**given, together=together)


class WhyForm(PageForm):
    why = forms.CharField(
        label=gettext_lazy("Why do you need the name?"),
        help_text=gettext_lazy("For example: to see whether they are here already. It is written down."),
        max_length=LONGEST_WHY,
    )


@door(MEMBER, why="to hold the caseload meeting")
def caseload(request: PageRequest) -> HttpResponse:
    agenda = agenda_of(viewer=request.member)
    group = members_of_group(viewer=request.member, group=Group.CASELOAD)
    people = {one.person_id for one in [*agenda.waiting, *agenda.listed] if one.person_id}
    look_at(request, people, "referral")
    accepted = [one.referral for one in agenda.decided if one.outcome == State.ACCEPTED]
    kept = offers_of(viewer=request.member, referrals=accepted, now=request.now)
    look_at(request, {one.person_id for one in accepted if one.id in kept and one.person_id}, "referral")
    check = equality_check(viewer=request.member, now=request.now)
    listed = [
        (one, state_line(one, place), asker_words(one), offerer_words(one))
        for place, one in enumerate(agenda.listed, start=1)
    ]
    told = [(words, rows) for words, rows in check.questions if any(row.put_forward is not None for row in rows)]
    questions = [(translated(words), [(translated(row.words), row) for row in rows]) for words, rows in told]
    return show(
        request,
        "partner/caseload.html",
        sitting=[who_words(one) for one in group],
        alone=group[0].organisation if len({one.organisation_id for one in group}) == 1 else None,
        waiting=[(one, asker_words(one), offerer_words(one)) for one in agenda.waiting],
        listed=listed,
        decided=[(line, offer_line(kept.get(line.decision.referral_id))) for line in decision_lines(agenda.decided)],
        check=check,
        last_month=check.ends_on - timedelta(days=1),
        questions=questions,
        few=[translated(words) for words, rows in check.questions if (words, rows) not in told],
    )


@door(MEMBER, why="to decide who is taken on", methods="GET POST")
def referral(request: PageRequest, referral_id: UUID) -> HttpResponse:
    """One referral, without its name until somebody says why they need it; and what is decided of it."""
    if not can_hold_meeting(request.member):
        raise NotAllowed
    shown = or_404(get_referral(viewer=request.member, referral_id=referral_id, now=request.now))
    found = shown.referral
    if found.person_id:
        look_at(request, found.person_id, "referral")
    state = State(found.state)
    # Of what is accepted it is only asked whether it is taken back; of what was decided meanwhile, once more.
    asks_all = state in OPEN_STATES or "decide" in request.POST
    group = members_of_group(viewer=request.member, group=Group.CASELOAD) if asks_all else []
    decide = DecideForm(
        request.POST if "decide" in request.POST else None,
        state=state,
        able=could_coordinate_newly() if asks_all else [],
        group=[one for one in group if one.id != request.member.id],
        names=request.member.has_role("manager"),
    )
    why = WhyForm(request.POST if "open" in request.POST else None)
    if decide.is_bound and decide.is_valid():
        try:
            decide.decide(request, found)
        except Refused as refused:
            refuse(decide, refused)
        else:
            return go(request, _("It is decided, and written down."), "partner:caseload")
    if why.is_bound and why.is_valid():
        try:
            open_name(by=request.member, referral=found, why=why.cleaned_data["why"], now=request.now)
        except Refused as refused:
            refuse(why, refused)
        else:
            return go(request, _("The name is open to you for an hour."), "partner:referral", found.id)
    maybe = maybe_the_same(viewer=request.member, referral=found, now=request.now) if shown.name else None
    look_at(request, {one.key for one in maybe or [] if not one.code}, "name")
    return show(
        request,
        "partner/referral.html",
        shown=shown,
        referral=found,
        line=state_line(found, shown.place),
        stands_on=standing_words(found),
        asker=asker_words(found),
        offerer=offerer_words(found),
        decisions=decision_lines(shown.decisions),
        decide=decide if decide.is_bound or MOVES.get(state) else None,
        why=why if (why.is_bound or state in OPEN_STATES) and can_open_name(request.member, found) else None,
        may_find_out=can_open_name(request.member, found),
        has_more=ndt_permission_now() is not None,
        maybe=[(one, born_words(one, found)) for one in maybe] if maybe is not None else None,
    )


@door(MEMBER, why="to decide who is taken on", methods="POST")
def same(request: PageRequest, referral_id: UUID, other_key: UUID) -> HttpResponse:
    """Say whether a referral is of somebody who is here already, or in another referral."""
    if not can_hold_meeting(request.member):
        raise NotAllowed
    shown = or_404(get_referral(viewer=request.member, referral_id=referral_id, now=request.now))
    try:
        answer_same(
            by=request.member,
            referral=shown.referral,
            other_key=other_key,
            is_same=request.POST.get("is_same") == "yes",
            now=request.now,
        )
    except NotAllowed:
        or_404(None)
    return go(request, _("It is written down. Nothing was merged."), "partner:referral", referral_id)


def born_words(one: MaybeSame, referral: Any) -> str:
    """How the days of birth agree: the day of somebody who is here is not told."""
    if one.born is None or referral.date_of_birth is None:
        return _("a day of birth is missing")
    return _("the same day of birth") if one.born == referral.date_of_birth else _("day and month of birth turned")
