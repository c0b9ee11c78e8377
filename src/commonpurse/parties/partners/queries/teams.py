"""The partners with their teams, how to reach them, and what they offer: for whoever works here. No person is in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery

from commonpurse.kernel.errors import NotAllowed
from commonpurse.parties.partners.access import (
    can_change_line,
    can_read_partners,
    can_speak_for_own_organisation,
    can_write_of_organisation,
)
from commonpurse.parties.partners.models import (
    CharterSignature,
    CharterVersion,
    GroupSeat,
    Member,
    MemberRole,
    Organisation,
    PartnerOffer,
    StaffGuidance,
    Team,
    TeamMember,
    WorkContact,
)
from commonpurse.parties.partners.rules import OfferKind


@dataclass(frozen=True)
class TeamShown:
    """A team with who is in it today, or an organisation's own lines with no team; how to reach it, what it offers."""

    team: Team | None
    members: tuple[TeamMember, ...]
    contacts: tuple[WorkContact, ...]
    offers: tuple[PartnerOffer, ...]
    decisions: tuple[PartnerOffer, ...]


@dataclass(frozen=True)
class PartnerShown:
    """One organisation. `signed`: the newest version that it stands by; `is_current`: that is the one that holds."""

    organisation: Organisation
    own: TeamShown
    teams: tuple[TeamShown, ...]
    signed: int | None
    is_current: bool
    has_guidance: bool


def partners_shown(*, viewer: Member, today: date, find: str = "") -> list[PartnerShown]:
    """Every partner by name, or those where what is looked for stands anywhere in what they say. Five statements."""
    if not can_read_partners(viewer):
        raise NotAllowed
    return _shown(_partners(find, today), today)


def partner_shown(*, viewer: Member, organisation_id: UUID, today: date) -> PartnerShown | None:
    """One partner; None for who has left."""
    if not can_read_partners(viewer):
        raise NotAllowed
    return next(iter(_shown(_partners("", today).filter(id=organisation_id), today)), None)


def contacts_for_people(organisation_ids: Collection[UUID], today: date) -> list[WorkContact]:
    """How a person may reach these organisations, as they marked it for people; by organisation and team."""
    found = WorkContact.objects.now().filter(organisation__in=organisation_ids, is_for_people=True)
    here = found.filter(organisation__left_on=None).select_related("organisation", "team")
    return list(here.order_by("organisation__name", F("team__name").asc(nulls_first=True), "written_at", "id"))


def get_own_team(*, viewer: Member, team_id: UUID) -> Team | None:
    """An open team of the viewer's organisation, for who speaks for it; else None."""
    found = Team.objects.open().select_related("organisation").filter(id=team_id).first()
    return found if found is not None and can_write_of_organisation(viewer, found.organisation_id) else None


def members_of_own(*, viewer: Member) -> list[Member]:
    """Who works for the viewer's organisation and could be in a team, for who speaks for it."""
    if not can_speak_for_own_organisation(viewer):
        return []
    return list(Member.objects.filter(organisation=viewer.organisation_id, is_active=True).order_by("name", "id"))


@dataclass(frozen=True)
class MayWrite:
    """Where one may write: for the organisation as a whole or not, and the teams."""

    for_all: bool
    teams: tuple[Team, ...]


def may_write(*, viewer: Member, today: date) -> MayWrite:
    """Where the viewer writes contacts and offers: all of their organisation, or the teams they are in."""
    open_teams = Team.objects.open().filter(organisation=viewer.organisation_id)
    if can_speak_for_own_organisation(viewer):
        return MayWrite(True, tuple(open_teams))
    mine = TeamMember.objects.on(today).filter(member=viewer).values("team")
    return MayWrite(False, tuple(open_teams.filter(id__in=mine)))


def get_contact(*, viewer: Member, contact_id: UUID, today: date) -> WorkContact | None:
    """A contact that stands, for who may write it anew."""
    return _line(WorkContact.objects.now(), viewer, contact_id, today)


def get_offer(*, viewer: Member, offer_id: UUID, today: date) -> PartnerOffer | None:
    """An offer that stands, for who may write it anew."""
    return _line(PartnerOffer.objects.now(), viewer, offer_id, today)


def get_place(*, viewer: Member, place_id: UUID) -> TeamMember | None:
    """That somebody is in a team, for who may take them out."""
    found = TeamMember.objects.select_related("team", "member").filter(id=place_id).first()
    return found if found is not None and can_write_of_organisation(viewer, found.team.organisation_id) else None


def members_of_organisations(organisation_ids: Collection[UUID]) -> dict[UUID, list[Member]]:
    """For each organisation, who has a role there now, by name, roles and seats read along. Two statements."""
    here = MemberRole.objects.filter(member__organisation__in=organisation_ids, member__is_active=True)
    here = here.select_related("member").order_by("member__name", "member_id")
    members: dict[UUID, Member] = {}
    roles: dict[UUID, set[str]] = {}
    for row in here:
        members.setdefault(row.member_id, row.member)
        roles.setdefault(row.member_id, set()).add(row.role)
    seats: dict[UUID, set[str]] = {}
    for member_id, group in GroupSeat.objects.now().filter(member__in=members).values_list("member", "group"):
        seats.setdefault(member_id, set()).add(group)
    found: dict[UUID, list[Member]] = {}
    for key, member in members.items():
        member.take_as_read(roles=frozenset(roles[key]), named_to=frozenset(seats.get(key, ())))
        found.setdefault(member.organisation_id or key, []).append(member)
    return found


# The steps of them ----------------------------------------------------------------------------------------------------


def _partners(find: str, today: date) -> QuerySet[Organisation]:
    signed = CharterSignature.objects.filter(organisation=OuterRef("pk"), withdrawn_at=None)
    newest = CharterVersion.objects.filter(is_draft=False).order_by("-number").values("number")[:1]
    found = Organisation.objects.filter(left_on=None).annotate(
        signed=Subquery(
            signed.order_by().values("organisation").annotate(last=Max("version__number")).values("last"),
            output_field=IntegerField(),
        ),
        newest=Subquery(newest),
        has_guidance=Exists(StaffGuidance.objects.filter(organisation=OuterRef("pk"))),
    )
    for word in find.split():
        teams = Team.objects.open().filter(Q(name__found_in=word) | Q(does__found_in=word))
        people = TeamMember.objects.on(today).filter(member__name__found_in=word).values("team__organisation")
        said_of = Q(name__found_in=word) | Q(about__found_in=word)
        contacts = WorkContact.objects.now().filter(said_of).values("organisation")
        offers = _offers(today).filter(Q(words__found_in=word) | Q(how_to_ask__found_in=word)).values("organisation")
        anywhere = Q(name__found_in=word) | Q(id__in=teams.values("organisation")) | Q(id__in=people)
        found = found.filter(anywhere | Q(id__in=contacts) | Q(id__in=offers))
    return found.order_by("name", "id")


def _offers(today: date) -> QuerySet[PartnerOffer]:
    return PartnerOffer.objects.now().filter(Q(ends_on=None) | Q(ends_on__gt=today))


def _shown(found: Iterable[Any], today: date) -> list[PartnerShown]:
    rows = list(found)
    ids = [each.id for each in rows]
    teams = list(Team.objects.open().filter(organisation__in=ids))
    on_team = TeamMember.objects.on(today).filter(team__in=[each.id for each in teams])
    places = list(on_team.select_related("member").order_by("member__name", "id"))
    contacts = list(WorkContact.objects.now().filter(organisation__in=ids))
    kinds = list(OfferKind)
    written = _offers(today).filter(organisation__in=ids)
    offers = sorted(written, key=lambda each: kinds.index(OfferKind(each.kind)))

    def said_by(organisation: Organisation, team: Team | None) -> TeamShown:
        team_id = team.id if team else None
        own = [each for each in offers if (each.organisation_id, each.team_id) == (organisation.id, team_id)]
        return TeamShown(
            team,
            tuple(each for each in places if each.team_id == team_id),
            tuple(each for each in contacts if (each.organisation_id, each.team_id) == (organisation.id, team_id)),
            tuple(each for each in own if not each.is_decision),
            tuple(each for each in own if each.is_decision),
        )

    return [
        PartnerShown(
            each,
            said_by(each, None),
            tuple(said_by(each, team) for team in teams if team.organisation_id == each.id),
            each.signed,
            each.signed is not None and each.signed == each.newest,
            each.has_guidance,
        )
        for each in rows
    ]


def _line(lines: Any, viewer: Member, line_id: UUID, today: date) -> Any:
    found = lines.select_related("team", "organisation").filter(id=line_id).first()
    return found if found is not None and can_change_line(viewer, found, today) else None
