"""The words that agreements may begin with: ours to start from, and what the partnership makes of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.support.agreements.commands import withdraw_agreement_template, write_agreement_template
from commonpurse.support.agreements.queries import newest_templates, starting_words
from commonpurse.support.agreements.rules import TEXT_PARTS
from commonpurse.web.doors import ADMINISTRATOR, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, refuse, show
from commonpurse.web.parts.words import said, translated
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest

TEXT_AREA = {"rows": 5}


class TemplateForm(PageForm):
    """A part that stays empty is filled in with each person. `after`: the version that was read, 0 for none."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    name = forms.CharField(
        label=gettext_lazy("What is it called?"),
        max_length=100,
        error_messages={"required": gettext_lazy("Give it a name.")},
    )
    what_for = forms.CharField(
        label=gettext_lazy("What is the money for?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=TEXT_AREA),
    )
    money_rules = forms.CharField(
        label=gettext_lazy("The rules"), max_length=2000, required=False, widget=forms.Textarea(attrs=TEXT_AREA)
    )
    if_things_go_wrong = forms.CharField(
        label=gettext_lazy("What happens if things go wrong?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=TEXT_AREA),
    )
    how_to_challenge = forms.CharField(
        label=gettext_lazy("What can they do if something is not right?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=TEXT_AREA),
    )


@door(ADMINISTRATOR, why="to see what agreements begin with", methods="GET POST")
def listed(request: PageRequest) -> HttpResponse:
    """What is offered, and what is offered no more. One button takes one of them off the list."""
    refusal = ""
    if request.method == "POST":
        name = request.POST.get("name", "")
        found = next((one for one in starting_words() if translated(one.name) == name), None)
        try:
            if found is not None:
                withdraw_agreement_template(
                    by=request.member, name=str(found.name), after=found.version, now=request.now
                )
        except Refused as refused:
            refusal = said(refused)
        else:
            happened = _("“{name}” is offered no more. Agreements that began with it stay.").format(name=named(name))
            return go(request, happened, "administrator:templates")
    return show(
        request,
        "administrator/templates.html",
        status=422 if refusal else 200,
        refusal=refusal,
        offered=[(one, translated(one.name)) for one in starting_words()],
        gone=[one for one in newest_templates() if not one.is_offered],
    )


@door(ADMINISTRATOR, why="to write what agreements begin with", methods="GET POST")
def write(request: PageRequest) -> HttpResponse:
    """Write a new one, or the next version of one that is there."""
    form = TemplateForm(posted(request), initial=first_words(request.GET.get("from", "")))
    if request.method == "POST" and form.is_valid():
        try:
            made = write_agreement_template(by=request.member, now=request.now, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("“{name}” is offered from now on.").format(name=named(made.name))
            return go(request, happened, "administrator:templates")
    return show(request, "administrator/write_template.html", form=form)


def first_words(key: str) -> dict[str, Any]:
    """What the form begins with: the words that are offered or were, or nothing."""
    start = next((one for one in starting_words() if one.key == key), None)
    if start is not None:
        texts = {part.value: translated(getattr(start.words, part.value)) for part in TEXT_PARTS}
        return {"after": start.version, "name": translated(start.name), **texts}
    gone = next((one for one in newest_templates() if str(one.id) == key), None)
    if gone is not None:
        return {
            "after": gone.version,
            "name": gone.name,
            **{part.value: getattr(gone, part.value) for part in TEXT_PARTS},
        }
    return {"after": 0}
