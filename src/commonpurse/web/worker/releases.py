"""Release money on one page: what is typed, and beside it whether it can go out, before the button is there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.kernel.requests import hash_request
from commonpurse.money.budgets.queries import budgets_visible_to
from commonpurse.money.budgets.rules import HOLDING_WORDS, SPEND_WORDS, HoldingType, SpendKind
from commonpurse.money.decisions.queries import get_ask
from commonpurse.money.payments.benefits import benefits_check
from commonpurse.money.payments.commands import release_money
from commonpurse.money.payments.queries import PayeeShown, payees_of
from commonpurse.money.payments.rails.bank_file.characters import LONGEST_REMITTANCE
from commonpurse.money.payments.release_checks import ReleaseChecks, release_checks
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.web.doors import WORKER, door
from commonpurse.web.parts.asks import ask_card
from commonpurse.web.parts.forms import AmountField, AmountForm, RequestIdField, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.payee_names import account_beside
from commonpurse.web.parts.words import said
from commonpurse.web.parts.written import moment, money, named
from commonpurse.web.request import PageRequest
from commonpurse.web.worker.benefits import BenefitsWarning, warning_of
from commonpurse.web.worker.release_panel import field_at_fault, fund_words, panel_of
from commonpurse.web.worker.sharing import person_to_act_for

HANDS = ("holding_type", "holding_reason")
STEPS_DOWN = [kind for kind in HoldingType if kind != HoldingType.SELF_HELD]


class ReleaseForm(AmountForm):
    """What is released to whom. A granted ask fixes the sum and what it is for."""

    request_id = RequestIdField()
    ask = forms.UUIDField(required=False, widget=forms.HiddenInput)
    account = forms.ChoiceField(
        label=gettext_lazy("Who gets the money?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who gets the money.")},
    )
    amount = AmountField(label=gettext_lazy("How much?"), error_messages={"required": gettext_lazy("Write how much.")})
    spend_kind = forms.ChoiceField(
        label=gettext_lazy("What is it for?"),
        choices=[
            ("", gettext_lazy("Choose one")),
            *((kind.value, words) for kind, words in SPEND_WORDS.items()),
        ],
        error_messages={"required": gettext_lazy("Choose what it is for.")},
    )
    remittance = forms.CharField(
        label=gettext_lazy("What should the payee read on their statement?"),
        help_text=gettext_lazy("An order or tenant number, for example. Say nothing about the person."),
        required=False,
    )
    holding_type = forms.ChoiceField(
        label=gettext_lazy("Who holds this payment?"),
        help_text=gettext_lazy("The rule is the person’s own hands. Anything else needs a reason."),
        choices=[
            ("", gettext_lazy("As the money is held now")),
            *((kind.value, HOLDING_WORDS[kind]) for kind in STEPS_DOWN),
        ],
        required=False,
    )
    holding_reason = forms.CharField(
        label=gettext_lazy("If not in the person’s own hands: why?"), max_length=500, required=False
    )

    def __init__(self, *args: Any, payees: list[PayeeShown], person_name: str, ask: Any, currency: str, **kwargs: Any):
        super().__init__(*args, currency=currency, **kwargs)
        self.currency = currency
        self.accounts: dict[str, Any] = {}
        self.names: dict[str, str] = {}
        for shown in payees:
            for account in (shown.usable, shown.waiting):
                if account is not None:
                    self.accounts[str(account.id)] = account
                    self.names[str(account.id)] = account_beside(account, person_name)
        self.fields["account"].choices = [(key, self.words(key, payees)) for key in self.accounts]  # type: ignore[attr-defined]
        self.fields["remittance"].widget.attrs["maxlength"] = LONGEST_REMITTANCE[currency]
        if ask is not None:  # shown as what was granted; it cannot be typed over
            for name in ("amount", "spend_kind"):
                self.fields[name].widget = forms.HiddenInput()
        # A first look knows what is filled in already: from the ask, or because there is only one account.
        self.typed: dict[str, Any] = {name: self.initial.get(name) for name in self.fields}
        self.typed["amount"] = self.initial.get("sum")
        if self.is_bound:
            self.full_clean()
            self.typed = dict(self.cleaned_data)

    def words(self, key: str, payees: list[PayeeShown]) -> str:
        account, name = self.accounts[key], self.names[key]
        if any(account is shown.waiting for shown in payees):
            if account.waits_for_second:
                return _("{name}, account ending in {ending}: it waits until a second worker has called back").format(
                    name=name, ending=account.ending
                )
            return _("{name}, account ending in {ending}: it waits until {moment}").format(
                name=name, ending=account.ending, moment=moment(account.usable_from)
            )
        return _("{name}, account ending in {ending}").format(name=named(name), ending=account.ending)

    @property
    def account_chosen(self) -> Any:
        return self.accounts.get(str(self.typed.get("account") or ""))

    @property
    def name_chosen(self) -> str:
        return self.names.get(str(self.typed.get("account") or ""), "")

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in HANDS]

    @property
    def hands_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in HANDS]

    @property
    def steps_down(self) -> bool:
        """Something is said about who holds it, or is wrong with it: then its fields stand open."""
        return any(self.typed.get(name) or self.has_error(name) for name in HANDS)

    def unreadable(self, name: str) -> str:
        """What is wrong with what was typed in a field; an empty one is only open."""
        if not self.is_bound or name not in self.errors or not self.data.get(self.add_prefix(name), "").strip():
            return ""
        return str(self.errors[name][0])

    @property
    def fingerprint(self) -> str:
        """What was judged: the button releases this and nothing that was typed since."""
        names = ("account", "spend_kind", "remittance", "holding_type", "holding_reason", "ask")
        return hash_request(
            amount=self.typed.get("amount"), **{name: str(self.typed.get(name) or "") for name in names}
        )


def is_last_step(request: HttpRequest) -> bool:
    return request.POST.get("step") == "release"


@door(WORKER, why="to release the person's money", methods="GET POST", step_up=is_last_step)
def release(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Say what, see beside it whether it can go out, then release. Nothing is kept before the last button."""
    who = person_to_act_for(request, person_id, Item.MONEY_DETAIL, "name", "money", "payees")
    budget = or_404(
        budgets_visible_to(request.viewer, request.today).filter(person=who).select_related("person").first()
    )
    currency = the_partnership().currency
    payees = payees_of(viewer=request.viewer, person=who, now=request.now, today=request.today)
    ask_id = request.POST.get("ask") or request.GET.get("ask")
    ask = or_404(find_ask(request, ask_id, budget)) if ask_id else None
    form = ReleaseForm(
        posted(request),
        currency=currency,
        payees=payees,
        person_name=who.called_by,
        ask=ask,
        initial=first_values(payees, ask, currency),
    )
    said_at: set[str] = set()
    refusal, checks = "", checked(request, budget, form, ask)
    is_partial = "HX-Request" in request.headers
    if request.method == "POST" and not is_partial:
        if is_last_step(request) and form.is_valid():
            if request.POST.get("checked") == form.fingerprint:
                try:
                    return released(request, who, budget, form, ask)
                except Refused as refused:
                    if not any(check.refusal for check in checks.checks):  # they say it, each at its field
                        refuse(form, refused)
            elif checks.is_well:
                refusal = _("You changed something after the check. Look once more, then release it.")
        for check in checks.checks:
            field = field_at_fault(check)
            if check.refusal is not None and not form.has_error(field):
                form.add_error(field, said(check.refusal))
                if not form[field].is_hidden:
                    said_at.add(field)
    context: dict[str, Any] = {
        "person": who,
        "fingerprint": form.fingerprint,
        "panel": panel_of(checks, form, account=form.account_chosen, payee_name=form.name_chosen, said_at=said_at),
        "funds": fund_words(checks.sources, currency, request.today),
        "ask": ask_card(ask, viewer=request.viewer, currency=currency) if ask is not None else None,
        "benefits": touching(request, budget, form, ask, checks),
        "has_payees": bool(form.accounts),
        "refusal": refusal,
        "errors_by_field": True,  # a refusal may be long: it stands at its field, and the top of the page leads there
    }
    if is_partial:
        # The panel alone: what is missing is said in it, and the form stays as it is being typed.
        return show(request, "worker/release_panel.html", **context)
    return show(request, "worker/release.html", status=422 if refusal else 200, form=form, **context)


def first_values(payees: list[PayeeShown], ask: Any, currency: str) -> dict[str, Any]:
    """What the form begins with: all that a granted ask says; the account, where there is only one."""
    usable = [shown for shown in payees if shown.usable]
    values: dict[str, Any] = {"holding_type": ""}
    if ask is not None:
        amount = Money(ask.amount_minor, currency)
        values |= {"ask": ask.id, "sum": amount, "amount": str(amount.decimal), "spend_kind": ask.spend_kind}
        wanted = ask.pay_to.strip().casefold()
        own = [shown for shown in usable if shown.payee.kind == PayeeKind.OWN]
        named = [shown for shown in usable if shown.payee.name.casefold() == wanted]
        usable = (named if wanted else own) or usable  # who asked for nobody else asked for herself
    if len(usable) == 1 and usable[0].usable is not None:
        values["account"] = str(usable[0].usable.id)
    return values


def checked(request: PageRequest, budget: Any, form: ReleaseForm, ask: Any) -> ReleaseChecks:
    """Ask every question of the release, as far as it is filled in."""
    typed = form.typed
    return release_checks(
        viewer=request.viewer,
        budget=budget,
        now=request.now,
        amount=typed.get("amount"),
        spend_kind=SpendKind(typed["spend_kind"]) if typed.get("spend_kind") else None,
        payee_account=form.account_chosen,
        ask=ask,
        holding_type=typed.get("holding_type") or None,
        holding_reason=typed.get("holding_reason") or "",
        remittance=typed.get("remittance") or "",
    )


def touching(
    request: PageRequest, budget: Any, form: ReleaseForm, ask: Any, checks: ReleaseChecks
) -> BenefitsWarning | None:
    """Whether it could touch benefits, once it is known how much and to whom: a warning beside the checks, none of
    them. None where it goes straight to a shop, or something is still open."""
    amount, account, kind = form.typed.get("amount"), form.account_chosen, form.typed.get("spend_kind")
    if not amount or account is None or not kind:
        return None
    check = benefits_check(
        viewer=request.member,
        budget=budget,
        now=request.now,
        amount=amount,
        spend_kind=SpendKind(kind),
        payee_account=account,
        ask=ask,
        sources=checks.sources,
    )
    return warning_of(check) if check.counts and check.is_there else None


def released(request: PageRequest, who: Any, budget: Any, form: ReleaseForm, ask: Any) -> HttpResponse:
    """Release it, and show the payment: what comes next, and how to stop it."""
    given = form.cleaned_data
    payment = release_money(
        by=request.member,
        budget=budget,
        payee_account=form.account_chosen,
        amount=given["amount"],
        spend_kind=SpendKind(given["spend_kind"]),
        request_id=given["request_id"],
        ask=ask,
        holding_type=given["holding_type"] or None,
        holding_reason=given["holding_reason"],
        remittance=given["remittance"],
        now=request.now,
    )
    happened = _("{sum} is released to {name}.").format(sum=money(given["amount"]), name=form.name_chosen)
    return go(request, happened, "worker:payment", who.id, payment.id)


def find_ask(request: PageRequest, ask_id: str, budget: Any) -> Any:
    """The granted ask whose money is to be released, if it is one of this budget."""
    try:
        ask = get_ask(viewer=request.viewer, ask_id=UUID(ask_id), today=request.today)
    except ValueError:
        return None
    return ask if ask is not None and ask.budget_id == budget.id else None
