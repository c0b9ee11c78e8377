"""What can be shared about a person, with whom, under which law, and what is shared anyway. Plain values only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from uuid import UUID

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.periods import business_date, day_begins
from commonpurse.kernel.words import Words
from commonpurse.kernel.workdays import working_days_after


class Item(StrEnum):
    """One kind of thing about a person. Each is shared, or not, by itself."""

    NAME = "name"
    PAYMENT_NAME = "payment_name"
    PAYMENTS = "payments"
    MESSAGES = "messages"
    MONEY_TOTAL = "money_total"
    MONEY_DETAIL = "money_detail"
    CONTACT = "contact"
    PLAN = "plan"
    HEALTH = "health"
    OFFENCE = "offence"
    OUTCOMES = "outcomes"
    NOTES = "notes"


class Level(IntEnum):
    """How far sharing goes; the higher includes the lower."""

    SEE = 1
    COMMENT = 2
    ACT = 3


ITEM_WORDS = {
    Item.NAME: Words("That I am here, and my name"),
    Item.PAYMENT_NAME: Words("My name beside a payment"),
    Item.PAYMENTS: Words("My payments"),
    Item.MESSAGES: Words("That a message went to me"),
    Item.MONEY_TOTAL: Words("How much money I have"),
    Item.MONEY_DETAIL: Words("What I ask for and pay"),
    Item.CONTACT: Words("How to reach me"),
    Item.PLAN: Words("My plan"),
    Item.HEALTH: Words("My health"),
    Item.OFFENCE: Words("Police and courts"),
    Item.OUTCOMES: Words("How things are going for me"),
    Item.NOTES: Words("Notes about me"),
}
LEVEL_WORDS = {
    Level.SEE: Words("See it"),
    Level.COMMENT: Words("See it and say something"),
    Level.ACT: Words("See it and do things with me"),
}

# What goes along with something else: her name with anything she shares, and a payment with what she asks for and pays.
GOES_ALONG = (Item.NAME, Item.PAYMENT_NAME, Item.PAYMENTS)
ITEMS_TO_SHARE = tuple(item for item in Item if item not in (*GOES_ALONG, Item.MESSAGES))
# Criminal records and health are never a part of "everything": each is asked for by its own name.
ASKED_ALONE = (Item.HEALTH, Item.OFFENCE)

# What a member never writes down in their own favour: whoever reaches her, changes her record and signs her in anew.
NEVER_FOR_ONESELF = (Item.CONTACT, *ASKED_ALONE)

# A permission "to an organisation" is for those of its members whose work is with people.
REACHED_AS_ORGANISATION = ("worker", "coordinator", "manager")

# The longest that a permission runs before it is asked for anew (expiry by default; safety.md, threat 8).
LONGEST_DAYS = 366


@dataclass(frozen=True)
class SharedAnyway:
    """Something a role sees whatever the person says, because the law or the work itself needs it. She is told."""

    role: str
    items: tuple[Item, ...]
    level: Level
    reason: Words


# Shown to every person with its reason (UK GDPR Art 13; "no surprises", eighth Caldicott principle, 2020).
# The database has the same list in `commonpurse_sees_everybody`; a test compares the two.
SHARED_ANYWAY = (
    SharedAnyway(
        "finance",
        (Item.PAYMENT_NAME, Item.PAYMENTS, Item.MONEY_TOTAL),
        Level.SEE,
        Words("They pay what you decide, and the law says that we keep the books of it."),
    ),
    SharedAnyway(
        "administrator",
        (Item.MESSAGES,),
        Level.SEE,
        Words("They see that a message went out, never where to, so that none is lost."),
    ),
    SharedAnyway(
        "manager",
        (Item.NAME, Item.PAYMENT_NAME, Item.PAYMENTS, Item.MONEY_TOTAL, Item.MONEY_DETAIL, Item.CONTACT, Item.MESSAGES),
        Level.ACT,
        Words("They run this, answer when your worker is away, and ring you when an account was changed."),
    ),
)
# What may happen without asking, seldom, and never in secret: it is written down and shown unless that is not safe.
SHARED_IF_NEEDED = (
    (Words("Somebody is in danger"), Words("The law lets us tell who can help, so that nobody is hurt.")),
    (Words("A court orders it"), Words("We must do what a court says. We tell you, unless the court forbids it.")),
)


def shared_anyway_with(roles: Iterable[str], item: Item, level: Level = Level.SEE) -> bool:
    """Tell whether one of these roles sees this item of everybody, whatever each person says."""
    return not set(roles).isdisjoint(roles_shared_anyway(item, level))


def roles_shared_anyway(item: Item, level: Level = Level.SEE) -> tuple[str, ...]:
    """The roles that see this item of everybody, whatever each person says."""
    return tuple(duty.role for duty in SHARED_ANYWAY if item in duty.items and duty.level >= level)


# Lawful basis ---------------------------------------------------------------------------------------------------------


class Art6(StrEnum):
    """UK GDPR Article 6(1), with (ea) of the Data (Use and Access) Act 2025, section 70."""

    CONSENT = "a"
    CONTRACT = "b"
    LEGAL_OBLIGATION = "c"
    VITAL_INTERESTS = "d"
    PUBLIC_TASK = "e"
    RECOGNISED_LEGITIMATE_INTEREST = "ea"
    LEGITIMATE_INTEREST = "f"


class Art9(StrEnum):
    """UK GDPR Article 9(2), and the conditions of Schedule 1 to the DPA 2018 that we meet in practice."""

    EXPLICIT_CONSENT = "9(2)(a)"
    SOCIAL_PROTECTION = "9(2)(b)"
    VITAL_INTERESTS = "9(2)(c)"
    SUBSTANTIAL_PUBLIC_INTEREST = "9(2)(g)"
    HEALTH_OR_SOCIAL_CARE = "9(2)(h)"


class Art10(StrEnum):
    """UK GDPR Article 10: offence data needs official authority or a condition of Schedule 1 (DPA 2018, s.10-11)."""

    OFFICIAL_AUTHORITY = "official_authority"
    SCHEDULE_1_PART_1 = "sch1_part1"
    SCHEDULE_1_PART_2 = "sch1_part2"
    SCHEDULE_1_PART_3 = "sch1_part3"


ART6_WORDS = {
    Art6.CONSENT: Words("(a) consent"),
    Art6.CONTRACT: Words("(b) contract"),
    Art6.LEGAL_OBLIGATION: Words("(c) legal obligation"),
    Art6.VITAL_INTERESTS: Words("(d) vital interests"),
    Art6.PUBLIC_TASK: Words("(e) public task of this organisation"),
    Art6.RECOGNISED_LEGITIMATE_INTEREST: Words("(ea) recognised legitimate interest"),
    Art6.LEGITIMATE_INTEREST: Words("(f) legitimate interest"),
}
ART9_WORDS = {
    Art9.EXPLICIT_CONSENT: Words("9(2)(a) explicit consent"),
    Art9.SOCIAL_PROTECTION: Words("9(2)(b) employment, social security and social protection"),
    Art9.VITAL_INTERESTS: Words("9(2)(c) vital interests"),
    Art9.SUBSTANTIAL_PUBLIC_INTEREST: Words("9(2)(g) substantial public interest, such as safeguarding"),
    Art9.HEALTH_OR_SOCIAL_CARE: Words("9(2)(h) health or social care"),
}
ART10_WORDS = {
    Art10.OFFICIAL_AUTHORITY: Words("Official authority"),
    Art10.SCHEDULE_1_PART_1: Words("Schedule 1, part 1"),
    Art10.SCHEDULE_1_PART_2: Words("Schedule 1, part 2"),
    Art10.SCHEDULE_1_PART_3: Words("Schedule 1, part 3"),
}
# Since 2025 a public task is the controller's own: a charity cannot borrow a council's (DUAA 2025).
PUBLIC_BODIES = ("council", "nhs", "justice")


class BasisRefused(Refused):
    code = "lawful_basis_refused"


def check_basis(*, kind: str, art6: str, purpose: str, notice_version: str, review_on: date, today: date) -> None:
    """Raises: BasisRefused, naming the field, when an organisation of this kind cannot stand on this basis."""
    if not purpose.strip():
        raise BasisRefused("Say in one sentence what this organisation needs to know people for.", field="purpose")
    if art6 not in set(Art6):
        raise BasisRefused("Choose one of the grounds of Article 6.", field="art6")
    if art6 == Art6.PUBLIC_TASK and kind not in PUBLIC_BODIES:
        raise BasisRefused(
            "A public task is the public body's own. A charity or funder chooses another ground.", field="art6"
        )
    if art6 == Art6.RECOGNISED_LEGITIMATE_INTEREST and kind in PUBLIC_BODIES:
        raise BasisRefused("A public body stands on its public task, not on a legitimate interest.", field="art6")
    if not notice_version.strip():
        raise BasisRefused("Name the version of the privacy notice that people were given.", field="notice_version")
    if not today < review_on <= today + timedelta(days=3 * LONGEST_DAYS):
        raise BasisRefused("Choose a day to look at this again, within three years.", field="review_on")


# Permission -----------------------------------------------------------------------------------------------------------


class Explained(StrEnum):
    """How it was explained before she said yes."""

    READ_ALONE = "read_alone"
    SPOKEN = "spoken"
    WITH_INTERPRETER = "with_interpreter"
    WITH_HELPER = "with_helper"


EXPLAINED_WORDS = {
    Explained.READ_ALONE: Words("Read by myself"),
    Explained.SPOKEN: Words("Talked through"),
    Explained.WITH_INTERPRETER: Words("Talked through with an interpreter"),
    Explained.WITH_HELPER: Words("Talked through with somebody I brought"),
}


class ExplainedFormat(StrEnum):
    """In which format; the six formats of DAPB1605 that we have."""

    STANDARD = "standard"
    LARGE_PRINT = "large_print"
    EASY_READ = "easy_read"
    AUDIO = "audio"
    BSL = "bsl"


EXPLAINED_FORMAT_WORDS = {
    ExplainedFormat.STANDARD: Words("Plain words"),
    ExplainedFormat.LARGE_PRINT: Words("Large print"),
    ExplainedFormat.EASY_READ: Words("Easy read"),
    ExplainedFormat.AUDIO: Words("Listened to"),
    ExplainedFormat.BSL: Words("British Sign Language"),
}


@dataclass(frozen=True)
class Told:
    """What a person said may be shared, and how it was explained to her before she said it.

    `items` maps each item to how far it goes. `wording` is the text she heard or read, kept word for word: what was
    shared is later read under it. `ends_on` is the first day without; None is LONGEST_DAYS from the start.
    """

    items: dict[Item, Level]
    explained: Explained
    explained_format: ExplainedFormat
    wording: str
    ends_on: date | None = None


class PermissionRefused(Refused):
    code = "permission_refused"


def check_told(told: Told, *, starts_on: date) -> date:
    """Return the first day without. Raises: PermissionRefused."""
    if not told.items or set(told.items) - set(ITEMS_TO_SHARE):
        raise PermissionRefused("Choose what may be shared.", field="items")
    if not told.wording.strip():
        raise PermissionRefused("Keep the words under which this was agreed.", field="wording")
    last = starts_on + timedelta(days=LONGEST_DAYS)
    ends_on = told.ends_on or last
    if not starts_on < ends_on <= last:
        raise PermissionRefused("Choose an end within a year. It can be agreed again then.", field="ends_on")
    return ends_on


def check_told_for_oneself(told: Told) -> None:
    """What a member writes down in their own favour shows something, and lets them do nothing, until she says so.

    Raises: PermissionRefused.
    """
    check_asked_alone(told)
    if set(told.items) & set(NEVER_FOR_ONESELF) or max(told.items.values(), default=Level.SEE) > Level.SEE:
        raise PermissionRefused(
            "For yourself you can write down that you may see something, not how to reach them and not that you may do "
            "things. They say yes to that on their own page, or another member writes it down.",
            field="items",
        )


def check_asked_alone(told: Told) -> None:
    """Raises: PermissionRefused, where a member would write down health or offences in their own favour."""
    if set(told.items) & set(ASKED_ALONE):
        raise PermissionRefused(
            "Health, and police and courts, they share on their own page, or another member writes it down.",
            field="items",
        )


# Asking for more. A no is never told: a worker may ask again only after a month, and for few things at a time, so that
# asking is no pressure.
LONGEST_WHY = 300
ASK_AGAIN_DAYS = 30
MOST_OPEN_REQUESTS = 3

# News for the person: somebody asks to be shown more; a worker wrote down what she said.
NEWS_ASKED_TO_SHARE = "asked_to_share"
NEWS_SHARING_WRITTEN = "sharing_written"
# Whom she shared with has left the partnership, and is shown nothing any more.
NEWS_SHARING_ENDED = "sharing_ended"
# A worker wrote down, or ended, who acts for her; and for the one who did: that it ended, where she wants them told.
NEWS_HELPER_WRITTEN = "helper_written"
NEWS_HELP_ENDED = "help_ended"

# Kept apart -----------------------------------------------------------------------------------------------------------


class Bond(StrEnum):
    """Why a member must not meet a person here (P27)."""

    RELATIVE = "relative"
    EX_PARTNER = "ex_partner"
    LANDLORD = "landlord"
    COLLEAGUE = "colleague"
    NEIGHBOUR = "neighbour"
    OTHER = "other"


BOND_WORDS = {
    Bond.RELATIVE: Words("A relative"),
    Bond.EX_PARTNER: Words("A partner now or before"),
    Bond.LANDLORD: Words("A landlord"),
    Bond.COLLEAGUE: Words("Somebody from work"),
    Bond.NEIGHBOUR: Words("A neighbour"),
    Bond.OTHER: Words("Another reason"),
}

# Break-glass: how long one opening lasts, how fast the guardian is told, and how fast it is reviewed (P24).
GLASS_OPEN_MINUTES = 60
GLASS_ALARM_MINUTES = 5
GLASS_REVIEW_WORKING_DAYS = 2
# Fewer letters say nothing to a guardian, or to the person who reads it later; more do not fit into the access log.
GLASS_REASON_LETTERS = 20
GLASS_LONGEST_REASON = 200
# Whoever is looked for in an emergency is known exactly; a fifth wrong try within an hour is no emergency.
GLASS_MISSES_AN_HOUR = 5


class GlassRefused(Refused):
    code = "glass_refused"


def check_glass_reason(reason: str) -> str:
    """Return the reason as it is kept. Raises: GlassRefused."""
    clean = " ".join(reason.split())
    if sum(letter.isalpha() for letter in clean) < GLASS_REASON_LETTERS:
        raise GlassRefused("Say what happened, and why it cannot wait. A sentence or two.", field="glass_reason")
    if len(clean) > GLASS_LONGEST_REASON:
        raise GlassRefused(
            "Write this in {longest} characters or fewer.", field="glass_reason", longest=GLASS_LONGEST_REASON
        )
    return clean


def review_until(opened_at: datetime) -> datetime:
    """The moment by which an opening must be reviewed: the end of the second working day after it."""
    last_day = working_days_after(business_date(opened_at), GLASS_REVIEW_WORKING_DAYS)
    return day_begins(last_day + timedelta(days=1))


class RepresentativeKind(StrEnum):
    """Who acts for a person (Care Act 2014 s.31-32; SI 2014/2871 reg 4)."""

    NOMINATED = "nominated"
    AUTHORISED = "authorised"
    HELPER = "helper"


REPRESENTATIVE_WORDS = {
    RepresentativeKind.NOMINATED: Words("Chosen by me to manage my money"),
    RepresentativeKind.AUTHORISED: Words("Acts in my best interests, because I cannot decide this now"),
    RepresentativeKind.HELPER: Words("Helps me with some things"),
}


# Standing in ----------------------------------------------------------------------------------------------------------

# For so long somebody stands in when it is said, and in all. Longer than that is a handover, and asks for her yes.
AWAY_DAYS = 42
AWAY_DAYS_IN_ALL = 84
# So far ahead it can be said.
AWAY_SAID_AHEAD_DAYS = 183

# News for the person.
NEWS_STAND_IN = "stand_in_named"
NEWS_STAND_IN_LONGER = "stand_in_longer"
NEWS_STAND_IN_OVER = "stand_in_over"


class StandInRefused(Refused):
    """An absence or a stand-in that cannot be; the code says why."""

    code = "stand_in_refused"


def check_away(*, starts_on: date, ends_on: date, today: date) -> None:
    """Raises: StandInRefused (`away_in_the_past`, `away_ends_first`, `away_too_long`, `away_too_far`)."""
    if starts_on < today:
        raise StandInRefused("Begin today, or later.", code="away_in_the_past", field="starts_on")
    if starts_on > today + timedelta(days=AWAY_SAID_AHEAD_DAYS):
        raise StandInRefused("Choose a first day within half a year.", code="away_too_far", field="starts_on")
    if ends_on <= starts_on:
        raise StandInRefused(
            "The first day back comes after the first day away.", code="away_ends_first", field="ends_on"
        )
    check_away_until(ends_on, from_day=starts_on, starts_on=starts_on)


def check_away_until(ends_on: date, *, from_day: date, starts_on: date) -> None:
    """Raises: StandInRefused (`away_too_long`), with the last day that can be chosen."""
    latest = min(from_day + timedelta(days=AWAY_DAYS), starts_on + timedelta(days=AWAY_DAYS_IN_ALL))
    if ends_on > latest:
        raise StandInRefused(
            "Somebody stands in for six weeks at a time, and twelve in all. Choose {latest} or a day before it, or "
            "name the next coordinator.",
            code="away_too_long",
            field="ends_on",
            latest=latest,
        )


def check_longer(ends_on: date, *, now_until: date, starts_on: date, today: date) -> None:
    """Raises: StandInRefused (`not_longer`, `away_too_long`)."""
    if ends_on <= now_until:
        raise StandInRefused("Choose a day after the one that stands there.", code="not_longer", field="ends_on")
    check_away_until(ends_on, from_day=max(today, starts_on), starts_on=starts_on)


def check_stand_in(*, is_oneself: bool, is_same_organisation: bool, may_work: bool, is_away: bool) -> None:
    """Raises: StandInRefused (`stands_in_for_oneself`, `another_organisation`, `works_not_with_people`,
    `away_as_well`)."""
    if is_oneself:
        raise StandInRefused("Choose somebody else.", code="stands_in_for_oneself", field="stand_in")
    if not is_same_organisation:
        raise StandInRefused(
            "Choose somebody of the same organisation. People shared with that one, and with no other.",
            code="another_organisation",
            field="stand_in",
        )
    if not may_work:
        raise StandInRefused(
            "Choose a worker or coordinator who is here.", code="works_not_with_people", field="stand_in"
        )
    if is_away:
        raise StandInRefused("They are away then as well. Choose somebody else.", code="away_as_well", field="stand_in")


# Looks to ask about ---------------------------------------------------------------------------------------------------


class Oddity(StrEnum):
    """Why a look is worth a question (threat 3: somebody looks up a person of their own)."""

    SAME_NAME = "same_name"
    AGAIN_AND_AGAIN = "again_and_again"
    MANY_PEOPLE = "many_people"


ODDITY_WORDS = {
    Oddity.SAME_NAME: Words("They have the same last name"),
    Oddity.AGAIN_AND_AGAIN: Words("They do not work together, and looked again and again"),
    Oddity.MANY_PEOPLE: Words("They looked at far more people than on other days"),
}

SHORTEST_LAST_NAME = 3  # letters; shorter ones are an initial, or a particle
LOOKS_WITHOUT_WORK = 6  # in a day, at one person, by somebody who does not work with her
MANY_PEOPLE_A_DAY = 15
MANY_TIMES_USUAL = 3


@dataclass(frozen=True)
class Look:
    """A look of one member at one person's own page. A page that lists many people is no such look."""

    member: UUID
    person: UUID
    at: datetime


@dataclass(frozen=True)
class OddLook:
    """Looks of one member on one day that are worth a question. `person` is empty where it is about many."""

    member: UUID
    person: UUID | None
    oddity: Oddity
    count: int
    last_at: datetime


def last_name(name: str) -> str:
    """The last word of a member's name, or nothing where there is one word only, or it is too short to tell."""
    words = name.casefold().split()
    return words[-1] if len(words) > 1 and len(words[-1]) >= SHORTEST_LAST_NAME else ""


def odd_looks(
    looks: Iterable[Look],
    *,
    last_names: dict[UUID, str],
    names: dict[UUID, set[str]],
    works_with: set[tuple[UUID, UUID]],
    usual: dict[UUID, float],
) -> list[OddLook]:
    """Find what is worth a question among the looks of one day.

    `names` has every word of each person's names; `usual` how many people a day each member looks at otherwise.
    """
    by_pair: dict[tuple[UUID, UUID], list[datetime]] = {}
    for look in looks:
        by_pair.setdefault((look.member, look.person), []).append(look.at)
    found = []
    people: dict[UUID, list[datetime]] = {}
    for (member, person), moments in by_pair.items():
        people.setdefault(member, []).append(max(moments))
        if last_names.get(member) and last_names[member] in names.get(person, set()):
            found.append(OddLook(member, person, Oddity.SAME_NAME, len(moments), max(moments)))
        elif (member, person) not in works_with and len(moments) >= LOOKS_WITHOUT_WORK:
            found.append(OddLook(member, person, Oddity.AGAIN_AND_AGAIN, len(moments), max(moments)))
    for member, moments in people.items():
        if len(moments) >= max(MANY_PEOPLE_A_DAY, MANY_TIMES_USUAL * usual.get(member, 0.0)):
            found.append(OddLook(member, None, Oddity.MANY_PEOPLE, len(moments), max(moments)))
    return sorted(found, key=lambda each: each.last_at, reverse=True)
