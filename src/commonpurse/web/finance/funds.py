from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.money.budgets.commands import allocate_money, create_fund, promise_money
from commonpurse.money.budgets.queries import (
    budgets_visible_to,
    fund_figures,
    funds_visible_to,
    get_fund,
    money_due_back,
    spent_by_kind,
)
from commonpurse.money.budgets.rules import (
    FUND_KIND_WORDS,
    FUND_STAGE_WORDS,
    LEGAL_BASIS_WORDS,
    NATION_WORDS,
    SPEND_WORDS,
    UNSPENT_WORDS,
    FundKind,
    LegalBasis,
    Nation,
    UnspentRule,
)
from commonpurse.parties.partners.queries import organisations
from commonpurse.web.doors import FINANCE, door
from commonpurse.web.parts.forms import AmountField, AmountForm, DayField, PageForm, RequestIdField, posted
from commonpurse.web.parts.lists import Choice, Column, ListOf, Search, show_list
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.rivers import river, river_of_funds
from commonpurse.web.parts.written import money, named
from commonpurse.web.request import PageRequest


class FundForm(PageForm):
    name = forms.CharField(
        label=_("Name of the fund"), max_length=200, error_messages={"required": _("Give the fund a name.")}
    )
    funder = forms.ChoiceField(label=_("Who gives it?"), error_messages={"required": _("Choose who gives the money.")})
    purpose = forms.CharField(label=_("What is it for?"), max_length=500, required=False)
    legal_basis = forms.ChoiceField(
        label=_("Under which power?"), choices=[(key.value, words) for key, words in LEGAL_BASIS_WORDS.items()]
    )
    nation = forms.ChoiceField(
        label=_("Under which nation’s law?"),
        help_text=_("It says what may be paid direct, and to whom."),
        choices=[(key.value, words) for key, words in NATION_WORDS.items()],
        initial=Nation.ENGLAND.value,
    )
    kind = forms.ChoiceField(
        label=_("Kind of fund"), choices=[(key.value, words) for key, words in FUND_KIND_WORDS.items()]
    )
    starts_on = DayField(label=_("First day"), error_messages={"required": _("Write the first day.")})
    last_day = DayField(label=_("Last day"), required=False, help_text=_("Leave it empty if no end is agreed."))
    unspent_rule = forms.ChoiceField(
        label=_("What happens to money that is not spent?"),
        choices=[(key.value, words) for key, words in UNSPENT_WORDS.items()],
    )

    def __init__(self, *args: Any, funders: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["funder"].choices = funders  # type: ignore[attr-defined]


class PromiseForm(AmountForm):
    request_id = RequestIdField()
    amount = AmountField(label=_("How much was promised?"), error_messages={"required": _("Write how much.")})


class AllocateForm(AmountForm):
    request_id = RequestIdField()
    reference = forms.CharField(
        label=_("Reference of the person"),
        help_text=_("The worker has it, like H-204. You do not need the name."),
        max_length=40,
        error_messages={"required": _("Write the person’s reference.")},
    )
    amount = AmountField(label=_("How much?"), error_messages={"required": _("Write how much.")})
    reason = forms.CharField(
        label=_("What is it for?"),
        help_text=_("One sentence. The person can read it."),
        max_length=500,
        error_messages={"required": _("Say in plain words what the money is for.")},
    )


class FundRow(NamedTuple):
    """A fund with its figures, as the list shows it."""

    fund: Any
    figures: Any


def with_figures(request: PageRequest, funds: Sequence[Any]) -> list[FundRow]:
    figures = fund_figures(viewer=request.viewer, funds=funds)
    return [FundRow(fund, figures[fund.id]) for fund in funds]


FIGURES = {
    "expected": _("Still to come"),
    "received": _("Received"),
    "left": _("Not yet given"),
    "committed": _("With people"),
    "spent": _("Paid out"),
    "returned": _("Came back"),
}


def figure_column(name: str) -> Column:
    """A figure of the ledger: no field of the table says it."""
    return Column(
        name,
        FIGURES[name],
        "sum",
        by=lambda row: getattr(row.figures, name).minor,
        cell=lambda row: getattr(row.figures, name),
    )


FUNDS = ListOf(
    name="finance:funds",
    counted=lambda count: ngettext("{count} fund", "{count} funds", count),
    columns=(
        Column("fund", _("Fund"), sort=("name",), cell=lambda row: row.fund.name),
        Column("funder", _("Given by"), sort=("funder__name",), cell=lambda row: row.fund.funder.name),
        *(figure_column(name) for name in FIGURES),
    ),
    sort="fund",
    row="finance/fund_row.html",
    foot="finance/fund_foot.html",
    filters=(
        Choice("time", _("Time"), FUND_STAGE_WORDS.items(), field="stage"),
        Choice("kind", _("Kind of fund"), FUND_KIND_WORDS.items(), field="kind"),
    ),
    search=Search(_("Find by name or by who gives it"), lambda found, text: found.found_by(text)),
    dress=with_figures,
    empty=_("There is no fund yet. Set one up when a funder says yes."),
)


@door(FINANCE, why="to see where each fund's money is", methods="GET POST")
def funds(request: PageRequest) -> HttpResponse:
    listed = FUNDS.read(request, funds_visible_to(request.viewer).with_stage(request.today))
    if listed.response is not None:
        return listed.response
    totals = {
        name: sum((getattr(row.figures, name) for row in listed.whole[1:]), getattr(listed.whole[0].figures, name))
        for name in FIGURES
        if listed.whole
    }
    together = river_of_funds([(row.fund.name, row.figures) for row in listed.whole])
    return show_list(request, "finance/funds.html", listed, totals=totals, together=together)


@door(FINANCE, why="to follow one fund's money")
def fund(request: PageRequest, fund_id: UUID) -> HttpResponse:
    found = or_404(get_fund(viewer=request.viewer, fund_id=fund_id))
    figures = fund_figures(viewer=request.viewer, funds=[found])[found.id]
    by_kind = spent_by_kind(viewer=request.viewer, fund=found)
    return show(
        request,
        "finance/fund.html",
        fund=found,
        figures=figures,
        columns=river(figures),
        by_kind=[(SPEND_WORDS[kind], amount) for kind, amount in by_kind.items()],
        last_day=found.ends_on - timedelta(days=1) if found.ends_on else None,
        is_over=found.ends_on is not None and found.ends_on <= request.today,
    )


@door(FINANCE, why="to set up a fund", methods="GET POST")
def add(request: PageRequest) -> HttpResponse:
    known = {str(organisation.id): organisation for organisation in organisations()}
    form = FundForm(posted(request), funders=[(key, value.name) for key, value in known.items()])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = create_fund(
                by=request.member,
                name=given["name"],
                funder=known[given["funder"]],
                purpose=given["purpose"],
                legal_basis=LegalBasis(given["legal_basis"]),
                nation=Nation(given["nation"]),
                kind=FundKind(given["kind"]),
                starts_on=given["starts_on"],
                ends_on=given["last_day"] + timedelta(days=1) if given["last_day"] else None,
                unspent_rule=UnspentRule(given["unspent_rule"]),
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(
                request,
                gettext("{name} is set up. It is empty until money arrives.").format(name=named(made.name)),
                "finance:fund",
                made.id,
            )
    return show(request, "finance/add_fund.html", form=form)


@door(FINANCE, why="to write down what a funder promised", methods="GET POST")
def promise(request: PageRequest, fund_id: UUID) -> HttpResponse:
    found = or_404(get_fund(viewer=request.viewer, fund_id=fund_id))
    form = PromiseForm(posted(request), currency=found.currency)
    if request.method == "POST" and form.is_valid():
        amount = form.cleaned_data["amount"]
        try:
            promise_money(
                by=request.member,
                fund=found,
                amount=amount,
                promise_id=form.cleaned_data["request_id"],
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(
                request,
                gettext("{sum} is written down as promised.").format(sum=money(amount)),
                "finance:fund",
                found.id,
            )
    return show(request, "finance/promise.html", fund=found, form=form)


@door(FINANCE, why="to give a fund's money to a person", methods="GET POST")
def allocate(request: PageRequest, fund_id: UUID) -> HttpResponse:
    found = or_404(get_fund(viewer=request.viewer, fund_id=fund_id))
    figures = fund_figures(viewer=request.viewer, funds=[found])[found.id]
    form = AllocateForm(posted(request), currency=found.currency)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        budget = budgets_visible_to(request.viewer, request.today).filter(person__reference=given["reference"]).first()
        try:
            if budget is None:
                raise Refused("Nobody with this reference has a budget. Ask the worker.", field="reference")
            allocate_money(
                by=request.member,
                fund=found,
                budget=budget,
                amount=given["amount"],
                reason=given["reason"],
                request_id=given["request_id"],
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(
                request,
                gettext("{sum} went to {reference}.").format(sum=money(given["amount"]), reference=given["reference"]),
                "finance:fund",
                found.id,
            )
    return show(request, "finance/allocate.html", fund=found, figures=figures, form=form)


@door(FINANCE, why="to see what is due back to funders")
def due_back(request: PageRequest) -> HttpResponse:
    return show(request, "finance/due_back.html", due=money_due_back(viewer=request.viewer, today=request.today))
