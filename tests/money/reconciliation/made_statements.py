"""Statements made by ourselves, in every format, from one list of lines. Nothing in them is copied from a bank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

ACCOUNT = "20041577755544"  # sort code and account of nobody
OPENING = Decimal("1000.00")

UK_COLUMNS = {
    "currency": "GBP",
    "columns": {
        "date": "Date",
        "description": "Description",
        "money_out": "Paid out",
        "money_in": "Paid in",
        "balance": "Balance",
    },
    "date_formats": ["%d/%m/%Y"],
}


@dataclass(frozen=True)
class Line:
    """One line as a bank might book it. `amount` is above zero for money in."""

    on: date
    amount: Decimal
    text: str
    bank_id: str | None = None
    end_to_end_id: str | None = None
    status: str = "BOOK"
    return_reason: str | None = None
    name: str | None = None


def line(day: int, amount: str, text: str = "Payment", **more: str | None) -> Line:
    """A line on a day of October 2026."""
    return Line(date(2026, 10, day), Decimal(amount), text, **more)  # type: ignore[arg-type]


def numbered(lines: Sequence[Line]) -> list[Line]:
    """The same lines, each with a reference of the bank."""
    return [replace(one, bank_id=f"REF{n:06d}") for n, one in enumerate(lines, 1)]


def closing_of(lines: Sequence[Line], opening: Decimal) -> Decimal:
    return opening + sum((one.amount for one in lines if one.status == "BOOK"), Decimal(0))


def _xml(name: str, text: str | None) -> str:
    return "" if text is None else f"<{name}>{escape(text)}</{name}>"


def _balance(code: str, amount: Decimal, currency: str, day: str) -> str:
    way = "CRDT" if amount >= 0 else "DBIT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='{currency}'>{abs(amount)}</Amt>"
        f"<CdtDbtInd>{way}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def camt_entry(one: Line, currency: str = "GBP") -> str:
    way = "CRDT" if one.amount >= 0 else "DBIT"
    party = "Dbtr" if one.amount >= 0 else "Cdtr"
    reason = f"<RtrInf><Rsn><Cd>{one.return_reason}</Cd></Rsn></RtrInf>" if one.return_reason else ""
    name = f"<RltdPties><{party}><Pty>{_xml('Nm', one.name)}</Pty></{party}></RltdPties>" if one.name else ""
    return (
        f"<Ntry><Amt Ccy='{currency}'>{abs(one.amount)}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts><Cd>{one.status}</Cd></Sts>"
        f"<BookgDt><Dt>{one.on}</Dt></BookgDt><ValDt><Dt>{one.on}</Dt></ValDt>{_xml('AcctSvcrRef', one.bank_id)}"
        f"<NtryDtls><TxDtls><Refs>{_xml('EndToEndId', one.end_to_end_id)}</Refs>{name}"
        f"<RmtInf>{_xml('Ustrd', one.text)}</RmtInf>{reason}</TxDtls></NtryDtls></Ntry>\n"
    )


def camt_statement(
    lines: Sequence[Line],
    opening: Decimal = OPENING,
    closing: Decimal | None = None,
    account: str = ACCOUNT,
    currency: str = "GBP",
    entries: str | None = None,
    name: str = "Stmt",
) -> str:
    closing = closing_of(lines, opening) if closing is None else closing
    first = lines[0].on if lines else date(2026, 10, 1)
    last = lines[-1].on if lines else first
    body = "".join(camt_entry(one, currency) for one in lines) if entries is None else entries
    return (
        f"<{name}><Id>S-{first}</Id><Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>{currency}</Ccy></Acct>"
        f"{_balance('OPBD', opening, currency, str(first))}{_balance('CLBD', closing, currency, str(last))}"
        f"{body}</{name}>"
    )


def camt(
    *statements: str, message: str = "camt.053.001.08", body: str = "BkToCstmrStmt", encoding: str = "UTF-8"
) -> str:
    return (
        f"<?xml version='1.0' encoding='{encoding}'?>\n"
        f"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:{message}'><{body}>"
        f"<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-01T06:00:00</CreDtTm></GrpHdr>\n"
        f"{''.join(statements)}</{body}></Document>"
    )


def camt053(lines: Sequence[Line], **more: object) -> str:
    return camt(camt_statement(lines, **more))  # type: ignore[arg-type]


def swift(amount: Decimal) -> str:
    return str(abs(amount)).replace(".", ",")


def mt940(
    lines: Sequence[Line], opening: Decimal = OPENING, closing: Decimal | None = None, currency: str = "GBP"
) -> str:
    closing = closing_of(lines, opening) if closing is None else closing
    out = [
        ":20:MADE",
        f":25:{ACCOUNT}",
        ":28C:1/1",
        f":60F:{'C' if opening >= 0 else 'D'}261001{currency}{swift(opening)}",
    ]
    for one in lines:
        day = one.on.strftime("%y%m%d") + one.on.strftime("%m%d")
        out.append(
            f":61:{day}{'C' if one.amount >= 0 else 'D'}{swift(one.amount)}NTRFNONREF//{one.bank_id or 'NONREF'}"
        )
        out.append(f":86:/EREF/{one.end_to_end_id or 'NOTPROVIDED'}/REMI/{one.text}")
    out += [f":62F:{'C' if closing >= 0 else 'D'}261031{currency}{swift(closing)}", "-", ""]
    return "\r\n".join(out)


def ofx(lines: Sequence[Line], opening: Decimal = OPENING, currency: str = "GBP", sgml: bool = True) -> str:
    def element(name: str, text: str) -> str:
        return f"<{name}>{escape(text)}" + ("\n" if sgml else f"</{name}>\n")

    rows = "".join(
        "<STMTTRN>"
        + element("TRNTYPE", "OTHER")
        + element("DTPOSTED", one.on.strftime("%Y%m%d"))
        + element("TRNAMT", str(one.amount))
        + (element("FITID", one.bank_id) if one.bank_id else "")
        + element("MEMO", one.text)
        + "</STMTTRN>\n"
        for one in lines
    )
    header = (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n" if sgml else '<?xml version="1.0"?>\n<?OFX OFXHEADER="200"?>\n'
    )
    return (
        f"{header}<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>{element('CURDEF', currency)}"
        f"<BANKACCTFROM>{element('BANKID', '200415')}{element('ACCTID', ACCOUNT)}</BANKACCTFROM>"
        f"<BANKTRANLIST>{rows}</BANKTRANLIST>"
        f"<LEDGERBAL>{element('BALAMT', str(closing_of(lines, opening)))}{element('DTASOF', '20261031')}</LEDGERBAL>"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    )


def bank_csv(
    lines: Sequence[Line],
    opening: Decimal = OPENING,
    order: Sequence[str] = ("Date", "Description", "Paid out", "Paid in", "Balance"),
    with_balance: bool = True,
) -> str:
    balance = opening
    out = [",".join(order)]
    for one in lines:
        balance += one.amount
        cells = {
            "Date": one.on.strftime("%d/%m/%Y"),
            "Description": '"' + one.text.replace('"', '""') + '"',
            "Paid out": str(-one.amount) if one.amount < 0 else "",
            "Paid in": str(one.amount) if one.amount >= 0 else "",
            "Balance": str(balance) if with_balance else "",
        }
        out.append(",".join(cells.get(name, "x") for name in order))
    return "\n".join(out) + "\n"
