"""Where things stand in camt.052, .053 and .054: one table of paths for versions 01 to 14, made into a tree once.

Left: the path below the element that holds it. Right: the name under which the reader finds the text.
Several paths may lead to one name: versions moved things (`Dbtr/Nm` became `Dbtr/Pty/Nm`).
"""

from __future__ import annotations

from collections.abc import Callable


class Node(dict[str, "Node"]):
    """An element that is known: its children by name, and what to do when it starts (with attributes) or ends."""

    __slots__ = ("key", "on_attributes", "store", "up")

    def __init__(self, up: Node | None = None) -> None:
        super().__init__()
        self.up: Node = up if up is not None else self
        self.store: Callable[..., object] | None = None
        self.key: str | None = None  # with a key, `store(key, text)` is called at the end, without one `store()`
        self.on_attributes: Callable[[list[str]], None] | None = None

    def at(self, path: str) -> Node:
        """Return the node at the path below, made where it is missing."""
        node = self
        for name in path.split("/"):
            node = node.setdefault(name, Node(node))
        return node

    def plant(self, paths: dict[str, str], store: Callable[[str, str], object]) -> None:
        """Make each path a leaf whose text goes to `store(name, text)`."""
        for path, key in paths.items():
            leaf = self.at(path)
            leaf.store, leaf.key = store, key


GROUP_HEADER = {"MsgId": "message_id", "CreDtTm": "created"}

STATEMENT = {
    "Id": "id",
    "ElctrncSeqNb": "number",
    "LglSeqNb": "legal_number",
    "FrToDt/FrDtTm": "from",
    "FrToDt/ToDtTm": "to",
    "Acct/Id/IBAN": "account",
    "Acct/Id/BBAN": "account",
    "Acct/Id/UPIC": "account",
    "Acct/Id/Othr/Id": "account",
    "Acct/Id/PrtryAcct/Id": "account",
    "Acct/Ccy": "currency",
    "Acct/Svcr/FinInstnId/ClrSysMmbId/MmbId": "bank",  # in the United Kingdom the sort code
    "Acct/Svcr/FinInstnId/BIC": "bic",
    "Acct/Svcr/FinInstnId/BICFI": "bic",
    "TxsSummry/TtlNtries/NbOfNtries": "announced_entries",
    "TxsSummry/TtlCdtNtries/NbOfNtries": "announced_credits",
    "TxsSummry/TtlCdtNtries/Sum": "announced_credit_sum",
    "TxsSummry/TtlDbtNtries/NbOfNtries": "announced_debits",
    "TxsSummry/TtlDbtNtries/Sum": "announced_debit_sum",
}

BALANCE = {
    "Tp/Cd": "code",
    "Tp/CdOrPrtry/Cd": "code",
    "Tp/CdOrPrtry/Prtry": "code",
    "Tp/SubTp/Cd": "subtype",
    "Tp/SubTp/Prtry": "subtype",
    "Amt": "amount",
    "CdtDbtInd": "direction",
    "Dt/Dt": "stated_on",
    "Dt/DtTm": "stated_on",
}

ENTRY = {
    "NtryRef": "entry_reference",
    "RvslInd": "reversal",
    "BookgDt/Dt": "booked",
    "BookgDt/DtTm": "booked",
    "ValDt/Dt": "value",
    "ValDt/DtTm": "value",
    "AcctSvcrRef": "bank_reference",
    "BkTxCd/Domn/Cd": "domain",
    "BkTxCd/Domn/Fmly/Cd": "family",
    "BkTxCd/Domn/Fmly/SubFmlyCd": "subfamily",
    "BkTxCd/Prtry/Cd": "own_code",
    "AddtlNtryInf": "note",
}

# What decides about money: a second, different one is a fault of the file.
DECIDING = {
    "Amt": "amount",
    "CdtDbtInd": "direction",
    "Sts": "status",
    "Sts/Cd": "status",
    "Sts/Prtry": "status",
}

BATCH = {
    "MsgId": "batch_message_id",
    "PmtInfId": "batch_group_id",
    "NbOfTxs": "batch_count",
}

DETAIL = {
    "Refs/MsgId": "message_id",
    "Refs/AcctSvcrRef": "bank_reference",
    "Refs/PmtInfId": "group_id",
    "Refs/InstrId": "instruction_id",
    "Refs/EndToEndId": "end_to_end_id",
    "Amt": "amount",
    "CdtDbtInd": "direction",
    "AmtDtls/TxAmt/Amt": "transaction_amount",
    "RltdPties/Dbtr/Nm": "debtor",
    "RltdPties/Dbtr/Pty/Nm": "debtor",
    "RltdPties/Cdtr/Nm": "creditor",
    "RltdPties/Cdtr/Pty/Nm": "creditor",
    "RltdPties/DbtrAcct/Id/IBAN": "debtor_account",
    "RltdPties/DbtrAcct/Id/Othr/Id": "debtor_account",
    "RltdPties/CdtrAcct/Id/IBAN": "creditor_account",
    "RltdPties/CdtrAcct/Id/Othr/Id": "creditor_account",
    "RmtInf/Strd/CdtrRefInf/Ref": "reference",
    "RmtInf/Strd/CdtrRefInf/CdtrRef": "reference",
    "RtrInf/RtrRsn/Cd": "return_reason",
    "RtrInf/Rsn/Cd": "return_reason",
    "RtrInf/Rsn/Prtry": "return_reason",
}

# Banks split these over several elements of one name.
JOINED = {"RmtInf/Ustrd": "unstructured", "AddtlTxInf": "note"}

# The root element's child: the kind of message. camt.052 version 01 wrote the version into the name.
BODIES = {
    "BkToCstmrAcctRpt": "camt.052",
    "BkToCstmrAcctRptV01": "camt.052",
    "BkToCstmrStmt": "camt.053",
    "BkToCstmrStmtV01": "camt.053",
    "BkToCstmrDbtCdtNtfctn": "camt.054",
    "BkToCstmrDbtCdtNtfctnV01": "camt.054",
}
STATEMENT_NAMES = {"camt.052": "Rpt", "camt.053": "Stmt", "camt.054": "Ntfctn"}
