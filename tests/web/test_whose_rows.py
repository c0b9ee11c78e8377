"""No row of Ada's can hang on something of another person: each binding is broken once, past every rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.models import Message, News
from commonpurse.kernel.person_keys import BoundToParent
from commonpurse.money.budgets.commands import hold_for
from commonpurse.money.budgets.models import Allocation, Budget, Hold, HoldLeg, Line
from commonpurse.money.budgets.rules import SpendKind
from commonpurse.money.decisions.commands import make_ask
from commonpurse.money.decisions.models import Ask, Decision, PanelSeat
from commonpurse.money.ledger.commands import NewAccount, open_accounts
from commonpurse.money.ledger.rules import AccountCode
from commonpurse.money.payments.commands import add_payee, release_money
from commonpurse.money.payments.models import (
    Approval,
    Instruction,
    PayeeAccount,
    Payment,
    Proof,
    ProofMessage,
    Settlement,
)
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.parties.attachments.models import Attachment, SealedAttachment
from commonpurse.parties.people.commands import add_contact_way
from commonpurse.parties.people.models import ContactWay, Person
from commonpurse.parties.protected.models import ProtectedDetail, Reveal, SealedDetail
from commonpurse.parties.signin.models import TextCode, TextWay
from commonpurse.support.agreements.commands import make_agreement
from commonpurse.support.agreements.models import Limit
from commonpurse.support.blockages.commands import raise_blockage
from commonpurse.support.plans.commands import write_goal, write_step
from commonpurse.support.plans.models import Coordinator
from commonpurse.support.referrals.models import CaseloadDecision, EqualityAnswer
from tests.factories import LANDLORDS_ACCOUNT, NOW, TODAY, give, make_fund, pounds
from tests.habits.test_whose_rows import BOUND
from tests.money.decisions import noticing
from tests.money.orders.making import make_order
from tests.support.agreements.acts import make_limit, make_risk_record
from tests.support.agreements.making import wording
from tests.support.referrals.making import make_referral
from tests.web.scenes import Scene

# On PostgreSQL the app may not even try; that the key is there is read from the catalogue, in tests/habits.
WRITTEN_BY_ANOTHER_ROLE = {"protected_sealeddetail"}
MODELS = {model._meta.db_table: model for model in apps.get_models()}


def again(row: Model, **changed: Any) -> Any:
    """Insert a copy of a row with a new id, its other unique ids renewed, and `changed`."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    renewed = {
        field.attname: new_id()
        for field in row._meta.concrete_fields
        if field.unique and field.get_internal_type() == "UUIDField" and kept[field.attname]
    }
    return type(row)._default_manager.create(**(kept | renewed | changed))


def checked(write: Callable[[], Any]) -> Any:
    """Write, and let the keys be checked that else wait for the commit."""
    made = write()
    connection.check_constraints()
    return made


def new_line(s: Scene) -> tuple[Model, dict[str, Any]]:
    account = new_id()
    open_accounts([NewAccount(account, AccountCode.BUDGET_LINE, "GBP")], by=s.people.ngozi.id, now=NOW)
    return s.line, {"fund_id": make_fund(s.people, "Spare Fund").id, "account_id": account}


def new_line_of_hers(s: Scene) -> Any:
    """The id of a line of Ada's of another fund: a notice names each line once."""
    line, changed = new_line(s)
    return again(line, **changed).id


def text_way(s: Scene, person: Person) -> TextWay:
    way = ContactWay.objects.filter(person=person, kind="text").first()
    given = {"number_hash": "-", "seen_hash": "-", "chosen_at": NOW, "ended_at": NOW}
    return TextWay.objects.create(person=person, contact_way=way, **given)


def text_code(s: Scene) -> TextCode:
    return TextCode.objects.create(person=s.people.ada, text_way=text_way(s, s.people.ada), made_at=NOW)


def detail(person: Person) -> ProtectedDetail:
    return ProtectedDetail.objects.create(person=person, kind="phone", added_at=NOW)


def reveal(s: Scene) -> Reveal:
    return Reveal(detail=detail(s.people.ada), person=s.people.ada, revealed_at=NOW)


def sealed(s: Scene) -> SealedDetail:
    return SealedDetail(detail=detail(s.people.ada), person=s.people.ada, sealed=b"x")


def next_decision(ask: Ask) -> tuple[Decision, dict[str, Any]]:
    decision = ask.decisions.get()
    return decision, {"number": 2, "replaces_id": decision.id}


def seat(s: Scene) -> PanelSeat:
    return PanelSeat(challenge=s.challenge, person=s.people.ada, member=s.people.femi, asked_at=NOW)


def picture_of(person: Person) -> Attachment:
    made = {"kind": "picture", "size_bytes": 1, "width": 1, "height": 1, "made_at": NOW, "made_by_person": person}
    return Attachment.objects.create(person=person, **made)


def picture_proof(s: Scene) -> Proof:
    given = {"given_at": NOW, "given_by_person": s.people.ada, "request_id": new_id(), "request_hash": "-"}
    shown = {"kind": "picture", "attachment": picture_of(s.people.ada)}
    return Proof.objects.create(person=s.people.ada, payment=s.paid, **shown, **given)


def proof_message(s: Scene) -> ProofMessage:
    given = {"written_at": NOW, "written_by_person": s.people.ada, "request_id": new_id(), "request_hash": "-"}
    return ProofMessage.objects.create(person=s.people.ada, payment=s.paid, words="I lost it", **given)


def paper_of(s: Scene) -> dict[str, Any]:
    return {"how": "paper", "written_down_by_id": s.people.wren.id, "picture_id": picture_of(s.people.ada).id}


def sealed_picture(s: Scene) -> SealedAttachment:
    return SealedAttachment(attachment=picture_of(s.people.ada), person=s.people.ada, sealed=b"x")


def limit_of(s: Scene, person: Person) -> Limit:
    return make_limit(s.people, by=s.people.priya, named=[s.people.priya], person=person, now=NOW)


def answers_of_ada(s: Scene) -> EqualityAnswer:
    referral = make_referral(s.people, person=s.people.ada)
    return EqualityAnswer(referral=referral, person=s.people.ada, kept_by=s.people.wren, said_at=NOW)


# A row of Ada's, and what of a copy of it must be another one. Where none is told of: her first row, copied as it is.
COPIES: dict[str, Callable[[Scene], tuple[Model, dict[str, Any]]]] = {
    "budgets_line": new_line,
    "budgets_holdleg": lambda s: (HoldLeg.objects.filter(person=s.people.ada)[0], {"hold_id": again(s.ready.hold).id}),
    "budgets_correction": lambda s: (s.to_put_right, {}),
    "decisions_ask": lambda s: (Ask.objects.get(id=s.granted.id), {"hold_id": again(s.ready.hold).id}),
    "decisions_decision": lambda s: next_decision(s.granted),
    "decisions_decision_hold_same_person": lambda s: (
        Decision.objects.filter(person=s.people.ada, ask=None)[0],
        {"hold_id": again(s.ready.hold).id},
    ),
    "decisions_challenge": lambda s: (s.challenge, {"decision_id": s.granted.decisions.get().id}),
    "decisions_panelseat": lambda s: (seat(s), {}),
    "decisions_turn": lambda s: (s.waiting.turns.first(), {"place": 9}),
    "decisions_assent": lambda s: (s.granted.assents.get(), {"limit_id": s.limits.limit.id}),
    "decisions_noticepart": lambda s: (s.notice.parts.get(), {"line_id": new_line_of_hers(s)}),
    "decisions_reconsideration": lambda s: (s.notice.reconsideration, {"notice_id": s.notice_running.id}),
    "payments_payeeaccount": lambda s: (s.changed.accounts.get(replaced_by=None), {"replaces_id": s.own.id}),
    "payments_payment": lambda s: (s.ready, {"hold_id": again(s.ready.hold).id, "end_to_end_id": "CPX"}),
    "payments_approval": lambda s: (Approval.objects.filter(person=s.people.ada)[0], {"payment_id": s.ready.id}),
    "payments_instruction": lambda s: (Instruction.objects.get(payment=s.sent), {"payment_id": s.ready.id}),
    "payments_settlement": lambda s: (Settlement.objects.get(payment=s.paid), {"payment_id": s.ready.id}),
    "payments_moneyback": lambda s: (s.back.money_back.get(), {"source_id": new_id()}),
    "messages_messagepart": lambda s: (s.sent_message.parts.first(), {"contact_id": new_id()}),
    "messages_messageevent": lambda s: (s.sent_message.events.first(), {}),
    "protected_reveal": lambda s: (reveal(s), {}),
    "protected_sealeddetail": lambda s: (sealed(s), {}),
    "agreements_agreement": lambda s: (s.agreement, {"number": None, "in_force_at": None, "dropped_at": NOW}),
    "agreements_signature": lambda s: (s.to_sign.signatures.get(), paper_of(s) | {"role": "manager"}),
    "agreements_changewish": lambda s: (
        s.wish,
        {"answered_at": NOW, "answered_by_id": s.people.wren.id, "answer": "We talked."},
    ),
    "payments_proof": lambda s: (picture_proof(s), {}),
    "payments_proofmessage": lambda s: (proof_message(s), {}),
    "attachments_sealedattachment": lambda s: (sealed_picture(s), {}),
    "agreements_limit": lambda s: (s.limits.limit, {}),
    "agreements_limitnamed": lambda s: (s.limits.limit.named.first(), {"place": 9, "member_id": s.people.tom.id}),
    "agreements_limitendask": lambda s: (
        s.limits.asked_to_end,
        {"answered_at": NOW, "answered_by_id": s.people.wren.id, "is_ended": False, "reason": "x"},
    ),
    "agreements_riskrecord": lambda s: (s.limits.risk_record, {}),
    "agreements_signature_risk_record_same_person": lambda s: (
        s.limits.risk_record.signatures.get(role="worker"),
        {"role": "manager"},
    ),
    "orders_order": lambda s: (s.orders.ordered, {"ask_id": s.waiting.id}),
    "orders_order_ask_same_person": lambda s: (s.orders.ordered, {"ask_id": s.waiting.id}),
    "plans_planevent_goal_same_person": lambda s: (s.plan.thanks, {"step_id": None, "goal_id": s.plan.goal.id}),
    "plans_planevent": lambda s: (s.plan.thanks, {}),
    "blockages_blockageshown": lambda s: (s.blockages.let, {"reader": "group"}),
    "plans_stepinvite": lambda s: (s.plan.invite, {"number": 9}),
    "plans_coordinator": lambda s: (s.plan.coordinator, {"ends_on": TODAY + timedelta(days=3650)}),
    "referrals_sameanswer": lambda s: (s.referrals.same, {"other_key": new_id()}),
    "referrals_decidedwith": lambda s: (s.referrals.together, {"member_id": s.people.priya.id}),
    "referrals_nameopening": lambda s: (s.referrals.opening, {}),
    "referrals_ndtscores": lambda s: (s.referrals.scores, {"on": TODAY - timedelta(days=9)}),
    "referrals_equalityanswer": lambda s: (answers_of_ada(s), {}),
    "signin_textway": lambda s: (text_way(s, s.people.ada), {}),
    "signin_textcode": lambda s: (text_code(s), {}),
}


def copy_of(scene: Scene, key: BoundToParent) -> tuple[Model, dict[str, Any]]:
    table = key.table
    if key.name in COPIES or table in COPIES:
        return COPIES.get(key.name, COPIES.get(table))(scene)
    return MODELS[table].objects.filter(person=scene.people.ada).exclude(**no_parent(table))[0], {}


def no_parent(table: str) -> dict[str, Any]:
    return {"payment": None} if table == "reconciliation_matchpart" else {"pk": None}


def of_another(scene: Scene, parent: str) -> Any:
    """A row of another person's to hang something on, on which nothing hangs yet."""
    priya, person = scene.people.priya, scene.people.stranger
    if parent in ("people_contactway", "signin_textway"):
        add_contact_way(by=priya, person=person, kind="text", value="07700 900999", is_safe_to_use=True, now=NOW)
        if parent == "signin_textway":
            return text_way(scene, person)
        return ContactWay.objects.get(person=person)
    if parent == "protected_protecteddetail":
        return detail(person)
    if parent == "agreements_agreement":
        return make_agreement(by=priya, person=person, wording=wording(), after=None, now=NOW)
    if parent == "attachments_attachment":
        return picture_of(person)
    if parent == "messages_message":
        given = {"recipient_id": person.id, "contact_id": new_id(), "way": "text", "queued_at": NOW}
        return Message.objects.create(**given, next_try_at=NOW)
    if parent == "messages_news":
        return News.objects.create(recipient_id=person.id, kind="tested", subject_id=new_id(), happened_at=NOW)
    if parent == "agreements_limit":
        return limit_of(scene, person)
    if parent == "agreements_riskrecord":
        return make_risk_record(scene.people, by=priya, person=person)
    if parent == "plans_goal":
        return write_goal(by=person, person=person, words="A home", now=NOW)
    if parent == "plans_step":
        return write_step(by=person, person=person, what="Ring them", now=NOW)
    if parent == "blockages_blockage":
        return raise_blockage(by=person, person=person, words="A form", asked_words="The bank", now=NOW)
    if parent == "referrals_referral":
        return make_referral(scene.people, by=priya, person=person)
    if parent == "referrals_caseloaddecision":
        referral = make_referral(scene.people, person=person, by=priya)
        given = {"referral": referral, "outcome": "listed", "reason": "Full.", "decided_by": priya, "decided_at": NOW}
        return CaseloadDecision.objects.create(person=person, **given)
    if parent == "plans_coordinator":
        return Coordinator.objects.create(person=person, member=priya, named_at=NOW, named_by_member=priya)
    budget = person.budget  # she has challenged a no, so she has one
    give(scene.people, scene.fund, budget, 90)
    wanted: dict[str, Any] = {"by": priya, "budget": budget, "amount": pounds(5), "now": NOW}
    if parent in ("payments_payee", "payments_payeeaccount", "payments_payment"):
        account = add_payee(
            by=priya,
            person=person,
            kind=PayeeKind.OWN,
            name="Me",
            holder_name="Sam",
            account=LANDLORDS_ACCOUNT,
            now=NOW,
        )
        if parent == "payments_payment":
            release_money(**wanted, payee_account=account, spend_kind=SpendKind.FOOD, request_id=new_id())
    elif parent in ("decisions_ask", "decisions_decision"):
        make_ask(**(wanted | {"by": person}), what_for="A bed", spend_kind=SpendKind.FURNITURE, request_id=new_id())
    elif parent == "orders_order":
        option = scene.orders.ordered.cost_option
        make_order(scene.people, budget, option, by=person)
    elif parent == "decisions_repaymentnotice":
        noticing.write(scene.people, budget, 1)
    elif parent == "budgets_hold":
        hold_for(**wanted, spend_kind=SpendKind.FOOD, on=TODAY, hold_id=new_id())
    return MODELS[parent].objects.filter(person=person).order_by("id").last()  # the newest: nothing hangs on it yet


@pytest.mark.parametrize("key", BOUND.values(), ids=[one.name for one in BOUND.values()])
def test_no_row_hangs_on_something_of_another_person(scene: Scene, key: BoundToParent) -> None:
    other = of_another(scene, key.parent)
    row, changed = copy_of(scene, key)
    if key.table in WRITTEN_BY_ANOTHER_ROLE and connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            again(row, **(changed | {key.column: other.id}))
        return
    with transaction.atomic():
        made = checked(lambda: again(row, **changed))  # what is copied would be taken as it is
        transaction.set_rollback(True)
    assert getattr(made, key.whose) == scene.people.ada.id != getattr(other, key.whose)
    with pytest.raises(IntegrityError, match=rf"\b{key.name}\b"), transaction.atomic():
        checked(lambda: again(row, **(changed | {key.column: other.id})))


def test_a_row_cannot_be_given_to_another_person_with_all_that_hangs_on_it(scene: Scene) -> None:
    """The parent keeps its person too: a contact way, of which all else may be changed, is the weakest."""
    ways = ContactWay.objects.filter(person=scene.people.ada, message_choices__isnull=False)
    with pytest.raises(IntegrityError, match="people_messagechoice_contact_way_same_person"), transaction.atomic():
        checked(lambda: ways.update(person=scene.people.stranger))
    assert ways.exists()


PERSONS_OWN = [Budget, Line, Hold, HoldLeg, Allocation, Ask, PayeeAccount, Payment]


@pytest.mark.parametrize("model", PERSONS_OWN)
def test_whose_a_row_is_cannot_be_left_open(scene: Scene, model: Any) -> None:
    row = model.objects.filter(person=scene.people.ada)[0]
    with pytest.raises(IntegrityError, match=r"NOT NULL|not-null"), transaction.atomic():
        again(row, person_id=None)
