SELECT normal_side, currency, debits_posted_minor, credits_posted_minor, debits_pending_minor
FROM ledger_account WHERE id = %s
