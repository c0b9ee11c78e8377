UPDATE ledger_account SET
  debits_posted_minor = debits_posted_minor + CASE id WHEN :debit THEN :posted ELSE 0 END,
  credits_posted_minor = credits_posted_minor + CASE id WHEN :credit THEN :posted ELSE 0 END,
  debits_pending_minor = debits_pending_minor + CASE id WHEN :debit THEN :amount - :posted ELSE 0 END,
  version = version + 1,
  last_recorded_at = :recorded_at
WHERE id IN (:debit, :credit)
