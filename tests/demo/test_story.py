"""The end of the story: the books are clean, everything that happens in life has happened, and something is left to do."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from commonpurse.demo import place
from commonpurse.demo.people import DEMO_SIGN_INS
from commonpurse.demo.referral_acts import ROSA, SHAZIA
from commonpurse.demo.rights_acts import COMPLAINS, KEEPS_SOMEBODY_AWAY, SHARES_HER_PLAN
from commonpurse.demo.rosa_acts import SIX_MONTHS, came_in
from commonpurse.demo.telling import Story
from commonpurse.insight.release.queries import public_power, release_times, waits_by_step
from commonpurse.insight.release.rules import DAY, Step
from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.messages.models import Message, News
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import LONDON, business_date
from commonpurse.money.budgets.queries import (
    count_reviews_overdue,
    fiscal_year,
    fund_figures,
    funds_visible_to,
    holdings_of,
    money_due_back,
    person_money,
    quarter_reports,
)
from commonpurse.money.decisions.models import Ask, Challenge, Decision, PanelSeat, RepaymentNotice
from commonpurse.money.decisions.queries import asks_visible_to, learnings
from commonpurse.money.ledger.queries import balance_of, books_open_from, trial_balance, verify_ledger
from commonpurse.money.orders.models import Order
from commonpurse.money.orders.queries import orders_of, shown_orders, unmet_counts
from commonpurse.money.orders.rules import NEWS_PRICE_ROSE
from commonpurse.money.orders.watching import watch_over_own
from commonpurse.money.payments.models import BankFile, Payment, Proof, StatusReport
from commonpurse.money.payments.queries import accounts_awaiting_call_back, payments_for_next_file, payments_visible_to
from commonpurse.money.pooling.queries import agreements_seen_by, in_all, quarters_told, statements_of
from commonpurse.money.pooling.rules import Stage
from commonpurse.money.reconciliation.models import Match, Statement, StatementLine
from commonpurse.money.reconciliation.queries import in_suspense, unexplained_difference, work_list
from commonpurse.parties.consent.models import Guardian
from commonpurse.parties.consent.queries import current_guardian
from commonpurse.parties.consent.rules import Item
from commonpurse.parties.directory.models import CostOption, Service
from commonpurse.parties.directory.opening import is_open_on
from commonpurse.parties.directory.queries import notes_waiting, search_services, services_in_order
from commonpurse.parties.partners.models import Organisation, WorkAddress
from commonpurse.parties.partners.queries import charter_draft, current_charter, who_signed
from commonpurse.parties.people.models import MessageChoice, Person
from commonpurse.parties.people.queries import people_visible_to, walls_of
from commonpurse.parties.people.sharing import shared_with_me
from commonpurse.parties.signin.queries import find_user, viewer_of
from commonpurse.rights.concerns.queries import own_concerns
from commonpurse.support.agreements.models import Agreement, ChangeWish, Limit, RiskRecord
from commonpurse.support.agreements.queries import agreement_in_force
from commonpurse.support.blockages.models import Blockage
from commonpurse.support.blockages.queries import precedents_for
from commonpurse.support.blockages.rules import Level, Outcome
from commonpurse.support.plans.models import Step as PlanStep
from commonpurse.support.plans.models import StepInvite
from commonpurse.support.plans.queries import standing_in_of
from commonpurse.support.referrals.models import Referral
from commonpurse.support.referrals.queries import equality_check

pytestmark = [pytest.mark.both, pytest.mark.alike]


def test_the_books_are_clean(story: Story) -> None:
    assert verify_ledger() == []
    assert [sums.difference.minor for sums in trial_balance().values()] == [0]


def test_every_statement_adds_up_and_our_bank_account_holds_what_the_bank_says(story: Story) -> None:
    assert set(Statement.objects.values_list("proof", flat=True)) == {"proved"}
    by_the_bank = sum(line.amount_minor for line in story.bank.lines if line.on < story.read_until)
    assert balance_of(story.account.bank_account_id).posted == Money(by_the_bank, "GBP")
    difference = unexplained_difference(viewer=story.cast["Ngozi"], today=business_date(story.now))
    assert difference.missing.minor == 0
    assert balance_of(story.account.suspense_account_id).posted == in_suspense(viewer=story.cast["Ngozi"])


def test_every_line_was_matched_with_the_payments_that_the_bank_meant(story: Story) -> None:
    truth = story.bank.truth()
    ends = dict(Payment.objects.values_list("id", "end_to_end_id"))
    matched = 0
    for match in Match.objects.filter(kind__in=["payment", "returned"], undone_at=None).select_related("line"):
        found = {ends[part.payment_id] for part in match.parts.all()}
        assert found == set(truth[match.line.bank_reference]), match.rule
        matched += 1
    assert matched > 150
    assert {"end_to_end_id", "batch_details", "batch_total", "reference_in_text", "cut_reference"} <= set(
        Match.objects.values_list("rule", flat=True)
    )


def test_the_books_are_closed_but_for_the_days_that_the_visitor_explains(story: Story) -> None:
    open_from = books_open_from()
    assert open_from is not None
    assert open_from.day == 1
    assert timedelta(days=30) < business_date(story.now) - open_from < timedelta(days=63)


def test_a_funder_reads_what_a_quarter_paid_for_and_sees_nobody(story: Story) -> None:
    callum, year = story.cast["Callum"], fiscal_year()
    funds, quarter = list(funds_visible_to(callum)), year.quarter_of(story.closed_until)
    closed = quarter if quarter.ends_on == story.closed_until + timedelta(days=1) else year.before(quarter)
    reports = quarter_reports(viewer=callum, funds=funds, quarter=closed, year=year)
    assert {report.this.hidden for report in reports} <= {"", "few"}
    assert any(report.this.kinds for report in reports)
    assert all(line.people >= 5 for report in reports for line in report.this.kinds)


def test_what_happens_in_life_has_happened(story: Story) -> None:
    states = Counter(Payment.objects.values_list("state", flat=True))
    assert states["settled"] > 150
    for state in ("sent", "returned", "rejected", "in_file", "ready", "held"):
        assert states[state] > 0, state
    assert Payment.objects.filter(reissues__state="returned", state="settled").exists()
    assert Payment.objects.filter(reissues__state="rejected", state="settled").exists()
    assert StatusReport.objects.filter(rejected_count__gt=0).exists()
    asks = Counter(Ask.objects.values_list("state", flat=True))
    assert asks["granted"] > 80
    assert asks["declined"] > 0
    assert not Ask.objects.filter(state="declined", reason="").exists()
    assert {"short_of_money", "rule_says_no"} <= set(story.refusals)
    kinds = Counter(Match.objects.values_list("kind", flat=True))
    assert min(kinds[kind] for kind in ("payment", "returned", "money_in", "charge", "contra")) > 0


def test_the_charter_is_signed_by_most_and_one_took_its_signature_back(story: Story) -> None:
    current = current_charter()
    assert current is not None
    assert (current.number, charter_draft() is not None) == (2, True)
    stands = Counter(
        "signed" if one.is_current else "earlier" if one.number else "back" if one.withdrawn_at else "not yet"
        for one in who_signed(current)
    )
    assert stands == {"signed": 5, "earlier": 1, "back": 1, "not yet": 1}


def test_the_place_is_as_large_as_it_says(story: Story) -> None:
    assert Person.objects.count() == 62  # two were taken on by the meeting, of whom one was put forward twice
    states = Counter(Referral.objects.values_list("state", flat=True))
    assert states == {"accepted": 12, "listed": 2, "waiting": 2, "declined": 15, "revoked": 1}
    assert Organisation.objects.filter(left_on=None).count() == 8
    funds = list(funds_visible_to(story.cast["Ngozi"]))
    assert len(funds) == len({fund.legal_basis for fund in funds}) == 5
    assert {role for member in place.MEMBERS for role in member.roles} | {"administrator"} == {
        *("worker", "coordinator", "finance", "manager", "funder", "administrator")
    }
    founded = AuditEvent.objects.get(event_type="partnership_founded")
    assert story.now - founded.recorded_at > timedelta(days=9 * 30)


def test_who_came_in_by_a_referral_can_be_followed_to_the_precedent(story: Story) -> None:
    rosa, shazia, priya = came_in(ROSA.name), came_in(SHAZIA.name), story.cast["Priya"]
    done = PlanStep.objects.filter(person=rosa, state="done")
    owners = set(done.values_list("owner_member__organisation__name", flat=True))
    assert {"Lantern Street", "Harbour Door", "Kestrel Advice", "Quillhaven Health Trust", None} <= owners
    bent = Blockage.objects.get(person=rosa)
    assert (bent.answered_at_level, bent.outcome) == (Level.BOARD, Outcome.FLEXED)
    (offered,) = precedents_for(viewer=priya, blockage=Blockage.objects.get(person=shazia))
    assert offered.rule.words == SIX_MONTHS


def test_everybody_has_a_step_and_not_all_on_one_day_and_the_check_on_equality_says_something(story: Story) -> None:
    with_steps = PlanStep.objects.counting().order_by().values("person").distinct().count()
    days = Counter(PlanStep.objects.filter(by_when__isnull=False).values_list("by_when", flat=True))
    assert (with_steps, max(days.values()) < with_steps / 5) == (Person.objects.count(), True)
    questions = equality_check(viewer=story.cast["Priya"], now=story.now).questions
    assert any(one.put_forward and one.chosen for _, answers in questions for one in answers)


def test_the_figures_of_the_funds_are_those_of_the_place(story: Story) -> None:
    ngozi = story.cast["Ngozi"]
    funds = {fund.name: fund for fund in funds_visible_to(ngozi)}
    figures = fund_figures(viewer=ngozi, funds=funds.values())
    waits = sum(one.line.amount_minor for one in work_list(viewer=ngozi, today=business_date(story.now)) if one.funds)
    received = sum(figures[fund.id].received.minor for fund in funds.values())
    interest = sum(line.amount_minor for line in StatementLine.objects.filter(remittance__contains="INTEREST"))
    paid_in = sum(amount * 100 for fund in place.FUNDS for _, amount in fund.paid_in)
    assert waits == 15_000_00
    assert 0 <= received + waits - paid_in <= interest


def test_money_is_pooled_and_laid_side_by_side_and_its_statements_add_up_to_the_funds(story: Story) -> None:
    ngozi, today = story.cast["Ngozi"], business_date(story.now)
    beside, pool = agreements_seen_by(viewer=ngozi, today=today)
    assert (beside.stage, beside.is_being_agreed) == (Stage.IN_FORCE, True)
    assert (pool.stage, pool.shown.number, pool.agreement.statements.count()) == (Stage.IN_FORCE, 3, 2)
    for seen in (pool, beside):
        whole = in_all(statements_of(seen, quarters_told(seen)[::-1]))
        funds = [each.fund for each in seen.shown.contributions.all() if each.fund]
        figures = fund_figures(viewer=ngozi, funds=funds).values()
        assert whole.put_in.minor == sum(each.received.minor for each in figures)
        assert whole.released.minor - whole.returned.minor == sum(each.spent.minor for each in figures)
        assert whole.left.minor == sum(each.left.minor for each in figures)


def test_one_fund_has_ended_with_money_left(story: Story) -> None:
    priya, today = story.cast["Priya"], business_date(story.now)
    winter = story.cast.funds["winter"]
    assert winter.ends_on is not None
    assert winter.ends_on < today
    figures = fund_figures(viewer=priya, funds=[winter])[winter.id]
    assert figures.left.minor > 0
    assert [due.fund_name for due in money_due_back(viewer=priya, today=today)] == ["Winter Warmth Pilot"]


def test_ada_has_three_funds_and_an_ask_that_wren_can_say_yes_to(story: Story) -> None:
    ada, today = story.cast.person("Ada"), business_date(story.now)
    money = person_money(viewer=ada, person=ada, today=today)
    assert money is not None
    assert {line.fund_name for line in money.lines} == {
        *("Fresh Start Fund", "Homelessness Prevention Fund", "Health Choices Fund")
    }
    (ask,) = asks_visible_to(story.cast["Wren"], today).filter(state="waiting", budget__person=ada)
    assert ask.amount_minor <= money.available.minor
    stood_in = [each.person_id for each in standing_in_of(viewer=story.cast["Wren"], today=today)]
    own = people_visible_to(story.cast["Wren"], today).exclude(id__in=stood_in)
    assert own.count() == 10  # the front page says: Ada and nine others
    assert not asks_visible_to(story.cast["Femi"], today).filter(budget__person=ada).exists()


def test_maliks_new_account_waits_and_idris_can_ring_him_back(story: Story) -> None:
    today = business_date(story.now)
    (account,) = accounts_awaiting_call_back(viewer=story.cast["Idris"], now=story.now, today=today)
    assert account.payee.person.called_by == "Malik"
    assert timedelta(hours=6) <= account.usable_from - story.now <= timedelta(hours=72)
    assert account.added_by_member == story.cast["Wren"]
    assert Payment.objects.filter(payee_account=account, state="held").exists()


def test_a_file_waits_for_tomasz_and_payments_for_another_file(story: Story) -> None:
    (bank_file,) = BankFile.objects.filter(approved_at=None, taken_back_at=None)
    assert bank_file.made_by == story.cast["Ngozi"]
    assert bank_file.requested_on > business_date(story.now)
    assert payments_for_next_file(viewer=story.cast["Ngozi"], debtor_account=story.account, now=story.now).count() >= 3


def test_a_payment_that_the_bank_refused_is_left_for_wren(story: Story) -> None:
    wren, today = story.cast["Wren"], business_date(story.now)
    refused = payments_visible_to(wren, today).filter(state="rejected", reissued_as=None)
    assert [payment.payee_account.payee.name for payment in refused] == ["Quay Street Cycles"]


def test_the_manager_sees_how_long_money_took_and_where_some_of_it_waits(story: Story) -> None:
    priya, today = story.cast["Priya"], business_date(story.now)
    times = release_times(viewer=priya, today=today)
    assert times is not None
    assert times.arrived.count > 150
    assert times.mended.are_told
    assert times.arrived.half is not None
    assert DAY <= times.arrived.half <= 4 * DAY
    check = dict(times.steps)[Step.CHECK]
    assert check.half != check.longest
    waiting = {one.step for one in waits_by_step(viewer=priya, now=story.now, today=today) if one.count}
    assert waiting >= {Step.ANSWER, Step.RELEASE, Step.ACCOUNT, Step.FILE, Step.CHECK, Step.BANK, Step.AGAIN}


def test_somebody_elses_hands_hold_one_line_with_a_reason_and_an_end(story: Story) -> None:
    big_col = story.cast.person("Big Col")
    lines = [line.id for line in big_col.budget.lines.all()]
    (holding,) = [holding for held in holdings_of(lines).values() for holding in held]
    assert holding.holding_type == "delegate_held"
    assert holding.ends_on is not None
    assert holding.ends_on > business_date(story.now)


def test_nothing_in_the_story_lies_in_the_future(story: Story) -> None:
    assert not AuditEvent.objects.filter(recorded_at__gt=story.now).exists()
    assert not StatementLine.objects.filter(booked_on__gt=business_date(story.now)).exists()


def test_every_button_of_the_front_page_has_its_sign_in(story: Story) -> None:
    for offered in DEMO_SIGN_INS:
        user = find_user(offered.username)
        assert user is not None, offered.username
        assert not user.has_usable_password()
        viewer = viewer_of(user)
        assert viewer is not None
        assert viewer.actor_name.startswith(offered.name) if hasattr(viewer, "actor_name") else True


def test_people_who_want_it_are_told_and_nobody_else(story: Story) -> None:
    states = Counter(Message.objects.values_list("state", flat=True))
    assert states["sent"] > 60
    for state in ("waiting", "given_up", "perhaps_sent"):
        assert states[state] > 0, state
    chose = {str(choice.contact_way.person_id) for choice in MessageChoice.objects.select_related("contact_way")}
    at_work = {str(address.member_id) for address in WorkAddress.objects.proven()}
    assert at_work == {str(story.cast[name].id) for name in ("Wren", "Ngozi")}
    assert {str(message.recipient_id) for message in Message.objects.all()} - chose == at_work
    assert StepInvite.objects.filter(reader_member=story.cast["Wren"]).exists()
    assert len(chose) < Person.objects.count() / 2
    assert {message.content["language"] for message in Message.objects.filter(state="sent")} == {"en-gb", "cy", "ar"}


def test_no_message_went_in_the_night_or_twice_within_the_hour(story: Story) -> None:
    last: dict[object, datetime] = {}
    for message in Message.objects.filter(state="sent").order_by("sent_at"):
        assert 8 <= message.sent_at.astimezone(LONDON).hour < 20
        before = last.get(message.contact_id)
        assert before is None or message.sent_at - before >= timedelta(hours=1)
        last[message.contact_id] = message.sent_at


def test_an_emergency_can_be_opened_since_two_named_its_guardian(story: Story) -> None:
    assert current_guardian() == story.cast[place.GUARDIAN]
    named = Guardian.objects.get()
    assert (named.asked_by, named.agreed_by) == (story.cast.administrator, story.cast["Priya"])


def test_femi_is_shown_what_one_person_shares_and_nothing_of_ada(story: Story) -> None:
    today, femi = business_date(story.now), story.cast["Femi"]
    shares, ada = story.cast.person(SHARES_HER_PLAN), story.cast.person("Ada")
    assert [one.item for one in shared_with_me(viewer=femi, person=shares, today=today)] == [Item.PLAN]
    assert shared_with_me(viewer=femi, person=ada, today=today) == []
    assert not people_visible_to(femi, today).filter(id=ada.id).exists()


def test_one_keeps_somebody_away_and_one_was_answered(story: Story) -> None:
    kept = story.cast.person(KEEPS_SOMEBODY_AWAY)
    (wall,) = walls_of(viewer=kept, person=kept, today=business_date(story.now))
    assert wall.member == story.cast["Joyce"]
    (concern,) = own_concerns(viewer=story.cast.person(COMPLAINS))
    assert concern.answer


def test_most_people_signed_an_agreement_and_ada_a_second_one(story: Story) -> None:
    assert Agreement.objects.filter(number=1).count() > 50
    second = agreement_in_force(person=story.cast.person("Ada"))
    assert second is not None
    assert second.number == 2
    assert ChangeWish.objects.get(answered_at=None).person == story.cast.person("Ada")
    assert Agreement.objects.get(number=None, dropped_at=None).person == story.cast.person("Malik")


def test_limits_ended_by_themselves_were_lifted_and_agreed_anew_and_some_count_today(story: Story) -> None:
    today = business_date(story.now)
    counting = Limit.objects.counting_on(today)
    assert {limit.how for limit in counting} == {"after_talking", "agree_too", "other_for_now"}
    assert 1 <= counting.filter(ends_on__lte=today + timedelta(days=7)).count() < counting.count()
    assert counting.exclude(renews=None).exists()
    assert Limit.objects.filter(ends_on__lte=today, lifted_on=None).count() >= 3
    assert RiskRecord.objects.filter(in_force_at__isnull=False, ended_at=None).count() == 2


def test_it_was_decided_in_every_way_there_is(story: Story) -> None:
    ways = Counter(Decision.objects.values_list("outcome", "ground"))
    for way in (*(("yes", by) for by in ("hers", "told", "talked", "agreed", "silence", "panel")), ("no", "agreed")):
        assert ways[way] > 0, way
    assert not Decision.objects.filter(outcome="no", would_change="").exists()
    figures = public_power(today=business_date(story.now))
    shown = (figures.decided.percent, figures.decided.noes, figures.decided.as_told, figures.challenged.raised)
    assert None not in shown
    assert figures.limits.count is None, "fewer than five people have a limit, so nothing is told of them"


def test_ada_won_a_challenge_and_the_money_went(story: Story) -> None:
    won = Challenge.objects.get(person=story.cast.person("Ada"))
    assert won.verdict == "change"
    assert won.seats.exclude(peer=None).exists()
    payment = Payment.objects.get(hold__ask=won.decision.ask)
    assert payment.state == "settled"
    assert learnings().count() == Challenge.objects.exclude(verdict=None).count()
    assert set(Challenge.objects.exclude(verdict=None).values_list("verdict", flat=True)) == {"change", "keep"}


def test_a_panel_waits_for_idris_and_malik(story: Story) -> None:
    seats = PanelSeat.objects.filter(answered_at=None).select_related("member", "peer")
    assert {seat.member or seat.peer for seat in seats} == {story.cast["Idris"], story.cast.person("Malik")}


def test_money_went_back_by_one_notice_and_another_was_taken_off(story: Story) -> None:
    assert sorted(RepaymentNotice.objects.values_list("state", "reclaimed_minor")) == [
        *(("concluded", 6_000), ("withdrawn", None))
    ]


def test_some_payments_have_a_line_or_a_photo_and_a_talk_about_the_money_is_late(story: Story) -> None:
    assert set(Proof.objects.values_list("kind", flat=True)) == {"line", "picture", "not_needed"}
    assert count_reviews_overdue(viewer=story.cast["Priya"], today=business_date(story.now)) == 1


def test_what_is_ordered_is_for_days_on_which_it_is_open_and_a_dearer_basket_is_told(story: Story) -> None:
    ordered = list(Order.objects.select_related("service"))
    assert len(ordered) == 9
    assert [one for one in ordered if is_open_on(one.service.schedules.all(), one.wanted_on) is False] == []
    ada = next(person for _, person in story.cast.people if person.called_by == "Ada")
    (risen,) = watch_over_own(viewer=ada, today=business_date(story.now)).risen
    assert (risen.now.minor, risen.is_ahead) == (450, True)
    assert News.objects.filter(recipient_id=ada.id, kind=NEWS_PRICE_ROSE).count() == 1


def test_the_services_of_the_place_are_found_and_looked_after(story: Story) -> None:
    assert Service.objects.there().count() == 12
    assert [one.name for one in Service.objects.exclude(gone_at=None)] == ["Old Ferry Café"]
    found = services_in_order(search_services("hungry ropewalk").ids)
    assert {one.name for one in found} == {"Ropewalk Pantry", "The Long Table"}
    prices = CostOption.objects.filter(service__name="Ropewalk Pantry").order_by("seen_at")
    assert [(one.amount_minor, one.gone_at is None) for one in prices] == [(350, False), (450, True)]
    assert Service.objects.get(name="Tideway Mornings").assured_by == story.cast["Wren"]
    waiting = [(note.service.name, note.passed_on_at is not None) for note in notes_waiting(story.cast["Wren"])]
    assert waiting == [("Wheels Again", False), ("Keep Your Home", True)]


def test_orders_were_paid_and_rated_and_what_could_not_be_had_is_counted(story: Story) -> None:
    orders = Order.objects.filter(person__called_by="Ada")
    assert {"happened", "not_happened", None} <= set(orders.values_list("outcome", flat=True))
    assert orders.filter(rating="good", ask__payment__state="settled").exists()
    ada, today = orders[0].person, business_date(story.now)
    assert any(shown.dearer for shown in shown_orders(orders_of(viewer=ada, person=ada, today=today), today))
    assert Order.objects.filter(ask__state="waiting").exists()
    counts = unmet_counts(viewer=story.cast["Priya"], today=today)
    assert counts is not None
    assert counts.has_few
    assert len(counts.rows) == 3
