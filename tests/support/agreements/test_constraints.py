"""Each constraint of agreements is broken once, past every rule, on the database itself; and none is rewritten."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from commonpurse.kernel.identity import new_id
from commonpurse.support.agreements.commands import ask_for_change, sign_risk_record, write_agreement_template
from commonpurse.support.agreements.models import Agreement, AgreementTemplate, ChangeWish, Signature
from commonpurse.support.agreements.rules import SignerRole
from tests.factories import NOW, Standing
from tests.support.agreements.acts import make_risk_record
from tests.support.agreements.making import agree, write

pytestmark = pytest.mark.django_db


def again(row: Any, **changed: Any) -> None:
    """Insert a copy of a row with a new id and `changed`."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    type(row).objects.create(**(kept | {"id": new_id()} | changed))


def refused(broken: str, row: Any, **changed: Any) -> None:
    # SQLite names the columns of a unique key that is broken, not the key.
    shown = broken if connection.vendor == "postgresql" else f"{broken}|UNIQUE"
    with pytest.raises(IntegrityError, match=shown), transaction.atomic():
        again(row, **changed)


def template_of(people: Standing) -> AgreementTemplate:
    return write_agreement_template(by=people.priya, name="A home", what_for="A home.", after=0, now=NOW)


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("agreement_template_version_once", {}),
        ("agreement_template_version_from_one", {"version": 0}),
        ("agreement_template_named", {"name": ""}),
    ],
)
def test_a_broken_template_is_refused(people: Standing, name: str, changed: dict[str, Any]) -> None:
    refused(name, template_of(people), **changed)


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("agreement_sum_not_below_zero", {"sum_minor": -1}),
        ("agreement_line_above_zero", {"spend_up_to_minor": 0}),
        ("agreement_says_all", {"what_for": ""}),
        ("agreement_says_all", {"money_rules": ""}),
        ("agreement_says_all", {"if_things_go_wrong": ""}),
        ("agreement_says_all", {"how_to_challenge": ""}),
        ("agreement_in_force_has_number", {"number": None}),
        ("agreement_in_force_has_number", {"number": 2, "in_force_at": None}),
        ("agreement_in_force_or_dropped", {"number": 2, "dropped_at": NOW}),
        ("agreement_number_once", {}),
    ],
)
def test_a_broken_agreement_is_refused(people: Standing, name: str, changed: dict[str, Any]) -> None:
    refused(name, agree(people), **changed)


def test_two_wordings_never_wait_at_once(people: Standing) -> None:
    refused("agreement_one_draft", write(people))


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("signature_of_one_thing", {"agreement_id": None}),
        ("signature_of_one_signer", {"signed_by_person_id": None}),
        ("signature_of_one_signer", {"role": "worker"}),
        ("signature_how_known", {"how": "blood"}),
        ("signature_written_down_by", {"how": "spoken", "note": "Yes."}),
        ("signature_spoken_noted", {"how": "spoken"}),
        ("signature_paper_pictured", {"how": "paper"}),
        ("signature_of_agreement_once", {}),
    ],
)
def test_a_broken_signature_is_refused(people: Standing, name: str, changed: dict[str, Any]) -> None:
    made = agree(people)
    signature = Signature.objects.get(agreement=made, role="person")
    if name in ("signature_spoken_noted", "signature_paper_pictured"):
        changed = changed | {"written_down_by_id": people.wren.id}
    refused(name, signature, **changed)


def test_nobody_signs_a_risk_record_twice_in_one_role(people: Standing) -> None:
    record = make_risk_record(people)
    sign_risk_record(by=people.ada, record=record, role=SignerRole.PERSON, now=NOW)
    refused("signature_of_risk_record_once", Signature.objects.get(risk_record=record))


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("change_wish_says_what", {"words": ""}),
        ("change_wish_answer_whole", {"answered_at": NOW}),
        ("change_wish_answer_whole", {"answer": "No."}),
    ],
)
def test_a_broken_wish_is_refused(people: Standing, name: str, changed: dict[str, Any]) -> None:
    refused(name, ask_for_change(by=people.ada, person=people.ada, words="A line at £50.", now=NOW), **changed)


def test_nobody_rewrites_what_was_agreed(people: Standing) -> None:
    made = agree(people)
    ask_for_change(by=people.ada, person=people.ada, words="A line at £50.", now=NOW)
    template_of(people)
    for rewriting in (
        Agreement.objects.filter(id=made.id).update,
        Signature.objects.filter(agreement=made).update,
        ChangeWish.objects.filter(person=people.ada).update,
        AgreementTemplate.objects.update,
    ):
        column = {"Agreement": "money_rules", "Signature": "note", "ChangeWish": "words"}
        model = rewriting.__self__.model.__name__  # type: ignore[attr-defined]
        with pytest.raises(DatabaseError), transaction.atomic():
            rewriting(**{column.get(model, "what_for"): "Something else."})
    with pytest.raises(DatabaseError), transaction.atomic():
        Agreement.objects.filter(id=made.id).update(number=2)
