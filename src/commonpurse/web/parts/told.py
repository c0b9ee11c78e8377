"""How a worker writes down what a person said may be shared with them: which items, how it was explained."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonpurse.parties.consent.rules import (
    ASKED_ALONE,
    EXPLAINED_FORMAT_WORDS,
    EXPLAINED_WORDS,
    ITEM_WORDS,
    ITEMS_TO_SHARE,
    NEVER_FOR_ONESELF,
    Explained,
    ExplainedFormat,
    Item,
    Level,
    Told,
)
from commonpurse.web.parts.forms import PageForm
from commonpurse.web.parts.words import translated

# What work with money needs first. Health and offences are asked for by themselves, on the person's own page.
OFFERED = tuple(item for item in ITEMS_TO_SHARE if item not in ASKED_ALONE)


class ToldForm(PageForm):
    """Nothing is ticked beforehand: what is not said is not shared."""

    shares = forms.MultipleChoiceField(
        label=_("What did they say that the worker may see and do with them?"),
        help_text=_(
            "Ask, and tick what they said yes to. They can change it at any time. It never changes their money."
        ),
        choices=[(item.value, ITEM_WORDS[item]) for item in OFFERED],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    explained = forms.ChoiceField(
        label=_("How was it explained?"),
        choices=[(each.value, words) for each, words in EXPLAINED_WORDS.items()],
        widget=forms.RadioSelect,
        initial=Explained.SPOKEN.value,
    )
    explained_format = forms.ChoiceField(
        label=_("In which format?"),
        choices=[(each.value, words) for each, words in EXPLAINED_FORMAT_WORDS.items()],
        widget=forms.RadioSelect,
        initial=ExplainedFormat.STANDARD.value,
    )

    level = Level.ACT

    def told(self) -> Told | None:
        """What was said, taken out of the cleaned values; None where nothing may be shared."""
        shares = [Item(value) for value in self.cleaned_data.pop("shares")]
        explained = Explained(self.cleaned_data.pop("explained"))
        explained_format = ExplainedFormat(self.cleaned_data.pop("explained_format"))
        if not shares:
            return None
        return Told(
            items=dict.fromkeys(shares, self.level),
            explained=explained,
            explained_format=explained_format,
            wording=wording(shares, self.level),
        )


class ToldMyselfForm(ToldForm):
    """What a worker writes down in their own favour: that they may see something, and nothing that they see already."""

    level = Level.SEE

    def __init__(self, *args: Any, seen: Collection[Item]):
        super().__init__(*args)
        shares = cast(forms.MultipleChoiceField, self.fields["shares"])
        shares.label = _("What did they say that you may see?")
        shares.help_text = _(
            "Ask, and tick what they said yes to. If they want to share more with you, they do it on their own page."
        )
        shares.choices = [(item.value, ITEM_WORDS[item]) for item in OFFERED if item not in (*NEVER_FOR_ONESELF, *seen)]


def wording(shares: list[Item], level: Level) -> str:
    """The words that stand on the page, and are kept with the yes."""
    acts = gettext("Your worker may see this, and do things with you:")
    said = acts if level == Level.ACT else gettext("Your worker may see this:")
    return " ".join([said, *[f"{translated(ITEM_WORDS[item])}." for item in shares]])
