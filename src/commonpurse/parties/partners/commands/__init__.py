"""What is done with the partnership: its members and look, its teams, its charter, and who signs it."""

from commonpurse.parties.partners.commands.charter import (
    answer_clause,
    open_charter_draft,
    propose_clause,
    propose_clause_of_people,
    publish_charter,
    remark_on_clause,
)
from commonpurse.parties.partners.commands.groups import (
    end_seat,
    name_to_group,
)
from commonpurse.parties.partners.commands.leaving import (
    call_off_leaving,
    end_signatures_of,
    say_organisation_leaves,
)
from commonpurse.parties.partners.commands.offering import (
    end_partner_line,
    write_contact,
    write_offer,
)
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
from commonpurse.parties.partners.commands.work_addresses import (
    choose_work_mail,
    end_work_address,
    hand_over_work_codes,
    prove_work_address,
    write_work_address,
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
    "choose_work_mail",
    "close_team",
    "close_teams_of",
    "end_membership",
    "end_partner_line",
    "end_seat",
    "end_signatures_of",
    "end_spokesperson",
    "end_work_address",
    "found_partnership",
    "hand_over_work_codes",
    "name_spokesperson",
    "name_to_group",
    "open_charter_draft",
    "open_team",
    "propose_clause",
    "propose_clause_of_people",
    "prove_work_address",
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
    "write_work_address",
]
