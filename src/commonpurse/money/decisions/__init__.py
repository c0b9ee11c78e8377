"""What a person asks her money for, and the answer she got.

Owns Ask. Does not own the money that a granted ask holds (that is `money.budgets`) nor its payment.
"""
