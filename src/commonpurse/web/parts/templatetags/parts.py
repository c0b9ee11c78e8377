"""The tags of our templates: sums, days and waits as people say them, and the few drawn parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from commonpurse.kernel.money import CURRENCIES, MINOR_PER_MAJOR, Money
from commonpurse.web.parts.bands import band_of
from commonpurse.web.parts.bars import bars_of
from commonpurse.web.parts.dialled import with_links
from commonpurse.web.parts.flows import flow_of
from commonpurse.web.parts.icons import ICONS, TURNING
from commonpurse.web.parts.marks import FIELD, mark_for
from commonpurse.web.parts.payee_names import account_beside, payee_beside
from commonpurse.web.parts.words import translated
from commonpurse.web.parts.written import aloud, as_day, counted, day, moment, money, named, short_day, spoken

register = template.Library()

register.filter("translated", translated)
register.filter("payee_beside", payee_beside)
register.filter("account_beside", account_beside)
for each in (money, spoken, aloud, day, short_day, moment, counted, named):
    register.filter(each.__name__, each)


@register.inclusion_tag("parts/big_money.html")
def big_money(amount: Money) -> dict[str, Any]:
    """The one big number: pounds large, pence smaller, said aloud as one sum."""
    major, minor = divmod(abs(amount.minor), MINOR_PER_MAJOR)
    sign = "\N{MINUS SIGN}" if amount.minor < 0 else ""
    return {"amount": amount, "major": f"{sign}{CURRENCIES[amount.currency]}{major:,}", "minor": f"{minor:02d}"}


@register.simple_tag
def said(amount: Money | None) -> str:
    """Show a sum in a list or table; a screen reader says it in words. Nothing stays nothing, for an empty cell."""
    if amount is None:
        return ""
    return format_html('<span aria-hidden="true">{}</span><span class="unseen">{}</span>', money(amount), aloud(amount))


@register.filter
def account_written(account: Any) -> str:
    """Write an account whole, for who checks it: sort code and number, or IBAN in groups of four."""
    if account.iban:
        return " ".join(account.iban[place : place + 4] for place in range(0, len(account.iban), 4))
    return f"{account.named.sort_code_written} {account.account_number}"


@register.filter
def dialled(value: str) -> SafeString:
    """Let each phone number in a text be tapped. Text that is not marked as safe is escaped first."""
    return mark_safe(with_links(conditional_escape(value)))  # noqa: S308  escaped here, and figures alone are put in


@register.filter
def iso(value: date | datetime | None) -> str:
    """Write a day for the `datetime` of a time element."""
    return "" if value is None else as_day(value).isoformat()


@register.inclusion_tag("parts/icon.html")
def icon(name: str) -> dict[str, Any]:
    """Draw one of our icons. It is hidden from screen readers: the word beside it is what they read."""
    return {"drawing": mark_safe(ICONS[name]), "turns": name in TURNING}  # noqa: S308 - drawn by us, nothing typed is in it


@register.inclusion_tag("parts/band.html")
def band(label: str, parts: list[tuple[str, Money]]) -> dict[str, Any]:
    """Draw sums as parts of one bar, widths to scale, with the list of words and sums beneath."""
    return {"label": label, "parts": band_of(parts)}


@register.inclusion_tag("parts/flow.html")
def flow(
    label: str, columns: Sequence[Sequence[tuple[str, Money]]], streams: Sequence[tuple[str, str, Money]] | None = None
) -> dict[str, Any]:
    """Draw how sums flow into parts and these into theirs. The table beneath says the same."""
    return {"label": label, **flow_of(columns, streams)}


@register.inclusion_tag("parts/bars.html")
def bars(label: str, rows: Sequence[tuple[str, Money | int]]) -> dict[str, Any]:
    """Draw values of zero or more as a table whose rows hold their bars."""
    return {"label": label, "bars": bars_of(rows), "is_money": any(isinstance(value, Money) for _, value in rows)}


def is_easy(context: template.Context) -> bool:
    """Whether this reader wants easy read."""
    reading = context.get("reading")
    return reading is not None and reading.is_easy


@register.inclusion_tag("parts/sentences.html", takes_context=True)
def sentences(context: template.Context, each: Sequence[Any]) -> dict[str, Any]:
    """Write sentences that each have an icon: a paragraph, or for easy read a list with the icon beside each."""
    return {"said": each, "is_easy": is_easy(context)}


@register.simple_block_tag(takes_context=True)
def say(context: template.Context, content: SafeString, icon_name: str) -> SafeString:
    """Write one idea as a paragraph; for easy read its icon stands beside it."""
    words = mark_safe(content.strip())  # noqa: S308  what the template between the tags has rendered
    if not is_easy(context):
        return format_html("<p>{}</p>", words)
    return format_html(
        '<p class="say">{}<span>{}</span></p>', render_to_string("parts/icon.html", icon(icon_name)), words
    )


@register.inclusion_tag("parts/who_decides.html")
def who_decides(how: str, who: str = "", until: date | None = None, because: str = "") -> dict[str, Any]:
    """Say who decides: `self`, `after` talking to `who`, `both` together, or `other` for now; until when and why."""
    return {"how": how, "who": who, "until": until, "because": because}


@register.simple_tag(takes_context=True)
def page_address(context: template.Context, number: int) -> str:
    """Return this page's address with another page number, what was searched for being kept."""
    asked = {key: value for key, value in context["request"].GET.items() if key != "page"}
    return "?" + urlencode({**asked, "page": number})


# The look of each state: (class, icon). Shape and word say the same without colour.
STATE_LOOKS = {
    "held": ("waits", "clock"),
    "ready": ("", "arrow"),
    "in_file": ("", "file"),
    "sent": ("waits", "clock"),
    "unknown": ("waits", "clock"),
    "settled": ("done", "tick"),
    "returned": ("no", "stop"),
    "rejected": ("no", "stop"),
    "stopped": ("no", "stop"),
    "waiting": ("waits", "clock"),
    "granted": ("", "tick"),
    "declined": ("no", "stop"),
    "withdrawn": ("no", "stop"),
    "done": ("done", "tick"),
    "late": ("no", "clock"),
    # what a person needs of those who work with her
    "payment_failed": ("no", "stop"),
    "ask_waits": ("waits", "ask"),
    "yes_unpaid": ("waits", "pay"),
    "call_back": ("waits", "phone"),
    "money_ends": ("", "calendar"),
    "hands_end": ("", "hand"),
    "review_due": ("", "talk"),
    "no_budget": ("", "purse"),
    "no_safe_contact": ("", "talk"),
}


@register.inclusion_tag("parts/state.html")
def state(name: str, words: str) -> dict[str, Any]:
    """Show a state as a shape with its word."""
    tone, icon = STATE_LOOKS[name]
    return {"tone": tone, "icon": icon, "words": translated(words)}


@register.simple_tag(takes_context=True, name="csrf_token")
def form_marks(context: template.Context) -> SafeString:
    """Write what every form of ours carries: Django's token against forged forms, and the mark of whose form it is.

    It stands in for Django's own tag, so that no form can have the one without the other.
    """
    token = mark_safe(CsrfTokenNode().render(context))  # noqa: S308  it is Django's own field
    mark = mark_for(context["request"])
    return format_html('{}<input type="hidden" name="{}" value="{}">', token, FIELD, mark) if mark else token


@register.inclusion_tag("parts/passkey_form.html", takes_context=True)
def passkey_form(
    context: Any, act: str, ask: str, words: str, *, action: str = "", is_second: bool = False
) -> dict[str, Any]:
    """Ask the browser for a passkey (`get`) or for a new one (`create`); `ask` is where its options are."""
    kept = {name: context.get(name) for name in ("request", "csrf_token", "next_page")}
    given = {"act": act, "ask": ask, "words": words, "action": action}
    return kept | given | {"is_second": is_second}
