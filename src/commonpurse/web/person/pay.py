"""Pay or be paid, one question a page: which kind, what and how much, who gets it; then one look at it all.

Each page stands on its own: one can go back, change one answer, leave and come again. Nothing is asked of anybody and
no money moves before the last button.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.kernel.requests import hash_request
from commonpurse.money.budgets.queries import person_money
from commonpurse.money.budgets.rules import SPEND_WORDS, SpendKind, check_amount
from commonpurse.money.decisions.commands import note_friend_asked
from commonpurse.money.decisions.queries import friends_among, locks_on
from commonpurse.money.decisions.rules import AnswerKind
from commonpurse.money.payments.commands import pay_or_ask
from commonpurse.money.payments.explaining import explain_with_payee
from commonpurse.money.payments.queries import PayeeShown, payees_of
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.money.payments.second_looks import band_for_release
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.explained import answer_shown
from commonpurse.web.parts.forms import AmountField, AmountForm, posted
from commonpurse.web.parts.kinds import kind_groups, kind_tile
from commonpurse.web.parts.pages import go, or_404, refuse, show, tell
from commonpurse.web.parts.payees import ADDABLE, written_down
from commonpurse.web.parts.shapes import Fact
from commonpurse.web.parts.stories import waits_for_a_look
from commonpurse.web.parts.words import said, translated, write
from commonpurse.web.parts.written import spoken
from commonpurse.web.person.answers import LATER, Answers, answers_of, begin, finish, keep
from commonpurse.web.person.money import own_ask, own_budget, own_payments
from commonpurse.web.person.payees import NewPayee
from commonpurse.web.request import PageRequest, look_at


class WhatForm(AmountForm):
    what_for = forms.CharField(
        label=gettext_lazy("What is it?"),
        help_text=gettext_lazy("In your own words, like: a kettle."),
        max_length=300,
        error_messages={"required": gettext_lazy("Say what the money is for, in your own words.")},
    )
    amount = AmountField(
        label=gettext_lazy("How much?"),
        help_text=gettext_lazy("Like 12 or 12.50."),
        error_messages={"required": gettext_lazy("Write how much you need.")},
    )


def here(request: PageRequest, pay_id: UUID) -> Answers | HttpResponse:
    """The answers so far; or the way on, where there are none any more or all is done."""
    answers = answers_of(request, pay_id)
    if answers is None:
        tell(request, _("Please start again here. We keep half a payment for one day only."))
        return redirect("person:ask")
    return redirect(answers.done) if answers.done else answers


def go_on(answers: Answers) -> HttpResponse:
    """Go to the next question. Not a 303: nothing is done yet."""
    return redirect(answers.next_page, answers.pay_id)


@door(PERSON, why="to pay from her own money", methods="GET POST")
def kind(request: PageRequest) -> HttpResponse:
    """Begin: what kind of thing is it for?"""
    if own_budget(request) is None:
        return show(request, "person/no_money.html")
    if request.POST.get("kind") in set(SpendKind):
        return go_on(begin(request, kind=request.POST["kind"]))
    return show(request, "person/pay_kind.html", groups=kind_groups(), chosen="", back="")


@door(PERSON, why="to pay from her own money", methods="GET POST")
def change_kind(request: PageRequest, pay_id: UUID) -> HttpResponse:
    """Choose another kind; the other answers stay."""
    answers = here(request, pay_id)
    if isinstance(answers, HttpResponse):
        return answers
    if request.POST.get("kind") in set(SpendKind):
        return go_on(keep(request, answers, kind=request.POST["kind"]))
    back = reverse("person:pay_check", args=[pay_id]) if answers.next_page == "person:pay_check" else ""
    return show(request, "person/pay_kind.html", groups=kind_groups(), chosen=answers.kind, back=back)


@door(PERSON, why="to pay from her own money", methods="GET POST")
def what(request: PageRequest, pay_id: UUID) -> HttpResponse:
    """What is it, and how much?"""
    answers = here(request, pay_id)
    if isinstance(answers, HttpResponse):
        return answers
    look_at(request, request.person.id, "money")
    has = or_404(person_money(viewer=request.person, person=request.person, today=request.today))
    currency = has.available.currency
    kept = {"what_for": answers.what_for}
    if answers.amount_minor:
        kept["amount"] = str(Money(answers.amount_minor, currency).decimal)
    form = WhatForm(posted(request), currency=currency, initial=kept)
    if form.is_valid():
        amount = form.cleaned_data["amount"]
        try:
            check_amount(amount, currency)
        except Refused as refused:
            refuse(form, refused)
        else:
            what_for = form.cleaned_data["what_for"].strip()
            return go_on(keep(request, answers, what_for=what_for, amount_minor=amount.minor))
    return show(
        request,
        "person/pay_what.html",
        form=form,
        tile=kind_tile(SpendKind(answers.kind)),
        change_address=reverse("person:pay_kind", args=[pay_id]),
        usable=has.available - has.lapsed,
    )


def own_payees(request: PageRequest) -> list[PayeeShown]:
    """Whom she can pay, her own account first."""
    found = payees_of(viewer=request.person, person=request.person, now=request.now, today=request.today)
    return sorted(found, key=lambda shown: shown.payee.kind != PayeeKind.OWN)


@door(PERSON, why="to pay from her own money", methods="GET POST")
def who(request: PageRequest, pay_id: UUID) -> HttpResponse:
    """Who gets it? Each payee is a button; a new one can be added on the way."""
    answers = here(request, pay_id)
    if isinstance(answers, HttpResponse):
        return answers
    look_at(request, request.person.id, "payees")
    payees = own_payees(request)
    chosen = request.POST.get("payee", "")
    if chosen == LATER or chosen in {str(shown.payee.id) for shown in payees}:
        return go_on(keep(request, answers, payee=chosen))
    has_own = any(shown.payee.kind == PayeeKind.OWN for shown in payees)
    return show(
        request,
        "person/pay_who.html",
        payees=payees,
        chosen=answers.payee,
        later=LATER,
        addable=[
            (icon, words, reverse("person:pay_add", args=[pay_id, each.value]))
            for each, (icon, words) in ADDABLE.items()
            if each != PayeeKind.OWN or not has_own
        ],
        back=reverse("person:pay_what", args=[pay_id]),
    )


@door(PERSON, why="to say who gets her money", methods="GET POST")
def add_payee(request: PageRequest, pay_id: UUID, kind: str) -> HttpResponse:
    """Add somebody on the way, and go on with the payment."""
    answers = here(request, pay_id)
    if isinstance(answers, HttpResponse):
        return answers
    if kind not in set(PayeeKind):
        raise Http404
    new = NewPayee(request, PayeeKind(kind))
    account = new.added()
    if account is not None:
        answers = keep(request, answers, payee=str(account.payee_id))
        return go(request, written_down(account), answers.next_page, pay_id)
    return show(
        request, "person/new_payee.html", form=new.form, kind=kind, way_out=reverse("person:pay_who", args=[pay_id])
    )


@door(PERSON, why="to pay from her own money", methods="GET POST")
def check(request: PageRequest, pay_id: UUID) -> HttpResponse:
    """Look at it all, change any answer; then pay, or ask where a rule stands against it."""
    answers = here(request, pay_id)
    if isinstance(answers, HttpResponse):
        return answers
    look_at(request, request.person.id, "payees", "money")
    shown = next((each for each in own_payees(request) if str(each.payee.id) == answers.payee), None)
    if answers.next_page != "person:pay_check" or (shown is None and answers.payee != LATER):
        # A question is still open, or the payee is gone.
        return go_on(answers) if answers.next_page != "person:pay_check" else redirect("person:pay_who", pay_id)
    budget = or_404(own_budget(request))
    amount = Money(answers.amount_minor, budget.currency)
    account = shown.payable if shown is not None else None
    seen = fingerprint(answers, amount, account)
    refusal = ""
    if "asked_friend" in request.POST:
        return asked_friend(request, amount, pay_id)
    if request.method == "POST" and request.POST.get("seen") != seen:
        refusal = _("Something has changed since. Please look at it all once more.")
    elif request.method == "POST":
        try:
            ask = pay_or_ask(
                by=request.person,
                budget=budget,
                what_for=answers.what_for,
                amount=amount,
                spend_kind=SpendKind(answers.kind),
                payee_account=account,
                request_id=pay_id,
                now=request.now,
            )
        except Refused as refused:
            refusal = said(refused)
        else:
            return done(request, answers, ask, amount)
    found = or_404(
        explain_with_payee(
            viewer=request.person,
            person=request.person,
            what_for=answers.what_for,
            amount=amount,
            spend_kind=SpendKind(answers.kind),
            payee=shown,
            budget=budget,
            now=request.now,
        )
    )
    answer = answer_shown(found)
    return show(
        request,
        "person/pay_check.html",
        status=422 if refusal else 200,
        amount=amount,
        seen=seen,
        to=payee_words(shown),
        facts=facts_of(answers, amount, shown),
        answer=answer,
        friends=found.friends if answer.is_own_friend else (),
        benefits_address=reverse("person:pay_benefits", args=[pay_id]),
        payable=found.money.stop.offer if found.answer is AnswerKind.NO and found.money.stop else None,
        change_amount=reverse("person:pay_what", args=[pay_id]),
        waits_until=account.usable_from if account and not account.is_usable_at(request.now) else None,
        waits_for_second=bool(account and account.waits_for_second),
        has_second=answer.is_yes
        and account is not None
        and band_for_release(by=request.person, budget=budget, amount=amount, now=request.now) is not None,
        refusal=refusal,
    )


def asked_friend(request: PageRequest, amount: Money, pay_id: UUID) -> HttpResponse:
    """She has asked the friend whom her own rule names: take her word, and show the page anew."""
    hers = locks_on(viewer=request.person, person=request.person, now=request.now)
    friends = friends_among(hers, amount, request.now)
    lock = next((each for each in friends if str(each.id) == request.POST["asked_friend"]), None)
    if lock is not None:
        note_friend_asked(by=request.person, lock=lock, amount=amount, now=request.now)
    return go(request, _("Good. It is yours to decide."), "person:pay_check", pay_id)


def fingerprint(answers: Answers, amount: Money, account: Any) -> str:
    """What the page shows: its button pays this, and nothing that was changed since in another tab or by others."""
    return hash_request(
        kind=answers.kind, what_for=answers.what_for, amount=amount, account=account.id if account else None
    )


def payee_words(shown: PayeeShown | None) -> str:
    """Name the payee as a sentence does; empty where she says it later."""
    if shown is None:
        return ""
    return _("your own account") if shown.payee.kind == PayeeKind.OWN else write(shown.payee.name, "")


def facts_of(answers: Answers, amount: Money, shown: PayeeShown | None) -> list[Fact]:
    """All she has answered, each with the way to change it."""
    to = _("I say it later")
    if shown is not None and shown.payable is not None:
        name, figures = write(shown.payee.name, ""), shown.payable.ending
        to = _("{name}, account ending in {figures}").format(name=name, figures=figures)

    def address(page: str) -> str:
        return reverse(page, args=[answers.pay_id])

    return [
        Fact(_("To"), to, address("person:pay_who")),
        Fact(_("How much"), spoken(amount), address("person:pay_what")),
        Fact(_("For"), answers.what_for, address("person:pay_what")),
        Fact(_("Kind"), translated(SPEND_WORDS[SpendKind(answers.kind)]), address("person:pay_kind")),
    ]


def done(request: PageRequest, answers: Answers, ask: Any, amount: Money) -> HttpResponse:
    """Say what happened and go where it can be followed: the payment, or the ask."""
    payment = getattr(ask, "payment", None)
    if payment is not None:
        finish(request, answers, reverse("person:payment", args=[payment.id]))
        happened = _("Done. {sum} goes out with our next file for the bank.").format(sum=spoken(amount))
        if waits_for_a_look(payment):
            happened = _("Done. {sum} is set aside. A second person checks the account first.").format(
                sum=spoken(amount)
            )
        return go(request, happened, "person:payment", payment.id)
    finish(request, answers, reverse("person:one_ask", args=[ask.id]))
    is_yes = ask.state == "granted"
    happened = _("Yes. The money is kept for you.") if is_yes else _("You asked. You read the answer here.")
    return go(request, happened, "person:one_ask", ask.id)


@door(PERSON, why="to pay the same again", methods="POST")
def repeat(request: PageRequest, payment_id: UUID) -> HttpResponse:
    """Begin a payment with the answers of one before."""
    look_at(request, request.person.id, "payments")
    found = or_404(own_payments(request).filter(id=payment_id).first())
    same = begin(
        request,
        kind=found.spend_kind,
        what_for=found.ask.what_for if found.ask else translated(SPEND_WORDS[SpendKind(found.spend_kind)]),
        amount_minor=found.amount_minor,
        payee=str(found.payee_account.payee_id),
    )
    return go_on(same)


@door(PERSON, why="to ask the same again", methods="POST")
def ask_again(request: PageRequest, ask_id: UUID) -> HttpResponse:
    """Begin with the answers of an ask before: one that she took back, or that got a no."""
    look_at(request, request.person.id, "asks", "payees")
    found = or_404(own_ask(request, ask_id))
    names = {shown.payee.name: str(shown.payee.id) for shown in own_payees(request)}
    same = begin(
        request,
        kind=found.spend_kind,
        what_for=found.what_for,
        amount_minor=found.amount_minor,
        payee=names.get(found.pay_to, ""),
    )
    return go_on(same)
