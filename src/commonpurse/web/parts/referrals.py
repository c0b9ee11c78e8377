"""How a referral and what was decided of it are said on pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from commonpurse.parties.consent.rules import ART6_WORDS, EXPLAINED_WORDS, Art6, Explained
from commonpurse.support.plans.rules import OFFER_WORDS, OfferState
from commonpurse.support.referrals.rules import STATE_WORDS, Ground, State, Whose
from commonpurse.web.parts.words import translated
from commonpurse.web.parts.written import day, named

MARKS = {
    State.WAITING: "waiting",
    State.LISTED: "waiting",
    State.ACCEPTED: "done",
    State.DECLINED: "stopped",
    State.REVOKED: "stopped",
}


@dataclass(frozen=True)
class StateLine:
    """`mark` is the state's colour and sign; `words` says it."""

    mark: str
    words: str
    since: str = ""


def state_line(referral: Any, place: int | None = None) -> StateLine:
    """Where it stands; on the waiting list also its place and since when."""
    state = State(referral.state)
    since = ""
    if state is State.LISTED and place is not None:
        words = _("Number {place} on the list, since {day}.")
        since = words.format(place=place, day=day(referral.listed_at))
    return StateLine(MARKS[state], translated(STATE_WORDS[state]), since)


def asker_words(referral: Any) -> str:
    """Whose referral it is, said honestly: a service’s, family’s with who wrote it down, or the person’s own."""
    whose = Whose(referral.whose)
    if whose is Whose.HERSELF:
        return _("the person")
    member = referral.referred_by
    who, organisation = named(member.name), named(str(member.organisation))
    if whose is Whose.FAMILY:
        words = _("{family}, written down by {who}, {organisation}")
        return words.format(family=named(referral.family), who=who, organisation=organisation)
    return _("{who}, {organisation}").format(who=who, organisation=organisation)


def offerer_words(referral: Any) -> str:
    """Who does what was offered."""
    whose = Whose(referral.whose)
    if whose is Whose.HERSELF:
        return _("the person")
    return named(referral.family if whose is Whose.FAMILY else referral.referred_by.name)


# How each state of an offer looks; one whose day has passed is late.
OFFER_MARKS = {
    OfferState.WAITS: "waiting",
    OfferState.AGREED: "waiting",
    OfferState.TURNED_DOWN: "stopped",
    OfferState.TAKEN_BACK: "stopped",
    OfferState.DONE: "done",
    OfferState.GIVEN_UP: "stopped",
    OfferState.CHANGED: "stopped",
}


@dataclass(frozen=True)
class OfferLine:
    """What became of an offer. `may_finish`: who looks may say that it is done."""

    mark: str
    words: str
    late: str
    may_finish: bool


def offer_line(stands: Any, *, is_mine: bool = False) -> OfferLine | None:
    """What became of what was offered with a referral; nothing where it is in no plan."""
    if stands is None:
        return None
    state = OfferState(stands.state)
    return OfferLine(
        mark=OFFER_MARKS[state],
        words=translated(OFFER_WORDS[state]),
        late=_("Its day has passed.") if stands.is_late else "",
        may_finish=is_mine and stands.is_theirs and state is OfferState.AGREED,
    )


def standing_words(referral: Any) -> str:
    """On what it stands: how, when and to which words the person agreed, or the basis of the organisation."""
    if Ground(referral.ground) is Ground.BASIS:
        return basis_words(referral.lawful_basis)
    words = _("The person agreed on {day} ({how}) to: {words}")
    how = translated(EXPLAINED_WORDS[Explained(referral.explained)])
    return words.format(day=day(referral.agreed_on), how=how, words=referral.wording)


def basis_words(basis: Any) -> str:
    words = _("{purpose}, Article 6(1){ground}")
    return words.format(purpose=basis.purpose, ground=translated(ART6_WORDS[Art6(basis.art6)]))


@dataclass(frozen=True)
class DecisionLine:
    decision: Any
    words: str
    mark: str
    by: str
    coordinator: str


def decision_lines(decisions: Iterable[Any]) -> list[DecisionLine]:
    return [
        DecisionLine(
            one,
            translated(STATE_WORDS[State(one.outcome)]),
            MARKS[State(one.outcome)],
            _decided_by(one),
            named(one.coordinator.name) if one.coordinator else "",
        )
        for one in decisions
    ]


def _decided_by(decision: Any) -> str:
    """Who wrote it down, and who of the group decided it with them."""
    if decision.decided_by is None:
        return _("the person")
    who = named(decision.decided_by.name)
    others = ", ".join(named(each.member.name) for each in decision.together.all())
    return _("{who}, together with {others}").format(who=who, others=others) if others else who
