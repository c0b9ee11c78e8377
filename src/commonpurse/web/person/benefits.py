"""Could this touch my benefits? What we know of it, what we do not, what could help, and a letter to take along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import remove_own_capital, tell_own_capital
from commonpurse.money.decisions.queries import own_capital_of
from commonpurse.money.decisions.rules.benefits import CURRENCY
from commonpurse.money.payments.benefits import BenefitsCheck, benefits_check
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.benefits import benefit_lines, main_outcome, name_of, rules_of, span_words
from commonpurse.web.parts.downloads import attachment
from commonpurse.web.parts.forms import AmountField, AmountForm, posted
from commonpurse.web.parts.pages import go, refuse, show
from commonpurse.web.parts.papers.benefits_letter import Letter, letter_of, letter_paper
from commonpurse.web.parts.papers.making import PaperLook, paper_look
from commonpurse.web.parts.reading import reading_of
from commonpurse.web.parts.shapes import Fact
from commonpurse.web.parts.written import day, spoken
from commonpurse.web.person.answers import answers_of
from commonpurse.web.person.benefits_words import answer_of, option_words, words_of
from commonpurse.web.person.money import own_budget
from commonpurse.web.person.pay import own_payees
from commonpurse.web.request import PageRequest, look_at


def facts_of(check: BenefitsCheck) -> list[Fact]:
    """What it was worked out from. What she told us only where nobody sits beside her."""
    told_at = reverse("person:own_savings")
    facts = []
    if check.knows_told:
        told = spoken(check.told) if check.told is not None else _("You told us nothing")
        facts.append(Fact(_("What you have saved"), told, told_at))
    facts.append(Fact(_("Paid to you since {day}").format(day=day(check.since)), spoken(check.into_her_hands)))
    if check.shown:
        facts.append(Fact(_("Of it, you showed us what you bought for"), spoken(check.shown)))
    if check.direct:
        facts.append(Fact(_("Paid straight to others. It does not count"), spoken(check.direct)))
    if check.amount is not None and check.counts:
        facts.append(Fact(_("What you want now"), spoken(check.amount)))
    outcome = main_outcome(check)
    label = _("So for {benefit} you could have").format(benefit=name_of(outcome.benefit))
    facts.append(Fact(label, span_words(outcome)))
    return facts


def unknown_of(check: BenefitsCheck) -> list[str]:
    """What we do not know, said plainly."""
    said = []
    if check.told is None:
        said.append(_("What you have saved. You need not tell us."))
    if check.into_her_hands:
        said.append(_("How much you have spent of what we paid you."))
    said.append(_("What a partner has, and what others gave you."))
    said.append(_("Money that came more than a year ago and is still there."))
    return said


def page_of(check: BenefitsCheck) -> dict[str, Any]:
    """Everything the page shows of a check."""
    return {
        "check": check,
        "answer": answer_of(check) if check.is_there else "",
        "lines": benefit_lines(check.outcomes, words_of),
        "facts": facts_of(check) if check.is_there else [],
        "unknown": unknown_of(check),
        "options": [option_words(option) for option in check.options],
        "rules": rules_of(check),
    }


@door(PERSON, why="to see whether money could touch her benefits")
def benefits(request: PageRequest) -> HttpResponse:
    """Whether what she has now could touch her benefits."""
    look_at(request, request.person.id, "money", "payments")
    budget = own_budget(request)
    if budget is None:
        return show(request, "person/no_money.html")
    check = benefits_check(viewer=request.person, budget=budget, now=request.now)
    return show(request, "person/benefits.html", back="", **page_of(check))


@door(PERSON, why="to see whether money could touch her benefits")
def pay_benefits(request: PageRequest, pay_id: UUID) -> HttpResponse:
    """Whether a payment that she is about to make could, and what could help."""
    look_at(request, request.person.id, "money", "payments", "payees")
    budget, answers = own_budget(request), answers_of(request, pay_id)
    if answers is None:
        # Begun by nobody, or by somebody else.
        return redirect("person:ask")
    if budget is None or answers.done or not answers.amount_minor:
        return benefits(request)
    shown = next((each for each in own_payees(request) if str(each.payee.id) == answers.payee), None)
    check = benefits_check(
        viewer=request.person,
        budget=budget,
        now=request.now,
        amount=Money(answers.amount_minor, the_partnership().currency),
        spend_kind=SpendKind(answers.kind),
        payee_account=shown.payable if shown is not None else None,
    )
    back = reverse("person:pay_check", args=[pay_id])
    return show(request, "person/benefits.html", back=back, **page_of(check))


# What she has saved: hers alone ---------------------------------------------------------------------------------------


class SavingsForm(AmountForm):
    amount = AmountField(
        label=gettext_lazy("How much have you saved?"),
        help_text=gettext_lazy("Cash, the bank, all of it. A guess is fine, like 400. If you have none, write 0."),
        error_messages={"required": gettext_lazy("Write how much, or 0 if you have none.")},
    )


@door(PERSON, why="to say what she has saved", methods="GET POST", alone=True)
def own_savings(request: PageRequest) -> HttpResponse:
    """Tell it, change it, or take it away. Nobody sits beside her, and nobody else is ever shown it."""
    look_at(request, request.person.id, "own savings")
    told = own_capital_of(viewer=request.person, person=request.person)
    if request.POST.get("act") == "remove":
        remove_own_capital(by=request.person, person=request.person, now=request.now)
        return go(request, _("We have forgotten what you told us."), "person:benefits")
    initial = {} if told is None else {"amount": str(told.decimal)}
    form = SavingsForm(posted(request), currency=CURRENCY, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            tell_own_capital(
                by=request.person, person=request.person, amount=form.cleaned_data["amount"], now=request.now
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("We count with it now. Only you can see it."), "person:benefits")
    return show(request, "person/own_savings.html", form=form, told=told)


# The letter -----------------------------------------------------------------------------------------------------------


def own_letter(request: PageRequest) -> tuple[Letter, PaperLook] | None:
    """Her letter, from what we paid. None before her budget is opened."""
    look_at(request, request.person.id, "money", "payments")
    budget = own_budget(request)
    if budget is None:
        return None
    check = benefits_check(viewer=request.person, budget=budget, now=request.now)
    look = paper_look()
    return letter_of(check, called_by=request.person.called_by, partnership=the_partnership().name), look


@door(PERSON, why="to take along a letter about her money")
def letter(request: PageRequest) -> HttpResponse:
    """The letter as a page."""
    found = own_letter(request)
    if found is None:
        return show(request, "person/no_money.html")
    return show(request, "person/benefits_letter.html", letter=found[0])


@door(PERSON, why="to take along a letter about her money")
def letter_pdf(request: PageRequest) -> HttpResponse:
    """The same as a paper with tags, in large print where she reads so."""
    found = own_letter(request)
    if found is None:
        return show(request, "person/no_money.html")
    is_large = request.GET.get("print") == "large" or reading_of(request).text_size != "normal"
    written, look = found
    content = letter_paper(written, is_large=is_large, look=look, now=request.now)
    return attachment(f"letter-{request.today}.pdf", content, "application/pdf")
