"""Who helps her with money: who they are, what they may do, one more, and an end in one tap."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.parties.consent.rules import Explained, RepresentativeKind
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.commands import end_representative, name_representative
from commonpurse.parties.people.queries import get_helper, helpers_of
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.forms import AmountField, AmountForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.representatives import helper_lines, helper_wording
from commonpurse.web.parts.written import named
from commonpurse.web.person.share import UNTIL_WORDS, until_of
from commonpurse.web.request import PageRequest, look_at


class HelperForm(AmountForm):
    helper_name = forms.CharField(
        label=gettext_lazy("Who helps you?"),
        help_text=gettext_lazy("Their name, as it is here."),
        max_length=200,
        error_messages={"required": gettext_lazy("Write their name.")},
    )
    helper_reference = forms.CharField(
        label=gettext_lazy("Their number here"),
        help_text=gettext_lazy("Ask them for it. It is not their phone number."),
        max_length=40,
        error_messages={"required": gettext_lazy("Write their number.")},
    )
    limit = AmountField(
        label=gettext_lazy("How much may they pay in one day?"),
        help_text=gettext_lazy("Leave it empty. Then they see your money and pay nothing."),
        required=False,
    )
    until = forms.ChoiceField(
        label=gettext_lazy("For how long?"),
        help_text=gettext_lazy("It ends by itself then. You can stop it before."),
        choices=list(UNTIL_WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how long.")},
    )


@door(PERSON, why="to see who helps her with money")
def helpers(request: PageRequest) -> HttpResponse:
    look_at(request, request.person.id, "who helps her")
    found = helpers_of(viewer=request.person, person=request.person, today=request.today)
    return show(request, "person/helpers.html", lines=helper_lines(found, the_partnership().currency))


@door(PERSON, why="to let somebody help her with money", methods="GET POST")
def add(request: PageRequest) -> HttpResponse:
    person = request.person
    form = HelperForm(posted(request), currency=the_partnership().currency, initial={"until": "91"})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        ends_on, limit = until_of(given["until"], request.today), given["limit"]
        name, may_pay = given["helper_name"], limit is not None
        try:
            name_representative(
                by=person,
                person=person,
                helper_name=name,
                helper_reference=given["helper_reference"],
                kind=RepresentativeKind.HELPER,
                may_pay=may_pay,
                limit=limit,
                explained=Explained.READ_ALONE,
                wording=helper_wording(name, may_pay=may_pay, limit=limit, ends_on=ends_on),
                ends_on=ends_on,
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("{name} helps you from now on.").format(name=named(name)), "person:helpers")
    return show(request, "person/add_helper.html", form=form)


@door(PERSON, why="to end that somebody helps her", methods="POST")
def end(request: PageRequest, helper_id: UUID) -> HttpResponse:
    """End it in one tap; with the quiet button they are told nothing."""
    person = request.person
    acts = or_404(get_helper(viewer=person, person=person, helper_id=helper_id, today=request.today))
    is_silent = "tell" not in request.POST
    end_representative(by=person, representative=acts, is_silent=is_silent, now=request.now)
    happened = _("Stopped. They see and pay nothing now.")
    told = _("We do not tell them.") if is_silent else _("We tell them.")
    return go(request, f"{happened} {told}", "person:helpers")
