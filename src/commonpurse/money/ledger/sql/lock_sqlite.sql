-- BEGIN IMMEDIATE has locked the whole file: this only reads.
SELECT id, currency, normal_side = 'debit', may_go_below_zero,
       debits_posted_minor, credits_posted_minor, debits_pending_minor, version, last_recorded_at, closed_at IS NOT NULL
FROM ledger_account
WHERE id IN (SELECT value FROM json_each(%s))
