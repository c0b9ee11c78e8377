"""The nouns of payments, by what they are about."""

from commonpurse.money.payments.models.approvals import AmountBand, AmountBandQuerySet, Approval, ApprovalQuerySet
from commonpurse.money.payments.models.bank_files import BankFile, BankFileQuerySet, Instruction
from commonpurse.money.payments.models.outcomes import MoneyBack, Settlement, StatusReport
from commonpurse.money.payments.models.own_accounts import DebtorAccount, WeightTable
from commonpurse.money.payments.models.payees import Payee, PayeeAccount
from commonpurse.money.payments.models.payments import Payment, PaymentEvent, PaymentQuerySet
from commonpurse.money.payments.models.proofs import Proof, ProofMessage, ProofRule
from commonpurse.money.payments.models.shared_fields import fields_of

__all__ = [
    "AmountBand",
    "AmountBandQuerySet",
    "Approval",
    "ApprovalQuerySet",
    "BankFile",
    "BankFileQuerySet",
    "DebtorAccount",
    "Instruction",
    "MoneyBack",
    "Payee",
    "PayeeAccount",
    "Payment",
    "PaymentEvent",
    "PaymentQuerySet",
    "Proof",
    "ProofMessage",
    "ProofRule",
    "Settlement",
    "StatusReport",
    "WeightTable",
    "fields_of",
]
