"""A notice about money back, as it is read: its clock, and the letter that is printed or sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from commonpurse.kernel.periods import business_date
from commonpurse.money.decisions.queries import parts_of
from commonpurse.web.parts.papers.making import PaperLook, make_paper
from commonpurse.web.parts.shapes import Wait
from commonpurse.web.parts.words import translated
from commonpurse.web.parts.written import day, money, short_day


def wait_of(notice: Any, today: date) -> Wait | None:
    """Whom a notice waits for, as its reader sees it; None where nothing is to come."""
    if notice.is_to_be_read:
        then = _("Read it, and say that you did. Your time starts then. Until then, no money goes back.")
        return Wait(_("you"), notice.shown_at, None, then)
    if notice.state == "given":
        if notice.is_time_left(today):
            return Wait(_("you"), notice.noted_at, notice.pay_by_on, _("Until then, no money goes back."))
        return Wait(_("us"), notice.pay_by_on, None, _("Your time to ask is over. We write when we know more."))
    if notice.state == "asked_again":
        then = _("Somebody new looks at it. Until then, no money goes back.")
        return Wait(_("us"), notice.reconsideration.asked_at, None, then)
    if notice.state == "heard":
        return Wait(_("us"), notice.reconsideration.heard_at, None, _("We write when the money goes back."))
    if notice.state == "concluded" and notice.reclaimed_at is None and notice.who_pays != "holder":
        return Wait(_("us"), notice.concluded_at, None, _("The money goes back soon. We write when it has."))
    return None


def letter_sections(notice: Any, today: date) -> list[tuple[str, Sequence[str]]]:
    """The letter, part by part: each its heading and sentences. Source: SI 2013/1617, reg 15: what it must say."""
    parts = parts_of(notice)
    sums = [_("{sum} from {fund}.").format(sum=money(part.amount), fund=part.fund_name) for part in parts]
    time = _("You have {days} days from the day you get this letter.").format(days=notice.days_to_pay)
    if notice.is_to_be_read:
        time = _("You have {days} days. They start when you say that you have read it, or get it on paper.").format(
            days=notice.days_to_pay
        )
    if notice.pay_by_on is not None:
        time = _("You have until {day}. No money goes back before then.").format(day=day(notice.pay_by_on))
    return [
        (_("Why"), [translated(notice.ground_said), notice.reasons]),
        (_("What shows it"), [notice.evidence]),
        (_("How much"), [money(notice.amount), *(sums if len(sums) > 1 else [])]),
        (_("Who pays"), [translated(notice.who_pays_said)]),
        (_("How long you have"), [time]),
        (
            _("If you think this is wrong"),
            [
                _("You can ask us to look at it again. You need not say why."),
                _("Tap the button on your own page. Or tell your worker, or whoever helps you. They can ask for you."),
                _("Tell us more if you want to, and show us what proves it."),
                _("Somebody new looks at it. They had no part in this letter."),
                _("They can say: it stays, it is less, or it is taken off. You get their reasons."),
                _("While they look, no money goes back."),
            ],
        ),
        (
            _("What stays yours"),
            [
                _("Money that is kept for something you asked for stays kept."),
                _("What you have spent is spent. We take no more than is free on your budget."),
            ],
        ),
        (
            _("Who wrote this"),
            [
                _("{name} wrote it. {second} agreed to it.").format(
                    name=notice.issued_by.name, second=notice.agreed_by.name if notice.agreed_by else "…"
                )
            ],
        ),
    ]


def notice_paper(notice: Any, *, is_large: bool, look: PaperLook, now: datetime) -> bytes:
    """Return the PDF of the letter: tagged, with a title that says nothing to who sees the window."""
    today = business_date(now)
    data = {
        "is_large": is_large,
        "heading": _("A notice about money back"),
        "lead": _("For {name}").format(name=notice.person.called_by),
        "foot": _("Made on {day}").format(day=short_day(today)),
        "sections": [
            {"title": title, "lines": [part for line in lines for part in line.splitlines() if part.strip()]}
            for title, lines in letter_sections(notice, today)
        ],
    }
    return make_paper("letter", data, title=_("Page"), look=look, now=now)
