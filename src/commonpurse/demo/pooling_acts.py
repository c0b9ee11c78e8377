"""Money put together: the council and the health trust pool some, a foundation lays its own beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from commonpurse.demo.founding import pounds
from commonpurse.demo.telling import Act, Story
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.rules import FundKind
from commonpurse.money.pooling.commands import (
    change_funding_agreement,
    give_quarter_statement,
    remark_on_funding,
    sign_funding_agreement,
    write_funding_agreement,
)
from commonpurse.money.pooling.queries import AgreementSeen, agreements_seen_by, due_of, quarters_told
from commonpurse.money.pooling.rules import Drawdown, LeftOver, Share, Terms, Text

POOL, BESIDE = "Home and Well", "Fresh Starts, side by side"
A_YEAR, HALF_A_YEAR = timedelta(days=365), timedelta(days=182)
SAID_OF_POOL = {
    Text.AIMS: "That nobody in Quillhaven loses a home because they are ill, or stays ill because they have none.",
    Text.OUTCOMES: "People keep a home for a year. People say that they are well enough for what they want to do.\n\n"
    "We look at both each quarter, with the people themselves.",
    Text.FUNCTIONS: "Of the trust: community health services and personal health budgets for adults.\n\n"
    "Of the council: preventing homelessness, and care and support of adults.",
    Text.IMPROVES: "Until now a person asked twice and waited for both. From one pool one yes is enough.",
    Text.PEOPLE: "Adults in Quillhaven who have no home or may lose it, and who live with an illness.",
    Text.SERVICES: "Personal budgets, the walk-in nurse, and help to keep a tenancy.",
    Text.STAFF: "The trust: one nurse, two days a week. The council: one housing officer.",
    Text.GOODS: "None.",
    Text.ACCOMMODATION: "The trust: a room at the Ferry Road Clinic, three mornings a week.",
    Text.HOW_MANAGED: "The council holds the money. The pool manager tells both boards each quarter what came in and "
    "what went out. No board approves what a person spends it on.",
    Text.HOW_VARIED: "Either may ask for a change. It holds when both have agreed in writing.",
    Text.HOW_ENDED: "By notice of either, or by both together on any day.",
}
SAID_BESIDE = {
    Text.AIMS: "A first hundred days in which money is not the problem.",
    Text.PEOPLE: "Anybody who starts again: from the street, from prison, from a home that was not safe.",
    Text.SERVICES: "Personal budgets, and somebody of Lantern Street to walk along.",
    Text.STAFF: "Lantern Street: two workers, three days a week.",
    Text.HOW_MANAGED: "Each keeps its own money and its own rules. We look at it side by side each quarter.",
    Text.HOW_VARIED: "All three agree.",
    Text.HOW_ENDED: "By notice.",
}
NOTES = {
    POOL: (
        "The first weeks: budgets are opened, little is spent yet.",
        "More people than we thought chose things for the home first. The second part of the trust is on its way.",
    ),
    BESIDE: ("We begin slowly, and on purpose.", "Lantern Street walked along with everybody who wanted it."),
}


def seen(story: Story, name: str, at: datetime) -> AgreementSeen:
    (found,) = [
        each
        for each in agreements_seen_by(viewer=story.cast["Priya"], today=business_date(at))
        if each.agreement.name == name
    ]
    return found


def the_pool_is_written(story: Story, at: datetime) -> None:
    """First the half of it, for the trust to read; then all that the law asks for."""
    council, trust = story.cast.funds["prevention"], story.cast.funds["health"]
    starts_on = council.starts_on
    half = Terms(
        fund_kind=FundKind.POOLED_S75,
        texts={Text.AIMS: SAID_OF_POOL[Text.AIMS], Text.PEOPLE: SAID_OF_POOL[Text.PEOPLE]},
        starts_on=starts_on,
        shares=(
            Share(council.funder_id, pounds(90_000).minor, council.id, Drawdown.QUARTERLY, "By what the grant allows"),
            Share(
                trust.funder_id,
                pounds(50_000).minor,
                trust.id,
                Drawdown.ON_CLAIM,
                "By 5 in 100, with prices",
                starts_on=trust.starts_on,
            ),
        ),
    )
    priya = story.cast["Priya"]
    write_funding_agreement(by=priya, name=POOL, terms=half, now=at)
    whole = replace(
        half,
        texts=SAID_OF_POOL,
        ends_on=starts_on + A_YEAR,
        review_on=starts_on + HALF_A_YEAR + timedelta(days=120),
        notice_days=90,
        unspent_rule=LeftOver.IN_PROPORTION,
        host=council.funder_id,
        pool_manager=story.cast["Ngozi"].id,
    )
    later = at + timedelta(hours=3)
    change_funding_agreement(by=priya, version=seen(story, POOL, at).newest, terms=whole, now=later)


def all_agree(name: str, names: tuple[str, ...], story: Story, at: datetime) -> None:
    version = seen(story, name, at).newest
    for place, each in enumerate(names):
        sign_funding_agreement(by=story.cast[each], version=version, now=at + timedelta(minutes=40 * place))


def it_is_written_beside(story: Story, at: datetime) -> None:
    """Three who do not pool: a charity may not, under section 75."""
    foundation, council = story.cast.funds["fresh_start"], story.cast.funds["welfare"]
    lantern = story.cast["Wren"].organisation_id
    assert lantern is not None  # noqa: S101  she works there
    starts_on = foundation.starts_on
    terms = Terms(
        fund_kind=FundKind.ALIGNED,
        texts=SAID_BESIDE,
        starts_on=starts_on,
        ends_on=starts_on + A_YEAR,
        review_on=starts_on + HALF_A_YEAR + timedelta(days=120),
        notice_days=60,
        unspent_rule=LeftOver.KEPT_FOR_PURPOSE,
        host=council.funder_id,
        pool_manager=story.cast["Ngozi"].id,
        shares=(
            Share(foundation.funder_id, pounds(120_000).minor, foundation.id, Drawdown.ON_CLAIM),
            Share(council.funder_id, pounds(60_000).minor, council.id, Drawdown.ON_CLAIM),
            Share(lantern),
        ),
    )
    write_funding_agreement(by=story.cast["Priya"], name=BESIDE, terms=terms, now=at)


def the_pool_is_changed(story: Story, at: datetime) -> None:
    """The trust says how it may vary anew, and the nurse comes for a third day."""
    found = seen(story, POOL, at)
    terms = found.newest.terms
    council, trust = terms.shares
    change_funding_agreement(
        by=story.cast["Priya"],
        version=found.newest,
        terms=replace(
            terms,
            texts={
                **terms.texts,
                Text.STAFF: "The trust: one nurse, three days a week. The council: one housing officer.",
            },
            shares=(council, replace(trust, amount_minor=pounds(55_000).minor)),
        ),
        why="The waiting list for the nurse grew to five weeks. The trust adds 5,000 pounds and a day.",
        now=at,
    )


def a_change_waits(story: Story, at: datetime) -> None:
    """Leave a version that the foundation has not agreed to."""
    found = seen(story, BESIDE, at)
    longer = replace(found.newest.terms, notice_days=90)
    why = "Lantern Street cannot find work for two people within 60 days."
    version = change_funding_agreement(by=story.cast["Priya"], version=found.newest, terms=longer, why=why, now=at)
    for name in ("Ottoline", "Callum"):
        sign_funding_agreement(by=story.cast[name], version=version, now=at + timedelta(hours=1))


def the_foundation_wants_it_otherwise(story: Story, at: datetime) -> None:
    remark_on_funding(
        by=story.cast["Odette"],
        version=seen(story, BESIDE, at).newest,
        words="We gladly say 90 days. Please write in that the workers stay with whom they walk along until then.",
        now=at,
    )


def a_quarter_is_told(story: Story, at: datetime) -> None:
    """Ngozi gives the statement of the oldest quarter that is due, of each agreement."""
    for name in (POOL, BESIDE):
        found = seen(story, name, at)
        due = due_of(found, quarters_told(found))
        if due:
            told = found.agreement.statements.count()
            give_quarter_statement(
                by=story.cast["Ngozi"],
                agreement=found.agreement,
                quarter_starts_on=due[0].quarter.starts_on,
                note=NOTES[name][min(told, 1)],
                now=at,
            )


# (how many working days before the end, what)
ACTS: tuple[tuple[int, Act], ...] = (
    (187, the_pool_is_written),
    (185, partial(all_agree, POOL, ("Callum", "Gareth"))),
    (183, it_is_written_beside),
    (181, partial(all_agree, BESIDE, ("Odette", "Priya", "Ottoline"))),
    (145, a_quarter_is_told),
    (92, the_pool_is_changed),
    (90, partial(all_agree, POOL, ("Callum", "Gareth"))),
    (82, a_quarter_is_told),
    (6, a_change_waits),
    (3, the_foundation_wants_it_otherwise),
)
