"""Make records of the texts of a camt message: pure, one function a record, faults appended to a list."""

from __future__ import annotations

from decimal import Decimal

from commonpurse.money.reconciliation.formats.records import (
    Balance,
    Detail,
    Entry,
    Problem,
    StatementHead,
    Status,
    Weight,
)
from commonpurse.money.reconciliation.formats.written import iso_amount, iso_date, shown

Texts = dict[str, str]

# Source: ISO 20022 external code set ExternalEntryStatus1Code (2Q2024).
STATUSES = {"BOOK": Status.BOOKED, "PDNG": Status.PENDING, "FUTR": Status.PENDING, "INFO": Status.INFORMATION}
WAYS = {"CRDT": True, "DBIT": False}
TRUE_WORDS = ("true", "1")

# Source: data of the banks: the opening is OPBD, or PRCD (previously closed) where a bank gives no OPBD.
OPENING_CODES = ("OPBD", "PRCD")
CLOSING_CODE = "CLBD"
# What banks write where the payer gave no reference (ISO 20022 usage; SWIFT's older word).
NO_REFERENCE = frozenset({"NOTPROVIDED", "NOT PROVIDED", "NONREF", "NOREF", "N/A", ""})


def make_head(texts: Texts) -> StatementHead:
    """Make the head of a statement."""
    return StatementHead(
        id=texts.get("id"),
        account=texts.get("account"),
        bank=texts.get("bank"),
        currency=texts.get("currency"),
        number=texts.get("number"),
        legal_number=texts.get("legal_number"),
        covers_from=texts.get("from"),
        covers_to=texts.get("to"),
    )


def make_balance(texts: Texts, line: int, problems: list[Problem]) -> Balance:
    """Make a balance. One that does not read keeps its place with no amount."""
    text, way = texts.get("amount", ""), texts.get("direction", "CRDT")
    amount = iso_amount(text)
    code = texts.get("code", "")
    if amount is None:
        problems.append(Problem(Weight.UNREADABLE, f"the balance {shown(text)} is not an amount", line, code or None))
    elif way not in WAYS:
        problems.append(Problem(Weight.UNREADABLE, f"{shown(way)} is neither CRDT nor DBIT", line, code or None))
        amount = None
    elif way == "DBIT":
        amount = -amount
    return Balance(code, amount, texts.get("amount_currency"), texts.get("stated_on"), texts.get("subtype"))


def choose_balances(balances: list[Balance], currency: str | None) -> tuple[Balance | None, Balance | None]:
    """Return the opening and the closing balance, in the account's own currency where several are stated."""

    def first(code: str) -> Balance | None:
        found = [balance for balance in balances if balance.code == code and not balance.subtype]
        own = [balance for balance in found if balance.currency == currency]
        return next(iter(own or found), None)

    opening = next((balance for code in OPENING_CODES if (balance := first(code))), None)
    return opening, first(CLOSING_CODE)


def make_entry(texts: Texts, details: list[Detail], ordinal: int, line: int, problems: list[Problem]) -> Entry:
    """Make an entry. What does not read becomes None and a problem: the entry itself never disappears."""
    get = texts.get
    amount_text, way, status_code = get("amount", ""), get("direction", ""), get("status", "")
    amount = iso_amount(amount_text)
    is_credit = WAYS.get(way)
    status = STATUSES.get(status_code, Status.UNKNOWN)
    booked, value = get("booked"), get("value")
    booked_on = iso_date(booked) if booked else None
    value_on = iso_date(value) if value else None
    # One look for the honest case; the ladder of faults is walked only where something is wrong.
    if (
        amount is None
        or is_credit is None
        or status is Status.UNKNOWN
        or (booked and booked_on is None)
        or (value and value_on is None)
        or "repeated" in texts
    ):
        status = _faults(texts, amount, is_credit, status, booked_on, value_on, ordinal, line, problems)
    own = details[0] if len(details) == 1 else None
    domain = get("domain")
    return Entry(
        ordinal=ordinal,
        line=line,
        status=status,
        status_code=status_code,
        is_credit=is_credit,
        amount=amount,
        currency=get("amount_currency"),
        booked_on=booked_on,
        value_on=value_on,
        is_reversal=get("reversal") in TRUE_WORDS,
        bank_reference=get("bank_reference"),
        entry_reference=get("entry_reference"),
        transaction_code=f"{domain}/{get('family', '')}/{get('subfamily', '')}" if domain else get("own_code"),
        end_to_end_id=own.end_to_end_id if own else None,
        remittance=" ".join(filter(None, (own.remittance if own else "", get("note")))),
        counterparty_name=own.counterparty_name if own else None,
        counterparty_account=own.counterparty_account if own else None,
        return_reason=own.return_reason if own else None,
        is_batch="is_batch" in texts or len(details) > 1,
        batch_message_id=get("batch_message_id"),
        batch_group_id=get("batch_group_id"),
        batch_count=_count(get("batch_count")),
        details=tuple(details),
    )


def _count(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 15 else None


def _faults(
    texts: Texts,
    amount: Decimal | None,
    is_credit: bool | None,
    status: Status,
    booked_on: object,
    value_on: object,
    ordinal: int,
    line: int,
    problems: list[Problem],
) -> Status:
    """Say everything wrong with an entry; return the status to go on with."""

    def say(weight: Weight, reason: str) -> None:
        problems.append(Problem(weight, reason, line, f"entry {ordinal}"))

    unreadable = Weight.UNREADABLE
    if amount is None:
        text = texts.get("amount")
        say(unreadable, "has no amount" if text is None else f"the amount {shown(text)} is not an amount")
    if is_credit is None:
        say(unreadable, f"{shown(texts.get('direction', ''))} is neither CRDT nor DBIT")
    if "status" not in texts:
        say(unreadable, "does not say whether it is booked; it was counted as booked")
        status = Status.BOOKED
    elif status is Status.UNKNOWN:
        say(unreadable, f"its status {shown(texts['status'])} is not known; it was not counted as booked")
    if texts.get("booked") and booked_on is None:
        say(unreadable, f"the booking date {shown(texts['booked'])} is not a date")
    if texts.get("value") and value_on is None:
        say(Weight.WARNING, f"the value date {shown(texts['value'])} is not a date")
    if "repeated" in texts:
        say(unreadable, f"states {texts['repeated']} twice; the first was taken")
    return status


def make_detail(texts: Texts, is_credit: bool | None, problems: list[Problem], line: int) -> Detail:
    """Make one payment of an entry. `is_credit` is the entry's way, where the detail does not say its own.

    The other party of money that comes in is the debtor, of money that goes out the creditor. Banks leave the roles of
    the first payment on a return, so where that one is missing the other is taken.
    """
    get = texts.get
    text = get("amount") or get("transaction_amount")
    amount = iso_amount(text) if text else None
    if text and amount is None:
        problems.append(Problem(Weight.UNREADABLE, f"the amount {shown(text)} of a payment is not an amount", line))
    way = WAYS.get(get("direction", ""), is_credit)
    roles = ("debtor", "creditor") if way is not False else ("creditor", "debtor")
    end_to_end_id = get("end_to_end_id")
    return Detail(
        amount=amount,
        currency=get("amount_currency") or get("transaction_amount_currency"),
        is_credit=way,
        end_to_end_id=None if end_to_end_id in NO_REFERENCE else end_to_end_id,
        instruction_id=get("instruction_id"),
        bank_reference=get("bank_reference"),
        message_id=get("message_id"),
        payment_group_id=get("group_id"),
        remittance=get("unstructured") or get("reference") or get("note") or "",
        counterparty_name=get(roles[0]) or get(roles[1]),
        counterparty_account=get(f"{roles[0]}_account") or get(f"{roles[1]}_account"),
        return_reason=get("return_reason"),
        is_return="is_return" in texts,
    )


def announced_faults(texts: Texts, counted: dict[str, int], sums: dict[str, Decimal]) -> list[str]:
    """Compare what the statement announces of itself with what was counted; real banks announce wrong figures."""
    found = []
    for key, what in (
        ("entries", "entries"),
        ("credits", "entries of money in"),
        ("debits", "entries of money out"),
    ):
        announced = texts.get(f"announced_{key}")
        if announced is not None and announced != str(counted[key]) and _count(announced) != counted[key]:
            found.append(f"The statement announces {shown(announced)} {what} and holds {counted[key]}.")
    for key, what in (("credit_sum", "money in"), ("debit_sum", "money out")):
        announced = texts.get(f"announced_{key}")
        amount = iso_amount(announced) if announced else None
        if amount is not None and amount != sums[key]:
            found.append(f"The statement announces {amount} of {what} and holds {sums[key]}.")
    return found
