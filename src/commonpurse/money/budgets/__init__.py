"""Whose money it is and what it is for: funds, their rules, one budget a person, and money held for a purpose.

Owns Fund, SpendingRule, Promise, MoneyIn, Budget, Line, HoldingPeriod, Allocation, Hold, Correction, ExclusionCheck,
Review.
Does not own the moves themselves (that is `money.ledger`), who decides (`money.decisions`) or how it is paid.
"""
