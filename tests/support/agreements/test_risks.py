from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.models import News
from commonpurse.support.agreements.commands import end_risk_record, sign_risk_record
from commonpurse.support.agreements.models import RiskRecord, Signature
from commonpurse.support.agreements.rules import (
    NEWS_RISK_WRITTEN,
    RISK_PARTS,
    AgreementRefused,
    SignedHow,
    SignerRole,
    hash_risk_record,
)
from tests.factories import NOW, TODAY, Standing
from tests.support.agreements.acts import RISK_TEXTS, make_risk_record, sign_all

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_risk_record_says_all_eight_things_and_she_is_told(people: Standing) -> None:
    record = make_risk_record(people)
    assert {part: getattr(record, part) for part in RISK_PARTS} == RISK_TEXTS
    assert News.objects.filter(recipient_id=people.ada.id, kind=NEWS_RISK_WRITTEN).count() == 1
    assert make_risk_record(people) == record, "sent twice"


@pytest.mark.parametrize("part", RISK_PARTS)
def test_a_risk_record_leaves_nothing_out(people: Standing, part: str) -> None:
    with pytest.raises(AgreementRefused) as refused:
        make_risk_record(people, texts=RISK_TEXTS | {part: " "})
    assert refused.value.field == part


@pytest.mark.parametrize("days", [0, 184])
def test_it_is_looked_at_again_within_six_months(people: Standing, days: int) -> None:
    with pytest.raises(AgreementRefused, match="within six months"):
        make_risk_record(people, review_on=TODAY + days * DAY)


def test_it_counts_once_the_person_a_worker_and_a_manager_have_signed(people: Standing) -> None:
    record = make_risk_record(people)
    assert sign_risk_record(by=people.ada, record=record, role=SignerRole.PERSON, now=NOW).in_force_at is None
    assert sign_risk_record(by=people.wren, record=record, role=SignerRole.WORKER, now=NOW).in_force_at is None
    assert sign_risk_record(by=people.priya, record=record, role=SignerRole.MANAGER, now=NOW).in_force_at == NOW
    hashes = set(Signature.objects.filter(risk_record=record).values_list("content_hash", flat=True))
    assert hashes == {hash_risk_record(RISK_TEXTS, review_on=record.review_on)}
    assert sign_all(people, record).in_force_at == NOW, "signing again signs nothing more"
    assert Signature.objects.count() == 3


def test_a_worker_writes_down_what_she_said_aloud_but_signs_nothing_for_her_on_a_screen(people: Standing) -> None:
    record = make_risk_record(people)
    wanted: dict[str, Any] = {"by": people.wren, "record": record, "role": SignerRole.PERSON, "now": NOW}
    with pytest.raises(NotAllowed):
        sign_risk_record(**wanted)
    with pytest.raises(AgreementRefused, match="what was said"):
        sign_risk_record(**wanted, how=SignedHow.SPOKEN)
    with pytest.raises(AgreementRefused, match="picture of the paper"):
        sign_risk_record(**wanted, how=SignedHow.PAPER)
    sign_risk_record(**wanted, how=SignedHow.SPOKEN, note="Yes, that is how I want it.")
    signed = Signature.objects.get(risk_record=record)
    assert (signed.signed_by, signed.written_down_by) == (people.ada, people.wren)


def test_worker_and_manager_are_two_and_sign_themselves(people: Standing) -> None:
    record = make_risk_record(people, by=people.priya)
    sign_risk_record(by=people.priya, record=record, role=SignerRole.WORKER, now=NOW)
    with pytest.raises(AgreementRefused, match="Another member"):
        sign_risk_record(by=people.priya, record=record, role=SignerRole.MANAGER, now=NOW)
    with pytest.raises(AgreementRefused, match="signed already"):
        sign_risk_record(by=people.wren, record=record, role=SignerRole.WORKER, now=NOW)
    with pytest.raises(NotAllowed):
        sign_risk_record(by=people.wren, record=record, role=SignerRole.MANAGER, now=NOW)
    other = make_risk_record(people)
    with pytest.raises(AgreementRefused, match="on the screen"):
        sign_risk_record(by=people.wren, record=other, role=SignerRole.WORKER, how=SignedHow.PAPER, now=NOW)


def test_outsiders_write_sign_and_end_nothing(people: Standing) -> None:
    record = make_risk_record(people)
    for outsider in (people.femi, people.ngozi, people.stranger):
        with pytest.raises(NotAllowed):
            make_risk_record(people, by=outsider)
        with pytest.raises(NotAllowed):
            sign_risk_record(by=outsider, record=record, role=SignerRole.PERSON, now=NOW)
        with pytest.raises(NotAllowed):
            end_risk_record(by=outsider, record=record, reason="No.", now=NOW)
    with pytest.raises(NotAllowed):
        sign_risk_record(by=people.ada, record=record, role=SignerRole.WORKER, now=NOW)


def test_a_new_wording_replaces_the_one_before_once_it_counts(people: Standing) -> None:
    first = sign_all(people, make_risk_record(people))
    second = make_risk_record(people, texts=RISK_TEXTS | {"signs": "I sleep badly."}, replaces=first)
    first.refresh_from_db()
    assert first.ended_at is None, "it counts until the new one does"
    sign_all(people, second)
    first.refresh_from_db()
    assert (first.ended_at, first.end_reason) == (NOW, "A new wording took its place.")


def test_a_wording_that_nobody_finished_signing_ends_with_the_next(people: Standing) -> None:
    first = make_risk_record(people)
    make_risk_record(people, texts=RISK_TEXTS | {"signs": "I sleep badly."}, replaces=first)
    with pytest.raises(AgreementRefused, match="has ended"):
        sign_risk_record(by=people.ada, record=first, role=SignerRole.PERSON, now=NOW)
    with pytest.raises(AgreementRefused, match="has ended"):
        make_risk_record(people, texts=RISK_TEXTS | {"signs": "Other."}, replaces=first)


def test_it_ends_with_a_reason(people: Standing) -> None:
    record = sign_all(people, make_risk_record(people))
    with pytest.raises(AgreementRefused, match="Say why"):
        end_risk_record(by=people.wren, record=record, reason="", now=NOW)
    end_risk_record(by=people.wren, record=record, reason="He moved out.", now=NOW)
    assert end_risk_record(by=people.wren, record=record, reason="Again.", now=NOW).end_reason == "He moved out."


BROKEN: dict[str, dict[str, Any]] = {
    "risk_record_says_all": {"signs": ""},
    "risk_record_reviewed_later": {"review_on": TODAY},
    "risk_record_end_whole": {"end_reason": "Over."},
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_a_risk_record_that_is_not_whole(people: Standing, name: str) -> None:
    whole = RISK_TEXTS | {
        "person": people.ada,
        "review_on": TODAY + DAY,
        "made_by": people.wren,
        "made_on": TODAY,
        "made_at": NOW,
    }
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        RiskRecord.objects.create(**(whole | BROKEN[name]))


def test_words_that_were_signed_are_never_changed(people: Standing) -> None:
    record = make_risk_record(people)
    with pytest.raises(DatabaseError, match=r"append.only|permission denied"), transaction.atomic():
        RiskRecord.objects.filter(id=record.id).update(signs="Other words.")
