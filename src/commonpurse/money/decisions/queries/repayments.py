from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch

from commonpurse.kernel.context import acting_as_system
from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.money.decisions.access import can_keep_notices, can_see_notices
from commonpurse.money.decisions.models import NoticePart, RepaymentNotice, RepaymentNoticeQuerySet
from commonpurse.money.decisions.rules import NoticeState, check_second_agrees, check_third_hears
from commonpurse.money.ledger.queries import Difference, reclaims_posted
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.parties.people.queries import people_visible_to


def notices_visible_to(viewer: Member | Person, today: date) -> RepaymentNoticeQuerySet:
    """Finance and the manager: every notice. Others, she too: those of people whose money they see, once given."""
    keeps = can_see_notices(viewer)
    people = people_visible_to(viewer, today, Item.PAYMENTS if keeps else Item.MONEY_DETAIL)
    found = RepaymentNotice.objects.filter(person__in=people.values("id"))
    return (found if keeps else found.with_her()).select_related(
        "person",
        "budget",
        "issued_by",
        "agreed_by",
        "shown_by",
        "noted_by",
        "concluded_by",
        "withdrawn_by",
        "reclaimed_by",
        "reconsideration__asked_by_member",
        "reconsideration__asked_by_person",
        "reconsideration__heard_by",
    )


def notices_of(*, viewer: Member | Person, person: Person, today: date) -> RepaymentNoticeQuerySet:
    """The notices of one person that the viewer may see, the newest first."""
    return notices_visible_to(viewer, today).filter(person=person).order_by("-issued_at", "-id")


def get_notice(*, viewer: Member | Person, notice_id: UUID, today: date) -> RepaymentNotice | None:
    """The notice with its parts, or None when it is not there or not to be seen."""
    parts = Prefetch("parts", queryset=NoticePart.objects.select_related("line__fund").order_by("id"))
    return notices_visible_to(viewer, today).filter(id=notice_id).prefetch_related(parts).first()


@dataclass(frozen=True)
class PartOfNotice:
    """What one fund's money is asked to give back, and what it gave: None while nothing went back."""

    fund_name: str
    amount: Money
    taken: Money | None


def parts_of(notice: RepaymentNotice) -> Sequence[PartOfNotice]:
    """The parts of a notice that `get_notice` returned."""
    return [
        PartOfNotice(
            fund_name=part.line.fund.name,
            amount=Money(part.amount_minor, notice.currency),
            taken=None if part.taken_minor is None else Money(part.taken_minor, notice.currency),
        )
        for part in notice.parts.all()
    ]


@dataclass(frozen=True)
class NoticeSteps:
    """What this member can do with a notice today; `keeps_from_hearing` says why she cannot judge it."""

    may_agree: bool
    may_give: bool
    may_hear: bool
    may_conclude: bool
    may_take: bool
    may_withdraw: bool
    keeps_from_hearing: Refused | None


def steps_open_to(member: Member, notice: RepaymentNotice, today: date) -> NoticeSteps:
    """For a page, before a button is there; each command asks again under its lock."""
    keeps, state = can_keep_notices(member, notice.person, today), NoticeState(notice.state)
    hand = _refusal_to_hear(member, notice)
    is_over = notice.pay_by_on is not None and today > notice.pay_by_on
    return NoticeSteps(
        may_agree=keeps and state is NoticeState.WRITTEN and _is_second(member, notice),
        may_give=keeps and state is NoticeState.AGREED,
        may_hear=keeps and state is NoticeState.ASKED_AGAIN and hand is None,
        may_conclude=keeps and (state is NoticeState.HEARD or (state is NoticeState.GIVEN and is_over)),
        may_take=keeps
        and state is NoticeState.CONCLUDED
        and is_over
        and notice.reclaimed_at is None
        and notice.who_pays != "holder",
        may_withdraw=keeps and state is not NoticeState.WITHDRAWN and notice.reclaimed_at is None,
        keeps_from_hearing=hand if state is NoticeState.ASKED_AGAIN else None,
    )


def _is_second(member: Member, notice: RepaymentNotice) -> bool:
    try:
        check_second_agrees(notice.issued_by_id, member.id)
    except Refused:
        return False
    return True


def _refusal_to_hear(member: Member, notice: RepaymentNotice) -> Refused | None:
    try:
        check_third_hears(member.id, issued_by=notice.issued_by_id, agreed_by=notice.agreed_by_id)
    except Refused as refused:
        return refused
    return None


def reclaims_without_concluded_notice() -> list[Difference]:
    """Every row of the ledger that took money back off a person's line, and no concluded notice says so.

    The ledger knows no notices: whoever verifies it asks here too. Each row must be the one that was made with its part
    of the notice, and of the sum that the part says was taken.
    """
    with acting_as_system("to hold the books against the notices"):
        said = {
            part.transfer: (part.notice_id, part.taken_minor)
            for part in NoticePart.objects.filter(notice__state=NoticeState.CONCLUDED.value, taken_minor__gt=0)
        }
    return [
        Difference("reclaims", row.id, "a concluded notice", f"authority {row.authority}")
        for row in reclaims_posted()
        if said.get(row.id) != (row.authority, row.amount_minor)
    ]
