SELECT a.id,
       'debits ' || coalesce(e.debits, 0) || ', credits ' || coalesce(e.credits, 0)
         || ', pending ' || coalesce(e.pending, 0) || ', entries ' || coalesce(e.entries, 0),
       'debits ' || a.debits_posted_minor || ', credits ' || a.credits_posted_minor
         || ', pending ' || a.debits_pending_minor || ', entries ' || a.version
FROM ledger_account a
LEFT JOIN (
  SELECT account_id, sum(debit_minor) AS debits, sum(credit_minor) AS credits, sum(reserved_minor) AS pending,
         count(*) AS entries, max(recorded_at) AS last
  FROM {entries} AS entry
  GROUP BY account_id
) AS e ON e.account_id = a.id
WHERE a.debits_posted_minor <> coalesce(e.debits, 0)
   OR a.credits_posted_minor <> coalesce(e.credits, 0)
   OR a.debits_pending_minor <> coalesce(e.pending, 0)
   OR a.version <> coalesce(e.entries, 0)
   OR (a.last_recorded_at IS NULL) <> (e.last IS NULL) OR a.last_recorded_at <> e.last
