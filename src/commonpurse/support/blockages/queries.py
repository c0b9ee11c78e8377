"""What stands in whose way, what was bent before, what waits for the group and the board, what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.full_text import matching
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.access import members_shared_with
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.directory.rules import words_of
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.people.access import people_shared_with
from commonpurse.parties.people.models import Person
from commonpurse.support.blockages.access import (
    WORKS_HERE,
    can_answer_blockage,
    can_decide_rule,
    can_read_rules,
    can_see_blockages,
)
from commonpurse.support.blockages.models import Blockage, Flex, RuleDecision, RuleInTheWay
from commonpurse.support.blockages.rules import FLEXES_TO_THE_BOARD, Level

MOST_PRECEDENTS = 3  # more would be a list to search, not an answer
MOST_CLOSE = 5
WEIGHTS = ("A",)  # of the words: as the migration has them
WITH = (
    "person",
    "asked_member__organisation",
    "asked_organisation",
    "raised_by_person",
    "raised_by_member__organisation",
    "decided_by__organisation",
    "rule",
)


# A person's blockages -------------------------------------------------------------------------------------------------


def blockages_of(*, viewer: Member | Person, person: Person, today: date) -> list[Blockage] | None:
    """All that stands or stood in her way, what is open first; None where she does not show her plan."""
    if not can_see_blockages(viewer, person, today):
        return None
    with acting_as_system("to name who was asked about a blockage"):
        rows = list(Blockage.objects.filter(person=person).select_related(*WITH).order_by("-raised_at", "-id"))
    return sorted(rows, key=lambda row: not row.is_open)


def get_blockage(*, viewer: Member | Person, blockage_id: UUID, today: date) -> Blockage | None:
    """One blockage; None where it is not there, or its person does not show her plan."""
    seen = people_shared_with(viewer, today, Item.PLAN).values("id")
    if not Blockage.objects.filter(id=blockage_id, person__in=seen).exists():
        return None
    with acting_as_system("to name who was asked about a blockage"):
        return Blockage.objects.select_related(*WITH).get(id=blockage_id)


def could_be_asked(*, viewer: Member | Person, person: Person, today: date) -> list[Member | Organisation]:
    """Who can be asked: the organisations and members that are shown her plan."""
    if not can_see_blockages(viewer, person, today):
        return []
    with acting_as_system("to name who could be asked about a blockage"):
        members = list(
            members_shared_with(person.id, Item.PLAN, today).select_related("organisation").order_by("name", "id")
        )
    organisations = {each.organisation_id: each.organisation for each in members if each.organisation is not None}
    return [*sorted(organisations.values(), key=lambda one: one.name), *members]


def asked_of(*, viewer: Member, today: date) -> list[Blockage]:
    """What is open and asked of this member or their organisation, as far as plans are shown; the next day first."""
    mine = Q(asked_member=viewer.id)
    if viewer.has_role(*WORKS_HERE):
        mine |= Q(asked_organisation=viewer.organisation_id, asked_organisation__isnull=False)
    seen = people_shared_with(viewer, today, Item.PLAN).values("id")
    rows = Blockage.objects.filter(mine, outcome=None, person__in=seen).select_related(*WITH)
    return list(rows.order_by("answer_by", "raised_at", "id"))


def may_answer(*, viewer: Member, blockage: Blockage, today: date) -> bool:
    """Whether this member may answer it on that day: to show the form or hide it."""
    return blockage.is_open and can_answer_blockage(viewer, blockage, today)


# What is remembered ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Precedent:
    """A rule that stood in the way before, how it was bent, and what was decided about it. Names nobody."""

    rule: RuleInTheWay
    flexes: Sequence[Flex]
    last: RuleDecision | None


def close_rules(typed: str) -> list[RuleInTheWay]:
    """The rules with words like these, the best first: those with all of them, else with some."""
    groups = words_of(typed)
    ids: list[int] = []
    for is_any in (False, True):
        ids = ids or matching("blockages_ruleintheway", "id", groups, most=MOST_CLOSE, weights=WEIGHTS, is_any=is_any)
    rows = {rule.id: rule for rule in RuleInTheWay.objects.filter(id__in=ids)}
    return [rows[one] for one in ids if one in rows]


def precedents_like(*, viewer: Member | Person, typed: str) -> list[Precedent]:
    """How the same wall was got round before, found by its words. What was never bent or changed is left out."""
    return _precedents(close_rules(typed)) if can_read_rules(viewer) else []


def precedents_for(*, viewer: Member | Person, blockage: Blockage) -> list[Precedent]:
    """The same for one that was raised: by its rule once that is named, else by its words."""
    if not can_read_rules(viewer):
        return []
    return _precedents([blockage.rule]) if blockage.rule else _precedents(close_rules(blockage.words))


# The group and the board ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RuleWaiting:
    """A rule that was bent so often that the board has to say whether it stays."""

    rule: RuleInTheWay
    flexes: int


@dataclass(frozen=True)
class Agenda:
    """What waits at one level, made from the days alone. `unseen`: of people who do not show their plan, the number."""

    blockages: list[Blockage]
    unseen: int
    rules: list[RuleWaiting]
    to_do: list[RuleDecision]


def agenda_of(*, viewer: Member, level: Level, today: date) -> Agenda | None:
    """The agenda of the operational group or of the board; None for who does not sit there."""
    if not can_decide_rule(viewer):
        return None
    with acting_as_system("to count what waits at a level, whoever it is about"):
        every = [
            (row.id, row.person_id)
            for row in Blockage.objects.filter(outcome=None, answer_by__lt=today).only("id", "person", "answer_by")
            if row.level_on(today) is level
        ]
    seen = set(
        people_shared_with(viewer, today, Item.PLAN)
        .filter(id__in={whose for _id, whose in every})
        .values_list("id", flat=True)
    )
    shown = Blockage.objects.filter(id__in=[one for one, whose in every if whose in seen]).select_related(*WITH)
    on_board = level is Level.BOARD
    return Agenda(
        blockages=list(shown.order_by("answer_by", "raised_at", "id")),
        unseen=sum(whose not in seen for _id, whose in every),
        rules=rules_waiting() if on_board else [],
        to_do=list(_decisions().filter(done_at=None).order_by("due_on", "id")) if on_board else [],
    )


def rules_waiting() -> list[RuleWaiting]:
    """The rules with three flexes or more since they were last decided, the most bent first. They name nobody."""
    counted = RuleInTheWay.objects.annotate(open=Count("flexes", filter=Q(flexes__taken_up_by=None)))
    rows = counted.filter(open__gte=FLEXES_TO_THE_BOARD).order_by("-open", "id")
    return [RuleWaiting(rule, rule.open) for rule in rows]


def get_rule(*, viewer: Member | Person, rule_id: int) -> Precedent | None:
    """One rule with all its flexes."""
    if not can_read_rules(viewer):
        return None
    rule = RuleInTheWay.objects.filter(id=rule_id).first()
    return _all_of([rule])[0] if rule else None


def get_rule_decision(*, viewer: Member, decision_id: UUID) -> RuleDecision | None:
    return _decisions().filter(id=decision_id).first() if can_read_rules(viewer) else None


def could_own(*, viewer: Member) -> list[Member]:
    """Who could see to what the board decided: everybody who works here; nobody for who does not decide."""
    if not can_decide_rule(viewer):
        return []
    here = Member.objects.filter(is_active=True, is_system=False).select_related("organisation")
    return list(here.order_by("name", "id"))


@dataclass(frozen=True)
class ChangesOfYear:
    """What the partnership bent and changed in one year, from January. Names nobody it was about."""

    year: int
    decisions: list[RuleDecision]
    flexes: list[Flex]


def changes_of_year(*, viewer: Member | Person, year: int) -> ChangesOfYear | None:
    """The log of one year, the newest first."""
    if not can_read_rules(viewer):
        return None
    made = [
        each
        for each in _decisions().filter(decided_at__year__in=(year, year + 1)).order_by("-decided_at", "-id")
        if business_date(each.decided_at).year == year
    ]
    bent = Flex.objects.filter(month__year=year).select_related("rule", "organisation").order_by("-month", "id")
    return ChangesOfYear(year, made, list(bent))


# The steps of them ----------------------------------------------------------------------------------------------------


def _decisions() -> QuerySet[RuleDecision]:
    return RuleDecision.objects.select_related("rule", "owner__organisation", "decided_by__organisation")


def _precedents(found: Sequence[RuleInTheWay]) -> list[Precedent]:
    return [one for one in _all_of(found) if one.flexes or one.last][:MOST_PRECEDENTS]


def _all_of(found: Sequence[RuleInTheWay]) -> list[Precedent]:
    ids = [rule.id for rule in found]
    flexes = list(Flex.objects.filter(rule__in=ids).select_related("organisation").order_by("-month", "id"))
    last = {each.rule_id: each for each in _decisions().filter(rule__in=ids).order_by("decided_at", "id")}
    return [Precedent(rule, [one for one in flexes if one.rule_id == rule.id], last.get(rule.id)) for rule in found]
