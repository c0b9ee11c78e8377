"""Who wants to be told of news, and the round of each working day. The post of this place keeps all: nothing leaves."""

from __future__ import annotations

from datetime import datetime, timedelta

from commonpurse.demo.telling import Act, Story
from commonpurse.kernel.messages.delivery import CannotDeliver, Letter, Post
from commonpurse.kernel.messages.rules import Hours, Way
from commonpurse.kernel.periods import business_date
from commonpurse.money.orders.commands import tell_of_dearer_orders
from commonpurse.money.pooling.commands import tell_of_statements_due
from commonpurse.parties.partners.commands import (
    choose_work_mail,
    hand_over_work_codes,
    prove_work_address,
    write_work_address,
)
from commonpurse.parties.partners.proving import work_code_of
from commonpurse.parties.people.commands import add_contact_way, choose_messages, gather_news
from commonpurse.parties.people.queries import message_ways_of
from commonpurse.parties.protected.commands.messages import send_messages
from commonpurse.support.plans.queries import days_going_with

SITE_ADDRESS = "http://localhost:8000/"
BY_MAIL_TOO = ("Malik", "Rosalind", "Bronwen", "Nadia")
IN_THE_MORNING = ("Big Col", "Bronwen")
AT_WORK = {"Wren": {"days": True, "waits": True}, "Ngozi": {"days": False, "waits": True}}
# Of the numbers, every third person wants messages; this one has been out of use for long.
EVERY, OUT_OF_USE = 3, "07700900022"
# Seldom enough that most of nine months went well.
ONE_IN_SO_MANY_WITHOUT_ANSWER = 80


class PostOfTheStory:
    """Takes every letter and throws it away, but for a number out of use, and an answer that now and then is lost."""

    def __init__(self, story: Story):
        self.story = story

    def hand_over(self, letter: Letter) -> None:
        self.story.posted += 1
        if letter.address == OUT_OF_USE:
            raise CannotDeliver("address_refused", permanent=True)
        if self.story.dice("post", self.story.posted).random() < 1 / ONE_IN_SO_MANY_WITHOUT_ANSWER:
            raise CannotDeliver("no_answer", may_have_gone=True)

    @property
    def post(self) -> Post:
        return Post({Way.TEXT: self, Way.EMAIL: self})


def choose_ways(story: Story, at: datetime) -> None:
    """Let some people say that they want to be told: by text, a few by e-mail as well, some in the morning only."""
    for number, (invented, person) in enumerate(story.cast.people):
        if invented.called_by in BY_MAIL_TOO:
            add_contact_way(
                by=story.cast.worker_of(invented),
                person=person,
                kind="email",
                value=f"{invented.called_by.lower()}@example.org",
                is_safe_to_use=True,
                now=at,
            )
        if number % EVERY == 0 or invented.called_by in BY_MAIL_TOO:
            hours = Hours.MORNING if invented.called_by in IN_THE_MORNING else Hours.DAY
            ways = message_ways_of(viewer=person, person=person, today=business_date(at))
            choose_messages(by=person, person=person, wanted={way.id: hours for way in ways}, now=at)


def send_round(story: Story, at: datetime) -> None:
    """Tell people what happened since the last round, and members who want it what waits for them."""
    by = story.cast.administrator
    tell_of_statements_due(by=by, now=at)
    post = PostOfTheStory(story).post
    send_messages(by=by, post=post, site_address=SITE_ADDRESS, encloses=days_going_with, now=at)


def members_give_addresses(story: Story, at: datetime) -> None:
    """Let Wren have the days of her steps sent, and Ngozi be told when something waits: each proves an address."""
    for name, wanted in AT_WORK.items():
        member = story.cast[name]
        written = write_work_address(by=member, address=f"{name.lower()}@work.example.org", now=at)
        hand_over_work_codes(by=story.cast.administrator, post=PostOfTheStory(story).post, now=at)
        later = at + timedelta(minutes=5)
        prove_work_address(by=member, figures=work_code_of(written), now=later)
        choose_work_mail(by=member, **wanted, now=later)


def leave_some_waiting(story: Story) -> None:
    """Make messages of the last news, also of what has become dearer, and let them wait for the visitor."""
    tell_of_dearer_orders(by=story.cast.administrator, now=story.now)
    gather_news(by=story.cast.administrator, now=story.now)


# (how many working days before the end, what)
ACTS: tuple[tuple[int, Act], ...] = ((121, members_give_addresses),)
