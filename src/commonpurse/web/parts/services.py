"""How a service is shown: its times, its price, who it is for and where, in the words of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from commonpurse.kernel.words import Words
from commonpurse.parties.directory.queries import PriceShown, Service, ServiceNote, assurer_of, prices_on
from commonpurse.parties.directory.rules import DAY_WORDS
from commonpurse.parties.partners.queries import Member
from commonpurse.web.parts.words import listed, translated
from commonpurse.web.parts.written import day, money, named

SHORT_TEXT = 160  # letters of a description on a card
FEW_TIMES = 2  # on a card


@dataclass(frozen=True)
class ShownTime:
    """`when`: days and hours, where the feed gives them; `words` what it says beside."""

    when: str
    words: str
    notes: str
    place: str


@dataclass(frozen=True)
class ShownPrice:
    amount: str
    words: str
    since: str


@dataclass(frozen=True)
class ShownPlace:
    lines: Sequence[str]
    words: str
    access: str
    transport: str


@dataclass(frozen=True)
class ShownService:
    """Everything of a service's page. `is_old`: nobody has looked for so long that it may not be so any more."""

    times: Sequence[ShownTime]
    prices: Sequence[ShownPrice]
    places: Sequence[ShownPlace]
    who_for: Sequence[str]
    checked: str
    is_old: bool


@dataclass(frozen=True)
class ShownCard:
    """One service in a list."""

    service: Service
    text: str
    place: str
    times: Sequence[str]
    price: str
    checked: str
    is_old: bool


def shown_service(service: Service, today: date, *, with_names: bool = False) -> ShownService:
    """Everything of its page. `with_names`: to who is signed in, whoever of us checked it has a name."""
    return ShownService(
        times=times_of(service, today, with_places=True),
        prices=[shown_price(one) for one in prices_on(service, today)],
        places=[
            ShownPlace(at.location.lines, at.description, at.location.access, at.location.transport)
            for at in service.at_locations.all()
        ],
        who_for=[text for one in service.eligibilities.all() for text in (one.words, ages(one)) if text],
        checked=checked_by_words(service, with_names=with_names),
        is_old=service.is_stale(today),
    )


def shown_card(service: Service, today: date) -> ShownCard:
    places = [at.location for at in service.at_locations.all()]
    times = [one.when or one.words for one in times_of(service, today, with_places=False)]
    prices = [shown_price(one) for one in prices_on(service, today) if one.is_valid]
    return ShownCard(
        service=service,
        text=shortened(service.description),
        place=", ".join(places[0].lines[-2:]) if places else "",
        times=times[:FEW_TIMES],
        price=(prices[0].amount or prices[0].words) if prices else shortened(service.fees),
        checked=checked_words(service),
        is_old=service.is_stale(today),
    )


def shortened(text: str) -> str:
    """The first line, cut at a word."""
    first = text.split("\n", 1)[0]
    if len(first) <= SHORT_TEXT:
        return first
    return f"{first[:SHORT_TEXT].rsplit(' ', 1)[0]}…"


def times_of(service: Service, today: date, *, with_places: bool) -> list[ShownTime]:
    """The times that are not over yet. Where there are several places, at which of them."""
    several = with_places and len(service.at_locations.all()) > 1
    found = []
    for one in service.schedules.all():
        if one.ends_on is not None and one.ends_on <= today:
            continue
        when = [days_of(one.day_words)] if one.day_words else []
        if one.opens_at and one.closes_at:
            when.append(_("{opens} to {closes}").format(opens=f"{one.opens_at:%H:%M}", closes=f"{one.closes_at:%H:%M}"))
        elif one.opens_at:
            when.append(_("from {opens}").format(opens=f"{one.opens_at:%H:%M}"))
        if one.starts_on is not None and one.starts_on > today:
            when.append(_("from {day} on").format(day=day(one.starts_on)))
        place = str(one.location) if several and one.location else ""
        found.append(ShownTime(", ".join(when), one.words, one.notes, place))
    return found


def days_of(words: Sequence[Words]) -> str:
    return _("Every day") if len(words) == len(DAY_WORDS) else listed([translated(each) for each in words])


def shown_price(price: PriceShown) -> ShownPrice:
    option = price.option
    amount = "" if option.amount is None else money(option.amount) if option.amount.minor else _("Free")
    words = ", ".join(text for text in (option.option, option.words) if text)
    if not price.is_valid and price.begins_on is not None:
        return ShownPrice(amount, words, _("from {day} on").format(day=day(price.begins_on)))
    since = _("since {day}").format(day=day(option.starts_on)) if option.starts_on else ""
    return ShownPrice(amount, words, since)


def ages(one: object) -> str:
    low, high = getattr(one, "minimum_age", None), getattr(one, "maximum_age", None)
    if low is not None and high is not None:
        return _("{low} to {high} years old").format(low=low, high=high)
    if low is not None:
        return _("{low} years and older").format(low=low)
    return _("Up to {high} years old").format(high=high) if high is not None else ""


def shown_price_words(option: Any, today: date) -> str:
    """A price in a few words: what it is for, how much, and from when on it counts where that is to come."""
    amount = money(option.amount) if option.amount else ""
    is_to_come = option.starts_on is not None and option.starts_on > today
    since = _("from {day} on").format(day=day(option.starts_on)) if is_to_come else ""
    return ", ".join(text for text in (option.option, amount, since) if text)


def checked_words(service: Service) -> str:
    """When somebody last looked whether it is so."""
    if service.assured_on is None:
        return _("Nobody has told us when this was checked.")
    return _("Last checked on {day}").format(day=day(service.assured_on))


def checked_by_words(service: Service, *, with_names: bool) -> str:
    """When somebody last looked, and who: a member of ours, the office that its list names, or only its list."""
    if service.assured_on is None:
        return checked_words(service)
    on, who = day(service.assured_on), service.assured_by
    if who is not None and with_names:
        return _("Last checked on {day}, by {name} of {organisation}").format(
            day=on, name=named(who.name), organisation=named(office_of(who))
        )
    if who is not None or service.assurer:
        name = named(office_of(who)) if who is not None else service.assurer
        return _("Last checked on {day}, by {name}").format(day=on, name=name)
    return _("Last checked on {day}, so its list says: {list}").format(day=on, list=named(service.feed.name))


def office_of(member: Member) -> str:
    return member.organisation.name if member.organisation is not None else member.name


def reaches_words(service: Service) -> str:
    """Whom it reaches that something is not right, for anybody who says so."""
    assurer = assurer_of(service)
    if assurer.member is not None:
        return _("{name} checked it last. What you say reaches them.").format(name=named(office_of(assurer.member)))
    if assurer.organisation is not None:
        return _("{name} looks after it. What you say reaches them.").format(name=named(assurer.organisation.name))
    if assurer.address:
        return _("{address} checks it. We pass on what you say.").format(address=assurer.address)
    return ""


@dataclass(frozen=True)
class ShownNote:
    """What somebody says is not right, whose turn it is, and the letter to an office outside where it is theirs."""

    note: ServiceNote
    turn: str
    address: str
    letter: str
    mailto: str


def shown_note(note: ServiceNote, member: Member) -> ShownNote:
    assurer = assurer_of(note.service)
    turn = ""
    if note.passed_on_at is not None and note.passed_on_by is not None:
        told = {"day": day(note.passed_on_at), "name": named(note.passed_on_by.name)}
        turn = _("An office outside was told on {day}, by {name}. It waits here until somebody has looked.").format(
            **told
        )
        if note.passed_on_to:
            turn = _("Passed on to {address} on {day}, by {name}. It waits here until somebody has looked.").format(
                address=note.passed_on_to, **told
            )
    elif assurer.member is not None and assurer.member.id == member.id:
        turn = _("You checked it last, so it comes to you first.")
    elif assurer.member is not None:
        turn = _("{name} checked it last, and has it on top of their list.").format(name=named(assurer.member.name))
    elif assurer.organisation is not None and assurer.organisation.id == member.organisation_id:
        turn = _("It is a service of {name}, so it comes to you first.").format(name=named(assurer.organisation.name))
    elif assurer.organisation is not None:
        turn = _("{name} looks after it, and has it on top of their list.").format(
            name=named(assurer.organisation.name)
        )
    elif assurer.address:
        turn = _("{address} checks it, and is not one of us. Pass it on.").format(address=assurer.address)
    is_to_pass_on = bool(assurer.address) and note.passed_on_at is None
    letter = letter_about(note) if is_to_pass_on else ""
    subject = _("Something may not be right in your list")
    mailto = f"mailto:{quote(assurer.address, safe='@')}?subject={quote(subject)}&body={quote(letter)}"
    return ShownNote(note, turn, assurer.address if is_to_pass_on else "", letter, mailto if is_to_pass_on else "")


def letter_about(note: ServiceNote) -> str:
    """The ready words for an office outside: what, of which service, and where it stands. Nobody's name."""
    service = note.service
    whose = f" ({service.organisation.name})" if service.organisation else ""
    said = f"{translated(note.kind_words)}. {note.words}".strip()
    return "\n".join(
        [
            _("Hello,"),
            "",
            _("this may not be right in your list:"),
            "",
            f"{service.name}{whose}",
            said,
            f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('public:service', args=[service.id])}",
            "",
            _("Could you look, and put it right there? Our list takes it from yours. Thank you."),
        ]
    )
