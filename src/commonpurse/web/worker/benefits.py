"""Whether money could touch a person's benefits, as a worker may know it: by what we paid, not by what she told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.money.budgets.queries import budgets_visible_to
from commonpurse.money.decisions.rules.benefits import Option, Outcome, Reach, Way
from commonpurse.money.payments.benefits import BenefitsCheck, benefits_check
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.benefits import (
    benefit_lines,
    less_words,
    main_outcome,
    name_of,
    option_sums,
    rules_of,
    span_words,
)
from commonpurse.web.parts.downloads import attachment
from commonpurse.web.parts.pages import or_404, show
from commonpurse.web.parts.papers.benefits_letter import letter_of, letter_paper
from commonpurse.web.parts.papers.making import paper_look
from commonpurse.web.parts.shapes import Fact
from commonpurse.web.parts.written import day, money
from commonpurse.web.request import PageRequest
from commonpurse.web.worker.sharing import person_to_act_for


def words_of(outcome: Outcome) -> str:
    """Say of a person to a worker what could become of one benefit, by what we paid alone."""
    if outcome.reach == Reach.LIMIT:
        return _("It could stop.")
    if outcome.reach == Reach.TARIFF:
        return _("They could get up to {less} less.").format(less=less_words(outcome))
    return _("By what we paid, it changes nothing.")


OPTION_WORDS = {
    Way.SMALLER: gettext_lazy("Up to {sum} now, and the rest when that is spent."),
    Way.DIRECT: gettext_lazy("Pay the shop or landlord direct: then it is never their savings."),
    Way.OTHER_FUND: gettext_lazy("Ask finance whether {fund} can pay it: its money does not count."),
    Way.SHOW: gettext_lazy("A note or a photo of what was bought: what is spent does not count."),
}


def option_words(option: Option) -> str:
    return str(OPTION_WORDS[option.way]).format(**option_sums(option))


@dataclass(frozen=True)
class BenefitsWarning:
    """What stands beside a release: the answer, and what could help. Quiet where nothing is touched."""

    words: str
    notes: list[str]
    is_touched: bool


def warning_of(check: BenefitsCheck) -> BenefitsWarning:
    outcome = main_outcome(check)
    if not check.touched:
        said = _("Not by what we paid in the last twelve months.")
    elif outcome.reach == Reach.LIMIT:
        said = _("It could. {benefit} could stop.").format(benefit=name_of(outcome.benefit))
    else:
        said = _("It could. They could get up to {less} less {benefit}.").format(
            less=less_words(outcome), benefit=name_of(outcome.benefit)
        )
    unknown = _("We do not know what they have saved. They may know more.")
    notes = [option_words(option) for option in check.options] if check.touched else []
    return BenefitsWarning(f"{said} {unknown}", notes, bool(check.touched))


def check_or_404(request: PageRequest, person_id: UUID) -> tuple[Any, BenefitsCheck]:
    """The person and the check, for whom she lets do things with her money."""
    who = person_to_act_for(request, person_id, Item.MONEY_DETAIL, "name", "money", "payments")
    seen = budgets_visible_to(request.viewer, request.today).filter(person=who).select_related("person")
    return who, benefits_check(viewer=request.member, budget=or_404(seen.first()), now=request.now)


@door(WORKER, why="to see whether money could touch the person's benefits")
def benefits(request: PageRequest, person_id: UUID) -> HttpResponse:
    """The range from what we paid, with the rules, and the letter to print for the person."""
    who, check = check_or_404(request, person_id)
    facts = [
        Fact(_("Paid to them since {day}").format(day=day(check.since)), money(check.into_her_hands)),
        Fact(_("Of it, shown to be spent"), money(check.shown)),
        Fact(_("Paid straight to others: it does not count"), money(check.direct)),
    ]
    for outcome in [main_outcome(check)] if check.is_there else []:
        label = _("So for {benefit} it could be").format(benefit=name_of(outcome.benefit))
        facts.append(Fact(label, span_words(outcome)))
    return show(
        request,
        "worker/benefits.html",
        person=who,
        check=check,
        lines=benefit_lines(check.outcomes, words_of),
        options=[option_words(option) for option in check.options],
        facts=facts,
        rules=rules_of(check),
    )


@door(WORKER, why="to print a letter about the person's money for them")
def letter_pdf(request: PageRequest, person_id: UUID) -> HttpResponse:
    """The letter, for a person who has no printer. It goes into their hands."""
    who, check = check_or_404(request, person_id)
    found = letter_of(check, called_by=who.called_by, partnership=the_partnership().name)
    is_large = request.GET.get("print") == "large"
    content = letter_paper(found, is_large=is_large, look=paper_look(), now=request.now)
    return attachment(f"letter-{request.today}.pdf", content, "application/pdf")
