"""What one's own organisation says of itself: its teams, how to reach them, what they offer and decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.partners.commands import (
    change_team,
    close_team,
    end_partner_line,
    open_team,
    put_in_team,
    take_out_of_team,
    write_contact,
    write_offer,
)
from commonpurse.parties.partners.queries import (
    MayWrite,
    PartnerOffer,
    TeamMember,
    WorkContact,
    get_contact,
    get_offer,
    get_own_team,
    get_place,
    may_write,
    members_of_own,
    partner_shown,
)
from commonpurse.parties.partners.rules import LONGEST_LINE, LONGEST_TEAM_NAME, OFFER_KIND_WORDS, OfferKind
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.partner.charter import id_in
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.request import PageRequest

FOR_ALL = "all"


class TeamForm(PageForm):
    name = forms.CharField(
        label=_("Name of the team"),
        max_length=LONGEST_TEAM_NAME,
        error_messages={"required": _("Write the name of the team.")},
    )
    does = forms.CharField(
        label=_("What does it do, in a few words?"),
        max_length=LONGEST_LINE,
        error_messages={"required": _("Say in a few words what the team does.")},
    )


class PlaceForm(PageForm):
    member = forms.ChoiceField(label=_("Who joins it?"), error_messages={"required": _("Choose somebody.")})

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = members  # type: ignore[attr-defined]


class WhoseForm(PageForm):
    """A line of a team, or of the organisation as a whole for who speaks for it."""

    whose = forms.ChoiceField(label=_("Whose is it?"), error_messages={"required": _("Choose whose it is.")})

    def __init__(self, *args: Any, where: MayWrite, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.teams = {str(team.id): team for team in where.teams}
        for_all = [(FOR_ALL, _("Of the whole organisation"))] if where.for_all else []
        field: Any = self.fields["whose"]
        field.choices = [*for_all, *((team_id, team.name) for team_id, team in self.teams.items())]

    @property
    def team(self) -> Any:
        return self.teams.get(self.cleaned_data["whose"])


class ContactForm(WhoseForm):
    name = forms.CharField(
        label=_("Who answers?"),
        help_text=_("The desk, the role, or a name."),
        max_length=LONGEST_LINE,
        error_messages={"required": _("Write the name of the desk, or of who answers.")},
    )
    about = forms.CharField(
        label=_("What does one come to them for?"),
        max_length=LONGEST_LINE,
        error_messages={"required": _("Say what one comes to them for.")},
    )
    phone = forms.CharField(
        label=_("Phone at work"),
        help_text=_("Never a private number."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    email = forms.CharField(
        label=_("E-mail at work"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )
    hours = forms.CharField(
        label=_("When do they answer?"),
        help_text=_("Such as: Monday to Friday, 9 to 5."),
        max_length=LONGEST_LINE,
        required=False,
    )
    is_for_people = forms.BooleanField(
        label=_("People with a budget may read it too"),
        help_text=_("Without a tick only who works for a partner reads it."),
        required=False,
    )


class OfferForm(WhoseForm):
    kind = forms.ChoiceField(
        label=_("What is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
    )
    words = forms.CharField(
        label=_("Say it in a line"),
        help_text=_("Such as: two beds in an emergency. Or: ID without a deposit."),
        max_length=LONGEST_LINE,
        error_messages={"required": _("Say what you can offer.")},
    )
    how_to_ask = forms.CharField(label=_("How does one ask for it?"), max_length=LONGEST_LINE, required=False)
    ends_on = DayField(
        label=_("From which day is it over?"), help_text=_("Leave it empty if you do not know."), required=False
    )

    def __init__(self, *args: Any, where: MayWrite, **kwargs: Any):
        super().__init__(*args, where=where, **kwargs)
        field: Any = self.fields["kind"]
        # What may be decided, who speaks for the organisation says.
        kinds = [kind for kind in OfferKind if where.for_all or kind is not OfferKind.DECISION]
        field.choices = [(kind.value, OFFER_KIND_WORDS[kind]) for kind in kinds]


@door(MEMBER, why="to write how one’s organisation is reached and what it offers", methods="GET POST")
def own(request: PageRequest) -> HttpResponse:
    """All that stands there now, and a team more for who speaks for it."""
    where = may_write(viewer=request.member, today=request.today)
    form = TeamForm(posted(request)) if where.for_all or request.method == "POST" else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            opened = open_team(by=request.member, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("The team is here. Say who is in it."), "partner:team", opened.id)
    whose = or_404(request.member.organisation_id)
    found = or_404(partner_shown(viewer=request.member, organisation_id=whose, today=request.today))
    teams = [(each, each.team in where.teams) for each in found.teams]
    return show(request, "partner/own.html", partner=found, teams=teams, where=where, form=form)


@door(MEMBER, why="to say who is in a team of one’s organisation", methods="GET POST")
def team(request: PageRequest, team_id: UUID) -> HttpResponse:
    """Put it right, put somebody in or take them out, close it: each a button of its own."""
    found = or_404(get_own_team(viewer=request.member, team_id=team_id))
    shown = or_404(partner_shown(viewer=request.member, organisation_id=found.organisation_id, today=request.today))
    here = next(each for each in shown.teams if each.team == found)
    members = {str(each.id): each for each in members_of_own(viewer=request.member)}
    inside = {str(place.member_id) for place in here.members}
    to_add = [(key, each.name) for key, each in members.items() if key not in inside]
    act = next((name for name in ("put_in", "take_out", "close", "change") if name in request.POST), "")
    form = TeamForm(posted(request) if act == "change" else None, initial={"name": found.name, "does": found.does})
    place_form = PlaceForm(posted(request) if act == "put_in" else None, members=to_add)
    acts: dict[str, tuple[PageForm | None, Callable[[], object], str]] = {
        "change": (
            form,
            lambda: change_team(by=request.member, team=found, now=request.now, **form.cleaned_data),
            gettext("It is put right."),
        ),
        "put_in": (
            place_form,
            lambda: put_in_team(
                by=request.member, team=found, member=members[place_form.cleaned_data["member"]], now=request.now
            ),
            gettext("They are in the team from today on."),
        ),
        "take_out": (
            None,
            lambda: take_out_of_team(by=request.member, place=place_in(request), now=request.now),
            gettext("They are not in the team any more."),
        ),
        "close": (
            None,
            lambda: close_team(by=request.member, team=found, now=request.now),
            gettext("The team is closed. What it wrote is shown no more."),
        ),
    }
    if act:
        bound, do, happened = acts[act]
        if bound is None or bound.is_valid():
            try:
                do()
            except Refused as refused:
                refuse(bound or form, refused)
            else:
                to = ("partner:own",) if act == "close" else ("partner:team", found.id)
                return go(request, happened, *to)
    return show(request, "partner/team.html", shown=here, form=form, place_form=place_form if to_add else None)


def place_in(request: PageRequest) -> TeamMember:
    return or_404(get_place(viewer=request.member, place_id=id_in(request, "take_out")))


@door(MEMBER, why="to write how one’s organisation is reached", methods="GET POST")
def contact(request: PageRequest, contact_id: UUID | None = None) -> HttpResponse:
    """A new contact, or one that stands to be written anew or ended."""
    before = None
    if contact_id is not None:
        before = or_404(get_contact(viewer=request.member, contact_id=contact_id, today=request.today))
    kept = ("name", "about", "phone", "email", "hours", "is_for_people")
    return write(request, ContactForm, before, kept, lambda **given: write_contact(by=request.member, **given))


@door(MEMBER, why="to write what one’s organisation offers", methods="GET POST")
def offer(request: PageRequest, offer_id: UUID | None = None) -> HttpResponse:
    """A new offer, or one that stands to be written anew or ended."""
    before = None
    if offer_id is not None:
        before = or_404(get_offer(viewer=request.member, offer_id=offer_id, today=request.today))
    kept = ("kind", "words", "how_to_ask", "ends_on")
    return write(request, OfferForm, before, kept, lambda **given: write_offer(by=request.member, **given))


def write(
    request: PageRequest,
    form_class: type[WhoseForm],
    before: WorkContact | PartnerOffer | None,
    kept: tuple[str, ...],
    write_line: Callable[..., object],
) -> HttpResponse:
    where = may_write(viewer=request.member, today=request.today)
    or_404(where.for_all or where.teams or None)
    if before is not None and "end" in request.POST:
        end_partner_line(by=request.member, line=before, now=request.now)
        return go(request, gettext("It is shown no more."), "partner:own")
    initial: dict[str, Any] = {}
    if before is not None:
        initial = {"whose": before.team_id or FOR_ALL, **{name: getattr(before, name) for name in kept}}
    form = form_class(posted(request), where=where, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            given = {name: form.cleaned_data[name] for name in kept}
            write_line(team=form.team, replaces=before, now=request.now, **given)
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, gettext("It stands there now, for all who may read it."), "partner:own")
    return show(request, "partner/write_line.html", form=form, before=before, is_contact=form_class is ContactForm)
