"""What is done with the partnership: its members and look, its charter, and who signs it."""

from commonpurse.parties.partners.commands.charter import (
    answer_clause,
    open_charter_draft,
    propose_clause,
    publish_charter,
    remark_on_clause,
)
from commonpurse.parties.partners.commands.leaving import call_off_leaving, end_signatures_of, say_organisation_leaves
from commonpurse.parties.partners.commands.partnership import (
    THE_PARTNERSHIP,
    MembershipUnchanged,
    OrganisationThere,
    OwnMembership,
    PartnershipThere,
    RoleUnknown,
    add_member,
    add_organisation,
    end_membership,
    found_partnership,
    remove_logo,
    restore_membership,
    set_logo,
    set_look,
)
from commonpurse.parties.partners.commands.signing import (
    end_spokesperson,
    name_spokesperson,
    publish_guidance,
    sign_charter,
    withdraw_signature,
)

__all__ = [
    "THE_PARTNERSHIP",
    "MembershipUnchanged",
    "OrganisationThere",
    "OwnMembership",
    "PartnershipThere",
    "RoleUnknown",
    "add_member",
    "add_organisation",
    "answer_clause",
    "call_off_leaving",
    "end_membership",
    "end_signatures_of",
    "end_spokesperson",
    "found_partnership",
    "name_spokesperson",
    "open_charter_draft",
    "propose_clause",
    "publish_charter",
    "publish_guidance",
    "remark_on_clause",
    "remove_logo",
    "restore_membership",
    "say_organisation_leaves",
    "set_logo",
    "set_look",
    "sign_charter",
    "withdraw_signature",
]
