"""A partnership in the middle of its work: something to see on every page. Made by the real commands."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from PIL import Image

from commonpurse.insight.promises.models import CharterVoice, RepairTalk
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.messages.delivery import CannotDeliver
from commonpurse.kernel.messages.models import Message
from commonpurse.kernel.messages.rules import Hours, next_opening
from commonpurse.kernel.periods import business_date
from commonpurse.money.budgets.commands import (
    agree_correction,
    ask_correction,
    change_holding_type,
    decline_correction,
    open_budget,
    promise_money,
)
from commonpurse.money.budgets.models import Allocation, Budget, Correction, Fund, Line, MoneyIn
from commonpurse.money.budgets.rules import HoldingType, SpendKind
from commonpurse.money.decisions.commands import (
    ask_notice_again,
    block_spending,
    call_panel,
    challenge_decision,
    decline_ask,
    grant_ask,
    make_ask,
    tell_own_capital,
)
from commonpurse.money.decisions.models import Ask, Challenge, Decision, Lock, RepaymentNotice
from commonpurse.money.exports.commands import export_ledger, save_export_mapping
from commonpurse.money.exports.models import LedgerExport
from commonpurse.money.payments.bands import BandKind
from commonpurse.money.payments.commands import (
    approve_bank_file,
    ask_band,
    change_payee_account,
    give_proof,
    make_bank_file,
    send_bank_file,
    stop_payment,
    write_about_proof,
)
from commonpurse.money.payments.models import AmountBand, BankFile, DebtorAccount, Payee, PayeeAccount, Payment, Proof
from commonpurse.money.payments.rules import PayeeKind
from commonpurse.money.pooling.models import FundingAgreement
from commonpurse.money.reconciliation.commands import import_statement, save_column_mapping
from commonpurse.money.reconciliation.models import Statement, StatementLine
from commonpurse.parties.consent.commands import agree_guardian, ask_guardian
from commonpurse.parties.consent.models import AccessRow, BreakGlass, Permission, PermissionRequest, Wall
from commonpurse.parties.consent.rules import Item, Level
from commonpurse.parties.directory.commands import import_services, note_service
from commonpurse.parties.directory.models import Service, ServiceNote
from commonpurse.parties.partners.commands import set_logo, set_look
from commonpurse.parties.partners.models import CharterClause
from commonpurse.parties.people.commands import (
    add_contact_way,
    add_person,
    add_person_name,
    ask_permission,
    break_glass,
    choose_messages,
    raise_wall,
)
from commonpurse.parties.people.models import Representative
from commonpurse.parties.protected.commands import protect_detail
from commonpurse.parties.protected.commands.messages import send_messages
from commonpurse.parties.protected.models import ProtectedDetail
from commonpurse.parties.signin.commands import ask_factor_reset, make_recovery_codes, make_user
from commonpurse.parties.signin.models import User
from commonpurse.rights.concerns.commands import (
    answer_concern,
    ask_to_correct,
    complain_from_outside,
    make_complaint,
)
from commonpurse.rights.concerns.models import Concern
from commonpurse.rights.concerns.rules import Subject
from commonpurse.rights.erasure.commands import ask_erasure
from commonpurse.rights.erasure.models import ErasureRequest
from commonpurse.support.agreements.models import Agreement, ChangeWish
from commonpurse.support.agreements.rules import DecisionKind
from commonpurse.web.finance import import_jobs
from commonpurse.web.parts.models import BegunPayment
from tests.factories import (
    LANDLORDS_ACCOUNT,
    LAST_MONTH,
    Standing,
    TypedAccount,
    a_photo,
    add_app_code,
    give,
    make_budget,
    make_debtor_account,
    make_fund,
    make_payee,
    pounds,
    receive,
    release,
    set_band,
)
from tests.insight.promises.promising import make_voice, talk_about_it
from tests.kernel.messages.posting import SITE, Kept
from tests.money.decisions import noticing
from tests.money.exports.exporting import MAPPING
from tests.money.orders.making import OrdersOfAda, orders_of_ada
from tests.money.pooling.pooled import aligned_and_changing
from tests.money.reconciliation.made_statements import UK_COLUMNS, bank_csv, camt053
from tests.money.reconciliation.made_statements import Line as BankLine
from tests.parties.directory import made_feeds
from tests.parties.partners import chartering
from tests.parties.partners.offering import OfferingOfOpenDoor, offering_of_open_door
from tests.parties.people.acting_for import act_for, named
from tests.support.agreements.acts import LimitsOfAda, limits_of_ada, make_limit
from tests.support.agreements.making import agreements_with_ada
from tests.support.blockages.making import BlockagesOfAda, blockages_of_ada
from tests.support.plans.making import HelpedPlan, PlanOfAda, plan_of_ada, sam_helps_with_the_plan
from tests.support.referrals.making import Referrals, referrals_of_all_kinds

PROTECTED = "07700 900321"  # Ada's new number: no page shows it but the one that opens it
SAVED = 6789  # what Ada told us she has, in pounds: her own pages alone show it
NUMBER = "20000055779911"  # sort code and number of the factories' account


@dataclass(frozen=True)
class Scene:
    people: Standing
    logo_version: str
    fund: Fund
    ended_fund: Fund
    budget: Budget
    line: Line
    account: DebtorAccount
    own: PayeeAccount
    landlord: PayeeAccount
    changed: Payee
    waiting: Ask
    granted: Ask
    declined: Ask
    sent: Payment
    ready: Payment
    held: Payment
    looked_at: Payment  # waits for a second person
    stopped: Payment
    sent_file: BankFile
    checked_file: BankFile
    made_file: BankFile
    paid: Payment
    receipt: Proof
    back: Payment
    statement: Statement
    money_in: StatementLine
    explained: StatementLine
    given: Allocation
    arrived: MoneyIn
    to_put_right: Correction
    put_right: Correction
    left_as_it_is: Correction
    notice: RepaymentNotice  # Ada has it, and asked for it to be looked at again
    notice_to_agree: RepaymentNotice  # waits for a second person
    notice_shown: RepaymentNotice  # on Ada's page, not read yet
    notice_running: RepaymentNotice  # Ada has it, and time to answer
    band: AmountBand  # a change that waits
    waiting_message: Message
    sent_message: Message
    doubtful_message: Message
    protected: ProtectedDetail  # Ada's new number
    acts: Representative  # Sam acts for Ada, and may pay
    lock: Lock
    wall: Wall  # Callum is kept away from Ada
    clause: CharterClause  # of the draft of the second version, with a remark
    offering: OfferingOfOpenDoor
    voice: CharterVoice
    talk: RepairTalk  # of the council with Open Door, to come
    together: FundingAgreement  # of the funder and the council, with a change that the funder has not agreed to
    service: Service  # of the directory, with everything that a feed can say
    service_note: ServiceNote
    complaint: Concern  # of Ada's, about Wren: it waits
    answered: Concern  # of Ada's, about how to reach her, with an answer
    from_outside: Concern
    look_id: UUID  # of Wren's at Ada's things
    opening: BreakGlass  # Femi opened the record of Sam; Priya is the guardian
    sams_protected: ProtectedDetail
    erasure: ErasureRequest  # Sam asked to be erased
    challenge: Challenge  # Ada's, of what was declined
    asked_of_ada: Ask  # Jo's: Ada is named in a limit of his
    heard: Challenge  # the stranger's, heard by Ada and others
    asked_to_share: PermissionRequest  # Priya would like to see her health
    shared_plan: Permission  # with Wren
    to_pay: UUID  # Ada's answers on her way to a payment: all are given
    too_much: UUID  # the same, but for more than she has
    half_asked: UUID  # only the kind is chosen
    limits: LimitsOfAda
    plan: PlanOfAda
    helped: HelpedPlan  # with Sam, who is the stranger to everybody else
    referrals: Referrals
    blockages: BlockagesOfAda
    orders: OrdersOfAda
    export: LedgerExport
    job_folder: Path
    csv_folder: Path
    agreement: Agreement  # Ada's: both have signed it
    to_sign: Agreement  # newer words, which Wren alone has signed
    wish: ChangeWish  # what Ada wants to be different


def listed_service(people: Standing, now: datetime) -> Service:
    """A service with all that a feed can say of one."""
    whole = made_feeds.service(
        alert="Closed on 3 June.",
        application_process="Just come.",
        wait_time="No wait.",
        eligibility_description="Anybody who is hungry.",
        languages=[{"id": made_feeds.an_id("language"), "name": "Welsh"}],
        service_areas=[{"id": made_feeds.an_id("area"), "name": "All of Harbour"}],
    )
    import_services(by=people.priya, feed_name="Council", read=made_feeds.read(made_feeds.page(whole)), now=now)
    return Service.objects.get()


def receipt_of(people: Standing, paid: Payment, now: datetime) -> Proof:
    """A photo that Ada kept of one payment, and what was written about it before."""
    written = {"payment": paid, "request_id": new_id(), "now": now}
    write_about_proof(by=people.wren, words="What was it for?", **written)
    return give_proof(by=people.ada, words="Two pans", file=a_photo(), **(written | {"request_id": new_id()}))


def statement_of(paid: Payment, back: Payment, now: datetime) -> bytes:
    """What the bank shows: money of a funder, a payment, one that came back, a charge, and something nobody knows."""

    def line(amount: str, text: str, **more: str) -> BankLine:
        return BankLine(now.date(), Decimal(amount), text, **more)

    lines = [
        line("1000.00", "Grant second quarter", name="Tidewater Trust"),
        line("-60.00", "Paid", end_to_end_id=paid.end_to_end_id),
        line("-25.00", "Paid", end_to_end_id=back.end_to_end_id),
        line("25.00", "Returned", end_to_end_id=back.end_to_end_id, return_reason="AC04"),
        line("-3.50", "Account fee"),
        line("-17.20", "Card 4411 corner shop"),
    ]
    return camt053(lines, opening=Decimal("0.00"), account=NUMBER).encode()


def opened_in_need(people: Standing, now: datetime) -> BreakGlass:
    """Priya watches over emergencies, and Femi opens the record of somebody he does not know."""
    named = ask_guardian(by=people.administrator, member=people.priya, now=now)
    agree_guardian(by=people.priya, asked=named, now=now)
    reason = "He rang from the bridge and said goodbye to us."
    return break_glass(by=people.femi, person=people.stranger, reason=reason, now=now)


def two_challenges(people: Standing, declined: Ask, now: datetime) -> tuple[Challenge, Challenge]:
    """One of Ada's that waits for a panel; one of the stranger's, which Ada, Ngozi and Tom are asked to hear."""
    hers = challenge_decision(
        by=people.ada, decision=Decision.objects.get(ask=declined), case="A second screen, for a friend.", now=now
    )
    asked = make_ask(
        by=people.priya,
        budget=open_budget(by=people.priya, person=people.stranger, now=now),
        what_for="A bike",
        amount=pounds(120),
        spend_kind=SpendKind.TRAVEL,
        request_id=new_id(),
        now=now,
    )
    decline_ask(by=people.priya, ask=asked, reason="There is nothing yet.", would_change="Money.", now=now)
    no = Decision.objects.get(ask=asked)
    heard = challenge_decision(by=people.stranger, decision=no, case="A bike, to get to the college.", now=now)
    call_panel(by=people.priya, challenge=heard, members=[people.ngozi, people.tom], peers=[people.ada], now=now)
    return hers, heard


def asked_of_ada(people: Standing, now: datetime) -> Ask:
    """Jo asks for boots: it was agreed that Ada, who helps him, must agree too."""
    jo = add_person(by=people.priya, called_by="Jo", reference="H-077", now=now)
    named(
        people,
        by=people.priya,
        person=jo,
        helper_name="Ada",
        helper_reference=people.ada.reference,
        may_pay=False,
        limit=None,
        now=now,
    )
    make_limit(people, by=people.priya, person=jo, kind=DecisionKind.NEW_PAYEE, named=[people.ada], now=now)
    return make_ask(
        by=people.priya,
        budget=open_budget(by=people.priya, person=jo, now=now),
        what_for="Boots",
        amount=pounds(45),
        spend_kind=SpendKind.CLOTHING,
        is_new_payee=True,
        request_id=new_id(),
        now=now,
    )


def picture(width: int = 300, height: int = 100, format: str = "PNG") -> bytes:
    """A picture as somebody would upload it."""
    written = io.BytesIO()
    Image.new("RGB", (width, height), "#7a1f5c").save(written, format=format)
    return written.getvalue()


def exported(people: Standing, now: datetime) -> LedgerExport:
    """Give the council's ledger the days from the month in which the scene's money came in to the month before now."""
    kept = save_export_mapping(by=people.ngozi, name="Council ledger", content=MAPPING, now=now)
    ends_on = now.date().replace(day=1)
    starts_on = business_date(LAST_MONTH).replace(day=1)
    return export_ledger(by=people.ngozi, mapping=kept, starts_on=starts_on, ends_on=ends_on, now=now)


def ways_to_ada(people: Standing, now: datetime) -> None:
    """Write down safe ways to Ada, by which she wants to be told, two days before."""
    before = now - timedelta(days=2)
    given = [
        ("text", "07700 900123", "Mornings only. Say you are the library."),
        ("email", "ada@example.org", ""),
        ("text", "07700 900777", ""),
    ]
    ways = [
        add_contact_way(
            by=people.wren, person=people.ada, kind=kind, value=value, is_safe_to_use=True, how=how, now=before
        )
        for kind, value, how in given
    ]
    choose_messages(by=people.ada, person=people.ada, wanted={way.id: Hours.MORNING for way in ways}, now=before)


def messages_to_ada(people: Standing, now: datetime) -> list[Message]:
    """Make a message that will be tried again, one that went, and one of which nobody knows. Nothing leaves."""
    kept = Kept()
    kept.failing = [CannotDeliver("no_connection"), CannotDeliver("no_answer", may_have_gone=True)]
    # A scene that is made at night takes the next morning.
    by_day = next_opening(Hours.MORNING, now)
    send_messages(by=people.administrator, post=kept.post, site_address=SITE, now=by_day)
    return [Message.objects.get(state=state) for state in ("failed", "sent", "perhaps_sent")]


def answered(user: User, now: datetime, **answers: Any) -> UUID:
    """Let somebody have given these answers on the way to a payment."""
    return BegunPayment.objects.create(user=user, content=json.dumps(answers), kept_at=now).id


def wren_and_ngozi_sign_in(people: Standing, now: datetime) -> None:
    """Give Wren an app and recovery codes; Ngozi has lost hers, and the administrator asked to take it off."""
    wren = make_user(by=people.administrator, username="wren", password=None, whose=people.wren, now=now)
    add_app_code(wren, now)
    make_recovery_codes(by=people.wren, user=wren, now=now)
    ngozi = make_user(by=people.administrator, username="ngozi", password=None, whose=people.ngozi, now=now)
    add_app_code(ngozi, now)
    ask_factor_reset(by=people.administrator, user=ngozi, now=now)


def make_scene(people: Standing, now: datetime) -> Scene:
    """Let Ada have money of two funds, asks in every state, payments in most, and files at each step."""
    ways_to_ada(people, now)
    fund = make_fund(people, "Home Fund", received=5000, ends_on=None)
    wrong = receive(people, fund, 10)
    ended = make_fund(people, "Winter Fund", received=300, ends_on=now.date() - timedelta(days=2))
    promise_money(by=people.ngozi, fund=fund, amount=pounds(2000), now=now)
    budget = make_budget(people, (ended, 60))
    given = give(people, fund, budget, 900, now - timedelta(days=30))  # as long as it can be our error
    account = make_debtor_account(people)
    own = make_payee(people)
    landlord = make_payee(people, PayeeKind.SUPPLIER, "Harbour Homes", LANDLORDS_ACCOUNT)
    sister = make_payee(people, PayeeKind.HELPER, "My sister", TypedAccount("20-00-00", "33445566"))

    two_days_ago = now - timedelta(days=2)
    make_limit(people, kind=DecisionKind.NEW_PAYEE, named=[people.wren, people.priya], now=two_days_ago)

    def ask(what_for: str, amount: int) -> Ask:
        """Wren writes it down; somebody new is to be paid, so she or Priya must agree too."""
        return make_ask(
            by=people.wren,
            budget=budget,
            what_for=what_for,
            amount=pounds(amount),
            spend_kind=SpendKind.HOUSEHOLD_SETUP,
            pay_to="Me",
            is_new_payee=True,
            request_id=new_id(),
            now=now - timedelta(days=1),
        )

    waiting, granted, declined = ask("A kettle and two pans", 40), ask("Curtains", 35), ask("A second television", 300)
    grant_ask(by=people.wren, ask=granted, now=now)
    decline_ask(
        by=people.wren,
        ask=declined,
        reason="One is enough for the room you have.",
        would_change="A second room.",
        now=now,
    )

    def to_put_right(thing: dict[str, Any], amount: int, reason: str) -> Correction:
        return ask_correction(
            by=people.ngozi, amount=pounds(amount), reason=reason, request_id=new_id(), now=now, **thing
        )

    put_right = to_put_right({"money_in": wrong}, 10, "It was for another charity.")
    agree_correction(by=people.tom, correction=put_right, now=now)
    left = to_put_right({"allocation": given}, 30, "Somebody said that it was too much.")
    decline_correction(by=people.tom, correction=left, reason="The sum was as agreed with her.", now=now)
    asked = to_put_right({"allocation": given}, 50, "A sum for another person was added to this one.")

    notice = noticing.given(people, budget, 3, now=now)
    ask_notice_again(by=people.ada, notice=notice, words="I still need it for the move.", now=now)

    def file_of(payment: Payment) -> BankFile:
        return make_bank_file(by=people.ngozi, debtor_account=account, payments=[payment.id], now=now)

    yesterday = now - timedelta(days=1)
    sent = release(people, budget, own, 40, now=yesterday)
    sent_file = file_of(sent)
    approve_bank_file(by=people.tom, bank_file=sent_file, now=now)
    send_bank_file(by=people.ngozi, bank_file=sent_file, now=now)
    checked_file = file_of(release(people, budget, landlord, 120, spend_kind=SpendKind.RENT_DEPOSIT, now=yesterday))
    approve_bank_file(by=people.tom, bank_file=checked_file, now=now)
    made_file = file_of(release(people, budget, own, 14, now=yesterday))
    stopped = release(people, budget, own, 5, now=yesterday)
    stop_payment(by=people.wren, payment=stopped, reason="Ada found one for free.", now=now)
    change_payee_account(
        by=people.wren,
        payee=sister.payee,
        holder_name="Byron",
        account=TypedAccount("20-00-00", "66554433"),
        now=now - timedelta(hours=1),
    )
    changed_account = sister.payee.accounts.get(replaces=sister)
    ready = release(people, budget, own, 22, now=now)
    held = release(people, budget, changed_account, 18, now=now)
    # For a day even the smallest payment was looked at twice; then the partnership thought better of it.
    set_band(people, BandKind.ONE_PAYMENT, 1)
    looked_at = release(people, budget, landlord, 1, now=now)
    set_band(people, BandKind.ONE_PAYMENT, 2000)
    band = ask_band(
        by=people.priya,
        kind=BandKind.ONE_DAY,
        from_=pounds(3000),
        second_role="manager",
        reason="We are more now.",
        now=now,
    )
    line = Line.objects.get(budget=budget, fund=fund)
    change_holding_type(
        by=people.wren,
        line=Line.objects.select_related("budget__person").get(id=line.id),
        holding_type=HoldingType.DELEGATE_HELD,
        reason="Ada asked her sister to keep this while she moves.",
        starts_on=now.date(),
        ends_on=now.date() + timedelta(days=30),
        now=now,
    )
    paid, back = release(people, budget, own, 60, now=yesterday), release(people, budget, landlord, 25, now=yesterday)
    bank_file = make_bank_file(by=people.ngozi, debtor_account=account, payments=[paid.id, back.id], now=yesterday)
    approve_bank_file(by=people.tom, bank_file=bank_file, now=yesterday)
    send_bank_file(by=people.ngozi, bank_file=bank_file, now=yesterday)
    import_statement(
        by=people.ngozi, debtor_account=account, file=statement_of(paid, back, now), file_name="june.xml", now=now
    )
    job = import_jobs.keep_upload(
        iter([statement_of(paid, back, now)]),
        member=str(people.ngozi.id),
        account=str(account.id),
        mapping=None,
        file_name="july.xml",
        request=None,
        act="look",
    )
    import_jobs.run(job)
    save_column_mapping(by=people.ngozi, name="Harbour Bank", content=UK_COLUMNS, now=now)
    csv_job = import_jobs.keep_upload(
        iter([bank_csv([BankLine(now.date(), Decimal("-12.50"), "Paper")]).encode()]),
        member=str(people.ngozi.id),
        account=str(account.id),
        mapping=None,
        file_name="august.csv",
        request=None,
        act="look",
    )
    import_jobs.run(csv_job)
    waiting_message, sent_message, doubtful_message = messages_to_ada(people, now)
    add_contact_way(
        by=people.wren, person=people.ada, kind="letter", value="The old flat", is_safe_to_use=False, now=now
    )
    add_person_name(by=people.wren, person=people.ada, name="Augusta King", used_for="papers", now=now)
    set_look(by=people.administrator, name="Tidewater Partnership", colour="#0b5d57", now=now)
    logo = set_logo(by=people.administrator, content=picture(), now=now)
    adas_user = User(username="ada", person=people.ada)
    adas_user.set_unusable_password()
    adas_user.save(force_insert=True)
    wren_and_ngozi_sign_in(people, now)
    complaint = make_complaint(
        by=people.ada, subject=Subject.SOMEBODY, about=people.wren, words="She told my sister.", now=now
    )
    put_right_for_her = ask_to_correct(by=people.ada, group="contact", words="The flat is not mine.", now=yesterday)
    answer_concern(by=people.priya, concern=put_right_for_her, outcome="right", answer="We took it off.", now=now)
    from_outside = complain_from_outside(words="Nobody rings back.", contact="01632 960001, mornings", now=now)
    look = AccessRow.objects.create(
        person=people.ada,
        viewer_kind="member",
        viewer_id=people.wren.id,
        organisation_id=people.wren.organisation_id,
        roles=["worker"],
        why="to see her money",
        fields=["money"],
        looked_at=now,
    )
    tell_own_capital(by=people.ada, person=people.ada, amount=pounds(SAVED), now=now)
    kettle = {"kind": "household_setup", "what_for": "A kettle and a pan", "payee": str(own.payee_id)}
    challenge, heard = two_challenges(people, declined, now)
    service = listed_service(people, now)
    return Scene(
        service=service,
        service_note=note_service(service=service, kind="times", words="It opens at one now.", now=now),
        complaint=complaint,
        challenge=challenge,
        asked_of_ada=asked_of_ada(people, now),
        heard=heard,
        answered=put_right_for_her,
        from_outside=from_outside,
        look_id=look.id,
        erasure=ask_erasure(by=people.stranger, person=people.stranger, now=now),
        logo_version=f"{logo.changed_at:%Y%m%d%H%M%S%f}",
        people=people,
        fund=fund,
        ended_fund=ended,
        budget=budget,
        line=line,
        account=account,
        own=own,
        landlord=landlord,
        changed=sister.payee,
        waiting=waiting,
        granted=granted,
        declined=declined,
        sent=sent,
        ready=ready,
        held=held,
        looked_at=looked_at,
        band=band,
        clause=(clause := chartering.talked_about(people, now)),
        voice=make_voice(people, clause, now),
        offering=offering_of_open_door(people, now),
        stopped=stopped,
        sent_file=sent_file,
        checked_file=checked_file,
        made_file=made_file,
        paid=paid,
        receipt=receipt_of(people, paid, now),
        back=back,
        statement=Statement.objects.get(),
        money_in=StatementLine.objects.get(amount_minor=100000),
        explained=StatementLine.objects.get(amount_minor=-6000),
        given=given,
        arrived=MoneyIn.objects.get(fund=fund, amount_minor=500000),
        to_put_right=asked,
        put_right=put_right,
        left_as_it_is=left,
        notice=notice,
        notice_to_agree=noticing.write(people, budget, 2, now=now),
        notice_shown=noticing.shown(people, budget, 1, now=now),
        notice_running=noticing.given(people, budget, 4, now=now),
        waiting_message=waiting_message,
        sent_message=sent_message,
        doubtful_message=doubtful_message,
        opening=opened_in_need(people, now),
        sams_protected=protect_detail(
            by=people.priya, person=people.stranger, kind="address", value="9 Far Lane", now=now
        ),
        acts=act_for(people, by=people.ada, now=now),
        lock=block_spending(by=people.ada, person=people.ada, words="betfred", off_after_days=1, now=now),
        wall=raise_wall(by=people.ada, person=people.ada, member=people.callum, bond="landlord", now=now),
        protected=protect_detail(by=people.wren, person=people.ada, kind="phone", value=PROTECTED, now=now),
        asked_to_share=ask_permission(
            by=people.priya,
            person=people.ada,
            item=Item.HEALTH,
            level=Level.SEE,
            why="To plan the move with you.",
            now=now,
        ),
        shared_plan=Permission.objects.get(person=people.ada, member=people.wren, item=Item.PLAN),
        to_pay=answered(adas_user, now, amount_minor=1250, **kettle),
        too_much=answered(adas_user, now, amount_minor=200000, **kettle),
        half_asked=answered(adas_user, now, kind="food"),
        plan=plan_of_ada(people, now),
        helped=sam_helps_with_the_plan(people, now),
        blockages=blockages_of_ada(people, now),
        orders=orders_of_ada(people, budget, service, now),
        export=exported(people, now),
        job_folder=job.folder,
        csv_folder=csv_job.folder,
        **agreements_with_ada(people, now),
        limits=limits_of_ada(people, now),
        referrals=referrals_of_all_kinds(people, now),
        talk=talk_about_it(people, now),
        together=aligned_and_changing(people, fund, now),
    )
