"""The first chapter: the partnership is founded, its members and people come in, funds are set up and promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from commonpurse.demo import place
from commonpurse.demo.people import DEMO_CARD, DEMO_PIN, DEMO_SIGN_INS
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.commands import create_fund, promise_money, set_spending_rules
from commonpurse.money.budgets.models import Fund
from commonpurse.money.budgets.rules import FundKind, LegalBasis, Rule, SpendKind, UnspentRule
from commonpurse.parties.consent.commands import agree_guardian, ask_guardian, set_lawful_basis
from commonpurse.parties.consent.rules import PUBLIC_BODIES, Art6, Explained, ExplainedFormat, Item, Level, Told
from commonpurse.parties.partners.commands import add_member, add_organisation, found_partnership
from commonpurse.parties.partners.models import Member, Organisation
from commonpurse.parties.people.commands import import_people, start_support
from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.commands import choose_pin, make_card, make_user

# What each invented person said when the work with them began.
TOLD = Told(
    items=dict.fromkeys((Item.MONEY_TOTAL, Item.MONEY_DETAIL, Item.CONTACT, Item.PLAN), Level.ACT),
    explained=Explained.SPOKEN,
    explained_format=ExplainedFormat.STANDARD,
    wording="Your worker may see your money and how to reach you, and do things with you.",
)


@dataclass
class Cast:
    """Everybody of the story. `members` are known by their first names, `funds` by the keys of the place."""

    administrator: Member
    members: dict[str, Member]
    funds: dict[str, Fund]
    people: list[tuple[place.InventedPerson, Person]]

    def __getitem__(self, first_name: str) -> Member:
        return self.members[first_name]

    def worker_of(self, invented: place.InventedPerson) -> Member:
        return self.members[first_name_of(invented.worker)]

    def person(self, called_by: str) -> Person:
        return next(person for _, person in self.people if person.called_by == called_by)


def first_name_of(name: str) -> str:
    return name.split()[0]


def pounds(whole: int) -> Money:
    return Money(whole * 100, place.CURRENCY)


def found(now: datetime, today: datetime) -> Cast:
    """Found everything at `now`, for a story that ends at `today`."""
    _, administrator = found_partnership(
        name=place.PARTNERSHIP,
        place=place.PLACE,
        currency=place.CURRENCY,
        administrator_name=place.ADMINISTRATOR,
        host_organisation=place.HOST,
        now=now,
    )
    host = administrator.organisation
    assert host is not None  # noqa: S101  an administrator works for the host
    organisations = {place.HOST: host}
    for name, kind in place.ORGANISATIONS:
        organisations[name] = add_organisation(by=administrator, name=name, kind=kind, now=now)
    for organisation in organisations.values():
        set_lawful_basis(
            by=administrator,
            organisation=organisation,
            purpose="To give people money of their own, and to work on one plan with them.",
            art6=Art6.PUBLIC_TASK if organisation.kind in PUBLIC_BODIES else Art6.LEGITIMATE_INTEREST,
            notice_version="2026-1",
            review_on=business_date(today) + timedelta(days=365),
            now=now,
        )
    make_user(by=administrator, username=place.ADMINISTRATOR_USERNAME, password=None, whose=administrator, now=now)
    members = {first_name_of(place.ADMINISTRATOR): administrator}
    for invented in place.MEMBERS:
        organisation = organisations[invented.organisation]
        member = add_member(
            by=administrator, organisation=organisation, name=invented.name, roles=invented.roles, now=now
        )
        members[first_name_of(invented.name)] = member
        if invented.username:
            make_user(by=administrator, username=invented.username, password=None, whose=member, now=now)
    # Who is told of each emergency, and reviews it: named by one, agreed by another.
    asked = ask_guardian(by=administrator, member=members[place.GUARDIAN], now=now)
    agree_guardian(by=members["Priya"], asked=asked, now=now)
    invented_people = place.invented_people(business_date(today))
    added = import_people(by=members["Priya"], content=place.people_file(invented_people), told=TOLD, now=now).added
    by_reference = {person.reference: person for person in added}
    cast = Cast(
        administrator=administrator,
        members=members,
        funds={
            fund.key: set_up_fund(fund, by=members["Ngozi"], funder=organisations[fund.funder], now=now, today=today)
            for fund in place.FUNDS
        },
        people=[(invented, by_reference[invented.reference]) for invented in invented_people],
    )
    for offered in DEMO_SIGN_INS:
        if offered.name not in members:
            make_user(
                by=administrator,
                username=offered.username,
                password=None,
                whose=cast.person(offered.name),
                now=now,
            )
    ada = cast.person("Ada")
    card = make_card(by=members["Wren"], person=ada, known_code=DEMO_CARD, now=now).card
    choose_pin(by=ada, card=card, code=DEMO_CARD, pin=DEMO_PIN, now=now)
    # Two workers know Malik: the second may ring him back about a new account.
    start_support(
        by=members["Priya"],
        person=cast.person("Malik"),
        member=members["Idris"],
        starts_on=business_date(now),
        told=TOLD,
        now=now,
    )
    return cast


def set_up_fund(
    invented: place.InventedFund, *, by: Member, funder: Organisation, now: datetime, today: datetime
) -> Fund:
    """Set a fund up, write down what its funder promised, and set its rules."""

    def days_ago(days: int) -> date:
        return business_date(today - timedelta(days=days))

    fund = create_fund(
        by=by,
        name=invented.name,
        funder=funder,
        purpose=invented.purpose,
        legal_basis=LegalBasis(invented.legal_basis),
        kind=FundKind(invented.kind),
        starts_on=days_ago(invented.begins),
        ends_on=None if invented.ends is None else days_ago(invented.ends),
        unspent_rule=UnspentRule(invented.unspent_rule),
        now=now,
    )
    promise_money(by=by, fund=fund, amount=pounds(invented.promised), now=now)
    rules = {
        SpendKind(kind): Rule(is_allowed=is_allowed, limit_minor=limit * 100 if limit else None, reason=reason)
        for kind, is_allowed, limit, reason in invented.rules
    }
    if rules:
        set_spending_rules(by=by, fund=fund, rules=rules, now=now)
    return fund
