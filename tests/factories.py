"""The people and things that tests begin with, made by the real commands. Each app adds a section, small ones."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.commands import (
    allocate_money,
    create_fund,
    open_budget,
    receive_money,
    record_exclusion_check,
)
from commonpurse.money.budgets.models import Allocation, Budget, ExclusionCheck, Fund, MoneyIn
from commonpurse.money.budgets.rules import CheckResult, FundKind, LegalBasis, OrderType, SpendKind, UnspentRule
from commonpurse.money.ledger.commands import Journal, NewAccount, open_accounts, post_journal, post_row
from commonpurse.money.ledger.rules import AccountCode, TransferCode
from commonpurse.money.payments.accounts import TypedAccount
from commonpurse.money.payments.bands import BandKind
from commonpurse.money.payments.commands import (
    add_debtor_account,
    add_payee,
    agree_band,
    approve_bank_file,
    ask_band,
    make_bank_file,
    release_money,
    send_bank_file,
)
from commonpurse.money.payments.models import AmountBand, BankFile, DebtorAccount, PayeeAccount, Payment
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.parties.attachments.commands import keep_attachment
from commonpurse.parties.attachments.models import Attachment
from commonpurse.parties.consent.commands import set_lawful_basis
from commonpurse.parties.consent.models import LawfulBasis
from commonpurse.parties.consent.rules import (
    ASKED_ALONE,
    ITEMS_TO_SHARE,
    PUBLIC_BODIES,
    Art6,
    Explained,
    ExplainedFormat,
    Item,
    Level,
    Told,
)
from commonpurse.parties.partners.commands import add_member, add_organisation, found_partnership
from commonpurse.parties.partners.models import Member, Organisation, Partnership
from commonpurse.parties.people.commands import SharedWith, add_person, give_permissions
from commonpurse.parties.people.models import Person
from commonpurse.parties.signin.commands import set_up_app_code
from commonpurse.parties.signin.models import User
from tests.replaying import replayed

# A Monday in summer time, before noon in London.
NOW = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
TODAY = business_date(NOW)
LAST_MONTH = NOW - timedelta(days=31)


# Who is who -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """The standing people, the same in every test."""

    partnership: Partnership
    administrator: Member
    priya: Member  # the partnership's manager
    ngozi: Member  # finance
    tom: Member  # finance too: the second pair of eyes
    callum: Member  # funder, of `funder_organisation`
    wren: Member  # Ada's worker: she works with Ada and with nobody else
    femi: Member  # worker of another organisation; works with nobody here
    ada: Person  # holds a budget
    stranger: Person  # another person; nothing of Ada's is hers
    council: Organisation
    charity: Organisation
    funder_organisation: Organisation


def told(*items: Item, level: Level = Level.ACT, **given: Any) -> Told:
    """What a person said when it was talked through with her: these items."""
    wanted = {
        "explained": Explained.SPOKEN,
        "explained_format": ExplainedFormat.STANDARD,
        "wording": "Wren may see this, and do things with me.",
    }
    return Told(items=dict.fromkeys(items, level), **(wanted | given))


EVERYTHING = told(*[item for item in ITEMS_TO_SHARE if item not in ASKED_ALONE])  # what Wren may write down herself


def stand_on_a_basis(organisation: Organisation, *, by: Member, now: datetime = LAST_MONTH) -> LawfulBasis:
    """Write down why the law lets this organisation hold something personal."""
    return set_lawful_basis(
        by=by,
        organisation=organisation,
        purpose="To give people money of their own",
        art6=Art6.PUBLIC_TASK if organisation.kind in PUBLIC_BODIES else Art6.LEGITIMATE_INTEREST,
        notice_version="2026-1",
        review_on=business_date(now) + timedelta(days=300),
        now=now,
    )


@replayed
def standing_people(currency: str = "GBP") -> Standing:
    """Found the partnership and bring everybody in, a month before NOW."""
    then = LAST_MONTH
    partnership, administrator = found_partnership(
        name="Harbour partnership",
        place="Harbour",
        currency=currency,
        administrator_name="Alex Admin",
        host_organisation="Harbour Council",
        now=then,
    )
    council = administrator.organisation
    assert council is not None
    charity = add_organisation(by=administrator, name="Open Door", kind="charity", now=then)
    other_charity = add_organisation(by=administrator, name="Night Shelter", kind="charity", now=then)
    funder = add_organisation(by=administrator, name="Tidewater Trust", kind="funder", now=then)

    def member(organisation: Organisation, name: str, *roles: str) -> Member:
        return add_member(by=administrator, organisation=organisation, name=name, roles=roles, now=then)

    for organisation in (council, charity, other_charity, funder):
        stand_on_a_basis(organisation, by=administrator)
    priya = member(council, "Priya", "manager")
    wren = member(charity, "Wren", "worker")
    ada = add_person(by=wren, called_by="Ada", reference="H-001", told=EVERYTHING, now=then)
    give_permissions(by=ada, person=ada, to=SharedWith(member=wren), told=told(*ASKED_ALONE), now=then)
    return Standing(
        partnership=partnership,
        administrator=administrator,
        priya=priya,
        ngozi=member(council, "Ngozi", "finance"),
        tom=member(council, "Tom", "finance"),
        callum=member(funder, "Callum", "funder"),
        wren=wren,
        femi=member(other_charity, "Femi", "worker"),
        ada=ada,
        stranger=add_person(by=priya, called_by="Sam", reference="H-002", now=then),
        council=council,
        charity=charity,
        funder_organisation=funder,
    )


# Pictures -------------------------------------------------------------------------------------------------------------


def a_photo() -> SimpleUploadedFile:
    """A small picture, as a form hands it on."""
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(written, format="PNG")
    return SimpleUploadedFile("photo.png", written.getvalue(), content_type="image/png")


def make_attachment(people: Standing, **given: Any) -> Attachment:
    """A picture of Ada's, sent by herself, now."""
    wanted: dict[str, Any] = {"by": people.ada, "person": people.ada, "file": a_photo(), "now": NOW}
    return keep_attachment(**(wanted | given))


# Funds and budgets ----------------------------------------------------------------------------------------------------

SUSPENSE = UUID("0197268c-0000-7000-8000-000000000001")
BANK = UUID("0197268c-0000-7000-8000-000000000002")


def pounds(amount: int, currency: str = "GBP") -> Money:
    """A whole number of pounds (or euros)."""
    return Money(amount * 100, currency)


def make_fund(people: Standing, name: str = "Home Fund", *, received: int = 0, **given: Any) -> Fund:
    """A fund of the funder's organisation, with `received` pounds in it. By default it runs for 2026."""
    wanted: dict[str, Any] = {
        "funder": people.funder_organisation,
        "purpose": "Somewhere to live, and what makes it a home",
        "legal_basis": LegalBasis.CHARITABLE_GRANT,
        "kind": FundKind.CHARITABLE,
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2027, 1, 1),
        "unspent_rule": UnspentRule.RETURNS_TO_FUND,
    }
    fund = create_fund(by=people.ngozi, name=name, now=LAST_MONTH, **(wanted | given))
    if received:
        receive(people, fund, received)
    return fund


def receive(people: Standing, fund: Fund, amount: int) -> MoneyIn:
    """Let `amount` pounds arrive at the bank and be known to be for the fund."""
    currency = fund.currency
    sides = [NewAccount(BANK, AccountCode.BANK, currency), NewAccount(SUSPENSE, AccountCode.SUSPENSE, currency)]
    open_accounts(sides, by=people.ngozi.id, now=LAST_MONTH)
    arrived = post_row(
        id=new_id(),
        code=TransferCode.MONEY_IN,
        debit_account=BANK,
        credit_account=SUSPENSE,
        amount=pounds(amount, currency),
    )
    post_journal(Journal(new_id(), (arrived,)), by=people.ngozi.id, now=LAST_MONTH)
    return receive_money(
        by=people.ngozi,
        fund=fund,
        amount=pounds(amount, currency),
        from_account=SUSPENSE,
        business_date=business_date(LAST_MONTH),
        transfer=new_id(),
        now=LAST_MONTH,
    )


def record_check(
    people: Standing, fund: Fund, *, person: Person | None = None, order: OrderType | None = None, **given: Any
) -> ExclusionCheck:
    """What the fund's authority found about Ada (unless said), written down by Priya a month before NOW: clear, or
    that there is this order.
    """
    wanted: dict[str, Any] = {
        "by": people.priya,
        "authority": fund.funder,
        "result": CheckResult.EXCLUDED if order else CheckResult.CLEAR,
        "order_type": order,
        "checked_on": business_date(LAST_MONTH),
        "ends_on": TODAY + timedelta(days=300),
        "now": LAST_MONTH,
    }
    (check,) = record_exclusion_check(
        person=person or people.ada, bases=[LegalBasis(fund.legal_basis)], **(wanted | given)
    )
    return check


def make_budget(people: Standing, *allocations: tuple[Fund, int], person: Person | None = None) -> Budget:
    """A budget (Ada's, unless said) with so many pounds of each fund."""
    budget = open_budget(by=people.priya, person=person or people.ada, now=LAST_MONTH)
    for fund, amount in allocations:
        give(people, fund, budget, amount)
    return budget


def give(people: Standing, fund: Fund, budget: Budget, amount: int, now: datetime = LAST_MONTH) -> Allocation:
    """Allocate so many pounds of a fund to a budget, a month before NOW unless said."""
    return allocate_money(
        by=people.ngozi,
        fund=fund,
        budget=budget,
        amount=pounds(amount, fund.currency),
        reason="A home",
        request_id=new_id(),
        now=now,
    )


# Payments -------------------------------------------------------------------------------------------------------------

ADAS_ACCOUNT = TypedAccount(sort_code="12-34-56", account_number="12345678")
LANDLORDS_ACCOUNT = TypedAccount(sort_code="12-34-56", account_number="87654321")
GERMAN_ACCOUNT = TypedAccount(iban="DE89370400440532013000")


def make_debtor_account(people: Standing, name: str = "Main account", number: str = "55779911") -> DebtorAccount:
    """The partnership's account from which payments are made."""
    account = TypedAccount(sort_code="20-00-00", account_number=number)
    if people.partnership.currency == "EUR":
        account = TypedAccount(iban="IE29AIBK93115212345678", bic="AIBKIE2D")
    return add_debtor_account(
        by=people.ngozi, name=name, holder_name="Harbour Partnership", account=account, now=LAST_MONTH
    )


def make_payee(
    people: Standing, kind: PayeeKind = PayeeKind.OWN, name: str = "Me", account: TypedAccount | None = None
) -> PayeeAccount:
    """A payee of Ada's, written down by Wren a month before NOW. Returns its account."""
    default = GERMAN_ACCOUNT if people.partnership.currency == "EUR" else ADAS_ACCOUNT
    return add_payee(
        by=people.wren,
        person=people.ada,
        kind=kind,
        name=name,
        holder_name="Ada Lovelace",
        account=account or default,
        now=LAST_MONTH,
    )


def release(people: Standing, budget: Budget, payee: PayeeAccount, amount: int, **given: Any) -> Payment:
    """Release so many pounds to a payee, by Wren, now."""
    wanted = {"by": people.wren, "spend_kind": SpendKind.FURNITURE, "request_id": new_id(), "now": NOW} | given
    return release_money(
        budget=budget, payee_account=payee, amount=pounds(amount, people.partnership.currency), **wanted
    )


def set_band(people: Standing, kind: BandKind, amount: int | None, second_role: str = "finance") -> AmountBand:
    """From so many pounds on a second person looks: Priya asks, the administrator agrees. None: nobody looks."""
    from_ = None if amount is None else pounds(amount, people.partnership.currency)
    asked = ask_band(
        by=people.priya, kind=kind, from_=from_, second_role=second_role, reason="As we agreed.", now=LAST_MONTH
    )
    return agree_band(by=people.administrator, change=asked, now=LAST_MONTH)


def make_sent_file(people: Standing, account: DebtorAccount, now: datetime = NOW) -> BankFile:
    """A file of all that is ready, made by Ngozi, checked by Tom, sent by Ngozi."""
    made = make_bank_file(by=people.ngozi, debtor_account=account, now=now)
    approve_bank_file(by=people.tom, bank_file=made, now=now)
    return send_bank_file(by=people.ngozi, bank_file=made, now=now)


# How members sign in --------------------------------------------------------------------------------------------------

# What an app on a phone was given.
APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def app_code(now: datetime, *, steps: int = 0, secret: str = APP_SECRET) -> str:
    """What the app shows at this moment, or some steps of 30 seconds beside it."""
    return format_hotp_value(hotp_value(secret, int(now.timestamp()) // 30 + steps))


def add_app_code(user: User, now: datetime) -> User:
    """Give a member an app as second factor, set up an hour before."""
    then = now - timedelta(hours=1)
    assert user.member is not None
    set_up_app_code(by=user.member, user=user, secret=APP_SECRET, typed=app_code(then), now=then)
    return user
