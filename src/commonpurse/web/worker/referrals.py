"""Putting somebody forward, with what one does oneself; and what became of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.parties.consent.queries import lawful_bases_of
from commonpurse.parties.consent.rules import EXPLAINED_WORDS
from commonpurse.support.plans.commands import finish_offer
from commonpurse.support.referrals.access import can_take_back
from commonpurse.support.referrals.commands import Agreed, hand_on_answers, refer, revoke_referral
from commonpurse.support.referrals.queries import get_referral, ndt_permission_now, offers_of, referrals_by
from commonpurse.support.referrals.rules import (
    ANSWERS,
    GROUND_WORDS,
    LONGEST_FAMILY,
    LONGEST_NAME,
    LONGEST_STEP,
    LONGEST_SUMMARY,
    LONGEST_WORDS,
    QUESTION_WORDS,
    Ground,
    Question,
    Whose,
)
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import DayField, PageForm
from commonpurse.web.parts.pages import go, go_on, or_404, refuse, show
from commonpurse.web.parts.referrals import (
    asker_words,
    basis_words,
    decision_lines,
    offer_line,
    offerer_words,
    standing_words,
    state_line,
)
from commonpurse.web.parts.words import said, translated
from commonpurse.web.request import PageRequest, look_at
from commonpurse.web.worker.people import person_or_404


def few_lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ReferForm(PageForm):
    name = forms.CharField(label=gettext_lazy("Their name"), max_length=LONGEST_NAME)
    date_of_birth = DayField(
        label=gettext_lazy("Their day of birth, if you know it"),
        help_text=gettext_lazy("With it we see whether they are here already."),
        required=False,
    )
    strengths = forms.CharField(
        label=gettext_lazy("What are they good at?"), max_length=LONGEST_WORDS, widget=few_lines()
    )
    hopes = forms.CharField(
        label=gettext_lazy("What do they hope for?"),
        help_text=gettext_lazy("In their own words, if you can."),
        max_length=LONGEST_WORDS,
        widget=few_lines(),
    )
    summary = forms.CharField(
        label=gettext_lazy("Why now, in a line or two"),
        help_text=gettext_lazy("The whole meeting reads this. Leave the name out."),
        max_length=LONGEST_SUMMARY,
        widget=few_lines(2),
    )
    whose = forms.ChoiceField(
        label=gettext_lazy("Who asks?"),
        choices=[
            (Whose.SERVICE.value, gettext_lazy("I do, for my service")),
            (Whose.FAMILY.value, gettext_lazy("Family or a friend, and I write it down for them")),
        ],
        widget=forms.RadioSelect,
        initial=Whose.SERVICE.value,
    )
    family = forms.CharField(
        label=gettext_lazy("If family or a friend: who are they to the person?"),
        help_text=gettext_lazy("Such as “her sister”. No name is needed. The offer is then what they do."),
        max_length=LONGEST_FAMILY,
        required=False,
    )
    what = forms.CharField(
        label=gettext_lazy("What will you, or they, do themselves?"),
        help_text=gettext_lazy("It becomes a step of the person’s plan if the person says yes. Who offers it stays."),
        max_length=LONGEST_STEP,
        error_messages={"required": gettext_lazy("Say what you will do yourself. A referral comes with an offer.")},
    )
    by_when = DayField(
        label=gettext_lazy("By which day?"),
        error_messages={"required": gettext_lazy("Say by which day you will have done it.")},
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("What does this stand on?"),
        choices=[(each.value, words) for each, words in GROUND_WORDS.items()],
        widget=forms.RadioSelect,
        initial=Ground.AGREES.value,
    )
    explained = forms.ChoiceField(
        label=gettext_lazy("If they agree: how was it explained?"),
        choices=[(each.value, words) for each, words in EXPLAINED_WORDS.items()],
        widget=forms.RadioSelect,
        required=False,
    )
    agreed_on = DayField(label=gettext_lazy("If they agree: on which day?"), required=False)
    wording = forms.CharField(
        label=gettext_lazy("If they agree: to which words?"),
        help_text=gettext_lazy("As you read them out, or as they read them."),
        max_length=LONGEST_WORDS,
        widget=few_lines(2),
        required=False,
    )
    lawful_basis = forms.ChoiceField(
        label=gettext_lazy("If they have not agreed: which basis of your organisation?"), required=False
    )

    def __init__(self, *args: Any, bases: list[Any], is_known: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.bases = {str(basis.id): basis for basis in bases}
        field: Any = self.fields["lawful_basis"]
        field.choices = [
            ("", gettext_lazy("Choose one")),
            *((key, basis_words(one)) for key, one in self.bases.items()),
        ]
        if is_known:
            del self.fields["name"], self.fields["date_of_birth"]

    @property
    def given(self) -> dict[str, Any]:
        """What was typed, as the command takes it."""
        said = dict(self.cleaned_data)
        agreed = Agreed(said.pop("explained"), said.pop("agreed_on"), said.pop("wording"))
        basis = self.bases.get(said.pop("lawful_basis"))
        family = said.pop("family")
        said["family"] = family if said.pop("whose") == Whose.FAMILY else None
        return said | {"stands_on": agreed if said.pop("ground") == Ground.AGREES else basis}


class BackForm(PageForm):
    reason = forms.CharField(label=gettext_lazy("Why do you take it back?"), max_length=LONGEST_WORDS)


class AnswersForm(PageForm):
    """What the person herself wants to say. Each question may stay empty."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for question in Question:
            self.fields[question.value] = forms.ChoiceField(
                label=translated(QUESTION_WORDS[question]),
                choices=[("", gettext_lazy("Not said")), *ANSWERS[question].items()],
                required=False,
            )


@door(WORKER, why="to see what became of whom I referred")
def referrals(request: PageRequest) -> HttpResponse:
    found = referrals_by(viewer=request.member)
    look_at(request, {one.person_id for one, _place in found if one.person_id}, "name", "referral")
    stands = offers_of(viewer=request.member, referrals=[one for one, _place in found], now=request.now)
    lines = [(one, state_line(one, place), offer_line(stands.get(one.id))) for one, place in found]
    return show(request, "worker/referrals.html", lines=lines)


@door(WORKER, why="to put somebody forward", methods="GET POST")
def refer_somebody(request: PageRequest) -> HttpResponse:
    return referring(request, None)


@door(WORKER, why="to put the person forward", methods="GET POST")
def refer_person(request: PageRequest, person_id: UUID) -> HttpResponse:
    return referring(request, person_or_404(request, person_id, "name"))


def referring(request: PageRequest, who: Any) -> HttpResponse:
    organisation = request.member.organisation
    form = ReferForm(
        request.POST if request.method == "POST" else None,
        bases=list(lawful_bases_of(organisation)) if organisation else [],
        is_known=who is not None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = refer(by=request.member, person=who, now=request.now, **form.given)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("It waits for the next meeting, as {code}.").format(code=made.code)
            return go(request, happened, "worker:referral", made.id)
    return show(request, "worker/refer.html", person=who, form=form)


@door(WORKER, why="to see what became of a referral", methods="GET POST")
def referral(request: PageRequest, referral_id: UUID) -> HttpResponse:
    """One's own referral: where it stands, taking it back, and what the person wants to have counted."""
    shown = or_404(get_referral(viewer=request.member, referral_id=referral_id, now=request.now))
    or_404(shown if shown.is_mine else None)
    found = shown.referral
    if found.person_id:
        look_at(request, found.person_id, "name", "referral")
    stands = offers_of(viewer=request.member, referrals=[found], now=request.now).get(found.id)
    if "done" in request.POST and stands is not None:
        try:
            finish_offer(by=request.member, step_id=stands.step_id, now=request.now)
        except Refused as refused:
            return go_on(request, said(refused), reverse("worker:referral", args=[found.id]), is_done=False)
        return go(request, _("It is done. The person is told."), "worker:referral", found.id)
    back = BackForm(request.POST if "back" in request.POST else None)
    answers = AnswersForm(request.POST if "answers" in request.POST else None)
    if back.is_bound and back.is_valid():
        try:
            revoke_referral(by=request.member, referral=found, now=request.now, **back.cleaned_data)
        except Refused as refused:
            refuse(back, refused)
        else:
            return go(request, _("It is taken back."), "worker:referral", found.id)
    if answers.is_bound and answers.is_valid():
        told = {question: answers.cleaned_data[question.value] for question in Question}
        try:
            hand_on_answers(by=request.member, referral=found, answers=told, now=request.now)
        except Refused as refused:
            refuse(answers, refused)
        else:
            return go(request, _("The answers are kept to be counted. Nobody reads them."), "worker:referral", found.id)
    return show(
        request,
        "worker/referral.html",
        shown=shown,
        referral=found,
        line=state_line(found, shown.place),
        stands_on=standing_words(found),
        asker=asker_words(found),
        offerer=offerer_words(found),
        decisions=decision_lines(shown.decisions),
        offer=offer_line(stands, is_mine=True),
        has_more=ndt_permission_now() is not None,
        back=back if can_take_back(request.member, found) and not found.closed_at else None,
        answers=answers,
    )
