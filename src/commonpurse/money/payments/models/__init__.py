"""The nouns of payments, by what they are about."""

from commonpurse.money.payments.models.bank_files import BankFile, Instruction
from commonpurse.money.payments.models.outcomes import MoneyBack, Settlement, StatusReport
from commonpurse.money.payments.models.own_accounts import DebtorAccount, WeightTable
from commonpurse.money.payments.models.payees import Payee, PayeeAccount
from commonpurse.money.payments.models.payments import Payment, PaymentEvent
from commonpurse.money.payments.models.shared_fields import fields_of

__all__ = [
    "BankFile",
    "DebtorAccount",
    "Instruction",
    "MoneyBack",
    "Payee",
    "PayeeAccount",
    "Payment",
    "PaymentEvent",
    "Settlement",
    "StatusReport",
    "WeightTable",
    "fields_of",
]
