"""An agreement as a paper: to read, to sign by hand, to keep. In large print, or one sentence a line."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from commonpurse.kernel.periods import business_date
from commonpurse.web.parts.agreements import AgreementShown, DecidesLine, SignedLine
from commonpurse.web.parts.papers.making import PaperLook, make_paper
from commonpurse.web.parts.written import day, short_day


def agreement_paper(
    shown: AgreementShown, *, called_by: str, is_large: bool, is_easy: bool, look: PaperLook, now: datetime
) -> bytes:
    """Return the PDF. What nobody has signed yet has a line to sign on."""
    agreement = shown.agreement
    if agreement.number is not None:
        lead = _("For {name}. Number {number}, since {day}.").format(
            name=called_by, number=agreement.number, day=short_day(agreement.in_force_at)
        )
    else:
        lead = _("For {name}. It counts once both have signed.").format(name=called_by)
    sections = [
        {"name": part.name, "heading": part.heading, "lines": lines_of(part.lines, is_easy=is_easy)}
        for part in shown.parts
    ]
    data = {
        "is_large": is_large or is_easy,
        "heading": _("What we agreed"),
        "lead": lead,
        "foot": _("Made on {day}").format(day=short_day(business_date(now))),
        "sections": sections,
        "decides_heading": _("Who decides"),
        "what_heading": _("What"),
        "who_heading": _("Who"),
        "decides": [{"what": line.words, "who": decides_words(line)} for line in shown.decides],
        "signed_heading": _("Signed by"),
        "signed": [signed_words(line) for line in shown.signed],
        "to_sign": lines_to_sign(shown, called_by) if shown.waits else [],
        "date_words": _("Day"),
    }
    return make_paper("agreement", data, title=_("Page"), look=look, now=now)


def lines_of(lines: object, *, is_easy: bool) -> list[str]:
    """Each line as a paragraph; for easy read each sentence."""
    found: list[str] = []
    for line in lines:  # type: ignore[attr-defined]
        sentences = [one.words for one in line]
        found += sentences if is_easy else [" ".join(sentences)]
    return found


def decides_words(line: DecidesLine) -> str:
    """Who decides, as the page says it beside its shape."""
    templates = {
        "self": _("You decide."),
        "after": _("You decide after talking to {who}."),
        "both": _("You and {who} decide together."),
        "other": _("{who} decides for now."),
    }
    words = templates[line.how].format(who=line.who)
    if line.until is not None:
        words += " " + _("This ends on {day}.").format(day=day(line.until))
    return f"{words} {line.because}".strip()


def signed_words(line: SignedLine) -> str:
    words = _("{name}, {day}. {how}.").format(name=line.name, day=short_day(line.at), how=line.how)
    if line.written_by:
        words += " " + _("{name} wrote it down.").format(name=line.written_by)
    return words


def lines_to_sign(shown: AgreementShown, called_by: str) -> list[str]:
    """Who has still to sign."""
    missing = [] if shown.signed_by_person else [called_by]
    return missing if any(not line.is_person for line in shown.signed) else [*missing, _("Your worker")]
