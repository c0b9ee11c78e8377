"""Her own rules about her money: what is on, a new one, and taking one off as she set it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.periods import day_begins
from commonpurse.money.budgets.rules import SPEND_WORDS, SpendKind
from commonpurse.money.decisions.commands import (
    ask_friend_first,
    block_spending,
    keep_lock,
    pause_spending,
    take_off_lock,
)
from commonpurse.money.decisions.queries import get_lock, locks_on
from commonpurse.money.decisions.rules import GAMBLING_WORDS, LockKind
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.forms import AmountField, AmountForm, DayField, posted
from commonpurse.web.parts.locks import lock_lines
from commonpurse.web.parts.pages import go, or_404, refuse, show
from commonpurse.web.parts.written import day, moment
from commonpurse.web.request import PageRequest, look_at

AT_ONCE = gettext_lazy("At once")
OFF_CHOICES = [
    ("0", AT_ONCE),
    ("1", gettext_lazy("One day after I say so")),
    ("3", gettext_lazy("Three days after I say so")),
    ("7", gettext_lazy("A week after I say so")),
]
GAMBLING, A_NAME, A_KIND = "gambling", "name", "kind"
A_DAY = "day"


class LockForm(AmountForm):
    """What every rule has: how fast it comes off again."""

    off_after_days = forms.TypedChoiceField(
        label=gettext_lazy("How fast can you take it off?"),
        help_text=gettext_lazy("A wait helps on a bad day. You can still keep it on."),
        choices=OFF_CHOICES,
        coerce=int,
        initial="0",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how fast it comes off.")},
    )


class PauseForm(LockForm):
    until = forms.ChoiceField(
        label=gettext_lazy("Until when?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose until when.")},
    )
    until_day = DayField(
        label=gettext_lazy("Which day?"),
        help_text=gettext_lazy("Only if you chose another day. Like 3 March."),
        required=False,
    )
    field_order = ("until", "until_day", "off_after_days")

    def __init__(self, *args: Any, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        monday = today + timedelta(days=7 - today.weekday())
        days = dict.fromkeys((today + timedelta(days=1), monday, today + timedelta(days=7), today + timedelta(days=30)))
        until: Any = self.fields["until"]
        until.choices = [(each.isoformat(), day(each)) for each in sorted(days)] + [(A_DAY, _("Another day"))]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("until") == A_DAY and not given.get("until_day") and "until_day" not in self.errors:
            self.add_error("until_day", _("Write the day."))
        return given

    @property
    def given(self) -> dict[str, Any]:
        said = self.cleaned_data
        on = said["until_day"] if said["until"] == A_DAY else date.fromisoformat(said["until"])
        return {"until": day_begins(on)}


class FriendForm(LockForm):
    friend_name = forms.CharField(
        label=gettext_lazy("Who is your friend?"),
        help_text=gettext_lazy("We do not write to them. You ask, and then you tell us."),
        max_length=100,
        error_messages={"required": gettext_lazy("Write their name.")},
    )
    over = AmountField(
        label=gettext_lazy("Over how much?"),
        help_text=gettext_lazy("Smaller sums go as they do now."),
        error_messages={"required": gettext_lazy("Write how much.")},
    )
    field_order = ("friend_name", "over", "off_after_days")

    @property
    def given(self) -> dict[str, Any]:
        return {"friend_name": self.cleaned_data["friend_name"], "over": self.cleaned_data["over"]}


class BlockForm(LockForm):
    what = forms.ChoiceField(
        label=gettext_lazy("What do you want to block?"),
        choices=[
            (GAMBLING, gettext_lazy("Betting and gambling shops")),
            (A_NAME, gettext_lazy("A shop or a person, by name")),
            (A_KIND, gettext_lazy("A kind of thing")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what to block.")},
    )
    words = forms.CharField(
        label=gettext_lazy("Which name?"),
        help_text=gettext_lazy("Only for a name. Put a comma between two."),
        max_length=300,
        required=False,
    )
    spend_kind = forms.ChoiceField(
        label=gettext_lazy("Which kind?"),
        help_text=gettext_lazy("Only for a kind of thing."),
        choices=[("", gettext_lazy("Choose a kind")), *((kind.value, words) for kind, words in SPEND_WORDS.items())],
        required=False,
    )
    field_order = ("what", "words", "spend_kind", "off_after_days")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("what") == A_NAME and not given.get("words") and "words" not in self.errors:
            self.add_error("words", _("Write the name."))
        if given.get("what") == A_KIND and not given.get("spend_kind"):
            self.add_error("spend_kind", _("Choose the kind."))
        return given

    @property
    def given(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said["what"] == A_KIND:
            return {"spend_kind": SpendKind(said["spend_kind"])}
        return {"words": GAMBLING_WORDS if said["what"] == GAMBLING else said["words"]}


SET: dict[str, Callable[..., object]] = {
    LockKind.PAUSE: pause_spending,
    LockKind.FRIEND_FIRST: ask_friend_first,
    LockKind.BLOCK: block_spending,
}


def form_for(kind: str, request: PageRequest) -> Any:
    given: dict[str, Any] = {"currency": the_partnership().currency}
    if kind == LockKind.PAUSE:
        return PauseForm(posted(request), today=request.today, **given)
    return (FriendForm if kind == LockKind.FRIEND_FIRST else BlockForm)(posted(request), **given)


@door(PERSON, why="to see her own rules about her money")
def locks(request: PageRequest) -> HttpResponse:
    look_at(request, request.person.id, "own rules")
    found = locks_on(viewer=request.person, person=request.person, now=request.now)
    return show(request, "person/locks.html", lines=lock_lines(found, the_partnership().currency))


@door(PERSON, why="to set a rule for herself about her money", methods="GET POST")
def add(request: PageRequest, kind: str) -> HttpResponse:
    """Set one. What is promised already still goes."""
    if kind not in SET:
        raise Http404
    form = form_for(kind, request)
    if request.method == "POST" and form.is_valid():
        try:
            SET[kind](
                by=request.person,
                person=request.person,
                off_after_days=form.cleaned_data["off_after_days"],
                now=request.now,
                **form.given,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return go(request, _("Your rule is on."), "person:locks")
    return show(request, "person/add_lock.html", form=form, kind=kind)


@door(PERSON, why="to take off a rule that she set for herself", methods="POST")
def take_off(request: PageRequest, lock_id: UUID) -> HttpResponse:
    lock = own_lock(request, lock_id)
    taken = take_off_lock(by=request.person, lock=lock, now=request.now)
    if taken.is_on_at(request.now):
        happened = _("It comes off on {moment}. You can keep it on until then.").format(moment=moment(taken.off_at))
        return go(request, happened, "person:locks")
    return go(request, _("It is off now."), "person:locks")


@door(PERSON, why="to keep a rule that she set for herself", methods="POST")
def keep(request: PageRequest, lock_id: UUID) -> HttpResponse:
    keep_lock(by=request.person, lock=own_lock(request, lock_id), now=request.now)
    return go(request, _("It stays on."), "person:locks")


def own_lock(request: PageRequest, lock_id: UUID) -> Any:
    """One of her rules that count, or 404."""
    look_at(request, request.person.id, "own rules")
    return or_404(get_lock(viewer=request.person, person=request.person, lock_id=lock_id, now=request.now))
