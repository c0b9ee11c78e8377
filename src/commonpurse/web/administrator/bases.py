"""On what each organisation stands: why the law lets it know people. A record apart from what each person says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.parties.consent.commands import end_lawful_basis, set_lawful_basis
from commonpurse.parties.consent.queries import all_lawful_bases, bases_to_review, get_lawful_basis
from commonpurse.parties.consent.rules import (
    ART6_WORDS,
    ART9_WORDS,
    ART10_WORDS,
    PUBLIC_BODIES,
    Art6,
    Art9,
    Art10,
)
from commonpurse.parties.partners.queries import organisations, organisations_with_counts
from commonpurse.support.referrals.access import can_keep_ndt_permission
from commonpurse.web.doors import ADMINISTRATOR, door
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest

# What each ground means, in the words of whoever has to choose one. Source: UK GDPR Art 6(1); DUAA 2025, s.70.
GROUND_HELP: Mapping[Art6, str | Promise] = {
    Art6.PUBLIC_TASK: gettext_lazy("A law gives this body the task. For councils, the NHS, police and probation."),
    Art6.LEGITIMATE_INTEREST: gettext_lazy(
        "The work needs it, people expect it, and it does them no harm. Usual for charities. Weigh it in writing."
    ),
    Art6.RECOGNISED_LEGITIMATE_INTEREST: gettext_lazy(
        "Only for aims that the law lists, such as keeping somebody safe or answering a public body."
    ),
    Art6.CONTRACT: gettext_lazy("There is an agreement with the person, and it cannot be kept without this."),
    Art6.LEGAL_OBLIGATION: gettext_lazy("A law orders it, such as keeping the books."),
    Art6.VITAL_INTERESTS: gettext_lazy("Somebody’s life is in danger. Never for everyday work."),
    Art6.CONSENT: gettext_lazy(
        "The person is free to say no without losing anything. For surveys and stories, seldom for support."
    ),
}
PURPOSES: Mapping[str, str | Promise] = {
    "council": gettext_lazy("To meet our duties of care, and to give people money of their own"),
    "nhs": gettext_lazy("To care for people’s health together with the partners"),
    "justice": gettext_lazy("To help people keep clear of offending"),
    "charity": gettext_lazy("To work with people on what they want, and to give them money of their own"),
}
REVIEW_DAYS = 364


def suggested(kind: str) -> dict[str, str]:
    """What an organisation of this kind most often stands on. The DPO confirms.

    Source: ICO guidance on lawful bases; DPA 2018, Schedule 1.
    """
    if kind in ("council", "nhs"):
        return {"art6": Art6.PUBLIC_TASK, "art9": Art9.HEALTH_OR_SOCIAL_CARE, "art10": Art10.SCHEDULE_1_PART_1}
    if kind == "justice":
        return {"art6": Art6.PUBLIC_TASK, "art9": Art9.SUBSTANTIAL_PUBLIC_INTEREST, "art10": Art10.OFFICIAL_AUTHORITY}
    if kind == "charity":
        return {"art6": Art6.LEGITIMATE_INTEREST, "art9": Art9.EXPLICIT_CONSENT, "art10": ""}
    return {"art6": Art6.LEGITIMATE_INTEREST, "art9": "", "art10": ""}


class BasisForm(PageForm):
    purpose = forms.CharField(
        label=gettext_lazy("What does it need to know people for?"),
        help_text=gettext_lazy("One sentence, as the privacy notice has it."),
        max_length=300,
    )
    art6 = forms.ChoiceField(
        label=gettext_lazy("On which ground? (Article 6)"), choices=list(ART6_WORDS.items()), widget=forms.RadioSelect
    )
    art9 = forms.ChoiceField(
        label=gettext_lazy("For health and other sensitive things (Article 9)"),
        choices=[("", gettext_lazy("It holds none of these")), *ART9_WORDS.items()],
        widget=forms.RadioSelect,
        required=False,
    )
    art10 = forms.ChoiceField(
        label=gettext_lazy("For police and courts (Article 10)"),
        choices=[("", gettext_lazy("It holds none of these")), *ART10_WORDS.items()],
        widget=forms.RadioSelect,
        required=False,
    )
    notice_version = forms.CharField(
        label=gettext_lazy("Which version of the privacy notice were people given?"), max_length=60
    )
    review_on = DayField(
        label=gettext_lazy("When will you look at this again?"),
        error_messages={"required": gettext_lazy("Write the day.")},
    )


@dataclass(frozen=True)
class OrganisationBases:
    organisation: Any
    bases: list[Any]


@door(ADMINISTRATOR, why="to see on what each organisation stands")
def bases(request: PageRequest) -> HttpResponse:
    """Each organisation with what it stands on; those without first, where they have members."""
    by_organisation: dict[UUID, list[Any]] = {}
    for basis in all_lawful_bases():
        by_organisation.setdefault(basis.organisation_id, []).append(basis)
    rows = [OrganisationBases(each, by_organisation.get(each.id, [])) for each in organisations_with_counts()]
    return show(
        request,
        "administrator/bases.html",
        rows=sorted(rows, key=lambda row: (bool(row.bases), not row.organisation.member_count)),
        due=list(bases_to_review(request.today)),
        may_keep_leave=can_keep_ndt_permission(request.member),
    )


@door(ADMINISTRATOR, why="to write down on what an organisation stands", methods="GET POST")
def add(request: PageRequest, organisation_id: UUID) -> HttpResponse:
    organisation = or_404(organisations().filter(id=organisation_id).first())
    usual = suggested(organisation.kind)
    first = {
        "purpose": PURPOSES.get(organisation.kind, ""),
        "review_on": request.today + timedelta(days=REVIEW_DAYS),
        **usual,
    }
    form = BasisForm(posted(request), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            set_lawful_basis(by=request.member, organisation=organisation, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("It is written down. {name} can be shown what people share.").format(
                name=named(organisation.name)
            )
            return go(request, happened, "administrator:bases")
    return show(
        request,
        "administrator/add_basis.html",
        form=form,
        organisation=organisation,
        usual=ART6_WORDS[Art6(usual["art6"])],
        grounds=[
            (ART6_WORDS[ground], words)
            for ground, words in GROUND_HELP.items()
            if (ground == Art6.PUBLIC_TASK) <= (organisation.kind in PUBLIC_BODIES)
        ],
    )


@door(ADMINISTRATOR, why="to say that an organisation stands on this no more", methods="GET POST")
def end(request: PageRequest, basis_id: UUID) -> HttpResponse:
    basis = or_404(get_lawful_basis(basis_id))
    if request.method == "POST":
        end_lawful_basis(by=request.member, basis=basis, now=request.now)
        happened = _("It has ended for {name}.").format(name=named(basis.organisation.name))
        return go(request, happened, "administrator:bases")
    others = [each for each in all_lawful_bases() if each.organisation_id == basis.organisation_id and each != basis]
    return show(request, "administrator/end_basis.html", basis=basis, is_last=not others)
