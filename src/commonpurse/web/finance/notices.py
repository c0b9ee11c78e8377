"""Notices about money back: write one, agree, write down that it was given, look at it again, let it stand, take."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.money.budgets.queries import get_budget, person_money
from commonpurse.money.decisions.commands import (
    agree_notice,
    conclude_notice,
    give_notice,
    hear_notice,
    reclaim_money,
    withdraw_notice,
    write_notice,
)
from commonpurse.money.decisions.queries import get_notice, notices_visible_to, parts_of, steps_open_to
from commonpurse.money.decisions.rules import (
    FEWEST_DAYS,
    GIVEN_HOW_WORDS,
    MOST_DAYS,
    NOTICE_GROUND_WORDS,
    NOTICE_OUTCOME_WORDS,
    WHO_PAYS_WORDS,
)
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.parts.downloads import attachment
from commonpurse.web.parts.forms import AmountField, AmountForm, DayField, PageForm, RequestIdField, posted
from commonpurse.web.parts.notices import letter_sections, notice_paper
from commonpurse.web.parts.pages import go, one_page, or_404, refuse, show
from commonpurse.web.parts.papers.making import paper_look
from commonpurse.web.parts.words import said
from commonpurse.web.parts.written import day, money, named
from commonpurse.web.request import PageRequest, look_at


class WriteForm(AmountForm):
    """What the law asks of a notice; for each part of the budget one sum, which may stay empty."""

    request_id = RequestIdField()
    ground = forms.ChoiceField(
        label=_("Why is money asked back?"), choices=list(NOTICE_GROUND_WORDS.items()), widget=forms.RadioSelect
    )
    reasons = forms.CharField(
        label=_("The reasons, in plain words"),
        help_text=_("The person reads this. Say what happened, and why money should go back."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    evidence = forms.CharField(
        label=_("What shows it?"),
        help_text=_("Say which paper, day or sum."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    who_pays = forms.ChoiceField(
        label=_("Who pays?"), choices=list(WHO_PAYS_WORDS.items()), widget=forms.RadioSelect, initial="budget"
    )
    days_to_pay = forms.IntegerField(
        label=_("How many days does the person have?"),
        help_text=_("At least 28, from the day on which the letter is in their hands."),
        min_value=FEWEST_DAYS,
        max_value=MOST_DAYS,
        initial=FEWEST_DAYS,
        error_messages={"min_value": _("Give at least 28 days."), "max_value": _("Give at most 366 days.")},
        widget=forms.NumberInput(attrs={"class": "short"}),
    )

    def __init__(self, *args: Any, lines: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.parts_of_budget = {f"from_{number}": line for number, line in enumerate(lines)}
        for name, line in self.parts_of_budget.items():
            field = AmountField(
                label=gettext("How much from {fund}?").format(fund=named(line.fund_name)),
                help_text=gettext("{sum} is there and free.").format(sum=money(line.available)),
                required=False,
            )
            field.in_currency(kwargs["currency"])
            self.fields[name] = field

    def parts(self) -> dict[UUID, Any]:
        """The sums that were written, by line."""
        typed = {line.line_id: self.cleaned_data[name] for name, line in self.parts_of_budget.items()}
        return {line: amount for line, amount in typed.items() if amount is not None}


class GiveForm(PageForm):
    how = forms.ChoiceField(
        label=_("How did the person get it?"),
        help_text=_("On their own page it counts from the day on which they say that they have read it."),
        choices=list(GIVEN_HOW_WORDS.items()),
        widget=forms.RadioSelect,
    )
    on = DayField(
        label=_("On which day?"), help_text=_("A letter by post counts as given two working days after it was posted.")
    )


class HearForm(AmountForm):
    outcome = forms.ChoiceField(
        label=_("What comes of it?"), choices=list(NOTICE_OUTCOME_WORDS.items()), widget=forms.RadioSelect
    )
    amount = AmountField(label=_("If it is less: how much is left?"), required=False)
    reasons = forms.CharField(
        label=_("Your reasons"),
        help_text=_("The person reads this."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WhyForm(PageForm):
    why = forms.CharField(
        label=_("Why is it taken off?"),
        help_text=_("One sentence. The person reads it, if they have the notice."),
        max_length=500,
    )


@door(FINANCE, why="to see which notices about money back there are")
def notices(request: PageRequest) -> HttpResponse:
    """What is still to be done with, the oldest first; then what is over."""
    every = notices_visible_to(request.viewer, request.today)
    waiting = list(every.open())
    page = one_page(request, every.over())
    look_at(request, [one.person_id for one in [*waiting, *page.object_list]], "reference", "money")
    return show(request, "finance/notices.html", waiting=waiting, page=page)


@door(FINANCE, why="to write a notice about money back", methods="GET POST")
def write(request: PageRequest, budget_id: UUID) -> HttpResponse:
    budget = or_404(get_budget(viewer=request.viewer, budget_id=budget_id, today=request.today))
    look_at(request, budget.person_id, "name", "money")
    has = or_404(person_money(viewer=request.viewer, person=budget.person, today=request.today))
    form = WriteForm(posted(request), lines=has.lines, currency=has.available.currency)
    if form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("ground", "reasons", "evidence", "who_pays")}
        try:
            made = write_notice(
                by=request.member,
                budget=budget,
                **asked,
                days_to_pay=form.cleaned_data["days_to_pay"],
                parts=form.parts(),
                request_id=form.cleaned_data["request_id"],
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("It is written. Somebody else must agree now."), "finance:notice", made.id)
    return show(request, "finance/write_notice.html", form=form, person=budget.person, has=has)


@door(FINANCE, why="to follow a notice about money back", methods="GET POST")
def notice(request: PageRequest, notice_id: UUID) -> HttpResponse:
    """One notice as the person reads it, and the step that is next."""
    found = or_404(get_notice(viewer=request.viewer, notice_id=notice_id, today=request.today))
    look_at(request, found.person_id, "name", "money")
    act = request.POST.get("act", "")
    forms_of = {
        "give": GiveForm(request.POST if act == "give" else None, initial={"on": request.today}),
        "hear": HearForm(request.POST if act == "hear" else None, currency=found.currency),
        "withdraw": WhyForm(request.POST if act == "withdraw" else None),
    }
    form, refusal = forms_of.get(act), ""
    if act and (form is None or form.is_valid()):
        try:
            return go(request, done(request, found, act, form), "finance:notice", found.id)
        except Refused as refused:
            if form is not None and refused.field in form.fields:
                refuse(form, refused)
            else:
                refusal = said(refused)
            found = or_404(get_notice(viewer=request.viewer, notice_id=notice_id, today=request.today))
    steps = steps_open_to(request.member, found, request.today)
    return show(
        request,
        "finance/notice.html",
        status=422 if refusal else 200,
        found=found,
        parts=parts_of(found),
        sections=letter_sections(found, request.today),
        her_time_runs=found.pay_by_on is not None and request.today <= found.pay_by_on and found.state != "withdrawn",
        steps=steps,
        hindrance=said(steps.keeps_from_hearing) if steps.keeps_from_hearing else "",
        refusal=refusal,
        give_form=forms_of["give"],
        hear_form=forms_of["hear"],
        why_form=forms_of["withdraw"],
        second=getattr(found, "reconsideration", None),
    )


def done(request: PageRequest, found: Any, act: str, form: Any) -> str:
    """Do what one button says, and say what happened."""
    who = {"by": request.member, "notice": found, "now": request.now}
    if act == "agree":
        agree_notice(**who)
        return gettext("You agreed. Print it and give it to the person now.")
    if act == "give":
        given = give_notice(**who, **form.cleaned_data)
        if given.pay_by_on is None:
            return gettext("It is on their page. Their time starts when they say that they have read it.")
        return gettext("It is written down. The person has until {day}.").format(day=day(given.pay_by_on))
    if act == "hear":
        hear_notice(**who, **form.cleaned_data)
        return gettext("It is answered. The person reads what came of it, and why.")
    if act == "withdraw":
        withdraw_notice(**who, why=form.cleaned_data["why"])
        return gettext("The notice is taken off. No money moves by it.")
    if act == "conclude":
        stands = conclude_notice(**who)
        return gettext("The notice stands, for {sum}.").format(sum=money(stands.stands_at))
    took = reclaim_money(**who)
    return gettext("{sum} went back. The person is told.").format(sum=money(took.reclaimed))


@door(FINANCE, why="to print a notice about money back")
def paper(request: PageRequest, notice_id: UUID) -> HttpResponse:
    found = or_404(get_notice(viewer=request.viewer, notice_id=notice_id, today=request.today))
    look_at(request, found.person_id, "name", "money")
    content = notice_paper(found, is_large=request.GET.get("print") == "large", look=paper_look(), now=request.now)
    return attachment(f"letter-{request.today}.pdf", content, "application/pdf")
