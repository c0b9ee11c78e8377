-- BEGIN IMMEDIATE has locked the whole file: this only reads.
SELECT id, currency, normal_side = 'debit', may_go_below_zero,
       debits_posted_minor, credits_posted_minor, debits_pending_minor, version,
       coalesce(unixepoch(last_recorded_at) * 1000000
                + CAST(substr(last_recorded_at, 21) AS INTEGER), 0),
       closed_at IS NOT NULL,
       (SELECT starts_on FROM ledger_period WHERE ends_on IS NULL)
FROM ledger_account
WHERE id IN (SELECT value FROM json_each(:ids)) AND EXISTS (SELECT 1 FROM ledger_period WHERE ends_on IS NULL)
