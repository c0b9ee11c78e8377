SELECT * FROM ledger_transfer
WHERE (debit_account_id = %(account)s AND debit_version >= %(from)s AND debit_version < %(before)s)
   OR (credit_account_id = %(account)s AND credit_version >= %(from)s AND credit_version < %(before)s)
