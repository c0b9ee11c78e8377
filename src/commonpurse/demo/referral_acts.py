"""Who was put forward in this place, with what offer, and what the meeting decided; nobody in it is a real person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from commonpurse.demo.founding import TOLD
from commonpurse.demo.telling import Act, Story, who
from commonpurse.kernel.periods import business_date
from commonpurse.parties.consent.rules import Explained, ExplainedFormat, Item, Level
from commonpurse.parties.consent.rules import Told as ConsentTold
from commonpurse.parties.partners.commands import name_to_group
from commonpurse.parties.partners.models import Member
from commonpurse.parties.partners.rules import Group
from commonpurse.parties.people.commands import SharedWith, give_permissions
from commonpurse.parties.people.models import Person
from commonpurse.support.plans.access import can_see_plan
from commonpurse.support.plans.commands import answer_coordinator, answer_proposal, finish_offer
from commonpurse.support.plans.models import Step
from commonpurse.support.plans.queries import coordinating
from commonpurse.support.referrals.commands import (
    Agreed,
    accept_referral,
    answer_same,
    ask_to_be_part,
    decline_referral,
    give_own_answers,
    hand_on_answers,
    list_referral,
    open_name,
    record_ndt_scores,
    refer,
    revoke_referral,
    write_ndt_permission,
)
from commonpurse.support.referrals.models import Referral
from commonpurse.support.referrals.ndt import Area
from commonpurse.support.referrals.queries import maybe_the_same
from commonpurse.support.referrals.rules import OPEN_STATES, Question


@dataclass(frozen=True)
class Told:
    """Somebody who is put forward: by whom, with what they said, and with what is offered, due in so many days."""

    name: str
    born: date | None
    by: str
    strengths: str
    hopes: str
    summary: str
    what: str
    days: int
    family: str | None = None
    answers: tuple[str, str, str] | None = None  # gender, ethnic group, disabled


ROSA = Told(
    "Rosa Ferncliffe",
    date(1979, 5, 14),
    "Leif",
    "Keeps a notebook of every bird on the front. Makes people laugh.",
    "A room with a window. To see her daughter at Christmas.",
    "Nine visits to A&E since spring, each about something that a room would mend.",
    "Bring her tablets to her each Thursday, wherever she is",
    21,
    answers=("woman", "white", "yes"),
)
DUNCAN = Told(
    "Duncan Yarborne",
    date(1968, 11, 2),
    "Joyce",
    "Was a joiner for twenty years. Turns up early.",
    "To work with wood again.",
    "Leaves prison in May and has nowhere for the first night.",
    "Meet him at the gate with a phone and a ticket",
    10,
    answers=("man", "white", "no"),
)
SHAZIA = Told(
    "Shazia Merrow",
    date(1991, 3, 9),
    "Hana",
    "Reads and writes three languages. Knows every bus.",
    "Her papers in her own hands, and a course.",
    "Three offices each wait for a letter from another.",
    "Write to all three offices on one day, and ring them a week later",
    14,
    answers=("woman", "asian", "no"),
)
# The same woman, by another service, under the name on her bank card and with day and month turned.
SHAZIA_AGAIN = Told(
    "Shazya Merow",
    date(1991, 9, 3),
    "Femi",
    "Cooks for the whole hostel on Fridays.",
    "A kitchen of her own.",
    "Stays at the hostel since June. Everybody asks her the same questions.",
    "Keep her bed for as long as this takes",
    30,
)
KENDAL = Told(
    "Kendal Broadmoor",
    None,
    "Marisol",
    "Plays the guitar. Remembers everybody’s name.",
    "A year without the hospital.",
    "Comes to us each week and to nobody else.",
    "Go along to the first two talks with housing",
    30,
    answers=("man", "black", "yes"),
)
OLU = Told(
    "Olu Tamworth",
    date(1985, 1, 23),
    "Idris",
    "Looks after two dogs, and after the man in the next tent.",
    "A place that takes dogs.",
    "Will not leave the dogs, so no hostel has a bed.",
    "Ask each landlord on our list whether dogs are welcome",
    28,
)
BETH = Told(
    "Beth Arkwright",
    date(1999, 7, 30),
    "Wren",
    "Draws. Is kind to everybody newer than her.",
    "To go back to college.",
    "Left care at eighteen and has had five addresses since.",
    "Ask the college to keep her place until spring",
    20,
    family="Her older brother",
    answers=("woman", "mixed", "no"),
)
GUS = Told(
    "Gus Pennyfold",
    date(1962, 12, 5),
    "Leif",
    "Mends radios.",
    "Quiet.",
    "Seen by the nurse at the day centre twice a week. No letter reaches him.",
    "Have his letters come to the day centre, and read them with him",
    14,
)
ASKS_HERSELF = "Una"
# Who was named to which group, of any partner.
SEATS = {Group.CASELOAD: ("Leif", "Joyce", "Hana"), Group.OPERATIONAL: ("Marisol",), Group.BOARD: ("Leif",)}


def is_put_forward(told: Told, story: Story, at: datetime) -> None:
    by = story.cast[told.by]
    today = business_date(at)
    referral = refer(
        by=by,
        name=told.name,
        date_of_birth=told.born,
        strengths=told.strengths,
        hopes=told.hopes,
        summary=told.summary,
        what=told.what,
        by_when=today + timedelta(days=told.days),
        stands_on=Agreed(Explained.SPOKEN.value, today, "You may put me forward, with what I told you."),
        family=told.family,
        now=at,
    )
    if told.answers is not None:
        answers = dict(zip(Question, told.answers, strict=True))
        hand_on_answers(by=by, referral=referral, answers=answers, now=at + timedelta(minutes=20))


def open_one(told: Told) -> Referral:
    states = [state.value for state in OPEN_STATES]
    return Referral.objects.get(name=told.name, state__in=states)


def seats_are_given(story: Story, at: datetime) -> None:
    """Name who of which partner sits where, beside who sits there by their role."""
    for group, names in SEATS.items():
        for name in names:
            name_to_group(by=story.cast["Priya"], group=group, member=story.cast[name], now=at)


def is_accepted(told: Told, coordinator: str, reason: str, story: Story, at: datetime) -> None:
    """Open the name, answer whether they are here already, and take them on with somebody who coordinates."""
    priya, referral = story.cast["Priya"], open_one(told)
    open_name(by=priya, referral=referral, why="To see whether they are here already.", now=at)
    for one in maybe_the_same(viewer=priya, referral=referral, now=at) or []:
        if one.is_same is None:
            answer_same(by=priya, referral=referral, other_key=one.key, is_same=told is SHAZIA_AGAIN, now=at)
    later = at + timedelta(minutes=15)
    taken = accept_referral(
        by=priya,
        referral=referral,
        reason=reason,
        coordinator=story.cast[coordinator],
        told=None if told is SHAZIA_AGAIN else TOLD,  # the second time they work together already
        together=[story.cast[name] for name in SEATS[Group.CASELOAD] if name not in (told.by, coordinator)],
        now=later,
    )
    person = taken.person
    assert person is not None  # noqa: S101  who is accepted is a person
    found = coordinating(viewer=person, person=person, today=business_date(at))
    if found is not None and found.waiting is not None:
        answer_coordinator(by=person, named=found.waiting, is_yes=True, now=later + timedelta(days=1))


def offer_counts(told: Told, story: Story, at: datetime) -> None:
    """Let the person show who offered it the plan, where they do not see it yet, and say yes to what they offered."""
    member, person, step = offered(told, story)
    if can_see_plan(member, person, business_date(at)):
        answer_proposal(by=person, proposal=step, is_yes=True, now=at + timedelta(minutes=5))
        return
    shown = ConsentTold(
        items={Item.PLAN: Level.SEE},
        explained=Explained.SPOKEN,
        explained_format=ExplainedFormat.STANDARD,
        wording="They may see your plan, to do what they offered.",
    )
    give_permissions(by=person, person=person, to=SharedWith(member=member), told=shown, now=at)
    answer_proposal(by=person, proposal=step, is_yes=True, now=at + timedelta(minutes=5))


def offer_is_kept(told: Told, story: Story, at: datetime) -> None:
    member, _, step = offered(told, story)
    finish_offer(by=member, step_id=step.id, now=at)


def offered(told: Told, story: Story) -> tuple[Member, Person, Step]:
    """Who offered it, to whom, and the step that it is since the meeting's yes."""
    member = story.cast[told.by]
    step = Step.objects.select_related("person").get(what=told.what, written_by_member=member)
    return member, step.person, step


def is_declined(told: Told, reason: str, instead: str, story: Story, at: datetime) -> None:
    decline_referral(
        by=story.cast["Priya"],
        referral=open_one(told),
        reason=reason,
        instead=instead,
        together=[story.cast["Hana"]],
        now=at,
    )


def is_listed(told: Told, reason: str, story: Story, at: datetime) -> None:
    """Put them on the list: who writes it down is of the health trust this time."""
    together = [story.cast["Priya"], story.cast["Joyce"]]
    list_referral(by=story.cast["Leif"], referral=open_one(told), reason=reason, together=together, now=at)


def is_taken_back(told: Told, reason: str, story: Story, at: datetime) -> None:
    revoke_referral(by=story.cast[told.by], referral=open_one(told), reason=reason, now=at)


def una_asks(story: Story, at: datetime) -> None:
    """Let somebody who is here ask to be part of it herself, and answer what is only counted."""
    _, una = who(story, ASKS_HERSELF)
    ask_to_be_part(
        by=una,
        strengths="I never forget a birthday. I can sew.",
        hopes="One person to ask, and not six.",
        summary="I tell my story new at each desk, and then I go home with a leaflet.",
        what="Write down all whom I see, on one page",
        by_when=business_date(at) + timedelta(days=14),
        wording="The group that says who can be part of this may read what I write here.",
        now=at,
    )
    give_own_answers(by=una, answers={Question.GENDER: "woman"}, now=at + timedelta(minutes=3))


def is_scored(told: Told, numbers: tuple[int, ...], story: Story, at: datetime) -> None:
    """Keep the ten scores of a referral, as who put them forward has them on paper."""
    record_ndt_scores(
        by=story.cast[told.by],
        referral=open_one(told),
        on=business_date(at),
        scores=dict(zip(Area, numbers, strict=True)),
        now=at,
    )


def leave_is_given(story: Story, at: datetime) -> None:
    """Let the administrator write down that this invented place has leave for the wording."""
    write_ndt_permission(
        by=story.cast.administrator,
        given_by="The trust that holds the rights (invented for this place)",
        given_on=business_date(at),
        reference="Letter of that day, folder 12",
        now=at,
    )


# (how many working days before the end, what)
ACTS: tuple[tuple[int, Act], ...] = (
    (152, seats_are_given),
    (150, partial(is_put_forward, ROSA)),
    (146, partial(is_accepted, ROSA, "Idris", "All of us know her, and nobody has the whole of it.")),
    (110, partial(is_put_forward, DUNCAN)),
    (
        107,
        partial(
            is_declined,
            DUNCAN,
            "The resettlement team has a plan with him, and a room from the first night.",
            "Joyce meets him at the gate all the same. Kestrel Advice opens his claim on that day.",
        ),
    ),
    (75, partial(is_put_forward, SHAZIA)),
    (72, partial(is_put_forward, SHAZIA_AGAIN)),
    (70, partial(is_accepted, SHAZIA, "Hana", "Two services ask for her, each with an offer.")),
    (70, partial(is_accepted, SHAZIA_AGAIN, "Hana", "It is the same woman. Both offers stand.")),
    (66, partial(offer_counts, SHAZIA)),
    (64, partial(offer_counts, SHAZIA_AGAIN)),
    (61, partial(offer_is_kept, SHAZIA)),
    (48, partial(is_put_forward, GUS)),
    (45, partial(is_taken_back, GUS, "He does not want it now. I go on reading his letters with him.")),
    (40, partial(is_put_forward, KENDAL)),
    (36, partial(is_listed, KENDAL, "Each coordinator has as many as they can know well. The next place is his.")),
    (30, leave_is_given),
    (22, partial(is_put_forward, OLU)),
    (21, partial(is_scored, OLU, (3, 1, 2, 0, 4, 3, 2, 3, 2, 4))),
    (5, partial(is_scored, OLU, (2, 0, 2, 0, 4, 3, 1, 3, 2, 4))),
    (18, partial(is_listed, OLU, "After Kendal. Idris goes on asking the landlords.")),
    (6, partial(is_put_forward, BETH)),
    (3, una_asks),
)
