UPDATE ledger_account SET
  debits_posted_minor = %s, credits_posted_minor = %s, debits_pending_minor = %s, version = %s, last_recorded_at = %s
WHERE id = %s
