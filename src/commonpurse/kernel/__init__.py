"""Words that every wing shares: money, dates, refusals, ids, the audit trail.

Owns nothing of the domain and imports nothing of it.
"""
