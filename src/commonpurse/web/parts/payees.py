"""How a payee and an account are typed in: by sort code where the money is pounds, by IBAN where it is euros."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.web.parts.forms import PageForm
from commonpurse.web.parts.words import write

# What each kind is called on a page about somebody.
KINDS_ABOUT = {
    PayeeKind.OWN: gettext_lazy("Their own account"),
    PayeeKind.HELPER: gettext_lazy("A helper’s account"),
    PayeeKind.SUPPLIER: gettext_lazy("A shop, landlord or other supplier"),
}
# What each is called to her, with its icon.
ADDABLE = {
    PayeeKind.OWN: ("person", gettext_lazy("My own account")),
    PayeeKind.SUPPLIER: ("shop", gettext_lazy("A shop or landlord")),
    PayeeKind.HELPER: ("people", gettext_lazy("Somebody who helps me")),
}


def figures(label: str, example: str, **attributes: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=_("Like {example}.").format(example=example),
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "short"} | attributes),
        error_messages={"required": _("This is empty. Write it like {example}.").format(example=example)},
    )


class AccountForm(PageForm):
    """An account as people read it off a card or a letter. The command reads and checks it."""

    holder_name = forms.CharField(
        label=gettext_lazy("Name on the account"),
        help_text=gettext_lazy("As the bank writes it."),
        max_length=70,
        error_messages={"required": gettext_lazy("Write the name on the account.")},
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if currency == "GBP":
            self.fields["sort_code"] = figures(_("Sort code"), "12-34-56", inputmode="numeric")
            self.fields["account_number"] = figures(_("Account number"), "12345678", inputmode="numeric")
        else:
            self.fields["iban"] = figures(_("IBAN"), "GB33 BUKB 2020 1555 5555 55")

    @property
    def typed_account(self) -> TypedAccount:
        names = ("sort_code", "account_number", "iban")
        return TypedAccount(**{name: self.cleaned_data.get(name, "") for name in names})


def name_field() -> forms.CharField:
    return forms.CharField(
        label=_("What do you call them?"),
        help_text=_("Like: Argos, my landlord, my sister."),
        max_length=100,
        error_messages={"required": _("Say who is paid.")},
    )


class PayeeForm(AccountForm):
    """Somebody to be paid, and where to, as a worker writes it down."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Whose account is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whose account it is.")},
    )
    field_order = ("kind", "name", "holder_name")

    def __init__(self, *args: Any, kinds: dict[PayeeKind, Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["name"] = name_field()
        self.order_fields(self.field_order)
        self.fields["kind"].choices = [(kind.value, words) for kind, words in kinds.items()]  # type: ignore[attr-defined]


class NewPayeeForm(AccountForm):
    """Somebody to be paid, as she writes it down herself: nothing is asked that is known or the same."""

    field_order = ("name", "sort_code", "account_number", "iban", "holder_name")

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not is_own:
            self.fields["name"] = name_field()
            self.fields["holder_name"].required = False
            self.fields["holder_name"].label = _("Does the account have another name?")
            self.fields["holder_name"].help_text = _("Leave this empty if it is the same.")
        self.order_fields(self.field_order)


def written_down(account: Any) -> str:
    """Say of a new account whether it can be paid, or what it waits for."""
    name = write(account.payee.name, "")
    if account.waits_for_second:
        return _("{name} is written down. A second worker looks at it before it is paid.").format(name=name)
    if account.replaces_id is not None:
        return _("The new account of {name} is written down. It waits 72 hours.").format(name=name)
    return _("{name} can be paid now.").format(name=name)
