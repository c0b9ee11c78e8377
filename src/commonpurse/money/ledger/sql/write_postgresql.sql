-- One statement writes a judged set, whatever its size: rows in, progress forward, counters forward.
WITH inserted AS (
  INSERT INTO ledger_transfer (
    id, journal, kind, code, debit_account_id, credit_account_id, amount_minor, currency, hold_id, reverses_id,
    is_final, freed_minor, expires_at, forced, authority, business_date, recorded_at, recorded_by,
    debit_version, debit_balance_minor, credit_version, credit_balance_minor, request_hash, content_hash
  )
  SELECT id, journal, kind, code, debit_account, credit_account, amount, currency, hold, reverses,
         is_final, freed, expires_at, forced, authority, business_date, recorded_at, %(recorded_by)s,
         debit_version, debit_balance, credit_version, credit_balance, request_hash, content_hash
  FROM unnest(
    %(id)s, %(journal)s, %(kind)s, %(code)s, %(debit_account)s, %(credit_account)s, %(amount)s, %(currency)s,
    %(hold)s, %(reverses)s, %(is_final)s, %(freed)s, %(expires_at)s, %(forced)s, %(authority)s, %(business_date)s,
    %(recorded_at)s, %(debit_version)s, %(debit_balance)s, %(credit_version)s, %(credit_balance)s,
    %(request_hash)s, %(content_hash)s
  ) AS r (
    id, journal, kind, code, debit_account, credit_account, amount, currency, hold, reverses, is_final, freed,
    expires_at, forced, authority, business_date, recorded_at, debit_version, debit_balance, credit_version,
    credit_balance, request_hash, content_hash
  )
), progressed AS (
  INSERT INTO ledger_transfer_progress (transfer_id, amount_minor, settled_minor, reversed_minor, resolved_at)
  SELECT * FROM unnest(
    %(progress_id)s, %(progress_amount)s, %(progress_settled)s, %(progress_reversed)s, %(progress_resolved_at)s
  )
  ON CONFLICT (transfer_id) DO UPDATE SET
    settled_minor = excluded.settled_minor, reversed_minor = excluded.reversed_minor, resolved_at = excluded.resolved_at
)
UPDATE ledger_account a SET
  debits_posted_minor = n.debits, credits_posted_minor = n.credits, debits_pending_minor = n.pending,
  version = n.version, last_recorded_at = n.last
FROM unnest(
  %(account_id)s, %(account_debits)s, %(account_credits)s, %(account_pending)s, %(account_version)s, %(account_last)s
) AS n (id, debits, credits, pending, version, last)
WHERE a.id = n.id
