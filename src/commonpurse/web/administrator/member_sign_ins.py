"""What others can do about a member's sign-in: a new code, an end to every session, a second factor that is lost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.partners.queries import Member
from commonpurse.parties.signin.commands import (
    ask_factor_reset,
    close_factor_reset,
    end_all_sign_ins,
    give_set_up_code,
)
from commonpurse.parties.signin.queries import open_factor_reset, open_sessions_of, user_of_member
from commonpurse.parties.signin.rules import EndReason
from commonpurse.web.administrator.members import member_or_404, show_code
from commonpurse.web.doors import ADMINISTRATOR, door
from commonpurse.web.parts.pages import go, or_404, show
from commonpurse.web.parts.words import said
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest


def whose_or_404(request: PageRequest, member_id: UUID) -> tuple[Member, Any]:
    member = member_or_404(request, member_id)
    return member, or_404(user_of_member(viewer=request.viewer, member=member))


@door(ADMINISTRATOR, why="to give a member a code for a new password", methods="GET POST", step_up=True)
def code(request: PageRequest, member_id: UUID) -> HttpResponse:
    member, user = whose_or_404(request, member_id)
    refusal = ""
    if request.method == "POST":
        try:
            made = give_set_up_code(by=request.member, user=user, now=request.now)
        except Refused as refused:
            refusal = said(refused)
        else:
            return show_code(request, member, user.username, made)
    status = 422 if refusal else 200
    return show(request, "administrator/new_code.html", status=status, member=member, refusal=refusal)


@door(ADMINISTRATOR, why="to see where a member is signed in, and to end it", methods="GET POST")
def sessions(request: PageRequest, member_id: UUID) -> HttpResponse:
    member, user = whose_or_404(request, member_id)
    if request.method == "POST":
        end_all_sign_ins(by=request.member, user=user, why=EndReason.BY_ANOTHER, now=request.now)
        happened = _("{name} is signed out everywhere.").format(name=named(member.name))
        return go(request, happened, "administrator:member", member.id)
    found = open_sessions_of(viewer=request.viewer, user=user, now=request.now)
    return show(request, "administrator/member_sessions.html", member=member, sessions=found)


@door(ADMINISTRATOR, why="to let a member set up a new second factor", methods="GET POST", step_up=True)
def lost(request: PageRequest, member_id: UUID) -> HttpResponse:
    """One asks, another agrees. The button names the act, so that a page sent twice does not undo itself."""
    member, user = whose_or_404(request, member_id)
    act, refusal = request.POST.get("act", ""), ""
    try:
        if act == "ask":
            ask_factor_reset(by=request.member, user=user, now=request.now)
            happened = _("It is asked. Another administrator or the manager must agree.")
            return go(request, happened, "administrator:member", member.id)
        if act in ("agree", "decline"):
            is_agreed = act == "agree"
            close_factor_reset(by=request.member, user=user, is_agreed=is_agreed, now=request.now)
            happened = (
                _("The second factor of {name} is taken off. A code and a new factor come next.")
                if is_agreed
                else _("It stays as it is.")
            )
            return go(request, happened.format(name=named(member.name)), "administrator:member", member.id)
    except Refused as refused:
        refusal = said(refused)
    asked = open_factor_reset(viewer=request.viewer, user=user)
    return show(
        request,
        "administrator/lost_factor.html",
        status=422 if refusal else 200,
        member=member,
        refusal=refusal,
        asked=asked,
        may_agree=asked is not None and request.member.id not in (asked.asked_by_id, member.id),
        is_oneself=member.id == request.member.id,
    )
