"""`commonpurse decide`: why an ask gets the answer it gets, and moving on what waits."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from commonpurse.cli.running import EXIT_REFUSED, acts_as_member, json_option, print_json
from commonpurse.kernel.errors import NotAllowed, Refused

if TYPE_CHECKING:
    from commonpurse.money.decisions.queries import Explanation
    from commonpurse.parties.partners.models import Member
    from commonpurse.parties.people.models import Person


@click.group()
def decide() -> None:
    """Asks: why they get the answer they get, and moving on what waits."""


@decide.command("explain")
@click.option("--person", "who", required=True, metavar="REFERENCE", help="The person's reference or name.")
@click.option("--ask", "what_for", required=True, help="What it is for, in the person's own words.")
@click.option("--amount", "amount_text", required=True, help="How much, like 120 or 12.50.")
@click.option("--kind", "kind_name", default="other", show_default=True, help="What kind of thing, like furniture.")
@click.option("--payee", "payee_name", default="", help="Whom to pay, by name. One who was never paid is new.")
@json_option
@acts_as_member
def explain(
    by: Member,
    now: datetime,
    who: str,
    what_for: str,
    amount_text: str,
    kind_name: str,
    payee_name: str,
    as_json: bool,
) -> None:
    """Say what the person would be answered, and why, as the pages say it. It changes nothing, and is written down as a
    look.

    \b
    Example:
      commonpurse decide explain --person H-001 --ask "A bike, to get to the college" --amount 120 --as Wren
    """
    from commonpurse.kernel.money import parse_amount
    from commonpurse.money.budgets.rules import SPEND_WORDS, SpendKind
    from commonpurse.money.payments.explaining import explain_with_payee
    from commonpurse.parties.consent.commands import log_access
    from commonpurse.parties.partners.queries import the_partnership

    if kind_name not in set(SpendKind):
        raise click.BadParameter(f"the kinds are {', '.join(SPEND_WORDS)}", param_hint="--kind")
    person = person_named(by, who, now)
    amount = parse_amount(amount_text, the_partnership().currency)
    log_access(viewer=by, person_id=person.id, why="to explain an answer", fields=["asks", "money"], now=now)
    found = explain_with_payee(
        viewer=by,
        person=person,
        what_for=what_for,
        amount=amount,
        spend_kind=SpendKind(kind_name),
        payee_name=payee_name,
        now=now,
    )
    if found is None:
        raise NotAllowed
    if as_json:
        print_json(found.as_data())
        return
    for line in in_words(found):
        click.echo(line)


def in_words(found: Explanation) -> list[str]:
    """The answer, what comes next, and each reason in a line of its own; what stops it is marked."""
    lines = [str(found.sentence)]
    if found.next_step:
        lines.append(str(found.next_step))
    return [*lines, "", *(f"{'!' if each.stops else '-'} {each.says}" for each in found.reasons)]


def person_named(by: Member, who: str, now: datetime) -> Person:
    """The person of that reference or name, of those whose money this member may see. Raises: Refused."""
    from django.db.models import Q

    from commonpurse.kernel.periods import business_date
    from commonpurse.parties.consent.rules import Item
    from commonpurse.parties.people.queries import people_visible_to

    seen = people_visible_to(by, business_date(now), Item.MONEY_DETAIL)
    found = list(seen.filter(Q(reference__iexact=who) | Q(called_by__iexact=who))[:2])
    if not found:
        raise Refused("There is nobody of that reference or name whose money you may see.", code="person_unknown")
    if len(found) > 1:
        raise Refused("More than one person is called that. Say the reference.", code="person_name_shared")
    return found[0]


@decide.command("run")
@json_option
@acts_as_member
def run(by: Member, now: datetime, as_json: bool) -> None:
    """Move on every ask that waits: hand it to the next where a turn is over; make it a yes where it has become one.

    A no that was challenged, and that nobody heard a week after its day, becomes a yes where there is money for it.
    Limits of which the person asked to end them, and nobody answered, end; of one that ended by itself she is told.
    Let it run every few minutes. Running it twice does nothing twice. It ends with 1 where an ask or a challenge
    could not be moved: the others were, and that one is tried again with the next run.

    \b
    Example:
      commonpurse decide run --as Priya
    """
    from commonpurse.kernel.context import acting_as_system
    from commonpurse.money.decisions.commands import move_asks_on, move_challenges_on
    from commonpurse.parties.partners.queries import system_member
    from commonpurse.support.agreements.commands import end_unanswered_limits, tell_of_ended_limits

    moved = move_asks_on(by=by, now=now)
    heard = move_challenges_on(by=by, now=now)
    with acting_as_system("to end limits that nobody answered for, and to tell of those that ended"):
        job = system_member()
        ended = end_unanswered_limits(by=job, now=now)
        told = tell_of_ended_limits(by=job, now=now)
    if as_json:
        figures = {state: moved[state] for state in ("granted", "waiting", "stuck")}
        figures |= {f"challenges_{state}": heard[state] for state in ("granted", "late", "stuck")}
        print_json(figures)
    else:
        click.echo(f"Became a yes: {moved['granted']}. Waiting on: {moved['waiting']}.")
        if heard:
            click.echo(f"Challenges that nobody heard, now a yes: {heard['granted']}. Late: {heard['late']}.")
        if ended or told:
            click.echo(f"Limits that nobody answered for, ended: {len(ended)}. Told that one is over: {len(told)}.")
    stuck = moved["stuck"] + heard["stuck"]
    if stuck:
        click.echo(f"Could not be moved on: {stuck}. Look at them on the pages of asks and of challenges.", err=True)
        sys.exit(EXIT_REFUSED)
