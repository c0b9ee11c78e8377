"""A fund's spending rules: what it pays for, up to how much at a time, and why. A new version replaces all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.commands import set_spending_rules
from commonpurse.money.budgets.queries import RuleVersion, get_fund, spending_rule_versions
from commonpurse.money.budgets.rules import ALLOWED, SPEND_WORDS, Rule, SpendKind, check_rule
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.parts.forms import AmountField, PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.words import said, translated
from commonpurse.web.request import PageRequest

YES, NO = "yes", "no"


class RulesForm(PageForm):
    """Three questions for each kind of spending, named `<kind>_answer`, `<kind>_limit` and `<kind>_reason`."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, currency: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.currency = currency
        for kind in SpendKind:
            words = Words("Say whether it pays for {kind:lower}.", kind=SPEND_WORDS[kind])
            limit = AmountField(label=_("At most, each time"), required=False)
            limit.in_currency(currency)
            self.fields[f"{kind}_answer"] = forms.ChoiceField(
                label=_("Does it pay for this?"),
                choices=[(YES, _("Yes")), (NO, _("No"))],
                error_messages={"required": translated(words)},
            )
            self.fields[f"{kind}_limit"] = limit
            self.fields[f"{kind}_reason"] = forms.CharField(label=_("Why?"), max_length=300, required=False)

    def kinds(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The questions as the page shows them: the kind in words, and its three fields."""
        names = ("answer", "limit", "reason")
        return [(SPEND_WORDS[kind], [self[f"{kind}_{name}"] for name in names]) for kind in SpendKind]

    def clean(self) -> dict[str, Any]:
        """Ask the rule of the budgets about each kind, so that everything wrong is said at once."""
        for kind, rule in self.rules().items():
            try:
                check_rule(kind, rule)
            except Refused as refused:
                self.add_error(f"{kind}_{refused.field}", said(refused))
            if rule.is_allowed and rule.limit_minor is None and rule.reason and f"{kind}_limit" not in self.errors:
                missing = Words("Write a limit for {kind:lower}, or take the reason out.", kind=SPEND_WORDS[kind])
                self.add_error(f"{kind}_limit", translated(missing))
        return self.cleaned_data

    def rules(self) -> dict[SpendKind, Rule]:
        """What was typed, as rules."""
        given = self.cleaned_data
        found = {}
        for kind in SpendKind:
            limit: Money | None = given.get(f"{kind}_limit")
            found[kind] = Rule(
                is_allowed=given.get(f"{kind}_answer") != NO,
                reason=given.get(f"{kind}_reason", "").strip(),
                limit_minor=limit.minor if limit is not None else None,
            )
        return found


@door(FINANCE, why="to see what a fund pays for")
def rules(request: PageRequest, fund_id: UUID) -> HttpResponse:
    """What counts now, a row a kind, and each earlier version with what it barred or limited."""
    fund = or_404(get_fund(viewer=request.viewer, fund_id=fund_id))
    versions = spending_rule_versions(viewer=request.viewer, fund=fund)
    counts = versions[0].rules if versions else {}
    return show(
        request,
        "finance/rules.html",
        fund=fund,
        now=versions[0] if versions else None,
        rows=rows_of({kind: counts.get(kind, ALLOWED) for kind in SpendKind}, fund.currency),
        before=[(version, rows_of(version.rules, fund.currency)) for version in versions[1:]],
    )


@door(FINANCE, why="to set what a fund pays for", methods="GET POST")
def set_rules(request: PageRequest, fund_id: UUID) -> HttpResponse:
    """All kinds on one page, as they count now. Rules that somebody else set meanwhile are not overwritten unseen."""
    fund = or_404(get_fund(viewer=request.viewer, fund_id=fund_id))
    versions = spending_rule_versions(viewer=request.viewer, fund=fund)
    form = RulesForm(posted(request), currency=fund.currency, initial=initial_of(versions, fund.currency))
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["seen"] != newest(versions):
                raise Refused("Somebody set other rules while you looked. Open this page again and compare.")
            set_spending_rules(by=request.member, fund=fund, rules=form.rules(), now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("The rules are set. They count from now on."), "finance:rules", fund.id)
    return show(request, "finance/set_rules.html", fund=fund, form=form)


def newest(versions: list[RuleVersion]) -> int:
    return versions[0].version if versions else 0


def rows_of(said: Mapping[SpendKind, Rule], currency: str) -> list[tuple[str, Rule, Money | None]]:
    """Kind in words, its rule, its limit as money."""
    return [
        (SPEND_WORDS[kind], rule, None if rule.limit_minor is None else Money(rule.limit_minor, currency))
        for kind, rule in said.items()
    ]


def initial_of(versions: list[RuleVersion], currency: str) -> dict[str, Any]:
    """The form as it opens: what counts now."""
    counts = versions[0].rules if versions else {}
    initial: dict[str, Any] = {"seen": newest(versions)}
    for kind in SpendKind:
        rule = counts.get(kind, ALLOWED)
        initial[f"{kind}_answer"] = YES if rule.is_allowed else NO
        initial[f"{kind}_reason"] = rule.reason
        if rule.limit_minor is not None:
            initial[f"{kind}_limit"] = str(Money(rule.limit_minor, currency)).lstrip("£€").replace(",", "")
    return initial
