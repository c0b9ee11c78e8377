-- One post or hold as one statement: locks, checks, row and counters. It writes when everything is well and touches
-- nothing otherwise; then the ordinary way finds out why. Most movements are of this kind, and each round trip counts.
WITH period AS MATERIALIZED (
  SELECT starts_on FROM ledger_period WHERE ends_on IS NULL FOR SHARE
), locked AS MATERIALIZED (
  SELECT * FROM ledger_account
  WHERE id IN (%(debit)s::uuid, %(credit)s::uuid)
    AND (SELECT starts_on IS NULL OR starts_on <= %(business_date)s::date FROM period)
  ORDER BY id
  FOR NO KEY UPDATE
), judged AS MATERIALIZED (
  SELECT d.version + 1 AS debit_version,
         c.version + 1 AS credit_version,
         greatest(%(now)s::timestamptz, d.last_recorded_at, c.last_recorded_at) AS recorded_at,
         (d.credits_posted_minor - d.debits_posted_minor - %(posted)s::bigint)
           * CASE d.normal_side WHEN 'credit' THEN 1 ELSE -1 END AS debit_balance,
         (c.credits_posted_minor - c.debits_posted_minor + %(posted)s)
           * CASE c.normal_side WHEN 'credit' THEN 1 ELSE -1 END AS credit_balance
  FROM locked d LEFT JOIN locked c ON c.id = %(credit)s
  WHERE d.id = %(debit)s AND (c.id IS NULL) = (%(credit)s IS NULL)
    AND d.closed_at IS NULL AND c.closed_at IS NULL
    AND d.currency = %(currency)s::varchar AND coalesce(c.currency, d.currency) = %(currency)s
    AND (
      d.may_go_below_zero OR d.normal_side = 'debit'
      OR d.debits_posted_minor + d.debits_pending_minor + %(amount)s::bigint <= d.credits_posted_minor
    )
    AND (
      c.id IS NULL OR c.may_go_below_zero OR c.normal_side = 'credit'
      OR c.credits_posted_minor + %(posted)s <= c.debits_posted_minor
    )
), inserted AS (
  INSERT INTO ledger_transfer (
    id, journal, kind, code, debit_account_id, credit_account_id, amount_minor, currency,
    is_final, freed_minor, expires_at, forced, authority, business_date, recorded_at, recorded_by,
    debit_version, debit_balance_minor, credit_version, credit_balance_minor, request_hash, content_hash
  )
  SELECT %(id)s::uuid, %(journal)s::uuid, %(kind)s::varchar, %(code)s::varchar, %(debit)s, %(credit)s, %(amount)s,
         %(currency)s, false, 0, %(expires_at)s::timestamptz, %(forced)s::boolean, %(authority)s::uuid,
         %(business_date)s, recorded_at, %(recorded_by)s::uuid,
         debit_version, debit_balance, credit_version, credit_balance, %(request_hash)s::bytea,
         sha256(convert_to(
           %(head)s::text || (extract(epoch FROM recorded_at) * 1000000)::bigint || %(by)s::text
           || debit_version || E'\n' || debit_balance || E'\n'
           || coalesce(credit_version::text, '') || E'\n' || coalesce(credit_balance::text, '') || %(tail)s::text,
           'UTF8'
         ))
  FROM judged
  ON CONFLICT (id) DO NOTHING
  RETURNING recorded_at
), progressed AS (
  INSERT INTO ledger_transfer_progress (transfer_id, amount_minor, settled_minor, reversed_minor)
  SELECT %(id)s, %(amount)s, 0, 0 FROM inserted WHERE %(credit)s IS NULL
)
UPDATE ledger_account a SET
  debits_posted_minor = debits_posted_minor + CASE a.id WHEN %(debit)s THEN %(posted)s ELSE 0 END,
  credits_posted_minor = credits_posted_minor + CASE a.id WHEN %(credit)s THEN %(posted)s ELSE 0 END,
  debits_pending_minor = debits_pending_minor + CASE a.id WHEN %(debit)s THEN %(amount)s - %(posted)s ELSE 0 END,
  version = version + 1,
  last_recorded_at = inserted.recorded_at
FROM inserted
WHERE a.id IN (%(debit)s, %(credit)s)
