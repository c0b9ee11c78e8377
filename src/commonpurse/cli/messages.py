"""`commonpurse messages`: send what is due, and see what waits."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

import click

from commonpurse.cli.running import acts_as_member, json_option, print_json, read_clock

if TYPE_CHECKING:
    from commonpurse.kernel.messages.rules import MessageState
    from commonpurse.parties.partners.models import Member


@click.group()
def messages() -> None:
    """Messages to people, and to members who want it: they say that there is news, and nothing else."""


@messages.command("send")
@click.option(
    "--every",
    "every_seconds",
    type=click.IntRange(min=5),
    metavar="SECONDS",
    help="Go on: look again after so many seconds, until the program is stopped.",
)
@json_option
@acts_as_member
def send(by: Member, now: datetime, every_seconds: int | None, as_json: bool) -> None:
    """Make messages of what has happened, and hand over what is due.

    How they leave is said by COMMONPURSE_MAIL and COMMONPURSE_TEXTS; without them they stay in the outbox. Nothing goes
    between 20:00 and 8:00, but codes to sign in, which go at once: let it look every 5 seconds where people use them.
    Several of these may run at once: each message goes once.

    \b
    Examples:
      commonpurse messages send --as Sam
      commonpurse messages send --as Sam --every 5
    """
    from django.db import close_old_connections

    from commonpurse.kernel.messages.delivery import the_post
    from commonpurse.parties.partners.commands import hand_over_work_codes
    from commonpurse.parties.signin.commands import hand_over_text_codes

    ways = the_post().ways
    if not ways and not as_json:
        click.echo("No way out is set up, so messages stay in the outbox.", err=True)
    while True:
        hand_over_text_codes(by=by, post=the_post(), now=now)  # somebody waits for each, so first
        hand_over_work_codes(by=by, post=the_post(), now=now)
        counts = send_all(by=by, now=now)
        if as_json:
            print_json({state.value: count for state, count in counts.items()})
        elif counts or every_seconds is None:
            click.echo(in_words(counts))
        if every_seconds is None:
            return
        time.sleep(every_seconds)
        close_old_connections()  # one that the server has dropped meanwhile is made anew
        now = read_clock()


def send_all(*, by: Member, now: datetime) -> Counter[MessageState]:
    """Run rounds until one hands nothing over; each has its own moment, for a round may take a while."""
    from django.conf import settings

    from commonpurse.kernel.context import acting_as_system
    from commonpurse.kernel.messages.delivery import the_post
    from commonpurse.money.budgets.commands import tell_of_money_ending
    from commonpurse.money.orders.commands import tell_of_dearer_orders
    from commonpurse.money.pooling.commands import tell_of_statements_due
    from commonpurse.parties.protected.commands.messages import send_messages
    from commonpurse.support.plans.commands import ask_about_weeks, mend_invites, remind_of_steps
    from commonpurse.support.plans.queries import days_going_with

    whole: Counter[MessageState] = Counter()
    tell_of_money_ending(by=by, now=now)
    tell_of_statements_due(by=by, now=now)
    remind_of_steps(by=by, now=now)
    mend_invites(by=by, now=now)
    ask_about_weeks(by=by, now=now)
    tell_of_dearer_orders(by=by, now=now)
    while True:
        # Whoever starts it sees no contact of anybody: the round reads where each message goes, and shows nobody.
        with acting_as_system("to send what is due"):
            counts = send_messages(
                by=by, post=the_post(), site_address=settings.SITE_ADDRESS, encloses=days_going_with, now=now
            )
        whole += counts
        if not counts:
            return whole
        now = read_clock()


def in_words(counts: Counter[MessageState]) -> str:
    from commonpurse.kernel.messages.rules import STATE_WORDS

    if not counts:
        return "Nothing was due."
    return " ".join(f"{STATE_WORDS[state]}: {count}." for state, count in counts.items())


@messages.command("list")
@click.option("--state", "state_name", help="Only those in this state, like waiting, failed or perhaps_sent.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many, newest first."
)
@json_option
@acts_as_member
def list_messages(by: Member, now: datetime, state_name: str | None, limit: int, as_json: bool) -> None:
    """Show the outbox: when each message was made, by what it goes, and what came of it. Never to whom.

    \b
    Example:
      commonpurse messages list --as Sam --state perhaps_sent
    """
    from commonpurse.kernel.errors import NotAllowed
    from commonpurse.kernel.messages.access import can_keep_outbox
    from commonpurse.kernel.messages.rules import MessageState
    from commonpurse.parties.people.queries import outbox_visible_to

    if not can_keep_outbox(by):
        raise NotAllowed
    if state_name is not None and state_name not in set(MessageState):
        raise click.BadParameter(f"the states are {', '.join(MessageState)}", param_hint="--state")
    found = outbox_visible_to(by)
    if state_name is not None:
        found = found.filter(state=state_name)
    rows = list(found[:limit])
    if as_json:
        fields = ("id", "way", "state", "code", "failures", "queued_at", "next_try_at", "sent_at")
        print_json([{name: getattr(row, name) for name in fields} for row in rows])
        return
    for row in rows:
        until = f", not before {row.next_try_at:%Y-%m-%d %H:%M} UTC" if row.next_try_at else ""
        click.echo(f"{row.id}  {row.queued_at:%Y-%m-%d %H:%M}  {row.way:5}  {row.state_words}{until}")
        if row.reason_words:
            click.echo(f"    {row.reason_words}")
    if not rows:
        click.echo("There is no such message.")
