UPDATE ledger_account SET debits_posted_minor = debits_posted_minor + 1, version = version + 1, last_recorded_at = ?
WHERE id = ? AND debits_posted_minor + debits_pending_minor + 1 <= credits_posted_minor
RETURNING version, credits_posted_minor - debits_posted_minor;
UPDATE ledger_account SET credits_posted_minor = credits_posted_minor + 1, version = version + 1, last_recorded_at = ?
WHERE id = ?
RETURNING version, credits_posted_minor - debits_posted_minor;
INSERT INTO ledger_transfer
VALUES (?, ?, 'post', 'allocation', ?, ?, 1, 'GBP', NULL, NULL, 0, 0, NULL, 0, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?);
