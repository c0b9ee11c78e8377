SELECT id, 'zero or more',
       'credits ' || credits_posted_minor || ', debits ' || debits_posted_minor || ', pending ' || debits_pending_minor
FROM ledger_account
WHERE NOT may_go_below_zero AND NOT (
  (normal_side = 'credit' AND debits_posted_minor + debits_pending_minor <= credits_posted_minor)
  OR (normal_side = 'debit' AND credits_posted_minor <= debits_posted_minor)
)
