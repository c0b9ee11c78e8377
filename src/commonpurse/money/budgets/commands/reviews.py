from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.money.budgets.access import can_ask_for_review, can_review
from commonpurse.money.budgets.models import Budget, Review
from commonpurse.money.budgets.queries import next_review_on
from commonpurse.money.budgets.rules import BudgetRefused, check_review, soon
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person


def ask_for_review(*, by: Member | Person, person: Person, concern: str, now: datetime) -> Review:
    """Ask that somebody sits down with the person over her money soon, and say why. It stops no money.

    The same words again ask nothing more. Raises: BudgetRefused (`review_needs_reason`, `review_asked_for`,
    `no_budget_yet`), TextTooLong.
    """
    today = business_date(now)
    if not can_ask_for_review(by, person, today):
        raise NotAllowed
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        _check_has_budget(person)
        known = Review.objects.filter(person=person, held_on=None).first()
        if known is not None and known.concern == concern.strip():
            return known
        if known is not None:
            raise BudgetRefused(
                "A talk about the money is asked for already. It is by {day}.",
                code="review_asked_for",
                day=known.due_on,
            )
        if not concern.strip():
            raise BudgetRefused("Say in plain words why.", code="review_needs_reason", field="concern")
        check_fits(Review, concern=concern)
        review = Review.objects.create(
            person=person,
            due_on=soon(today, next_review_on(person)),
            concern=concern.strip(),
            raised_at=now,
            raised_by_member=by if isinstance(by, Member) else None,
            raised_by_person=by if isinstance(by, Person) else None,
        )
        record_event("review_asked_for", by=by.id, subject_type="review", subject_id=review.id, now=now)
        return review


def hold_review(
    *, by: Member, person: Person, held_on: date, said: str, changes: str, next_due: date, now: datetime
) -> Review:
    """Write down that somebody sat down with the person: what she said, in her words, what changes, and when again.

    It answers what was asked for, if anything was. The same again writes nothing more. Nothing that changes by it is
    done here, and no money moves. Raises: BudgetRefused (`review_needs_words`, `review_in_future`,
    `review_next_wrong`, `no_budget_yet`), TextTooLong.
    """
    today = business_date(now)
    if not can_review(by, person, today):
        raise NotAllowed
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(id=person.id)
        _check_has_budget(person)
        filled = {"held_on": held_on, "said": said.strip(), "changes": changes.strip(), "next_due": next_due}
        open_one = Review.objects.filter(person=person, held_on=None).first()
        known = Review.objects.filter(person=person, held_by=by, **filled).first()
        if known is not None and open_one is None:
            return known
        check_review(said=said, held_on=held_on, next_due=next_due, today=today)
        check_fits(Review, said=said, changes=changes)
        review = open_one or Review(person=person, due_on=next_review_on(person) or held_on)
        filled_in = {**filled, "held_by": by, "held_at": now}
        for name, value in filled_in.items():
            setattr(review, name, value)
        # Of a row that is there nothing else may be written, not even what stands in it already.
        review.save(update_fields=filled_in if review is open_one else None)
        record_event(
            "review_held",
            by=by.id,
            subject_type="review",
            subject_id=review.id,
            now=now,
            due_on=review.due_on.isoformat(),
            next_due=next_due.isoformat(),
        )
        return review


def _check_has_budget(person: Person) -> None:
    if not Budget.objects.filter(person=person).exists():
        raise BudgetRefused("There is no budget yet to talk about.", code="no_budget_yet")
