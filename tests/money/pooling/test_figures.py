"""The sums of an agreement are those of the ledger: by partner, by quarter, and of what goes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from commonpurse.kernel.errors import NotAllowed
from commonpurse.kernel.messages.models import News
from commonpurse.kernel.money import Money
from commonpurse.kernel.periods import Quarter
from commonpurse.money.budgets.commands import promise_money
from commonpurse.money.budgets.queries import fiscal_year, fund_figures, quarter_reports
from commonpurse.money.budgets.rules import FundKind
from commonpurse.money.payments.models import Payment
from commonpurse.money.pooling.commands import (
    change_funding_agreement,
    give_quarter_statement,
    leave_funding_agreement,
    sign_funding_agreement,
    tell_of_statements_due,
)
from commonpurse.money.pooling.models import FundingAgreement, QuarterStatement
from commonpurse.money.pooling.queries import (
    Statement,
    due_of,
    in_all,
    money_of,
    quarters_told,
    statements_of,
)
from commonpurse.money.pooling.rules import LeftOver, PoolingRefused, Share, Stage
from commonpurse.parties.partners.commands import add_member, add_organisation
from tests.factories import (
    LAST_MONTH,
    NOW,
    TODAY,
    give,
    make_budget,
    make_debtor_account,
    make_fund,
    make_payee,
    make_sent_file,
    pounds,
    receive,
    release,
    standing_people,
)
from tests.money.pooling.pooled import Pool, all_sign, make_agreed, make_funding_agreement, make_pool

IN_JULY = datetime(2026, 7, 20, 9, tzinfo=UTC)
FIRST = date(2026, 4, 1)


@pytest.fixture
def pool(db: None) -> Pool:
    """6,000 of the council and 1,000 of the trust have arrived; Ada was given 900 and 300, and 250 are on their way."""
    people = standing_people()
    pool = make_pool(people)
    promise_money(by=people.ngozi, fund=pool.of_trust, amount=pounds(2500), now=LAST_MONTH)
    receive(people, pool.of_council, 6000)
    receive(people, pool.of_trust, 1000)
    budget = make_budget(people, (pool.of_council, 900))
    give(people, pool.of_trust, budget, 300)
    release(people, budget, make_payee(people), 250)
    make_sent_file(people, make_debtor_account(people))
    return pool


def the_statement(pool: Pool, agreement: FundingAgreement, today: date = TODAY) -> Statement:
    seen = pool.seen(agreement, today)
    (statement,) = statements_of(seen, [quarters_told(seen)[-1]])
    return statement


def test_each_part_is_agreed_by_the_version_and_paid_by_the_ledger(pool: Pool) -> None:
    money = money_of(pool.seen(make_agreed(pool))).together
    council, trust = money.put_in
    assert (council.agreed, council.promised, council.received) == (pounds(6000), pounds(6000), pounds(6000))
    assert (council.due, council.to_come, council.behind) == (pounds(6000), pounds(0), pounds(0))
    assert (trust.agreed, trust.promised, trust.received) == (pounds(3000), pounds(2500), pounds(1000))
    assert (trust.due, trust.to_come, trust.behind) == (pounds(750), pounds(2000), pounds(0))
    assert (money.received, money.left, money.with_people) == (pounds(7000), pounds(5800), pounds(950))


def test_a_quarter_adds_up_and_agrees_with_the_report_of_each_fund(pool: Pool) -> None:
    agreement = make_agreed(pool)
    statement = the_statement(pool, agreement)
    assert (statement.opened, statement.put_in, statement.given) == (pounds(0), pounds(7000), pounds(1200))
    assert (statement.released, statement.returned) == (pounds(250), pounds(0))
    assert statement.released.minor == sum(Payment.objects.values_list("amount_minor", flat=True))
    assert statement.left == statement.opened + statement.put_in - statement.given == pounds(5800)
    moved = statement.given - statement.released + statement.returned
    assert statement.with_people == statement.with_people_before + moved == pounds(950)
    assert [(party.name, put_in) for party, put_in, _ in statement.parts] == [
        ("Harbour Council", pounds(6000)),
        ("Harbour Health Trust", pounds(1000)),
    ]
    funds = [pool.of_council, pool.of_trust]
    reports = quarter_reports(viewer=pool.people.ngozi, funds=funds, quarter=statement.quarter, year=fiscal_year())
    nothing = Money(0, "GBP")
    assert statement.put_in == sum((each.this.flow.received for each in reports), nothing)
    assert statement.given == sum((each.this.flow.given for each in reports), nothing)
    assert statement.released - statement.returned == sum((each.this.flow.spent for each in reports), nothing)
    assert statement.left == sum((each.this.at_end.left for each in reports), nothing)
    now = fund_figures(viewer=pool.people.ngozi, funds=funds).values()
    assert money_of(pool.seen(agreement)).together.left == sum((each.left for each in now), nothing)


def test_the_next_quarter_begins_with_what_the_last_one_left(pool: Pool) -> None:
    seen = pool.seen(make_agreed(pool), date(2026, 8, 1))
    second, first = statements_of(seen, quarters_told(seen))
    assert (first.quarter.number, second.opened, second.put_in) == (1, first.left, pounds(0))
    assert second.with_people_before == first.with_people


def test_the_pool_manager_gives_the_statement_of_a_quarter_that_is_over(pool: Pool) -> None:
    agreement = make_agreed(pool)
    ngozi = pool.people.ngozi

    def give_it(note: str = "All went well.", now: datetime = IN_JULY, quarter: date = FIRST) -> QuarterStatement:
        return give_quarter_statement(by=ngozi, agreement=agreement, quarter_starts_on=quarter, note=note, now=now)

    for by in (pool.people.priya, pool.people.tom, pool.gwen, pool.people.wren):
        with pytest.raises(NotAllowed):
            give_quarter_statement(by=by, agreement=agreement, quarter_starts_on=FIRST, note="Well", now=IN_JULY)
    for note, now, quarter, code in (
        (" ", IN_JULY, FIRST, "note_needed"),
        ("Well", NOW, FIRST, "quarter_runs"),
        ("Well", IN_JULY, date(2026, 1, 1), "no_such_quarter"),
    ):
        with pytest.raises(PoolingRefused) as refused:
            give_it(note, now, quarter)
        assert refused.value.code == code
    seen = pool.seen(agreement, IN_JULY.date())
    assert [(each.quarter.starts_on, each.is_late) for each in due_of(seen, quarters_told(seen))] == [(FIRST, False)]
    for _ in range(2):  # who gives it is told once
        assert tell_of_statements_due(by=pool.people.administrator, now=IN_JULY) == 1
    assert list(News.objects.filter(kind="statement_due").values_list("recipient_id", flat=True)) == [ngozi.id]
    with pytest.raises(NotAllowed):
        tell_of_statements_due(by=ngozi, now=IN_JULY)
    kept = give_it()
    assert give_it() == kept
    assert (kept.put_in_minor, kept.given_minor, kept.left_minor) == (700_000, 120_000, 580_000)
    assert due_of(pool.seen(agreement, IN_JULY.date()), quarters_told(seen)) == []


def test_a_statement_stands_as_it_was_told_when_the_ledger_changes(pool: Pool) -> None:
    agreement = make_agreed(pool)
    told = give_quarter_statement(
        by=pool.people.ngozi, agreement=agreement, quarter_starts_on=FIRST, note="So far.", now=IN_JULY
    )
    assert not the_statement(pool, agreement, IN_JULY.date()).has_changed
    receive(pool.people, pool.of_trust, 10)  # found late, of a day in May
    changed = the_statement(pool, agreement, IN_JULY.date())
    assert changed.has_changed
    assert changed.told_otherwise == {"put_in": (pounds(7000), pounds(7010)), "left": (pounds(5800), pounds(5810))}
    assert changed.told == told
    anew = give_quarter_statement(
        by=pool.people.ngozi, agreement=agreement, quarter_starts_on=FIRST, note="So far.", now=IN_JULY
    )
    assert anew != told
    assert not the_statement(pool, agreement, IN_JULY.date()).has_changed


def test_what_is_left_goes_back_by_what_each_put_in(pool: Pool) -> None:
    agreement = make_agreed(pool)
    assert money_of(pool.seen(agreement)).left_over == []
    leaves_on = TODAY + timedelta(days=90)
    leave_funding_agreement(by=pool.gwen, agreement=agreement, leaves_on=leaves_on, reason="No money left", now=NOW)
    (end,) = money_of(pool.seen(agreement)).left_over
    assert (end.day, end.leaving, end.left, end.is_final) == (leaves_on, None, pounds(5800), False)
    assert [(each.party.name, each.share.minor) for each in end.rows] == [
        ("Harbour Council", 497_143),
        ("Harbour Health Trust", 82_857),
    ]
    assert [each.lies_there for each in end.rows] == [pounds(5100), pounds(700)]
    (end,) = money_of(pool.seen(agreement, leaves_on)).left_over
    assert end.is_final


def test_who_leaves_before_the_end_takes_its_own_part_along(pool: Pool) -> None:
    people = pool.people
    second = add_organisation(by=people.administrator, name="Next Council", kind="council", now=LAST_MONTH)
    nora = add_member(by=people.administrator, organisation=second, name="Nora", roles=["funder"], now=LAST_MONTH)
    fund = make_fund(people, "Next part", funder=second, kind=FundKind.POOLED_S75)
    receive(people, fund, 1000)
    agreement = make_funding_agreement(
        pool, shares=(*pool.terms.shares, Share(second.id, 100_000, fund.id, varies="No"))
    )
    version = agreement.versions.get()
    sign_funding_agreement(by=nora, version=version, now=LAST_MONTH)
    all_sign(pool, version)
    leaves_on = TODAY + timedelta(days=90)
    leave_funding_agreement(by=nora, agreement=agreement, leaves_on=leaves_on, reason="We move", now=NOW)
    seen = pool.seen(agreement, leaves_on)
    (proposal,) = money_of(seen).left_over
    assert (seen.stage, proposal.leaving, proposal.is_final) == (Stage.IN_FORCE, seen.parties[second.id], True)
    # 6,800 pounds are left of the 8,000 that came in, of which 1,000 were theirs.
    assert [(each.party.name, each.share, each.lies_there) for each in proposal.rows] == [
        ("Next Council", pounds(850), pounds(1000))
    ]


def test_what_is_carried_forward_goes_back_to_nobody(pool: Pool) -> None:
    agreement = make_agreed(pool, unspent_rule=LeftOver.CARRIED_FORWARD)
    (end,) = money_of(pool.seen(agreement, date(2027, 4, 1))).left_over
    assert (end.left, [each.share.minor for each in end.rows]) == (pounds(5800), [0, 0])


def test_a_statement_is_held_against_the_version_of_its_quarter(pool: Pool) -> None:
    agreement = make_agreed(pool)
    council, trust = pool.terms.shares
    less = replace(pool.terms, shares=(council, replace(trust, amount_minor=100_000)))
    version = agreement.versions.get()
    second = change_funding_agreement(by=pool.people.priya, version=version, terms=less, why="Cuts", now=IN_JULY)
    all_sign(pool, second, now=IN_JULY)
    seen = pool.seen(agreement, date(2026, 8, 1))
    later, first = statements_of(seen, quarters_told(seen))
    assert [each.agreed for _, _, each in first.parts] == [pounds(6000), pounds(3000)]
    assert [each.agreed for _, _, each in later.parts] == [pounds(6000), pounds(1000)]


def test_what_is_due_by_the_end_of_a_quarter_leaves_out_the_next_instalment(pool: Pool) -> None:
    seen = pool.seen(make_agreed(pool), date(2026, 8, 1))
    runs, first = statements_of(seen, quarters_told(seen))
    assert [each.due for _, _, each in first.parts] == [pounds(6000), pounds(750)]
    assert [each.due for _, _, each in runs.parts] == [pounds(6000), pounds(1500)]


def test_a_pound_is_told_in_the_agreement_of_its_day(pool: Pool) -> None:
    may = LAST_MONTH.date()  # on which all of it arrived
    in_april = datetime(2026, 4, 15, 9, tzinfo=UTC)
    ended = make_agreed(pool, now=in_april, ends_on=may, review_on=date(2026, 4, 20))
    follows = make_agreed(pool, now=NOW, name="The next", starts_on=may)
    was, runs = money_of(pool.seen(ended)).together, money_of(pool.seen(follows)).together
    assert (was.received, was.left, was.with_people, was.spent) == (pounds(0),) * 4
    assert (runs.received, runs.left, runs.with_people, runs.spent) == tuple(map(pounds, (7000, 5800, 950, 250)))
    assert [each.due for each in was.put_in] == [pounds(6000), pounds(3000)]
    for agreement, put_in, given, left in ((ended, 0, 0, 0), (follows, 7000, 1200, 5800)):
        told = the_statement(pool, agreement)
        assert (told.opened, told.put_in, told.given, told.left) == tuple(map(pounds, (0, put_in, given, left)))
        assert told.put_in == money_of(pool.seen(agreement)).together.received


def test_what_came_before_the_first_day_was_there_at_the_beginning(pool: Pool) -> None:
    agreement = make_agreed(pool, starts_on=LAST_MONTH.date() + timedelta(days=1))
    told = the_statement(pool, agreement)
    assert (told.put_in, told.opened - told.given, told.left) == (pounds(0), pounds(5800), pounds(5800))
    assert [put_in for _, put_in, _ in told.parts] == [each.received for _, _, each in told.parts]
    assert told.put_in == money_of(pool.seen(agreement)).together.received


def test_a_fund_that_comes_in_later_brings_what_lies_in_it(pool: Pool) -> None:
    people = pool.people
    second = add_organisation(by=people.administrator, name="Next Council", kind="council", now=LAST_MONTH)
    nora = add_member(by=people.administrator, organisation=second, name="Nora", roles=["funder"], now=LAST_MONTH)
    fund = make_fund(people, "Next part", funder=second, kind=FundKind.POOLED_S75)
    receive(people, fund, 1000)
    theirs = Share(second.id, 100_000, fund.id, varies="No", starts_on=date(2026, 7, 10))
    agreement = make_funding_agreement(pool, shares=(*pool.terms.shares, theirs))
    sign_funding_agreement(by=nora, version=agreement.versions.get(), now=LAST_MONTH)
    all_sign(pool, agreement.versions.get())
    seen = pool.seen(agreement, date(2026, 8, 1))
    later, first = statements_of(seen, quarters_told(seen))
    assert (first.put_in, first.left) == (pounds(7000), pounds(5800))
    assert (later.opened, later.put_in, later.left) == (pounds(6800), pounds(0), pounds(6800))
    year = in_all([first, later])
    assert (year.opened, year.put_in, year.given, year.left) == tuple(map(pounds, (1000, 7000, 1200, 6800)))
    assert year.with_people == year.with_people_before + year.given - year.released + year.returned


def test_any_number_of_quarters_is_read_in_the_same_statements(pool: Pool, django_assert_num_queries) -> None:
    seen = pool.seen(make_agreed(pool), date(2027, 3, 1))
    quarters: list[Quarter] = quarters_told(seen)
    assert len(quarters) == 4
    with django_assert_num_queries(2):
        statements_of(seen, quarters[:1])
    with django_assert_num_queries(2):
        whole = in_all(statements_of(seen, quarters[::-1]))
    assert (whole.opened, whole.put_in, whole.left) == (pounds(0), pounds(7000), pounds(5800))
    assert whole.parts == {pool.people.council.id: pounds(6000), pool.trust.id: pounds(1000)}
