"""What is done with the partnership: its members and look, its teams, its charter, and who signs it."""

from commonpurse.parties.partners.commands.charter import (
    answer_clause,
    open_charter_draft,
    propose_clause,
    publish_charter,
    remark_on_clause,
)
from commonpurse.parties.partners.commands.groups import end_seat, name_to_group
from commonpurse.parties.partners.commands.leaving import call_off_leaving, end_signatures_of, say_organisation_leaves
from commonpurse.parties.partners.commands.offering import end_partner_line, write_contact, write_offer
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
from commonpurse.parties.partners.commands.teams import (
    change_team,
    close_team,
    close_teams_of,
    open_team,
    put_in_team,
    take_out_of_team,
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
    "change_team",
    "close_team",
    "close_teams_of",
    "end_membership",
    "end_partner_line",
    "end_seat",
    "end_signatures_of",
    "end_spokesperson",
    "found_partnership",
    "name_spokesperson",
    "name_to_group",
    "open_charter_draft",
    "open_team",
    "propose_clause",
    "publish_charter",
    "publish_guidance",
    "put_in_team",
    "remark_on_clause",
    "remove_logo",
    "restore_membership",
    "say_organisation_leaves",
    "set_logo",
    "set_look",
    "sign_charter",
    "take_out_of_team",
    "withdraw_signature",
    "write_contact",
    "write_offer",
]
