"""The charter for who works for a partner: read it, sign it, take the signature back, say what your staff is told."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.money.pooling.access import can_open_funding
from commonpurse.parties.partners.access import can_manage_partnership, can_speak_for_own_organisation
from commonpurse.parties.partners.commands import (
    end_spokesperson,
    name_spokesperson,
    publish_guidance,
    sign_charter,
    withdraw_signature,
)
from commonpurse.parties.partners.queries import (
    CharterVersion,
    SignedBy,
    changes_since,
    current_charter,
    get_charter_version,
    get_guidance,
    headings_of,
    members_to_name,
    spokespeople,
    who_signed,
)
from commonpurse.parties.partners.rules import LONGEST_GUIDANCE, LONGEST_REASON, CharterChanged
from commonpurse.web.doors import ADMINISTRATOR, MEMBER, door
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.words import said
from commonpurse.web.request import PageRequest


class ReasonForm(PageForm):
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Everybody can read it."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why. The other partners read it.")},
    )


class GuidanceForm(PageForm):
    words = forms.CharField(
        label=_("What do you tell your staff about being a good partner?"),
        help_text=_("Such as: whom they ring, how fast they answer, what they may promise."),
        max_length=LONGEST_GUIDANCE,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Write what you tell your staff.")},
    )
    holds_from = DayField(label=_("It holds from"), error_messages={"required": _("Write a day.")})


class SpeakerForm(PageForm):
    member = forms.ChoiceField(
        label=_("Who may sign for their organisation?"), error_messages={"required": _("Choose somebody.")}
    )
    about_money = forms.BooleanField(
        label=_("They agree about money put together too"),
        help_text=_("A manager alone can say so. They then read the agreements of their organisation."),
        required=False,
    )


@door(MEMBER, why="to read and sign the partners’ charter", methods="GET POST")
def charter(request: PageRequest) -> HttpResponse:
    """The charter that holds, and one's own signature. What was changed while it was read is shown and not signed."""
    version = current_charter()
    if request.method == "POST":
        read = or_404(get_charter_version(id_in(request, "version")))
        try:
            sign_charter(by=request.member, version=read, now=request.now)
        except CharterChanged as changed:
            return charter_page(request, or_404(version), read=read, refused=said(changed), status=422)
        return go(request, gettext("Signed. Thank you."), "partner:charter")
    return charter_page(request, version)


def charter_page(
    request: PageRequest,
    version: CharterVersion | None,
    *,
    read: CharterVersion | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    signed = who_signed(version)
    own = own_of(request, signed)
    before = read
    if before is None and own is not None and own.version is not None and not own.is_current:
        before = own.version
    return show(
        request,
        "partner/charter.html",
        status,
        version=version,
        headings=headings_of(version) if version else [],
        own=own,
        signed=signed,
        changes=changes_since(before, version) if before and version else None,
        refused=refused,
        may_sign=can_speak_for_own_organisation(request.member),
        may_manage=can_manage_partnership(request.member),
        may_open_money=can_open_funding(request.member),
    )


def own_of(request: PageRequest, signed: list[SignedBy]) -> SignedBy | None:
    return next((one for one in signed if one.organisation.id == request.member.organisation_id), None)


def id_in(request: PageRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return UUID(int=0)


@door(MEMBER, why="to take back the signature of one’s organisation", methods="GET POST")
def take_back(request: PageRequest) -> HttpResponse:
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_signature(by=request.member, reason=form.cleaned_data["reason"], now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("The signature is taken back. You can sign again."), "partner:charter")
    return show(request, "partner/take_back.html", form=form, may_sign=can_speak_for_own_organisation(request.member))


@door(MEMBER, why="to write what one’s organisation tells its staff", methods="GET POST")
def guidance(request: PageRequest) -> HttpResponse:
    last = get_guidance(request.member.organisation_id)
    initial = {"words": last.words if last else "", "holds_from": request.today}
    form = GuidanceForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            publish_guidance(by=request.member, **form.cleaned_data, now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("Published. Everybody can read it."), "partner:charter")
    may_sign = can_speak_for_own_organisation(request.member)
    return show(request, "partner/guidance.html", form=form, last=last, may_sign=may_sign)


@door(ADMINISTRATOR, why="to say who may sign for their organisation", methods="GET POST")
def speakers(request: PageRequest) -> HttpResponse:
    """Who may sign for the organisation they work for, beside its administrator and manager."""
    offered = members_to_name(viewer=request.member)
    form = SpeakerForm(posted(request) if "end" not in request.POST else None)
    choices = [(str(each.id), f"{each.name}, {each.organisation}") for each in offered]
    form.fields["member"].choices = [("", _("Choose")), *choices]  # type: ignore[attr-defined]
    if not request.member.has_role("manager"):
        del form.fields["about_money"]
    if request.method == "POST" and "end" in request.POST:
        ended = or_404(next((one for one in spokespeople() if str(one.id) == request.POST["end"]), None))
        end_spokesperson(by=request.member, spokesperson=ended, now=request.now)
        return go(request, gettext("Ended. What they signed stands."), "partner:speakers")
    if request.method == "POST" and form.is_valid():
        chosen = next(each for each in offered if str(each.id) == form.cleaned_data["member"])
        about_money = form.cleaned_data.get("about_money", False)
        name_spokesperson(by=request.member, member=chosen, about_money=about_money, now=request.now)
        return go(request, gettext("They may sign for their organisation now."), "partner:speakers")
    return show(request, "partner/speakers.html", form=form, speaking=spokespeople())
