"""What stands in whose way, what was bent before, what waits for the group and the board, what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, FilteredRelation, Q, QuerySet

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.full_text import matching
from commonpurse.kernel.periods import business_date, day_begins
from commonpurse.parties.consent.access import members_shared_with, stands_in
from commonpurse.parties.consent.queries import has_live_basis
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.access import can_manage_partnership
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.partners.queries import members_of_organisations
from commonpurse.parties.people.access import kept_from, people_shared_with
from commonpurse.parties.people.models import Person
from commonpurse.support.blockages.access import (
    WORKS_HERE,
    authority_of,
    can_answer_blockage,
    can_decide_rule,
    can_end_blockage,
    can_read_rules,
    can_see_blockages,
    can_sit,
)
from commonpurse.support.blockages.models import (
    OPEN,
    Blockage,
    BlockageShown,
    Flex,
    FlexAuthority,
    FlexTeam,
    RuleDecision,
    RuleInTheWay,
)
from commonpurse.support.blockages.queries.reading import WITH, Reading, readings
from commonpurse.support.blockages.rules import (
    FLEXES_TO_THE_BOARD,
    FlexKind,
    FlexRole,
    Level,
    NamedTeam,
    Outcome,
    Reads,
    could_flex,
    is_close,
    may_give,
    reached_on,
    words_to_find,
)

MOST_PRECEDENTS = 3  # more would be a list to search, not an answer
MOST_CLOSE = 5
MOST_LATELY = 10
LATELY = timedelta(days=90)
WEIGHTS = ("A",)  # of the words: as the migration has them


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


def get_blockage_told(*, viewer: Person, shown_id: UUID, today: date) -> Blockage | None:
    """The blockage of which she said, by herself or to a worker, who may read it: where news of that leads."""
    shown = BlockageShown.objects.filter(id=shown_id, person=viewer).first()
    return get_blockage(viewer=viewer, blockage_id=shown.blockage_id, today=today) if shown else None


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
    return list(_asked_of(viewer, today).select_related(*WITH).order_by("answer_by", "raised_at", "id"))


def count_asked_of(*, viewer: Member, today: date) -> int:
    """How many `asked_of` lists."""
    return _asked_of(viewer, today).count()


def _asked_of(viewer: Member, today: date) -> QuerySet[Blockage]:
    mine = Q(asked_member=viewer.id) | Q(stands_in(viewer.id, today, instead_of="asked_member"))
    if viewer.has_role(*WORKS_HERE):
        mine |= Q(asked_organisation=viewer.organisation_id, asked_organisation__isnull=False)
    seen = people_shared_with(viewer, today, Item.PLAN).values("id")
    return Blockage.objects.filter(mine, OPEN, person__in=seen)


def count_open_with(*, viewer: Member, organisation: Organisation) -> int:
    """How many open blockages an organisation or one of its members is asked to move, for who lets it leave."""
    if not can_manage_partnership(viewer):
        raise NotAllowed
    asked = Q(asked_organisation=organisation) | Q(asked_member__organisation=organisation)
    with acting_as_system("to count what an organisation that leaves has open"):
        return Blockage.objects.filter(asked, OPEN).count()


@dataclass(frozen=True)
class MayFlex:
    """One organisation, and for each kind the roles that it named; a kind that is missing is as the levels have it.

    `teams`: the team that it named for a kind, of which then only who is in it gives way. `able`: the names of who
    works there and may give way in a kind, now.
    """

    organisation: Organisation
    roles: dict[FlexKind, frozenset[FlexRole]]
    teams: dict[FlexKind, NamedTeam]
    able: dict[FlexKind, list[str]]


def who_may_flex(*, viewer: Member, today: date, partners: Sequence[Organisation] | None = None) -> list[MayFlex]:
    """What each partner named, and who may by that: for whoever works here. At most seven statements.

    `partners`: those of them, in this order; each that is here, by name, where none is given.
    """
    if not can_read_rules(viewer):
        raise NotAllowed
    if partners is None:
        partners = list(Organisation.objects.filter(left_on=None).order_by("name"))
    ids = [each.id for each in partners]
    named = _roles_named(FlexAuthority.objects.filter(organisation__in=ids))
    here = members_of_organisations(ids)
    teams = _teams_named(FlexTeam.objects.filter(organisation__in=ids), named, here, today)
    found = []
    for each in partners:
        roles, of_team, members = named.get(each.id, {}), teams.get(each.id, {}), here.get(each.id, [])
        able = {kind: _able(kind, members, roles.get(kind, frozenset()), of_team.get(kind)) for kind in FlexKind}
        found.append(MayFlex(each, roles, of_team, able))
    return found


def _able(kind: FlexKind, members: list[Member], roles: frozenset[FlexRole], team: NamedTeam | None) -> list[str]:
    return [
        each.name
        for each in members
        if each.has_role(*WORKS_HERE)
        and could_flex(kind, at=authority_of(each), held=each.roles, named=roles)
        and (team is None or not team.binds or each.id in team.able)
    ]


def named_team(organisation: Organisation, kind: FlexKind, today: date) -> NamedTeam | None:
    """The team that an organisation named for a kind of thing; asked inside commands."""
    roles = _roles_named(FlexAuthority.objects.filter(organisation=organisation, kind=kind.value))
    here = members_of_organisations([organisation.id])
    teams = _teams_named(FlexTeam.objects.filter(organisation=organisation, kind=kind.value), roles, here, today)
    return teams.get(organisation.id, {}).get(kind)


def _roles_named(found: QuerySet[FlexAuthority]) -> dict[UUID, dict[FlexKind, frozenset[FlexRole]]]:
    named: dict[UUID, dict[FlexKind, frozenset[FlexRole]]] = {}
    for row in found.filter(ended_at=None):
        of_kind = named.setdefault(row.organisation_id, {})
        of_kind[FlexKind(row.kind)] = of_kind.get(FlexKind(row.kind), frozenset()) | {FlexRole(row.role)}
    return named


def _teams_named(
    found: QuerySet[FlexTeam],
    named: dict[UUID, dict[FlexKind, frozenset[FlexRole]]],
    here: dict[UUID, list[Member]],
    today: date,
) -> dict[UUID, dict[FlexKind, NamedTeam]]:
    not_over = Q(team__places__ends_on=None) | Q(team__places__ends_on__gt=today)
    inside = FilteredRelation("team__places", condition=Q(team__places__starts_on__lte=today) & not_over)
    rows = (
        found.filter(ended_at=None)
        .annotate(inside=inside)
        .values_list("organisation", "kind", "team", "team__name", "team__closed_on", "inside__member")
    )
    within: dict[tuple[UUID, str, UUID, str, bool], set[UUID | None]] = {}
    for organisation, kind, team, name, closed_on, member in rows:
        within.setdefault((organisation, kind, team, name, closed_on is not None), set()).add(member)
    teams: dict[UUID, dict[FlexKind, NamedTeam]] = {}
    for (organisation, kind_name, team, name, is_closed), members in within.items():
        kind = FlexKind(kind_name)
        roles = named.get(organisation, {}).get(kind, frozenset())
        able = frozenset(
            each.id
            for each in here.get(organisation, [])
            if each.id in members and could_flex(kind, at=authority_of(each), held=each.roles, named=roles)
        )
        teams.setdefault(organisation, {})[kind] = NamedTeam(team, name, is_closed, able)
    return teams


def may_answer(*, viewer: Member, blockage: Blockage, today: date) -> bool:
    """Whether this member may answer it on that day: to show the form or hide it."""
    return blockage.is_open and can_answer_blockage(viewer, blockage, today)


def may_end(*, viewer: Member | Person, blockage: Blockage) -> bool:
    """Whether this viewer may say that it is not in the way any more."""
    return blockage.is_open and can_end_blockage(viewer, blockage)


def answers_of(*, viewer: Member, blockage: Blockage) -> tuple[list[Outcome], list[FlexKind]]:
    """The answers and the kinds of giving way that are within this member's authority.

    Who carries it to somebody else tells what those did: in that there is no kind they may not say.
    """
    at = authority_of(viewer)
    if blockage.asked_words and blockage.asked_member_id == viewer.id:
        return [one for one in Outcome if may_give(at, one, FlexKind.CULTURAL)], list(FlexKind)
    outcomes = [one for one in Outcome if may_give(at, one, None)]
    return outcomes, [kind for kind in FlexKind if may_give(at, Outcome.FLEXED, kind)]


# What is remembered ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Precedent:
    """A rule that stood in the way before, how it was bent, and what was decided about it. Names nobody."""

    rule: RuleInTheWay
    flexes: Sequence[Flex]
    last: RuleDecision | None


def close_rules(typed: str) -> list[RuleInTheWay]:
    """The rules with these words or some of the same meaning, the best first: those with all, else those with any."""
    groups = words_to_find(typed)
    for is_any in (False, True):
        ids = matching("blockages_ruleintheway", "id", groups, most=MOST_CLOSE, weights=WEIGHTS, is_any=is_any)
        rows = {rule.id: rule for rule in RuleInTheWay.objects.filter(id__in=ids)}
        found = [rows[one] for one in ids if one in rows]
        if found:
            return [rule for rule in found if not is_any or is_close(groups, rule.folded)]
    return []


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
class Unread:
    """One at this level that the viewer may not read: what it waits for, since when. Not whose, nor who was asked."""

    reads: Reads
    since: date
    has_asked: bool  # somebody was asked, or carries it, and can still answer


@dataclass(frozen=True)
class RuleWaiting:
    """A rule that was bent so often that the board has to say whether it stays."""

    rule: RuleInTheWay
    flexes: int


@dataclass(frozen=True)
class Agenda:
    """What waits at one level, made from the days alone, and what came of it lately.

    `blockages`: those of whose person the viewer sees the plan, and those that she let be read (`let`).
    `unread`: of the others what they wait for and since when; of who is kept from the viewer, not even that.
    `answered`: what climbed here and got its answer.
    """

    blockages: list[Blockage]
    let: frozenset[UUID]
    unread: list[Unread]
    rules: list[RuleWaiting]
    to_do: list[RuleDecision]
    answered: list[Blockage]
    changed: list[RuleDecision]

    @property
    def unseen(self) -> int:
        return len(self.unread)


def agenda_of(*, viewer: Member, level: Level, today: date) -> Agenda | None:
    """The agenda of the operational group or of the board; None for who does not sit there."""
    if not can_sit(viewer, level):
        return None
    around = kept_from(viewer)
    with acting_as_system("to count what waits at a level, whoever it is about"):
        late = Blockage.objects.filter(OPEN, answer_by__lt=today).exclude(person__in=around).select_related(*WITH)
        in_order = late.order_by("answer_by", "raised_at", "id")
        every = [row for row in in_order if row.level_on(today) is level]
        read = readings(every, today)
    seen = set(
        people_shared_with(viewer, today, Item.PLAN)
        .filter(id__in={row.person_id for row in every})
        .values_list("id", flat=True)
    )
    others = [row for row in every if row.person_id not in seen]
    # The same as `can_read_what_is_let`, for all at once: they sit here, and whom they are kept from is left out above.
    let = {row.id for row in others if read[row.id].reads is Reads.LET}
    if let and not has_live_basis(viewer):
        let = set()
    lately = day_begins(today - LATELY)
    shows = people_shared_with(viewer, today, Item.PLAN).values("id")
    ended = Blockage.objects.filter(decided_at__gte=lately, person__in=shows).select_related(*WITH)
    answered = [one for one in ended.order_by("-decided_at", "-id") if one.answered_at_level is level]
    on_board = level is Level.BOARD
    decisions = list(_decisions().filter(Q(done_at=None) | Q(done_at__gte=lately)).order_by("due_on", "id"))
    done = [(one.done_at, one.id, one) for one in decisions if one.done_at is not None]
    return Agenda(
        blockages=[row for row in every if row.person_id in seen or row.id in let],
        let=frozenset(let),
        unread=[_unread(row, read[row.id], level) for row in others if row.id not in let],
        rules=rules_waiting() if on_board else [],
        to_do=[one for one in decisions if one.done_at is None],
        answered=answered[:MOST_LATELY],
        changed=[one for _at, _id, one in sorted(done, reverse=True)][:MOST_LATELY],
    )


def _unread(row: Blockage, reading: Reading, level: Level) -> Unread:
    return Unread(reading.reads, reached_on(row.answer_by, level), row.asked is not None)


def to_do_of(*, viewer: Member) -> list[RuleDecision]:
    """What was decided about rules and is not done yet, with its owner and its day; the next day first."""
    return list(_decisions().filter(done_at=None).order_by("due_on", "id")) if can_read_rules(viewer) else []


def count_for_board(*, viewer: Member, today: date) -> int:
    """How much the board has on its agenda; nothing for who does not sit on it."""
    if not can_sit(viewer, Level.BOARD):
        return 0
    around = kept_from(viewer)
    with acting_as_system("to count what waits at the board, whoever it is about"):
        late = Blockage.objects.filter(OPEN, answer_by__lt=today).exclude(person__in=around)
        waiting = list(late.only("id", "answer_by"))
    return sum(one.level_on(today) is Level.BOARD for one in waiting) + len(rules_waiting())


def may_see_agenda(*, viewer: Member, level: Level) -> bool:
    """Whether this member sits there: to show the way to the page or hide it."""
    return can_sit(viewer, level)


def may_decide_rule(*, viewer: Member) -> bool:
    """Whether this member decides for the board: to show the form or hide it."""
    return can_decide_rule(viewer)


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
class Change:
    """A line of the log: what was decided about a rule, or that it was bent once."""

    month: date
    decision: RuleDecision | None = None
    flex: Flex | None = None


@dataclass(frozen=True)
class ChangesOfYear:
    """What the partnership bent and changed in one year, from January. Names nobody it was about."""

    year: int
    decisions: list[RuleDecision]
    flexes: list[Flex]

    @property
    def lines(self) -> list[Change]:
        """Both in one list, the newest month first; in a month what was decided stands before what was bent."""
        made = [Change(business_date(each.decided_at).replace(day=1), decision=each) for each in self.decisions]
        bent = [Change(each.month, flex=each) for each in self.flexes]
        return sorted(made + bent, key=lambda line: line.month, reverse=True)


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
