"""Who writes, agrees to and reads agreements about money together. No person with a budget is in them.

Finance and the manager read all; who speaks about money for a partner those to which it is, was or is asked to be one;
nobody else any.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from commonpurse.money.budgets.access import KEEPS_FUNDS
from commonpurse.money.pooling.models import FundingAgreementVersion
from commonpurse.parties.partners.access import is_named_for_money
from commonpurse.parties.partners.models import Member

BINDS = ("manager", "funder")  # the roles that agree for the organisation one works for
MANAGES_POOLS = (*KEEPS_FUNDS, "funder")  # who can open the pages, and so can be named pool manager


def can_write_funding(actor: object) -> bool:
    """The partnership's manager writes agreements and changes them."""
    return isinstance(actor, Member) and actor.has_role("manager")


def can_read_all_funding(viewer: object) -> bool:
    """Finance and the manager see all money."""
    return isinstance(viewer, Member) and viewer.has_role(*KEEPS_FUNDS)


def speaks_about_money(actor: object) -> bool:
    """Who says yes for the organisation they work for: its manager or funder, or whom a manager named.

    So a charity that has neither a manager nor a funder here agrees as well.
    """
    return isinstance(actor, Member) and actor.is_active and (actor.has_role(*BINDS) or is_named_for_money(actor))


def can_open_funding(viewer: object) -> bool:
    """Who reads any of them."""
    return can_read_all_funding(viewer) or speaks_about_money(viewer)


def can_bind(actor: object, partners: Collection[UUID]) -> bool:
    """Who speaks about money for one of these partners says yes, or gives notice, for it and for no other."""
    return isinstance(actor, Member) and actor.organisation_id in partners and speaks_about_money(actor)


def can_give_statement(actor: object, version: FundingAgreementVersion | None) -> bool:
    """The pool manager whom the version in force names, as long as they can open the pages."""
    if not isinstance(actor, Member) or version is None:
        return False
    return version.pool_manager_id == actor.id and actor.has_role(*MANAGES_POOLS)
