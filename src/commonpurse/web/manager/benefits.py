"""The rules about savings, as the partnership keeps them: what counts now, what counted before, and a newer one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.rules import LEGAL_BASIS_WORDS, LegalBasis
from commonpurse.money.decisions.commands import set_benefits_rule
from commonpurse.money.decisions.queries import benefits_rules
from commonpurse.money.decisions.rules.benefits import (
    BENEFIT_WORDS,
    CURRENCY,
    PER_WORDS,
    Benefit,
    BenefitRule,
    Per,
    rules_on,
)
from commonpurse.web.doors import MANAGER, door
from commonpurse.web.parts.benefits import in_numbers, name_of
from commonpurse.web.parts.forms import AmountField, AmountForm, DayField, posted
from commonpurse.web.parts.pages import go, refuse, show
from commonpurse.web.parts.words import listed, translated
from commonpurse.web.request import PageRequest


@dataclass(frozen=True)
class RuleRow:
    """One version of a rule as the page shows it. `by`: who set it; empty where it came with the product."""

    benefit: Benefit
    name: str
    valid_from: date
    words: str
    free: str
    source: str
    to_check: str
    by: str
    set_at: Any
    is_now: bool
    is_coming: bool


class RuleForm(AmountForm):
    """A new version: it opens with the numbers of the one that counts now."""

    valid_from = DayField(
        label=_("From which day does it count?"),
        help_text=_("Like 6 April 2027."),
        error_messages={"required": _("Write the day from which it counts.")},
    )
    lower = AmountField(
        label=_("Savings up to here change nothing"), error_messages={"required": _("Write the lower limit.")}
    )
    upper = AmountField(
        label=_("Above this it stops"), help_text=_("Leave it empty where there is no upper limit."), required=False
    )
    step = AmountField(
        label=_("For each so much above the lower limit"), error_messages={"required": _("Write how much.")}
    )
    tariff = AmountField(label=_("So much is taken off"), error_messages={"required": _("Write how much.")})
    per = forms.ChoiceField(label=_("Each"), choices=list(PER_WORDS.items()), widget=forms.RadioSelect)
    disregards = forms.MultipleChoiceField(
        label=_("Which money does not count"),
        help_text=_("For twelve months after it came. If in doubt, let it count: then people are warned."),
        choices=list(LEGAL_BASIS_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    source = forms.CharField(
        label=_("Where does this stand?"),
        help_text=_("The law with its number, or a page with its day. Everybody can read it."),
        max_length=300,
        error_messages={"required": _("Say where this stands: the law, and the day.")},
    )
    to_check = forms.CharField(
        label=_("What is still to be checked, and with whom?"),
        help_text=_("Leave it empty when you have read it in the law."),
        max_length=300,
        required=False,
    )


def row_of(rule: BenefitRule, now: BenefitRule | None, today: date) -> RuleRow:
    return RuleRow(
        benefit=rule.benefit,
        name=name_of(rule.benefit),
        valid_from=rule.valid_from,
        words=in_numbers(rule),
        free=listed([translated(LEGAL_BASIS_WORDS[basis]) for basis in rule.disregards]),
        source=rule.source,
        to_check=rule.to_check,
        by=rule.set_by,
        set_at=rule.set_at,
        is_now=rule is now,
        is_coming=rule.valid_from > today,
    )


@door(MANAGER, why="to see the rules about savings")
def benefits(request: PageRequest) -> HttpResponse:
    """What counts for each benefit today."""
    now = rules_on(benefits_rules(), request.today)
    rows = [row_of(rule, rule, request.today) for rule in now.values()]
    return show(request, "manager/benefits.html", rows=rows)


@door(MANAGER, why="to set a rule about savings", methods="GET POST", step_up=True)
def benefit(request: PageRequest, name: str) -> HttpResponse:
    """One benefit: its history, newest first, and a form for the next version."""
    if name not in set(Benefit):
        raise Http404
    rules = [rule for rule in benefits_rules() if rule.benefit == name]
    now = rules_on(rules, request.today).get(Benefit(name))
    form = RuleForm(posted(request), currency=CURRENCY, initial=initial_of(now))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        chosen = [LegalBasis(basis) for basis in given.pop("disregards")]
        try:
            set_benefits_rule(
                by=request.member,
                benefit=Benefit(name),
                disregards=chosen,
                now=request.now,
                **(given | {"per": Per(given["per"])}),
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("It is set. The one before stays in the list."), "manager:benefit", name)
    rows = [row_of(rule, now, request.today) for rule in reversed(rules)]
    return show(
        request, "manager/benefit.html", form=form, rows=rows, benefit_name=translated(BENEFIT_WORDS[Benefit(name)])
    )


def initial_of(rule: BenefitRule | None) -> dict[str, Any]:
    if rule is None:
        return {}

    def typed(minor: int | None) -> str:
        return "" if minor is None else str(Money(minor, CURRENCY).decimal)

    return {
        "lower": typed(rule.lower_minor),
        "upper": typed(rule.upper_minor),
        "step": typed(rule.step_minor),
        "tariff": typed(rule.tariff_minor),
        "per": rule.per.value,
        "disregards": [basis.value for basis in rule.disregards],
        "to_check": rule.to_check,
    }
