SELECT * FROM ledger_transfer
WHERE (debit_account_id = :account AND debit_version >= :from AND debit_version < :before)
   OR (credit_account_id = :account AND credit_version >= :from AND credit_version < :before)
