-- One post or hold, if everything is well with it; nothing otherwise, and then the ordinary way finds out why. The
-- transaction is IMMEDIATE, so what is read here cannot change before the counters move (move_one).
INSERT INTO ledger_transfer (
  id, journal, kind, code, debit_account_id, credit_account_id, amount_minor, currency,
  is_final, freed_minor, expires_at, forced, authority, business_date, recorded_at, recorded_by,
  debit_version, debit_balance_minor, credit_version, credit_balance_minor, request_hash, content_hash
)
SELECT :id, :journal, :kind, :code, :debit, :credit, :amount, :currency,
       0, 0, :expires_at, :forced, :authority, :business_date, recorded_at, :recorded_by,
       debit_version, debit_balance, credit_version, credit_balance, :request_hash,
       sha256(
         :head || (unixepoch(recorded_at) * 1000000 + CAST(substr(recorded_at, 21) AS INTEGER)) || :by
         || debit_version || char(10) || debit_balance || char(10)
         || coalesce(credit_version, '') || char(10) || coalesce(credit_balance, '') || :tail
       )
FROM (
  SELECT max(:now, coalesce(d.last_recorded_at, ''), coalesce(c.last_recorded_at, '')) AS recorded_at,
         d.version + 1 AS debit_version,
         c.version + 1 AS credit_version,
         (d.credits_posted_minor - d.debits_posted_minor - :posted)
           * CASE d.normal_side WHEN 'credit' THEN 1 ELSE -1 END AS debit_balance,
         (c.credits_posted_minor - c.debits_posted_minor + :posted)
           * CASE c.normal_side WHEN 'credit' THEN 1 ELSE -1 END AS credit_balance
  FROM ledger_account d LEFT JOIN ledger_account c ON c.id = :credit
  WHERE d.id = :debit AND (c.id IS NULL) = (:credit IS NULL)
    AND d.closed_at IS NULL AND c.closed_at IS NULL
    AND d.currency = :currency AND coalesce(c.currency, d.currency) = :currency
    AND (
      d.may_go_below_zero OR d.normal_side = 'debit'
      OR d.debits_posted_minor + d.debits_pending_minor + :amount <= d.credits_posted_minor
    )
    AND (
      c.id IS NULL OR c.may_go_below_zero OR c.normal_side = 'credit'
      OR c.credits_posted_minor + :posted <= c.debits_posted_minor
    )
    AND (SELECT coalesce(starts_on, '') <= :business_date FROM ledger_period WHERE ends_on IS NULL)
    AND NOT EXISTS (SELECT 1 FROM ledger_transfer WHERE id = :id)
)
RETURNING recorded_at
