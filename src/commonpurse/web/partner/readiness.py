"""How ready we are to work together: what everybody says of it each half-year, and one's own answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.insight.promises.rules.scores import half_of, half_words
from commonpurse.insight.readiness.access import can_answer_readiness
from commonpurse.insight.readiness.commands import answer_readiness
from commonpurse.insight.readiness.queries import GroupTold, own_answer, readiness_told
from commonpurse.insight.readiness.rules import (
    BLOCK_WORDS,
    HOW_TRUE_WORDS,
    ROLE_NAMES,
    STATEMENTS,
    BlockFigure,
    HowTrue,
    Statement,
    Summed,
    half_after,
)
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.words import Words
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.words import translated
from commonpurse.web.request import PageRequest

WIDEST = 100 // max(HowTrue)  # of the drawing's hundred units, for each point of the scale


class ReadinessForm(PageForm):
    """One choice for each statement; which role one answers for is asked of whoever holds several."""

    role = forms.ChoiceField(
        label=_("For which of your roles do you answer?"), error_messages={"required": _("Choose one of your roles.")}
    )

    def __init__(self, *args: Any, roles: frozenset[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        held = [(role, words) for role, words in ROLE_NAMES.items() if role in roles]
        role: Any = self.fields["role"]
        role.choices = held
        if len(held) == 1:
            role.initial, role.widget = held[0][0], forms.HiddenInput()
        for statement, (_block, words) in STATEMENTS.items():
            self.fields[statement.value] = forms.ChoiceField(
                label=translated(words),
                choices=[("", _("Choose")), *((str(int(each)), said) for each, said in HOW_TRUE_WORDS.items())],
                error_messages={"required": _("Choose what comes nearest.")},
            )

    def by_block(self) -> Iterator[tuple[Words, list[forms.BoundField]]]:
        """The statements of each block, under its name."""
        for block, words in BLOCK_WORDS.items():
            yield words, [self[statement.value] for statement, (of, _words) in STATEMENTS.items() if of is block]

    @property
    def scores(self) -> dict[str, int]:
        return {statement.value: int(self.cleaned_data[statement.value]) for statement in Statement}


@dataclass(frozen=True)
class BlockRow:
    """One block as a row of the table: its figures as they are written, and the width of its bar."""

    name: Words
    mean: str
    width: int
    spread: str
    before: str


def row_of(figure: BlockFigure) -> BlockRow:
    return BlockRow(
        figure.words,
        mean_of(figure.now),
        int((figure.now.mean or 0) * WIDEST),
        gettext("{low} to {high}").format(low=f"{figure.now.spread[0]:g}", high=f"{figure.now.spread[1]:g}")
        if figure.now.spread
        else gettext("Too few to tell"),
        mean_of(figure.before),
    )


def mean_of(summed: Summed) -> str:
    return gettext("Too few to tell") if summed.mean is None else f"{summed.mean:g}"


def rows_of(group: GroupTold) -> list[BlockRow]:
    return [row_of(figure) for figure in group.figures] if group.is_told else []


@door(MEMBER, why="to see how ready the partners are to work together")
def readiness(request: PageRequest) -> HttpResponse:
    found = or_404(readiness_told(viewer=request.member, today=request.today))
    return show(
        request,
        "partner/readiness.html",
        found=found,
        rows=rows_of(found.everybody),
        groups=[(group, rows_of(group)) for group in (found.own, *found.roles)],
        own=own_answer(viewer=request.member, today=request.today),
        may_answer=can_answer_readiness(request.member),
    )


@door(MEMBER, why="to say how ready one’s organisation is to work together", methods="GET POST")
def answer(request: PageRequest) -> HttpResponse:
    if not can_answer_readiness(request.member):
        raise NotAllowed
    own = own_answer(viewer=request.member, today=request.today)
    initial: Mapping[str, Any] = {}
    if own is not None:
        initial = {"role": own.role} | {each.value: str(int(score)) for each, score in own.scores.items()}
    form = ReadinessForm(posted(request), initial=initial, roles=request.member.roles)
    if request.method == "POST" and form.is_valid():
        try:
            answer_readiness(by=request.member, role=form.cleaned_data["role"], scores=form.scores, now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("Kept. You can change it until the half-year ends."), "partner:readiness")
    half = half_of(request.today)
    return show(
        request, "partner/readiness_answer.html", form=form, own=own, half=half_words(half), until=half_after(half)
    )
