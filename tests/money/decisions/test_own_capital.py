"""What she tells us about her savings is hers alone: no member, no helper, no list, no trail is shown it."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.context import acting, context_of
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.helping import OnlyAlone, helped_by
from commonpurse.kernel.money import Money
from commonpurse.money.decisions.commands import remove_own_capital, tell_own_capital
from commonpurse.money.decisions.models import OwnCapital
from commonpurse.money.decisions.queries import own_capital_of
from commonpurse.money.decisions.rules.benefits import BenefitsRefused
from commonpurse.parties.consent.rules import ITEMS_TO_SHARE
from commonpurse.parties.people.commands import SharedWith, break_glass, give_permissions
from commonpurse.rights.erasure.commands import agree_erasure, ask_erasure
from commonpurse.rights.held.queries import held_on
from tests.factories import NOW, TODAY, Standing, pounds, standing_people, told
from tests.parties.people.acting_for import act_for
from tests.web.scenes import opened_in_need

SAVED = Money(712_345, "GBP")
OTHERS = ["stranger", "wren", "femi", "priya", "ngozi", "tom", "callum", "administrator"]


@pytest.fixture
def people(db: None) -> Standing:
    return standing_people()


def tell(people: Standing, amount: Money = SAVED) -> OwnCapital:
    return tell_own_capital(by=people.ada, person=people.ada, amount=amount, now=NOW)


def test_she_tells_it_changes_it_and_takes_it_away(people: Standing) -> None:
    assert own_capital_of(viewer=people.ada, person=people.ada) is None
    tell(people)
    assert own_capital_of(viewer=people.ada, person=people.ada) == SAVED
    tell(people, pounds(0))
    assert own_capital_of(viewer=people.ada, person=people.ada) == pounds(0)
    remove_own_capital(by=people.ada, person=people.ada, now=NOW)
    remove_own_capital(by=people.ada, person=people.ada, now=NOW)
    assert own_capital_of(viewer=people.ada, person=people.ada) is None
    assert not OwnCapital.objects.exists()


def test_the_trail_says_that_she_told_us_and_never_how_much(people: Standing) -> None:
    tell(people)
    remove_own_capital(by=people.ada, person=people.ada, now=NOW)
    events = AuditEvent.objects.filter(event_type__startswith="own_capital").order_by("id")
    assert [(event.event_type, event.facts) for event in events] == [
        ("own_capital_told", {}),
        ("own_capital_removed", {}),
    ]


@pytest.mark.parametrize("amount", [-1, 10**12 + 1])
def test_a_sum_that_cannot_be_is_refused_in_words(people: Standing, amount: int) -> None:
    with pytest.raises(BenefitsRefused, match="zero or more"):
        tell(people, Money(amount, "GBP"))


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_tells_sees_or_removes_it(people: Standing, who: str) -> None:
    tell(people)
    other = getattr(people, who)
    assert own_capital_of(viewer=other, person=people.ada) is None
    with pytest.raises(NotAllowed):
        tell_own_capital(by=other, person=people.ada, amount=pounds(1), now=NOW)
    with pytest.raises(NotAllowed):
        remove_own_capital(by=other, person=people.ada, now=NOW)
    assert own_capital_of(viewer=people.ada, person=people.ada) == SAVED


def test_nobody_sees_it_who_sits_beside_her(people: Standing) -> None:
    tell(people)
    with helped_by(people.wren.id):
        assert own_capital_of(viewer=people.ada, person=people.ada) is None
        with pytest.raises(OnlyAlone):
            tell(people, pounds(1))
        with pytest.raises(OnlyAlone):
            remove_own_capital(by=people.ada, person=people.ada, now=NOW)
    assert own_capital_of(viewer=people.ada, person=people.ada) == SAVED


def test_no_permission_no_help_and_no_emergency_opens_it(people: Standing) -> None:
    """All that can be shared is shared with Femi, Sam acts for Ada, and her record is open in an emergency."""
    tell(people)
    opened_in_need(people, NOW)
    act_for(people, by=people.ada, now=NOW)
    give_permissions(
        by=people.ada, person=people.ada, to=SharedWith(member=people.femi), told=told(*ITEMS_TO_SHARE), now=NOW
    )
    break_glass(by=people.femi, person=people.ada, reason="She rang and said goodbye to us.", now=NOW)
    for who in OTHERS:
        other = getattr(people, who)
        assert own_capital_of(viewer=other, person=people.ada) is None
        if connection.vendor == "postgresql":
            with acting(context_of(other, purpose="to test", today=TODAY, now=NOW)):
                assert not OwnCapital.objects.exists(), who
                refused = pytest.raises(ProgrammingError, match="row-level security")
                with refused, transaction.atomic():
                    OwnCapital.objects.create(person=people.ada, amount_minor=1, told_at=NOW)


def test_it_is_given_to_her_and_to_nobody_else(people: Standing) -> None:
    tell(people)
    hers = held_on(viewer=people.ada, person=people.ada, today=TODAY)
    printed = held_on(viewer=people.wren, person=people.ada, today=TODAY)
    assert hers is not None
    assert printed is not None
    (row,) = next(table for table in hers.tables if table.table.label == "decisions.OwnCapital").rows
    assert row["amount_minor"] == SAVED.minor
    assert "decisions.OwnCapital" not in [table.table.label for table in printed.tables]
    assert "712345" not in str([table.rows for table in printed.tables])


def test_it_goes_when_she_is_erased(people: Standing) -> None:
    tell(people)
    request = ask_erasure(by=people.ada, person=people.ada, now=NOW)
    agree_erasure(by=people.priya, request=request, now=NOW)
    assert not OwnCapital.objects.exists()
