"""Closing the books at the end of a month: what it needs, what it keeps, who may."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.money.reconciliation.commands import close_month, explain_line_as_charge
from commonpurse.money.reconciliation.models import Closing
from commonpurse.money.reconciliation.queries import closings_visible_to, still_open
from commonpurse.parties.partners.queries import system_member
from tests.factories import NOW
from tests.money.reconciliation.scene import Scene, assert_ledger_is_clean, booked, make_scene

LAST_DAY = date(2026, 6, 4)
AFTER = NOW + timedelta(days=10)


@pytest.fixture
def scene(db: None) -> Scene:
    made = make_scene()
    made.read(made.statement(booked(2, "-6.50", "Account fee"), booked(3, "9.00")))
    return made


def close(scene: Scene, **given: object) -> Closing:
    wanted = {"by": scene.people.ngozi, "last_day": LAST_DAY, "now": AFTER} | given
    return close_month(**wanted)  # type: ignore[arg-type]


def code_of(scene: Scene, **given: object) -> str:
    with pytest.raises(Refused) as refused:
        close(scene, **given)
    return refused.value.code


def test_lines_without_an_explanation_need_a_reason_that_is_kept(scene: Scene) -> None:
    assert code_of(scene) == "reason_needed"
    assert code_of(scene, reason="  ") == "reason_needed"
    assert not Closing.objects.exists()
    closing = close(scene, reason="The bank answers in July.")
    assert (closing.open_count, closing.open_minor, closing.reason) == (2, 1550, "The bank answers in July.")
    event = AuditEvent.objects.get(event_type="books_closed")
    assert event.facts == {"last_day": "2026-06-04", "open_count": 2, "open_minor": 1550}
    assert_ledger_is_clean()


def test_with_every_line_explained_no_reason_is_needed(scene: Scene) -> None:
    explain_line_as_charge(by=scene.people.ngozi, line=scene.open_lines()[0], now=AFTER)
    closing = close(scene, last_day=date(2026, 6, 2))  # the open line is of the day after
    assert (closing.open_count, closing.reason) == (0, "")


def test_a_closed_day_takes_nothing_more(scene: Scene) -> None:
    close(scene, reason="The bank answers in July.")
    with pytest.raises(Refused) as refused:
        scene.read(scene.statement(booked(4, "5.00"), opening="2.50"))
    assert refused.value.code == "period_closed"


def test_the_same_day_again_changes_nothing_and_an_earlier_one_is_refused(scene: Scene) -> None:
    first = close(scene, reason="The bank answers in July.")
    assert close(scene, now=AFTER + timedelta(days=1)) == first
    assert code_of(scene, last_day=date(2026, 6, 3), reason="Again") == "period_already_closed"
    assert Closing.objects.count() == 1


def test_a_day_that_is_not_over_stays_open(scene: Scene) -> None:
    assert code_of(scene, last_day=AFTER.date(), reason="In advance") == "day_not_over"


@pytest.mark.parametrize("who", ["wren", "callum", "administrator", "system"])
def test_only_finance_and_the_manager_close(scene: Scene, who: str) -> None:
    by = system_member() if who == "system" else getattr(scene.people, who)
    with pytest.raises(NotAllowed):
        close(scene, by=by, reason="I may not.")
    assert not Closing.objects.exists()


def test_what_is_still_open_is_counted_up_to_the_day(scene: Scene) -> None:
    ngozi = scene.people.ngozi
    first = still_open(viewer=ngozi, last_day=date(2026, 6, 2))
    assert (first.lines, first.amount.minor, first.files, first.payments) == (1, 650, 0, 0)
    later = still_open(viewer=ngozi, last_day=date(2026, 6, 30))
    assert (later.lines, later.amount.minor) == (2, 1550)
    assert [name for name, _ in later.unread] == [scene.account.name]
    assert (later.failed, later.errors, later.missing.minor) == (0, 0, 0)


def test_nobody_else_sees_what_was_closed(scene: Scene) -> None:
    close(scene, reason="The bank answers in July.")
    assert closings_visible_to(scene.people.ngozi).count() == 1
    for who in (scene.people.wren, scene.people.ada, scene.people.callum):
        assert not closings_visible_to(who).exists()
        assert still_open(viewer=who, last_day=LAST_DAY).is_nothing
