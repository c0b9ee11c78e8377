"""Every part of our pages on one page, with made-up values: to build by, and to compare pictures of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonpurse.kernel.money import Money
from commonpurse.money.payments.rules import STATE_WORDS
from commonpurse.web.doors import MEMBER, door
from commonpurse.web.parts.forms import AmountField, DayField, PageForm
from commonpurse.web.parts.icons import ICONS
from commonpurse.web.parts.pages import show
from commonpurse.web.parts.shapes import Fact, Step, Tab, Wait
from commonpurse.web.parts.stories import Said, StoryLine
from commonpurse.web.request import PageRequest

A_DAY = date(2026, 11, 24)  # fixed, so that two pictures of the page are alike
COLOURS = ("paper", "card", "ink", "soft", "brand", "brand-tint", "warm", "warm-tint", "stop", "stop-tint", "sun")


def pounds(amount: int) -> Money:
    return Money(amount * 100, "GBP")


class SampleForm(PageForm):
    """One field of each kind; what is given here is wrong on purpose."""

    name = forms.CharField(label="What do you call them?", help_text="Like: Argos, my landlord, my sister.")
    amount = AmountField(label="How much?")
    on = DayField(label="When?", required=False)
    kind = forms.ChoiceField(label="What is it for?", choices=[("", "Choose one"), ("home", "Setting up a home")])
    who = forms.ChoiceField(
        label="Who gets the money?", choices=[("me", "My own account"), ("shop", "A shop")], widget=forms.RadioSelect
    )
    why = forms.CharField(label="Why?", widget=forms.Textarea, required=False)
    file = forms.FileField(label="The bank’s statement", required=False)


def samples() -> dict[str, Any]:
    """What each part is given."""
    wait = Wait("Sam", A_DAY, A_DAY + timedelta(days=2), "Then it goes to the partnership’s manager.")
    return {
        "colours": COLOURS,
        "icons": list(ICONS),
        "amount": Money(129950, "GBP"),
        "parts": [("Yours now", pounds(1299)), ("On its way", pounds(90)), ("Kept for what was asked", pounds(60))],
        "columns": [
            [("Promised", pounds(9000))],
            [("Received", pounds(7000)), ("Still to come", pounds(2000))],
            [("Not yet given", pounds(1500)), ("With people", pounds(2500)), ("Paid out", pounds(3000))],
        ],
        "by_kind": [
            ("Setting up a home", pounds(1240)),
            ("Travel", pounds(310)),
            ("Phone, data or laptop", pounds(90)),
            ("Learning", pounds(0)),
        ],
        "steps": [
            Step("You said yes", "done", A_DAY - timedelta(days=3)),
            Step("It went into a file for the bank", "done", A_DAY - timedelta(days=1)),
            Step("Somebody else checks the file", "now", wait=wait),
            Step("The bank pays", "next"),
        ],
        "failed_steps": [
            Step("It was sent", "done", A_DAY),
            Step("The bank sent it back", "failed", note="No account."),
        ],
        "wait": wait,
        "until": A_DAY + timedelta(days=99),
        "facts": [
            Fact("What for", "A bike", "#facts"),
            Fact("How much", "£12.50", "#facts"),
            Fact("Who gets it", "Argos, account ending in 22"),
        ],
        "tabs": [Tab("All", "#tabs", True, 12), Tab("Waiting", "#tabs", False, 3), Tab("Done", "#tabs", False)],
        "states": [(state.value, words) for state, words in STATE_WORDS.items()],
        "story": [
            StoryLine(
                A_DAY,
                (
                    Said("tick", "£40 went to Argos for “a bike”."),
                    Said("person", "You decided."),
                    Said("bank", "The bank paid it on Thursday."),
                ),
            ),
            StoryLine(A_DAY - timedelta(days=4), (Said("in", "£150 came in from the Fresh Start Fund."),)),
        ],
        "names": ["Mo", "سلمى حدّاد", "Siân O’Neill-Ŵyn"],
    }


@door(MEMBER, why="to see every part of our pages")
def styleguide(request: PageRequest) -> HttpResponse:
    wrong = SampleForm({"amount": "12,5", "on": "31 February", "name": "", "why": "It was cold."})
    wrong.is_valid()
    return show(
        request,
        "parts/styleguide.html",
        way=[(_("First page"), reverse("public:front"))],
        sample_form=SampleForm(auto_id="fresh_%s"),
        wrong_forms=[wrong],  # one among the samples, and not of the page
        empty_words=_("Nobody is here yet. Add your own account, a shop, or somebody who helps you."),
        **samples(),
    )
