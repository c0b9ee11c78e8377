"""Money that leaves for a payee: who is paid, each payment's state, and the rails that carry it.

Owns DebtorAccount, Payee, PayeeAccount, Payment, BankFile and the modulus check.
Does not own the person's budget, the ask before a payment, or what the bank's statement says after it.
"""
