-- The open period first (shared: only closing it waits), then the accounts in the order of their ids, before anything
-- is inserted: see docs/adr/0011-locks-before-inserts.md. NO KEY UPDATE, not UPDATE: the foreign keys of rows that
-- others insert must not wait for it. No row at all: the period was closed while this waited for it; ask again.
WITH period AS MATERIALIZED (
  SELECT starts_on FROM ledger_period WHERE ends_on IS NULL FOR SHARE
), locked AS MATERIALIZED (
  SELECT * FROM ledger_account
  WHERE id = ANY (%s) AND (SELECT count(*) FROM period) = 1
  ORDER BY id
  FOR NO KEY UPDATE
)
SELECT period.starts_on, encode(uuid_send(id), 'hex'), currency, normal_side = 'debit', may_go_below_zero,
       debits_posted_minor, credits_posted_minor, debits_pending_minor, version,
       coalesce((extract(epoch FROM last_recorded_at) * 1000000)::bigint, 0), closed_at IS NOT NULL
FROM period LEFT JOIN locked ON true
