"""The work list: what a line may be, what a member says it is, and taking that back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.context import acting, context_of
from commonpurse.kernel.errors import NotAllowed, Refused
from commonpurse.kernel.identity import new_id
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.commands import agree_correction, ask_correction, promise_money
from commonpurse.money.budgets.models import MoneyIn
from commonpurse.money.budgets.queries import fund_figures
from commonpurse.money.ledger.commands import close_period
from commonpurse.money.ledger.queries import balance_of
from commonpurse.money.payments.queries import Sought
from commonpurse.money.reconciliation.commands import (
    cancel_lines_out,
    explain_line_as_charge,
    explain_line_as_money_in,
    match_line,
    match_lines,
    undo_match,
)
from commonpurse.money.reconciliation.models import Match, StatementLine
from commonpurse.money.reconciliation.queries import (
    count_open_lines,
    get_line,
    get_statement,
    in_suspense,
    lines_of,
    lines_visible_to,
    matches_of,
    missing_of,
    statement_files_visible_to,
    statements_visible_to,
    unexplained_difference,
    work_list,
)
from commonpurse.money.reconciliation.rules import AUTOMATIC_FROM
from commonpurse.parties.partners.queries import system_member
from tests.factories import give, make_debtor_account, make_fund, pounds
from tests.money.reconciliation.made_statements import camt053
from tests.money.reconciliation.scene import (
    LATER,
    TODAY,
    Scene,
    assert_ledger_is_clean,
    booked,
    came_back,
    make_scene,
    shown,
    states,
)


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


def only_line(scene: Scene) -> StatementLine:
    (line,) = scene.open_lines()
    return line


def figures(scene: Scene, fund=None):  # type: ignore[no-untyped-def]
    wanted = fund or scene.fund
    return fund_figures(viewer=scene.people.ngozi, funds=[wanted])[wanted.id]


# Money for a fund ------------------------------------------------------------------------------------------------


def test_money_in_is_given_to_a_fund_with_one_word_and_meets_its_promise(scene: Scene) -> None:
    promise_money(by=scene.people.ngozi, fund=scene.fund, amount=pounds(150), now=LATER)
    scene.read(scene.statement(booked(2, "100.00", "Grant")))
    line = only_line(scene)
    before = figures(scene)
    match = explain_line_as_money_in(by=scene.people.ngozi, line=line, fund=scene.fund, now=LATER)
    after = figures(scene)
    assert (after.received.minor - before.received.minor, after.expected.minor) == (10_000, 5_000)
    assert (scene.suspense, scene.open_lines()) == (0, [])
    assert (match.kind, match.rule, match.is_automatic) == ("money_in", "by_hand", False)
    assert explain_line_as_money_in(by=scene.people.ngozi, line=line, fund=scene.fund, now=LATER) == match
    assert AuditEvent.objects.filter(event_type="line_explained").count() == 1
    assert_ledger_is_clean()


def test_one_sum_may_be_for_several_funds(scene: Scene) -> None:
    other = make_fund(scene.people, "Other Fund")
    scene.read(scene.statement(booked(2, "100.00")))
    match = explain_line_as_money_in(
        by=scene.people.ngozi, line=only_line(scene), fund=scene.fund, others=[(other, pounds(30))], now=LATER
    )
    assert figures(scene, other).received.minor == 3_000
    assert sorted(part.amount_minor for part in match.parts.all()) == [3_000, 7_000]
    assert scene.suspense == 0


@pytest.mark.parametrize("share", [0, 100, 101])
def test_shares_must_leave_something_to_each(scene: Scene, share: int) -> None:
    other = make_fund(scene.people, "Other Fund")
    scene.read(scene.statement(booked(2, "100.00")))
    with pytest.raises(Refused) as refused:
        explain_line_as_money_in(
            by=scene.people.ngozi, line=only_line(scene), fund=scene.fund, others=[(other, pounds(share))], now=LATER
        )
    assert refused.value.code == "other_sum"
    assert scene.suspense == 10_000


def test_money_out_is_for_no_fund_and_money_in_is_no_charge(scene: Scene) -> None:
    scene.read(scene.statement(booked(2, "-5.00"), booked(2, "7.00")))
    out, came = scene.open_lines()
    with pytest.raises(Refused) as refused:
        explain_line_as_money_in(by=scene.people.ngozi, line=out, fund=scene.fund, now=LATER)
    assert refused.value.code == "not_money_in"
    with pytest.raises(Refused) as refused:
        explain_line_as_charge(by=scene.people.ngozi, line=came, now=LATER)
    assert refused.value.code == "not_money_out"


def test_a_line_is_explained_once(scene: Scene) -> None:
    other = make_fund(scene.people, "Other Fund")
    scene.read(scene.statement(booked(2, "100.00")))
    line = only_line(scene)
    explain_line_as_money_in(by=scene.people.ngozi, line=line, fund=scene.fund, now=LATER)
    with pytest.raises(Refused) as refused:
        explain_line_as_money_in(by=scene.people.ngozi, line=line, fund=other, now=LATER)
    assert refused.value.code == "explained_already"


def test_money_of_a_closed_day_goes_to_the_fund_today(scene: Scene) -> None:
    scene.read(scene.statement(booked(2, "100.00")))
    close_period(ends_on=date(2026, 6, 3), by=scene.people.ngozi.id, now=LATER)
    before = figures(scene).received.minor
    explain_line_as_money_in(by=scene.people.ngozi, line=only_line(scene), fund=scene.fund, now=LATER)
    assert figures(scene).received.minor - before == 10_000


# Charges, and lines that cancel ----------------------------------------------------------------------------------


def test_a_charge_is_borne_by_the_programme(scene: Scene) -> None:
    scene.read(scene.statement(booked(2, "-6.50", "ACCOUNT CHARGES")))
    line = only_line(scene)
    match = explain_line_as_charge(by=scene.people.ngozi, line=line, now=LATER)
    assert explain_line_as_charge(by=scene.people.ngozi, line=line, now=LATER) == match
    assert (scene.bank, scene.suspense) == (-650, 0)
    assert balance_of(line.series.charge_account_id).posted.minor == 650
    assert_ledger_is_clean()


def test_two_lines_may_cancel_each_other(scene: Scene) -> None:
    scene.read(scene.statement(booked(2, "-9.00", "Taken by mistake"), booked(3, "9.00", "Given back")))
    first, second = scene.open_lines()
    match = cancel_lines_out(by=scene.people.ngozi, line=first, other=second, now=LATER)
    assert cancel_lines_out(by=scene.people.ngozi, line=first, other=second, now=LATER) == match
    assert scene.open_lines() == []
    undo_match(by=scene.people.ngozi, match=match, reason="Another one", now=LATER)
    assert scene.open_lines() == [first, second]


def test_only_equal_lines_of_one_account_cancel(scene: Scene) -> None:
    scene.read(scene.statement(booked(2, "-9.00"), booked(3, "8.99"), booked(3, "9.00"), booked(3, "-9.00")))
    first, unequal, equal, third = scene.open_lines()
    for one in (unequal, first, third):
        with pytest.raises(Refused) as refused:
            cancel_lines_out(by=scene.people.ngozi, line=first, other=one, now=LATER)
        assert refused.value.code == "do_not_cancel"
    cancel_lines_out(by=scene.people.ngozi, line=first, other=equal, now=LATER)
    with pytest.raises(Refused) as refused:
        cancel_lines_out(by=scene.people.ngozi, line=third, other=equal, now=LATER)
    assert refused.value.code == "explained_already"


# By hand ---------------------------------------------------------------------------------------------------------


def test_a_member_says_which_payment_a_line_is(scene: Scene) -> None:
    (payment,), file = scene.pay(50)
    scene.read(scene.statement(booked(2, "-50.00", "NO REFERENCE")))
    line = only_line(scene)
    assert scene.suspense == -5_000
    match = match_line(by=scene.people.ngozi, line=line, payments=[payment], now=LATER)
    assert match_line(by=scene.people.ngozi, line=line, payments=[payment], now=LATER) == match
    assert (scene.bank, scene.suspense, states([payment])) == (-5_000, 0, ["settled"])
    assert balance_of(file.clearing_account_id).posted.minor == 0
    assert (match.rule, match.score, match.freed_transfer is not None) == ("by_hand", 100, True)
    assert_ledger_is_clean()


def test_several_payments_must_make_the_line_exactly(scene: Scene) -> None:
    payments, _ = scene.pay(50, 30)
    scene.read(scene.statement(booked(2, "-80.00", "BULK")))
    line = only_line(scene)
    for chosen, code in (([], "nothing_chosen"), (payments[:1], "other_sum")):
        with pytest.raises(Refused) as refused:
            match_line(by=scene.people.ngozi, line=line, payments=chosen, now=LATER)
        assert refused.value.code == code
    match_line(by=scene.people.ngozi, line=line, payments=payments, now=LATER)
    assert states(payments) == ["settled", "settled"]
    with pytest.raises(Refused) as refused:
        match_line(by=scene.people.ngozi, line=line, payments=payments[:1], now=LATER)
    assert refused.value.code == "explained_already"


def test_a_part_of_a_payment_may_come_back(scene: Scene) -> None:
    (payment,), _ = scene.pay(50)
    scene.read(scene.statement(shown(payment), booked(3, "20.00", "REFUND")))
    match_line(by=scene.people.ngozi, line=only_line(scene), payments=[payment], now=LATER)
    assert (states([payment]), figures(scene).returned.minor) == (["settled"], 2_000)
    assert scene.suspense == 0
    assert_ledger_is_clean()


def test_what_the_payment_refuses_leaves_everything_as_it_was(scene: Scene) -> None:
    (payment,), _ = scene.pay(50)
    scene.read(scene.statement(shown(payment, bank_id="B1"), booked(3, "-50.00", "AGAIN")))
    with pytest.raises(Refused):
        match_line(by=scene.people.ngozi, line=only_line(scene), payments=[payment], now=LATER)
    assert (scene.suspense, len(scene.open_lines())) == (-5_000, 1)
    assert_ledger_is_clean()


def test_a_line_read_before_its_file_was_known_is_matched_by_itself(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    (payment,), _ = scene.pay(50)
    with monkeypatch.context() as patched:
        patched.setattr("commonpurse.money.reconciliation.keeping.match_all", lambda facts, candidates: {})
        scene.read(scene.statement(shown(payment)))
    assert scene.suspense == -5_000
    (match,) = match_lines(by=scene.people.ngozi, debtor_account=scene.account, now=LATER)
    assert (match.is_automatic, match.score, scene.suspense, states([payment])) == (True, 100, 0, ["settled"])
    assert_ledger_is_clean()


def test_a_payment_of_a_closed_day_is_booked_today(scene: Scene) -> None:
    (payment,), _ = scene.pay(50)
    scene.read(scene.statement(booked(2, "-50.00")))
    close_period(ends_on=date(2026, 6, 3), by=scene.people.ngozi.id, now=LATER)
    match_line(by=scene.people.ngozi, line=only_line(scene), payments=[payment], now=LATER)
    assert (states([payment]), scene.suspense) == (["settled"], 0)


# Taking it back --------------------------------------------------------------------------------------------------


def test_undoing_money_for_a_fund_brings_line_fund_and_promise_back(scene: Scene) -> None:
    promise_money(by=scene.people.ngozi, fund=scene.fund, amount=pounds(150), now=LATER)
    scene.read(scene.statement(booked(2, "100.00")))
    line, before = only_line(scene), figures(scene)
    match = explain_line_as_money_in(by=scene.people.ngozi, line=line, fund=scene.fund, now=LATER)
    undone = undo_match(by=scene.people.tom, match=match, reason="It was for the other fund", now=LATER)
    assert (undone.undone_by, undone.undo_reason) == (scene.people.tom, "It was for the other fund")
    assert undo_match(by=scene.people.tom, match=match, reason="again", now=LATER) == undone
    assert figures(scene) == before
    assert (scene.suspense, scene.open_lines()) == (10_000, [line])
    explain_line_as_money_in(by=scene.people.ngozi, line=line, fund=scene.fund, now=LATER)
    assert scene.suspense == 0
    assert_ledger_is_clean()


@pytest.mark.parametrize("corrected", [40, 100])
def test_what_a_correction_put_back_into_suspense_is_not_taken_from_the_fund_again(
    scene: Scene, corrected: int
) -> None:
    promise_money(by=scene.people.ngozi, fund=scene.fund, amount=pounds(150), now=LATER)
    scene.read(scene.statement(booked(2, "100.00")))
    line, before = only_line(scene), figures(scene)
    match = explain_line_as_money_in(by=scene.people.ngozi, line=line, fund=scene.fund, now=LATER)
    asked = ask_correction(
        by=scene.people.ngozi,
        money_in=MoneyIn.objects.get(transfer=match.parts.get().transfer),
        amount=pounds(corrected),
        reason="It was for the other fund",
        request_id=new_id(),
        now=LATER,
    )
    agree_correction(by=scene.people.tom, correction=asked, now=LATER)
    assert scene.suspense == corrected * 100
    undo_match(by=scene.people.tom, match=match, reason="It was for the other fund", now=LATER)
    assert figures(scene) == before
    assert (scene.suspense, scene.open_lines()) == (10_000, [line])
    assert_ledger_is_clean()


def test_undoing_a_charge_brings_the_line_back(scene: Scene) -> None:
    scene.read(scene.statement(booked(2, "-6.50")))
    line = only_line(scene)
    match = explain_line_as_charge(by=scene.people.ngozi, line=line, now=LATER)
    undo_match(by=scene.people.ngozi, match=match, reason="It was a payment", now=LATER)
    assert (scene.suspense, balance_of(line.series.charge_account_id).posted.minor) == (-650, 0)


def test_money_that_the_fund_gave_on_cannot_be_taken_from_it(scene: Scene) -> None:
    fund = make_fund(scene.people, "Spent Fund")
    scene.read(scene.statement(booked(2, "100.00")))
    match = explain_line_as_money_in(by=scene.people.ngozi, line=only_line(scene), fund=fund, now=LATER)
    give(scene.people, fund, scene.budget, 60)
    with pytest.raises(Refused) as refused:
        undo_match(by=scene.people.ngozi, match=match, reason="Wrong", now=LATER)
    assert refused.value.code == "would_overdraw"
    assert Match.objects.get(id=match.id).is_live


def test_undoing_needs_a_reason_and_a_payment_shown_as_paid_stands(scene: Scene) -> None:
    (payment,), _ = scene.pay(50)
    scene.read(scene.statement(shown(payment), booked(2, "-6.50")))
    charge = explain_line_as_charge(by=scene.people.ngozi, line=only_line(scene), now=LATER)
    with pytest.raises(Refused) as refused:
        undo_match(by=scene.people.ngozi, match=charge, reason=" ", now=LATER)
    assert refused.value.code == "reason_needed"
    paid = Match.objects.get(kind="payment")
    with pytest.raises(Refused) as refused:
        undo_match(by=scene.people.ngozi, match=paid, reason="Wrong one", now=LATER)
    assert refused.value.code == "payment_stands"


# What is open ----------------------------------------------------------------------------------------------------


def test_the_work_list_says_what_each_line_may_be(scene: Scene) -> None:
    (payment, _other), _ = scene.pay(50, 30)
    promise_money(by=scene.people.ngozi, fund=scene.fund, amount=pounds(250), now=LATER)
    scene.read(
        scene.statement(
            booked(2, "-50.00", "SOMETHING", name="Ada"),
            booked(3, "250.00", "Grant", name="TIDEWATER TRUST"),
            booked(4, "-6.50", "ACCOUNT CHARGES"),
        )
    )
    paid, money, charge = work_list(viewer=scene.people.ngozi, today=TODAY, debtor_account=scene.account)
    assert paid.payments[0].parts[0].payment == payment.id
    assert paid.payments[0].score < AUTOMATIC_FROM
    assert (money.funds[0].fund, money.funds[0].score) == (scene.fund, 75)
    assert (charge.is_likely_charge, paid.is_likely_charge, charge.payments) == (True, False, ())
    assert count_open_lines(viewer=scene.people.ngozi) == 3


def test_the_work_list_asks_as_much_for_many_lines_as_for_few(scene: Scene, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    scene.pay(50, 30)
    lines = [booked(2 + n % 20, f"{(-1) ** n * (n + 10)}.00", f"Line {n}") for n in range(40)]
    scene.read(scene.statement(*lines))
    with django_assert_max_num_queries(7):
        assert len(work_list(viewer=scene.people.ngozi, today=TODAY)) == 40
    assert len(work_list(viewer=scene.people.ngozi, today=TODAY, offset=30, limit=20)) == 10


def test_more_accounts_cost_no_more_questions_and_each_line_is_about_its_own(scene: Scene) -> None:
    ngozi = scene.people.ngozi

    def costs() -> tuple[int, int]:
        with acting(context_of(ngozi, purpose="to test", today=TODAY, now=LATER)):
            lines_visible_to(ngozi)  # from whom she is kept is asked once in a request
            with CaptureQueriesContext(connection) as for_list:
                work_list(viewer=ngozi, today=TODAY)
            with CaptureQueriesContext(connection) as for_figure:
                unexplained_difference(viewer=ngozi, today=TODAY)
        return len(for_list), len(for_figure)

    scene.pay(50)
    cut_reference = booked(3, "10.00", "Refund", end_to_end_id="CPCUT", return_reason="AC04")
    scene.read(scene.statement(booked(2, "-30.00", "First"), cut_reference))
    before = costs()
    assert before <= (6, 5)
    other = Scene(scene.people, scene.fund, scene.budget, make_debtor_account(scene.people, "Second", "55779922"))
    other._payee = scene.people_payee()
    (payment,), _ = other.pay(30)
    of_second = camt053([booked(4, "-30.00", "Second")], opening=Decimal(7), account="20000055779922")
    other.read(of_second, "second.xml")
    assert costs() == before
    suggested = {
        one.line.remittance: {part.payment for found in one.payments for part in found.parts}
        for one in work_list(viewer=ngozi, today=TODAY)
    }
    assert payment.id in suggested["Second"]
    assert payment.id not in suggested["First"]
    # Its next statement begins with £10 more than this one ended with.
    other.read(camt053([booked(9, "1.00")], opening=Decimal(-13), account="20000055779922"), "third.xml")
    assert missing_of(viewer=ngozi, debtor_account=scene.account) == pounds(0)
    assert missing_of(viewer=ngozi, debtor_account=other.account) == pounds(10)
    assert unexplained_difference(viewer=ngozi, today=TODAY).missing == pounds(10)


def test_the_one_figure_adds_up_both_ways_by_age(scene: Scene) -> None:
    scene.read(scene.statement(booked(1, "-10.00"), booked(20, "10.00", "Other")))
    found = unexplained_difference(viewer=scene.people.ngozi, today=date(2026, 6, 25))
    assert (found.amount, found.money_in, found.money_out) == (pounds(20), pounds(10), pounds(10))
    assert (found.missing, found.count, found.oldest_days) == (pounds(0), 2, 24)
    assert in_suspense(viewer=scene.people.ngozi) == pounds(0)
    assert [(one.band.words, one.amount.minor, one.count) for one in found.by_age] == [
        ("up to a week", 1_000, 1),
        ("up to a month", 1_000, 1),
        ("up to a quarter", 0, 0),
        ("older", 0, 0),
    ]


def test_a_missing_statement_is_part_of_the_figure(scene: Scene) -> None:
    scene.read(scene.statement(booked(2, "5.00")))
    scene.read(scene.statement(booked(9, "1.00"), opening="25.00"))
    assert missing_of(viewer=scene.people.ngozi, debtor_account=scene.account) == pounds(20)
    found = unexplained_difference(viewer=scene.people.ngozi, today=TODAY, debtor_account=scene.account)
    assert (found.missing, found.amount) == (pounds(20), pounds(26))
    scene.read(scene.statement(booked(5, "20.00"), opening="5.00"))
    assert missing_of(viewer=scene.people.ngozi, debtor_account=scene.account) == pounds(0)


def test_explained_money_leaves_the_figure(scene: Scene) -> None:
    scene.read(scene.statement(booked(2, "100.00")))
    explain_line_as_money_in(by=scene.people.ngozi, line=only_line(scene), fund=scene.fund, now=LATER)
    assert unexplained_difference(viewer=scene.people.ngozi, today=TODAY).amount == Money(0, "GBP")


def test_lines_of_a_statement_come_with_what_explains_them(scene: Scene) -> None:
    (payment,), _ = scene.pay(50)
    result = scene.read(scene.statement(shown(payment), booked(3, "5.00")))
    (statement,) = result.statements
    first, second = lines_of(viewer=scene.people.ngozi, statement=statement)
    assert [match.kind for match in first.matches.all()] == ["payment"]
    assert list(second.matches.all()) == []
    assert [str(match.rule_words) for match in matches_of(viewer=scene.people.ngozi, line=first)] == [
        "The reference is ours and the amount is the same"
    ]


# Who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["wren", "femi", "callum", "ada", "stranger", "administrator"])
def test_nobody_else_sees_a_statement(scene: Scene, who: str) -> None:
    viewer = getattr(scene.people, who)
    result = scene.read(scene.statement(booked(2, "5.00"), opening="7.00"))
    (statement,) = result.statements
    line = scene.open_lines()[0]
    assert not statement_files_visible_to(viewer).exists()
    assert not statements_visible_to(viewer).exists()
    assert not lines_visible_to(viewer).exists()
    assert get_statement(viewer=viewer, statement_id=statement.id) is None
    assert get_line(viewer=viewer, line_id=line.id) is None
    assert not lines_of(viewer=viewer, statement=statement).exists()
    assert not matches_of(viewer=viewer, line=line).exists()
    assert work_list(viewer=viewer, today=TODAY) == []
    assert count_open_lines(viewer=viewer) == 0
    found = unexplained_difference(viewer=viewer, today=TODAY)
    assert (found.amount.minor, found.count, in_suspense(viewer=viewer).minor) == (0, 0, 0)


@pytest.mark.parametrize("who", ["wren", "femi", "callum", "administrator"])
def test_nobody_else_explains_a_line(scene: Scene, who: str) -> None:
    member = getattr(scene.people, who)
    scene.read(scene.statement(booked(2, "-5.00"), booked(2, "5.00")))
    out, came = scene.open_lines()
    for verb in (
        lambda: explain_line_as_charge(by=member, line=out, now=LATER),
        lambda: explain_line_as_money_in(by=member, line=came, fund=scene.fund, now=LATER),
        lambda: cancel_lines_out(by=member, line=out, other=came, now=LATER),
        lambda: match_line(by=member, line=out, payments=[], now=LATER),
        lambda: match_lines(by=member, debtor_account=scene.account, now=LATER),
    ):
        with pytest.raises(NotAllowed):
            verb()
    match = explain_line_as_charge(by=scene.people.ngozi, line=out, now=LATER)
    with pytest.raises(NotAllowed):
        undo_match(by=member, match=match, reason="x", now=LATER)


def test_the_system_matches_what_is_certain_and_explains_nothing(scene: Scene) -> None:
    scene.read(scene.statement(booked(2, "-5.00"), closing=Decimal("-5.00")))
    assert match_lines(by=system_member(), debtor_account=scene.account, now=LATER) == []
    with pytest.raises(NotAllowed):
        explain_line_as_charge(by=system_member(), line=only_line(scene), now=LATER)


def test_money_back_of_a_payment_never_shown_as_paid_is_matched_too(scene: Scene) -> None:
    (payment,), _ = scene.pay(50)
    scene.read(scene.statement(came_back(payment)))
    assert states([payment]) == ["returned"]
    assert_ledger_is_clean()


def test_a_grant_is_not_looked_for_among_all_payments_ever_made(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.read(scene.statement(booked(3, "250.00", "Grant", name="TIDEWATER TRUST")))
    asked: list[Sought] = []
    monkeypatch.setattr(
        "commonpurse.money.reconciliation.facts.sent_payments_of", lambda **given: asked.extend(given["sought"]) or []
    )
    (grant,) = work_list(viewer=scene.people.ngozi, today=TODAY)
    assert (asked, grant.payments, grant.funds[0].fund) == ([], (), scene.fund)


def test_a_refund_suggests_the_payment_it_may_be(scene: Scene) -> None:
    (payment,), _ = scene.pay(50)
    scene.read(scene.statement(shown(payment), booked(9, "50.00", "CARD REFUND")))
    (refund,) = work_list(viewer=scene.people.ngozi, today=TODAY)
    assert refund.payments[0].parts[0].payment == payment.id
