"""The invented place: its organisations, members, people and funds. Every name, number and sum here is made up."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass
from datetime import date

PARTNERSHIP = "Quillhaven Together"
PLACE = "Quillhaven"
CURRENCY = "GBP"
HOST = "Quillhaven Council"
ADMINISTRATOR = "Sam Ostlerby"
ADMINISTRATOR_USERNAME = "sam"
GUARDIAN = "Priya"

# Sort codes that begin with 00 belong to no bank, so no real account can stand here.
ACCOUNT_NUMBER = "20406080"
SORT_CODE = "001020"
HOLDER = "Quillhaven Together"


@dataclass(frozen=True)
class InventedMember:
    """`username` is empty where nobody signs in at the demo."""

    name: str
    organisation: str
    roles: tuple[str, ...]
    username: str = ""


@dataclass(frozen=True)
class InventedFund:
    """Sums in pounds. `begins` and `ends` count days before today; `ends=None` is open."""

    key: str
    name: str
    funder: str
    purpose: str
    legal_basis: str
    kind: str
    unspent_rule: str
    promised: int
    paid_in: tuple[tuple[int, int], ...]  # (days before today, pounds)
    begins: int
    ends: int | None
    rules: tuple[tuple[str, bool, int | None, str], ...] = ()  # (spend kind, allowed, limit in pounds, reason)


@dataclass(frozen=True)
class InventedPerson:
    reference: str
    called_by: str
    name_at_bank: str
    date_of_birth: date
    worker: str
    language: str
    page_format: str
    needs_interpreter: bool
    account_number: str
    sort_code: str


ORGANISATIONS = (
    ("Lantern Street", "charity"),
    ("Harbour Door", "charity"),
    ("Kestrel Advice", "charity"),
    ("Tideway Recovery", "charity"),
    ("Quillhaven Health Trust", "nhs"),
    ("Quillhaven Probation", "justice"),
    ("Bellweather Foundation", "funder"),
)

MEMBERS = (
    InventedMember("Priya Venkatramani", HOST, ("manager",), "priya"),
    InventedMember("Callum Brackenrigg", HOST, ("funder",), "callum"),
    InventedMember("Ngozi Umeadike", HOST, ("finance",), "ngozi"),
    InventedMember("Tomasz Zielonka-Wade", HOST, ("finance",), "tomasz"),
    InventedMember("Wren Hollowell", "Lantern Street", ("worker", "coordinator"), "wren"),
    InventedMember("Idris Calvermoor", "Lantern Street", ("worker",), "idris"),
    InventedMember("Femi Adeyanju-Holt", "Harbour Door", ("worker",), "femi"),
    InventedMember("Marisol Quenby", "Tideway Recovery", ("worker",)),
    InventedMember("Leif Tarnwick", "Quillhaven Health Trust", ("worker",)),
    InventedMember("Joyce Okparaeke", "Quillhaven Probation", ("worker",)),
    InventedMember("Hana Brookmarsh", "Kestrel Advice", ("worker",), "hana"),
    InventedMember("Odette Fairlamb", "Bellweather Foundation", ("funder",)),
    InventedMember("Gareth Pwllgwyn", "Quillhaven Health Trust", ("funder",)),
    InventedMember("Ottoline Brask", "Lantern Street", ("funder",)),
)

FUNDS = (
    InventedFund(
        key="fresh_start",
        name="Fresh Start Fund",
        funder="Bellweather Foundation",
        purpose="Whatever helps somebody to begin again, as they see it.",
        legal_basis="charitable_grant",
        kind="charitable",
        unspent_rule="stays_with_person",
        promised=120_000,
        paid_in=((268, 40_000), (150, 40_000)),
        begins=274,
        ends=None,
    ),
    InventedFund(
        key="prevention",
        name="Homelessness Prevention Fund",
        funder=HOST,
        purpose="To keep a home or find one.",
        legal_basis="homelessness_prevention_grant",
        kind="pooled_s75",
        unspent_rule="returns_to_fund",
        promised=90_000,
        paid_in=((270, 60_000), (88, 30_000)),
        begins=274,
        ends=-128,
        rules=(
            ("leisure", False, None, "The grant is for homes only. Another fund can pay for this."),
            ("celebration_or_gift", False, None, "The grant is for homes only. Another fund can pay for this."),
        ),
    ),
    InventedFund(
        key="welfare",
        name="Local Welfare Fund",
        funder=HOST,
        purpose="For the things nobody can wait for: food, warmth, clothes, a phone.",
        legal_basis="local_welfare_provision",
        kind="lwp",
        unspent_rule="rolls_over",
        promised=60_000,
        paid_in=((269, 30_000), (120, 15_000), (12, 15_000)),
        begins=274,
        ends=-128,
        rules=(("phone_and_data", True, 250, "One phone or laptop costs no more than this with our shop."),),
    ),
    InventedFund(
        key="health",
        name="Health Choices Fund",
        funder="Quillhaven Health Trust",
        purpose="For what keeps a person well, chosen by the person.",
        legal_basis="nhs_dp",
        kind="pooled_s75",
        unspent_rule="returns_to_fund",
        promised=50_000,
        paid_in=((262, 25_000), (100, 25_000)),
        begins=266,
        ends=-199,
        rules=(("rent_arrears_and_debts", False, None, "NHS money may not pay debts by law."),),
    ),
    InventedFund(
        key="winter",
        name="Winter Warmth Pilot",
        funder=HOST,
        purpose="A trial of six months: warm homes and warm clothes.",
        legal_basis="council_general_power",
        kind="aligned",
        unspent_rule="returns_to_fund",
        promised=20_000,
        paid_in=((266, 20_000),),
        begins=270,
        ends=62,
    ),
)

# (what they are called, name at the bank, BCP 47 language, page format, interpreter)
NAMES = (
    ("Ada", "Ada Winterbourne-Oke", "en", "standard", False),
    ("Malik", "Malik Farrandale", "en", "standard", False),
    ("Rosalind", "Rosalind Pettigarth", "en", "large_print", False),
    ("Tunde", "Babatunde Ekwerike", "en", "standard", False),
    ("Big Col", "Colin Strathaven-Moss", "en", "easy_read", False),
    ("Zofia", "Zofia Lipowczan", "pl", "standard", True),
    ("Dee", "Deirdre Mac Conghaile", "en", "standard", False),
    ("Jonah", "Jonah Silverthwaite", "en", "standard", False),
    ("Amina", "Amina Warsemeh", "so", "standard", True),
    ("Kit", "Christopher Yarrowdale", "en", "standard", False),
    ("Mei", "Mei Lanting", "zh-Hans", "standard", True),
    ("Sully", "Suleiman Harkabir", "en", "standard", False),
    ("Bronwen", "Bronwen Llwyncelyn", "cy", "standard", False),
    ("Anton", "Anton Veresklov", "uk", "standard", True),
    ("Tilly", "Matilda Underbank", "en", "audio", False),
    ("Ravi", "Ravindra Salgaonkar", "en", "standard", False),
    ("Pearl", "Pearl Montclary", "en", "large_print", False),
    ("Yusuf", "Yusuf Kocadag-Bell", "tr", "standard", False),
    ("Shan", "Shanelle Oakenshaw", "en", "standard", False),
    ("Emeka", "Chukwuemeka Ofodirin", "en", "standard", False),
    ("Gwil", "Gwilym Penrhosfawr", "cy", "standard", False),
    ("Farida", "Farida Noorzadeh", "fa", "standard", True),
    ("Mick", "Michael Corrowan", "en", "easy_read", False),
    ("Ines", "Ines Valdorreira", "pt", "standard", False),
    ("Nadia", "Nadia Benhachour", "ar", "standard", True),
    ("Finn", "Finnian Tarmody", "en", "standard", False),
    ("Lal", "Lalita Jamkhedar", "en", "standard", False),
    ("Curtis", "Curtis Allardyne-Grey", "en", "standard", False),
    ("Olena", "Olena Stavychenko", "uk", "standard", True),
    ("Bex", "Rebecca Thornmarsh", "en", "standard", False),
    ("Hamza", "Hamza Qureshabad", "ur", "standard", False),
    ("Nell", "Eleanor Pinchbeck-Rowe", "en", "large_print", False),
    ("Desta", "Desta Woldetsadik", "am", "standard", True),
    ("Robbie", "Robert Glenshiels", "en", "standard", False),
    ("Xiomara", "Xiomara Paredejo", "es", "standard", True),
    ("Jaz", "Jaspreet Dhaliwick", "pa", "standard", False),
    ("Otis", "Otis Fenwarrick", "en", "standard", False),
    ("Marta", "Marta Cebulowska", "pl", "standard", False),
    ("Kwame", "Kwame Asantewick", "en", "standard", False),
    ("Sorrel", "Sorrel Dunnockby", "en", "standard", False),
    ("Vic", "Victoria Lamborough", "en", "audio", False),
    ("Ibrahim", "Ibrahim Sesaywood", "en", "standard", False),
    ("Una", "Una Glasnevick", "ga", "standard", False),
    ("Pavel", "Pavel Horskovec", "cs", "standard", False),
    ("Cherelle", "Cherelle Baptistone", "en", "standard", False),
    ("Stan", "Stanley Muckleford", "en", "easy_read", False),
    ("Lien", "Lien Tranhoa", "vi", "standard", True),
    ("Darius", "Darius Petrauskelis", "lt", "standard", False),
    ("Joss", "Jocelyn Ravensike", "en", "standard", False),
    ("Abdi", "Abdirahman Gulaidwade", "so", "standard", False),
    ("Wilma", "Wilhelmina Sandercott", "en", "large_print", False),
    ("Teo", "Teodor Balcanescu", "ro", "standard", False),
    ("Precious", "Precious Mudzingwane", "en", "standard", False),
    ("Ewan", "Ewan Carnoustick", "en", "standard", False),
    ("Sadia", "Sadia Begumpore", "bn", "standard", True),
    ("Luca", "Luca Montefalchi", "it", "standard", False),
    ("Maeve", "Maeve Killarneigh", "en", "standard", False),
    ("Reuben", "Reuben Hartsilver", "en", "standard", False),
    ("Noor", "Noor Alsayegh-Moor", "ar", "standard", False),
    ("Tam", "Thomas Drumlanrick", "en", "standard", False),
)

COLUMNS = (
    *("reference", "called_by", "name_on_papers", "date_of_birth", "language", "page_format", "needs_interpreter"),
    *("worker", "contact_kind", "contact", "contact_is_safe", "contact_how"),
)
# The last figures of an account number tell the demo's bank what to do with it: see `bank`.
ENDINGS = {7: "99", 19: "99", 26: "00", 33: "99"}
SUPPLIER_ENDINGS = {"Quay Street Cycles": "00"}
WORKERS = tuple(member.name for member in MEMBERS if "worker" in member.roles)


def invented_people(today: date) -> list[InventedPerson]:
    """Return the 60 people. Ada and Malik work with Wren, the others with one worker after another."""
    dice = random.Random(60)  # noqa: S311  it is a play
    people = []
    for number, (called_by, name_at_bank, language, page_format, needs_interpreter) in enumerate(NAMES, start=1):
        born_on = date(today.year - dice.randint(19, 66), dice.randint(1, 12), dice.randint(1, 28))
        worker = WORKERS[0] if number <= 2 else WORKERS[number % len(WORKERS)]
        people.append(
            InventedPerson(
                reference=f"QT-{number:03d}",
                called_by=called_by,
                name_at_bank=name_at_bank,
                date_of_birth=born_on,
                worker=worker,
                language=language,
                page_format=page_format,
                needs_interpreter=needs_interpreter,
                account_number=f"30{number:04d}{ENDINGS.get(number, str(number + 11))}",
                sort_code=f"0030{number % 8 + 10:02d}",
            )
        )
    return people


def people_file(people: list[InventedPerson]) -> bytes:
    """Write the list of people as the clerk of the place would hand it over, a CSV file."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for number, person in enumerate(people, start=1):
        is_safe = number % 9 != 0
        rows.writerow(
            [
                person.reference,
                person.called_by,
                person.name_at_bank,
                person.date_of_birth.isoformat(),
                person.language,
                person.page_format,
                "yes" if person.needs_interpreter else "no",
                person.worker,
                "text",
                # Numbers that the regulator keeps for stories. Source: Ofcom, telephone numbers for use in drama.
                f"07700 900{number:03d}",
                "yes" if is_safe else "no",
                "" if is_safe else "Somebody else reads this phone.",
            ]
        )
    return text.getvalue().encode()
