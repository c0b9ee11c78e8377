"""The trail of what was done: who, what, to which thing, when. Written in the act's own transaction.

Owns AuditEvent. Does not own who looked (that is `parties.consent`) nor the ledger's evidence.
"""
