"""What a person needs, said to a worker: the word, the sentence with its clock, and where to do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonpurse.kernel.money import Money
from commonpurse.money.decisions.queries import asks_waiting_by_person
from commonpurse.money.payments.needs import Need, Needed
from commonpurse.money.payments.people_by_need import needs_of
from commonpurse.parties.partners.queries import the_partnership
from commonpurse.parties.people.queries import people_to_act_for
from commonpurse.support.plans.queries import InTouch, in_touch_of
from commonpurse.web.parts.written import day, moment, money, named
from commonpurse.web.request import PageRequest

# The word of each need: on the list's tabs and beside its icon.
NEED_WORDS: Mapping[Need, str | Promise] = {
    Need.PAYMENT_FAILED: gettext_lazy("Payment failed"),
    Need.ASK_WAITS: gettext_lazy("Ask waits"),
    Need.YES_UNPAID: gettext_lazy("Yes, not paid yet"),
    Need.CALL_BACK: gettext_lazy("Account to check"),
    Need.MONEY_ENDS: gettext_lazy("Money ends soon"),
    Need.HANDS_END: gettext_lazy("Holder changes soon"),
    Need.REVIEW_DUE: gettext_lazy("Review due"),
    Need.NO_BUDGET: gettext_lazy("No budget"),
    Need.NO_SAFE_CONTACT: gettext_lazy("No safe contact"),
}
SENTENCES: Mapping[Need, str | Promise] = {
    Need.PAYMENT_FAILED: gettext_lazy("A payment failed on {day}, and nobody has paid it again."),
    Need.ASK_WAITS: gettext_lazy("An ask has waited for an answer since {day}."),
    Need.YES_UNPAID: gettext_lazy("The answer was yes on {day}. The money has not been released yet."),
    Need.CALL_BACK: gettext_lazy("A new account waits until {moment}. A call-back by a second worker ends the wait."),
    Need.MONEY_ENDS: gettext_lazy("Some of the money that is left can be used only before {day}."),
    Need.HANDS_END: gettext_lazy("Money that others hold is in the person’s own hands again on {day}."),
    Need.REVIEW_DUE: gettext_lazy("Somebody is to talk with them over their money by {day}."),
    Need.NO_BUDGET: gettext_lazy("There is no budget yet."),
    Need.NO_SAFE_CONTACT: gettext_lazy("Nobody has written down a safe way to reach them."),
}
# What to do about it, and where: the page's name, or the part of the person's own page.
ACTS: Mapping[Need, tuple[str | Promise, str]] = {
    Need.PAYMENT_FAILED: (gettext_lazy("Look at the payments"), "#payments"),
    Need.ASK_WAITS: (gettext_lazy("Answer the ask"), "#asks"),
    Need.YES_UNPAID: (gettext_lazy("Release what was granted"), "#asks"),
    Need.CALL_BACK: (gettext_lazy("Look who gets paid"), "worker:payees"),
    Need.MONEY_ENDS: (gettext_lazy("Look where it comes from"), "#funds"),
    Need.HANDS_END: (gettext_lazy("Look who holds it"), "#funds"),
    Need.REVIEW_DUE: (gettext_lazy("Write down the review"), "worker:review"),
    Need.NO_BUDGET: (gettext_lazy("Open a budget"), "worker:open_budget"),
    Need.NO_SAFE_CONTACT: (gettext_lazy("Add a way to reach them"), "worker:add_contact"),
}


@dataclass(frozen=True)
class NeedLine:
    """One need as a page says it: `name` picks its icon."""

    name: str
    words: str
    sentence: str
    act: str
    address: str


def need_line(needed: Needed, person_id: Any) -> NeedLine:
    need = needed.need
    when = needed.since or needed.until
    act, where = ACTS[need]
    clock = {"day": day(when), "moment": moment(when)} if need == Need.CALL_BACK else {"day": day(when)}  # type: ignore[arg-type]
    own_page = reverse("worker:person", args=[person_id])
    return NeedLine(
        name=need.value,
        words=str(NEED_WORDS[need]),
        sentence=str(SENTENCES[need]).format(**clock),
        act=str(act),
        address=f"{own_page}{where}" if where.startswith("#") else reverse(where, args=[person_id]),
    )


def need_lines(person: Any) -> list[NeedLine]:
    """What one of `people_by_need` needs, most pressing first."""
    return [need_line(needed, person.id) for needed in needs_of(person)]


@dataclass(frozen=True)
class PersonRow:
    """A person on the list: what is needed first, what else, and which asks wait, in words."""

    person: Any
    first: NeedLine | None
    others: list[NeedLine]
    asks: str = ""
    may_release: bool = False
    lead: str = ""
    touch: str = ""

    @property
    def id(self) -> Any:
        return self.person.id

    @property
    def words(self) -> str:
        """All that is needed, for one cell of a file."""
        lines = [self.first, *self.others] if self.first else []
        return " ".join(line.sentence for line in lines) or _("Nothing now.")


def person_rows(request: PageRequest, people: Sequence[Any]) -> list[PersonRow]:
    ids = [person.id for person in people if Need.ASK_WAITS in {needed.need for needed in needs_of(person)}]
    waiting = asks_waiting_by_person(viewer=request.viewer, person_ids=ids, today=request.today) if ids else {}
    currency = the_partnership().currency if waiting else ""
    able = people_to_act_for(viewer=request.viewer, person_ids=[person.id for person in people], today=request.today)
    every = [person.id for person in people]
    touched = in_touch_of(viewer=request.member, person_ids=every, today=request.today)
    rows = []
    for person in people:
        lines = need_lines(person)
        count, minor = waiting.get(person.id, (0, 0))
        words = asks_words(count, Money(minor, currency)) if count else ""
        rows.append(
            PersonRow(
                person,
                lines[0] if lines else None,
                lines[1:],
                words,
                hasattr(person, "budget") and person.id in able,
                lead_words(touched.get(person.id)),
                touch_words(touched.get(person.id)),
            )
        )
    return rows


def lead_words(found: InTouch | None) -> str:
    """Say who coordinates for somebody; nothing where the plan is not seen."""
    if found is None:
        return ""
    if not found.lead:
        return _("Nobody coordinates.")
    if found.stands_in_until:
        words = _("You stand in for {name} until {day}.")
        return words.format(name=named(found.in_place_of), day=day(found.stands_in_until))
    words = _("{name} coordinates.") if found.lead_is_here else _("{name} coordinated, and has left.")
    return words.format(name=named(found.lead))


def touch_words(found: InTouch | None) -> str:
    """Say when anybody was last in touch; nothing where the plan is not seen."""
    if found is None:
        return ""
    return _("In touch on {day}.").format(day=day(found.last_on)) if found.last_on else _("Not in touch yet.")


def asks_words(count: int, total: Money) -> str:
    words = ngettext("{count} ask waits, for {sum}.", "{count} asks wait, for {sum} together.", count)
    return words.format(count=count, sum=money(total))
