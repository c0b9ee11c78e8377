-- What each account holds as its period closes: its counters now, and the same without entries of later days. Those are
-- few and read by one scan; closing is rare, and posts wait for it.
INSERT INTO ledger_period_balance (
  account_id, period_id, on_debits_minor, on_credits_minor, on_pending_minor, next_version,
  at_debits_minor, at_credits_minor, at_pending_minor, at_version, at_recorded_at
)
SELECT a.id, %(period)s,
       a.debits_posted_minor - coalesce(later.debits, 0),
       a.credits_posted_minor - coalesce(later.credits, 0),
       a.debits_pending_minor - coalesce(later.reserved, 0),
       coalesce(later.first_version, a.version + 1),
       a.debits_posted_minor, a.credits_posted_minor, a.debits_pending_minor, a.version, a.last_recorded_at
FROM ledger_account a
LEFT JOIN (
  SELECT account_id, sum(debit_minor) AS debits, sum(credit_minor) AS credits, sum(reserved_minor) AS reserved,
         min(version) AS first_version
  FROM {entries} AS entry
  WHERE business_date >= %(ends_on)s
  GROUP BY account_id
) AS later ON later.account_id = a.id
WHERE a.version > 0
