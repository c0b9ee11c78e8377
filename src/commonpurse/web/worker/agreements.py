"""The agreement with a person: written together on one screen, signed, compared, taken along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.queries import person_money
from commonpurse.parties.attachments.queries import open_attachment
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.access import people_shared_with
from commonpurse.parties.signin.access import can_sit_beside
from commonpurse.support.agreements.access import can_make_agreement
from commonpurse.support.agreements.commands import (
    answer_change_wish,
    drop_agreement,
    make_agreement,
    sign_agreement,
)
from commonpurse.support.agreements.queries import (
    Agreed,
    Starting,
    agreed_with,
    changes_of,
    get_agreement,
    get_open_wish,
    picture_of,
    starting_words,
    who_decides_each,
    wishes_of,
    wording_of,
)
from commonpurse.support.agreements.rules import TEXT_PARTS, Part, SignedHow, Wording, changes_between
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.agreements import agreement_shown, change_lines, decides_lines, paper_file, parts_of
from commonpurse.web.parts.downloads import attachment
from commonpurse.web.parts.forms import AmountField, AmountForm, PageForm, posted
from commonpurse.web.parts.limits import wish_wait, wishes_shown
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.papers.agreement import agreement_paper
from commonpurse.web.parts.papers.making import paper_look
from commonpurse.web.parts.words import said, translated
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest, look_at
from commonpurse.web.worker.sharing import person_to_act_for

CHECK, SAVE = "check", "save"
TEXT_AREA = {"rows": 4}


class MakeForm(AmountForm):
    """The words, typed while both look at the screen. `after` and `start` say what they began from."""

    after = forms.UUIDField(widget=forms.HiddenInput, required=False)
    start = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    what_for = forms.CharField(
        label=gettext_lazy("What is the money for?"),
        help_text=gettext_lazy("In the person’s own words."),
        max_length=2000,
        widget=forms.Textarea(attrs=TEXT_AREA),
    )
    sum = AmountField(
        label=gettext_lazy("How much is there?"), error_messages={"required": gettext_lazy("Write how much.")}
    )
    spend_up_to = AmountField(
        label=gettext_lazy("What is a small sum?"),
        help_text=gettext_lazy("Up to this sum it is a small thing to spend. Leave it empty if all sums are alike."),
        required=False,
    )
    money_rules = forms.CharField(
        label=gettext_lazy("The rules"), max_length=2000, widget=forms.Textarea(attrs=TEXT_AREA)
    )
    if_things_go_wrong = forms.CharField(
        label=gettext_lazy("What happens if things go wrong?"),
        max_length=2000,
        widget=forms.Textarea(attrs=TEXT_AREA),
    )
    how_to_challenge = forms.CharField(
        label=gettext_lazy("What can they do if something is not right?"),
        max_length=2000,
        widget=forms.Textarea(attrs=TEXT_AREA),
    )

    @property
    def knows_sum(self) -> bool:
        return not self.is_bound or "sum" in getattr(self, "cleaned_data", {})

    @property
    def wording(self) -> Wording:
        """What was typed so far: what is missing or cannot be read is empty."""
        typed = getattr(self, "cleaned_data", {})
        first = self.initial if not self.is_bound else {}
        texts = {part.value: str(typed.get(part.value) or first.get(part.value) or "") for part in TEXT_PARTS}
        sum_ = typed.get("sum") or first.get("sum_money") or Money(0, self.currency)
        return Wording(sum=sum_, spend_up_to=typed.get("spend_up_to") or first.get("line_money"), **texts)

    def __init__(self, *args: Any, currency: str, **kwargs: Any):
        super().__init__(*args, currency=currency, **kwargs)
        self.currency = currency


class SaidForm(PageForm):
    note = forms.CharField(
        label=gettext_lazy("What did they say?"),
        help_text=gettext_lazy("In their own words. They read it, with your name under it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write down what was said, in their words.")},
    )


class PaperForm(PageForm):
    file = forms.FileField(
        label=gettext_lazy("A photo or scan of the paper with their name under it"),
        error_messages={
            "required": gettext_lazy("Add a photo or scan of the paper."),
            "empty": gettext_lazy("This file is empty. Choose another."),
        },
    )


class AnswerForm(PageForm):
    answer = forms.CharField(
        label=gettext_lazy("What did you talk about?"),
        help_text=gettext_lazy("They read it, with your name."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what you talked about.")},
    )


def who_shows_money(request: PageRequest, person_id: UUID) -> Any:
    """A person who shows the worker what her money is for; else the page is not there."""
    found = or_404(people_shared_with(request.member, request.today, Item.MONEY_DETAIL).filter(id=person_id).first())
    look_at(request, found.id, "name", "agreement")
    return found


def agreement_with(request: PageRequest, who: Any, agreement_id: UUID) -> Any:
    """One wording of this person's; else the page is not there."""
    found = get_agreement(viewer=request.member, agreement_id=agreement_id, today=request.today)
    return or_404(found if found is not None and found.person_id == who.id else None)


@door(WORKER, why="to see what was agreed with the person")
def agreement(request: PageRequest, person_id: UUID) -> HttpResponse:
    """What counts, what waits to be signed, what the person wants to be different, and those before."""
    who = who_shows_money(request, person_id)
    found = agreed_with(viewer=request.member, person=who, today=request.today)
    answers, currency = who_decides_each(person=who, on=request.today), the_partnership().currency
    may_make = can_make_agreement(request.member, who, request.today)
    wishes = wishes_of(viewer=request.member, person=who, today=request.today)
    return show(
        request,
        "worker/agreement.html",
        person=who,
        shown=agreement_shown(found.in_force, answers, currency=currency) if found.in_force else None,
        draft=agreement_shown(found.draft, answers, currency=currency) if found.draft else None,
        before=found.before,
        decides=decides_lines(answers, None),
        wishes=wishes_shown(wishes, request.today, who=_("you") if may_make else _("who works with them")),
        may_make=may_make,
    )


@door(WORKER, why="to write an agreement with the person", methods="GET POST")
def make(request: PageRequest, person_id: UUID) -> HttpResponse:
    """The words on one side, on the other how they read to the person. Nothing is kept before the last button."""
    who = person_to_act_for(request, person_id, Item.MONEY_DETAIL, "name", "agreement", "money")
    found = agreed_with(viewer=request.member, person=who, today=request.today, with_signatures=False)
    currency = the_partnership().currency
    starts = starting_words()
    form = MakeForm(posted(request), currency=currency, initial=first_words(request, who, found, starts, currency))
    is_partial = "HX-Request" in request.headers
    if request.method == "POST" and form.is_valid() and request.POST.get("step") == SAVE and not is_partial:
        try:
            made = make_agreement(
                by=request.member,
                person=who,
                wording=form.wording,
                after=form.cleaned_data["after"],
                template=next((one.template for one in starts if one.key == form.cleaned_data["start"]), None),
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("It is written down. Now both of you sign it.")
            return go(request, happened, "worker:one_agreement", who.id, made.id)
    wording = form.wording
    before = wording_of(found.in_force, currency) if found.in_force else None
    context: dict[str, Any] = {
        "person": who,
        # A sum that cannot be read yet is not shown as nothing.
        "parts": [part for part in parts_of(wording) if part.name != Part.SUM or form.knows_sum],
        "decides": decides_lines(who_decides_each(person=who, on=request.today), wording.spend_up_to),
        "changes": change_lines(changes_between(before, wording)) if before else [],
        "has_before": before is not None,
    }
    if is_partial:
        return show(request, "worker/agreement_panel.html", **context)
    return show(
        request,
        "worker/make_agreement.html",
        form=form,
        starts=[(one.key, start_name(one)) for one in starts],
        newest=found.newest,
        **context,
    )


def start_name(start: Starting) -> str:
    return translated(start.name)


def first_words(request: PageRequest, who: Any, found: Agreed, starts: Any, currency: str) -> dict[str, Any]:
    """What the form begins with: chosen words, else the newest there are; the sum as the budget says."""
    money = person_money(viewer=request.member, person=who, today=request.today)
    there_is = money.available + money.held - money.lapsed if money is not None else Money(0, currency)
    chosen = next((one for one in starts if one.key == request.GET.get("start")), None)
    values: dict[str, Any] = {"after": found.newest.id if found.newest else "", "sum_money": there_is}
    line: Money | None = None
    if chosen is not None:
        values |= {part.value: translated(getattr(chosen.words, part.value)) for part in TEXT_PARTS}
        values["start"] = chosen.key
    elif found.newest is not None:
        wording = wording_of(found.newest, currency)
        values |= {part.value: wording.text_of(part) for part in TEXT_PARTS}
        line = wording.spend_up_to
    values |= {"sum": str(there_is.decimal), "line_money": line, "spend_up_to": str(line.decimal) if line else ""}
    return values


@door(WORKER, why="to sign an agreement with the person", methods="GET POST")
def one_agreement(request: PageRequest, person_id: UUID, agreement_id: UUID) -> HttpResponse:
    """One wording with what it changes: sign it, write down that the person did, or put it aside."""
    who = who_shows_money(request, person_id)
    found = agreement_with(request, who, agreement_id)
    step, refusal = request.POST.get("step"), ""
    form = SaidForm(request.POST if step == "said" else None)
    paper = PaperForm(*((request.POST, request.FILES) if step == "paper" else ()))
    try:
        if step == "mine":
            sign_agreement(by=request.member, agreement=found, now=request.now)
            return go(request, _("You have signed."), "worker:one_agreement", who.id, found.id)
        if step == "said" and form.is_valid():
            sign_agreement(
                by=request.member,
                agreement=found,
                how=SignedHow.SPOKEN,
                for_person=True,
                note=form.cleaned_data["note"],
                now=request.now,
            )
            happened = _("It is written down that {name} agreed.").format(name=named(who.called_by))
            return go(request, happened, "worker:one_agreement", who.id, found.id)
        if step == "paper" and paper.is_valid():
            sign_agreement(
                by=request.member,
                agreement=found,
                how=SignedHow.PAPER,
                for_person=True,
                picture=paper.cleaned_data["file"],
                now=request.now,
            )
            happened = _("The paper that {name} signed is kept.").format(name=named(who.called_by))
            return go(request, happened, "worker:one_agreement", who.id, found.id)
        if step == "drop":
            drop_agreement(by=request.member, agreement=found, now=request.now)
            return go(request, _("These words are put aside. What counts stays."), "worker:agreement", who.id)
    except Refused as refused:
        refusal = said(refused)
        if step in ("said", "paper"):
            refuse(form if step == "said" else paper, refused)
    answers, currency = who_decides_each(person=who, on=request.today), the_partnership().currency
    shown = agreement_shown(found, answers, currency=currency, changes=changes_of(found, currency))
    may_make = can_make_agreement(request.member, who, request.today)
    is_hers_to_sign = shown.waits and not shown.signed_by_person
    return show(
        request,
        "worker/one_agreement.html",
        status=422 if refusal else 200,
        person=who,
        shown=shown,
        form=form,
        paper=paper,
        refusal=refusal,
        may_sign=may_make and shown.agreement.dropped_at is None,
        is_hers_to_sign=may_make and is_hers_to_sign,
        is_signed_by_member=any(not line.is_person for line in shown.signed),
        may_sit_beside=is_hers_to_sign and can_sit_beside(request.member, who, request.today),
    )


@door(WORKER, why="to answer what the person wants to be different", methods="GET POST")
def answer_wish(request: PageRequest, person_id: UUID, wish_id: UUID) -> HttpResponse:
    who = person_to_act_for(request, person_id, Item.MONEY_DETAIL, "name", "agreement")
    found = get_open_wish(viewer=request.member, wish_id=wish_id, today=request.today)
    wish = or_404(found if found is not None and found.person_id == who.id else None)
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            answer_change_wish(by=request.member, wish=wish, answer=form.cleaned_data["answer"], now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("{name} can read your answer.").format(name=named(who.called_by))
            return go(request, happened, "worker:agreement", who.id)
    wait = wish_wait(wish.wished_at, wish.answer_by, request.today, who=_("you"))
    return show(request, "worker/answer_wish.html", person=who, wish=wish, wait=wait, form=form)


@door(WORKER, why="to take along what was agreed with the person")
def agreement_pdf(request: PageRequest, person_id: UUID, agreement_id: UUID) -> HttpResponse:
    """The paper to sign or to keep, in the way in which the person reads."""
    who = who_shows_money(request, person_id)
    found = agreement_with(request, who, agreement_id)
    answers = who_decides_each(person=who, on=request.today)
    content = agreement_paper(
        agreement_shown(found, answers, currency=the_partnership().currency),
        called_by=who.called_by,
        is_large=who.page_format == "large_print" or request.GET.get("print") == "large",
        is_easy=who.page_format == "easy_read",
        look=paper_look(),
        now=request.now,
    )
    return attachment(f"agreement-{request.today}.pdf", content, "application/pdf")


@door(WORKER, why="to see the paper that the person signed")
def signed_paper(request: PageRequest, person_id: UUID, agreement_id: UUID) -> HttpResponse:
    """The picture of the paper, as it was kept."""
    who = who_shows_money(request, person_id)
    picture = or_404(picture_of(agreement_with(request, who, agreement_id)))
    return paper_file(open_attachment(viewer=request.member, attachment=picture, now=request.now))
