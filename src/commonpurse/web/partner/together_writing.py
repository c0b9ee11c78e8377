"""Writing an agreement about money together, and writing it anew: one form, which may be kept half done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.queries import funds_visible_to
from commonpurse.money.budgets.rules import FUND_KIND_WORDS, FundKind
from commonpurse.money.pooling.commands import change_funding_agreement, write_funding_agreement
from commonpurse.money.pooling.queries import AgreementSeen, changed_between, possible_pool_managers
from commonpurse.money.pooling.rules import (
    DRAWDOWN_WORDS,
    LEFT_OVER_WORDS,
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_TEXT,
    TEXT_WORDS,
    AgreementChanged,
    Drawdown,
    LeftOver,
    Share,
    Terms,
    Text,
)
from commonpurse.parties.partners.queries import organisations, the_partnership
from commonpurse.web.doors import MANAGER, door
from commonpurse.web.partner.together import agreement_of, changes_shown
from commonpurse.web.parts.forms import AmountField, DayField, PageForm, posted
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.words import said, translated
from commonpurse.web.request import PageRequest

FEWEST_ROWS, SPARE_ROWS = 3, 2

# What each text is about, where its name alone does not say it.
HELP = {
    Text.IMPROVES: _("The law lets you pool money only if it is likely to make the work better."),
    Text.STAFF: _("Write None if you provide none."),
    Text.GOODS: _("Write None if you provide none."),
    Text.ACCOMMODATION: _("Write None if you provide none."),
    Text.HOW_MANAGED: _("Such as: who approves what, who is told, and how often."),
}
ABOUT = (Text.AIMS, Text.OUTCOMES, Text.PEOPLE, Text.SERVICES, Text.RESTRICTED_PURPOSE, Text.FUNCTIONS, Text.IMPROVES)
PROVIDED = (Text.STAFF, Text.GOODS, Text.ACCOMMODATION)
HOW = (Text.HOW_MANAGED, Text.HOW_VARIED, Text.HOW_ENDED)
SHARE_FIELDS = ("organisation", "amount", "fund", "drawdown", "varies", "from", "until")


class AgreementForm(PageForm):
    """All that a version says. Rows of what each puts in are named `share_<number>_<field>`."""

    name = forms.CharField(
        label=_("Name of the agreement"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Give the agreement a name.")},
    )
    fund_kind = forms.ChoiceField(
        label=_("Kind"),
        help_text=_(
            "Only NHS bodies and councils can pool under section 75. Others join by a grant or aligned budget."
        ),
        choices=[(key.value, words) for key, words in FUND_KIND_WORDS.items()],
    )
    starts_on = DayField(label=_("First day"), required=False)
    last_day = DayField(label=_("Last day"), required=False)
    review_on = DayField(label=_("Day of the review"), required=False)
    notice_days = forms.IntegerField(
        label=_("How many days is a notice?"),
        help_text=_("A partner that wants to leave says so this long before."),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
        error_messages={"invalid": _("Write a number of days, like 90.")},
    )
    unspent_rule = forms.ChoiceField(label=_("What happens to money not spent?"), required=False)
    host = forms.ChoiceField(label=_("Host organisation"), required=False)
    pool_manager = forms.ChoiceField(
        label=_("Pool manager"),
        help_text=_("Works for the host, and gives the statement of each quarter."),
        required=False,
    )
    why = forms.CharField(
        label=_("Why does it change?"), help_text=_("The partners read it."), max_length=LONGEST_REASON, required=False
    )
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, viewer: Any, rows: int, currency: str, is_new: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for text in Text:
            self.fields[text.value] = forms.CharField(
                label=translated(TEXT_WORDS[text]),
                help_text=HELP.get(text, ""),
                max_length=LONGEST_TEXT,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        self.viewer = viewer
        self.rows = rows
        self.currency = currency
        listed = [(str(each.id), each.name) for each in organisations()]
        managers = [(str(each.id), f"{each.name}, {each.organisation}") for each in possible_pool_managers()]
        self._choose("host", listed)
        self._choose("pool_manager", managers)
        self._choose("unspent_rule", [(key.value, words) for key, words in LEFT_OVER_WORDS.items()])
        funds = [(str(each.id), f"{each.name} ({each.funder})") for each in funds_visible_to(viewer).order_by("name")]
        for number in range(rows):
            self._add_row(number, listed, funds)
        if is_new:
            del self.fields["why"]
        else:
            del self.fields["name"]

    def _choose(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", _("Not known yet")), *choices]

    def _add_row(self, number: int, listed: Sequence[tuple[str, str]], funds: Sequence[tuple[str, str]]) -> None:
        def add(name: str, field: forms.Field) -> None:
            self.fields[f"share_{number}_{name}"] = field

        amount = AmountField(label=_("How much?"), required=False)
        amount.in_currency(self.currency)
        add("organisation", forms.ChoiceField(label=_("Partner"), choices=[("", _("Nobody")), *listed], required=False))
        add("amount", amount)
        add(
            "fund",
            forms.ChoiceField(
                label=_("Into which of its funds?"), choices=[("", _("Not known yet")), *funds], required=False
            ),
        )
        whens = [(key.value, words) for key, words in DRAWDOWN_WORDS.items()]
        add("drawdown", forms.ChoiceField(label=_("When is it due?"), choices=whens, required=False))
        varies = forms.CharField(label=_("How can it vary?"), max_length=LONGEST_REASON, required=False)
        add("varies", varies)
        add("from", DayField(label=_("From, if not from the first day"), required=False))
        add("until", DayField(label=_("Up to, if not to the last day"), required=False))

    def share_rows(self) -> Iterator[list[forms.BoundField]]:
        for number in range(self.rows):
            yield [self[f"share_{number}_{name}"] for name in SHARE_FIELDS]

    def texts(self, names: Sequence[Text]) -> list[forms.BoundField]:
        return [self[text.value] for text in names]

    def about(self) -> list[forms.BoundField]:
        return self.texts(ABOUT)

    def provided(self) -> list[forms.BoundField]:
        return self.texts(PROVIDED)

    def how(self) -> list[forms.BoundField]:
        return [*self.texts(HOW), self["notice_days"], self["unspent_rule"], self["host"], self["pool_manager"]]

    def days(self) -> list[forms.BoundField]:
        return [self["starts_on"], self["last_day"], self["review_on"]]

    def clean(self) -> dict[str, Any]:
        """A row with a sum and nobody beside it would be lost: it is asked about."""
        for number in range(self.rows):
            row = self._row(number)
            if not row["organisation"] and (row["amount"] or row["fund"] or row["varies"]):
                self.add_error(f"share_{number}_organisation", gettext("Choose who puts this in."))
        return self.cleaned_data

    def _row(self, number: int) -> dict[str, Any]:
        return {name: self.cleaned_data.get(f"share_{number}_{name}") for name in SHARE_FIELDS}

    def to_read_again(self, seen: AgreementSeen) -> AgreementForm:
        """The form as it was sent, on top of the version that somebody else wrote meanwhile: nothing typed is lost."""
        sent: Any = self.data
        again = sent.copy()
        again["seen"] = str(seen.newest.id)
        rows = max(self.rows, rows_of(seen))
        return AgreementForm(again, viewer=self.viewer, rows=rows, currency=self.currency, is_new=False)

    @property
    def terms(self) -> Terms:
        """What was typed."""
        given = self.cleaned_data
        rows = [self._row(number) for number in range(self.rows)]
        return Terms(
            fund_kind=FundKind(given["fund_kind"]),
            texts={text: given[text.value] for text in Text},
            starts_on=given["starts_on"],
            ends_on=day_after(given["last_day"]),
            review_on=given["review_on"],
            notice_days=given["notice_days"],
            unspent_rule=LeftOver(given["unspent_rule"]) if given["unspent_rule"] else None,
            host=UUID(given["host"]) if given["host"] else None,
            pool_manager=UUID(given["pool_manager"]) if given["pool_manager"] else None,
            shares=tuple(
                Share(
                    organisation=UUID(row["organisation"]),
                    amount_minor=row["amount"].minor if row["amount"] else 0,
                    fund=UUID(row["fund"]) if row["fund"] else None,
                    drawdown=Drawdown(row["drawdown"] or Drawdown.ON_START),
                    varies=row["varies"],
                    starts_on=row["from"],
                    ends_on=day_after(row["until"]),
                )
                for row in rows
                if row["organisation"]
            ),
        )


def rows_of(seen: AgreementSeen) -> int:
    """How many rows the form of the newest version has."""
    return max(FEWEST_ROWS, len(seen.newest.terms.shares) + SPARE_ROWS)


def rows_sent(request: PageRequest) -> int:
    """How many rows came: the version that was read may have had more of them than the newest."""
    rows = 0
    while f"share_{rows}_organisation" in request.POST:
        rows += 1
    return rows


def day_after(day: date | None) -> date | None:
    return None if day is None else day + timedelta(days=1)


def day_before(day: date | None) -> date | None:
    return None if day is None else day - timedelta(days=1)


def initial_of(seen: AgreementSeen) -> dict[str, Any]:
    """The form as it opens: what the newest version says."""
    terms = seen.newest.terms
    initial: dict[str, Any] = {text.value: terms.text(text) for text in Text}
    initial |= {
        "fund_kind": terms.fund_kind.value,
        "starts_on": terms.starts_on,
        "last_day": day_before(terms.ends_on),
        "review_on": terms.review_on,
        "notice_days": terms.notice_days,
        "unspent_rule": terms.unspent_rule.value if terms.unspent_rule else "",
        "host": str(terms.host or ""),
        "pool_manager": str(terms.pool_manager or ""),
        "why": seen.newest.why if seen.is_being_agreed else "",
        "seen": seen.newest.id,
    }
    for number, share in enumerate(terms.shares):
        amount = Money(share.amount_minor, seen.agreement.currency)
        row = {
            "organisation": str(share.organisation),
            "amount": str(amount.decimal) if amount else "",
            "fund": str(share.fund or ""),
            "drawdown": share.drawdown.value,
            "varies": share.varies,
            "from": share.starts_on,
            "until": day_before(share.ends_on),
        }
        initial |= {f"share_{number}_{name}": value for name, value in row.items()}
    return initial


def put_refusal(form: AgreementForm, refused: Refused) -> None:
    """Put a refusal beside the field it is about; one about what each puts in stands at the first row."""
    if refused.field == "shares":
        form.add_error("share_0_organisation", said(refused))
    else:
        refuse(form, refused)


@door(MANAGER, why="to write an agreement about money put together", methods="GET POST")
def together_write(request: PageRequest) -> HttpResponse:
    form = AgreementForm(
        posted(request), viewer=request.member, rows=FEWEST_ROWS + 1, currency=the_partnership().currency, is_new=True
    )
    if request.method == "POST" and form.is_valid():
        try:
            agreement = write_funding_agreement(
                by=request.member, name=form.cleaned_data["name"], terms=form.terms, now=request.now
            )
        except Refused as refused:
            put_refusal(form, refused)
        else:
            return go(request, gettext("Kept as a draft."), "partner:together_one", agreement.id)
    return show(request, "partner/together_write.html", form=form, seen=None)


@door(MANAGER, why="to write an agreement about money put together anew", methods="GET POST")
def together_change(request: PageRequest, agreement_id: UUID) -> HttpResponse:
    """The newest version in a form. Where somebody wrote another meanwhile, what is different is shown above what was
    typed, and the same form can be sent once more."""
    seen = agreement_of(request, agreement_id)
    form = AgreementForm(
        posted(request),
        viewer=request.member,
        rows=max(rows_of(seen), rows_sent(request)),
        currency=seen.agreement.currency,
        is_new=False,
        initial=initial_of(seen),
    )
    changes = []
    if request.method == "POST" and form.is_valid():
        read = or_404(next((each for each in seen.versions if each.id == form.cleaned_data["seen"]), None))
        try:
            change_funding_agreement(
                by=request.member, version=read, terms=form.terms, why=form.cleaned_data["why"], now=request.now
            )
        except AgreementChanged as changed:
            seen = agreement_of(request, agreement_id)  # the other version may be younger than this page
            changes = changes_shown(changed_between(read, seen.newest, seen.agreement.currency))
            form = form.to_read_again(seen)
            refuse(form, changed)
        except Refused as refused:
            put_refusal(form, refused)
        else:
            return go(
                request,
                gettext("A new version is written. Each partner agrees to it."),
                "partner:together_one",
                agreement_id,
            )
    return show(request, "partner/together_write.html", form=form, seen=seen, changes=changes)
