-- The period first, then the accounts in the order of their ids, before anything is inserted: see docs/adr/0011.
-- NO KEY UPDATE, not UPDATE: foreign keys of rows that others insert must not wait for it.
WITH period AS MATERIALIZED (
  SELECT starts_on FROM ledger_period WHERE ends_on IS NULL FOR SHARE
)
SELECT replace(id::text, '-', ''), currency, normal_side = 'debit', may_go_below_zero,
       debits_posted_minor, credits_posted_minor, debits_pending_minor, version, last_recorded_at, closed_at IS NOT NULL
FROM ledger_account
WHERE id = ANY (%s::uuid[]) AND (SELECT count(*) FROM period) = 1
ORDER BY ledger_account.id
FOR NO KEY UPDATE OF ledger_account
