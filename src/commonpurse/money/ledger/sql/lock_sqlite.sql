-- BEGIN IMMEDIATE has locked the whole file: this only reads.
SELECT period.starts_on, account.id, currency, normal_side = 'debit', may_go_below_zero,
       debits_posted_minor, credits_posted_minor, debits_pending_minor, version,
       coalesce(unixepoch(last_recorded_at) * 1000000 + CAST(substr(last_recorded_at, 21) AS INTEGER), 0),
       account.closed_at IS NOT NULL
FROM ledger_period period
LEFT JOIN ledger_account account ON account.id IN (SELECT value FROM json_each(:ids))
WHERE period.ends_on IS NULL
