"""Set a step down, agree it anew, end it; and let the person ask that it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from commonpurse.kernel.audit.commands import record_event
from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.commands import note_news
from commonpurse.kernel.messages.models import News
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import check_fits
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.access import (
    can_answer_end_ask,
    can_ask_to_end_limit,
    can_be_named,
    can_tell_of_limits,
    can_write_agreed,
)
from commonpurse.support.agreements.models import Agreement, Limit, LimitEndAsk, LimitNamed, RiskRecord
from commonpurse.support.agreements.rules import (
    MOST_NAMED,
    NEWS_LIMIT_ENDED,
    NEWS_LIMIT_KEPT,
    NEWS_LIMIT_LIFTED,
    NEWS_LIMIT_SET,
    NOBODY_ANSWERED,
    REPLACED,
    TELL_WITHIN_DAYS,
    AgreementRefused,
    DecidesHow,
    DecisionKind,
    PersonSays,
    StepDown,
    answer_days,
    check_counts_as_reason,
    check_renewal,
    check_step_down,
    goes_on_from,
    takes_no_more,
)


@dataclass(frozen=True)
class _Wanted:
    """A step down as it was typed, with whom it names and the risk record it rests on."""

    said: StepDown
    named: tuple[Member | Person, ...]
    risk_record: RiskRecord | None


def set_limit(
    *,
    by: Member,
    person: Person,
    kind: DecisionKind,
    how: DecidesHow,
    named: Sequence[Member | Person],
    concern: str,
    lifts_when: str,
    ends_on: date,
    person_says: PersonSays,
    persons_words: str = "",
    risk_record: RiskRecord | None = None,
    why_no_risk_record: str = "",
    now: datetime,
) -> Limit:
    """Write down that the person does not decide this kind alone, from today to the day before `ends_on`.

    `named` in the order in which they are asked. Where one of the same kind runs, or ended not long ago, this goes on
    from it and needs what a renewal needs, unless it takes no more from her than that one. The same again, of the same
    author on the same day, sets nothing more.
    Raises: AgreementRefused, TextTooLong, TextUnreadable.
    """
    today = business_date(now)
    if not can_write_agreed(by, person, today):
        raise NotAllowed
    wanted = _wanted(
        kind, how, named, concern, lifts_when, ends_on, person_says, persons_words, risk_record, why_no_risk_record
    )
    with transaction.atomic():
        _locked_person(person)
        known = _same_today(wanted, by=by, person=person, on=today)
        if known is not None:
            return known
        before = Limit.objects.filter(person=person, kind=wanted.said.kind.value).order_by("set_at", "id").last()
        if before is None or not goes_on_from(before.as_rule, today=today):
            return _set(wanted, by=by, person=person, renews=None, now=now)
        if not (before.as_rule.counts_on(today) and takes_no_more(wanted.said, _said_before(before))):
            _check_agreed_anew(wanted, before, today=today)
        return _set(wanted, by=by, person=person, renews=before, now=now)


def renew_limit(
    *,
    by: Member,
    limit: Limit,
    how: DecidesHow,
    named: Sequence[Member | Person],
    concern: str,
    lifts_when: str,
    ends_on: date,
    person_says: PersonSays,
    persons_words: str,
    risk_record: RiskRecord | None = None,
    why_no_risk_record: str = "",
    now: datetime,
) -> Limit:
    """Agree anew that the person does not decide this alone: another decision, with what she says to it now.

    Refused are a renewal long before the end, and one that copies her words or the worry from last time. The same
    renewal again sets nothing more. Raises: AgreementRefused, TextTooLong, TextUnreadable.
    """
    today = business_date(now)
    person = limit.person
    if not can_write_agreed(by, person, today):
        raise NotAllowed
    kind = DecisionKind(limit.kind)
    wanted = _wanted(
        kind, how, named, concern, lifts_when, ends_on, person_says, persons_words, risk_record, why_no_risk_record
    )
    with transaction.atomic():
        _locked_person(person)
        current = Limit.objects.select_for_update(no_key=True).get(id=limit.id)
        known = _same_today(wanted, by=by, person=person, on=today)
        if known is not None and known.renews_id == current.id:
            return known
        if not current.as_rule.counts_on(today):
            raise AgreementRefused("It is over. Set a new one, if it must be.", code="limit_over")
        _check_agreed_anew(wanted, current, today=today)
        return _set(wanted, by=by, person=person, renews=current, now=now)


def lift_limit(*, by: Member, limit: Limit, reason: str, now: datetime) -> Limit:
    """End a limit before its time: from today the person decides alone. Ending it again changes nothing.

    Raises: AgreementRefused, TextTooLong, TextUnreadable.
    """
    if not can_write_agreed(by, limit.person, business_date(now)):
        raise NotAllowed
    said = _reason(reason)
    with transaction.atomic():
        _locked_person(limit.person)
        current = Limit.objects.select_for_update(no_key=True).get(id=limit.id)
        if current.lifted_on is not None:
            return current
        if not current.as_rule.counts_on(business_date(now)):
            raise AgreementRefused("It ended by itself already.", code="limit_over")
        return _lift(current, by=by, reason=said, now=now)


def ask_to_end_limit(*, by: Person, limit: Limit, persons_words: str = "", now: datetime) -> LimitEndAsk:
    """Ask that a limit ends. Its author answers within 5 working days, then the manager; silence ends it.

    Asking again while the first waits asks nothing more. Raises: AgreementRefused, TextTooLong, TextUnreadable.
    """
    if not can_ask_to_end_limit(by, limit.person):
        raise NotAllowed
    today = business_date(now)
    check_fits(LimitEndAsk, persons_words=persons_words)
    with transaction.atomic():
        _locked_person(limit.person)
        waiting = LimitEndAsk.objects.filter(limit=limit, answered_at=None).first()
        if waiting is not None:
            return waiting
        current = Limit.objects.select_for_update(no_key=True).get(id=limit.id)
        if not current.as_rule.counts_on(today):
            raise AgreementRefused("It is over. You decide alone again.", code="limit_over")
        author_by, manager_by = answer_days(today)
        asked = LimitEndAsk.objects.create(
            person_id=current.person_id,
            limit=current,
            persons_words=persons_words.strip(),
            asked_at=now,
            author_by=author_by,
            manager_by=manager_by,
        )
        _noted("limit_end_asked", current, by=by, now=now)
        return asked


def keep_limit(*, by: Member, ask: LimitEndAsk, reason: str, now: datetime) -> LimitEndAsk:
    """Answer that the limit stays until its end, with the reason that she will read. To say yes: `lift_limit`.

    Raises: AgreementRefused, TextTooLong, TextUnreadable.
    """
    if not can_answer_end_ask(by, ask, business_date(now)):
        raise NotAllowed
    said = _reason(reason)
    check_counts_as_reason(said, field="reason")
    with transaction.atomic():
        _locked_person(ask.person)
        current = LimitEndAsk.objects.select_for_update(no_key=True).get(id=ask.id)
        if current.answered_at is not None:
            raise AgreementRefused("This has its answer already.", code="end_ask_answered")
        _answer(current, by=by, is_ended=False, reason=said, now=now)
        note_news(recipient_id=current.person_id, kind=NEWS_LIMIT_KEPT, subject_id=current.id, now=now)
        _noted("limit_kept", current.limit, by=by, now=now)
        return current


def end_unanswered_limits(*, by: Member, now: datetime) -> list[Limit]:
    """End each limit of which the person asked so and nobody answered in time: silence is never a no. For a job."""
    if not can_tell_of_limits(by):
        raise NotAllowed
    today = business_date(now)
    waiting = LimitEndAsk.objects.filter(
        answered_at=None, manager_by__lt=today, limit__lifted_on=None, limit__ends_on__gt=today
    ).select_related("person")
    ended = []
    for ask in waiting.order_by("asked_at", "id"):
        with transaction.atomic():
            _locked_person(ask.person)
            limit = Limit.objects.select_for_update(no_key=True).get(id=ask.limit_id)
            if limit.as_rule.counts_on(today):
                ended.append(_lift(limit, by=by, reason=str(NOBODY_ANSWERED), now=now))
    return ended


def tell_of_ended_limits(*, by: Member, now: datetime) -> list[Limit]:
    """Let each person know that a limit has ended by itself and she decides alone again. For a job; once a limit."""
    if not can_tell_of_limits(by):
        raise NotAllowed
    today = business_date(now)
    over = Limit.objects.filter(
        ends_on__lte=today, ends_on__gt=today - timedelta(days=TELL_WITHIN_DAYS), lifted_on=None, renewed_by=None
    )
    known = News.objects.filter(kind=NEWS_LIMIT_ENDED, subject_id__in=over.values("id"))
    told = []
    for limit in over.exclude(id__in=known.values("subject_id")).order_by("ends_on", "id"):
        with transaction.atomic():
            note_news(recipient_id=limit.person_id, kind=NEWS_LIMIT_ENDED, subject_id=limit.id, now=now)
            told.append(limit)
    return told


# The steps of them ----------------------------------------------------------------------------------------------------


def _locked_person(person: Person) -> None:
    """Lock the person first, in every verb here: so two limits of a kind never run beside each other."""
    Person.objects.select_for_update(no_key=True).get(id=person.id)


def _wanted(
    kind: DecisionKind,
    how: DecidesHow,
    named: Sequence[Member | Person],
    concern: str,
    lifts_when: str,
    ends_on: date,
    person_says: PersonSays,
    persons_words: str,
    risk_record: RiskRecord | None,
    why_no_risk_record: str,
) -> _Wanted:
    said = StepDown(
        kind=DecisionKind(kind),
        how=DecidesHow(how),
        concern=concern.strip(),
        lifts_when=lifts_when.strip(),
        ends_on=ends_on,
        person_says=PersonSays(person_says),
        persons_words=persons_words.strip(),
        why_no_risk_record=why_no_risk_record.strip(),
        has_risk_record=risk_record is not None,
    )
    return _Wanted(said, tuple(named), risk_record)


def _check_agreed_anew(wanted: _Wanted, before: Limit, *, today: date) -> None:
    over_on = before.as_rule.over_on
    check_renewal(ends_on=over_on, before=_said_before(before), said=wanted.said, today=today)


def _same_today(wanted: _Wanted, *, by: Member, person: Person, on: date) -> Limit | None:
    """What the same author set today already in the same words: a form that was sent twice."""
    found = Limit.objects.filter(person=person, author=by, starts_on=on, lifted_on=None, **_texts(wanted))
    return found.order_by("-set_at", "-id").first()


def _texts(wanted: _Wanted) -> dict[str, object]:
    said = wanted.said
    return {
        "kind": said.kind.value,
        "how": said.how.value,
        "concern": said.concern,
        "lifts_when": said.lifts_when,
        "ends_on": said.ends_on,
        "person_says": said.person_says.value,
        "persons_words": said.persons_words,
        "why_no_risk_record": said.why_no_risk_record,
        "risk_record": wanted.risk_record,
    }


def _set(wanted: _Wanted, *, by: Member, person: Person, renews: Limit | None, now: datetime) -> Limit:
    today, said = business_date(now), wanted.said
    check_step_down(said, today=today)
    check_fits(
        Limit,
        concern=said.concern,
        lifts_when=said.lifts_when,
        persons_words=said.persons_words,
        why_no_risk_record=said.why_no_risk_record,
    )
    _check_named(wanted.named, person, today)
    _check_risk_record(wanted.risk_record, person)
    running = list(Limit.objects.counting_on(today).filter(person=person, kind=said.kind.value))
    if LimitEndAsk.objects.filter(limit__in=running, answered_at=None).exists():
        # Her ask has a clock, and silence ends the limit: no new one may stop that clock.
        raise AgreementRefused(
            "{person} asks to end the one that runs. Answer that first.",
            code="end_ask_waits",
            person=person.called_by,
        )
    for before in running:
        _mark_lifted(before, by=by, reason=str(REPLACED), now=now)
    with acting_as_system("to see what was agreed"):
        agreed = Agreement.objects.filter(person=person, number__isnull=False).order_by("-number").first()
    if said.kind is DecisionKind.SPEND_MORE and (agreed is None or agreed.spend_up_to_minor is None):
        raise AgreementRefused(
            "Your agreement says of no sum that it is a bigger one. Agree on a sum there first.",
            code="no_bigger_sum",
            field="kind",
        )
    made = Limit.objects.create(
        person=person, agreement=agreed, author=by, starts_on=today, renews=renews, set_at=now, **_texts(wanted)
    )
    for place, who in enumerate(wanted.named, start=1):
        member, helper = (who, None) if isinstance(who, Member) else (None, who)
        LimitNamed.objects.create(person=person, limit=made, place=place, member=member, helper=helper)
    note_news(recipient_id=person.id, kind=NEWS_LIMIT_SET, subject_id=made.id, now=now)
    _noted("limit_renewed" if renews else "limit_set", made, by=by, now=now)
    return made


def _check_named(named: Sequence[Member | Person], person: Person, today: date) -> None:
    if not named:
        raise AgreementRefused("Name who is asked.", code="named_needed", field="named")
    if len(named) > MOST_NAMED:
        raise AgreementRefused("Name {most} people at most.", code="named_too_many", field="named", most=MOST_NAMED)
    if len({who.id for who in named}) < len(named):
        raise AgreementRefused("Name each of them once.", code="named_twice", field="named")
    for who in named:
        name = who.name if isinstance(who, Member) else who.called_by
        if isinstance(who, Member) and (not who.is_active or who.is_system):
            raise AgreementRefused("{name} does not work here.", code="named_has_left", field="named", name=name)
        if not can_be_named(who, person, today):
            raise AgreementRefused(
                "{name} cannot see and answer what they would be asked. {person} can let them first.",
                code="named_cannot_see",
                field="named",
                name=name,
                person=person.called_by,
            )


def _check_risk_record(record: RiskRecord | None, person: Person) -> None:
    if record is not None and (record.person_id != person.id or record.in_force_at is None or record.ended_at):
        raise AgreementRefused(
            "This risk record does not count: all three must have signed it.",
            code="risk_record_not_in_force",
            field="risk_record",
        )


def _said_before(limit: Limit) -> StepDown:
    return StepDown(
        kind=DecisionKind(limit.kind),
        how=DecidesHow(limit.how),
        concern=limit.concern,
        lifts_when=limit.lifts_when,
        ends_on=limit.ends_on,
        person_says=PersonSays(limit.person_says),
        persons_words=limit.persons_words,
        why_no_risk_record=limit.why_no_risk_record,
        has_risk_record=limit.risk_record_id is not None,
    )


def _reason(reason: str) -> str:
    if not reason.strip():
        raise AgreementRefused("Say why, in plain words. They will read it.", code="reason_needed", field="reason")
    check_fits(Limit, lift_reason=reason)
    return reason.strip()


def _lift(limit: Limit, *, by: Member, reason: str, now: datetime) -> Limit:
    _mark_lifted(limit, by=by, reason=reason, now=now)
    note_news(recipient_id=limit.person_id, kind=NEWS_LIMIT_LIFTED, subject_id=limit.id, now=now)
    _noted("limit_lifted", limit, by=by, now=now)
    return limit


def _mark_lifted(limit: Limit, *, by: Member, reason: str, now: datetime) -> None:
    """Fill in its early end, and answer an ask to end it that waits."""
    limit.lifted_on, limit.lifted_at, limit.lifted_by, limit.lift_reason = business_date(now), now, by, reason
    limit.save(update_fields=["lifted_on", "lifted_at", "lifted_by", "lift_reason"])
    for ask in LimitEndAsk.objects.filter(limit=limit, answered_at=None):
        _answer(ask, by=by, is_ended=True, reason=reason, now=now)


def _answer(ask: LimitEndAsk, *, by: Member, is_ended: bool, reason: str, now: datetime) -> None:
    ask.answered_at, ask.answered_by, ask.is_ended, ask.reason = now, by, is_ended, reason
    ask.save(update_fields=["answered_at", "answered_by", "is_ended", "reason"])


def _noted(event: str, limit: Limit, *, by: Member | Person, now: datetime) -> None:
    record_event(
        event,
        by=by.id,
        subject_type="person",
        subject_id=limit.person_id,
        now=now,
        limit=str(limit.id),
        kind=limit.kind,
        how=limit.how,
    )
