UPDATE ledger_account SET
  debits_posted_minor = n.debits, credits_posted_minor = n.credits, version = n.version, last_recorded_at = ?
FROM temp.counters n
WHERE ledger_account.id = n.id
