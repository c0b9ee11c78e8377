"""Forms of our pages: shape only. What the domain says about the values comes back as a refusal."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.days import read_day
from commonpurse.kernel.errors import Refused
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import CURRENCIES, Money, parse_amount
from commonpurse.kernel.periods import business_date
from commonpurse.kernel.texts import CONTROL, TextUnreadable, is_readable
from commonpurse.kernel.words import Words
from commonpurse.web.parts.words import said, translated


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, for a form to be bound to; None while the page is only looked at."""
    return request.POST if request.method == "POST" else None


def looked_for(request: HttpRequest, name: str, longest: int) -> str:
    """What somebody typed into a box of search: cut to a length, without blanks around it or signs nobody can see."""
    return CONTROL.sub("", request.POST.get(name, "")).strip()[:longest]


class PageRenderer(DjangoTemplates):
    """Draw each field as label, hint, error, control; `{{ form }}` draws them all."""

    form_template_name = "parts/form.html"
    field_template_name = "parts/field.html"


def in_words(label: Any) -> Any:
    """Translate the label of a choice where it is the domain's; what is marked in the door translates itself."""
    return translated(label) if isinstance(label, Words) else label


def check_readable(text: Any) -> None:
    """Raises: ValidationError where a text holds what nobody can see."""
    if isinstance(text, str) and not is_readable(text):
        raise forms.ValidationError(said(TextUnreadable()), code=TextUnreadable.code)


def speak_plainly(field: forms.Field) -> None:
    """Put our sentences where the field would say the framework's own."""
    kinder: dict[str, tuple[Any, Any]] = {
        "required": (forms.Field, _("This is empty. Please fill it in.")),
        "invalid_choice": (forms.ChoiceField, _("This choice is not here any more. Please choose again.")),
    }
    for code, (kind, words) in kinder.items():
        if field.error_messages.get(code) == kind.default_error_messages[code]:
            field.error_messages[code] = words
    if isinstance(field, forms.CharField):
        field.error_messages.setdefault("max_length", _("This is too long. It can have %(limit_value)d letters."))
        ours = [one for one in field.validators if not isinstance(one, ProhibitNullCharactersValidator)]
        field.validators = [*(one for one in ours if one is not check_readable), check_readable]


class PageForm(forms.Form):
    """A form whose every label stands without a colon and whose controls need no script."""

    template_name_label = "parts/label.html"
    use_required_attribute = False  # the server says what is missing, in our words

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.draft: QueryDict | None = None

    def full_clean(self) -> None:
        """Check the values, each failure said in our words. Subclasses may have added fields since they were made."""
        for field in self.fields.values():
            speak_plainly(field)
        super().full_clean()

    def take_up(self, draft: QueryDict) -> bool:
        """Open with what was typed and not sent. Nothing is checked before it is sent. False when it fits not here."""
        if self.is_bound or not any(draft.get(self.add_prefix(field.name)) for field in self.visible_fields()):
            return False
        self.draft = draft
        return True

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        name = self.add_prefix(field_name)
        if self.draft is None or field.widget.value_omitted_from_data(self.draft, {}, name):
            return super().get_initial_for_field(field, field_name)
        return field.widget.value_from_datadict(self.draft, {}, name)

    def __getitem__(self, name: str) -> forms.BoundField:
        field: Any = self.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            field.choices = [(value, in_words(label)) for value, label in choices]
        return super().__getitem__(name)


class AmountInput(forms.TextInput):
    """Asks the phone for its number keys and shows the currency's sign before the box."""

    template_name = "parts/amount_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"inputmode": "decimal", "autocomplete": "off", "class": "short"} | (attrs or {}))
        self.symbol = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"symbol": self.symbol}


class AmountField(forms.Field):
    """A sum as people write it, read by the one grammar of `kernel.money`. Give `currency` in the form's `__init__`."""

    widget = AmountInput
    currency = "GBP"

    def in_currency(self, currency: str) -> None:
        self.currency = currency
        if isinstance(self.widget, AmountInput):
            self.widget.symbol = CURRENCIES[currency]

    def to_python(self, value: str | None) -> Money | None:
        if value in self.empty_values or value is None:
            return None
        try:
            return parse_amount(value.strip(), self.currency)
        except Refused as refused:
            raise forms.ValidationError(said(refused), code=refused.code) from refused


class DayField(forms.Field):
    """A day as people write it, read by the one grammar of `kernel.days`, in English or the language of the page."""

    widget = forms.DateInput(attrs={"class": "short day", "autocomplete": "off"}, format="%d/%m/%Y")

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        try:
            return read_day(str(value), today=business_date(timezone.now()), months=month_names())
        except Refused as refused:
            raise forms.ValidationError(said(refused), code=refused.code) from refused


def month_names() -> dict[str, int]:
    """The months in the language of the page, as somebody may write them."""
    return {str(name).casefold(): number for number, name in MONTHS.items()}


class RequestIdField(forms.UUIDField):
    """Names this one act, so that a form sent twice acts once. Made with the form, kept while it is corrected."""

    def __init__(self) -> None:
        # Nothing points at it, so it needs no id, and a page may hold several forms.
        super().__init__(widget=forms.HiddenInput(attrs={"id": False}), initial=new_id)

    def clean(self, value: Any) -> UUID:
        try:
            return super().clean(value)
        except forms.ValidationError:
            # Somebody took the field out of the page: the act gets a name all the same.
            return new_id()


class AmountForm(PageForm):
    """A form with sums: tells each of them the installation's currency."""

    def __init__(self, *args: Any, currency: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, AmountField):
                field.in_currency(currency)
