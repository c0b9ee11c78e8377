from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Case, DateTimeField, ExpressionWrapper, F, OuterRef, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, TruncDate

from commonpurse.money.budgets.access import can_see_reviews
from commonpurse.money.budgets.models import Line, Review
from commonpurse.money.budgets.rules import FIRST_REVIEW, FIRST_REVIEW_OF_OTHER
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person, PersonQuerySet
from commonpurse.parties.people.queries import people_visible_to

LONDON = ZoneInfo("Europe/London")


def review_due_on(person: str = "pk") -> Combinable:
    """The day by which the person that a query reads is to have a review; empty while she has no money here.

    What somebody asked for comes first, then what the last review said, then what her funds ask for: as
    `rules.first_review_on` says it.
    """
    of_her = Review.objects.filter(person=OuterRef(person))
    asked_for = of_her.filter(held_on=None).values("due_on")[:1]
    last_said = of_her.exclude(held_on=None).order_by("-held_at", "-id").values("next_due")[:1]
    wait = Case(
        *(When(fund__legal_basis=basis.value, then=Value(days)) for basis, days in FIRST_REVIEW.items()),
        default=Value(FIRST_REVIEW_OF_OTHER),
    )
    first = Line.objects.filter(budget__person=OuterRef(person)).annotate(
        first_on=TruncDate(ExpressionWrapper(F("opened_at") + wait, output_field=DateTimeField()), tzinfo=LONDON)
    )
    return Coalesce(
        Subquery(asked_for), Subquery(last_said), Subquery(first.order_by("first_on").values("first_on")[:1])
    )


@dataclass(frozen=True)
class ReviewsOfPerson:
    """Her reviews, the newest first, and by when the next is to be held. `asked_for`: somebody wants it soon."""

    due_on: date | None
    asked_for: Review | None
    held: tuple[Review, ...]


def reviews_of(*, viewer: Member | Person, person: Person, today: date) -> ReviewsOfPerson | None:
    """All reviews of this person; None where they are not to be seen."""
    if not can_see_reviews(viewer, person, today):
        return None
    rows = Review.objects.filter(person=person).select_related("held_by", "raised_by_member", "raised_by_person")
    found = list(rows.order_by("-held_at", "-id"))
    return ReviewsOfPerson(
        due_on=next_review_on(person),
        asked_for=next((row for row in found if row.held_on is None), None),
        held=tuple(row for row in found if row.held_on is not None),
    )


def next_review_on(person: Person) -> date | None:
    """By when the next review of this person is to be held: for commands, whose gate has opened."""
    return Person.objects.filter(id=person.id).annotate(due=review_due_on()).values_list("due", flat=True).first()


def reviews_overdue(*, viewer: Member | Person, today: date) -> PersonQuerySet:
    """Whose review should have been held by now, of those who show this viewer what they pay. No money waits for it."""
    seen = people_visible_to(viewer, today, Item.MONEY_DETAIL)
    return seen.annotate(review_due_on=review_due_on()).filter(review_due_on__lt=today)


def count_reviews_overdue(*, viewer: Member | Person, today: date) -> int:
    """How many they are."""
    return reviews_overdue(viewer=viewer, today=today).count()
