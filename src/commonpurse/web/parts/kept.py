"""What is said of a promise, as pages draw it: each half-year a row that holds its bar; and the answers to choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonpurse.insight.promises.queries import Measured, Question
from commonpurse.insight.promises.rules import KEPT_WORDS, Keeping, Scored, moved
from commonpurse.web.parts.bars import BAR_WIDTH, LEAST_WIDTH
from commonpurse.web.parts.forms import PageForm
from commonpurse.web.parts.words import translated

WORST, BEST = 1, 5  # the answers: a bar begins at the first and is whole at the last
# Where the five answers lie on the drawing; the last mark stays in its frame.
TICKS = ("0", "25", "50", "75", "99.7")
MARK = 4  # units of the drawing: how wide the middle half is drawn where all of it is one answer

LOOKS = {
    Keeping.KEPT: "granted",
    Keeping.PARTLY: "waiting",
    Keeping.NOT: "declined",
    Keeping.UNTOLD: "ready",
}


@dataclass(frozen=True)
class HalfRow:
    """One half-year: its words, how long its bar is, and where on it the middle half of the answers lies."""

    label: str
    words: str
    note: str = ""
    width: int = 0
    spread: tuple[int, int] | None = None


@dataclass(frozen=True)
class ShareRow:
    label: str
    words: str
    width: int


def half_rows(trend: Sequence[Scored]) -> list[HalfRow]:
    """The rows of a trend, the earliest first; those before anybody answered are left out."""
    told = [number for number, one in enumerate(trend) if one.is_told]
    return [half_row(one) for one in trend[told[0] :]] if told else []


def trend_words(trend: Sequence[Scored]) -> str:
    """Whether it is kept better or worse than in the half-year before; nothing where there is none before."""
    by = moved(trend)
    if by is None:
        return ""
    if not by:
        return _("As the time before.")
    words = _("{steps} better than the time before.") if by > 0 else _("{steps} worse than the time before.")
    return words.format(steps=f"{abs(by):g}")


def half_row(one: Scored) -> HalfRow:
    label = translated(one.half_words)
    if one.mean is None:
        return HalfRow(label, _("Too few to tell"))
    note = ngettext("{count} answer", "{count} answers", one.count).format(count=one.count)
    words = _("{mean} of 5").format(mean=f"{one.mean:g}")
    if one.spread is None:
        return HalfRow(label, words, note, on_scale(one.mean))
    low, high = one.spread
    if low == high:
        note = _("{answers}, half of them say {value}").format(answers=note, value=low)
    else:
        note = _("{answers}, half of them say {low} to {high}").format(answers=note, low=low, high=high)
    starts = min(max(on_scale(low) - MARK // 2, 0), BAR_WIDTH - MARK)
    return HalfRow(label, words, note, on_scale(one.mean), (starts, max(on_scale(high) - starts, MARK)))


def on_scale(value: float) -> int:
    return max(round(BAR_WIDTH * (value - WORST) / (BEST - WORST)), LEAST_WIDTH)


def share_rows(found: Measured) -> list[ShareRow]:
    """All partners together, then each of them by name, where something may be told of one of them at least."""
    together = share_row(_("All together"), found.percent)
    by_name = [share_row(name, percent) for name, percent in found.organisations]
    is_told = any(percent is not None for _name, percent in found.organisations)
    return [together, *by_name] if is_told else [together]


def share_row(label: str, percent: int | None) -> ShareRow:
    return ShareRow(label, _("Too few to tell") if percent is None else f"{percent} %", percent or 0)


class AnswerForm(PageForm):
    """Five answers to the one question."""

    value = forms.ChoiceField(
        label=gettext_lazy("Do they keep to this?"),
        choices=[(str(value.value), words) for value, words in KEPT_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the answers.")},
    )


def is_same(question: Question | None, clause_id: str, about_id: str) -> bool:
    """Whether the question that was on the page is the one that is open."""
    return question is not None and (str(question.clause.id), str(question.about.id)) == (clause_id, about_id)
