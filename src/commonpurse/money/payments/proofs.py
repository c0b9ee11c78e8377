"""What is known of the proofs of payments: what is asked for, what is there, and which are talked about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.periods import day_begins
from commonpurse.kernel.words import Words
from commonpurse.money.budgets.models import Fund, HoldLeg
from commonpurse.money.decisions.models import Ask, Decision
from commonpurse.money.decisions.rules import WITH_ANOTHER, Outcome
from commonpurse.money.payments.access import can_read_proof, can_see_files
from commonpurse.money.payments.models import Payment, Proof, ProofMessage, ProofRule
from commonpurse.money.payments.proof_tiers import (
    DEFAULT_TIERS,
    SHOWS_SPENDING,
    TIER_WORDS,
    Tier,
    Tiers,
    is_missing,
    strictest,
    talk_opens_at,
    was_agreed_before,
)
from commonpurse.money.payments.queries import payments_visible_to, with_money_back
from commonpurse.money.payments.rules import PaymentState
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.queries import people_visible_to

# Of money that did not reach anybody nothing has to be shown.
NOT_SPENT = tuple(state.value for state in (PaymentState.STOPPED, PaymentState.REJECTED, PaymentState.RETURNED))

# A page lists so many at most: whoever has more begins with the oldest.
MOST_WANTED = 500


def tiers_of_fund(fund: Fund) -> Tiers:
    """What counts for a new payment from this fund."""
    newest = ProofRule.objects.filter(fund=fund).order_by("-version").first()
    return newest.tiers if newest else DEFAULT_TIERS


def proof_rule_versions(*, viewer: Member, fund: Fund) -> QuerySet[ProofRule]:
    """Every version that was set for a fund, the newest first; for who sees the funds."""
    if not can_see_files(viewer):
        return ProofRule.objects.none()
    return ProofRule.objects.filter(fund=fund).select_related("set_by").order_by("-version")


@dataclass(frozen=True)
class ProofState:
    """How a payment stands: what is asked for, whether that is there, and whether it is talked about by now."""

    payment_id: UUID
    tier: Tier
    has_proof: bool
    was_agreed: bool
    is_spent: bool
    talk_from: datetime
    talks: bool = False

    @property
    def is_missing(self) -> bool:
        return self.is_spent and is_missing(self.tier, has_proof=self.has_proof, was_agreed=self.was_agreed)

    @property
    def is_there(self) -> bool:
        return not self.is_missing

    @property
    def tier_words(self) -> Words:
        return TIER_WORDS[self.tier]


def proof_states(payments: Iterable[Payment], now: datetime) -> dict[UUID, ProofState]:
    """How each of these payments stands, in four statements however many they are. Nothing of what a proof shows.

    Whoever calls has asked which payments the viewer sees. Asked across everybody: finance may know that a proof is
    there, and sees none.
    """
    found = list(payments)
    holds, ids = [payment.hold_id for payment in found], [payment.id for payment in found]
    with acting_as_system("to tell whether a proof is there"):
        funds: dict[UUID, set[UUID]] = {}
        for hold, fund in HoldLeg.objects.filter(hold__in=holds).values_list("hold_id", "line__fund_id"):
            funds.setdefault(hold, set()).add(fund)
        rules: dict[UUID, list[ProofRule]] = {}
        for rule in ProofRule.objects.filter(fund__in=set().union(*funds.values())).order_by("version"):
            rules.setdefault(rule.fund_id, []).append(rule)
        agreed = _agreed_before(found)
        has_proof = set(Proof.objects.filter(payment__in=ids).values_list("payment_id", flat=True))
    states = {}
    for payment in found:
        counted = [_on(rules.get(fund, []), payment.created_at) for fund in funds.get(payment.hold_id, ())]
        opens = talk_opens_at(payment.created_at)
        state = ProofState(
            payment_id=payment.id,
            tier=strictest(counted, payment.amount_minor),
            has_proof=payment.id in has_proof,
            was_agreed=payment.id in agreed,
            is_spent=payment.state not in NOT_SPENT,
            talk_from=opens,
        )
        states[payment.id] = replace(state, talks=state.is_missing and opens <= now)
    return states


def _agreed_before(payments: Sequence[Payment]) -> set[UUID]:
    """Those of these payments whose ask shows that they were agreed beforehand."""
    decisions = Decision.objects.filter(ask=OuterRef("id"), outcome=Outcome.YES.value, ground__in=WITH_ANOTHER)
    asks = Ask.objects.filter(id__in={payment.ask_id for payment in payments if payment.ask_id is not None})
    asked = {
        ask: (asked_at, with_another)
        for ask, asked_at, with_another in asks.annotate(with_another=Exists(decisions)).values_list(
            "id", "asked_at", "with_another"
        )
    }
    return {
        payment.id
        for payment in payments
        if payment.ask_id in asked
        and was_agreed_before(asked[payment.ask_id][0], payment.created_at, with_another=asked[payment.ask_id][1])
    }


def _on(versions: list[ProofRule], moment: datetime) -> Tiers:
    """What counted when a payment was released: a later rule asks nothing of it."""
    counted = [rule for rule in versions if rule.set_at <= moment]
    return counted[-1].tiers if counted else DEFAULT_TIERS


@dataclass(frozen=True)
class ShownProof:
    """A payment's proof for who may read it: how it stands, what was given, and the talk, the oldest line first."""

    state: ProofState
    proofs: list[Proof]
    messages: list[ProofMessage]


def shown_proof(*, viewer: Member | Person, payment: Payment, now: datetime, today: date) -> ShownProof | None:
    """The proof of one payment and the talk about it; None for who may not read it: finance, a funder, a helper."""
    if not can_read_proof(viewer, payment.budget.person, today):
        return None
    given = Proof.objects.filter(payment=payment)
    written = ProofMessage.objects.filter(payment=payment)
    return ShownProof(
        proof_states([payment], now)[payment.id],
        list(given.select_related("attachment", "given_by_member", "given_by_person")),
        list(written.select_related("written_by_member", "written_by_person")),
    )


def has_own_proof(*, viewer: Person, payment: Payment) -> bool:
    """Tell the person whether something is kept with a payment of hers."""
    return viewer.id == payment.person_id and Proof.objects.filter(payment=payment).exists()


@dataclass(frozen=True)
class WantedProof:
    """A payment that has less than is asked for. `waits_for_answer`: the person wrote last, and nobody answered."""

    payment: Payment
    state: ProofState
    waits_for_answer: bool


def wanted_proofs(*, viewer: Member | Person, now: datetime, today: date) -> list[WantedProof]:
    """The payments whose proof is missing, of the people whose payments this viewer reads, the oldest first.

    Of a member's people those alone who let them see what they pay. In a fixed number of statements.
    """
    people = people_visible_to(viewer, today, Item.MONEY_DETAIL)
    if isinstance(viewer, Person):
        people = people.filter(id=viewer.id)
    given = Proof.objects.filter(payment=OuterRef("id"))
    last_line = ProofMessage.objects.filter(payment=OuterRef("id")).order_by("-written_at", "-id")
    waiting = (
        payments_visible_to(viewer, today)
        .filter(~Exists(given), person__in=people.values("id"))
        .exclude(state__in=NOT_SPENT)
        .annotate(last_by_person=last_line.values("written_by_person")[:1])
        .order_by("created_at", "id")
    )
    found: list[Any] = list(waiting[:MOST_WANTED])
    states = proof_states(found, now)
    return [
        WantedProof(payment, states[payment.id], waits_for_answer=payment.last_by_person is not None)
        for payment in found
        if states[payment.id].is_missing
    ]


def evidenced_since(*, person: Person, since: date) -> int:
    """How much of what was released to a person since that day a line or a picture shows to be spent, in minor units.

    Less what came back. For a calculation, which asks across everybody and returns the sum alone.
    """
    shows = Proof.objects.filter(payment=OuterRef("id"), kind__in=[kind.value for kind in SHOWS_SPENDING])
    with acting_as_system("to add up what is shown to be spent"):
        paid = Payment.objects.filter(Exists(shows), person=person, created_at__gte=day_begins(since))
        rows = with_money_back(paid.exclude(state__in=NOT_SPENT)).values_list("amount_minor", "back_minor")
        return sum(amount - back for amount, back in rows)
