from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commonpurse.insight.promises.queries import promises_waiting
from commonpurse.kernel.errors import Refused
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.access import can_allocate
from commonpurse.money.budgets.queries import budgets_visible_to
from commonpurse.money.budgets.rules import SPEND_WORDS, SpendKind
from commonpurse.money.decisions.commands import decline_ask, grant_ask, withdraw_ask
from commonpurse.money.decisions.queries import (
    Explanation,
    asks_on_the_boards_list,
    asks_visible_to,
    decisions_of,
    explain_waiting,
    get_ask,
    waiting_for_member,
)
from commonpurse.money.decisions.rules import STATE_WORDS, AskState, WaitsFor
from commonpurse.money.orders.queries import order_of_ask
from commonpurse.money.orders.watching import watch_over_people
from commonpurse.money.payments.commands import ask_to_pay
from commonpurse.money.payments.explaining import explain_with_payee
from commonpurse.money.payments.queries import payees_of
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.signin.ways import who_helped
from commonpurse.support.agreements.queries import end_asks_waiting, late_wishes, wishes_waiting_for
from commonpurse.support.agreements.rules import DecisionKind
from commonpurse.support.blockages.queries import count_asked_of, may_see_agenda
from commonpurse.support.blockages.rules import Level
from commonpurse.support.referrals.queries import offers_to_keep
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.asks import ask_card, ask_cards
from commonpurse.web.parts.explained import answer_shown, wait_of
from commonpurse.web.parts.forms import AmountField, AmountForm, PageForm, RequestIdField, posted
from commonpurse.web.parts.hearing import hearings_of
from commonpurse.web.parts.limits import AREA_WORDS, wait_of_ask, wish_wait
from commonpurse.web.parts.lists import Amounts, Choice, Column, Days, ListOf, Search, in_order, show_list
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.payee_names import asked_payee_beside
from commonpurse.web.parts.records import records_of
from commonpurse.web.parts.referrals import offer_line
from commonpurse.web.parts.turns import turns_of
from commonpurse.web.parts.words import said, translated
from commonpurse.web.parts.written import named
from commonpurse.web.request import PageRequest, look_at
from commonpurse.web.worker.ask_basis import basis_of
from commonpurse.web.worker.sharing import person_to_act_for


class AskForm(AmountForm):
    request_id = RequestIdField()
    what_for = forms.CharField(
        label=_("What is it for?"),
        help_text=_("In the person’s own words."),
        max_length=300,
        error_messages={"required": _("Say what the money is for.")},
    )
    amount = AmountField(label=_("How much?"), error_messages={"required": _("Write how much.")})
    spend_kind = forms.ChoiceField(
        label=_("What kind of thing is it?"),
        choices=[("", _("Choose one")), *((kind.value, words) for kind, words in SPEND_WORDS.items())],
        error_messages={"required": _("Choose what kind of thing it is.")},
    )
    pay_to = forms.CharField(label=_("Who should get the money?"), max_length=200, required=False)


class NoForm(PageForm):
    options = forms.CharField(
        label=_("What else did you think of?"),
        help_text=_("One on each line. You can leave it empty."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    persons_view = forms.CharField(
        label=_("What does the person say to it?"),
        help_text=_("In their words. You can leave it empty."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    reason = forms.CharField(
        label=_("Why not?"),
        help_text=_("The person reads this, with your name under it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in plain words why not. The person will read it.")},
    )
    would_change = forms.CharField(
        label=_("What would change this?"),
        help_text=_("The person reads this too."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what would make it a yes. Then the person knows what to do.")},
    )


class BackForm(PageForm):
    """Why the worker takes back what they wrote down for the person."""

    reason = forms.CharField(
        label=_("How did the person say that they want this?"),
        help_text=_("The person reads this, with your name under it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write how the person said that they want this. They read it.")},
    )


ASKS = ListOf(
    name="worker:asks",
    counted=lambda count: ngettext("{count} ask", "{count} asks", count),
    columns=(
        Column("what", _("What for"), sort=("what_for",), cell=lambda row: row.what_for),
        Column("person", _("Who"), sort=("budget__person__called_by",), cell=lambda row: row.person_name),
        Column("day", _("Asked on"), "day", sort=("asked_at",), cell=lambda row: business_date(row.asked_at)),
        Column(
            "kind",
            _("Kind"),
            "order",
            sort=(in_order("spend_kind", SPEND_WORDS),),
            cell=lambda row: translated(row.kind_words),
        ),
        Column(
            "state",
            _("Answer"),
            "order",
            sort=(in_order("state", STATE_WORDS),),
            cell=lambda row: translated(row.state_words),
        ),
        Column("sum", _("Sum"), "sum", sort=("amount_minor",), cell=lambda row: row.amount),
    ),
    sort="day",
    row="worker/ask_row.html",
    filters=(
        Choice("state", _("Answer"), STATE_WORDS.items(), field="state", default=AskState.WAITING),
        Choice("kind", _("Kind"), SPEND_WORDS.items(), field="spend_kind"),
        Days("day", _("Asked"), "asked_at", is_moment=True),
        Amounts("sum", _("Sum"), "amount_minor"),
    ),
    search=Search(_("Find by person, reference or what it is for"), lambda found, text: found.found_by(text)),
    views=(
        (STATE_WORDS[AskState.WAITING], ""),
        (STATE_WORDS[AskState.GRANTED], "state=granted"),
        (STATE_WORDS[AskState.DECLINED], "state=declined"),
        (_("All"), "state="),
    ),
    total="amount_minor",
    person=lambda row: row.budget.person_id,
    looks_at=("name", "asks"),
    dress=lambda request, rows: ask_cards(rows, viewer=request.viewer, currency=the_partnership().currency),
    empty=_("Nobody waits for you. New asks of people you work with come here."),
)


@door(WORKER, why="to answer those who asked", methods="GET POST")
def asks(request: PageRequest) -> HttpResponse:
    """The asks that wait, the longest wait first; by the filters any other."""
    listed = ASKS.read(request, asks_visible_to(request.viewer, request.today))
    return listed.response or show_list(request, "worker/asks.html", listed)


@door(WORKER, why="to answer those who asked")
def waiting(request: PageRequest) -> HttpResponse:
    """What waits for this member: asks, limits to end, agreements to change, prices that rose, what is in somebody's
    way, promises to mend; and how much the board’s list has.
    """
    found = waiting_for_member(viewer=request.member, now=request.now)
    ends = end_asks_waiting(viewer=request.member, today=request.today)
    wishes = list(wishes_waiting_for(request.member, request.today))
    dearer = watch_over_people(viewer=request.member, today=request.today)
    # As the menu counted them in this minute, or now: most have offered nothing that is due.
    is_due = turns_of(request.member, request.now).offers > 0
    offers = offers_to_keep(viewer=request.member, today=request.today) if is_due else []
    every = [*found.mine, *found.soon]
    look_at(request, {each.order.person_id for each in dearer.risen}, "name", "orders")
    look_at(request, {each.person.id for each in dearer.too_much}, "name", "orders", "money")
    look_at(request, {ask.person_id for ask in every}, "name", "asks")
    look_at(request, {ask.person_id for ask in ends}, "name", "who decides")
    look_at(request, {wish.person_id for wish in wishes}, "name", "agreement")
    look_at(request, {one.referral.person_id for one in offers if one.referral.person_id}, "name", "referral")

    def rows(asks: Sequence[Any]) -> list[Any]:
        cards = ask_cards(asks, viewer=request.viewer, currency=found.currency)
        return [(card, wait_of(found.clocks[card.ask_id], request.member.id)) for card in cards]

    return show(
        request,
        "worker/waiting.html",
        mine=rows(found.mine),
        soon=rows(found.soon),
        ends=[
            (ask, AREA_WORDS[DecisionKind(ask.limit.kind)], wait_of_ask(ask, request.today, is_for_reader=True))
            for ask in ends
        ],
        wishes=[
            (wish, wish_wait(wish.wished_at, wish.answer_by, request.today, who=gettext("you"))) for wish in wishes
        ],
        hearings=hearings_of(request.member, request.today),
        waiting=promises_waiting(viewer=request.member, today=request.today),
        dearer=dearer,
        offers=[(one.referral, offer_line(one.stands)) for one in offers],
        in_the_way=count_asked_of(viewer=request.member, today=request.today),
        sits_in_group=may_see_agenda(viewer=request.member, level=Level.GROUP),
        on_the_list=len(asks_on_the_boards_list(viewer=request.member, now=request.now))
        + late_wishes(viewer=request.member, today=request.today).count,
    )


@door(WORKER, why="to ask for the person", methods="GET POST")
def ask_for(request: PageRequest, person_id: UUID) -> HttpResponse:
    who = person_to_act_for(request, person_id, Item.MONEY_DETAIL, "name")
    budget = or_404(budgets_visible_to(request.viewer, request.today).filter(person=who).first())
    form = AskForm(posted(request), currency=the_partnership().currency)
    answer = None
    if request.method == "POST" and form.is_valid() and "look" in request.POST:
        asked = form.cleaned_data
        found = explain_with_payee(
            viewer=request.viewer,
            person=who,
            what_for=asked["what_for"],
            amount=asked["amount"],
            spend_kind=SpendKind(asked["spend_kind"]),
            payee_name=asked["pay_to"],
            budget=budget,
            now=request.now,
        )
        answer = answer_shown(or_404(found), named(who.called_by))
    elif request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            ask = ask_to_pay(
                by=request.member,
                budget=budget,
                what_for=asked["what_for"],
                amount=asked["amount"],
                spend_kind=SpendKind(asked["spend_kind"]),
                payee_name=asked["pay_to"],
                request_id=asked["request_id"],
                now=request.now,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(
                request,
                gettext("The ask is written down for {name}.").format(name=named(who.called_by)),
                "worker:ask",
                ask.id,
            )
    return show(request, "worker/ask_for.html", person=who, form=form, answer=answer)


@door(WORKER, why="to answer what the person asked", methods="GET POST")
def ask(request: PageRequest, ask_id: UUID) -> HttpResponse:
    """One ask: yes, no with a reason; or take back what one wrote down oneself, as the person wishes."""
    found = or_404(get_ask(viewer=request.viewer, ask_id=ask_id, today=request.today))
    look_at(request, found.budget.person_id, "name", "asks", "money", "payees")
    who = found.budget.person
    answer = request.POST.get("answer")
    form = NoForm(request.POST if answer == "no" else None)
    back = BackForm(request.POST if answer == "back" else None, prefix="back")
    refusal = ""
    if answer == "yes" or (answer == "no" and form.is_valid()) or (answer == "back" and back.is_valid()):
        try:
            if answer == "yes":
                granted = grant_ask(by=request.member, ask=found, now=request.now)
                if granted.state == AskState.WAITING:
                    happened = gettext("Your yes is written down. Below you see what it waits for now.")
                    return go(request, happened, "worker:ask", found.id)
                happened = gettext("Yes. The money is set aside for {name}.").format(name=named(who.called_by))
                return go(request, happened, "worker:ask", found.id)
            if answer == "no":
                given = form.cleaned_data | {"options": form.cleaned_data["options"].splitlines()}
                decline_ask(by=request.member, ask=found, **given, now=request.now)
                happened = gettext("You said no. {name} can read why.").format(name=named(who.called_by))
                return go(request, happened, "worker:person", who.id)
            withdraw_ask(by=request.member, ask=found, now=request.now, **back.cleaned_data)
            happened = gettext("The ask is taken back, and {name} is told.").format(name=named(who.called_by))
            return go(request, happened, "worker:person", who.id)
        except Refused as refused:
            refusal = said(refused)
            if answer in ("no", "back"):
                refuse(form if answer == "no" else back, refused)
    card = ask_card(found, viewer=request.viewer, currency=found.currency)
    payees = payees_of(viewer=request.viewer, person=who, now=request.now, today=request.today) if card.pay_to else []
    return show(
        request,
        "worker/ask.html",
        helped=who_helped(found.id),
        status=422 if refusal else 200,
        person=who,
        ask=card,
        form=form,
        back=back if card.may_be_withdrawn and found.asked_by_member_id == request.member.id else None,
        pay_to=asked_payee_beside(card.pay_to, payees, who.called_by),
        may_allocate=can_allocate(request.member),
        refusal=refusal,
        order=order_of_ask(viewer=request.member, ask_id=found.id, today=request.today) if card.is_ordered else None,
        **waiting_of(request, found, explain_waiting(viewer=request.viewer, ask=found, now=request.now)),
    )


def waiting_of(request: PageRequest, ask: Any, found: Explanation | None) -> dict[str, Any]:
    """How it stands while it waits: the answer, the reasons, and the clock; nothing once it is answered.

    `keeps_yes`: the word of a yes that is kept even where there is no money for it yet; else empty.
    """
    if found is None:
        return {"basis": None, "answer": None, "wait": None, "keeps_yes": ""}
    keeps = {WaitsFor.AGREEMENT: gettext("I agree"), WaitsFor.TALK: gettext("We talked")}
    return {
        "basis": basis_of(ask, found),
        "answer": answer_shown(found, named(ask.person.called_by)),
        "wait": wait_of(found.clock, request.member.id) if found.clock is not None else None,
        "keeps_yes": keeps.get(found.clock.waits_for, "") if found.clock is not None else "",
    }


@door(WORKER, why="to answer what the person asked")
def record(request: PageRequest, ask_id: UUID) -> HttpResponse:
    """The decision as it is written down, to keep and to print."""
    found = or_404(get_ask(viewer=request.viewer, ask_id=ask_id, today=request.today))
    look_at(request, found.person_id, "name", "asks")
    decided = decisions_of(viewer=request.viewer, ask=found, today=request.today)
    return show(
        request,
        "worker/record.html",
        person=found.budget.person,
        ask=ask_card(found, viewer=request.viewer, currency=the_partnership().currency),
        records=records_of(or_404(decided or None), viewer=request.viewer),
    )
