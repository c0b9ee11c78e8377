"""A letter for whoever looks after her benefits: what we paid, by which law, and nothing that she told us herself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from commonpurse.kernel.money import Money
from commonpurse.money.budgets.rules import LEGAL_BASIS_WORDS, LegalBasis
from commonpurse.money.payments.benefits import NOTHING, BenefitsCheck
from commonpurse.web.parts.benefits import name_of, pounds
from commonpurse.web.parts.papers.making import PaperLook, make_paper
from commonpurse.web.parts.words import translated
from commonpurse.web.parts.written import long_day, money, named, spoken


@dataclass(frozen=True)
class LetterRow:
    """What one fund paid: into her own hands, and straight to shops and landlords."""

    fund: str
    basis: str
    in_hand: Money
    direct: Money


@dataclass(frozen=True)
class Letter:
    """The letter, for the page and the paper alike."""

    heading: str
    to: str
    day: str
    lines: Sequence[str]
    rows_heading: str
    rows: Sequence[LetterRow]
    law_heading: str
    law: Sequence[str]
    end: Sequence[str]
    signed: str


def letter_of(check: BenefitsCheck, *, called_by: str, partnership: str) -> Letter:
    """Write the letter from a check. Her own savings, places and shops are not in it."""
    name, us = named(called_by), named(partnership)
    return Letter(
        heading=_("About the money of {name}").format(name=name),
        to=_("To whoever looks after the benefits of {name}").format(name=name),
        day=long_day(check.on),
        lines=[
            _("{us} gives {name} money to use as they choose. It is not pay for work.").format(us=us, name=name),
            _("Money that we have not paid out is not theirs yet. So it is not in this list."),
        ],
        rows_heading=_("What we paid since {day}").format(day=long_day(check.since)),
        rows=rows_of(check),
        law_heading=_("What the law says"),
        law=law_of(check),
        end=[
            _("This letter says what we paid. It does not say what {name} has saved, or spent.").format(name=name),
            _("It is for {name} to give to you. If you have a question, please ask them to bring it to us.").format(
                name=name
            ),
        ],
        signed=us,
    )


def rows_of(check: BenefitsCheck) -> list[LetterRow]:
    """The sums of the year, fund by fund."""
    sums: dict[tuple[str, LegalBasis], list[Money]] = {}
    for paid in check.payments:
        for fund in paid.by_fund:
            both = sums.setdefault((fund.fund_name, fund.legal_basis), [NOTHING, NOTHING])
            both[paid.is_direct] += fund.amount
    return [
        LetterRow(name, translated(LEGAL_BASIS_WORDS[basis]), in_hand, direct)
        for (name, basis), (in_hand, direct) in sorted(sums.items())
    ]


def law_of(check: BenefitsCheck) -> list[str]:
    """The limits of each benefit, and which of this money does not count, each with its source.

    Only what somebody has read in the law: whoever gets the letter goes by it.
    """
    bases = {fund.legal_basis for paid in check.payments for fund in paid.funds}
    said = []
    for outcome in check.outcomes:
        rule = outcome.rule
        if rule.to_check:
            continue
        words = _("{benefit}: savings of up to {sum} change nothing.").format(
            benefit=name_of(rule.benefit), sum=spoken(pounds(rule.lower_minor))
        )
        for basis in LegalBasis:
            if basis in rule.disregards and basis in bases:
                free = _("{basis} does not count for 12 months from the day it came.")
                words += " " + free.format(basis=translated(LEGAL_BASIS_WORDS[basis]))
        said.append(f"{words} ({rule.source})")
    return said


def letter_paper(letter: Letter, *, is_large: bool, look: PaperLook, now: datetime) -> bytes:
    """Return the PDF."""
    data = {
        "is_large": is_large,
        "heading": letter.heading,
        "to": letter.to,
        "day": letter.day,
        "lines": letter.lines,
        "rows_heading": letter.rows_heading,
        "headings": [_("Fund"), _("Kind of money"), _("Paid to them"), _("Paid straight to others")],
        "rows": [[row.fund, row.basis, money(row.in_hand), money(row.direct)] for row in letter.rows],
        "nothing": _("We paid nothing in these months."),
        "law_heading": letter.law_heading,
        "law": letter.law,
        "end": letter.end,
        "signed": letter.signed,
        "foot": _("Made on {day}").format(day=letter.day),
    }
    return make_paper("benefits_letter", data, title=_("Letter"), look=look, now=now)
