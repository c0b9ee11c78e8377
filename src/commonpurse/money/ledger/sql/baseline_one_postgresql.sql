WITH d AS (
  UPDATE ledger_account SET
    debits_posted_minor = debits_posted_minor + %(amount)s, version = version + 1, last_recorded_at = %(at)s
  WHERE id = %(debit)s AND debits_posted_minor + debits_pending_minor + %(amount)s <= credits_posted_minor
  RETURNING version, credits_posted_minor - debits_posted_minor AS balance
), c AS (
  UPDATE ledger_account SET
    credits_posted_minor = credits_posted_minor + %(amount)s, version = version + 1, last_recorded_at = %(at)s
  WHERE id = %(credit)s
  RETURNING version, credits_posted_minor - debits_posted_minor AS balance
)
INSERT INTO ledger_transfer
SELECT %(id)s, %(journal)s, 'post', 'allocation', %(debit)s, %(credit)s, %(amount)s, 'GBP', NULL, NULL, false, 0, NULL,
       false, NULL, %(day)s, %(at)s, %(by)s, d.version, d.balance, c.version, c.balance, %(hash)s, %(hash)s
FROM d, c
