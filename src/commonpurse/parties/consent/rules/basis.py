"""Under which law an organisation holds something about people."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.words import Words
from commonpurse.parties.consent.rules.sharing import LONGEST_DAYS


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
