"""The people a member works with, by what each needs: one statement, which sorts and pages in the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    SmallIntegerField,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable

from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.models import Budget, HoldingPeriod, Line
from commonpurse.money.budgets.queries import review_due_on
from commonpurse.money.budgets.rules import HoldingType, UnspentRule
from commonpurse.money.decisions.models import Ask
from commonpurse.money.decisions.rules import AskState
from commonpurse.money.ledger.queries import available_minor
from commonpurse.money.payments.models import PayeeAccount, Payment
from commonpurse.money.payments.needs import LOOK_AHEAD, LOOK_BACK, ORDER, Need, Needed, needs_from
from commonpurse.money.payments.rules import MAY_BE_REISSUED
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import ContactWay, Person, PersonQuerySet
from commonpurse.parties.people.queries import people_visible_to
from commonpurse.parties.people.sharing import with_levels_seen

# What each need is called on a person of `people_by_need`: its moment, its day, or 1; empty where there is none. Sorted
# by these, need by need, empty last, the list is in order, and the database works each out once for a person.
FIELDS: Mapping[Need, str] = {need: f"need_{need.value}" for need in ORDER}


def people_by_need(*, viewer: Member | Person, now: datetime) -> PersonQuerySet:
    """The people this viewer may see, most pressing need first, each with what `needs_of` reads and her budget.

    Within a need by its moment or day, the earliest first: the longest wait, the soonest end. Then by name.
    """
    today = business_date(now)

    def hers(item: Item, need: Combinable) -> Case:
        """The need where she lets the viewer see what it is about; else nothing, as where there is no need."""
        shown = people_visible_to(viewer, today, item).values("id")
        return Case(When(id__in=shown, then=need))

    total, detail, contact = Item.MONEY_TOTAL, Item.MONEY_DETAIL, Item.CONTACT
    found = (
        people_visible_to(viewer, today)
        .alias(review_due_on=review_due_on())
        .annotate(
            need_payment_failed=hers(detail, _failed_since(now)),
            need_ask_waits=hers(detail, _first(Ask.objects.filter(state=AskState.WAITING.value), "asked_at")),
            need_yes_unpaid=hers(detail, _first(Ask.objects.to_be_paid(), "decided_at")),
            need_call_back=hers(detail, _waits_until(now)),
            need_money_ends=hers(total, _money_ends_on(today)),
            need_hands_end=hers(total, _hands_end_on(today)),
            need_review_due=hers(detail, _review_due_by(today)),
            need_no_budget=hers(total, _if_none(Budget.objects.filter(person=OuterRef("pk")))),
            need_no_safe_contact=hers(
                contact, _if_none(ContactWay.objects.filter(person=OuterRef("pk"), is_safe_to_use=True))
            ),
        )
    )
    return found.select_related("budget").order_by(
        *(F(name).asc(nulls_last=True) for name in FIELDS.values()), "called_by", "id"
    )


def has_need(need: Need) -> Q:
    """Those of `people_by_need` who need this, first or beside something else."""
    return Q(**{f"{FIELDS[need]}__isnull": False})


def count_by_need(people: QuerySet[Any]) -> Mapping[Need, int]:
    """How many of these people have each need, in one statement."""
    counts = people.order_by().aggregate(**{need.value: Count("id", filter=has_need(need)) for need in ORDER})
    return {need: counts[need.value] for need in ORDER}


def needs_of(person: Any) -> list[Needed]:
    """What one of `people_by_need` needs, most pressing first."""
    return needs_from({need: getattr(person, name) for need, name in FIELDS.items()})


def get_person_with_needs(*, viewer: Member | Person, person_id: UUID, now: datetime) -> Any | None:
    """One of them, or None when she is not there or not to be seen: the two must look alike.

    With what she shares with the viewer beside her: `parties.people.sharing.levels_seen_on`.
    """
    found = people_by_need(viewer=viewer, now=now).filter(id=person_id)
    return with_levels_seen(found, viewer=viewer, today=business_date(now)).first()


def _if_none(things: QuerySet[Any]) -> Case:
    """1 where there is none of these, else empty."""
    return Case(When(~Exists(things), then=Value(1)), output_field=SmallIntegerField())


def _first(asks: QuerySet[Ask], moment: str) -> Subquery:
    """The earliest moment among her asks."""
    of_her = asks.filter(budget__person=OuterRef("pk")).order_by(moment)
    return Subquery(of_her.values(moment)[:1])


def _failed_since(now: datetime) -> Subquery:
    """When the first of her payments failed that nobody has paid again, of the last month."""
    failed = Payment.objects.filter(
        budget__person=OuterRef("pk"),
        state__in=[state.value for state in MAY_BE_REISSUED],
        reissued_as=None,
        money_back__recorded_at__gt=now - LOOK_BACK,
    )
    return Subquery(failed.order_by("money_back__recorded_at").values("money_back__recorded_at")[:1])


def _waits_until(now: datetime) -> Subquery:
    """When the first of her changed accounts ends its wait by itself."""
    waiting = PayeeAccount.objects.still_waiting(now).filter(payee__person=OuterRef("pk"))
    return Subquery(waiting.order_by("usable_from").values("usable_from")[:1])


def _money_ends_on(today: date) -> Subquery:
    """The first day on which money that she still has pays no more, if it comes soon. See `rules.lapses_on`."""
    ending = Line.objects.filter(
        budget__person=OuterRef("pk"),
        fund__unspent_rule=UnspentRule.RETURNS_TO_FUND.value,
        fund__ends_on__gt=today,
        fund__ends_on__lte=today + LOOK_AHEAD,
    ).alias(left=available_minor("account"))
    return Subquery(ending.filter(left__gt=0).order_by("fund__ends_on").values("fund__ends_on")[:1])


def _review_due_by(today: date) -> Case:
    """The day by which she is to have a review, if it comes soon or is over."""
    return Case(When(review_due_on__lte=today + LOOK_AHEAD, then=F("review_due_on")))


def _hands_end_on(today: date) -> Subquery:
    """The first day on which money that others hold for her is in her own hands again, if it comes soon.

    As `rules.holding_on` says: the newest change of a line that has begun counts.
    """
    newest = HoldingPeriod.objects.filter(line=OuterRef("line"), starts_on__lte=today).order_by("-set_at", "-id")
    ending = HoldingPeriod.objects.filter(
        line__budget__person=OuterRef("pk"),
        id=Subquery(newest.values("id")[:1]),
        ends_on__gt=today,
        ends_on__lte=today + LOOK_AHEAD,
    ).exclude(holding_type=HoldingType.SELF_HELD.value)
    return Subquery(ending.order_by("ends_on").values("ends_on")[:1])
