"""Whether she wants to be asked how her week was; who is to be asked now, and with whom nobody was in touch.

When a member was last in touch is told, as a day, to whoever may know that she is here. How it went is hers to share,
and so is the day on which she told it herself. Who was erased is in none of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.keys.queries import is_erased
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.access import stands_in
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.access import open_on, people_shared_with, working_on
from commonpurse.parties.people.models import Person, Representative, Support
from commonpurse.support.plans.models import CheckIn, Coordinator, WeekAsk
from commonpurse.support.plans.queries.coordinating import last_in_touch
from commonpurse.support.plans.rules import QUIET_DAYS, AskedHow, asked_on, has_said_lately, is_quiet


def week_ask_of(*, viewer: Person) -> WeekAsk | None:
    """What she said of being asked, for her own page; None where she never said."""
    return WeekAsk.objects.filter(person=viewer.id).order_by("-chosen_at", "-id").first()


@dataclass(frozen=True)
class ToAsk:
    """Somebody who is to be asked how the week was, since which day."""

    person: Person
    asked_on: date


@dataclass(frozen=True)
class Quiet:
    """Somebody with whom nobody has been in touch for two weeks. `last_on`: the last day, if there was one.

    `since`: from which day the viewer could have been in touch; of whom nobody works with, from which day nobody does.
    """

    person: Person
    last_on: date | None
    since: date
    is_nobodys: bool = False


@dataclass(frozen=True)
class AWordWith:
    """With whom a member should have a word: who was not heard of the longest first; who wants to be asked."""

    quiet: list[Quiet]
    to_ask: list[ToAsk]


def a_word_with(*, viewer: Member, today: date) -> AWordWith:
    """With whom this member should have a word, in one statement however many they are.

    Quiet: whom the member works with, and nobody was in touch with for two weeks, whatever more she shares with them;
    for a manager also with whom nobody works. To ask: for whom they coordinate, or stand in, and who wants to be asked
    in person; only where they may write down the answer.
    """
    is_manager = viewer.has_role("manager")
    first = today - timedelta(days=QUIET_DAYS)  # who is new is given as much time
    known = people_shared_with(viewer, today)
    may_say = people_shared_with(viewer, today, Item.OUTCOMES, Level.COMMENT).filter(id=OuterRef("pk"))
    mine = working_on(viewer.id, today).filter(person=OuterRef("pk")).order_by().values("person")
    leads = Coordinator.objects.filter(person=OuterRef("pk"), is_agreed=True, ends_on=None)
    hers = Support.objects.filter(person=OuterRef("pk"))
    # Not who came only to help somebody else: nobody was ever to work with them.
    only_helps = Exists(Representative.objects.filter(helper=OuterRef("pk"))) & ~Exists(hers)
    told: QuerySet[Any] = _with_asking(known).annotate(
        last=Subquery(last_in_touch()),
        since=Subquery(mine.annotate(since=Min("starts_on")).values("since")),
        is_nobodys=~Exists(hers.filter(open_on(today), member__is_active=True)) & ~only_helps,
        ended=Subquery(hers.filter(ends_on__lte=today).order_by("-ends_on").values("ends_on")[:1]),
        is_asked_by_viewer=Exists(leads.filter(Q(member=viewer.id) | Q(stands_in(viewer.id, today)))) & Exists(may_say),
    )
    wanted = Q(since__lte=first) | Q(is_asked_by_viewer=True, asked_how=AskedHow.IN_PERSON.value)
    if is_manager:
        wanted |= Q(is_nobodys=True)
    with acting_as_system("to see when somebody was last in touch"):
        rows = list(told.filter(wanted).order_by("called_by", "id"))
    quiet = [_quiet(one) for one in rows if one.since is not None or (is_manager and one.is_nobodys)]
    return AWordWith(
        quiet=sorted(
            (each for each in quiet if each.since <= first and is_quiet(each.last_on, since=each.since, today=today)),
            key=lambda each: each.last_on or each.since,
        ),
        to_ask=_to_ask((one for one in rows if one.is_asked_by_viewer), AskedHow.IN_PERSON, today),
    )


def weeks_to_ask_about(*, today: date) -> list[ToAsk]:
    """Who is to be asked by her news, in one statement however many they are. Ask it as the system."""
    wanted = _with_asking(Person.objects.all()).filter(asked_how=AskedHow.BY_NEWS.value)
    return _to_ask(wanted.order_by("called_by", "id"), AskedHow.BY_NEWS, today)


# The steps of them ----------------------------------------------------------------------------------------------------


def _with_asking(people: QuerySet[Person, Any]) -> QuerySet[Any]:
    """Of those who are not erased: what each said newest of being asked, and when was told how a week was."""
    newest = WeekAsk.objects.filter(person=OuterRef("pk")).order_by("-chosen_at", "-id")
    said = CheckIn.objects.filter(person=OuterRef("pk")).exclude(face="").order_by("-said_at", "-id")
    return people.exclude(is_erased(OuterRef("pk"))).annotate(
        asked_how=Subquery(newest.values("asked_how")[:1]),
        weekday=Subquery(newest.values("weekday")[:1]),
        chosen_at=Subquery(newest.values("chosen_at")[:1]),
        said_at=Subquery(said.values("said_at")[:1]),
    )


def _quiet(one: Any) -> Quiet:
    last_on = business_date(one.last) if one.last is not None else None
    if one.since is not None:
        return Quiet(one, last_on, one.since)
    return Quiet(one, last_on, max(one.ended or date.min, business_date(one.added_at)), is_nobodys=True)


def _to_ask(rows: Iterable[Any], how: AskedHow, today: date) -> list[ToAsk]:
    """Of these, whose day it was since they chose so, and of whom nobody has heard how the week was."""
    found = []
    for one in rows:
        if one.asked_how == how:
            on = asked_on(one.weekday, today=today)
            said_on = business_date(one.said_at) if one.said_at is not None else None
            if business_date(one.chosen_at) <= on and not has_said_lately(said_on, asked=on):
                found.append(ToAsk(one, on))
    return found
