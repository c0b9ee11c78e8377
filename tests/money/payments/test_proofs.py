"""A proof is asked for and never waited for; a missing one is talked about, and whoever may not see it does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.models import News
from commonpurse.kernel.requests import RequestReused
from commonpurse.kernel.texts import TextTooLong
from commonpurse.money.budgets.models import Budget, Fund
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import grant_ask, make_ask
from commonpurse.money.payments.commands import (
    give_proof,
    pay_or_ask,
    set_proof_tiers,
    stop_payment,
    waive_proof,
    write_about_proof,
)
from commonpurse.money.payments.models import Payment, Proof, ProofMessage, ProofRule
from commonpurse.money.payments.proof_tiers import NEWS_ABOUT_RECEIPT, ProofRefused, Tier, Tiers
from commonpurse.money.payments.proofs import (
    evidenced_since,
    has_own_proof,
    proof_rule_versions,
    proof_states,
    shown_proof,
    tiers_of_fund,
    wanted_proofs,
)
from commonpurse.parties.attachments.models import Attachment
from commonpurse.parties.attachments.rules import AttachmentRefused
from tests.factories import (
    NOW,
    TODAY,
    Standing,
    a_photo,
    make_attachment,
    make_budget,
    make_fund,
    make_payee,
    pounds,
    release,
    standing_people,
)
from tests.parties.attachments.files import photo, sent
from tests.support.agreements.acts import make_limit

LATER = NOW + timedelta(days=15)


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


@pytest.fixture
def fund(people: Standing) -> Fund:
    return make_fund(people, received=5000)


@pytest.fixture
def budget(people: Standing, fund: Fund) -> Budget:
    return make_budget(people, (fund, 3000))


@pytest.fixture
def payment(people: Standing, budget: Budget) -> Payment:
    """A payment of a sum for which a line or a photo is asked."""
    return release(people, budget, make_payee(people), 150)


def state_of(payment: Payment, now: Any = LATER) -> Any:
    return proof_states([payment], now)[payment.id]


def give(people: Standing, payment: Payment, **given: Any) -> Proof:
    wanted = {"by": people.ada, "words": "A fridge", "file": None, "request_id": new_id(), "now": NOW}
    return give_proof(payment=payment, **(wanted | given))


def write(people: Standing, payment: Payment, **given: Any) -> ProofMessage:
    wanted = {"by": people.ada, "words": "I lost it", "request_id": new_id(), "now": LATER}
    return write_about_proof(payment=payment, **(wanted | given))


# What is asked for ----------------------------------------------------------------------------------------------------


def test_a_line_is_enough(people: Standing, payment: Payment) -> None:
    assert (state_of(payment).tier, state_of(payment).is_missing) == (Tier.LINE, True)
    proof = give(people, payment)
    assert (proof.kind, proof.words, proof.given_by) == ("line", "A fridge", people.ada)
    assert state_of(payment).is_there


def test_a_photo_is_enough_and_is_kept_clean(people: Standing, payment: Payment) -> None:
    proof = give(people, payment, words="", file=a_photo())
    assert (proof.kind, proof.attachment.kind, proof.attachment.person) == ("picture", "picture", people.ada)
    assert state_of(payment).is_there


def test_nothing_is_asked_of_a_small_payment(people: Standing, budget: Budget, payment: Payment) -> None:
    small = release(people, budget, payment.payee_account, 99)
    assert (state_of(small).tier, state_of(small).is_there) == (Tier.NOTHING, True)


def test_the_strictest_of_the_funds_that_pay_counts(people: Standing, fund: Fund) -> None:
    other = make_fund(people, "Warm Fund", received=500)
    budget = make_budget(people, (fund, 100), (other, 100))
    set_proof_tiers(by=people.ngozi, fund=fund, line_from=None, agreed_from=None, now=NOW - timedelta(days=1))
    set_proof_tiers(by=people.ngozi, fund=other, line_from=pounds(1), agreed_from=pounds(150), now=NOW)
    both = release(people, budget, make_payee(people), 150)
    assert state_of(both).tier is Tier.BEFOREHAND


@pytest.mark.parametrize(
    ("somebody_agrees", "hours", "is_there"),
    [(True, 0, True), (False, 24, True), (False, 23, False), (False, 0, False)],
    ids=["agreed", "a day before", "less than a day before", "in the same moment"],
)
def test_agreed_beforehand_is_a_yes_of_somebody_else_or_a_day_in_which_it_was_known(
    people: Standing, budget: Budget, somebody_agrees: bool, hours: int, is_there: bool
) -> None:
    if somebody_agrees:
        make_limit(people)
    ask = make_ask(
        by=people.ada,
        budget=budget,
        what_for="A bed, a table, two chairs",
        amount=pounds(600),
        spend_kind=SpendKind.FURNITURE,
        request_id=new_id(),
        now=NOW,
    )
    if somebody_agrees:
        grant_ask(by=people.wren, ask=ask, now=NOW)
    paid = release(people, budget, make_payee(people), 600, ask=ask, now=NOW + timedelta(hours=hours))
    found = state_of(paid)
    assert (found.tier, found.was_agreed, found.is_there) == (Tier.BEFOREHAND, is_there, is_there)


def test_what_she_pays_herself_at_once_is_agreed_with_nobody(people: Standing, budget: Budget) -> None:
    asked = pay_or_ask(
        by=people.ada,
        budget=budget,
        payee_account=make_payee(people),
        amount=pounds(600),
        spend_kind=SpendKind.FURNITURE,
        what_for="A bed",
        request_id=new_id(),
        now=NOW,
    )
    assert (state_of(asked.payment).tier, state_of(asked.payment).is_missing) == (Tier.BEFOREHAND, True)


def test_a_new_rule_asks_nothing_of_a_payment_that_was_released_before(
    people: Standing, fund: Fund, budget: Budget, payment: Payment
) -> None:
    small = release(people, budget, payment.payee_account, 20)
    set_proof_tiers(by=people.priya, fund=fund, line_from=pounds(10), agreed_from=None, now=NOW + timedelta(hours=1))
    assert state_of(small).tier is Tier.NOTHING
    after = release(people, budget, payment.payee_account, 20, now=NOW + timedelta(hours=2))
    assert state_of(after).tier is Tier.LINE


def test_a_missing_proof_never_holds_money_back(people: Standing, budget: Budget, payment: Payment) -> None:
    """Ten payments without one, long overdue: the eleventh goes out like the first."""
    for _ in range(9):
        release(people, budget, payment.payee_account, 101)
    write(people, payment, by=people.wren, words="What was it?")
    assert len(wanted_proofs(viewer=people.wren, now=LATER, today=LATER.date())) == 10
    last = release(people, budget, payment.payee_account, 600, now=LATER)
    assert (last.state, payment.state) == ("ready", "ready")


def test_of_money_that_did_not_go_nothing_is_asked(people: Standing, payment: Payment) -> None:
    stop_payment(by=people.ada, payment=payment, reason="Not now", now=NOW)
    payment.refresh_from_db()
    assert state_of(payment).is_there
    assert wanted_proofs(viewer=people.ada, now=LATER, today=TODAY) == []


# Giving one -----------------------------------------------------------------------------------------------------------


def test_the_same_form_twice_is_one_proof(people: Standing, payment: Payment) -> None:
    request_id = new_id()
    first = give(people, payment, file=sent(photo((20, 10))), request_id=request_id)
    assert give(people, payment, file=sent(photo((20, 10))), request_id=request_id) == first
    with pytest.raises(RequestReused):
        give(people, payment, words="A bed", request_id=request_id)
    assert (Proof.objects.count(), Attachment.objects.count()) == (1, 1)


def test_nothing_is_no_proof(people: Standing, payment: Payment) -> None:
    with pytest.raises(ProofRefused) as refused:
        give(people, payment, words="  ")
    assert refused.value.code == "proof_empty"
    with pytest.raises(TextTooLong):
        give(people, payment, words="x" * 501)


def test_a_photo_that_is_refused_leaves_nothing_behind(people: Standing, payment: Payment) -> None:
    with pytest.raises(AttachmentRefused):
        give(people, payment, file=sent(b"%PDF-1.7 /JavaScript %%EOF"))
    assert not Proof.objects.exists()
    assert not Attachment.objects.exists()


def test_a_worker_says_with_a_reason_that_none_is_needed(people: Standing, payment: Payment) -> None:
    with pytest.raises(ProofRefused) as refused:
        waive_proof(by=people.wren, payment=payment, reason=" ", request_id=new_id(), now=NOW)
    assert refused.value.field == "reason"
    said = waive_proof(by=people.wren, payment=payment, reason="I was there", request_id=new_id(), now=NOW)
    assert (said.kind, said.given_by) == ("not_needed", people.wren)
    assert waive_proof(by=people.priya, payment=payment, reason="So was I", request_id=new_id(), now=NOW) == said
    assert state_of(payment).is_there


@pytest.mark.parametrize("who", ["ngozi", "callum", "femi", "stranger", "administrator"])
def test_nobody_else_gives_or_reads_one(people: Standing, payment: Payment, who: str) -> None:
    actor = getattr(people, who)
    give(people, payment)
    write(people, payment)
    for act in (
        lambda: give(people, payment, by=actor),
        lambda: write(people, payment, by=actor),
        lambda: waive_proof(by=actor, payment=payment, reason="x", request_id=new_id(), now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert shown_proof(viewer=actor, payment=payment, now=NOW, today=TODAY) is None
    assert wanted_proofs(viewer=actor, now=LATER, today=TODAY) == []
    with pytest.raises(NotAllowed):
        waive_proof(by=people.ada, payment=payment, reason="x", request_id=new_id(), now=NOW)


# The talk -------------------------------------------------------------------------------------------------------------


def test_after_two_weeks_it_is_talked_about_and_both_sides_are_told(people: Standing, payment: Payment) -> None:
    assert not state_of(payment, NOW + timedelta(days=13, hours=23)).talks
    assert state_of(payment).talks
    asked = write(people, payment, by=people.wren, words="What was it?")
    answered = write(people, payment, words="A fridge, I lost the paper")
    shown = shown_proof(viewer=people.ada, payment=payment, now=LATER, today=TODAY)
    assert [line.written_by for line in shown.messages] == [people.wren, people.ada]
    assert (shown.proofs, shown.state.talks) == ([], True)
    assert not has_own_proof(viewer=people.ada, payment=payment)
    told = News.objects.filter(kind=NEWS_ABOUT_RECEIPT)
    assert told.get(subject_id=asked.id).recipient_id == people.ada.id
    assert told.get(subject_id=answered.id).recipient_id == people.wren.id


def test_who_waits_for_an_answer_is_seen(people: Standing, payment: Payment) -> None:
    write(people, payment)
    (wanted,) = wanted_proofs(viewer=people.wren, now=LATER, today=TODAY)
    assert (wanted.payment, wanted.waits_for_answer, wanted.state.talks) == (payment, True, True)
    write(people, payment, by=people.wren, words="Then we write down that it was a fridge.", now=LATER + timedelta(1))
    (wanted,) = wanted_proofs(viewer=people.wren, now=LATER, today=TODAY)
    assert not wanted.waits_for_answer
    give(people, payment)
    assert wanted_proofs(viewer=people.wren, now=LATER, today=TODAY) == []


def test_an_empty_line_and_the_same_line_twice_are_not_written(people: Standing, payment: Payment) -> None:
    with pytest.raises(ProofRefused):
        write(people, payment, words=" ")
    request_id = new_id()
    assert write(people, payment, request_id=request_id) == write(people, payment, request_id=request_id)
    assert ProofMessage.objects.count() == 1


def test_many_payments_cost_no_more_questions(people: Standing, budget: Budget, payment: Payment) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            wanted_proofs(viewer=people.wren, now=LATER, today=TODAY)
        return len(asked)

    before = statements()
    for _ in range(5):
        release(people, budget, payment.payee_account, 120)
    assert statements() == before


# What is shown to be spent --------------------------------------------------------------------------------------------


def test_only_what_a_line_or_a_picture_shows_is_added_up(people: Standing, budget: Budget, payment: Payment) -> None:
    waived = release(people, budget, payment.payee_account, 200)
    waive_proof(by=people.wren, payment=waived, reason="I was there", request_id=new_id(), now=NOW)
    assert evidenced_since(person=people.ada, since=TODAY) == 0
    give(people, payment)
    give(people, payment, words="and a photo", file=a_photo())
    assert evidenced_since(person=people.ada, since=TODAY) == 15_000
    assert evidenced_since(person=people.ada, since=TODAY + timedelta(days=1)) == 0
    assert evidenced_since(person=people.stranger, since=TODAY) == 0


# The rules of a fund --------------------------------------------------------------------------------------------------


def test_finance_sets_from_which_sum_on_and_each_version_stays(people: Standing, fund: Fund) -> None:
    assert tiers_of_fund(fund) == Tiers(10_000, 50_000)
    given = {"fund": fund, "line_from": pounds(50), "agreed_from": None, "now": NOW}
    assert set_proof_tiers(by=people.ngozi, **given) == Tiers(5_000, None)
    set_proof_tiers(by=people.priya, **given)  # the same again is no new version
    set_proof_tiers(by=people.priya, **(given | {"line_from": None}))
    versions = proof_rule_versions(viewer=people.ngozi, fund=fund)
    assert [(rule.version, rule.tiers, rule.set_by) for rule in versions] == [
        (2, Tiers(None, None), people.priya),
        (1, Tiers(5_000, None), people.ngozi),
    ]
    assert not proof_rule_versions(viewer=people.wren, fund=fund).exists()
    with pytest.raises(ProofRefused):
        set_proof_tiers(by=people.ngozi, **(given | {"agreed_from": pounds(50)}))


@pytest.mark.parametrize("who", ["wren", "callum", "administrator"])
def test_nobody_else_sets_them(people: Standing, fund: Fund, who: str) -> None:
    with pytest.raises(NotAllowed):
        set_proof_tiers(by=getattr(people, who), fund=fund, line_from=None, agreed_from=None, now=NOW)


# What the database keeps ----------------------------------------------------------------------------------------------


@pytest.fixture
def right(people: Standing, payment: Payment) -> dict[str, Any]:
    return {"person": people.ada, "payment": payment, "request_id": new_id(), "request_hash": "-"}


def test_the_database_refuses_what_is_no_proof(people: Standing, right: dict[str, Any]) -> None:
    given = {"given_at": NOW, "given_by_person": people.ada, "words": "A bed", "kind": "line"}
    for name, broken in {
        "proof_shows_something": {"words": ""},
        "proof_given_by_one": {"given_by_member": people.wren},
        "proof_not_needed_by_a_member": {"kind": "not_needed"},
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Proof.objects.create(**(right | given | broken))
    Proof.objects.create(**(right | given | {"kind": "picture", "attachment": make_attachment(people)}))
    with pytest.raises(DatabaseError, match=r"append.only|permission denied"), transaction.atomic():
        Proof.objects.update(words="Another")


def test_the_database_refuses_what_is_no_message(people: Standing, right: dict[str, Any]) -> None:
    given = {"written_at": NOW, "written_by_person": people.ada, "words": "Hello"}
    for name, broken in {
        "proof_message_says_something": {"words": ""},
        "proof_message_by_one": {"written_by_person": None},
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            ProofMessage.objects.create(**(right | given | broken))


def test_the_database_refuses_what_is_no_rule(people: Standing, fund: Fund) -> None:
    given = {"fund": fund, "version": 1, "line_from_minor": 5, "agreed_from_minor": 6, "set_at": NOW}
    for name, broken in {
        "proof_rule_above_zero": {"line_from_minor": 0},
        "proof_rule_in_order": {"agreed_from_minor": 5},
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            ProofRule.objects.create(set_by=people.ngozi, **(given | broken))
    ProofRule.objects.create(set_by=people.ngozi, **given)
    with pytest.raises(IntegrityError, match=r"proof_rule_once|fund_id, payments_proofrule.version"):
        ProofRule.objects.create(set_by=people.ngozi, **given)
