"""What the law asks before a fund's money goes out direct: what can be paid now, what was found, and a new check."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.money.budgets.access import can_see_checks
from commonpurse.money.budgets.commands import record_exclusion_check
from commonpurse.money.budgets.queries import (
    authorities_for,
    bases_to_check,
    budgets_visible_to,
    checks_of,
    names_barred,
)
from commonpurse.money.budgets.rules import (
    CHECK_RESULT_WORDS,
    LEGAL_BASIS_WORDS,
    NEEDS_CHECK,
    ORDER_WORDS,
    CheckResult,
    LegalBasis,
    OrderType,
)
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.forms import DayField, PageForm, posted
from commonpurse.web.parts.pages import go, refuse, show
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest, look_at
from commonpurse.web.worker.people import person_or_404

A_YEAR = timedelta(days=365)


class CheckForm(PageForm):
    bases = forms.MultipleChoiceField(
        label=gettext_lazy("For which money?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose which money was asked about.")},
    )
    authority = forms.ChoiceField(
        label=gettext_lazy("Who asked?"),
        help_text=gettext_lazy("The council or NHS body whose money it is."),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the council or NHS body whose money it is.")},
    )
    result = forms.ChoiceField(
        label=gettext_lazy("What was found?"),
        choices=list(CHECK_RESULT_WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what was found.")},
    )
    order_type = forms.ChoiceField(
        label=gettext_lazy("Which order is it?"),
        help_text=gettext_lazy("Only where there is one. The person sees it, and whom they let see it."),
        choices=[("", gettext_lazy("There is none")), *ORDER_WORDS.items()],
        required=False,
    )
    checked_on = DayField(
        label=gettext_lazy("When was it checked?"),
        error_messages={"required": gettext_lazy("Write the day on which it was checked.")},
    )
    ends_on = DayField(
        label=gettext_lazy("From when is it to be checked again?"),
        help_text=gettext_lazy("Within a year. Where there is an order: the day after it ends, if that is known."),
        error_messages={"required": gettext_lazy("Write from when it is to be checked again.")},
    )

    def __init__(self, *args: Any, bases: list[LegalBasis], authorities: list[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["bases"].choices = [(basis.value, LEGAL_BASIS_WORDS[basis]) for basis in bases]  # type: ignore[attr-defined]
        self.fields["authority"].choices = [(str(one.id), one.name) for one in authorities]  # type: ignore[attr-defined]


@door(WORKER, why="to see what the law asks before money goes out", methods="GET POST")
def law(request: PageRequest, person_id: UUID) -> HttpResponse:
    """What can be paid out direct now; what was found, for whom she lets see it; and the form of whoever may check."""
    who = person_or_404(request, person_id, "name", "which money can be paid direct")
    budget = budgets_visible_to(request.viewer, request.today).filter(person=who).first()
    sees = can_see_checks(request.viewer, who, request.today)
    if sees:
        look_at(request, who.id, "what was asked of courts")
    bases = bases_to_check(viewer=request.viewer, person=who, today=request.today)
    form = check_form(request, bases) if bases else None
    if request.method == "POST":
        if form is None:
            raise NotAllowed
        if form.is_valid():
            try:
                record(request, who, form.cleaned_data)
            except Refused as refused:
                refuse(form, refused)
            else:
                happened = _("What was found about {name} is written down.").format(name=named(who.called_by))
                return go(request, happened, "worker:law", who.id)
    return show(
        request,
        "worker/law.html",
        person=who,
        has_budget=budget is not None,
        barred=names_barred(viewer=request.viewer, budget=budget, on=request.today) if budget is not None else [],
        sees=sees,
        checks=check_lines(checks_of(viewer=request.viewer, person=who, today=request.today)) if sees else [],
        form=form,
    )


def check_form(request: PageRequest, bases: list[LegalBasis]) -> CheckForm:
    authorities = list(authorities_for(viewer=request.member, bases=bases))
    first = {
        "bases": [basis.value for basis in bases] if len(bases) == 1 else [],
        "authority": str(authorities[0].id) if len(authorities) == 1 else None,
        "checked_on": request.today,
        "ends_on": request.today + A_YEAR,
    }
    return CheckForm(posted(request), initial=first, bases=bases, authorities=authorities)


def record(request: PageRequest, who: Any, given: dict[str, Any]) -> None:
    authorities = {str(one.id): one for one in authorities_for(viewer=request.member, bases=NEEDS_CHECK)}
    record_exclusion_check(
        by=request.member,
        person=who,
        bases=[LegalBasis(basis) for basis in given["bases"]],
        authority=authorities[given["authority"]],
        result=CheckResult(given["result"]),
        order_type=OrderType(given["order_type"]) if given["order_type"] else None,
        checked_on=given["checked_on"],
        ends_on=given["ends_on"],
        now=request.now,
    )


def check_lines(checks: Any) -> list[tuple[Any, Any, Any, Any]]:
    """Each check with its words: of which money, what was found, which order."""
    return [
        (
            check,
            LEGAL_BASIS_WORDS[LegalBasis(check.legal_basis)],
            CHECK_RESULT_WORDS[CheckResult(check.result)],
            ORDER_WORDS[OrderType(check.order_type)] if check.order_type else "",
        )
        for check in checks
    ]
