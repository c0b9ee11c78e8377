"""Raise a blockage, answer it, tell of what climbed; and decide what becomes of a rule that was bent three times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.directory.rules import folded
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.queries import all_names_of
from commonpurse.support.blockages.access import (
    authority_of,
    can_answer_blockage,
    can_be_asked,
    can_decide_rule,
    can_end_blockage,
    can_move_blockages_on,
    can_raise_blockage,
    can_see_blockages,
    can_sit,
    who_could_be_let_read,
    who_has_it,
)
from commonpurse.support.blockages.models import (
    OPEN,
    Blockage,
    Flex,
    FlexAuthority,
    RuleDecision,
    RuleInTheWay,
)
from commonpurse.support.blockages.queries import named_team
from commonpurse.support.blockages.queries.reading import reading_of
from commonpurse.support.blockages.rules import (
    NEWS_BLOCKAGE_ANSWERED,
    NEWS_BLOCKAGE_ASKED,
    NEWS_BLOCKAGE_BOARD_MAY_READ,
    NEWS_BLOCKAGE_GONE,
    NEWS_BLOCKAGE_MAY_READ,
    NEWS_BLOCKAGE_RAISED,
    NEWS_BLOCKAGE_TO_BOARD,
    NEWS_BLOCKAGE_TO_GROUP,
    FlexKind,
    Level,
    Outcome,
    Reads,
    Verdict,
    check_asked_in_words,
    check_authority,
    check_can_end,
    check_can_raise,
    check_is_the_same,
    check_named_role,
    check_named_team,
    check_names_nobody,
    check_on_agenda,
    check_open,
    check_outcome,
    check_verdict,
    day_before_the_group,
    usual_answer_by,
)
from commonpurse.support.plans.queries import coordinators_on


def raise_blockage(
    *,
    by: Member | Person,
    person: Person,
    words: str,
    asked: Member | Organisation | None = None,
    asked_words: str = "",
    answer_by: date | None = None,
    now: datetime,
) -> Blockage:
    """Say in a line what is in the way, and who is asked to move it. Without a day: in two weeks of work.

    `asked_words`, without `asked`: somebody else, who reads nothing here. Who coordinates carries it to them, else the
    member who raises it; where there is neither, the operational group has it at once.
    The same line sent twice is raised once. Who is asked is told; raised by a member, the person is too.
    Raises: BlockageRefused (`words_needed`, `day_impossible`, `asked_sees_nothing`, `asked_words_needed`,
    `asked_is_partner`, `open_already`), TextTooLong, TextUnreadable.
    """
    today = business_date(now)
    if not can_raise_blockage(by, person, today):
        raise NotAllowed
    words, asked_words, until = words.strip(), asked_words.strip(), answer_by or usual_answer_by(today)
    if asked is None:
        check_asked_in_words(asked_words, partners=_partners_here(today))
        asked = _who_carries(by, person, today)
    else:
        asked_words = ""
    sees_it = asked is None or can_be_asked(asked, person, today)
    check_can_raise(words=words, answer_by=until, today=today, sees_it=sees_it)
    check_fits(Blockage, words=words, asked_words=asked_words)
    if asked is None:
        until = day_before_the_group(today)
    with transaction.atomic():
        _lock(person.id)
        with acting_as_system("to see whether the same was raised already"):
            open_ones = Blockage.objects.filter(OPEN, person=person, words=words)
            same = open_ones.select_related("asked_member", "asked_organisation").first()
        if same is not None:
            check_is_the_same(
                is_same_asked=(asked, asked_words) == (same.asked, same.asked_words),
                is_same_author=by.id in (same.raised_by_person_id, same.raised_by_member_id),
            )
            return same
        made = Blockage.objects.create(
            person=person,
            words=words,
            asked_member=asked if isinstance(asked, Member) else None,
            asked_organisation=asked if isinstance(asked, Organisation) else None,
            asked_words=asked_words,
            answer_by=until,
            raised_at=now,
            to_group_at=now if asked is None else None,
            raised_by_person=by if isinstance(by, Person) else None,
            raised_by_member=by if isinstance(by, Member) else None,
        )
        _noted("blockage_raised", made, by=by, now=now)
        if isinstance(by, Member):
            note_news(recipient_id=person.id, kind=NEWS_BLOCKAGE_RAISED, subject_id=made.id, now=now)
        has_it = Level.GROUP if asked is None else Level.PRACTITIONER
        _tell_who_has_it(made, has_it, NEWS_BLOCKAGE_ASKED, by=by, now=now)
        return made


def _who_carries(by: Member | Person, person: Person, today: date) -> Member | None:
    """Who carries it to somebody who is not here: who coordinates, where they see her plan; else who raises it."""
    with acting_as_system("to see who carries something to somebody who is not here"):
        lead = coordinators_on(person, today).lead
    if lead is not None and can_be_asked(lead.member, person, today):
        return lead.member
    return by if isinstance(by, Member) else None


def _partners_here(today: date) -> list[str]:
    with acting_as_system("to see whether who is asked in words is a partner"):
        here = Organisation.objects.filter(Q(left_on=None) | Q(left_on__gt=today))
        return list(here.order_by("name").values_list("name", flat=True))


def answer_blockage(
    *,
    by: Member,
    blockage: Blockage,
    outcome: Outcome,
    reason: str,
    rule: str = "",
    done: str = "",
    kind: FlexKind | None = None,
    now: datetime,
) -> Blockage:
    """Bend the rule this once, change it, or refuse, always with a reason. The person is told.

    What was bent is remembered by `rule` and `done`, which name nobody; the third time the rule comes before the
    board. A rule that changes is to be seen to by who changed it, within the usual days.
    The same answer again by the same member changes nothing; another's is refused and says who was first.
    Raises: BlockageRefused (`answered_meanwhile`, `reason_needed`, `rule_needed`, `done_needed`, `kind_needed`,
    `authority_needed`, `role_needed`, `team_needed`, `gone_meanwhile`, `names_somebody`), TextTooLong, TextUnreadable.
    """
    today = business_date(now)
    outcome, reason, rule, done = Outcome(outcome), reason.strip(), " ".join(rule.split()), done.strip()
    if not can_answer_blockage(by, blockage, today):
        raise NotAllowed
    # Where she let them read this one line, and not her plan, her rows show themselves to the system alone.
    is_let = not can_see_blockages(by, blockage.person, today)
    around = acting_as_system("to answer one line that she let be read") if is_let else nullcontext()
    with transaction.atomic(), around:
        _lock(blockage.person_id)
        current = (
            Blockage.objects.select_for_update(no_key=True, of=("self",))
            .select_related("person", "decided_by", "raised_by_person", "raised_by_member")
            .get(id=blockage.id)
        )
        if current.outcome == outcome.value and current.decided_by_id == by.id and current.reason == reason:
            return current
        who = current.decided_by.name if current.decided_by else ""
        check_open(who=who, outcome=current.outcome, is_gone=current.gone_at is not None)
        if is_let and not can_answer_blockage(by, current, today):  # she took her yes back while they wrote
            raise NotAllowed
        check_outcome(outcome, reason=reason, rule=rule, done=done, kind=kind)
        # Who carried it tells how somebody else gave way: that took the authority of those.
        tells_of_others = bool(current.asked_words) and current.asked_member_id == by.id
        if not (tells_of_others and outcome is Outcome.FLEXED):
            check_authority(authority_of(by), outcome, kind)
        # The roles bind who answers for who was asked. The group and the board act by where they sit, of any partner.
        acts_for_asked = not can_sit(by, current.level_on(today)) and not tells_of_others
        if outcome is Outcome.FLEXED and kind is not None and by.organisation is not None and acts_for_asked:
            named_roles = FlexAuthority.objects.filter(organisation=by.organisation, kind=kind.value, ended_at=None)
            held, roles = by.roles, named_roles.values_list("role", flat=True)
            check_named_role(named=list(roles), held=held, organisation=by.organisation.name)
            check_named_team(named_team(by.organisation, kind, today), by=by.id, organisation=by.organisation.name)
        check_names_nobody(all_names_of(current.person), rule=rule, done=done)
        check_fits(Blockage, reason=reason)
        check_fits(Flex, done=done)
        named = _rule_named(rule, by=by, now=now) if outcome is not Outcome.REFUSED else None
        current.outcome, current.reason, current.rule = outcome.value, reason, named
        current.decided_at, current.decided_by = now, by
        current.save(update_fields=["outcome", "reason", "rule", "decided_at", "decided_by"])
        if outcome is Outcome.FLEXED and named is not None and kind is not None:
            gave_way = None if tells_of_others else by.organisation
            Flex.objects.create(
                rule=named, kind=kind.value, done=done, organisation=gave_way, month=today.replace(day=1)
            )
        if outcome is Outcome.CHANGED and named is not None:
            _decide(named, Verdict.CHANGED, done, "", owner=by, due_on=usual_answer_by(today), by=by, now=now)
        _noted("blockage_answered", current, by=by, now=now, outcome=outcome.value)
        _tell({current.person_id, current.raised_by.id} - {by.id}, NEWS_BLOCKAGE_ANSWERED, current, now)
        return current


def end_blockage(*, by: Person, blockage: Blockage, now: datetime) -> Blockage:
    """Say that it is not in her way any more. Whose turn it was is told, and whom she let read it.

    Said again it stays as it was said first.

    Raises: BlockageRefused (`answered_meanwhile`).
    """
    if not can_end_blockage(by, blockage):
        raise NotAllowed
    with transaction.atomic():
        _lock(blockage.person_id)
        current = (
            Blockage.objects.select_for_update(no_key=True, of=("self",))
            .select_related("person", "decided_by")
            .get(id=blockage.id)
        )
        if current.gone_at is not None:
            return current
        check_can_end(who=current.decided_by.name if current.decided_by else "", outcome=current.outcome)
        level, reading = current.level_on(business_date(now)), reading_of(current, business_date(now))
        current.gone_at = now
        current.save(update_fields=["gone_at"])
        _noted("blockage_gone", current, by=by, now=now)
        _tell_who_has_it(current, level, NEWS_BLOCKAGE_GONE, by=by, now=now)
        if reading is not None and reading.reads is Reads.LET:
            readers = {one.id for one in who_could_be_let_read(current, level)}
            _tell(readers - {by.id}, NEWS_BLOCKAGE_GONE, current, now)
        return current


def move_blockages_on(*, by: Member, now: datetime) -> Counter[Level]:
    """Tell of each blockage that climbed since the last time, and write down when. Running it twice does nothing twice.

    Whose turn it is follows from the days: a job that did not run makes nobody wait longer.
    """
    if not can_move_blockages_on(by):
        raise NotAllowed
    today, moved = business_date(now), Counter[Level]()
    with acting_as_system("to move on what nobody answered"):
        late = Blockage.objects.filter(OPEN, answer_by__lt=today, to_board_at=None).order_by("answer_by", "id")
        for blockage_id, person_id in list(late.values_list("id", "person_id")):
            level = _climb(blockage_id, person_id, by=by, now=now)
            if level is not None:
                moved[level] += 1
    return moved


def decide_rule(
    *,
    by: Member,
    rule: RuleInTheWay,
    verdict: Verdict,
    words: str,
    reason: str,
    owner: Member | None,
    due_on: date | None,
    now: datetime,
) -> RuleDecision:
    """Say for the board whether a rule that was bent three times changes or stays, why, and who sees to it by when.

    It takes up every flex there was: three more bring the rule back. Sent twice is decided once.
    Raises: BlockageRefused (`not_on_agenda`, `what_changes_needed`, `reason_needed`, `owner_needed`, `day_impossible`),
    TextTooLong, TextUnreadable.
    """
    if not can_decide_rule(by):
        raise NotAllowed
    words, reason = words.strip(), reason.strip()
    with transaction.atomic():
        current = RuleInTheWay.objects.select_for_update(no_key=True, of=("self",)).get(id=rule.id)
        last = RuleDecision.objects.filter(rule=current).order_by("-decided_at", "-id").first()
        flexes = Flex.objects.filter(rule=current, taken_up_by=None).count()
        if last is not None and not flexes and (last.decided_by_id, last.words, last.reason) == (by.id, words, reason):
            return last
        check_on_agenda(flexes=flexes)
        check_verdict(words=words, reason=reason, has_owner=owner is not None, due_on=due_on, today=business_date(now))
        check_fits(RuleDecision, words=words, reason=reason)
        assert owner is not None and due_on is not None, "as checked"  # noqa: S101, PT018
        return _decide(current, Verdict(verdict), words, reason, owner=owner, due_on=due_on, by=by, now=now)


def finish_rule_decision(*, by: Member, decision: RuleDecision, now: datetime) -> RuleDecision:
    """Say that what was decided about a rule is done. Said again it stays as it was said first."""
    if not can_decide_rule(by) and not (isinstance(by, Member) and by.is_active and by.id == decision.owner_id):
        raise NotAllowed
    with transaction.atomic():
        current = RuleDecision.objects.select_for_update(no_key=True, of=("self",)).get(id=decision.id)
        if current.done_at is None:
            current.done_at, current.done_by = now, by
            current.save(update_fields=["done_at", "done_by"])
            record_event("rule_decision_done", by=by.id, subject_type="rule", subject_id=current.id, now=now)
        return current


def _lock(person_id: UUID) -> None:
    Person.objects.select_for_update(no_key=True).get(id=person_id)


def _climb(blockage_id: UUID, person_id: UUID, *, by: Member, now: datetime) -> Level | None:
    with transaction.atomic():
        _lock(person_id)
        current = Blockage.objects.select_for_update(no_key=True, of=("self",)).get(id=blockage_id)
        level = current.level_on(business_date(now))
        to_board = level is Level.BOARD
        column = "to_board_at" if to_board else "to_group_at"
        news = NEWS_BLOCKAGE_TO_BOARD if to_board else NEWS_BLOCKAGE_TO_GROUP
        if not current.is_open or getattr(current, column) is not None:
            return None
        setattr(current, column, now)
        current.save(update_fields=[column])
        _noted("blockage_climbed", current, by=by, now=now, level=level.value)
        reading = reading_of(current, business_date(now))
        asks_her = reading is not None and reading.reads is Reads.WAITS
        question = NEWS_BLOCKAGE_BOARD_MAY_READ if to_board else NEWS_BLOCKAGE_MAY_READ
        told = question if asks_her else news
        note_news(recipient_id=person_id, kind=told, subject_id=current.id, now=now)
        _tell_who_has_it(current, level, news, by=by, now=now)
        return level


def _tell_who_has_it(blockage: Blockage, level: Level, kind: str, *, by: Member | Person, now: datetime) -> None:
    """Tell each member whose turn it is, but who did it themselves."""
    has_it = {member.id for member in who_has_it(blockage, level, business_date(now))}
    _tell(has_it - {by.id}, kind, blockage, now)


def _tell(recipients: Iterable[UUID], kind: str, blockage: Blockage, now: datetime) -> None:
    """Note the news for each of them, who are not the one that acts: what is news for others is not hers to read."""
    with acting_as_system("to tell others of a blockage"):
        for recipient_id in recipients:
            note_news(recipient_id=recipient_id, kind=kind, subject_id=blockage.id, now=now)


def _rule_named(words: str, *, by: Member, now: datetime) -> RuleInTheWay:
    """The rule with these words, known or new. Two who name it at once name one rule."""
    check_fits(RuleInTheWay, words=words)
    key = folded(words)
    RuleInTheWay.objects.bulk_create(
        [RuleInTheWay(words=words, folded=key, named_at=now, named_by=by)], ignore_conflicts=True
    )
    return RuleInTheWay.objects.get(folded=key)


def _decide(
    rule: RuleInTheWay,
    verdict: Verdict,
    words: str,
    reason: str,
    *,
    owner: Member,
    due_on: date,
    by: Member,
    now: datetime,
) -> RuleDecision:
    made = RuleDecision.objects.create(
        rule=rule,
        verdict=verdict.value,
        words=words,
        reason=reason,
        owner=owner,
        due_on=due_on,
        decided_at=now,
        decided_by=by,
    )
    Flex.objects.filter(rule=rule, taken_up_by=None).update(taken_up_by=made)
    record_event("rule_decided", by=by.id, subject_type="rule", subject_id=made.id, now=now, verdict=verdict.value)
    return made


def _noted(event: str, blockage: Blockage, *, by: Member | Person, now: datetime, **facts: str) -> None:
    record_event(
        event,
        by=by.id,
        subject_type="person",
        subject_id=blockage.person_id,
        now=now,
        blockage=str(blockage.id),
        **facts,
    )
