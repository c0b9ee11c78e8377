"""Who decides what with a person, for whoever works with her: the steps down, why, until when, and what she says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.people.access import people_shared_with
from commonpurse.support.agreements.access import can_write_agreed
from commonpurse.support.agreements.commands import keep_limit, lift_limit, renew_limit, set_limit
from commonpurse.support.agreements.queries import (
    LimitShown,
    Named,
    cannot_see_any_more,
    get_limit,
    limits_of,
    may_answer_end_ask,
    named_offered,
    risk_records_in_force,
    risk_records_of,
)
from commonpurse.support.agreements.rules import (
    ASKED_KINDS,
    LONGEST_LIMIT_DAYS,
    OFFERED_HOW,
    USUAL_LIMIT_DAYS,
    DecidesHow,
    DecisionKind,
    PersonSays,
)
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.limits import AREA_WORDS, area_lines, limit_line, names_of, risk_line
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.written import day, named
from commonpurse.web.request import PageRequest, look_at
from commonpurse.web.worker.sharing import person_to_act_for

HOW_WORDS = {
    DecidesHow.AFTER_TALKING: gettext_lazy("They decide, after talking to somebody"),
    DecidesHow.AGREE_TOO: gettext_lazy("They decide, and somebody must agree too"),
    DecidesHow.OTHER_FOR_NOW: gettext_lazy("Somebody else decides, for now"),
}
SAYS_WORDS = {
    PersonSays.AGREE: gettext_lazy("I agree"),
    PersonSays.GO_ALONG: gettext_lazy("I go along with it"),
    PersonSays.DISAGREE: gettext_lazy("I disagree"),
}
CHOOSE = ("", gettext_lazy("Choose one"))
NAMES = ("named_1", "named_2", "named_3")


class LimitForm(PageForm):
    """All that a step down needs. Who is asked is chosen in order: first, then, then."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        choices=[CHOOSE, *((kind.value, AREA_WORDS[kind]) for kind in ASKED_KINDS)],
        error_messages={"required": gettext_lazy("Choose what it is about.")},
    )
    how = forms.ChoiceField(
        label=gettext_lazy("Who decides until then?"),
        choices=[(how.value, HOW_WORDS[how]) for how in OFFERED_HOW],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who decides.")},
    )
    named_1 = forms.ChoiceField(
        label=gettext_lazy("Who is asked?"),
        help_text=gettext_lazy("They must be able to see what they are asked about."),
        error_messages={"required": gettext_lazy("Name who is asked.")},
    )
    named_2 = forms.ChoiceField(label=gettext_lazy("Who, if they do not answer?"), required=False)
    named_3 = forms.ChoiceField(label=gettext_lazy("And then?"), required=False)
    concern = forms.CharField(
        label=gettext_lazy("What are you worried will happen?"),
        help_text=gettext_lazy("Say it as you would to them. A score, or something they do not share, is no reason."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say in a few words what you are worried will happen.")},
    )
    lifts_when = forms.CharField(
        label=gettext_lazy("What would end it early?"),
        help_text=gettext_lazy("Something that both of you can see happen."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say what would end it early.")},
    )
    ends_on = DayField(
        label=gettext_lazy("On which day does it end?"),
        help_text=gettext_lazy("It ends by itself then. At most 90 days from now; shorter is better."),
        error_messages={"required": gettext_lazy("Choose the day on which it ends.")},
    )
    person_says = forms.ChoiceField(
        label=gettext_lazy("What do they say to it?"),
        help_text=gettext_lazy("Ask them. Write it down as they say it, also where they disagree."),
        choices=list(SAYS_WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Ask them, and write down what they say.")},
    )
    persons_words = forms.CharField(
        label=gettext_lazy("In their own words"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    risk_record = forms.ChoiceField(
        label=gettext_lazy("Which risk record did you make first?"),
        help_text=gettext_lazy("One that all three have signed."),
        required=False,
    )
    why_no_risk_record = forms.CharField(
        label=gettext_lazy("Or why is a risk record not enough?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, offered: list[Named], risks: list[Any], renews: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offered = {str(one.who.id): one for one in offered}
        self.risks = {str(one.id): one for one in risks}
        people = [("", gettext_lazy("Nobody")), *((key, one.name) for key, one in self.offered.items())]
        for place, name in enumerate(NAMES):
            field: Any = self.fields[name]
            field.choices = people if place else [CHOOSE, *people[1:]]
        record: Any = self.fields["risk_record"]
        record.choices = [("", gettext_lazy("None")), *((key, one.concern) for key, one in self.risks.items())]
        if renews:
            del self.fields["kind"]
            self.fields["persons_words"].required = True
            self.fields["persons_words"].label = gettext_lazy("In their own words, now")
            self.fields["concern"].label = gettext_lazy("What happened since, and why is it still a worry?")

    @property
    def given(self) -> dict[str, Any]:
        """What the command takes, but for the kind of thing."""
        given = self.cleaned_data
        return {
            "how": DecidesHow(given["how"]),
            "named": [self.offered[given[name]].who for name in NAMES if given[name]],
            "concern": given["concern"],
            "lifts_when": given["lifts_when"],
            "ends_on": given["ends_on"],
            "person_says": PersonSays(given["person_says"]),
            "persons_words": given["persons_words"],
            "risk_record": self.risks.get(given["risk_record"]),
            "why_no_risk_record": given["why_no_risk_record"],
        }


class EndForm(PageForm):
    reason = forms.CharField(
        label=gettext_lazy("Why does it end?"),
        help_text=gettext_lazy("They read it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why, in plain words.")},
    )


class KeepForm(PageForm):
    reason = forms.CharField(
        label=gettext_lazy("Why does it stay until its end?"),
        help_text=gettext_lazy("They read it. Say what you saw since."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why, in plain words.")},
    )


def person_with_limits(request: PageRequest, person_id: UUID) -> Any:
    """A person whose money the viewer is shown: who decides is a part of it; else the page is not there."""
    shown = people_shared_with(request.member, request.today, Item.MONEY_DETAIL).filter(id=person_id).first()
    person = or_404(shown)
    look_at(request, person.id, "name", "who decides")
    return person


@door(WORKER, why="to see who decides what with the person")
def decides(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Each kind of thing with who decides it, the steps down that run, those before, and the risk records."""
    who = person_with_limits(request, person_id)
    found = limits_of(viewer=request.member, person=who, today=request.today)
    risks = risk_records_of(viewer=request.member, person=who, today=request.today)
    running = [one for one in found if one.is_running(request.today)]
    return show(
        request,
        "worker/decides.html",
        person=who,
        lines=area_lines(running, who.called_by),
        limits=[limit_line(one, today=request.today, name=who.called_by) for one in running],
        before=[limit_line(one, today=request.today, name=who.called_by) for one in found if one not in running],
        risks=[risk_line(one, today=request.today) for one in risks],
        may_write=can_write_agreed(request.member, who, request.today),
    )


@door(WORKER, why="to agree a step down with the person", methods="GET POST")
def set_one(request: PageRequest, person_id: UUID) -> HttpResponse:
    """First the offer of a risk record; then, where it is not enough, all that a step down needs."""
    who = person_to_act_for(request, person_id, Item.MONEY_DETAIL, "name", "who decides")
    risks = risk_records_in_force(person=who)
    form = limit_form(request, who, risks, initial={"ends_on": request.today + timedelta(days=USUAL_LIMIT_DAYS)})
    if request.method == "POST" and form.is_valid():
        kind = DecisionKind(form.cleaned_data["kind"])
        try:
            made = set_limit(by=request.member, person=who, kind=kind, now=request.now, **form.given)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, ends_words(made.ends_on), "worker:decides", who.id)
    return show(
        request,
        "worker/set_limit.html",
        person=who,
        form=form,
        risks=risks,
    )


@door(WORKER, why="to agree a step down anew with the person", methods="GET POST")
def renew(request: PageRequest, person_id: UUID, limit_id: UUID) -> HttpResponse:
    """Another talk, another decision: what was said last time stands beside what is said now."""
    who = person_to_act_for(request, person_id, Item.MONEY_DETAIL, "name", "who decides")
    shown = running_limit(request, who, limit_id)
    risks = risk_records_in_force(person=who)
    initial = {"how": shown.limit.how, "ends_on": request.today + timedelta(days=USUAL_LIMIT_DAYS)}
    initial |= {name: str(one.who.id) for name, one in zip(NAMES, shown.named, strict=False)}
    form = limit_form(request, who, risks, initial=initial, renews=True)
    if request.method == "POST" and form.is_valid():
        try:
            made = renew_limit(by=request.member, limit=shown.limit, now=request.now, **form.given)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, ends_words(made.ends_on), "worker:decides", who.id)
    return show(
        request,
        "worker/renew_limit.html",
        person=who,
        form=form,
        line=limit_line(shown, today=request.today, name=who.called_by),
        too_early=shown.renewable_from if request.today < shown.renewable_from else None,
        longest=LONGEST_LIMIT_DAYS,
    )


@door(WORKER, why="to end a step down of the person", methods="GET POST")
def end(request: PageRequest, person_id: UUID, limit_id: UUID) -> HttpResponse:
    """End it now; or, where the person asks so and it is the viewer's turn, say why it stays."""
    who = person_to_act_for(request, person_id, Item.MONEY_DETAIL, "name", "who decides")
    shown = running_limit(request, who, limit_id)
    ask = shown.waiting_ask
    may_keep = ask is not None and may_answer_end_ask(viewer=request.member, ask=ask, today=request.today)
    is_kept = request.POST.get("act") == "keep"
    form = EndForm(None if is_kept else posted(request))
    keep = KeepForm(posted(request) if is_kept else None, prefix="keep")
    try:
        if is_kept and ask is not None and keep.is_valid():
            keep_limit(by=request.member, ask=ask, reason=keep.cleaned_data["reason"], now=request.now)
            return go(request, _("They can read your answer."), "worker:decides", who.id)
        if form.is_valid():
            lift_limit(by=request.member, limit=shown.limit, reason=form.cleaned_data["reason"], now=request.now)
            happened = _("It has ended. {name} decides alone again, from now on.").format(name=named(who.called_by))
            return go(request, happened, "worker:decides", who.id)
    except Refused as refused:
        refuse(keep if is_kept else form, refused)
    gone = cannot_see_any_more(shown=shown, person=who, today=request.today)
    return show(
        request,
        "worker/end_limit.html",
        person=who,
        form=form,
        keep=keep,
        may_keep=may_keep,
        line=limit_line(shown, today=request.today, name=who.called_by),
        passed_over=names_of(gone),
    )


def limit_form(request: PageRequest, who: Any, risks: list[Any], **more: Any) -> LimitForm:
    offered = named_offered(viewer=request.member, person=who, today=request.today)
    return LimitForm(posted(request), offered=offered, risks=risks, **more)


def running_limit(request: PageRequest, who: Any, limit_id: UUID) -> LimitShown:
    found = get_limit(viewer=request.member, person=who, limit_id=limit_id, today=request.today)
    return or_404(found if found is not None and found.is_running(request.today) else None)


def ends_words(ends_on: date) -> str:
    return _("It is written down, and ends by itself on {day}. They have news of it.").format(day=day(ends_on))
