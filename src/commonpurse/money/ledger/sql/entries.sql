-- Each transfer is an entry on its debit account, and one on its credit account if it names one.
SELECT debit_account_id AS account_id, debit_version AS version, id AS transfer_id, business_date, recorded_at,
       CASE WHEN credit_account_id IS NULL THEN 0 ELSE amount_minor END AS debit_minor,
       0 AS credit_minor,
       CASE kind
         WHEN 'hold' THEN amount_minor
         WHEN 'settle' THEN -amount_minor - freed_minor
         WHEN 'void' THEN -freed_minor
         WHEN 'expire' THEN -freed_minor
         ELSE 0
       END AS reserved_minor,
       debit_balance_minor AS balance_minor
FROM ledger_transfer
UNION ALL
SELECT credit_account_id, credit_version, id, business_date, recorded_at, 0, amount_minor, 0, credit_balance_minor
FROM ledger_transfer
WHERE credit_account_id IS NOT NULL
