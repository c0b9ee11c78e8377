UPDATE ledger_account a SET
  debits_posted_minor = n.debits, credits_posted_minor = n.credits, version = n.version,
  last_recorded_at = '2026-11-20 12:00:00+00'
FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[], %s::bigint[]) AS n (id, debits, credits, version)
WHERE a.id = n.id
