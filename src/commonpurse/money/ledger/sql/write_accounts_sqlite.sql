UPDATE ledger_account SET
  debits_posted_minor = n.debits, credits_posted_minor = n.credits, debits_pending_minor = n.pending,
  version = n.version, last_recorded_at = n.last
FROM (
  SELECT value ->> 0 AS id, value ->> 1 AS debits, value ->> 2 AS credits, value ->> 3 AS pending,
         value ->> 4 AS version, value ->> 5 AS last
  FROM json_each(:accounts)
) AS n
WHERE ledger_account.id = n.id
