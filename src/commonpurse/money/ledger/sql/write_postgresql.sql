-- One statement writes a judged set: rows in, counters forward, progress forward. Columns travel as arrays.
WITH inserted AS (
  INSERT INTO ledger_transfer (
    id, journal, kind, code, debit_account_id, credit_account_id, amount_minor, currency, hold_id, reverses_id,
    is_final, freed_minor, expires_at, forced, authority, business_date, recorded_at, recorded_by,
    debit_version, debit_balance_minor, credit_version, credit_balance_minor, request_hash, content_hash
  )
  SELECT id, journal, kind, code, debit_account, credit_account, amount, currency, hold, reverses,
         is_final, freed, expires_at, forced, authority, business_date, recorded_at, %(recorded_by)s::uuid,
         debit_version, debit_balance, credit_version, credit_balance, request_hash, content_hash
  FROM unnest(
    %(id)s::uuid[], %(journal)s::uuid[], %(kind)s::varchar[], %(code)s::varchar[], %(debit_account)s::uuid[],
    %(credit_account)s::uuid[], %(amount)s::bigint[], %(currency)s::varchar[], %(hold)s::uuid[],
    %(reverses)s::uuid[], %(is_final)s::boolean[], %(freed)s::bigint[], %(expires_at)s::timestamptz[],
    %(forced)s::boolean[], %(authority)s::uuid[], %(business_date)s::date[], %(recorded_at)s::timestamptz[],
    %(debit_version)s::bigint[], %(debit_balance)s::bigint[], %(credit_version)s::bigint[],
    %(credit_balance)s::bigint[], %(request_hash)s::bytea[], %(content_hash)s::bytea[]
  ) AS r (
    id, journal, kind, code, debit_account, credit_account, amount, currency, hold, reverses, is_final, freed,
    expires_at, forced, authority, business_date, recorded_at, debit_version, debit_balance, credit_version,
    credit_balance, request_hash, content_hash
  )
), progressed AS (
  INSERT INTO ledger_transfer_progress (transfer_id, amount_minor, settled_minor, reversed_minor, resolved_at)
  SELECT * FROM unnest(
    %(progress_id)s::uuid[], %(progress_amount)s::bigint[], %(progress_settled)s::bigint[],
    %(progress_reversed)s::bigint[], %(progress_resolved_at)s::timestamptz[]
  )
  ON CONFLICT (transfer_id) DO UPDATE SET
    settled_minor = excluded.settled_minor, reversed_minor = excluded.reversed_minor, resolved_at = excluded.resolved_at
)
UPDATE ledger_account a SET
  debits_posted_minor = n.debits, credits_posted_minor = n.credits, debits_pending_minor = n.pending,
  version = n.version, last_recorded_at = n.last
FROM unnest(
  %(account_id)s::uuid[], %(account_debits)s::bigint[], %(account_credits)s::bigint[], %(account_pending)s::bigint[],
  %(account_version)s::bigint[], %(account_last)s::timestamptz[]
) AS n (id, debits, credits, pending, version, last)
WHERE a.id = n.id
