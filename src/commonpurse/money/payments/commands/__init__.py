"""The verbs of payments, by what they act on."""

from commonpurse.money.payments.commands.approvals import agree_payment, decline_payment
from commonpurse.money.payments.commands.asks import ask_to_pay
from commonpurse.money.payments.commands.bands import agree_band, ask_band, decline_band
from commonpurse.money.payments.commands.bank_files import (
    approve_bank_file,
    fetch_bank_file,
    make_bank_file,
    send_bank_file,
    take_back_bank_file,
)
from commonpurse.money.payments.commands.doubts import mark_file_unknown, mark_payment_unknown, reject_payments
from commonpurse.money.payments.commands.outcomes import read_status_report, return_payment, settle_payment
from commonpurse.money.payments.commands.own_accounts import add_debtor_account, load_modulus_tables
from commonpurse.money.payments.commands.own_payments import pay_or_ask
from commonpurse.money.payments.commands.payees import add_payee, call_back_payee_account, change_payee_account
from commonpurse.money.payments.commands.proofs import give_proof, set_proof_tiers, waive_proof, write_about_proof
from commonpurse.money.payments.commands.releases import reissue_payment, release_money, stop_payment

__all__ = [
    "add_debtor_account",
    "add_payee",
    "agree_band",
    "agree_payment",
    "approve_bank_file",
    "ask_band",
    "ask_to_pay",
    "call_back_payee_account",
    "change_payee_account",
    "decline_band",
    "decline_payment",
    "fetch_bank_file",
    "give_proof",
    "load_modulus_tables",
    "make_bank_file",
    "mark_file_unknown",
    "mark_payment_unknown",
    "pay_or_ask",
    "read_status_report",
    "reissue_payment",
    "reject_payments",
    "release_money",
    "return_payment",
    "send_bank_file",
    "set_proof_tiers",
    "settle_payment",
    "stop_payment",
    "take_back_bank_file",
    "waive_proof",
    "write_about_proof",
]
