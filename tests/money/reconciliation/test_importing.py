"""A statement is read in whole or not at all, once, and what is certain is booked as what it is."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest

from commonpurse.kernel.audit.models import AuditEvent
from commonpurse.kernel.errors import FileRefused, NotAllowed, Refused
from commonpurse.kernel.money import Money
from commonpurse.money.budgets.queries import fund_figures
from commonpurse.money.ledger.commands import close_period
from commonpurse.money.ledger.queries import balance_of, statement_page
from commonpurse.money.payments.models import Settlement
from commonpurse.money.reconciliation.commands import (
    accept_difference,
    ask_to_accept_difference,
    import_statement,
    save_column_mapping,
)
from commonpurse.money.reconciliation.models import (
    ColumnMapping,
    DifferenceRequest,
    Match,
    Statement,
    StatementFile,
    StatementLine,
)
from tests.money.reconciliation.made_statements import UK_COLUMNS, bank_csv, camt, camt_statement, mt940, ofx
from tests.money.reconciliation.scene import (
    LATER,
    NOW,
    NUMBER,
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


def errors_of(refused: pytest.ExceptionInfo[FileRefused]) -> str:
    return "\n".join(str(error) for error in refused.value.errors)


def nothing_was_kept(scene: Scene) -> bool:
    rows = (StatementFile, Statement, StatementLine, Match)
    return (scene.bank, scene.suspense) == (0, 0) and not any(model.objects.exists() for model in rows)


# What is kept ----------------------------------------------------------------------------------------------------


def test_lines_are_kept_and_their_money_stands_in_suspense(scene: Scene) -> None:
    result = scene.read(
        scene.statement(booked(2, "100.00", "Gift", bank_id="B1", name="Jo"), booked(3, "-6.50", "Fee"))
    )
    assert (result.new_count, result.known_count, result.open_count, result.matched_count) == (2, 0, 2, 0)
    assert (scene.bank, scene.suspense) == (9_350, 9_350)
    first, second = scene.open_lines()
    assert (first.amount, first.bank_reference, first.counterparty_name) == (Money(10_000, "GBP"), "B1", "Jo")
    assert (second.booked_on, second.remittance, second.place) == (date(2026, 6, 3), "Fee", 2)
    (statement,) = result.statements
    assert (statement.proof, statement.opening_minor, statement.closing_minor) == ("proved", 0, 9_350)
    assert AuditEvent.objects.filter(event_type="statement_imported", actor_id=scene.people.ngozi.id).count() == 1
    assert_ledger_is_clean()


def test_a_payment_that_the_bank_shows_is_paid(scene: Scene) -> None:
    payments, file = scene.pay(50, 30)
    result = scene.read(scene.statement(*map(shown, payments)))
    assert (result.matched_count, result.open_count) == (2, 0)
    assert states(payments) == ["settled", "settled"]
    assert (scene.bank, scene.suspense) == (-8_000, 0)
    assert balance_of(file.clearing_account_id).posted.minor == 0
    # By the money map: clearing of the file → bank, and nothing else touched the bank.
    rows = statement_page(scene.account.bank_account_id)
    assert {row.other_account for row in rows} == {file.clearing_account_id}
    assert {settlement.settled_on for settlement in Settlement.objects.all()} == {date(2026, 6, 2)}
    match = Match.objects.get(line__amount_minor=-5_000)
    assert (match.kind, match.rule, match.score, match.is_automatic) == ("payment", "end_to_end_id", 100, True)
    assert match.made_by.is_system
    assert_ledger_is_clean()


def test_a_payment_that_came_back_is_on_the_budget_again_and_can_be_paid_anew(scene: Scene) -> None:
    (payment,), file = scene.pay(50)
    scene.read(scene.statement(shown(payment)))
    scene.read(scene.statement(came_back(payment), opening="-50.00"))
    assert states([payment]) == ["returned"]
    assert (scene.bank, scene.suspense) == (0, 0)
    assert balance_of(file.clearing_account_id).posted.minor == 0
    figures = fund_figures(viewer=scene.people.ngozi, funds=[scene.fund])[scene.fund.id]
    assert (figures.spent.minor, figures.returned.minor) == (0, 5_000)
    assert_ledger_is_clean()


def test_paid_and_come_back_on_one_statement_are_booked_in_that_order(scene: Scene) -> None:
    (payment,), _ = scene.pay(50)
    result = scene.read(scene.statement(came_back(payment, day=2), shown(payment, day=2)))
    assert result.matched_count == 2
    assert states([payment]) == ["returned"]
    assert_ledger_is_clean()


def test_one_sum_for_a_whole_file_pays_all_of_it(scene: Scene) -> None:
    payments, file = scene.pay(50, 30)
    entry = (
        "<Ntry><Amt Ccy='GBP'>80.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-06-02</Dt></BookgDt>"
        f"<NtryDtls><Btch><MsgId>{file.message_id}</MsgId><NbOfTxs>2</NbOfTxs></Btch></NtryDtls></Ntry>"
    )
    text = camt(camt_statement([], opening=Decimal("0.00"), closing=Decimal("-80.00"), account=NUMBER, entries=entry))
    assert scene.read(text).matched_count == 1
    assert states(payments) == ["settled", "settled"]
    match = Match.objects.get()
    assert (match.rule, match.parts.count()) == ("batch_total", 2)


def test_what_the_payment_itself_refuses_is_left_to_a_person(scene: Scene) -> None:
    """The bank shows one payment twice: the second line is no second payment."""
    (payment,), _ = scene.pay(50)
    scene.read(scene.statement(shown(payment, bank_id="B1")))
    result = scene.read(scene.statement(shown(payment, day=3, bank_id="B2"), opening="-50.00"))
    assert (result.matched_count, result.open_count) == (0, 1)
    assert scene.suspense == -5_000
    assert_ledger_is_clean()


def test_pending_entries_are_counted_and_left(scene: Scene) -> None:
    result = scene.read(scene.statement(booked(2, "5.00"), booked(3, "7.00", status="PDNG")))
    assert (result.new_count, result.pending_count, scene.bank) == (1, 1, 500)


def test_lines_of_zero_move_nothing_and_are_no_work(scene: Scene) -> None:
    scene.read(scene.statement(booked(2, "0.00", "Information"), booked(2, "5.00")))
    assert StatementLine.objects.count() == 2
    assert len(scene.open_lines()) == 1


def test_an_open_file_may_be_given_and_progress_is_told(scene: Scene) -> None:
    content = scene.statement(booked(2, "5.00")).encode()
    told: list[tuple[int, int]] = []
    result = import_statement(
        by=scene.people.ngozi,
        debtor_account=scene.account,
        file=io.BytesIO(content),
        file_name="/somewhere/else/june.xml",
        now=LATER,
        on_progress=lambda done, all_: told.append((done, all_)),
    )
    assert result.file is not None
    assert result.file.file_name == "june.xml"
    assert told[-1] == (2 * len(content), 2 * len(content))


# Whatever the format ---------------------------------------------------------------------------------------------


def test_mt940_is_imported_and_proved(scene: Scene) -> None:
    text = mt940([booked(2, "5.00"), booked(3, "-2.00")], opening=Decimal("0.00")).replace("20041577755544", NUMBER)
    (statement,) = scene.read(text).statements
    assert (statement.proof, scene.bank) == ("proved", 300)


@pytest.mark.parametrize("make", ["ofx", "csv"])
def test_a_format_without_balances_is_imported_as_not_provable(scene: Scene, make: str) -> None:
    lines = [booked(2, "5.00", bank_id="F1"), booked(3, "-2.00", bank_id="F2")]
    if make == "ofx":
        result = scene.read(ofx(lines).replace("20041577755544", NUMBER))
    else:
        mapping = save_column_mapping(by=scene.people.ngozi, name="Harbour Bank", content=UK_COLUMNS, now=NOW)
        result = scene.read(bank_csv(lines, with_balance=False), mapping=mapping)
        assert result.file is not None
        assert result.file.mapping == mapping
    assert [statement.proof for statement in result.statements] == ["not_provable"]
    assert scene.bank == 300


def test_a_mapping_is_kept_in_versions(scene: Scene) -> None:
    def save(**changed: object) -> ColumnMapping:
        content = {**UK_COLUMNS, **changed}
        return save_column_mapping(by=scene.people.ngozi, name="Harbour Bank", content=content, now=NOW)

    first = save()
    assert save() == first
    assert save(delimiter=";").version == 2
    with pytest.raises(FileRefused):
        save(delimiter="::")
    with pytest.raises(Refused, match="name of the bank"):
        save_column_mapping(by=scene.people.ngozi, name=" ", content=UK_COLUMNS, now=NOW)


# Nothing twice ---------------------------------------------------------------------------------------------------

THREE = [booked(2, "5.00", "One"), booked(3, "7.00", "Two"), booked(3, "7.00", "Two")]


def test_the_same_and_a_renamed_and_a_recoded_file_add_nothing(scene: Scene) -> None:
    text = scene.statement(*THREE)
    scene.read(text)
    before = (StatementFile.objects.count(), Statement.objects.count(), AuditEvent.objects.count())
    for content, name in ((text.encode(), "a.xml"), (text.encode(), "b.xml"), (text.encode("utf-16"), "c.xml")):
        result = scene.read(content, name)
        assert (result.file, result.new_count, result.known_count) == (None, 0, 3)
    assert (StatementFile.objects.count(), Statement.objects.count(), AuditEvent.objects.count()) == before
    assert (scene.bank, StatementLine.objects.count()) == (1_900, 3)


def test_an_overlapping_file_adds_only_what_is_new(scene: Scene) -> None:
    scene.read(scene.statement(*THREE))
    more = [*THREE[1:], booked(4, "1.00", "Four")]
    result = scene.read(scene.statement(*more, opening="5.00"))
    assert (result.new_count, result.known_count) == (1, 2)
    assert (scene.bank, [line.nth for line in StatementLine.objects.all()]) == (2_000, [1, 1, 2, 1])


def test_two_true_twins_are_both_kept_also_when_a_file_ends_between_them(scene: Scene) -> None:
    scene.read(scene.statement(*THREE[:2]))
    result = scene.read(scene.statement(THREE[2], opening="12.00"))
    assert (result.new_count, scene.bank) == (1, 1_900)


def test_the_same_days_in_another_format_add_nothing(scene: Scene) -> None:
    scene.read(scene.statement(*[booked(2, "5.00", bank_id="B1"), booked(3, "7.00", bank_id="B2")]))
    again = bank_csv([booked(2, "5.00", "CARD"), booked(3, "7.00", "CARD")], opening=Decimal("0.00"))
    mapping = save_column_mapping(by=scene.people.ngozi, name="Harbour Bank", content=UK_COLUMNS, now=NOW)
    assert scene.read(again, mapping=mapping).new_count == 0
    assert scene.bank == 1_200


def test_a_statement_twice_in_one_file_counts_once(scene: Scene) -> None:
    one = camt_statement(THREE, opening=Decimal("0.00"), account=NUMBER)
    result = scene.read(camt(one, one))
    assert (result.new_count, len(result.statements), scene.bank) == (3, 1, 1_900)


def test_a_day_without_entries_is_kept_once_as_a_statement(scene: Scene) -> None:
    text = scene.statement(opening="0.00")
    assert len(scene.read(text).statements) == 1
    assert scene.read(text.replace("M1", "M2")).file is None


# Refused, and nothing kept ---------------------------------------------------------------------------------------


def test_a_wrong_sum_is_refused_with_the_difference(scene: Scene) -> None:
    with pytest.raises(FileRefused) as refused:
        scene.read(scene.statement(booked(2, "5.00"), closing=Decimal("6.00")))
    assert refused.value.code == "statement_does_not_add_up"
    assert errors_of(refused) == (
        "statement 1 opens at £0.00 and its entries make £5.00, but it closes at £6.00: -£1.00 is not explained"
    )
    assert nothing_was_kept(scene)


def test_every_error_of_the_file_is_listed(scene: Scene) -> None:
    text = scene.statement(booked(2, "5.00"), booked(2, "6.00"), booked(2, "7.00"))
    text = (
        text.replace(">5.00<", ">5..00<")
        .replace(">6.00<", ">6.001<")
        .replace("2026-06-02</Dt></BookgDt>", "x</Dt></BookgDt>", 1)
    )
    with pytest.raises(FileRefused) as refused:
        scene.read(text)
    assert [str(error).partition(", ")[2] for error in refused.value.errors[:3]] == [
        "entry 1: the amount “5..00” is not an amount",
        "entry 1: the booking date “x” is not a date",
        "entry 2: 6.001 is not a whole number of pence, or too large",
    ]
    assert nothing_was_kept(scene)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"account": "20041577755544"}, "statement 1: is about another account than this one"),
        ({"currency": "EUR"}, "is in EUR; this account is in GBP"),
    ],
)
def test_a_statement_for_another_account_or_currency_is_refused(
    scene: Scene, change: dict[str, str], said: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        scene.read(scene.statement(booked(2, "5.00"), **change))
    assert said in errors_of(refused)
    assert "20041577755544" not in errors_of(refused)
    assert nothing_was_kept(scene)


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"a,b,c\n1,2,3\n", "cut", "no statement"],
)
def test_what_cannot_be_read_is_refused(scene: Scene, content: str | bytes) -> None:
    whole = scene.statement(*THREE)
    made = {"cut": whole[: len(whole) // 2], "no statement": camt()}
    with pytest.raises(FileRefused) as refused:
        scene.read(made.get(content, content))  # type: ignore[arg-type]
    assert refused.value.errors
    assert nothing_was_kept(scene)


def test_one_bad_statement_refuses_the_good_ones_beside_it(scene: Scene) -> None:
    good = camt_statement(THREE, opening=Decimal("0.00"), account=NUMBER)
    bad = camt_statement(THREE, opening=Decimal("0.00"), account="20041577755544")
    with pytest.raises(FileRefused):
        scene.read(camt(good, bad))
    assert nothing_was_kept(scene)


def test_days_whose_books_are_closed_are_refused_whole(scene: Scene) -> None:
    close_period(ends_on=date(2026, 6, 3), by=scene.people.ngozi.id, now=LATER)
    with pytest.raises(Refused) as refused:
        scene.read(scene.statement(*THREE))
    assert refused.value.code == "period_closed"
    assert nothing_was_kept(scene)


def test_a_file_that_changes_while_it_is_read_is_refused(scene: Scene, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "june.xml"
    path.write_text(scene.statement(*THREE))

    def spoil(done: int, everything: int) -> None:
        if done * 2 >= everything:
            path.write_text(scene.statement(*THREE).replace("One", "Won"))

    with pytest.raises(Refused) as refused:
        import_statement(
            by=scene.people.ngozi,
            debtor_account=scene.account,
            file=path,
            file_name="june.xml",
            now=LATER,
            on_progress=spoil,
        )
    assert refused.value.code == "file_changed"
    assert nothing_was_kept(scene)


# A difference that two people accept -----------------------------------------------------------------------------


def ask(scene: Scene, text: str, reason: str = "The bank rounds") -> DifferenceRequest:
    return ask_to_accept_difference(
        by=scene.people.ngozi,
        debtor_account=scene.account,
        file=text.encode(),
        file_name="june.xml",
        reason=reason,
        now=NOW,
    )


def test_a_second_member_may_accept_a_difference_which_then_stands_in_suspense(scene: Scene) -> None:
    text = scene.statement(booked(2, "5.00"), closing=Decimal("6.00"))
    request = ask(scene, text)
    assert ask(scene, text) == request
    assert nothing_was_kept(scene)
    result = accept_difference(by=scene.people.tom, request=request, file=text.encode(), now=LATER)
    (statement,) = result.statements
    assert (statement.proof, statement.difference_minor) == ("accepted", -100)
    assert (scene.bank, scene.suspense) == (600, 600)
    assert [(line.kind, line.amount_minor) for line in scene.open_lines()] == [("entry", 500), ("difference", 100)]
    assert accept_difference(by=scene.people.tom, request=request, file=text.encode(), now=LATER).new_count == 0
    assert_ledger_is_clean()


def test_who_asked_does_not_accept(scene: Scene) -> None:
    text = scene.statement(booked(2, "5.00"), closing=Decimal("6.00"))
    request = ask(scene, text)
    with pytest.raises(Refused) as refused:
        accept_difference(by=scene.people.ngozi, request=request, file=text.encode(), now=LATER)
    assert refused.value.code == "same_member"
    assert nothing_was_kept(scene)


def test_another_file_is_not_what_was_accepted(scene: Scene) -> None:
    text = scene.statement(booked(2, "5.00"), closing=Decimal("6.00"))
    request = ask(scene, text)
    with pytest.raises(Refused) as refused:
        accept_difference(by=scene.people.tom, request=request, file=text.replace("6.00", "9.00").encode(), now=LATER)
    assert refused.value.code == "another_file"


@pytest.mark.parametrize(
    ("closing", "amount", "reason", "code"),
    [
        ("5.00", "5.00", "why", "adds_up"),
        ("6.00", "5.00", " ", "reason_needed"),
        ("6.00", "5..0", "why", "file_refused"),
    ],
)
def test_only_a_sum_can_be_accepted_and_only_with_a_reason(
    scene: Scene, closing: str, amount: str, reason: str, code: str
) -> None:
    text = scene.statement(booked(2, "5.00"), closing=Decimal(closing)).replace(
        ">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>", f">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>"
    )
    with pytest.raises(Refused) as refused:
        ask(scene, text, reason)
    assert refused.value.code == code


# What the account held before ------------------------------------------------------------------------------------


def test_what_was_there_before_the_first_statement_is_a_line_to_explain(scene: Scene) -> None:
    scene.read(scene.statement(booked(10, "5.00"), opening="200.00"))
    assert (scene.bank, scene.suspense) == (20_500, 20_500)
    (opening,) = StatementLine.objects.filter(kind="opening")
    assert (opening.amount_minor, opening.booked_on) == (20_000, date(2026, 6, 9))


def test_an_earlier_statement_that_comes_later_corrects_it(scene: Scene) -> None:
    scene.read(scene.statement(booked(10, "5.00"), opening="200.00"))
    scene.read(scene.statement(booked(5, "150.00"), opening="50.00"))
    assert scene.bank == 20_500
    assert [line.amount_minor for line in StatementLine.objects.filter(kind="opening")] == [20_000, -15_000]


# Who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["wren", "femi", "callum", "administrator"])
def test_only_finance_and_the_manager_read_statements(scene: Scene, who: str) -> None:
    member = getattr(scene.people, who)
    text = scene.statement(*THREE).encode()
    given = {"by": member, "debtor_account": scene.account, "file": text, "file_name": "x", "now": LATER}
    with pytest.raises(NotAllowed):
        import_statement(**given)
    with pytest.raises(NotAllowed):
        ask_to_accept_difference(**given, reason="why")
    with pytest.raises(NotAllowed):
        save_column_mapping(by=member, name="x", content=UK_COLUMNS, now=NOW)
    assert nothing_was_kept(scene)
