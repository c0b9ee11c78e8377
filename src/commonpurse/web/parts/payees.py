"""How a payee and an account are typed in: by sort code where the money is pounds, by IBAN where it is euros."""

from __future__ import annotations

from typing import Any

from django import forms

from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.web.parts.forms import PageForm

# What each kind is called on a page about somebody, and on her own page.
KINDS_ABOUT = {
    PayeeKind.OWN: "Their own account",
    PayeeKind.HELPER: "A helper’s account",
    PayeeKind.SUPPLIER: "A shop, landlord or other supplier",
}
KINDS_TO_HER = KINDS_ABOUT | {PayeeKind.OWN: "Your own account"}


def figures(label: str, example: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=f"Like {example}.",
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": f"This is empty. Write it like {example}."},
    )


class AccountForm(PageForm):
    """An account as people read it off a card or a letter. The command reads and checks it."""

    holder_name = forms.CharField(
        label="Name on the account",
        help_text="As the bank writes it.",
        max_length=70,
        error_messages={"required": "Write the name on the account."},
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if currency == "GBP":
            self.fields["sort_code"] = figures("Sort code", "12-34-56")
            self.fields["account_number"] = figures("Account number", "12345678")
        else:
            self.fields["iban"] = figures("IBAN", "GB33 BUKB 2020 1555 5555 55")

    @property
    def typed_account(self) -> TypedAccount:
        names = ("sort_code", "account_number", "iban")
        return TypedAccount(**{name: self.cleaned_data.get(name, "") for name in names})


class PayeeForm(AccountForm):
    """Somebody to be paid, and where to."""

    kind = forms.ChoiceField(
        label="Whose account is it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whose account it is."},
    )
    name = forms.CharField(
        label="What do you call them?",
        help_text="Like: Argos, my landlord, my sister.",
        max_length=100,
        error_messages={"required": "Say who is paid."},
    )
    field_order = ("kind", "name", "holder_name")

    def __init__(self, *args: Any, kinds: dict[PayeeKind, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, words) for kind, words in kinds.items()]  # type: ignore[attr-defined]
