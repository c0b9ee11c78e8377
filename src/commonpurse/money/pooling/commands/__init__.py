"""The verbs of money together, by stage of life: write, agree, leave, and tell of each quarter."""

from commonpurse.money.pooling.commands.leaving import leave_funding_agreement, stay_in_funding_agreement
from commonpurse.money.pooling.commands.signing import remark_on_funding, sign_funding_agreement
from commonpurse.money.pooling.commands.statements import give_quarter_statement, tell_of_statements_due
from commonpurse.money.pooling.commands.writing import (
    change_funding_agreement,
    propose_funding_end,
    write_funding_agreement,
)

__all__ = [
    "change_funding_agreement",
    "give_quarter_statement",
    "leave_funding_agreement",
    "propose_funding_end",
    "remark_on_funding",
    "sign_funding_agreement",
    "stay_in_funding_agreement",
    "tell_of_statements_due",
    "write_funding_agreement",
]
