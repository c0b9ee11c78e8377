"""What is protected is sealed, opened one at a time with a reason, and written down before it is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import QuerySet

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.keys.commands import destroy_key
from commonpurse.kernel.keys.keyring import KeyringMissing
from commonpurse.kernel.keys.queries import CannotOpen, KeyDestroyed
from commonpurse.kernel.walled_role import REVEAL_ROLE, SEALER_ROLE, as_walled_role
from commonpurse.parties.consent.commands import CannotRecordLook
from commonpurse.parties.consent.models import AccessRow
from commonpurse.parties.partners.queries import system_member
from commonpurse.parties.people.commands import end_support
from commonpurse.parties.people.models import Person, Support
from commonpurse.parties.protected.commands import (
    DetailEnded,
    details,
    end_protected_detail,
    protect_detail,
    reveal_detail,
)
from commonpurse.parties.protected.models import ProtectedDetail, Reveal, SealedDetail
from commonpurse.parties.protected.queries import get_protected_detail, protected_details_of
from commonpurse.parties.protected.rules import ReasonTooShort, check_reason
from tests.factories import NOW, TODAY, Standing, standing_people

SECRET = "12 Harbour Road, Quillhaven"
REASON = "She asked me to post her new card"


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def protect(people: Standing, value: str = SECRET, kind: str = "address") -> ProtectedDetail:
    return protect_detail(by=people.wren, person=people.ada, kind=kind, value=value, now=NOW)


def test_what_is_protected_comes_out_with_a_reason_and_is_written_down(people: Standing) -> None:
    detail = protect(people, f"  {SECRET} ")
    later = NOW + timedelta(hours=1)
    shown = reveal_detail(by=people.wren, detail=detail, reason=f" {REASON}\n", now=later)
    assert shown.shown() == SECRET
    look = AccessRow.objects.get()
    assert (look.person_id, look.viewer_id, look.organisation_id) == (
        people.ada.id,
        people.wren.id,
        people.charity.id,
    )
    assert (look.why, look.fields, look.looked_at) == (REASON, ["protected address"], later)
    kept = Reveal.objects.get()
    assert (kept.detail_id, kept.person_id, kept.revealed_to_id) == (detail.id, people.ada.id, people.wren.id)
    assert (kept.reason, kept.revealed_at) == (REASON, later)


def test_no_table_holds_it_in_plain(people: Standing) -> None:
    detail = protect(people)
    reveal_detail(by=people.wren, detail=detail, reason=REASON, now=NOW)
    with transaction.atomic(), as_walled_role(REVEAL_ROLE, detail=str(detail.id)):
        assert b"Harbour" not in bytes(SealedDetail.objects.get().sealed)
    for model in (ProtectedDetail, Reveal, AuditEvent, AccessRow):
        assert "Harbour" not in str(list(model._default_manager.values()))


def test_plain_text_shows_itself_only_where_it_is_asked_to(people: Standing) -> None:
    shown = reveal_detail(by=people.wren, detail=protect(people), reason=REASON, now=NOW)
    assert SECRET not in f"{shown} {shown!r} {[shown]} {vars(type(shown))}"
    assert shown.shown() == SECRET


def test_the_person_opens_her_own_without_saying_why(people: Standing) -> None:
    detail = protect_detail(by=people.ada, person=people.ada, kind="phone", value="07700 900999", now=NOW)
    assert detail.added_by_id is None
    assert reveal_detail(by=people.ada, detail=detail, reason="", now=NOW).shown() == "07700 900999"
    assert AccessRow.objects.get().why == details.OWN_REASON
    assert Reveal.objects.get().reason == ""


@pytest.mark.parametrize("who", ["femi", "stranger", "ngozi", "callum", "administrator", "system"])
def test_nobody_else_adds_opens_or_ends_one_or_learns_that_there_is_any(people: Standing, who: str) -> None:
    detail = protect(people)
    actor = system_member() if who == "system" else getattr(people, who)
    acts: list[Callable[[], object]] = [
        lambda: protect_detail(by=actor, person=people.ada, kind="phone", value="1", now=NOW),
        lambda: reveal_detail(by=actor, detail=detail, reason=REASON, now=NOW),
        lambda: end_protected_detail(by=actor, detail=detail, now=NOW),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert protected_details_of(viewer=actor, person=people.ada, today=TODAY) is None
    assert get_protected_detail(viewer=actor, person=people.ada, detail_id=detail.id, today=TODAY) is None
    assert not AccessRow.objects.exists()
    assert not Reveal.objects.exists()


def test_who_works_with_her_no_more_opens_nothing(people: Standing) -> None:
    detail = protect(people)
    support = Support.objects.get(person=people.ada, member=people.wren)
    end_support(by=people.priya, support=support, ends_on=TODAY, now=NOW)
    with pytest.raises(NotAllowed):
        reveal_detail(by=people.wren, detail=detail, reason=REASON, now=NOW)


@pytest.mark.parametrize("reason", ["", "   ", "ok", "need it", "1234567890", "........."])
def test_a_reason_that_says_nothing_opens_nothing(people: Standing, reason: str) -> None:
    detail = protect(people)
    with pytest.raises(ReasonTooShort):
        reveal_detail(by=people.wren, detail=detail, reason=reason, now=NOW)
    assert not AccessRow.objects.exists()


def test_a_reason_fits_its_column(people: Standing) -> None:
    assert len(check_reason("x" * 200)) == 200
    for reason in ("x" * 201, "because\x00because"):
        with pytest.raises(Refused) as refused:
            check_reason(reason)
        assert refused.value.field == "protected_reason"


@pytest.mark.parametrize("value", ["", "  ", "x" * 301, "12 Harbour\x00 Road"])
def test_what_cannot_be_kept_is_refused_without_repeating_it(people: Standing, value: str) -> None:
    with pytest.raises(Refused) as refused:
        protect(people, value)
    assert refused.value.field == "protected_value"
    assert "Harbour" not in str(refused.value)
    assert not ProtectedDetail.objects.exists()


def test_a_kind_that_is_not_on_the_list_is_refused(people: Standing) -> None:
    with pytest.raises(Refused, match="from the list"):
        protect(people, kind="Harbour")


def test_the_longest_detail_is_kept_whole(people: Standing) -> None:
    longest = "ضاد " * 74 + "bcde"
    assert len(longest) == 300
    assert reveal_detail(by=people.wren, detail=protect(people, longest), reason=REASON, now=NOW).shown() == longest


def test_what_has_ended_is_listed_and_opened_no_more(people: Standing) -> None:
    detail, other = protect(people), protect(people, "07700 900999", "phone")
    ended = end_protected_detail(by=people.ada, detail=detail, now=NOW)
    assert ended.ended_at == NOW
    assert protected_details_of(viewer=people.wren, person=people.ada, today=TODAY) == [other]
    for act in (
        lambda: reveal_detail(by=people.wren, detail=detail, reason=REASON, now=NOW),
        lambda: end_protected_detail(by=people.wren, detail=detail, now=NOW),
    ):
        with pytest.raises(DetailEnded):
            act()
    assert not Reveal.objects.exists()


# What cannot be written down or opened is not shown ---------------------------------------------------------------------


def fail(*_: object, **__: object) -> None:
    raise DatabaseError("12 Harbour Road")


def test_where_the_look_cannot_be_written_down_nothing_is_opened(
    people: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    detail = protect(people)
    monkeypatch.setattr(QuerySet, "bulk_create", fail)
    monkeypatch.setattr(details, "open_sealed", lambda **_: pytest.fail("it was opened"))
    with pytest.raises(CannotRecordLook):
        reveal_detail(by=people.wren, detail=detail, reason=REASON, now=NOW)


def test_where_the_reveal_cannot_be_written_down_nothing_is_opened(
    people: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    detail = protect(people)
    monkeypatch.setattr(details, "Reveal", SimpleNamespace(objects=SimpleNamespace(create=fail)))
    monkeypatch.setattr(details, "open_sealed", lambda **_: pytest.fail("it was opened"))
    with pytest.raises(DatabaseError):
        reveal_detail(by=people.wren, detail=detail, reason=REASON, now=NOW)
    assert AccessRow.objects.count() == 1  # that she asked stays, as it should


def test_without_the_keyring_nothing_opens_and_nothing_is_added(people: Standing, own_keyring: Path) -> None:
    detail = protect(people)
    own_keyring.unlink()
    with pytest.raises(KeyringMissing, match="All else works"):
        reveal_detail(by=people.wren, detail=detail, reason=REASON, now=NOW)
    with pytest.raises(KeyringMissing):
        protect(people)
    assert ProtectedDetail.objects.count() == 1


def test_after_her_key_is_destroyed_it_is_gone_for_good(people: Standing, own_keyring: Path) -> None:
    detail = protect(people)
    destroy_key(by=people.priya, subject_id=people.ada.id, now=NOW)
    with pytest.raises(KeyDestroyed):
        reveal_detail(by=people.ada, detail=detail, reason="", now=NOW)


def test_a_sealed_row_moved_to_another_detail_does_not_open(people: Standing) -> None:
    phone = protect(people, "07700 900999", "phone")
    empty = ProtectedDetail.objects.create(person=people.ada, kind="address", added_at=NOW)
    with transaction.atomic(), as_walled_role(REVEAL_ROLE, detail=str(phone.id)):
        sealed = SealedDetail.objects.values_list("sealed", flat=True).get(detail=phone.id)
    with transaction.atomic(), as_walled_role(SEALER_ROLE, detail=str(empty.id)):
        SealedDetail.objects.bulk_create([SealedDetail(detail=empty, person=people.ada, sealed=bytes(sealed))])
    with pytest.raises(CannotOpen) as refused:
        reveal_detail(by=people.wren, detail=empty, reason=REASON, now=NOW)
    assert "07700" not in str(refused.value)


# The wall in the database ---------------------------------------------------------------------------------------------


def test_the_app_role_finds_no_sealed_row_by_any_query(people: Standing) -> None:
    detail = protect(people)
    if connection.vendor == "sqlite":
        assert SealedDetail.objects.count() == 1  # one file, one user: the gates are in the commands
        return
    for act in (
        lambda: SealedDetail.objects.count(),
        lambda: SealedDetail.objects.values_list("person__called_by").first(),
        lambda: SealedDetail.objects.bulk_create([SealedDetail(detail=detail, person=people.ada, sealed=b"x")]),
        lambda: SealedDetail.objects.update(sealed=b"x"),
        lambda: SealedDetail.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            act()


def test_behind_the_wall_each_role_reaches_the_one_row_it_named(people: Standing) -> None:
    detail, other = protect(people), protect(people, "07700 900999", "phone")
    if connection.vendor == "sqlite":
        with transaction.atomic(), as_walled_role(REVEAL_ROLE, detail=str(detail.id)):
            assert SealedDetail.objects.count() == 2  # one file, one user
        return
    with transaction.atomic(), as_walled_role(REVEAL_ROLE, detail=str(detail.id)):
        assert list(SealedDetail.objects.values_list("detail_id", flat=True)) == [detail.id]
    with transaction.atomic(), as_walled_role(REVEAL_ROLE):
        assert not SealedDetail.objects.exists()
    refused = [
        (REVEAL_ROLE, lambda: ProtectedDetail.objects.count()),
        (REVEAL_ROLE, lambda: SealedDetail.objects.bulk_create([SealedDetail(detail=other, person=people.ada)])),
        (SEALER_ROLE, lambda: SealedDetail.objects.count()),
        (
            SEALER_ROLE,
            lambda: SealedDetail.objects.bulk_create([SealedDetail(detail=other, person=people.ada, sealed=b"x")]),
        ),
    ]
    for role, act in refused:
        with pytest.raises(DatabaseError), transaction.atomic(), as_walled_role(role, detail=str(detail.id)):
            act()


def test_the_role_is_given_back_whatever_happens_inside(people: Standing) -> None:
    def who() -> str:
        if connection.vendor == "sqlite":
            return "one user"
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user || coalesce(current_setting('commonpurse.detail', true), '')")
            found: str = cursor.fetchone()[0]
            return found

    before = who()
    with transaction.atomic(), as_walled_role(REVEAL_ROLE, detail="x"):
        assert (who() == before) is (connection.vendor == "sqlite")
    assert who() == before
    with pytest.raises(ZeroDivisionError), transaction.atomic(), as_walled_role(REVEAL_ROLE, detail="x"):
        raise ZeroDivisionError
    assert who() == before


def test_a_role_is_taken_on_inside_a_transaction_only(fresh_database: str) -> None:
    with pytest.raises(RuntimeError, match="transaction"), as_walled_role(REVEAL_ROLE):
        pytest.fail("it went in")


BREACHES: dict[str, Callable[[Standing], object]] = {
    "protected_detail_kind_known": lambda p: ProtectedDetail.objects.create(person=p.ada, kind="car", added_at=NOW),
    "reveal_has_reason": lambda p: Reveal.objects.create(
        detail=protect(p), person=p.ada, revealed_to=p.wren, reason="", revealed_at=NOW
    ),
}


def test_a_row_of_one_person_cannot_point_to_a_detail_of_another(people: Standing) -> None:
    detail = protect(people)
    empty = ProtectedDetail.objects.create(person=people.ada, kind="address", added_at=NOW)
    for act in (
        lambda: Reveal.objects.create(detail=detail, person=people.stranger, reason="", revealed_at=NOW),
        lambda: seal_row(empty, people.stranger),
    ):
        with pytest.raises(IntegrityError, match="same_person"):
            at_once_checked(act)


def at_once_checked(act: Callable[[], object]) -> None:
    """Act, and let PostgreSQL check at once what it would check at the commit."""
    with transaction.atomic():
        act()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def seal_row(detail: ProtectedDetail, person: Person) -> None:
    with as_walled_role(SEALER_ROLE, detail=str(detail.id)):
        SealedDetail.objects.bulk_create([SealedDetail(detail=detail, person=person, sealed=b"x")])


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(people: Standing, name: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BREACHES[name](people)


def test_who_opened_what_cannot_be_rewritten(people: Standing) -> None:
    detail = protect(people)
    reveal_detail(by=people.wren, detail=detail, reason=REASON, now=NOW)
    end_protected_detail(by=people.wren, detail=detail, now=NOW)
    for change in (
        lambda: Reveal.objects.update(reason="x"),
        lambda: Reveal.objects.all()._raw_delete("default"),
        lambda: ProtectedDetail.objects.update(ended_at=None),
        lambda: ProtectedDetail.objects.update(person=people.stranger),
        lambda: SealedDetail.objects.update(sealed=b"x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
