"""Money that organisations put together: the agreements, what each says and who agreed, and leaving one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.money.budgets.rules import FUND_KIND_WORDS, FundKind
from commonpurse.money.pooling.access import can_bind, can_give_statement, can_open_funding, can_write_funding
from commonpurse.money.pooling.commands import (
    leave_funding_agreement,
    propose_funding_end,
    remark_on_funding,
    sign_funding_agreement,
    stay_in_funding_agreement,
)
from commonpurse.money.pooling.queries import (
    AgreementSeen,
    ChangedLine,
    agreements_seen_by,
    changed_between,
    due_of,
    get_agreement,
    history_of,
    money_of,
    quarters_told,
    said_in,
)
from commonpurse.money.pooling.rules import LEFT_OVER_WORDS, LONGEST_REASON, AgreementChanged, Stage
from commonpurse.parties.partners.queries import Member
from commonpurse.web.doors import MANAGER, MEMBER, door
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.words import said, translated
from commonpurse.web.parts.written import long_day
from commonpurse.web.request import PageRequest

WHY = {"required": _("Write why. The partners read it.")}


class LeaveForm(PageForm):
    last_day = DayField(label=_("The last day with you in it"), error_messages={"required": _("Write a day.")})
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The other partners read it."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=WHY,
    )


class EndForm(PageForm):
    last_day = DayField(label=_("Last day for all"), error_messages={"required": _("Write a day.")})
    why = forms.CharField(
        label=_("Why?"),
        help_text=_("The partners read it."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=WHY,
    )
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def to_read_again(self, seen: AgreementSeen) -> EndForm:
        """The form as it was sent, on top of the version that somebody wrote meanwhile."""
        sent: Any = self.data
        again = sent.copy()
        again["seen"] = str(seen.newest.id)
        return EndForm(again)


class RemarkForm(PageForm):
    words = forms.CharField(
        label=_("Do you want something otherwise? Say what."),
        help_text=_("The other partners read it."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you want otherwise.")},
    )


@dataclass(frozen=True)
class Said:
    """One line of a version as it is written on the page."""

    label: str
    value: str
    before: str = ""
    is_text: bool = False


def value_words(value: object) -> str:
    """Write what a line says: a day, something of ours, or somebody's own words."""
    return long_day(value) if isinstance(value, date) else translated(value)


def changes_shown(changes: Sequence[ChangedLine]) -> list[Said]:
    nothing = gettext("Nothing")
    return [
        Said(
            translated(each.label),
            nothing if each.now is None else value_words(each.now),
            nothing if each.before is None else value_words(each.before),
        )
        for each in changes
    ]


def version_shown(seen: AgreementSeen, version: Any) -> list[Said]:
    lines = said_in(version, seen.agreement.currency).values()
    return [
        Said(translated(each.label), str(each.value) if each.is_text else value_words(each.value), is_text=each.is_text)
        for each in lines
    ]


def kind_words(seen: AgreementSeen) -> str:
    return translated(FUND_KIND_WORDS[FundKind(seen.shown.fund_kind)])


def check_opens(member: Member) -> None:
    """For finance, managers, and who speaks about money for a partner. Raises: NotAllowed."""
    if not can_open_funding(member):
        raise NotAllowed


def agreement_of(request: PageRequest, agreement_id: UUID) -> AgreementSeen:
    check_opens(request.member)
    return or_404(get_agreement(viewer=request.member, agreement_id=agreement_id, today=request.today))


@dataclass(frozen=True)
class ListRow:
    """An agreement in the list, with what somebody has to do about it."""

    seen: AgreementSeen
    kind: str
    partners: Sequence[str]
    waits_for: Sequence[str]
    due: int
    is_late: bool


@door(MEMBER, why="to see what money is put together")
def together(request: PageRequest) -> HttpResponse:
    check_opens(request.member)
    rows = []
    for seen in agreements_seen_by(viewer=request.member, today=request.today):
        due = due_of(seen, quarters_told(seen))
        in_it = seen.partners or seen.shown.terms.parties
        rows.append(
            ListRow(
                seen=seen,
                kind=kind_words(seen),
                partners=sorted(seen.parties[each].name for each in in_it),
                waits_for=[party.name for party, yes in seen.answers if yes is None] if seen.is_being_agreed else [],
                due=len(due),
                is_late=any(each.is_late for each in due),
            )
        )
    return show(request, "partner/together.html", rows=rows, may_write=can_write_funding(request.member))


@door(MEMBER, why="to read what was agreed about money put together, and to agree to it", methods="GET POST")
def together_one(request: PageRequest, agreement_id: UUID) -> HttpResponse:
    """One agreement. Where it was changed while it was read, nothing is agreed, and what is different is shown."""
    seen = agreement_of(request, agreement_id)
    if request.method != "POST":
        return one_page(request, seen)
    read = or_404(next((each for each in seen.versions if str(each.id) == request.POST.get("version")), None))
    if "words" in request.POST:
        return remark(request, seen, read)
    try:
        sign_funding_agreement(by=request.member, version=read, now=request.now)
    except AgreementChanged as changed:
        return one_page(request, seen, read=read, refused=said(changed))
    except Refused as refused:
        return one_page(request, seen, refused=said(refused))
    return go(request, gettext("You agreed for your organisation."), "partner:together_one", seen.agreement.id)


def remark(request: PageRequest, seen: AgreementSeen, read: Any) -> HttpResponse:
    """Keep what a partner wants otherwise."""
    form = RemarkForm(request.POST)
    if form.is_valid():
        try:
            remark_on_funding(by=request.member, version=read, words=form.cleaned_data["words"], now=request.now)
        except AgreementChanged as changed:
            return one_page(request, seen, read=read, refused=said(changed))
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("Said. The partners can read it."), "partner:together_one", seen.agreement.id)
    return one_page(request, seen, form=form)


def one_page(
    request: PageRequest, seen: AgreementSeen, *, read: Any = None, refused: str = "", form: RemarkForm | None = None
) -> HttpResponse:
    member = request.member
    before = read or (seen.holds if seen.is_being_agreed else None)
    changes = [] if before is None else changed_between(before, seen.newest, seen.agreement.currency)
    own = member.organisation_id
    return show(
        request,
        "partner/together_one.html",
        422 if refused else 200,
        seen=seen,
        kind=kind_words(seen),
        is_s75=seen.shown.fund_kind == FundKind.POOLED_S75,
        lines=version_shown(seen, seen.shown),
        changes=changes_shown(changes),
        refused=refused,
        form=form or RemarkForm(),
        money=money_of(seen),
        left_over_words=LEFT_OVER_WORDS,
        history=history_of(seen),
        last_day=last_day_of(seen),
        draft=None if seen.holds is None or not seen.is_being_agreed else seen.newest,
        may_sign=seen.is_being_agreed and can_bind(member, seen.needed - set(seen.signatures)),
        may_leave=seen.stage in (Stage.AGREED, Stage.IN_FORCE) and can_bind(member, seen.partners),
        own_notice=None if own is None else seen.leaving.get(own),
        may_write=can_write_funding(member) and seen.stage is not Stage.ENDED,
        may_tell=can_give_statement(member, seen.holds),
    )


def last_day_of(seen: AgreementSeen) -> date | None:
    ends_on = seen.period.ends_on if seen.period else seen.shown.ends_on
    return None if ends_on is None else ends_on - timedelta(days=1)


@door(MEMBER, why="to see how an agreement about money put together was changed")
def together_versions(request: PageRequest, agreement_id: UUID) -> HttpResponse:
    """Each version, the newest first, with what is different from the one before it."""
    seen = agreement_of(request, agreement_id)
    rows = []
    for place, version in reversed(list(enumerate(seen.versions))):
        changes = [] if place == 0 else changed_between(seen.versions[place - 1], version, seen.agreement.currency)
        rows.append(
            {
                "version": version,
                "changes": changes_shown(changes),
                "lines": version_shown(seen, version),
                "holds": version == seen.holds,
                "agreed": [each.organisation.name for each in version.signatures.all()],
            }
        )
    return show(request, "partner/together_versions.html", seen=seen, rows=rows)


@door(MEMBER, why="to give notice for one’s organisation, or to take it back", methods="GET POST")
def together_leave(request: PageRequest, agreement_id: UUID) -> HttpResponse:
    seen = agreement_of(request, agreement_id)
    if not can_bind(request.member, seen.partners):
        raise NotAllowed
    own = None if request.member.organisation_id is None else seen.leaving.get(request.member.organisation_id)
    if request.method == "POST" and "stay" in request.POST:
        try:
            stay_in_funding_agreement(by=request.member, agreement=seen.agreement, now=request.now)
        except Refused as refused:
            return one_page(request, seen, refused=said(refused))
        return go(request, gettext("The notice is taken back. You stay."), "partner:together_one", seen.agreement.id)
    form = LeaveForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given: Mapping[str, Any] = form.cleaned_data
        try:
            leave_funding_agreement(
                by=request.member,
                agreement=seen.agreement,
                leaves_on=given["last_day"] + timedelta(days=1),
                reason=given["reason"],
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused) if refused.field != "leaves_on" else form.add_error("last_day", said(refused))
        else:
            return go(request, gettext("You gave notice."), "partner:together_one", seen.agreement.id)
    return show(request, "partner/together_leave.html", seen=seen, form=form, own=own, holds=seen.holds)


@door(MANAGER, why="to ask all partners to end an agreement together", methods="GET POST")
def together_end(request: PageRequest, agreement_id: UUID) -> HttpResponse:
    seen = agreement_of(request, agreement_id)
    form = EndForm(posted(request), initial={"seen": seen.newest.id})
    changes: list[Said] = []
    if request.method == "POST" and form.is_valid():
        read = or_404(next((each for each in seen.versions if each.id == form.cleaned_data["seen"]), None))
        try:
            propose_funding_end(
                by=request.member,
                version=read,
                ends_on=form.cleaned_data["last_day"] + timedelta(days=1),
                why=form.cleaned_data["why"],
                now=request.now,
            )
        except AgreementChanged as changed:
            seen = agreement_of(request, agreement_id)  # the other version may be younger than this page
            changes = changes_shown(changed_between(read, seen.newest, seen.agreement.currency))
            form = form.to_read_again(seen)
            refuse(form, changed)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("Written. Each partner agrees to it now."), "partner:together_one", agreement_id)
    return show(request, "partner/together_end.html", seen=seen, form=form, changes=changes)
