from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.money.payments.queries import count_payable_by_nobody
from commonpurse.parties.partners.commands import restore_membership
from commonpurse.parties.partners.queries import Member, address_proven_since, organisations
from commonpurse.parties.partners.rules import ROLES
from commonpurse.parties.signin.commands import close_access, invite_member, invite_to_sign_in
from commonpurse.parties.signin.queries import members_to_manage
from commonpurse.parties.signin.rules import ACCESS_WORDS, MemberAccess
from commonpurse.web.doors import ADMINISTRATOR, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.lists import Choice, Column, ListOf, Search, in_order, show_list
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.words import said, translated
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest

# What a role lets its holder do, said to whoever gives it.
ROLE_WORDS = {
    "worker": _("Worker: works with people, and releases their money with them"),
    "coordinator": _("Coordinator: a worker who also says who works with whom"),
    "finance": _("Finance: funds, files for the bank, statements"),
    "manager": _("Manager: sees all people and all money of the partnership"),
    "funder": _("Funder: sees the funds that their organisation gives"),
    "administrator": _("Administrator: members, organisations and our bank accounts"),
}


class NameForm(PageForm):
    """What a member types to sign in. The password they choose themselves."""

    username = forms.CharField(
        label=_("User name"),
        help_text=_("What they type to sign in. It can be any name that nobody else has here."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Write a user name.")},
    )


class MemberForm(NameForm):
    """A new member, what they may do, and how they come in."""

    name = forms.CharField(label=_("Name"), max_length=200, error_messages={"required": _("Write their name.")})
    organisation = forms.ChoiceField(
        label=_("Which organisation do they work for?"), error_messages={"required": _("Choose their organisation.")}
    )
    roles = forms.MultipleChoiceField(
        label=_("What do they do here?"),
        choices=list(ROLE_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that they do. Without it no page opens for them.")},
    )
    field_order = ("name", "organisation", "roles")

    def __init__(self, *args: Any, employers: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", _("Choose one")), *employers]  # type: ignore[attr-defined]


def member_or_404(request: PageRequest, member_id: UUID) -> Member:
    return or_404(members_to_manage(request.viewer).filter(id=member_id).first())


def show_code(request: PageRequest, member: Member, username: str, code: str) -> HttpResponse:
    """Show a set-up code, in this one answer and never again."""
    return show(
        request,
        "administrator/set_up_code.html",
        member=member,
        username=username,
        code=code,
        address=request.build_absolute_uri(reverse("public:set_up")),
    )


def employers(request: PageRequest) -> list[tuple[str, str]]:
    return [(str(organisation.id), organisation.name) for organisation in organisations()]


def roles_of(member: Any) -> str:
    return ", ".join(translated(given.get_role_display()) for given in member.member_roles.all())


MEMBERS = ListOf(
    name="administrator:members",
    counted=lambda count: ngettext("{count} member", "{count} members", count),
    columns=(
        Column("name", _("Name"), sort=("name",), cell=lambda row: row.name),
        Column("organisation", _("Organisation"), sort=("organisation__name",), cell=lambda row: row.organisation.name),
        Column("roles", _("Roles"), cell=roles_of),
        Column(
            "access",
            _("Access"),
            "order",
            sort=(in_order("access", ACCESS_WORDS),),
            cell=lambda row: translated(ACCESS_WORDS[row.access]),
        ),
    ),
    sort="name",
    row="administrator/member_row.html",
    filters=(
        Choice("access", _("Access"), ACCESS_WORDS.items(), field="access"),
        Choice("organisation", _("Organisation"), employers, field="organisation"),
        Choice("role", _("Role"), [(role, role.capitalize()) for role in ROLES], field="member_roles__role"),
    ),
    search=Search(_("Find by name or organisation"), lambda found, text: found.found_by(text)),
    views=(
        (_("All"), ""),
        (ACCESS_WORDS[MemberAccess.NO_SIGN_IN], "access=no_sign_in"),
        (ACCESS_WORDS[MemberAccess.ENDED], "access=ended"),
    ),
    empty=_("Nobody is here yet. Add the first member."),
)


@door(ADMINISTRATOR, why="to see who has access here", methods="GET POST")
def members(request: PageRequest) -> HttpResponse:
    listed = MEMBERS.read(request, members_to_manage(request.viewer))
    if listed.response:
        return listed.response
    stuck = count_payable_by_nobody(viewer=request.viewer, now=request.now)
    return show_list(request, "administrator/members.html", listed, stuck=stuck)


@door(ADMINISTRATOR, why="to let a new member in", methods="GET POST", step_up=True)
def add(request: PageRequest) -> HttpResponse:
    known = {str(organisation.id): organisation for organisation in organisations()}
    form = MemberForm(posted(request), employers=[(key, value.name) for key, value in known.items()])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"organisation": known[form.cleaned_data["organisation"]]}
        try:
            added, code = invite_member(by=request.member, now=request.now, **given)
        except Refused as refused:
            refuse(form, refused)
        else:
            return show_code(request, added, given["username"], code)
    return show(request, "administrator/add_member.html", form=form)


@door(ADMINISTRATOR, why="to see what a member may do here")
def member(request: PageRequest, member_id: UUID) -> HttpResponse:
    found = member_or_404(request, member_id)
    roles = [ROLE_WORDS[given.role] for given in found.member_roles.all()]
    return show(
        request,
        "administrator/member.html",
        member=found,
        roles=roles,
        is_oneself=found.id == request.member.id,
        address_since=address_proven_since(viewer=request.member, member=found),
    )


@door(ADMINISTRATOR, why="to end a member's access or give it back", methods="GET POST", step_up=True)
def access(request: PageRequest, member_id: UUID) -> HttpResponse:
    """Say what would happen, then do it. The button names the act, so that a page sent twice does not undo itself."""
    found = member_or_404(request, member_id)
    act, refusal = request.POST.get("act"), ""
    try:
        if act == "end":
            close_access(by=request.member, member=found, now=request.now)
            return go(
                request,
                gettext("{name} has no access any more.").format(name=named(found.name)),
                "administrator:member",
                found.id,
            )
        if act == "give_back":
            restore_membership(by=request.member, member=found, now=request.now)
            return go(
                request,
                gettext("{name} has access again.").format(name=named(found.name)),
                "administrator:member",
                found.id,
            )
    except Refused as refused:
        refusal = said(refused)
    return show(
        request,
        "administrator/access.html",
        status=422 if refusal else 200,
        member=found,
        refusal=refusal,
        is_oneself=found.id == request.member.id,
    )


@door(ADMINISTRATOR, why="to give a member a way to sign in", methods="GET POST", step_up=True)
def sign_in(request: PageRequest, member_id: UUID) -> HttpResponse:
    found = member_or_404(request, member_id)
    form = NameForm(posted(request))
    if request.method == "POST" and form.is_valid():
        username = form.cleaned_data["username"]
        try:
            code = invite_to_sign_in(by=request.member, member=found, username=username, now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            return show_code(request, found, username, code)
    return show(request, "administrator/sign_in.html", form=form, member=found)
