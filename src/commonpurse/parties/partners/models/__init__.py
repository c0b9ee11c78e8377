"""The partnership and who works in it; its charter and who signed it."""

from commonpurse.parties.partners.models.charter import (
    CharterClause,
    CharterSignature,
    CharterVersion,
    ClauseAnswer,
    ClauseRemark,
    Spokesperson,
    SpokespersonQuerySet,
    StaffGuidance,
)
from commonpurse.parties.partners.models.groups import (
    GroupSeat,
)
from commonpurse.parties.partners.models.leaving import (
    Departure,
    DepartureQuerySet,
)
from commonpurse.parties.partners.models.partnership import (
    Logo,
    Member,
    MemberQuerySet,
    MemberRole,
    Organisation,
    OrganisationQuerySet,
    Partnership,
)
from commonpurse.parties.partners.models.teams import (
    PartnerLineQuerySet,
    PartnerOffer,
    Team,
    TeamMember,
    TeamMemberQuerySet,
    TeamQuerySet,
    WorkContact,
)
from commonpurse.parties.partners.models.work_addresses import (
    WorkAddress,
    WorkAddressQuerySet,
)

__all__ = [
    "CharterClause",
    "CharterSignature",
    "CharterVersion",
    "ClauseAnswer",
    "ClauseRemark",
    "Departure",
    "DepartureQuerySet",
    "GroupSeat",
    "Logo",
    "Member",
    "MemberQuerySet",
    "MemberRole",
    "Organisation",
    "OrganisationQuerySet",
    "PartnerLineQuerySet",
    "PartnerOffer",
    "Partnership",
    "Spokesperson",
    "SpokespersonQuerySet",
    "StaffGuidance",
    "Team",
    "TeamMember",
    "TeamMemberQuerySet",
    "TeamQuerySet",
    "WorkAddress",
    "WorkAddressQuerySet",
    "WorkContact",
]
