"""What people of this place agreed with their workers: agreements, who decides for a while, risk taken on purpose."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from commonpurse.demo import place
from commonpurse.demo.founding import pounds
from commonpurse.demo.telling import Act, Story, who
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.queries import person_money
from commonpurse.parties.partners.models import Member
from commonpurse.parties.people.models import Person
from commonpurse.support.agreements.commands import (
    ask_for_change,
    ask_to_end_limit,
    lift_limit,
    make_agreement,
    renew_limit,
    set_limit,
    sign_agreement,
    sign_risk_record,
    write_risk_record,
)
from commonpurse.support.agreements.models import Agreement
from commonpurse.support.agreements.queries import agreement_in_force
from commonpurse.support.agreements.rules import (
    SHIPPED,
    DecidesHow,
    DecisionKind,
    PersonSays,
    SignedHow,
    SignerRole,
    Wording,
)

# Agreements -----------------------------------------------------------------------------------------------------------

WITHOUT = ("Zofia", "Otis", "Una", "Teo", "Luca", "Noor")  # nothing is written down with them yet
ON_PAPER, SPOKEN = ("Pearl",), ("Big Col", "Nadia", "Vic")
SMALL_SUM = pounds(100)
WHAT_FOR = {
    "Ada": "The money is for my new start. I want a job where I help people. First I need to learn how.",
    "Malik": "The money is for getting about, and for keeping my room warm. I want to see my mum each week.",
    "Pearl": "The money is for my eyes and for my garden. I want to see the seeds I sow.",
    "Big Col": "The money is for the boat, and for me while I am ill.",
}
OTHER_HOPES = (
    "The money is for a home that feels like mine.",
    "The money is for getting back to work, in my own time.",
    "The money is for me and my children to have good days.",
    "The money is for keeping well, and for seeing people again.",
)
SAID_ALOUD = "Read out to the end. They said: yes, that is what I want."


def agree_together(story: Story, people: list[tuple[place.InventedPerson, Person]], at: datetime) -> None:
    """Let those who begin this week write an agreement with their workers, and sign it both."""
    for invented, person in people:
        if invented.called_by not in WITHOUT:
            first_agreement(story, invented, person, at)


def first_agreement(story: Story, invented: place.InventedPerson, person: Person, at: datetime) -> None:
    dice = story.dice("agreement", invented.reference)
    begun = dice.choice(SHIPPED)
    money = person_money(viewer=person, person=person, today=business_date(at))
    wording = Wording(
        what_for=WHAT_FOR.get(invented.called_by) or dice.choice(OTHER_HOPES),
        sum=money.available if money else pounds(0),
        spend_up_to=SMALL_SUM,
        money_rules=str(begun.money_rules),
        if_things_go_wrong=str(begun.if_things_go_wrong),
        how_to_challenge=str(begun.how_to_challenge),
    )
    worker = story.cast.worker_of(invented)
    made = make_agreement(by=worker, person=person, wording=wording, after=None, now=at)
    sign_both(made, person, worker, at + timedelta(minutes=10))


def sign_both(agreement: Agreement, person: Person, worker: Member, at: datetime) -> None:
    if person.called_by in ON_PAPER:
        sign_agreement(by=worker, agreement=agreement, how=SignedHow.PAPER, for_person=True, picture=a_paper(), now=at)
    elif person.called_by in SPOKEN:
        sign_agreement(by=worker, agreement=agreement, how=SignedHow.SPOKEN, for_person=True, note=SAID_ALOUD, now=at)
    else:
        sign_agreement(by=person, agreement=agreement, now=at)
    sign_agreement(by=worker, agreement=agreement, now=at + timedelta(minutes=5))


def a_paper() -> ContentFile[bytes]:
    """Draw a sheet with lines and a name under them, as a phone would see it."""
    return drawn((600, 800), "My agreement", [*(["~" * 40] * 9), "", "Signed:  Pearl"])


def drawn(size: tuple[int, int], heading: str, lines: list[str]) -> ContentFile[bytes]:
    """Draw words on a sheet and return it as a picture."""
    picture = Image.new("RGB", size, "#f4efe6")
    pen = ImageDraw.Draw(picture)
    pen.text((50, 50), heading, fill="#20242c", font_size=34)
    for number, line in enumerate(lines):
        pen.text((50, 130 + 44 * number), line, fill="#3b4252", font_size=24)
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=80)
    return ContentFile(content.getvalue(), name="photo.jpg")


def in_force_words(person: Person) -> tuple[Agreement, Wording]:
    """Return what counts with this person, and its words."""
    found = agreement_in_force(person=person)
    assert found is not None, "it was signed when the budget was opened"  # noqa: S101
    return found, Wording(
        what_for=found.what_for,
        sum=Money(found.sum_minor, place.CURRENCY),
        spend_up_to=Money(found.spend_up_to_minor, place.CURRENCY) if found.spend_up_to_minor else None,
        money_rules=found.money_rules,
        if_things_go_wrong=found.if_things_go_wrong,
        how_to_challenge=found.how_to_challenge,
    )


def ada_changes_hers(story: Story, at: datetime) -> None:
    """Let Ada and Wren sign a second wording: what the money is for has become clearer since."""
    invented, ada = who(story, "Ada")
    counts, words = in_force_words(ada)
    changed = replace(
        words,
        what_for=(
            "The money is for my new start. I want to become a support worker. First I need the course for it. "
            "Some of it is for days out with my son."
        ),
        sum=words.sum + pounds(200),
        money_rules=f"{words.money_rules} Before I spend a bigger sum, I talk it over with Wren.",
    )
    worker = story.cast.worker_of(invented)
    made = make_agreement(by=worker, person=ada, wording=changed, after=counts.id, now=at)
    sign_both(made, ada, worker, at + timedelta(minutes=20))


def ada_wants_a_change(story: Story, at: datetime) -> None:
    _, ada = who(story, "Ada")
    ask_for_change(by=ada, person=ada, words="I want a small sum to be up to £150. Shoes for two cost more.", now=at)


def malik_has_one_to_sign(story: Story, at: datetime) -> None:
    """Leave a new wording that Wren has signed and Malik has not."""
    _, malik = who(story, "Malik")
    counts, words = in_force_words(malik)
    changed = replace(
        words,
        what_for=(
            "The money is for getting about, for a warm room, and for my driving test. I want to see my mum each week."
        ),
    )
    made = make_agreement(by=story.cast["Wren"], person=malik, wording=changed, after=counts.id, now=at)
    sign_agreement(by=story.cast["Wren"], agreement=made, now=at + timedelta(minutes=5))


# Limits ---------------------------------------------------------------------------------------------------------------

NO_RECORD = "We talked about one. It needs a few weeks to see how it goes."


@dataclass(frozen=True)
class AgreedLimit:
    """`ends_in`: days from the end of the story to the first day without it; below zero it is over by then."""

    called_by: str
    kind: DecisionKind
    how: DecidesHow
    concern: str
    lifts_when: str
    says: PersonSays
    words: str
    ends_in: int
    named: tuple[str, ...] = ()  # after who works with the person


TALK, TOO, OTHER = DecidesHow.AFTER_TALKING, DecidesHow.AGREE_TOO, DecidesHow.OTHER_FOR_NOW
MORE = DecisionKind.SPEND_MORE
ROSALINDS = AgreedLimit(
    *("Rosalind", MORE, TALK, "A man at the door sold her a bed that never came.", "Two months with no such caller."),
    *(PersonSays.AGREE, "I want somebody to ask before I buy something big.", -150),
)
KITS = AgreedLimit(
    *("Kit", MORE, TOO, "Friends took most of his money on the night it came.", "He lives in the new flat."),
    *(PersonSays.GO_ALONG, "All right, for now. It is my money, though.", -112),
)
SULLYS = AgreedLimit(
    *("Sully", MORE, TOO, "He lost a month of money in one night of betting.", "Six weeks without a bet."),
    *(PersonSays.AGREE, "It helps me to say that somebody else must look too.", -95),
)
TUNDES = AgreedLimit(
    *("Tunde", DecisionKind.NEW_PAYEE, TALK, "Somebody sent him a false bill by text.", "He knows how to tell one."),
    *(PersonSays.AGREE, "Fine. I show each bill to Leif first.", -80),
)
YUSUFS = AgreedLimit(
    *("Yusuf", MORE, TALK, "He gave his savings to a cousin and could not eat.", "The cousin has paid him back."),
    *(PersonSays.GO_ALONG, "I do not mind a talk. It was family.", -8),
)
JONAHS = AgreedLimit(
    *("Jonah", MORE, TALK, "He buys three of a thing when he is not well.", "He has slept well for a month."),
    *(PersonSays.AGREE, "When I am high I want everything. Ask me twice.", -18),
)
JONAHS_AGAIN = replace(
    JONAHS,
    concern="He bought two bikes last week and was sorry after.",
    lifts_when="The new tablets have had two months.",
    words="The bikes were too much. Two more months, then I want it gone.",
    ends_in=38,
)
DEES = AgreedLimit(
    *("Dee", MORE, TALK, "Her ex knows the days on which she has money.", "She has moved, and he does not know where."),
    *(PersonSays.AGREE, "I feel safer when Wren knows what I plan.", 6),
)
EMEKAS = AgreedLimit(
    *("Emeka", MORE, OTHER, "He was robbed twice with a big sum on him.", "He has a card that works."),
    *(PersonSays.DISAGREE, "I was robbed, so I get less say? That is not fair.", 19),
)
GWILS = AgreedLimit(
    *("Gwil", DecisionKind.NEW_PAYEE, TOO, "A letter asked for the rent at a new bank.", "The landlord has answered."),
    *(PersonSays.AGREE, "Good. Then two of us read such letters.", 24, ("Priya",)),
)
ADAS = AgreedLimit(
    *("Ada", MORE, TALK, "Two big things at once would leave nothing for food.", "The course is paid."),
    *(PersonSays.AGREE, "A talk helps me to think. In the end I say it.", 48),
)
ADAS_FIRST = AgreedLimit(
    *("Ada", MORE, TOO, "Her laptop was stolen from her room in spring.", "Her door has a lock."),
    *(PersonSays.GO_ALONG, "If you must. I did not leave the door open.", -95),
)
MALIKS = AgreedLimit(
    *("Malik", MORE, TOO, "Somebody who owes him money asks him for more.", "The debt is settled."),
    *(PersonSays.GO_ALONG, "It is easier to say no when I can say: they must agree too.", 28, ("Idris",)),
)


def terms_of(story: Story, limit: AgreedLimit) -> dict[str, object]:
    invented, _ = who(story, limit.called_by)
    return {
        "by": story.cast.worker_of(invented),
        "how": limit.how,
        "named": (story.cast.worker_of(invented), *(story.cast[name] for name in limit.named)),
        "concern": limit.concern,
        "lifts_when": limit.lifts_when,
        "ends_on": business_date(story.now) + timedelta(days=limit.ends_in),
        "person_says": limit.says,
        "persons_words": limit.words,
        "why_no_risk_record": NO_RECORD,
    }


def step_down(limit: AgreedLimit, story: Story, at: datetime) -> None:
    _, person = who(story, limit.called_by)
    story.limits[limit.called_by] = set_limit(person=person, kind=limit.kind, now=at, **terms_of(story, limit))  # type: ignore[arg-type]


def agree_anew(limit: AgreedLimit, story: Story, at: datetime) -> None:
    before = story.limits[limit.called_by]
    story.limits[limit.called_by] = renew_limit(limit=before, now=at, **terms_of(story, limit))  # type: ignore[arg-type]


def lift(called_by: str, reason: str, story: Story, at: datetime) -> None:
    invented, _ = who(story, called_by)
    lift_limit(by=story.cast.worker_of(invented), limit=story.limits[called_by], reason=reason, now=at)


def emeka_wants_it_to_end(story: Story, at: datetime) -> None:
    _, emeka = who(story, "Emeka")
    words = "The new card came on Monday. I take little cash now."
    ask_to_end_limit(by=emeka, limit=story.limits["Emeka"], persons_words=words, now=at)


# Risk taken on purpose ------------------------------------------------------------------------------------------------

ANTONS_RISK = {
    "concern": "He goes to see his brother, who drinks. After such a week he drank too.",
    "what_matters": "He is my only brother. I will not leave him alone at his birthday.",
    "what_could_go_wrong": "I drink with him, and spend what I have.",
    "how_bad": "A bad week. I have come back from one before.",
    "what_helps": "A return ticket that is paid. My friend rings me each evening.",
    "signs": "I do not pick up the phone two evenings in a row.",
    "who_does_what": "Wren pays the ticket before. I text Wren on the day I am back.",
    "why_worth_it": "I came back sober in spring, and glad. Family keeps me going.",
}
LALS_RISK = {
    "concern": "She wants her own key and her own front door, and she has fits.",
    "what_matters": "A door that I open and close myself.",
    "what_could_go_wrong": "I have a fit when nobody is there.",
    "how_bad": "I could be hurt. Most fits pass in two minutes.",
    "what_helps": "A watch that calls for help. A neighbour with a key.",
    "signs": "I am more tired than usual, or I forget words.",
    "who_does_what": "Hana orders the watch. I wear it, also in the bath.",
    "why_worth_it": "Ten years of somebody else at my door is enough.",
}


def take_a_risk(called_by: str, texts: dict[str, str], review_in: int, story: Story, at: datetime) -> None:
    """Let somebody write a risk record with a worker instead of a limit; three sign it."""
    invented, person = who(story, called_by)
    worker = story.cast.worker_of(invented)
    review_on = business_date(story.now) + timedelta(days=review_in)
    record = write_risk_record(by=worker, person=person, texts=texts, review_on=review_on, now=at)
    signers: tuple[tuple[Member | Person, SignerRole], ...] = (
        (person, SignerRole.PERSON),
        (worker, SignerRole.WORKER),
        (story.cast["Priya"], SignerRole.MANAGER),
    )
    for minutes, (signer, role) in enumerate(signers, start=1):
        sign_risk_record(by=signer, record=record, role=role, now=at + timedelta(minutes=10 * minutes))


# (how many working days before the end, what)
ACTS: tuple[tuple[int, Act], ...] = (
    (150, partial(step_down, ROSALINDS)),
    (122, partial(step_down, KITS)),
    (112, partial(step_down, SULLYS)),
    (100, partial(step_down, TUNDES)),
    (98, partial(step_down, ADAS_FIRST)),
    (85, partial(lift, "Ada", "The panel said yes, and it was right. The lock is on. Ada decides alone again.")),
    (70, ada_changes_hers),
    (68, partial(step_down, JONAHS)),
    (62, partial(take_a_risk, "Anton", ANTONS_RISK, 5)),
    (60, partial(step_down, YUSUFS)),
    (50, partial(step_down, DEES)),
    (42, partial(lift, "Yusuf", "The cousin paid it all back. Yusuf decides alone again.")),
    (32, partial(take_a_risk, "Lal", LALS_RISK, 120)),
    (30, partial(step_down, GWILS)),
    (25, partial(step_down, EMEKAS)),
    (16, partial(agree_anew, JONAHS_AGAIN)),
    (9, partial(step_down, MALIKS)),
    (8, partial(step_down, ADAS)),
    (3, ada_wants_a_change),
    (2, malik_has_one_to_sign),
    (2, emeka_wants_it_to_end),
)
